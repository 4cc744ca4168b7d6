package inbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/email"
	"fakturist/app/inbox"
	"fakturist/app/realtest"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// TestRealServers sends through Exim and reads from Dovecot.
func TestRealServers(t *testing.T) {
	w := realtest.Mail(t)
	ch, err := email.New(email.Config{Host: w.Host, Port: w.SMTP, User: w.User, CA: w.CA, From: w.Address}, email.PasswordFunc(password(w.Password)), time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	box := inbox.Config{Host: w.Host, Port: w.IMAPS, User: w.User, CA: w.CA, Senders: []string{"localhost"}}
	pdf := []byte("%PDF-1.7\n" + noise(100_000))
	t.Run("a PDF arrives byte for byte", func(t *testing.T) {
		f := sendReal(t, ch, "faktura@localhost", pdf)
		m := awaitReal(t, box, func(m inbox.Message) bool { return m.MessageID == f.ID })
		if len(m.Attachment) != 2 || m.Attachment[0].Name != "Faktura 10001.pdf" || !bytes.Equal(m.Attachment[0].Data, pdf) || !m.Listed {
			t.Errorf("from %s: %d attachments, skipped %v", m.From, len(m.Attachment), m.Skipped)
		}
	})
	t.Run("STARTTLS and the look among the sent", func(t *testing.T) {
		c := box
		c.Security, c.Port = inbox.STARTTLS, w.IMAP
		found, err := inbox.Contains(context.Background(), c, password("hemmelig"), "<nobody@localhost>")
		if err != nil || found {
			t.Errorf("found %v, %v", found, err)
		}
	})
	t.Run("a bounce comes back", func(t *testing.T) {
		f := sendReal(t, ch, "bounce@localhost", pdf)
		awaitReal(t, box, func(m inbox.Message) bool {
			return strings.Contains(m.Subject, "delivery failed") || strings.Contains(m.Subject, f.ID)
		})
	})
	for to, want := range map[string]string{"permerror@localhost": "smtp-550", "temperror@localhost": "smtp-451"} {
		t.Run(want, func(t *testing.T) {
			f := freezeReal(t, ch, to, pdf)
			_, err := ch.Send(context.Background(), f)
			var e *email.Error
			if !errors.As(err, &e) || e.Code() != want || errors.Is(err, billing.ErrRejected) != (want == "smtp-550") {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
	t.Run("wrong passwords", func(t *testing.T) {
		err := inbox.Check(context.Background(), box, password("feil"))
		var e *inbox.Error
		if !errors.As(err, &e) || e.Code() != inbox.CodeAuth {
			t.Errorf("Dovecot: %v, want %s", err, inbox.CodeAuth)
		}
	})
}

func freezeReal(t *testing.T, ch *email.Channel, to string, pdf []byte) billing.Frozen {
	t.Helper()
	doc := billing.Document{
		Kind: billing.KindInvoice, Language: "nb", DueDate: cal.On(2026, 12, 6), Currency: money.NOK, Account: "12345678903",
		Seller: billing.Party{Name: "Fjordkoret"}, Buyer: billing.Party{Name: "Bjørn Ås AS", Type: billing.Business},
		Totals: billing.Totals{Payable: money.New(123450, money.NOK)},
	}
	f, err := ch.Freeze(context.Background(), billing.Consignment{
		Invoice: billing.RestoreInvoice(1, "10001", "100014", time.Now(), doc), PDF: pdf, UBL: []byte("<Invoice/>"), Recipient: to,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func sendReal(t *testing.T, ch *email.Channel, to string, pdf []byte) billing.Frozen {
	t.Helper()
	f := freezeReal(t, ch, to, pdf)
	r, err := ch.Send(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID == f.ID || r.ID == "" {
		t.Errorf("no queue id in %q", r.Detail)
	}
	return f
}

// awaitReal reads the mailbox until the wanted message is there.
func awaitReal(t *testing.T, c inbox.Config, want func(inbox.Message) bool) inbox.Message {
	t.Helper()
	var found inbox.Message
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		_, err := inbox.Fetch(context.Background(), c, password("hemmelig"), inbox.Cursor{}, func(m inbox.Message) error {
			if want(m) {
				found = m
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if found.UID != 0 {
			return found
		}
	}
	t.Fatal("the message never came")
	return found
}
