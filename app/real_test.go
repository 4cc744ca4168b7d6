package app_test

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/realtest"
	"fakturist/billing"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
)

// real is a club whose mail goes through Exim and lies in Dovecot.
type real struct {
	mail *realtest.MailServers
	path string
	c    *app.Company
}

func newReal(t *testing.T, more billing.Settings) real {
	t.Helper()
	keyring.MockInit()
	m := realtest.Mail(t)
	path := newClub(t, newBox(t))
	c := reopen(t, path, 0)
	s := billing.Settings{
		"mail.from": m.Address, "mail.ca": m.CA, "mail.imap.senders": "bank.test", "mail.sent.copy": "yes", "mail.imap.sent": m.Sent,
		"mail.smtp.host": m.Host, "mail.smtp.port": strconv.Itoa(m.SMTP), "mail.smtp.user": m.User, "mail.smtp.security": "starttls",
		"mail.imap.host": m.Host, "mail.imap.port": strconv.Itoa(m.IMAPS), "mail.imap.user": m.User, "mail.imap.security": "tls",
	}
	for k, v := range more {
		s[k] = v
	}
	if err := c.SaveSettings(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mail.smtp", "mail.imap"} {
		if err := c.SetSecret(context.Background(), name, m.Password); err != nil {
			t.Fatal(err)
		}
	}
	return real{m, path, c}
}

func (r real) login() imapLogin {
	return imapLogin{host: r.mail.Host, port: r.mail.IMAPS, user: r.mail.User, password: r.mail.Password, ca: r.mail.CA}
}

// until reads the mailbox until the ways of a document are as wanted: Exim takes a moment to send back what it took.
func (r real) until(t *testing.T, number string, want ...string) {
	t.Helper()
	var got []string
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		fetch(t, r.c)
		if got = waysOf(t, r.c, number); cmp.Equal(got, want) {
			return
		}
	}
	t.Errorf("got %q, want %q\n%s", got, want, r.mail.Log(t))
}

// TestRealServers_TellTheTruthOfEveryMail goes the whole way: issue, send, and what the servers say of it afterwards.
func TestRealServers_TellTheTruthOfEveryMail(t *testing.T) {
	r := newReal(t, billing.Settings{"mail.notices": "all"})
	t.Run("mail that comes back goes as a letter", func(t *testing.T) {
		inv := sendTo(t, r.c, "bounce@mottaker.test")
		r.until(t, inv.Number(), "email bounced bounce-no-mailbox", "letter queued")
		if d := deliveriesOf(t, r.c, inv.Number())[0]; !strings.Contains(d.Detail, "5.1.1 mailbox gone") || d.Receipt == "" {
			t.Errorf("detail %q, queue id %q", d.Detail, d.Receipt)
		}
	})
	t.Run("so does mail to an address beyond ASCII, told in the global form", func(t *testing.T) {
		inv := sendTo(t, r.c, "bounce-åse@mottaker.test")
		r.until(t, inv.Number(), "email bounced bounce-no-mailbox", "letter queued")
		if !slices.ContainsFunc(r.mail.Messages(t, r.mail.User), func(b []byte) bool { return bytes.Contains(b, []byte("message/global-delivery-status")) }) {
			t.Error("Exim did not tell it in the global form: nothing was shown by this")
		}
	})
	t.Run("a mail that was delivered is delivered", func(t *testing.T) {
		inv := sendTo(t, r.c, "kari@mottaker.test")
		r.until(t, inv.Number(), "email delivered")
		if n := r.mail.Count(t, "kari"); n != 1 {
			t.Errorf("%d mails", n)
		}
	})
	t.Run("550 goes on as a letter at once", func(t *testing.T) {
		inv := sendTo(t, r.c, "permerror@mottaker.test")
		if got := waysOf(t, r.c, inv.Number()); len(got) != 2 || !strings.HasPrefix(got[0], "email refused smtp-") || !strings.HasPrefix(got[1], "letter ") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("451 waits", func(t *testing.T) {
		inv := sendTo(t, r.c, "temperror@mottaker.test")
		got := deliveriesOf(t, r.c, inv.Number())
		if len(got) != 1 || got[0].State != billing.Queued || got[0].Reason == "" || !got[0].NotBefore.After(time.Now()) {
			t.Errorf("got %+v", got)
		}
	})
	mustVerify(t, r.c)
}

func TestRealServers_KeepTheVeryBytesAmongTheSent(t *testing.T) {
	r := newReal(t, nil)
	inv := sendTo(t, r.c, "kari@mottaker.test")
	for range 2 {
		if err := r.c.CopySent(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	copies := r.login().folder(t, r.mail.Sent)
	if len(copies) != 1 || !bytes.Equal(copies[0].bytes, frozenOf(t, r.path, inv.Number()).Bytes) || !slices.Contains(copies[0].flags, imap.FlagSeen) {
		t.Errorf("%d copies", len(copies))
	}
}

func TestRealServers_ReturnsFromAFolderOfTheirOwn(t *testing.T) {
	r := newReal(t, billing.Settings{"mail.imap.bounces": "Retur"})
	inv := sendTo(t, r.c, "bounce@mottaker.test")
	for end := time.Now().Add(15 * time.Second); r.mail.Count(t, r.mail.User) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing came back")
		}
	}
	r.login().move(t, "INBOX", r.mail.Returns)
	if n, err := r.c.FetchReturns(context.Background()); n != 1 || err != nil {
		t.Fatalf("%d notices, %v", n, err)
	}
	if got := waysOf(t, r.c, inv.Number()); !cmp.Equal(got, []string{"email bounced bounce-no-mailbox", "letter queued"}) {
		t.Errorf("got %q", got)
	}
}
