package app_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// mailed are the files of a message by name.
func mailed(tb testing.TB, raw []byte) map[string]string {
	tb.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]string{}
	var walk func(kind string, body io.Reader)
	walk = func(kind string, body io.Reader) {
		_, params, err := mime.ParseMediaType(kind)
		if err != nil {
			tb.Fatal(err)
		}
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				tb.Fatal(err)
			}
			if kind := p.Header.Get("Content-Type"); strings.HasPrefix(kind, "multipart/") {
				walk(kind, p)
				continue
			}
			b, err := io.ReadAll(p)
			if err != nil {
				tb.Fatal(err)
			}
			if p.Header.Get("Content-Transfer-Encoding") == "base64" {
				if b, err = base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(string(b))); err != nil {
					tb.Fatal(err)
				}
			}
			if _, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
				name, err := new(mime.WordDecoder).DecodeHeader(params["filename"])
				if err != nil {
					tb.Fatal(err)
				}
				out[name] = string(b)
			}
		}
	}
	walk(m.Header.Get("Content-Type"), m.Body)
	return out
}

// messageID of a message.
func messageID(tb testing.TB, raw []byte) string {
	tb.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		tb.Fatal(err)
	}
	return m.Header.Get("Message-Id")
}

// terms are an attachment whose bytes a mail must carry unchanged.
var terms = billing.Attachment{Name: "vilkår.csv", MIME: "text/csv", Content: []byte("dag;timer\r\n2026-11-02;7,5\r\n\x00\xff")}

func TestSend_MailCarriesTheDocumentsAttachments(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	d := simpleDraft("2")
	d.Attachments = []billing.Attachment{terms}
	id, err := c.SaveDraft(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	inv := mustIssue(t, c, id)
	if _, err := c.Send(ctx, app.Sending{}); err != nil {
		t.Fatal(err)
	}
	inbox := box.Mail.Inbox("kari@example.test")
	if len(inbox) != 1 {
		t.Fatalf("%d mails", len(inbox))
	}
	files := mailed(t, inbox[0])
	pdf, err := c.PDF(ctx, inv.Number())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{terms.Name: string(terms.Content), "Faktura " + inv.Number() + ".pdf": string(pdf)}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("files of the mail (-want +got):\n%.2000s", diff)
	}
}

func TestSendBasis_GoesOnceWithItsPapers(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	for _, kind := range []struct {
		kind  billing.Kind
		title string
		after billing.BasisState
	}{{billing.KindOffer, "Tilbud T-1", billing.BasisSent}, {billing.KindOrder, "Ordrebekreftelse O-1", billing.BasisOpen},
		{billing.KindPaymentRequest, "Betalingsanmodning B-1", billing.BasisSent}} {
		before := len(box.Mail.Inbox("kari@example.test"))
		b := offerTo("2")
		b.Kind, b.Draft.Attachments, b.Papers = kind.kind, []billing.Attachment{terms}, []billing.Attachment{pdfPaper}
		b = saveBasis(t, c, b)
		if err := c.SendBasis(ctx, b.ID); err != nil {
			t.Fatalf("%s: %v", kind.title, err)
		}
		if err := c.SendBasis(ctx, b.ID); code(err) != "basis-sent-already" {
			t.Errorf("%s went twice: %v", kind.title, err)
		}
		inbox := box.Mail.Inbox("kari@example.test")
		if len(inbox) != before+1 {
			t.Fatalf("%s: %d mails", kind.title, len(inbox)-before)
		}
		files := mailed(t, inbox[before])
		if !strings.HasPrefix(files[kind.title+".pdf"], "%PDF-") || files[terms.Name] != string(terms.Content) || len(files) != 2 {
			t.Errorf("%s: files %v", kind.title, len(files))
		}
		got, err := c.Basis(ctx, b.ID)
		if err != nil || got.State != kind.after || got.Draft.IssueDate != c.Today() {
			t.Errorf("%s: state %s, dated %s, %v", kind.title, got.State, got.Draft.IssueDate, err)
		}
		got.Draft.Note = "Endret"
		saveBasis(t, c, got)
		if state := stateOf(t, c, b.ID); state != billing.BasisOpen {
			t.Errorf("%s rewritten is %s", kind.title, state)
		}
		if err := c.SendBasis(ctx, b.ID); err != nil {
			t.Errorf("%s rewritten: %v", kind.title, err)
		}
	}
	mustVerify(t, c)
}

// mailTo gives customer 2 another address.
func mailTo(tb testing.TB, c *app.Company, address string) {
	tb.Helper()
	row, err := c.Customer(context.Background(), "2")
	if err != nil {
		tb.Fatal(err)
	}
	row.Email = address
	if _, err := c.SaveCustomer(context.Background(), row.Customer); err != nil {
		tb.Fatal(err)
	}
}

// lastSending is the state and reason of a basis' last mail.
func lastSending(tb testing.TB, c *app.Company, id int64) string {
	tb.Helper()
	all, err := c.BasisSendings(context.Background(), id)
	if err != nil || len(all) == 0 {
		tb.Fatalf("sendings %v, %v", all, err)
	}
	last := all[len(all)-1]
	return strings.TrimSpace(string(last.State) + " " + last.Reason)
}

func TestSendBasis_UnknownIsNeverSentAgainSilently(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	mailTo(t, c, "timeout@example.test") // takes the message and gives no answer
	b := saveBasis(t, c, offerTo("2"))
	if err := c.SendBasis(ctx, b.ID); code(err) != "smtp-lost" {
		t.Fatalf("answer lost: %v", err)
	}
	if got := lastSending(t, c, b.ID); got != "unknown smtp-lost" {
		t.Errorf("sending is %q", got)
	}
	if err := c.SendBasis(ctx, b.ID); code(err) != "basis-send-unknown" {
		t.Errorf("sent again unasked: %v", err)
	}
	if n := len(box.Mail.Inbox("timeout@example.test")); n != 1 {
		t.Fatalf("%d mails", n)
	}
	if err := c.ResendBasis(ctx, b.ID); code(err) != "smtp-lost" {
		t.Fatalf("asked for again: %v", err)
	}
	inbox := box.Mail.Inbox("timeout@example.test")
	if len(inbox) != 2 || messageID(t, inbox[0]) != messageID(t, inbox[1]) {
		t.Errorf("%d mails, want twice the same", len(inbox))
	}
	if got := stateOf(t, c, b.ID); got != billing.BasisOpen {
		t.Errorf("an offer nobody knows of is %s", got)
	}
	mustVerify(t, c)
}

func TestSendBasis_SentFolderSettlesTheUnknown(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	if err := c.SaveSettings(ctx, billing.Settings{"mail.imap.sent": "Sent"}); err != nil {
		t.Fatal(err)
	}
	mailTo(t, c, "timeout@example.test")
	b := saveBasis(t, c, offerTo("2"))
	if err := c.SendBasis(ctx, b.ID); code(err) != "smtp-lost" {
		t.Fatalf("answer lost: %v", err)
	}
	if err := c.SendBasis(ctx, b.ID); err != nil {
		t.Fatalf("among the sent: %v", err)
	}
	if got := stateOf(t, c, b.ID); got != billing.BasisSent {
		t.Errorf("state %s", got)
	}
	if n := len(box.Mail.Inbox("timeout@example.test")); n != 1 {
		t.Errorf("%d mails", n)
	}
}

func TestSendBasis_ProgramThatEndedLeavesUnknown(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	b := saveBasis(t, c, offerTo("2"))
	mustClose(t, c)
	s, err := data.Open(ctx, path, data.Options{Now: time.Now}) // a program that came as far as its frozen bytes
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(ctx, func(tx *data.Tx) error {
		_, err := tx.BeginSending(ctx, b.ID, billing.Day(time.Now()), billing.Frozen{ID: "<1@test>", Recipient: "kari@example.test", Bytes: []byte("From: " + practice.User + "\r\n\r\nx\r\n")})
		return err
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	c = reopen(t, path, 0)
	if err := c.SendBasis(ctx, b.ID); code(err) != "basis-send-unknown" {
		t.Errorf("sent again unasked: %v", err)
	}
	if got := lastSending(t, c, b.ID); got != "unknown interrupted" {
		t.Errorf("sending is %q", got)
	}
	if n := len(box.Mail.Inbox("kari@example.test")); n != 0 {
		t.Errorf("%d mails", n)
	}
	if err := c.ResendBasis(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	if n := len(box.Mail.Inbox("kari@example.test")); n != 1 || stateOf(t, c, b.ID) != billing.BasisSent {
		t.Errorf("%d mails, state %s", n, stateOf(t, c, b.ID))
	}
	mustVerify(t, c)
}

func TestSendBasis_FailureIsToldAndCanBeTriedAgain(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	b := saveBasis(t, c, offerTo("2"))
	box.Mail.SetSMTPDown(true)
	if err := c.SendBasis(ctx, b.ID); code(err) != "smtp-connection" {
		t.Fatalf("server down: %v", err)
	}
	if got := lastSending(t, c, b.ID); got != "failed smtp-connection" {
		t.Errorf("sending is %q", got)
	}
	box.Mail.SetSMTPDown(false)
	if err := c.SendBasis(ctx, b.ID); err != nil {
		t.Errorf("server up again: %v", err)
	}
	whole := offerTo("2")
	whole.Draft.Lines[0].Item, whole.Draft.Lines[1].Price = "", decimal.NewFromInt(-1)
	broken := saveBasis(t, c, whole)
	if err := c.SendBasis(ctx, broken.ID); !cmp.Equal(app.Faults(err).Fatal().Codes(), []string{"line-text-missing", "BR-27"}) {
		t.Errorf("unfinished: %v", err)
	}
	if err := c.SendBasis(ctx, saveBasis(t, c, offerTo("3")).ID); code(err) != "route-no-email" {
		t.Errorf("without an address: %v", err)
	}
	if err := c.CloseBasis(ctx, broken.ID, billing.BasisCancelled, ""); err != nil {
		t.Fatal(err)
	}
	if err := c.SendBasis(ctx, broken.ID); code(err) != "basis-decided" {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSendBasis_TooLargeIsSaidBeforeItIsSent(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	b := offerTo("2")
	for _, name := range []string{"a.csv", "b.csv"} {
		b.Draft.Attachments = append(b.Draft.Attachments, billing.Attachment{Name: name, MIME: "text/csv", Content: bytes.Repeat([]byte("x"), 4<<20)})
	}
	if err := c.SendBasis(ctx, saveBasis(t, c, b).ID); code(err) != "attachments-too-large" {
		t.Errorf("eight megabytes: %v", err)
	}
}

// TestSendBasis_SurvivesKill kills a program that mails offers, at random moments: each arrives once at most, what was told to
// be sent is sent, and what nobody knows waits for a person.
func TestSendBasis_SurvivesKill(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	path := newClub(t, box)
	unsure := map[int64]bool{}
	for range killRounds(t) {
		c := reopen(t, path, 0)
		for range 12 {
			saveBasis(t, c, offerTo("2"))
		}
		mustClose(t, c)
		told := kill(t, "offer", path, 120*time.Millisecond)
		c = reopen(t, path, 0)
		for _, line := range told[1:] {
			id, err := strconv.ParseInt(line[1], 10, 64)
			if err != nil || stateOf(t, c, id) != billing.BasisSent {
				t.Errorf("offer %v was told to be sent and is not, %v", line, err)
			}
		}
		page, err := c.Bases(ctx, billing.KindOffer, []billing.BasisState{billing.BasisOpen}, "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Rows {
			if all, err := c.BasisSendings(ctx, row.ID); err == nil && len(all) > 0 && !unsure[row.ID] {
				unsure[row.ID] = true
				if err := c.SendBasis(ctx, row.ID); code(err) != "basis-send-unknown" {
					t.Errorf("%s was cut off and sent again unasked: %v", row.No, err)
				}
			}
		}
		mustClose(t, c)
	}
	seen := map[string]bool{}
	for _, raw := range box.Mail.Inbox("kari@example.test") {
		id := messageID(t, raw)
		if seen[id] {
			t.Errorf("mail %s came twice", id)
		}
		seen[id] = true
	}
	c := reopen(t, path, 0)
	sent, err := c.Bases(ctx, billing.KindOffer, []billing.BasisState{billing.BasisSent}, "", 1000)
	if err != nil || len(seen) < len(sent.Rows) || len(seen) > len(sent.Rows)+len(unsure) {
		t.Errorf("%d mails, %d offers sent, %d unknown, %v", len(seen), len(sent.Rows), len(unsure), err)
	}
	mustVerify(t, c)
	t.Logf("%d mails, %d offers sent, %d unknown", len(seen), len(sent.Rows), len(unsure))
}
