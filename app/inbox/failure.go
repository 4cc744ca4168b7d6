package inbox

import (
	"context"
	"errors"
	"net"

	"fakturist/app/trust"

	"github.com/emersion/go-imap/v2"
)

// Error codes of the inbox.
const (
	CodeNotSetUp   = "imap-not-set-up"
	CodeInsecure   = "imap-insecure"         // asked to read without TLS from another machine
	CodePassword   = "imap-password-missing" // none kept, or the keyring did not give it
	CodeAuth       = "imap-auth"             // the server refuses user or password
	CodeMailbox    = "imap-mailbox"          // no such mailbox
	CodeTLS        = "imap-tls"              // no encryption to be had, or a certificate nobody vouches for
	CodeDNS        = "imap-dns"              // the server's name is not known
	CodeConnection = "imap-connection"       // refused or broken off
	CodeTimeout    = "imap-timeout"
	CodeCancelled  = "imap-cancelled"
	CodeServer     = "imap-refused" // the server said no to something else
)

// Error is why the mailbox could not be read. All of them may pass: the inbox is tried again.
type Error struct {
	Reason string // one of the codes
	Answer string // what the server said, or what happened
	Err    error  // the cause
}

// Code is the stable code a user's sentence is made from.
func (e *Error) Code() string { return e.Reason }

// Detail is what the server said, as it came.
func (e *Error) Detail() string { return e.Answer }

// Error is for the log.
func (e *Error) Error() string { return "inbox: " + e.Reason }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// failure names what went wrong on the wire.
func failure(ctx context.Context, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	e := &Error{Reason: CodeConnection, Answer: err.Error(), Err: err}
	var (
		answer *imap.Error
		dns    *net.DNSError
		timed  net.Error
	)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Reason, e.Err = CodeTimeout, errors.Join(ctx.Err(), err)
	case ctx.Err() != nil:
		e.Reason, e.Err = CodeCancelled, errors.Join(ctx.Err(), err)
	case errors.As(err, &answer):
		e.Reason = CodeServer
	case trust.Broken(err):
		e.Reason = CodeTLS
	case errors.As(err, &dns):
		e.Reason = CodeDNS
	case errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeTimeout
	}
	return e
}

// asLogin names the server's no to a login.
func asLogin(err error) error { return named(err, CodeAuth) }

// asMailbox names the server's no to opening the mailbox.
func asMailbox(err error) error { return named(err, CodeMailbox) }

func named(err error, code string) error {
	var answer *imap.Error
	if errors.As(err, &answer) && answer.Code != imap.ResponseCodeUnavailable {
		return &Error{Reason: code, Answer: answer.Error(), Err: err}
	}
	return err
}
