package email_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fakturist/app/channel/email"
	"fakturist/app/oauth"
	"fakturist/app/practice"
	"fakturist/billing"
)

// byToken is a channel that logs in at the box by access token.
func byToken(t *testing.T, box *practice.Box) email.Config {
	t.Helper()
	p, _ := oauth.ProviderOf("other", "")
	p.Token = box.OAuth.Token
	refresh := box.OAuth.Grant(practice.User)
	source := oauth.NewSource(oauth.Config{Provider: p, Client: practice.Client, CA: box.CAFile, Clock: clock},
		oauth.Kept{Get: func(context.Context) (string, error) { return refresh, nil },
			Set: func(_ context.Context, v string) error { refresh = v; return nil }})
	c := config(box)
	c.Token = source.Token
	return c
}

func TestSend_LogsInByAccessToken(t *testing.T) {
	box := open(t)
	box.Mail.SetBasicOff(true)
	c := byToken(t, box)
	ch := channel(t, c, "")
	t.Cleanup(func() { ch.Close() })
	send(t, ch, "kari@example.no")
	if s := box.Mail.Submitted(); len(s) != 1 || s[0].Login != practice.User || !s[0].TLS {
		t.Errorf("submitted %+v", s)
	}
	box.OAuth.ExpireTokens()
	box.Mail.CutSMTP()
	send(t, ch, "kari@example.no") // the token at hand ended before its time: another one is asked for
	if n := box.OAuth.Refreshed(); n != 2 {
		t.Errorf("%d tokens asked for, want 2", n)
	}
}

func TestSend_ATokenThatIsNotTakenRestsTheChannel(t *testing.T) {
	for _, tc := range []struct {
		name string
		tune func(*practice.Box, *email.Config)
		code string
	}{
		{"revoked", func(b *practice.Box, _ *email.Config) { b.OAuth.Revoke() }, oauth.CodeExpired},
		{"login down", func(b *practice.Box, _ *email.Config) { b.OAuth.SetDown(true) }, oauth.CodeConnection},
		{"another's mailbox", func(_ *practice.Box, c *email.Config) { c.User = "andre@praksis.test" }, email.CodeToken},
		{"no encryption there", func(b *practice.Box, c *email.Config) {
			c.Host, c.Port, c.Security = "127.0.0.1", b.Mail.PlainPort, email.None
		}, email.CodeAuth},
		{"password where none is taken", func(_ *practice.Box, c *email.Config) { c.Token = nil }, email.CodeBasicOff},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box := open(t)
			box.Mail.SetBasicOff(true)
			c := byToken(t, box)
			f := frozen(t, channel(t, c, ""), "kari@example.no")
			tc.tune(box, &c)
			ch := channel(t, c, practice.Password)
			t.Cleanup(func() { ch.Close() })
			_, err := ch.Send(context.Background(), f)
			if codeOf(err) != tc.code || !errors.Is(err, billing.ErrUnavailable) || errors.Is(err, billing.ErrRejected) {
				t.Errorf("got %q (%v), want %s about the whole channel", codeOf(err), err, tc.code)
			}
			var told interface{ Detail() string }
			if tc.code == email.CodeToken && (!errors.As(err, &told) || !strings.Contains(told.Detail(), "status 401")) {
				t.Errorf("the server's reason is not told: %v", err)
			}
			if strings.Contains(err.Error(), "praksis.") {
				t.Error("the error for the log holds the token")
			}
		})
	}
}

func TestSend_ReadsNoTokenIntoTheReason(t *testing.T) {
	c := script{answers: map[string]string{"EHLO": "250-here\r\n250 AUTH XOAUTH2", "AUTH": "334 " + "bm90IGpzb24=", "": "535 5.7.3 no"}}.serve(t)
	c.User, c.Token = "faktura@fjordkoret.no", func(context.Context, string) (string, error) { return "hemmelig-token", nil }
	c.Timeout = 2 * time.Second
	ch := channel(t, c, "")
	_, err := ch.Send(context.Background(), frozen(t, ch, "kari@example.no"))
	var told interface{ Detail() string }
	if codeOf(err) != email.CodeToken || !errors.As(err, &told) || strings.Contains(told.Detail(), "hemmelig") || strings.Contains(told.Detail(), "not json") {
		t.Errorf("got %q: %v", codeOf(err), err)
	}
}

func FuzzChallenge(f *testing.F) {
	for _, seed := range []string{`{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}`, `{"status":400}`, "", "[]", `{"status":"\u0000\r\n"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, told string) {
		if s := email.Challenge(told); len(s) > 1200 || strings.ContainsAny(s, "\r\n\x00") {
			t.Errorf("%q became %q", told, s)
		}
	})
}
