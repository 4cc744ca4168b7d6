package inbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"fakturist/app/inbox"
	"fakturist/app/oauth"
	"fakturist/app/practice"
)

// byToken is a login at the box by access token.
func byToken(t *testing.T) (*practice.Box, inbox.Config) {
	t.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	box.Mail.SetBasicOff(true)
	p, _ := oauth.ProviderOf("other", "")
	p.Token = box.OAuth.Token
	refresh := box.OAuth.Grant(practice.User)
	source := oauth.NewSource(oauth.Config{Provider: p, Client: practice.Client, CA: box.CAFile, Clock: time.Now},
		oauth.Kept{Get: func(context.Context) (string, error) { return refresh, nil },
			Set: func(_ context.Context, v string) error { refresh = v; return nil }})
	return box, inbox.Config{Host: box.Mail.Host, Port: box.Mail.IMAPSPort, User: practice.User, CA: box.CAFile, Token: source.Token}
}

func codeOf(err error) string {
	var e interface{ Code() string }
	if errors.As(err, &e) {
		return e.Code()
	}
	return ""
}

func TestCheck_LogsInByAccessToken(t *testing.T) {
	box, config := byToken(t)
	for _, security := range []inbox.Security{inbox.TLS, inbox.STARTTLS} {
		config.Security, config.Port = security, box.Mail.IMAPSPort
		if security == inbox.STARTTLS {
			config.Port = box.Mail.IMAPPort
		}
		if err := inbox.Check(context.Background(), config, nil); err != nil {
			t.Errorf("%s: %v", security, err)
		}
	}
	box.OAuth.ExpireTokens()
	if err := inbox.Check(context.Background(), config, nil); err != nil {
		t.Errorf("after the token at hand ended before its time: %v", err)
	}
}

func TestCheck_SaysWhyATokenIsNotTaken(t *testing.T) {
	box, config := byToken(t)
	other := config
	other.User = "andre@praksis.test"
	if err := inbox.Check(context.Background(), other, nil); codeOf(err) != inbox.CodeToken {
		t.Errorf("another's mailbox: %v, want %s", err, inbox.CodeToken)
	}
	box.OAuth.Revoke()
	if err := inbox.Check(context.Background(), config, nil); codeOf(err) != oauth.CodeExpired {
		t.Errorf("revoked: %v, want %s", err, oauth.CodeExpired)
	}
	config.Token = nil
	password := func(context.Context) (string, error) { return practice.Password, nil }
	if err := inbox.Check(context.Background(), config, password); codeOf(err) != inbox.CodeAuth {
		t.Errorf("password where none is taken: %v, want %s", err, inbox.CodeAuth)
	}
}
