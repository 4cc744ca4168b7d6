package app_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/data"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"
)

// imapLogin is a mailbox a test looks into with its own eyes.
type imapLogin struct {
	host, user, password, ca string
	port                     int
}

func boxLogin(box *practice.Box) imapLogin {
	return imapLogin{host: box.Mail.Host, port: box.Mail.IMAPSPort, user: practice.User, password: practice.Password, ca: box.CAFile}
}

// kept is one message of a folder.
type kept struct {
	flags []imap.Flag
	date  time.Time
	bytes []byte
}

// open logs in and opens a folder.
func (l imapLogin) open(tb testing.TB, name string) (*imapclient.Client, uint32) {
	tb.Helper()
	pem, err := os.ReadFile(l.ca)
	if err != nil {
		tb.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client, err := imapclient.DialTLS(net.JoinHostPort(l.host, strconv.Itoa(l.port)), &imapclient.Options{TLSConfig: &tls.Config{RootCAs: roots, ServerName: l.host}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { client.Close() })
	if err := client.Login(l.user, l.password).Wait(); err != nil {
		tb.Fatal(err)
	}
	selected, err := client.Select(name, nil).Wait()
	if err != nil {
		tb.Fatal(err)
	}
	return client, selected.NumMessages
}

// folder reads a folder as another mail program does.
func (l imapLogin) folder(tb testing.TB, name string) []kept {
	tb.Helper()
	client, n := l.open(tb, name)
	if n == 0 {
		return nil
	}
	section := &imap.FetchItemBodySection{Peek: true}
	list, err := client.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		tb.Fatal(err)
	}
	var out []kept
	for _, m := range list {
		out = append(out, kept{m.Flags, m.InternalDate, m.FindBodySection(section)})
	}
	return out
}

// move moves everything in a folder, as a rule of the mail server does.
func (l imapLogin) move(tb testing.TB, from, to string) {
	tb.Helper()
	client, _ := l.open(tb, from)
	if _, err := client.Move(imap.SeqSet{{Start: 1, Stop: 0}}, to).Wait(); err != nil {
		tb.Fatal(err)
	}
}

// copying makes the club keep copies in a folder of its own; the box's Sent has what it took anyway.
func copying(tb testing.TB, c *app.Company, box *practice.Box) {
	tb.Helper()
	if err := box.Mail.AddFolder(practice.User, "Kopier"); err != nil {
		tb.Fatal(err)
	}
	if err := c.SaveSettings(context.Background(), billing.Settings{"mail.sent.copy": "yes", "mail.imap.sent": "Kopier"}); err != nil {
		tb.Fatal(err)
	}
}

// frozenOf is what the first delivery of a document sent.
func frozenOf(tb testing.TB, path, number string) billing.Frozen {
	tb.Helper()
	var f billing.Frozen
	err := peek(tb, path, func(ctx context.Context, tx *data.Tx) error {
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return err
		}
		list, err := tx.InvoiceDeliveries(ctx, inv.ID())
		if err != nil {
			return err
		}
		d, err := tx.Delivery(ctx, list[0].ID)
		f = d.Frozen
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestCopySent_KeepsTheVeryBytesOnce(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	before := sendTo(t, c, "kari@example.test")
	copying(t, c, box)
	inv := sendTo(t, c, "kari@example.test")
	for range 3 {
		if err := c.CopySent(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	copies := boxLogin(box).folder(t, "Kopier")
	if len(copies) != 1 {
		t.Fatalf("%d copies, want that of %s alone: %s went before copies were wanted", len(copies), inv.Number(), before.Number())
	}
	sent := frozenOf(t, path, inv.Number())
	if !bytes.Equal(copies[0].bytes, sent.Bytes) {
		t.Error("the copy is not what was sent")
	}
	if !slices.Contains(copies[0].flags, imap.FlagSeen) || time.Since(copies[0].date).Abs() > time.Hour {
		t.Errorf("flags %v, date %v", copies[0].flags, copies[0].date)
	}
	if notes := notesOf(t, path, inv.Number()); len(notes) != 1 || notes[0].Kind != billing.NoteCopied {
		t.Errorf("notes %+v", notes)
	}
	if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email accepted"}) {
		t.Errorf("got %q", got)
	}
}

// The program may end after the server took the copy and before that was written down.
func TestCopySent_DoublesNothingAfterACrash(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	copying(t, c, box)
	inv := sendTo(t, c, "kari@example.test")
	if err := box.Mail.DeliverTo(practice.User, "Kopier", frozenOf(t, path, inv.Number()).Bytes); err != nil {
		t.Fatal(err)
	}
	if err := c.CopySent(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := boxLogin(box).folder(t, "Kopier"); len(got) != 1 {
		t.Errorf("%d copies", len(got))
	}
}

func TestCopySent_TroubleWithTheMailboxLeavesTheDeliveryAlone(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	copying(t, c, box)
	inv := sendTo(t, c, "kari@example.test")
	box.Mail.SetIMAPDown(true)
	if err := c.CopySent(context.Background()); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "imap-connection" {
		t.Errorf("server down: %v", err)
	}
	if got := waysOf(t, c, inv.Number()); !cmp.Equal(got, []string{"email accepted"}) {
		t.Errorf("got %q", got)
	}
	box.Mail.SetIMAPDown(false)
	if err := c.CopySent(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := boxLogin(box).folder(t, "Kopier"); len(got) != 1 {
		t.Errorf("%d copies once it is up again", len(got))
	}
}

func TestCopySent_IsNotForProvidersThatKeepCopiesThemselves(t *testing.T) {
	for host, want := range map[string]bool{"smtp.example.test": true, "smtp.office365.com": false, "smtp.gmail.com": false} {
		s := billing.Settings{"mail.sent.copy": "yes", "mail.imap.sent": "Sent", "mail.smtp.host": host}
		if got := app.CopiesSent(s); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
	if app.CopiesSent(billing.Settings{"mail.sent.copy": "yes"}) || app.CopiesSent(billing.Settings{"mail.imap.sent": "Sent"}) {
		t.Error("without a folder, or unasked")
	}
}
