package inbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/app/inbox"
	"fakturist/app/practice"
)

var moment = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

const statements = "kontoutskrift@praksis.test"

func open(t *testing.T) (*practice.Box, inbox.Config) {
	t.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Clock: func() time.Time { return moment }, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Errorf("close practice servers: %v", err)
		}
	})
	box.Mail.AddMailbox(statements)
	return box, inbox.Config{
		Host: box.Mail.Host, Port: box.Mail.IMAPSPort, User: statements, CA: box.CAFile, Senders: []string{"dnb.no"},
	}
}

func password(s string) inbox.PasswordFunc {
	return func(context.Context) (string, error) { return s, nil }
}

func deliver(t *testing.T, box *practice.Box, n int) {
	t.Helper()
	raw := attach(file(fmt.Sprintf("%d.xml", n), fmt.Sprintf("<a n=\"%d\"/>", n)))
	if err := box.Mail.Deliver(statements, raw); err != nil {
		t.Fatal(err)
	}
}

// fetch reads on from a cursor and names the attachments.
func fetch(t *testing.T, c inbox.Config, cursor inbox.Cursor) ([]string, inbox.Cursor) {
	t.Helper()
	var names []string
	next, err := inbox.Fetch(context.Background(), c, password(practice.Password), cursor, func(m inbox.Message) error {
		for _, a := range m.Attachment {
			names = append(names, a.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, next
}

func TestFetch_ReadsEachMessageOnce(t *testing.T) {
	for _, security := range []inbox.Security{inbox.TLS, inbox.STARTTLS} {
		t.Run(string(security), func(t *testing.T) {
			box, c := open(t)
			c.Security = security
			if security == inbox.STARTTLS {
				c.Port = box.Mail.IMAPPort
			}
			deliver(t, box, 1)
			deliver(t, box, 2)
			names, cursor := fetch(t, c, inbox.Cursor{})
			if want := []string{"1.xml", "2.xml"}; !slices.Equal(names, want) {
				t.Errorf("first run: %v, want %v", names, want)
			}
			if names, cursor = fetch(t, c, cursor); names != nil || cursor.LastUID != 2 {
				t.Errorf("second run: %v, cursor %+v; the last message came again", names, cursor)
			}
			deliver(t, box, 3)
			if names, _ = fetch(t, c, cursor); !slices.Equal(names, []string{"3.xml"}) {
				t.Errorf("third run: %v", names)
			}
		})
	}
}

func TestFetch_TellsAllAboutAMessage(t *testing.T) {
	box, c := open(t)
	box.Mail.AddLogin("bank@dnb.no", practice.Password)
	deliver(t, box, 1)
	var got inbox.Message
	_, err := inbox.Fetch(context.Background(), c, password(practice.Password), inbox.Cursor{}, func(m inbox.Message) error {
		got = m
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.UID != 1 || got.UIDValidity == 0 || got.From != "kontoutskrift@dnb.no" || got.Subject != "Kontoutskrift" || !got.Listed ||
		got.Authentic != inbox.Unverified || !got.Date.Equal(moment) || got.Size == 0 || got.MessageID != "" || got.Rescanned {
		t.Errorf("message: %+v", got)
	}
	if a := got.Attachment[0]; string(a.Data) != `<a n="1"/>` || len(a.SHA256) != 64 {
		t.Errorf("attachment: %+v", a)
	}
}

func TestFetch_ReadsAllAgainWhenTheMailboxWasRenumbered(t *testing.T) {
	box, c := open(t)
	deliver(t, box, 1)
	deliver(t, box, 2)
	_, cursor := fetch(t, c, inbox.Cursor{})
	if err := box.Mail.RenewInbox(statements); err != nil {
		t.Fatal(err)
	}
	deliver(t, box, 3)
	again := 0
	next, err := inbox.Fetch(context.Background(), c, password(practice.Password), cursor, func(m inbox.Message) error {
		if m.Rescanned {
			again++
		}
		return nil
	})
	if err != nil || again != 3 || next.UIDValidity == cursor.UIDValidity || next.LastUID != 3 {
		t.Errorf("%d messages, cursor %+v, %v; want all 3 under a new UIDVALIDITY", again, next, err)
	}
}

func TestFetch_StopsBehindTheLastMessageThatWasStored(t *testing.T) {
	box, c := open(t)
	for n := range 3 {
		deliver(t, box, n+1)
	}
	full := errors.New("disk is full")
	seen := 0
	cursor, err := inbox.Fetch(context.Background(), c, password(practice.Password), inbox.Cursor{}, func(inbox.Message) error {
		if seen++; seen == 2 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || cursor.LastUID != 1 {
		t.Fatalf("cursor %+v, %v; want it behind message 1", cursor, err)
	}
	if names, _ := fetch(t, c, cursor); !slices.Equal(names, []string{"2.xml", "3.xml"}) {
		t.Errorf("next run: %v", names)
	}
}

func TestFetch_LeavesOutMessagesThatAreTooBig(t *testing.T) {
	box, c := open(t)
	if err := box.Mail.Deliver(statements, attach(file("stor.xml", noise(inbox.MaxMessage)))); err != nil {
		t.Fatal(err)
	}
	deliver(t, box, 2)
	var got []inbox.Message
	_, err := inbox.Fetch(context.Background(), c, password(practice.Password), inbox.Cursor{}, func(m inbox.Message) error {
		got = append(got, m)
		return nil
	})
	if err != nil || len(got) != 2 {
		t.Fatalf("%d messages, %v", len(got), err)
	}
	if m := got[0]; m.Subject != "Kontoutskrift" || len(m.Attachment) != 0 || len(m.Skipped) != 1 || m.Skipped[0].Code != inbox.SkipMessageSize {
		t.Errorf("big message: subject %q, %d attachments, skipped %v", m.Subject, len(m.Attachment), m.Skipped)
	}
	if len(got[1].Attachment) != 1 {
		t.Error("the message behind the big one was lost")
	}
}

func TestFetch_NamesWhatWentWrong(t *testing.T) {
	for _, tc := range []struct {
		name   string
		tune   func(*practice.Box, *inbox.Config)
		secret string
		code   string
	}{
		{"wrong password", nil, "feil", inbox.CodeAuth},
		{"no password", nil, "", inbox.CodePassword},
		{"not set up", func(_ *practice.Box, c *inbox.Config) { c.Host = "" }, "x", inbox.CodeNotSetUp},
		{"no such mailbox", func(_ *practice.Box, c *inbox.Config) { c.Mailbox = "Bank" }, practice.Password, inbox.CodeMailbox},
		{"down", func(b *practice.Box, _ *inbox.Config) { b.Mail.SetIMAPDown(true) }, practice.Password, inbox.CodeConnection},
		{"nobody vouches", func(_ *practice.Box, c *inbox.Config) { c.CA = "" }, practice.Password, inbox.CodeTLS},
		{"nobody vouches after STARTTLS", func(b *practice.Box, c *inbox.Config) { c.CA, c.Security, c.Port = "", inbox.STARTTLS, b.Mail.IMAPPort }, practice.Password, inbox.CodeTLS},
		{"not TLS", func(b *practice.Box, c *inbox.Config) { c.Port = b.Mail.IMAPPort }, practice.Password, inbox.CodeTLS},
		{"in the clear to another machine", func(_ *practice.Box, c *inbox.Config) { c.Host, c.Security = "imap.example.no", inbox.None }, "x", inbox.CodeInsecure},
		{"unknown host", func(_ *practice.Box, c *inbox.Config) { c.Host = "imap.invalid" }, "x", inbox.CodeDNS},
		{"a server that is silent", func(b *practice.Box, c *inbox.Config) {
			c.Security, c.Port, c.Timeout = inbox.TLS, silent(t), 300*time.Millisecond
		}, "x", inbox.CodeTimeout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box, c := open(t)
			if tc.tune != nil {
				tc.tune(box, &c)
			}
			cursor := inbox.Cursor{Mailbox: "INBOX", UIDValidity: 1, LastUID: 7}
			got, err := inbox.Fetch(context.Background(), c, password(tc.secret), cursor, func(inbox.Message) error { return nil })
			var e *inbox.Error
			if !errors.As(err, &e) || e.Code() != tc.code {
				t.Errorf("got %v (%v), want %s", err, errors.Unwrap(err), tc.code)
			}
			if got != cursor {
				t.Errorf("the cursor moved to %+v", got)
			}
		})
	}
}

func TestFetch_StopsWhenCancelled(t *testing.T) {
	_, c := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := inbox.Fetch(ctx, c, password(practice.Password), inbox.Cursor{}, func(inbox.Message) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it to wrap context.Canceled", err)
	}
}

func TestContains_FindsAMessageById(t *testing.T) {
	box, c := open(t)
	raw := append([]byte("Message-ID: <a1@praksis.test>\r\n"), attach()...)
	if err := box.Mail.Deliver(statements, raw); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"<a1@praksis.test>": true, "<a2@praksis.test>": false} {
		if got, err := inbox.Contains(context.Background(), c, password(practice.Password), id); err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", id, got, err, want)
		}
	}
}

func TestError_KeepsTheServersWordsOutOfTheLog(t *testing.T) {
	_, c := open(t)
	err := inbox.Check(context.Background(), c, password("feil"))
	if err == nil || strings.Contains(err.Error(), statements) {
		t.Errorf("got %v", err)
	}
}
