// Package oauth logs in at a mail provider: a person agrees once, in a browser or with a code on another device, and the mail
// servers get access tokens from then on.
//
// It may import billing, app/trust and golang.org/x/oauth2. Only the refresh token is kept, by the caller, in the keyring;
// access tokens live in memory. No token is ever logged, nor stands in an error.
package oauth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fakturist/app/trust"
	"fakturist/billing"

	"golang.org/x/oauth2"
)

// Config is how one logs in. The zero Config is a login that is not set up.
type Config struct {
	Provider Provider
	Client   string // our id at the provider, registered by the company itself
	User     string // mailbox to suggest in the login; empty: none
	CA       string // file of certificate authorities, PEM, trusted instead of the system's
	Clock    func() time.Time

	// Secret gives the client secret, for clients that have one; nil or empty: a public client.
	Secret func(context.Context) (string, error)
	// Page is what the browser shows when it comes back; nil: a plain word.
	Page func(done bool) (title, text string)
}

// Codes of what can go wrong. Each is a reason of a delivery, or of a login that failed.
const (
	CodeNotSetUp   = "mail-oauth-not-set-up"
	CodeMissing    = "mail-oauth-missing"    // nobody has logged in on this machine
	CodeExpired    = "mail-oauth-expired"    // the login ended: log in again
	CodeDenied     = "mail-oauth-denied"     // the person or the provider said no
	CodeTimeout    = "mail-oauth-timeout"    // nobody came back in time
	CodeAnswer     = "mail-oauth-answer"     // an answer nobody understands
	CodeClient     = "mail-oauth-client"     // the provider does not know our client, or not its scopes
	CodeConnection = "mail-oauth-connection" // the provider cannot be reached
	CodeNoRefresh  = "mail-oauth-no-refresh" // no refresh token was given
	CodeStorage    = "mail-oauth-storage"    // the refresh token could not be kept or read
)

// Error is why there is no access token. All of them are about the login and none about a mail, so they wrap
// billing.ErrUnavailable. It never holds a token.
type Error struct {
	Reason string
	Answer string // what the provider said, in short
	Err    error  // the cause; nil where it may hold a token
}

// Code is the stable code a user's sentence is made from.
func (e *Error) Code() string { return e.Reason }

// Detail is what the provider said.
func (e *Error) Detail() string { return e.Answer }

// Error is for the log.
func (e *Error) Error() string { return "login at the mail provider: " + e.Reason }

// Unwrap gives billing.ErrUnavailable and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{billing.ErrUnavailable}
	}
	return []error{billing.ErrUnavailable, e.Err}
}

// requestTimeout is how long one question to the provider may take.
const requestTimeout = 20 * time.Second

// ready tells why the login is not set up, nil when it is.
func (c Config) ready() error {
	switch {
	case c.Client == "":
		return &Error{Reason: CodeNotSetUp, Answer: "no client id"}
	case c.Provider.Token == "":
		return &Error{Reason: CodeNotSetUp, Answer: "no token address"}
	}
	for _, place := range []string{c.Provider.Authorize, c.Provider.Token, c.Provider.Device} {
		if place != "" && !safe(place) {
			return &Error{Reason: CodeNotSetUp, Answer: fmt.Sprintf("%q is not encrypted", place)}
		}
	}
	return nil
}

// safe tells whether a token may go to an address: over TLS, or to this machine.
func safe(place string) bool {
	u, err := url.Parse(place)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && trust.Loopback(u.Hostname())
}

// library is the login as the library wants it, and a context with our connections.
func (c Config) library(ctx context.Context, back string) (context.Context, *oauth2.Config, error) {
	if err := c.ready(); err != nil {
		return nil, nil, err
	}
	secret := ""
	if c.Secret != nil {
		var err error
		if secret, err = c.Secret(ctx); err != nil {
			return nil, nil, &Error{Reason: CodeStorage, Answer: err.Error(), Err: err}
		}
	}
	roots, err := trust.Authorities(c.CA)
	if err != nil {
		return nil, nil, &Error{Reason: CodeConnection, Answer: err.Error(), Err: err}
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		ForceAttemptHTTP2: true, DisableKeepAlives: true}
	client := &http.Client{Transport: transport, Timeout: requestTimeout,
		// A token goes to the address it was meant for and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return context.WithValue(ctx, oauth2.HTTPClient, client), &oauth2.Config{
		ClientID: c.Client, ClientSecret: secret, Scopes: c.Provider.Scopes, RedirectURL: back,
		// Both are told outright: trying out which one works would use up a code.
		Endpoint: oauth2.Endpoint{AuthURL: c.Provider.Authorize, TokenURL: c.Provider.Token, DeviceAuthURL: c.Provider.Device,
			AuthStyle: oauth2.AuthStyleInParams},
	}, nil
}

// failure names what the provider said, without the answer itself, which may hold a token.
func failure(ctx context.Context, err error) error {
	var told *oauth2.RetrieveError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Reason: CodeTimeout, Err: ctx.Err()}
	case ctx.Err() != nil:
		return &Error{Reason: CodeTimeout, Answer: "cancelled", Err: ctx.Err()}
	case errors.As(err, &told):
		status := 0
		if told.Response != nil {
			status = told.Response.StatusCode
		}
		return refusal(status, told.ErrorCode, told.ErrorDescription)
	}
	var network net.Error
	if errors.As(err, &network) || trust.Broken(err) {
		return &Error{Reason: CodeConnection, Answer: cause(err)}
	}
	return &Error{Reason: CodeAnswer, Answer: "no access token in the answer"}
}

// cause is a network error without the address it was on its way to.
func cause(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		return short(u.Err.Error())
	}
	return short(err.Error())
}

// refusal names an error of RFC 6749, section 5.2, RFC 8628, section 3.5, and what the two large providers add.
func refusal(status int, code, description string) error {
	e := &Error{Reason: CodeAnswer, Answer: short(code + ": " + description)}
	switch code {
	case "invalid_grant", "interaction_required", "consent_required", "login_required":
		e.Reason = CodeExpired
	case "access_denied", "authorization_declined":
		e.Reason = CodeDenied
	case "invalid_client", "unauthorized_client", "invalid_scope", "invalid_request", "unsupported_grant_type", "unsupported_response_type",
		"admin_policy_enforced", "org_internal":
		e.Reason = CodeClient
	case "expired_token", "bad_verification_code", "code_expired":
		e.Reason = CodeTimeout
	case "temporarily_unavailable", "server_error":
		e.Reason = CodeConnection
	case "":
		e.Answer = fmt.Sprintf("HTTP %d", status)
	}
	if e.Reason == CodeAnswer && (status >= 500 || status == http.StatusTooManyRequests) {
		e.Reason = CodeConnection
	}
	return e
}

// short is the first line of what was said, without control characters and what no person needs.
func short(s string) string {
	s, _, _ = strings.Cut(s, "Trace ID:")
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	s = strings.TrimRight(strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)), ":. ")
	if runes := []rune(s); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return s
}
