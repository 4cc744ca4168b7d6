package peppol_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

const receiver = "0192:923609016"

// document is a valid EHF from a club.
func document(t testing.TB, kind billing.Kind) []byte {
	t.Helper()
	today := cal.MustParse("2026-11-22")
	seller := billing.Company{Party: billing.Party{Name: "Fjordkoret", OrgNo: "974760673",
		Address: billing.Address{Street: "Kaia 1", PostCode: "5003", City: "Bergen"}}, Account: "15035035203", Terms: 14}
	buyer := billing.Customer{No: "1001", Party: billing.Party{Name: "Storevik kommune", Type: billing.Public, OrgNo: "923609016",
		Address: billing.Address{PostCode: "4001", City: "Stavanger"}}}
	draft := billing.Draft{Kind: kind, Customer: billing.CustomerRef{No: "1001"}, Lines: []billing.Line{
		{Item: "Konsert", Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(5000)}}}
	doc, faults := billing.Compose(seller, buyer, nil, draft, today)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	if kind == billing.KindCreditNote {
		doc.Original = &billing.OriginalReference{Number: "10000", IssueDate: today}
	}
	b, err := ubl.Write(billing.RestoreInvoice(1, "10001", "", time.Time{}, doc))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func consignment(t testing.TB, to string) billing.Consignment {
	return billing.Consignment{UBL: document(t, billing.KindInvoice), PDF: []byte("%PDF-1.7\n"), Recipient: to, Practice: true}
}

func open(t *testing.T) *practice.Box {
	t.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Dir: t.TempDir(), Slow: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Errorf("close practice servers: %v", err)
		}
	})
	return box
}

func channel(t *testing.T, c peppol.Config, token string) *peppol.Channel {
	t.Helper()
	ch := peppol.New(c, secrets(token), clock, rand.Reader)
	return ch
}

func clock() time.Time { return time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC) }

func secrets(token string) peppol.Secrets {
	give := func(context.Context) (string, error) { return token, nil }
	return peppol.Secrets{Token: give, Vendor: give}
}

func secure(box *practice.Box) peppol.Config {
	return peppol.Config{URL: box.Access.URL, CA: box.CAFile}
}

func freeze(t *testing.T, c *peppol.Channel, con billing.Consignment) billing.Frozen {
	t.Helper()
	f, err := c.Freeze(context.Background(), con)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func code(err error) string {
	var e *peppol.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return ""
}

func TestSend_TellsTheAccessPointWhatItCarries(t *testing.T) {
	box := open(t)
	c := channel(t, secure(box), practice.Token)
	for kind, root := range map[billing.Kind]string{billing.KindInvoice: "Invoice", billing.KindCreditNote: "CreditNote"} {
		con := consignment(t, receiver)
		con.UBL = document(t, kind)
		f := freeze(t, c, con)
		if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(f.ID) {
			t.Errorf("id %q is no UUID", f.ID)
		}
		r, err := c.Send(context.Background(), f)
		if err != nil || !r.Delivered || r.ID != f.ID {
			t.Fatalf("%s: %+v, %v", kind, r, err)
		}
		all := box.Access.Submissions()
		s := all[len(all)-1]
		if s.Sender != "iso6523-actorid-upis::0192:974760673" || s.Receiver != "iso6523-actorid-upis::"+receiver || s.Country != "NO" ||
			s.DocType != "busdox-docid-qns::"+billing.DocumentType(kind) || s.Process != "cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" {
			t.Errorf("%s: told %+v", root, s)
		}
		if !bytes.Equal(s.Bytes, con.UBL) {
			t.Errorf("%s: the bytes changed on the way", root)
		}
	}
}

// TestSend_NeverPostsAgainWhatTheAccessPointTries: a failed first attempt is the access point's to repeat.
func TestSend_NeverPostsAgainWhatTheAccessPointTries(t *testing.T) {
	for _, test := range []struct {
		behaviour practice.Behaviour
		want      string // how it ends
	}{{practice.FailThenSend, ""}, {practice.FailForGood, peppol.CodeGaveUp}} {
		box := open(t)
		box.Access.Plan(test.behaviour)
		c := channel(t, secure(box), practice.Token)
		f := freeze(t, c, consignment(t, receiver))
		r, err := c.Send(context.Background(), f)
		if err != nil || r.Delivered || r.ID != f.ID {
			t.Fatalf("first attempt failed, the access point tries on: %+v, %v", r, err)
		}
		for range 5 {
			if r, err = c.Status(context.Background(), f); err != nil || r.Delivered {
				break
			}
		}
		if test.want == "" && (err != nil || !r.Delivered) || test.want != "" && (code(err) != test.want || !errors.Is(err, billing.ErrRejected)) {
			t.Errorf("in the end: %+v, %v, want %q", r, err, test.want)
		}
		if n := len(box.Access.Submissions()); n != 1 {
			t.Errorf("posted %d times", n)
		}
	}
}

func TestSend_ALostRequestIsFoundOutByItsStatus(t *testing.T) {
	box := open(t)
	box.Access.Plan(practice.LoseRequest)
	c := channel(t, secure(box), practice.Token)
	f := freeze(t, c, consignment(t, receiver))
	if _, err := c.Send(context.Background(), f); !errors.Is(err, billing.ErrOutcomeUnknown) {
		t.Errorf("send: %v, want the outcome unknown", err)
	}
	if _, err := c.Status(context.Background(), f); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("status: %v, want not found", err)
	}
}

func TestStatus_AnotherAccessPointCannotTell(t *testing.T) {
	box := open(t)
	c := channel(t, secure(box), practice.Token)
	f := freeze(t, c, consignment(t, receiver))
	if f.Via != "localhost" && f.Via != "127.0.0.1" {
		t.Errorf("made for %q", f.Via)
	}
	f.Via = "ap.former.example"
	if _, err := c.Status(context.Background(), f); !errors.Is(err, billing.ErrNoStatus) || errors.Is(err, billing.ErrNotFound) {
		t.Errorf("status: %v, want no status", err)
	}
}

func TestSend_NamesWhatIsWrongWithTheAccessPoint(t *testing.T) {
	box := open(t)
	good := secure(box)
	untrusted := good
	untrusted.CA = ""
	nowhere := good
	nowhere.URL = "https://localhost:1"
	for name, test := range map[string]struct {
		config peppol.Config
		token  string
		want   string
	}{
		"no token": {good, "", peppol.CodeNoToken}, "wrong token": {good, "x", peppol.CodeToken},
		"nobody vouches": {untrusted, practice.Token, peppol.CodeTLS}, "nobody there": {nowhere, practice.Token, peppol.CodeConnection},
		"other address": {peppol.Config{URL: box.Access.URL + "/elsewhere", CA: box.CAFile}, practice.Token, peppol.CodeDisabled},
	} {
		c := channel(t, test.config, test.token)
		_, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver)))
		if code(err) != test.want || errors.Is(err, billing.ErrRejected) || errors.Is(err, billing.ErrOutcomeUnknown) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	box.Access.SetDisabled(true)
	c := channel(t, good, practice.Token)
	if _, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver))); code(err) != peppol.CodeDisabled {
		t.Errorf("switched off: %v", err)
	}
	if n := len(box.Access.Submissions()); n != 0 {
		t.Errorf("%d documents were taken", n)
	}
}

// TestSend_AsksBeforeItBelievesAGateway: a proxy's 502 or a strange 200 says nothing about the document behind it.
func TestSend_AsksBeforeItBelievesAGateway(t *testing.T) {
	for _, test := range []struct {
		name          string
		submit        int
		body          string
		status        int
		transaction   string
		want          error
		code          string
		wantDelivered bool
	}{
		{"502, taken", 502, "bad gateway", 200, `{"status":"sent"}`, nil, "", true},
		{"502, never seen", 502, "bad gateway", 404, "", nil, "ap-502", false},
		{"502, nobody to ask", 502, "bad gateway", 503, "", billing.ErrOutcomeUnknown, peppol.CodeLost, false},
		{"502, and a page for a status", 502, "bad gateway", 404, "<html>no such site", billing.ErrOutcomeUnknown, peppol.CodeLost, false},
		{"200 with a page", 200, "<html>", 404, "", nil, peppol.CodeAnswer, false},
		{"200 without success, taken", 200, `{"overallSuccess":false}`, 200, `{"status":"pending"}`, nil, "", false},
		{"422, rejected", 422, `{"overallSuccess":false}`, 200, `{"status":"rejected","errorDetails":"no"}`, billing.ErrRejected, peppol.CodeRejected, false},
		{"422, a state nobody knows", 422, `"x"`, 200, `{"status":"dancing"}`, billing.ErrOutcomeUnknown, peppol.CodeLost, false},
		{"302", 302, "", 404, "", nil, "ap-302", false},
	} {
		posts := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				posts++
				w.WriteHeader(test.submit)
				w.Write([]byte(test.body)) //nolint:errcheck // the client tells
				return
			}
			w.WriteHeader(test.status)
			w.Write([]byte(test.transaction)) //nolint:errcheck // the client tells
		}))
		c := channel(t, peppol.Config{URL: server.URL}, "token")
		r, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver)))
		server.Close()
		if code(err) != test.code || test.want != nil && !errors.Is(err, test.want) || r.Delivered != test.wantDelivered {
			t.Errorf("%s: %+v, %v", test.name, r, err)
		}
		if test.want == nil && (errors.Is(err, billing.ErrRejected) || errors.Is(err, billing.ErrOutcomeUnknown)) {
			t.Errorf("%s: %v is not temporary", test.name, err)
		}
		if posts != 1 {
			t.Errorf("%s: posted %d times", test.name, posts)
		}
	}
}

func TestFreeze_RefusesWhatCannotGo(t *testing.T) {
	box := open(t)
	c := channel(t, secure(box), practice.Token)
	broken := consignment(t, receiver)
	broken.UBL = bytes.Replace(broken.UBL, []byte(">5000.00</cbc:PayableAmount"), []byte(">5000.01</cbc:PayableAmount"), 1)
	anonymous := consignment(t, receiver)
	anonymous.UBL = bytes.Replace(anonymous.UBL, []byte(`<cbc:EndpointID schemeID="0192">974760673</cbc:EndpointID>`), nil, 1)
	none := consignment(t, receiver)
	none.UBL = nil
	text := consignment(t, receiver)
	text.UBL = []byte("hei")
	for name, test := range map[string]struct {
		con  billing.Consignment
		want string
	}{
		"breaks a rule": {broken, peppol.CodeRules}, "no sender": {anonymous, peppol.CodeNoSender}, "no document": {none, peppol.CodeNoDocument},
		"no XML": {text, peppol.CodeNoDocument}, "no address": {consignment(t, "923609016"), peppol.CodeNoAddress},
	} {
		if _, err := c.Freeze(context.Background(), test.con); code(err) != test.want || !errors.Is(err, billing.ErrRejected) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	_, err := c.Freeze(context.Background(), broken)
	var e *peppol.Error
	if !errors.As(err, &e) || e.Detail() != "BR-CO-16" || strings.Contains(err.Error(), "5000") {
		t.Errorf("broken rules are named: %v", err)
	}
}

func TestFreeze_KeepsPracticeAndPlainTextOnThisMachine(t *testing.T) {
	for url, want := range map[string]string{
		"https://ap.example.no": peppol.CodePractice, "http://ap.example.no": peppol.CodeInsecure, "ap.example.no": peppol.CodeNotSetUp, "": peppol.CodeNotSetUp,
	} {
		_, err := channel(t, peppol.Config{URL: url}, "t").Freeze(context.Background(), consignment(t, receiver))
		if code(err) != want || !errors.Is(err, billing.ErrNotConfigured) {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
	}
	f := freeze(t, channel(t, peppol.Config{URL: "http://127.0.0.1:1"}, "t"), consignment(t, receiver))
	moved := channel(t, peppol.Config{URL: "https://ap.example.no", Practice: true}, "t")
	if _, err := moved.Send(context.Background(), f); code(err) != peppol.CodePractice {
		t.Errorf("frozen on this machine, sent to another: %v", err)
	}
	if _, err := channel(t, peppol.Config{URL: "http://127.0.0.1:1"}, "t").Freeze(context.Background(), consignment(t, receiver)); err != nil {
		t.Errorf("this machine: %v", err)
	}
}

// TestSend_NamesABrokenCertificateFile: when something is to be sent, and not before, so that the other ways out go on.
func TestSend_NamesABrokenCertificateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "x"} {
		c := channel(t, peppol.Config{URL: "https://localhost:1", CA: file}, "token")
		_, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver)))
		if code(err) != peppol.CodeTLS || !errors.Is(err, billing.ErrUnavailable) {
			t.Errorf("%s: %v", file, err)
		}
	}
}
