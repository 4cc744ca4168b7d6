package email_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/channeltest"
	"fakturist/app/channel/email"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
)

var moment = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func clock() time.Time { return moment }

func invoice(kind billing.Kind, buyer billing.Party) billing.Invoice {
	doc := billing.Document{
		Kind: kind, Language: "nb", IssueDate: cal.On(2026, 11, 22), DueDate: cal.On(2026, 12, 6), Currency: money.NOK,
		Seller: billing.Party{Name: "Fjordkoret", OrgNo: "923609016"}, Buyer: buyer, Account: "12345678903",
		Totals: billing.Totals{Payable: money.New(123450, money.NOK)},
	}
	if kind == billing.KindCreditNote {
		doc.Original = &billing.OriginalReference{Number: "10000"}
		return billing.RestoreInvoice(2, "10002", "", moment, doc)
	}
	return billing.RestoreInvoice(1, "10001", "100014", moment, doc)
}

func consignment(to string) billing.Consignment {
	return billing.Consignment{
		Invoice: invoice(billing.KindInvoice, billing.Party{Name: "Bjørn Ås AS", Type: billing.Business}),
		PDF:     []byte("%PDF-1.7\n\x00\xff binary\n"), UBL: []byte("<Invoice>æøå</Invoice>\n"), Recipient: to, Language: "nb",
	}
}

func open(t *testing.T) *practice.Box {
	t.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Clock: clock, Dir: t.TempDir(), Slow: time.Minute})
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

func config(box *practice.Box) email.Config {
	return email.Config{
		Host: box.Mail.Host, Port: box.Mail.SMTPPort, User: practice.User, Security: email.STARTTLS, CA: box.CAFile,
		From: practice.User, FromName: "Fjordkoret – kasserer",
	}
}

func channel(t *testing.T, c email.Config, password string) *email.Channel {
	t.Helper()
	ch, err := email.New(c, func(context.Context) (string, error) { return password, nil }, clock, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func TestConformance(t *testing.T) {
	for name, tune := range map[string]func(*practice.Box, *email.Config){
		"starttls": func(*practice.Box, *email.Config) {},
		"tls": func(b *practice.Box, c *email.Config) {
			c.Security, c.Port = email.TLS, b.Mail.SMTPSPort
		},
		"sent folder": func(b *practice.Box, c *email.Config) {
			c.SentComplete = true
			c.Sent = func(_ context.Context, id string) (bool, error) {
				if b.Mail.SMTPDown() {
					return false, errors.New("nobody answers")
				}
				for _, m := range b.Mail.Sent(practice.User) {
					if bytes.Contains(m, []byte(id)) {
						return true, nil
					}
				}
				return false, nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			channeltest.Run(t, func(t *testing.T) channeltest.Harness { return harness(open(t), tune, name == "sent folder") })
		})
	}
}

func harness(box *practice.Box, tune func(*practice.Box, *email.Config), knows bool) channeltest.Harness {
	build := func(t *testing.T, password string) billing.Channel {
		c := config(box)
		tune(box, &c)
		return channel(t, c, password)
	}
	to := func(address string) func(*testing.T) billing.Consignment {
		return func(*testing.T) billing.Consignment { return consignment(address) }
	}
	return channeltest.Harness{
		New:          func(t *testing.T) billing.Channel { return build(t, practice.Password) },
		WrongSecret:  func(t *testing.T) billing.Channel { return build(t, "feil") },
		Unconfigured: func(t *testing.T) billing.Channel { return channel(t, email.Config{}, "") },
		Good:         to("kari@example.no"), Impossible: to(""), Refused: to("permerror@example.no"),
		Busy: to("temperror@example.no"), Lost: to("timeout@example.no"), Slow: to("slow@example.no"),
		SetDown:     func(_ *testing.T, down bool) { box.Mail.SetSMTPDown(down) },
		KnowsStatus: knows, OutOfOrder: true,
		Arrived: func(_ *testing.T, f billing.Frozen) int {
			n := 0
			for _, s := range box.Mail.Submitted() {
				if bytes.Equal(s.Bytes, f.Bytes) && bytes.Contains(s.Bytes, []byte(f.ID)) {
					n++
				}
			}
			return n
		},
	}
}

// part is one leaf of a message.
type part struct {
	Type string
	Name string
	Body string
}

func leaves(t *testing.T, header func(string) string, body io.Reader) []part {
	t.Helper()
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		_, disposition, _ := mime.ParseMediaType(header("Content-Disposition"))
		return []part{{kind, disposition["filename"], string(b)}}
	}
	var out []part
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, leaves(t, p.Header.Get, p)...)
	}
}

func freeze(t *testing.T, c billing.Consignment) *mail.Message {
	t.Helper()
	ch := channel(t, email.Config{Host: "smtp.example.no", From: "faktura@fjordkoret.no"}, "x")
	f, err := ch.Freeze(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(f.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Header.Get("Message-Id"); got != f.ID || !strings.HasSuffix(f.ID, "@fjordkoret.no>") {
		t.Errorf("Message-ID %q, frozen id %q", got, f.ID)
	}
	for i, line := range bytes.Split(f.Bytes, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line %d has %d bytes or a bare line end", i+1, len(line))
		}
	}
	return m
}

func decoded(t *testing.T, m *mail.Message, header string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(header))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFreeze_WritesAWholeMessageInNorwegian(t *testing.T) {
	m := freeze(t, consignment("bjorn@example.no"))
	for header, want := range map[string]string{
		"Subject": "Faktura 10001 fra Fjordkoret", "From": `"Fjordkoret" <faktura@fjordkoret.no>`,
		"To": `"Bjørn Ås AS" <bjorn@example.no>`, "Date": "Sun, 22 Nov 2026 08:00:00 +0000", "Content-Language": "nb",
	} {
		if got := decoded(t, m, header); strings.ReplaceAll(got, `"`, "") != strings.ReplaceAll(want, `"`, "") {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	parts := leaves(t, m.Header.Get, m.Body)
	var kinds []string
	for _, p := range parts {
		kinds = append(kinds, p.Type+" "+p.Name)
	}
	want := []string{"text/plain ", "text/html ", "application/pdf Faktura 10001.pdf", "application/xml Faktura 10001.xml"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Fatalf("parts (-want +got):\n%s", diff)
	}
	words := `Hei Bjørn Ås AS,

vedlagt er faktura 10001 fra Fjordkoret.

Å betale: kr 1 234,50
Forfallsdato: 06.12.2026
Til konto: 1234.56.78903
KID: 100014

Har du spørsmål, så svar på denne e-posten.

Vennlig hilsen
Fjordkoret
`
	got := strings.ReplaceAll(strings.ReplaceAll(parts[0].Body, "\r\n", "\n"), "\u00a0", " ")
	if diff := cmp.Diff(words, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
	if h := parts[1].Body; !strings.Contains(h, ">100014</td>") || !strings.Contains(h, "<table role=") || strings.Contains(h, "{") {
		t.Errorf("HTML: %s", h)
	}
}

func TestFreeze_FollowsTheReader(t *testing.T) {
	person := consignment("kari@example.no")
	person.Invoice = invoice(billing.KindInvoice, billing.Party{Name: "Kari <script>", Type: billing.Person})
	credit := consignment("kari@example.no")
	credit.Invoice = invoice(billing.KindCreditNote, billing.Party{Name: "Kari", Type: billing.Business})
	credit.Language = "en"
	nynorsk := consignment("kari@example.no")
	nynorsk.Language = "nn"
	for _, tc := range []struct {
		name    string
		c       billing.Consignment
		subject string
		files   []string
	}{
		{"a person gets no EHF", person, "Faktura 10001 fra Fjordkoret", []string{"Faktura 10001.pdf"}},
		{"a credit note in English", credit, "Credit note 10002 from Fjordkoret", []string{"Credit note 10002.pdf", "Credit note 10002.xml"}},
		{"nynorsk", nynorsk, "Faktura 10001 frå Fjordkoret", []string{"Faktura 10001.pdf", "Faktura 10001.xml"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := freeze(t, tc.c)
			if got := decoded(t, m, "Subject"); got != tc.subject {
				t.Errorf("subject %q, want %q", got, tc.subject)
			}
			var files []string
			for _, p := range leaves(t, m.Header.Get, m.Body) {
				if p.Name != "" {
					files = append(files, p.Name)
				}
				if strings.Contains(p.Body, "<script>") && p.Type == "text/html" {
					t.Error("a name got into the HTML as markup")
				}
			}
			if diff := cmp.Diff(tc.files, files); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFreeze_KeepsHeadersInTheirLine(t *testing.T) {
	c := consignment("kari@example.no")
	c.Invoice = invoice(billing.KindInvoice, billing.Party{Name: "Kari\r\nBcc: alle@example.no"})
	ch := channel(t, email.Config{Host: "smtp.example.no", From: "faktura@fjordkoret.no"}, "x")
	f, err := ch.Freeze(context.Background(), c)
	if err != nil {
		return // refusing is as good
	}
	m, err := mail.ReadMessage(bytes.NewReader(f.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Bcc") != "" {
		t.Error("a line break in a name made a header")
	}
}

func TestFreeze_RefusesAddressesThatCannotBe(t *testing.T) {
	ch := channel(t, email.Config{Host: "smtp.example.no", From: "faktura@fjordkoret.no"}, "x")
	for _, to := range []string{"", "kari", "kari@", "kari@example.no, per@example.no", "kari@example.no\r\nDATA"} {
		_, err := ch.Freeze(context.Background(), consignment(to))
		if !errors.Is(err, billing.ErrRejected) {
			t.Errorf("to %q: %v, want ErrRejected", to, err)
		}
	}
}

func TestSend_TransmitsEveryFrozenByteOverTLSAndAsksForNotices(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	f, err := ch.Freeze(context.Background(), consignment("kari@example.no"))
	if err != nil {
		t.Fatal(err)
	}
	f.Bytes = append(f.Bytes, "\r\n.\r\n..dots at the start of lines\r\n"...)
	r, err := ch.Send(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	s := box.Mail.Submitted()
	if len(s) != 1 || !bytes.Equal(s[0].Bytes, f.Bytes) {
		t.Fatalf("%d mails, or other bytes than the frozen ones", len(s))
	}
	if !s[0].TLS || !s[0].DSN || s[0].UTF8 || s[0].Login != practice.User || s[0].From != practice.User {
		t.Errorf("TLS %v, DSN %v, SMTPUTF8 %v, login %q, from %q", s[0].TLS, s[0].DSN, s[0].UTF8, s[0].Login, s[0].From)
	}
	if r.ID != s[0].QueueID || r.Delivered {
		t.Errorf("receipt %+v, want queue id %s and not yet delivered", r, s[0].QueueID)
	}
	if n := len(box.Mail.Inbox("kari@example.no")); n != 1 {
		t.Errorf("%d mails in the mailbox", n)
	}
}

// codeOf is the code an outbox would store.
func codeOf(err error) string {
	var e interface{ Code() string }
	if errors.As(err, &e) {
		return e.Code()
	}
	return ""
}

func TestSend_NamesWhatWentWrong(t *testing.T) {
	for _, tc := range []struct {
		name     string
		to       string
		tune     func(*practice.Box, *email.Config)
		password string
		code     string
		wraps    error
	}{
		{"refused", "permerror@example.no", nil, practice.Password, "smtp-550", billing.ErrRejected},
		{"busy", "temperror@example.no", nil, practice.Password, "smtp-451", nil},
		{"answer lost", "timeout@example.no", nil, practice.Password, email.CodeLost, billing.ErrOutcomeUnknown},
		{"wrong password", "kari@example.no", nil, "feil", email.CodeAuth, billing.ErrUnavailable},
		{"no password", "kari@example.no", nil, "", email.CodePassword, billing.ErrUnavailable},
		{"no login", "kari@example.no", func(_ *practice.Box, c *email.Config) { c.User = "" }, "", email.CodeAuth, billing.ErrUnavailable},
		{"down", "kari@example.no", func(b *practice.Box, _ *email.Config) { b.Mail.SetSMTPDown(true) }, practice.Password, email.CodeConnection, billing.ErrUnavailable},
		{"nobody vouches", "kari@example.no", func(_ *practice.Box, c *email.Config) { c.CA = "" }, practice.Password, email.CodeTLS, billing.ErrUnavailable},
		{"CA file missing", "kari@example.no", func(_ *practice.Box, c *email.Config) { c.CA = "/nowhere/ca.pem" }, practice.Password, email.CodeTLS, billing.ErrUnavailable},
		{"no STARTTLS", "kari@example.no", func(b *practice.Box, c *email.Config) { c.Port = b.Mail.PlainPort }, practice.Password, email.CodeTLS, billing.ErrUnavailable},
		{"not TLS", "kari@example.no", func(b *practice.Box, c *email.Config) { c.Security, c.Port = email.TLS, b.Mail.PlainPort }, practice.Password, email.CodeTLS, billing.ErrUnavailable},
		{"unknown host", "kari@example.no", func(_ *practice.Box, c *email.Config) { c.Host = "smtp.invalid" }, practice.Password, email.CodeDNS, billing.ErrUnavailable},
		{"slow", "slow@example.no", func(_ *practice.Box, c *email.Config) { c.Timeout = 500 * time.Millisecond }, practice.Password, email.CodeLost, billing.ErrOutcomeUnknown},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box := open(t)
			c := config(box)
			f, err := channel(t, c, "x").Freeze(context.Background(), consignment(tc.to))
			if err != nil {
				t.Fatal(err)
			}
			if tc.tune != nil {
				tc.tune(box, &c)
			}
			_, err = channel(t, c, tc.password).Send(context.Background(), f)
			if codeOf(err) != tc.code {
				t.Errorf("code %q (%v), want %q", codeOf(err), err, tc.code)
			}
			for _, e := range []error{billing.ErrRejected, billing.ErrOutcomeUnknown, billing.ErrNotConfigured, billing.ErrUnavailable} {
				if errors.Is(err, e) != (e == tc.wraps) {
					t.Errorf("error %v, want it to wrap %v", err, tc.wraps)
				}
			}
			if strings.Contains(err.Error(), tc.to) {
				t.Errorf("the error for the log names the receiver: %v", err)
			}
		})
	}
}

func TestSend_RefusesMoreThanTheServerTakesBeforeAByteLeaves(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	c := consignment("kari@example.no")
	doc := c.Invoice.Document()
	doc.Attachments = []billing.Attachment{{Name: "bilder.zip", MIME: "application/zip", Content: bytes.Repeat([]byte{0x55}, 30<<20)}}
	c.Invoice = billing.RestoreInvoice(1, "10001", "100014", moment, doc)
	f, err := ch.Freeze(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ch.Send(context.Background(), f)
	var told interface{ Detail() string }
	if codeOf(err) != email.CodeTooBig || !errors.Is(err, billing.ErrRejected) || !errors.As(err, &told) || told.Detail() != "43.0 MB, the server takes 26.2 MB" {
		t.Errorf("got %v, want %s with both sizes", err, email.CodeTooBig)
	}
	if n := len(box.Mail.Submitted()); n != 0 {
		t.Errorf("%d messages left", n)
	}
	send(t, ch, "kari@example.no") // the connection is still good
	if n := box.Mail.SMTPConnections(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestSend_WithoutTLSOnlyTowardsThisMachine(t *testing.T) {
	box := open(t)
	c := email.Config{Host: "127.0.0.1", Port: box.Mail.PlainPort, Security: email.None, From: practice.User}
	ch := channel(t, c, "")
	f, err := ch.Freeze(context.Background(), consignment("kari@example.no"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.Send(context.Background(), f); err != nil {
		t.Errorf("to this machine: %v", err)
	}
	c.Host = "smtp.example.no"
	if _, err := channel(t, c, "").Send(context.Background(), f); codeOf(err) != email.CodeInsecure {
		t.Errorf("to another machine: %v, want %s", err, email.CodeInsecure)
	}
}

func TestPractice_NeverLeavesTheMachine(t *testing.T) {
	box := open(t)
	c := consignment("kari@example.no")
	c.Practice = true
	far := email.Config{Host: "smtp.example.no", From: practice.User}
	if _, err := channel(t, far, "x").Freeze(context.Background(), c); codeOf(err) != email.CodePractice {
		t.Errorf("freeze for another machine: %v", err)
	}
	f, err := channel(t, config(box), practice.Password).Freeze(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := channel(t, far, "x").Send(context.Background(), f); codeOf(err) != email.CodePractice {
		t.Errorf("send after the settings changed: %v", err)
	}
}

func TestCheck_TriesTheLoginWithoutSending(t *testing.T) {
	box := open(t)
	if err := channel(t, config(box), practice.Password).Check(context.Background()); err != nil {
		t.Errorf("right login: %v", err)
	}
	if err := channel(t, config(box), "feil").Check(context.Background()); codeOf(err) != email.CodeAuth {
		t.Errorf("wrong login: %v", err)
	}
	if n := len(box.Mail.Submitted()); n != 0 {
		t.Errorf("%d mails were sent", n)
	}
}

func TestBounce_ComesBackToTheSender(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	f, err := ch.Freeze(context.Background(), consignment("bounce@example.no"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.Send(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	in := box.Mail.Inbox(practice.User)
	if len(in) != 1 || !bytes.Contains(in[0], []byte("report-type=delivery-status")) || !bytes.Contains(in[0], []byte(f.ID)) {
		t.Errorf("%d mails, want one notice that names %s", len(in), f.ID)
	}
}
