package inbox

import (
	"context"
	"errors"

	"github.com/emersion/go-imap/v2"
)

// CodeToken says that the server does not take our access token.
const CodeToken = "mail-oauth-refused"

// key is what we prove ourselves with.
type key struct {
	password string
	token    string
}

// key gives the password, or an access token, another one than the one a server refused.
func (c Config) key(ctx context.Context, password PasswordFunc, refused string) (key, error) {
	if c.Token != nil {
		token, err := c.Token(ctx, refused)
		if err != nil {
			return key{}, tokenFailure(ctx, err)
		}
		return key{token: token}, nil
	}
	secret, err := password(ctx)
	if err != nil {
		return key{}, &Error{Reason: CodePassword, Answer: err.Error(), Err: err}
	}
	if secret == "" {
		return key{}, &Error{Reason: CodePassword}
	}
	return key{password: secret}, nil
}

// tokenFailure is why there is no access token; it names itself where it has a code.
func tokenFailure(ctx context.Context, err error) error {
	e := &Error{Reason: CodePassword, Answer: err.Error(), Err: err}
	var (
		coded interface{ Code() string }
		told  interface{ Detail() string }
	)
	switch {
	case ctx.Err() != nil:
		e.Reason, e.Err = CodeCancelled, errors.Join(ctx.Err(), err)
	case errors.As(err, &coded):
		e.Reason = coded.Code()
	}
	if errors.As(err, &told) {
		e.Answer = told.Detail()
	}
	return e
}

// bearer logs in with an access token (XOAUTH2).
type bearer struct{ user, token string }

// Start gives the token. Encryption was seen to before the login.
func (b *bearer) Start() (mechanism string, response []byte, err error) {
	return "XOAUTH2", []byte("user=" + b.user + "\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next answers the challenge that tells why the token was not taken with an empty line; the refusal follows it.
func (b *bearer) Next([]byte) ([]byte, error) { return []byte{}, nil }

// tokenRefused is an access token the server does not take.
type tokenRefused struct {
	token string
	err   error
}

func (e *tokenRefused) Error() string { return "access token refused" }

func (e *tokenRefused) Unwrap() error { return e.err }

// asToken names the server's no to an access token.
func asToken(err error, token string) error {
	var answer *imap.Error
	if errors.As(err, &answer) && answer.Code != imap.ResponseCodeUnavailable {
		return &Error{Reason: CodeToken, Answer: answer.Text, Err: &tokenRefused{token, err}}
	}
	return err
}
