package email_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"fakturist/app/channel/email"
	"fakturist/app/realtest"
	"fakturist/billing"
)

// atExim is a channel to a real Exim.
func atExim(tb testing.TB, m *realtest.MailServers, c email.Config) *email.Channel {
	tb.Helper()
	c.Host, c.User, c.CA, c.From = m.Host, m.User, m.CA, m.Address
	if c.Port == 0 {
		c.Port = m.SMTP
	}
	ch, err := email.New(c, func(context.Context) (string, error) { return m.Password, nil }, clock, &counter{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { ch.Close() })
	return ch
}

// counter is randomness that never says the same twice, and costs nothing.
type counter struct{ n uint64 }

func (c *counter) Read(p []byte) (int, error) {
	c.n++
	clear(p)
	copy(p, fmt.Sprintf("%d", c.n))
	return len(p), nil
}

func TestRealExim_TakesMailOverOneConnection(t *testing.T) {
	m := realtest.Mail(t)
	for name, c := range map[string]email.Config{
		"starttls": {Security: email.STARTTLS, Port: m.SMTP, Notices: email.NoticeAll}, "tls": {Security: email.TLS, Port: m.SMTPS},
	} {
		t.Run(name, func(t *testing.T) {
			ch := atExim(t, m, c)
			for i := range 12 {
				to, wants := fmt.Sprintf("%s-%d@example.no", name, i), error(nil)
				switch i {
				case 3:
					to, wants = "permerror@example.no", billing.ErrRejected
				case 5:
					to = "temperror@example.no"
				}
				f, err := ch.Freeze(context.Background(), consignment(to))
				if err != nil {
					t.Fatal(err)
				}
				r, err := ch.Send(context.Background(), f)
				switch i {
				case 3:
					if !errors.Is(err, wants) || codeOf(err) != "smtp-550" {
						t.Errorf("refused: %v", err)
					}
				case 5:
					if codeOf(err) != "smtp-451" || errors.Is(err, billing.ErrUnavailable) {
						t.Errorf("put off: %v", err)
					}
				default:
					if err != nil || r.ID == "" {
						t.Errorf("mail %d: receipt %+v, %v", i, r, err)
					}
					if !strings.Contains(m.Log(t), r.ID) {
						t.Errorf("Exim knows nothing of %s", r.ID)
					}
				}
			}
		})
	}
	ch := atExim(t, m, email.Config{})
	c := consignment("stor@example.no")
	c.PDF = bytes.Repeat([]byte{0x55}, 26<<20)
	f, err := ch.Freeze(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.Send(context.Background(), f); codeOf(err) != email.CodeTooBig {
		t.Errorf("too big: %v", err)
	}
	wrong := channel(t, email.Config{Host: m.Host, Port: m.SMTP, User: m.User, CA: m.CA, From: m.Address}, "feil")
	if _, err := wrong.Send(context.Background(), frozen(t, ch, "kari@example.no")); codeOf(err) != email.CodeAuth {
		t.Errorf("wrong password: %v", err)
	}
}

// One mail of a page with its PDF to a real Exim over a kept connection; its recipient costs no delivery.
func BenchmarkSendMailToExim(b *testing.B) {
	m := realtest.Mail(b)
	ch := atExim(b, m, email.Config{})
	c := consignment("drop@example.no")
	c.PDF, c.UBL = bytes.Repeat([]byte{0x55, 0xaa, 0x0d}, 14<<10), bytes.Repeat([]byte("<cbc:ID>1</cbc:ID>\n"), 500)
	f, err := ch.Freeze(context.Background(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(f.Bytes)))
	for b.Loop() {
		if _, err := ch.Send(context.Background(), f); err != nil {
			b.Fatal(err)
		}
	}
}
