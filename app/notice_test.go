package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/inbox"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
)

// sendTo issues one invoice to the club's mail customer at an address of the box, and sends it.
func sendTo(tb testing.TB, c *app.Company, address string) billing.Invoice {
	tb.Helper()
	mailTo(tb, c, address)
	inv := issueTo(tb, c, "2", app.Issuing{})
	if _, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil {
		tb.Fatal(err)
	}
	return inv
}

// waysOf are the deliveries of a document as channel, state and reason.
func waysOf(tb testing.TB, c *app.Company, number string) []string {
	tb.Helper()
	var out []string
	for _, d := range deliveriesOf(tb, c, number) {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", d.Channel, d.State, d.Reason)))
	}
	return out
}

func deliveriesOf(tb testing.TB, c *app.Company, number string) []billing.Delivery {
	tb.Helper()
	rows, err := c.Outbox(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	var out []billing.Delivery
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Invoice == number {
			out = append(out, rows[i].Delivery)
		}
	}
	return out
}

// notesOf are the kinds, reasons and details of what was told about a document's first delivery.
func notesOf(tb testing.TB, path, number string) []billing.DeliveryNote {
	tb.Helper()
	var out []billing.DeliveryNote
	err := peek(tb, path, func(ctx context.Context, tx *data.Tx) error {
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return err
		}
		list, err := tx.InvoiceDeliveries(ctx, inv.ID())
		if err != nil {
			return err
		}
		out, err = tx.DeliveryNotes(ctx, list[0].ID)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// peek reads a company file beside the program that has it open.
func peek(tb testing.TB, path string, f func(context.Context, *data.Tx) error) error {
	tb.Helper()
	db, err := data.Open(context.Background(), path, data.Options{Now: time.Now})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(context.Background(), func(tx *data.Tx) error { return f(context.Background(), tx) })
}

func fetch(tb testing.TB, c *app.Company) {
	tb.Helper()
	if _, err := c.FetchInbox(context.Background()); err != nil {
		tb.Fatal(err)
	}
}

func TestFetchInbox_PutsReturnedMailOnItsNextChannel(t *testing.T) {
	for local, want := range map[string]struct{ reason, said string }{
		"bounce":         {"bounce-no-mailbox", "550 5.1.1 mailbox gone"},
		"bounceglobal":   {"bounce-mailbox-full", "mailbox is full"},
		"bounceplain":    {"bounce-no-mailbox", "550 No such user here"},
		"bounceexchange": {"bounce-policy", "RESOLVER.RST.AuthRequired"},
	} {
		t.Run(local, func(t *testing.T) {
			box := newBox(t)
			c := reopen(t, newClub(t, box), 0)
			inv := sendTo(t, c, local+"@example.test")
			if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email accepted"}) {
				t.Fatalf("before the mailbox is read: %q", got)
			}
			fetch(t, c)
			if diff := cmp.Diff([]string{"email bounced " + want.reason, "letter queued"}, waysOf(t, c, inv.Number())); diff != "" {
				t.Error(diff)
			}
			if d := deliveriesOf(t, c, inv.Number())[0]; !strings.Contains(d.Detail, want.said) {
				t.Errorf("detail %q, want %q in it", d.Detail, want.said)
			}
			fetch(t, c)
			if got := waysOf(t, c, inv.Number()); len(got) != 2 {
				t.Errorf("read again: %q", got)
			}
			mustVerify(t, c)
		})
	}
}

// A mailbox that was made anew is read from its beginning.
func TestFetchInbox_ANoticeReadTwiceIsOneNotice(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	bounced, late := sendTo(t, c, "bounce@example.test"), sendTo(t, c, "late@example.test")
	for range 2 {
		fetch(t, c)
		if err := box.Mail.RenewInbox(practice.User); err != nil {
			t.Fatal(err)
		}
	}
	fetch(t, c)
	if got := waysOf(t, c, bounced.Number()); !cmp.Equal(got, []string{"email bounced bounce-no-mailbox", "letter queued"}) {
		t.Errorf("bounced: %q", got)
	}
	if got := notesOf(t, path, bounced.Number()); len(got) != 0 {
		t.Errorf("notes on what came back: %+v", got)
	}
	if got := waysOf(t, c, late.Number()); !cmp.Equal(got, []string{"email accepted"}) {
		t.Errorf("late: %q", got)
	}
	notes := notesOf(t, path, late.Number())
	if len(notes) != 1 || notes[0].Kind != billing.NoteLate || !strings.Contains(notes[0].Detail, "no answer from host") {
		t.Errorf("notes on what is late: %+v", notes)
	}
}

func TestFetchInbox_SettlesWhatIsUnknown(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	inv := sendTo(t, c, "timeout@example.test")
	if got := waysOf(t, c, inv.Number()); len(got) != 1 || !strings.HasPrefix(got[0], "email unknown") {
		t.Fatalf("got %q", got)
	}
	tell(t, box, lastID(t, box), "timeout@example.test", "delivered", "2.0.0", "250 2.0.0 Ok")
	fetch(t, c)
	if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email delivered"}) {
		t.Errorf("got %q", got)
	}
	again := sendTo(t, c, "timeout@example.test")
	tell(t, box, lastID(t, box), "timeout@example.test", "failed", "5.2.2", "552 5.2.2 over quota")
	fetch(t, c)
	if got := waysOf(t, c, again.Number()); !cmp.Equal(got, []string{"email bounced bounce-mailbox-full", "letter queued"}) {
		t.Errorf("got %q", got)
	}
	third := sendTo(t, c, "timeout@example.test")
	tell(t, box, lastID(t, box), "timeout@example.test", "relayed", "2.0.0", "250 2.0.0 passed on")
	fetch(t, c)
	if got := waysOf(t, c, third.Number()); !cmp.Equal(got, []string{"email accepted"}) {
		t.Errorf("got %q", got)
	}
}

func TestFetchInbox_WhatComesBackAfterItArrivedIsATask(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	inv := sendTo(t, c, "kari@example.test")
	id := lastID(t, box)
	tell(t, box, id, "kari@example.test", "delivered", "2.0.0", "250 2.0.0 Ok")
	tell(t, box, id, "kari@example.test", "failed", "5.7.1", "554 5.7.1 thrown out after all")
	fetch(t, c)
	if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email delivered"}) {
		t.Errorf("got %q", got)
	}
	notes := notesOf(t, path, inv.Number())
	if len(notes) != 1 || notes[0].Kind != billing.NoteReturned || notes[0].Reason != "bounce-policy" {
		t.Errorf("notes %+v", notes)
	}
	board, err := c.Dashboard(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(board.Tasks) == 0 || board.Tasks[0].Kind != "delivery-returned" || board.Tasks[0].Ref != inv.Number() {
		t.Errorf("tasks %+v", board.Tasks)
	}
}

func TestFetchInbox_BelievesNoNoticeThatDoesNotKnowOurMail(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	if err := c.SaveSettings(context.Background(), billing.Settings{"mail.notices": "failures"}); err != nil {
		t.Fatal(err)
	}
	inv := sendTo(t, c, "kari@example.test")
	id := lastID(t, box)
	for _, wrong := range []string{"<faktura@fjordkoret.test>", "<>", id[:len(id)-2] + "x>", strings.ToUpper(id)} {
		tell(t, box, wrong, "kari@example.test", "failed", "5.1.1", "550 5.1.1 no such user")
	}
	tell(t, box, id, "ola@example.test", "failed", "5.1.1", "550 5.1.1 no such user")
	fetch(t, c)
	if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email accepted"}) {
		t.Errorf("got %q", got)
	}
	notes := notesOf(t, path, inv.Number())
	if len(notes) != 1 || notes[0].Kind != billing.NoteTold || !strings.Contains(notes[0].Detail, "ola@example.test") {
		t.Errorf("notes %+v", notes)
	}
}

// tell puts a notice about a mail into the club's mailbox.
func tell(tb testing.TB, box *practice.Box, messageID, to, action, status, said string) {
	tb.Helper()
	if err := box.Mail.Deliver(practice.User, noticeOf(messageID, to, action, status, said)); err != nil {
		tb.Fatal(err)
	}
}

var notices int

func noticeOf(messageID, to, action, status, said string) []byte {
	notices++
	return fmt.Appendf(nil, "Return-Path: <>\r\nFrom: postmaster@example.test\r\nDate: %s\r\nMessage-ID: <notice-%d@example.test>\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=g\r\n\r\n"+
		"--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.test\r\n\r\n"+
		"Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\nDiagnostic-Code: smtp; %s\r\n\r\n"+
		"--g\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: %s\r\nSubject: Faktura\r\n\r\n--g--\r\n",
		time.Now().Format(time.RFC1123Z), notices, to, action, status, said, messageID)
}

// lastID is the Message-ID of what was submitted last.
func lastID(tb testing.TB, box *practice.Box) string {
	tb.Helper()
	all := box.Mail.Submitted()
	if len(all) == 0 {
		tb.Fatal("nothing was submitted")
	}
	return messageID(tb, all[len(all)-1].Bytes)
}

func TestFetchReturns_ReadsTheFolderMailIsSortedInto(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	if n, err := c.FetchReturns(context.Background()); n != 0 || err != nil {
		t.Fatalf("no folder named: %d, %v", n, err)
	}
	if err := box.Mail.AddFolder(practice.User, "Retur"); err != nil {
		t.Fatal(err)
	}
	if err := c.SaveSettings(context.Background(), billing.Settings{"mail.imap.bounces": "Retur"}); err != nil {
		t.Fatal(err)
	}
	inv := sendTo(t, c, "kari@example.test")
	for _, raw := range [][]byte{
		noticeOf("<other@example.test>", "kari@example.test", "failed", "5.1.1", "550 5.1.1 not ours"),
		[]byte("From: kari@example.test\r\nSubject: hei\r\n\r\nhei\r\n"),
		noticeOf(lastID(t, box), "KARI@example.test", "failed", "4.4.7", "delivery time expired"),
	} {
		if err := box.Mail.DeliverTo(practice.User, "Retur", raw); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := c.FetchReturns(context.Background()); n != 1 || err != nil {
		t.Fatalf("%d notices about our mail, %v", n, err)
	}
	if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email bounced bounce-expired", "letter queued"}) {
		t.Errorf("got %q", got)
	}
	if n, err := c.FetchReturns(context.Background()); n != 0 || err != nil {
		t.Errorf("read again: %d, %v", n, err)
	}
	if err := c.SaveSettings(context.Background(), billing.Settings{"mail.imap.bounces": "Finnes ikke"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.FetchReturns(context.Background()); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "imap-folder-missing" || app.Faults(err)[0].Args["folder"] != "Finnes ikke" {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestBounceReason_NamesWhatKeepsMailOut(t *testing.T) {
	for _, c := range []struct{ status, said, want string }{
		{"5.1.1", "no such user", "bounce-no-mailbox"},
		{"5.1.10", "RESOLVER.ADR.RecipientNotFound", "bounce-no-mailbox"},
		{"5.1.10", "Recipient address has null MX", "bounce-domain"},
		{"5.4.1", "Recipient address rejected: Access denied", "bounce-no-mailbox"},
		{"5.2.1", "mailbox disabled", "bounce-no-mailbox"},
		{"5.2.2", "over quota", "bounce-mailbox-full"},
		{"4.2.2", "over quota", "bounce-mailbox-full"},
		{"5.3.4", "too big", "bounce-too-big"}, {"5.2.3", "too long", "bounce-too-big"},
		{"5.7.1", "spam", "bounce-policy"}, {"5.7.26", "dmarc", "bounce-policy"}, {"5.1.8", "bad sender", "bounce-policy"},
		{"5.1.2", "bad domain", "bounce-domain"}, {"5.4.4", "unrouteable", "bounce-domain"}, {"5.4.310", "DNS domain does not exist", "bounce-domain"},
		{"4.4.7", "expired", "bounce-expired"}, {"5.4.7", "expired", "bounce-expired"}, {"4.4.1", "no answer", "bounce-expired"},
		{"4.3.0", "later", "bounce-expired"}, {"5.0.0", "no", "bounce-other"}, {"", "", "bounce-other"}, {"5.6.0", "", "bounce-other"},
	} {
		if got := app.BounceReason(inbox.NoticeRecipient{Status: c.status, Diagnostic: c.said}); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.status, c.said, got, c.want)
		}
	}
}

func TestSameAddress_KnowsADomainInEitherWriting(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"kari@bjørnås.test", "KARI@xn--bjrns-pra4k.test", true}, {"åse@ås.test", "ÅSE@xn--s-1fa.test", true}, {"åse@ås.test", "ase@as.test", false},
		{"kari@example.test", "ola@example.test", false}, {"", "", false}, {"kari", "kari", true},
	} {
		if got := app.SameAddress(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}

func TestFetchInbox_TellsWhenAnOfferComesBack(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	mailTo(t, c, "bounceexchange@example.test")
	b := saveBasis(t, c, offerTo("2"))
	if err := c.SendBasis(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	fetch(t, c)
	if got := lastSending(t, c, b.ID); got != "failed bounce-policy" {
		t.Errorf("sending is %q", got)
	}
	mailTo(t, c, "kari@example.test")
	if err := c.SendBasis(ctx, b.ID); err != nil {
		t.Errorf("to the right address: %v", err)
	}
	mustVerify(t, c)
}

// Another program that has the company open reads the mailbox while this one waits for the server's answer.
func TestFetchInbox_WhatANoticeSettlesStaysSettled(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	sender, reader := reopen(t, path, 0), reopen(t, path, 0)
	mailTo(t, sender, "slow@example.test")
	inv := issueTo(t, sender, "2", app.Issuing{})
	sent := make(chan error, 1)
	go func() {
		_, err := sender.Send(context.Background(), app.Sending{Now: true})
		sent <- err
	}()
	var id string
	for end := time.Now().Add(5 * time.Second); id == "" && time.Now().Before(end); time.Sleep(time.Millisecond) {
		id = frozenOf(t, path, inv.Number()).ID
	}
	tell(t, box, id, "slow@example.test", "failed", "5.1.1", "550 5.1.1 no such user")
	fetch(t, reader)
	if err := <-sent; err != nil {
		t.Errorf("sending: %v", err)
	}
	if got := waysOf(t, reader, inv.Number()); len(got) != 2 || got[0] != "email bounced bounce-no-mailbox" || !strings.HasPrefix(got[1], "letter ") {
		t.Errorf("got %q", got)
	}
	mustVerify(t, reader)
}

func TestMailWork_ReadsTheMailboxSoonAfterMailWent(t *testing.T) {
	start := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	w := app.NewMailWork(start)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	read := func(minutes int, want bool) {
		t.Helper()
		if got := w.ToRead(at(minutes)); got != want {
			t.Errorf("minute %d: %v, want %v", minutes, got, want)
		}
	}
	read(14, false)
	read(15, true)
	w.Sent(at(16))
	w.Sent(at(17)) // a second mail does not put it off
	read(17, false)
	read(18, true)
	read(32, false)
	w.Sent(at(32)) // the usual reading comes before
	read(33, true)
	w.Sent(at(34))
	read(20, true) // a clock that was set back
	read(34, false)
	read(35, true)
}
