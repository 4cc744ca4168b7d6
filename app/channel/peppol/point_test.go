package peppol_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

// TestPhase4_ReadsThePlainTruthBehind200 goes through the reports of phase4, which all come with 200.
func TestPhase4_ReadsThePlainTruthBehind200(t *testing.T) {
	for _, test := range []struct {
		behaviour practice.Behaviour
		code      string
		kind      error // of the port; nil with a code: temporary
		delivered bool
		taken     int
	}{
		{practice.Accept, "", nil, true, 1},
		{practice.FailAfterwards, "", nil, false, 1},
		{practice.NoSignal, peppol.CodeLost, billing.ErrOutcomeUnknown, false, 1},
		{practice.FailThenSend, peppol.CodeUnreached, nil, false, 0},
		{practice.FailForGood, peppol.CodeUnreached, nil, false, 0},
		{practice.Refuse, peppol.CodeNotServed, billing.ErrRejected, false, 0},
		{practice.RefuseRules, peppol.CodeRejected, billing.ErrRejected, false, 0},
	} {
		box := open(t)
		box.Phase4.Plan(test.behaviour)
		c := channel(t, peppol.Config{Kind: peppol.Phase4, URL: box.Phase4.URL, CA: box.CAFile}, practice.Token)
		f := freeze(t, c, consignment(t, receiver))
		r, err := c.Send(context.Background(), f)
		for _, kind := range []error{billing.ErrRejected, billing.ErrOutcomeUnknown, billing.ErrUnavailable} {
			if errors.Is(err, kind) != (kind == test.kind) {
				t.Errorf("%v: %v, want kind %v", test.behaviour, err, test.kind)
			}
		}
		if code(err) != test.code || r.Delivered != test.delivered || test.code == "" && r.ID == "" {
			t.Errorf("%v: %+v, %v", test.behaviour, r, err)
		}
		if n := len(box.Phase4.Submissions()); n != test.taken {
			t.Errorf("%v: taken %d times", test.behaviour, n)
		}
		if _, err := c.Status(context.Background(), f); !errors.Is(err, billing.ErrNoStatus) || code(err) != peppol.CodeNoStatus {
			t.Errorf("%v: status %v", test.behaviour, err)
		}
	}
}

// TestPhase4_DoesNotBelieveAGateway: what is no report says nothing of the document, and nobody can be asked.
func TestPhase4_DoesNotBelieveAGateway(t *testing.T) {
	for _, test := range []struct {
		status int
		body   string
		code   string
		kind   error
	}{
		{200, "<html>", peppol.CodeAnswer, billing.ErrOutcomeUnknown}, {200, "{}", peppol.CodeAnswer, billing.ErrOutcomeUnknown},
		{200, `{"overallSuccess":false}`, peppol.CodeLost, billing.ErrOutcomeUnknown},
		{200, `{"overallSuccess":false,"sendingException":{"message":"no SMP"}}`, peppol.CodeUnreached, nil},
		{502, "bad gateway", peppol.CodeLost, billing.ErrOutcomeUnknown}, {500, "", peppol.CodeLost, billing.ErrOutcomeUnknown},
		{403, "", peppol.CodeToken, billing.ErrUnavailable}, {404, "", peppol.CodeDisabled, billing.ErrUnavailable},
		{400, `"bad"`, peppol.CodeRefused, billing.ErrRejected}, {302, "", "ap-302", billing.ErrUnavailable},
	} {
		c := channel(t, peppol.Config{Kind: peppol.Phase4, URL: answering(t, test.status, test.body, "")}, "token")
		_, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver)))
		if code(err) != test.code || test.kind != nil && !errors.Is(err, test.kind) {
			t.Errorf("%d %s: %v, want %s", test.status, test.body, err, test.code)
		}
	}
}

// answering is a server with one answer to everything.
func answering(t *testing.T, status int, body, after string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(status)
		w.Write([]byte(body)) //nolint:errcheck // the client tells
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestSend_TellsHowLongTheServerWantsToBeLeftAlone(t *testing.T) {
	for after, want := range map[string]time.Duration{"60": time.Minute, "": 0, "soon": 0, "-1": 0, "99999999": 24 * time.Hour} {
		c := channel(t, peppol.Config{URL: answering(t, 503, "busy", after)}, "token")
		_, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver)))
		var e *peppol.Error
		if !errors.As(err, &e) || e.RetryAfter() != want || !errors.Is(err, billing.ErrUnavailable) {
			t.Errorf("Retry-After %q: %v, want %v", after, err, want)
		}
	}
}

// TestSend_KeepsDocumentsAwayFromAnotherAccessPoint: neither silently sent nor asked there.
func TestSend_KeepsDocumentsAwayFromAnotherAccessPoint(t *testing.T) {
	box := open(t)
	configs := []peppol.Config{secure(box), {Kind: peppol.Phase4, URL: box.Phase4.URL, CA: box.CAFile}, storecoveConfig(box), maventaConfig(box),
		{Kind: peppol.Folder, URL: t.TempDir()}}
	for _, made := range configs {
		con := consignment(t, receiver)
		con.Practice = made.Kind != peppol.Folder
		f := freeze(t, channel(t, made, practice.Token), con)
		for _, asked := range configs {
			if asked.Kind == made.Kind {
				continue
			}
			c := channel(t, asked, practice.Token)
			if _, err := c.Send(context.Background(), f); code(err) != peppol.CodeMoved || !errors.Is(err, billing.ErrRejected) {
				t.Errorf("made for %q, sent to %q: %v", made.Kind, asked.Kind, err)
			}
			if _, err := c.Status(context.Background(), f); code(err) != peppol.CodeOtherPoint || !errors.Is(err, billing.ErrNoStatus) {
				t.Errorf("made for %q, asked of %q: %v", made.Kind, asked.Kind, err)
			}
		}
	}
	pile := billing.Frozen{ID: "10001-abcd", Recipient: "Kari Ødegård", Bytes: []byte("%PDF-1.7")}
	if _, err := channelOf(t, billing.Letter, maventaConfig(box), practice.Token).Send(context.Background(), pile); code(err) != peppol.CodeMoved {
		t.Errorf("a letter of the pile: %v", err)
	}
	for _, s := range []server{box.Access, box.Phase4, box.Storecove, box.Maventa} {
		if n := len(s.Submissions()); n != 0 {
			t.Errorf("%d documents were taken", n)
		}
	}
}

func TestMaventa_UploadsWithWhatItTakesToFindThePerson(t *testing.T) {
	box := open(t)
	for _, test := range []struct {
		name billing.ChannelName
		want map[string]string
	}{
		{billing.EFaktura, map[string]string{"recipient_type": "consumer", "route_order": "netbank", "b2cno_document_type": "INVOICE", "recipient_email": "kari@example.no", "recipient_phone_number": "+4790000000"}},
		{billing.Vipps, map[string]string{"recipient_type": "consumer", "route_order": "vipps", "b2cno_document_type": "INVOICE", "recipient_email": "kari@example.no", "recipient_phone_number": "+4790000000"}},
		{billing.Letter, map[string]string{"recipient_type": "consumer", "route_order": "print", "b2cno_document_type": "INVOICE", "recipient_email": "kari@example.no", "recipient_phone_number": "+4790000000"}},
	} {
		c := channelOf(t, test.name, maventaConfig(box), practice.Token)
		f, err := c.Freeze(context.Background(), toPerson(t, test.name, "900 00 000"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(context.Background(), f); err != nil {
			t.Fatal(err)
		}
		all := box.Maventa.Submissions()
		test.want["format"], test.want["uuid"], test.want["lang"] = "PEPPOLBIS30", f.ID, "NO"
		if diff := cmp.Diff(test.want, all[len(all)-1].Fields); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	c := channel(t, maventaConfig(box), practice.Token)
	f := freeze(t, c, consignment(t, receiver))
	if _, err := c.Send(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	all := box.Maventa.Submissions()
	want := map[string]string{"format": "PEPPOLBIS30", "uuid": f.ID, "lang": "NO", "recipient_type": "b2b", "recipient_eia": receiver, "disabled_routes": "print,email"}
	if diff := cmp.Diff(want, all[len(all)-1].Fields); diff != "" {
		t.Errorf("b2b (-want +got):\n%s", diff)
	}
}

// TestMaventa_LetterToAFirmIsPrintedOnly: no other way is taken behind our back.
func TestMaventa_LetterToAFirmIsPrintedOnly(t *testing.T) {
	box := open(t)
	con := toPerson(t, billing.Letter, "")
	doc := con.Invoice.Document()
	doc.Buyer.Type, doc.Buyer.OrgNo, doc.Buyer.Email = billing.Business, "923609016", ""
	con.Invoice = billing.RestoreInvoice(1, "10001", "", time.Time{}, doc)
	c := channelOf(t, billing.Letter, maventaConfig(box), practice.Token)
	f, err := c.Freeze(context.Background(), con)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	got := box.Maventa.Submissions()[0]
	if got.Fields["recipient_type"] != "b2b" || got.Fields["disabled_routes"] != "email,einvoice" || got.Fields["route_order"] != "" {
		t.Errorf("told %v", got.Fields)
	}
	if !strings.Contains(string(got.Bytes), `mimeCode="application/pdf"`) {
		t.Error("the letter's picture is not in the document")
	}
}

// TestMaventa_SharesOneTokenAndRenewsIt: the channels of one access point log in once.
func TestMaventa_SharesOneTokenAndRenewsIt(t *testing.T) {
	box := open(t)
	now := clock()
	point := peppol.Open(maventaConfig(box), secrets(practice.Token), func() time.Time { return now }, zeros{})
	send := func() {
		for _, c := range point.Channels() {
			con := toPerson(t, c.Name(), "90000000")
			if c.Name() == billing.EHF {
				con = consignment(t, receiver)
			}
			if _, err := c.Send(context.Background(), freeze(t, c, con)); err != nil {
				t.Errorf("%s: %v", c.Name(), err)
			}
		}
	}
	send()
	if n := box.Maventa.Tokens(); n != 1 {
		t.Errorf("%d tokens for four channels", n)
	}
	now = now.Add(2 * time.Hour)
	send()
	if n := box.Maventa.Tokens(); n != 2 {
		t.Errorf("%d tokens after one ended", n)
	}
}

// TestMaventa_ARepetitionUnderTheirOwnIDsIsNoRefusal: the id of an upload may not lead to it.
func TestMaventa_ARepetitionUnderTheirOwnIDsIsNoRefusal(t *testing.T) {
	box := open(t)
	box.Maventa.SetOwnIDs(true)
	c, ctx := channel(t, maventaConfig(box), practice.Token), context.Background()
	f := freeze(t, c, consignment(t, receiver))
	first, err := c.Send(ctx, f)
	if err != nil || first.ID == f.ID {
		t.Fatalf("send: %+v, %v", first, err)
	}
	if r, err := c.Send(ctx, f); err != nil || r.ID == "" {
		t.Errorf("again: %+v, %v", r, err)
	}
	f.Receipt = first.ID
	if r, err := c.Status(ctx, f); err != nil || !r.Delivered {
		t.Errorf("by their id: %+v, %v", r, err)
	}
	if n := len(box.Maventa.Submissions()); n != 1 {
		t.Errorf("taken %d times", n)
	}
}

func TestMaventa_SaysWhichKeyIsMissing(t *testing.T) {
	box := open(t)
	none := func(context.Context) (string, error) { return "", nil }
	good := secrets(practice.Token)
	for want, s := range map[string]peppol.Secrets{peppol.CodeNoToken: {Token: none, Vendor: good.Vendor}, peppol.CodeNoVendor: {Token: good.Token, Vendor: none}} {
		point := peppol.Open(maventaConfig(box), s, clock, zeros{})
		c := point.Channels()[0]
		if _, err := c.Send(context.Background(), freeze(t, c, consignment(t, receiver))); code(err) != want || !errors.Is(err, billing.ErrUnavailable) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	config := maventaConfig(box)
	config.User = "firma"
	if _, err := channel(t, config, "x").Freeze(context.Background(), consignment(t, receiver)); code(err) != peppol.CodeUser {
		t.Errorf("no UUID: %v", err)
	}
}

// TestOpen_KnowsWhereTheServicesAre: no address has to be typed, and a practice company does not go there.
func TestOpen_KnowsWhereTheServicesAre(t *testing.T) {
	for kind, want := range map[peppol.Kind]string{peppol.Storecove: "api.storecove.com", peppol.Maventa: "ax.maventa.com"} {
		config := peppol.Config{Kind: kind, User: "7"}
		if kind == peppol.Maventa {
			config.User = practice.MaventaCompany
		}
		c := channel(t, config, "x")
		if c.Place() != want {
			t.Errorf("%s is at %q, want %q", kind, c.Place(), want)
		}
		if _, err := c.Freeze(context.Background(), consignment(t, receiver)); code(err) != peppol.CodePractice {
			t.Errorf("%s: practice document: %v", kind, err)
		}
	}
	fax := peppol.New(peppol.Config{Kind: "fax", URL: "https://localhost:1"}, peppol.Secrets{}, clock, zeros{})
	if _, err := fax.Freeze(context.Background(), consignment(t, receiver)); code(err) != peppol.CodeNotSetUp || !errors.Is(err, billing.ErrNotConfigured) {
		t.Errorf("a kind nobody knows: %v", err)
	}
}

// folderWith freezes a document for a folder.
func folderWith(t *testing.T) (dir string, c *peppol.Channel, f billing.Frozen) {
	t.Helper()
	dir = t.TempDir()
	c = channel(t, peppol.Config{Kind: peppol.Folder, URL: dir}, "")
	con := consignment(t, receiver)
	con.Practice = false
	return dir, c, freeze(t, c, con)
}

func TestFolder_LaysTheDocumentBesideWhatAnAccessPointWantsToKnow(t *testing.T) {
	dir, c, f := folderWith(t)
	r, err := c.Send(context.Background(), f)
	if err != nil || r.Delivered || r.ID != filepath.Join(dir, "10001-"+f.ID+".xml") {
		t.Fatalf("%+v, %v", r, err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "10001-"+f.ID+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"id": f.ID, "file": "10001-" + f.ID + ".xml", "envelope": false, "number": "10001", "sender": "0192:974760673", "receiver": receiver,
		"documentType": billing.DocumentType(billing.KindInvoice), "process": "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "country": "NO", "sha256": billing.Digest(f.Bytes)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestFolder_NeverLaysTheSameDownTwice: whoever carries on took the document away, and it went out.
func TestFolder_NeverLaysTheSameDownTwice(t *testing.T) {
	dir, c, f := folderWith(t)
	r, err := c.Send(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(r.ID, r.ID+".sendt"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(context.Background(), f); err != nil {
		t.Errorf("again: %v", err)
	}
	if _, err := os.Stat(r.ID); !os.IsNotExist(err) {
		t.Errorf("the document lies in %s again", dir)
	}
	if r, err := c.Status(context.Background(), f); err != nil || r.Delivered {
		t.Errorf("status: %+v, %v", r, err)
	}
}

// TestFolder_TakesUpWhatAKilledProgramLeft: at whatever step it ended, the document comes to lie there once and whole.
func TestFolder_TakesUpWhatAKilledProgramLeft(t *testing.T) {
	for _, step := range []string{"half a document", "no slip", "half a slip", "slip, and the document on its way"} {
		dir, c, f := folderWith(t)
		name := "10001-" + f.ID
		left := map[string]string{"." + name + ".part": string(f.Bytes)}
		switch step {
		case "half a document":
			left["."+name+".part"] = "<Inv"
		case "half a slip":
			left["."+name+".json.part"] = "{"
		case "slip, and the document on its way":
			left[name+".json"] = "{}\n"
		}
		for file, content := range left {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Status(context.Background(), f); !errors.Is(err, billing.ErrNotFound) {
			t.Errorf("%s: status %v, want not found", step, err)
		}
		if _, err := c.Send(context.Background(), f); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		b, err := os.ReadFile(filepath.Join(dir, name+".xml"))
		if err != nil || string(b) != string(f.Bytes) {
			t.Errorf("%s: the document is not whole: %v", step, err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
			t.Errorf("%s: left behind: %v, %v", step, entries, err)
		}
	}
}

func TestFolder_IsNoPlaceForPractice(t *testing.T) {
	c := channel(t, peppol.Config{Kind: peppol.Folder, URL: t.TempDir()}, "")
	if _, err := c.Freeze(context.Background(), consignment(t, receiver)); code(err) != peppol.CodePractice || !errors.Is(err, billing.ErrNotConfigured) {
		t.Errorf("got %v", err)
	}
}
