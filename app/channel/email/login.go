package email

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"fakturist/app/trust"

	"github.com/wneessen/go-mail/smtp"
)

// key is what we prove ourselves with: nothing, a password, or an access token.
type key struct {
	password string
	token    string
}

func (c *Channel) key(ctx context.Context, refused string) (key, error) {
	switch {
	case c.config.User == "":
		return key{}, nil
	case c.config.Token != nil:
		token, err := c.config.Token(ctx, refused)
		if err != nil {
			return key{}, tokenFailure(ctx, err)
		}
		return key{token: token}, nil
	case c.password == nil:
		return key{}, &Error{Reason: CodePassword}
	}
	password, err := c.password(ctx)
	switch {
	case err != nil:
		return key{}, &Error{Reason: CodePassword, Answer: err.Error(), Err: err}
	case password == "":
		return key{}, &Error{Reason: CodePassword}
	}
	return key{password: c.config.asMeant(password)}, nil
}

// appPassword is how Google shows a password made for one program: four times four letters.
var appPassword = regexp.MustCompile(`^[a-z]{4}( [a-z]{4}){3}$`)

// asMeant is a password as the provider knows it: the blanks Google shows are for people.
func (c Config) asMeant(password string) string {
	if p, _ := ProviderOf(c.Host); p.ID == "google" && appPassword.MatchString(password) {
		return strings.ReplaceAll(password, " ", "")
	}
	return password
}

// prove logs in by the best mechanism both sides know.
func (s *session) prove(ctx context.Context, key key) error {
	config := s.channel.config
	if config.User == "" {
		return nil
	}
	_, offered := s.client.Extension("AUTH")
	auth := mechanism(strings.Fields(offered), config, key)
	if auth == nil {
		return &Error{Reason: CodeAuth, Answer: "the server offers no login we know: " + offered}
	}
	if err := s.client.UpdateDeadline(config.Timeout); err != nil {
		return failure(ctx, err)
	}
	if err := s.client.Auth(auth); err != nil {
		return loginFailure(ctx, err, auth)
	}
	return nil
}

// mechanism picks a way to log in, nil when there is none. Neither password nor token goes out in the clear but to this machine.
func mechanism(offered []string, config Config, key key) smtp.Auth {
	user, password, host := config.User, key.password, config.Host
	known := []struct {
		name string
		auth func() smtp.Auth
	}{
		{"SCRAM-SHA-256", func() smtp.Auth { return smtp.ScramSHA256Auth(user, password) }},
		{"SCRAM-SHA-1", func() smtp.Auth { return smtp.ScramSHA1Auth(user, password) }},
		{"PLAIN", func() smtp.Auth { return smtp.PlainAuth("", user, password, host, false) }},
		{"LOGIN", func() smtp.Auth { return smtp.LoginAuth(user, password, host, false) }},
		{"CRAM-MD5", func() smtp.Auth { return smtp.CRAMMD5Auth(user, password) }},
	}
	if config.Token != nil {
		known = known[:0]
		known = append(known, struct {
			name string
			auth func() smtp.Auth
		}{"XOAUTH2", func() smtp.Auth { return &bearer{user: user, token: key.token} }})
	}
	for _, k := range known {
		for _, o := range offered {
			if strings.EqualFold(o, k.name) {
				return k.auth()
			}
		}
	}
	return nil
}

// bearer logs in with an access token (XOAUTH2).
type bearer struct {
	user, token string
	told        string // what the server said when it did not take the token
}

// Start gives the token, over TLS or to this machine only.
func (b *bearer) Start(server *smtp.ServerInfo) (mechanism string, response []byte, err error) {
	if !server.TLS && !trust.Loopback(server.Name) {
		return "", nil, errors.New("access token over an open connection")
	}
	return "XOAUTH2", []byte("user=" + b.user + "\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next answers the challenge that tells why the token was not taken; it asks for an empty line, and the refusal follows.
func (b *bearer) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	b.told = string(challenge)
	return []byte{}, nil
}

// tokenRefused is an access token the server does not take.
type tokenRefused struct {
	token string
	err   error
}

func (e *tokenRefused) Error() string { return "access token refused" }

func (e *tokenRefused) Unwrap() error { return e.err }
