package email

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	"fakturist/app/trust"
	"fakturist/billing"
)

// failure is a temporary error: the mail has not gone out and may be tried again.
func failure(ctx context.Context, err error) error {
	e := &Error{Reason: CodeConnection, Answer: err.Error(), Err: err}
	var (
		answer *textproto.Error
		dns    *net.DNSError
		timed  net.Error
	)
	switch {
	case ctx.Err() != nil:
		e.Reason, e.Err = CodeCancelled, errors.Join(ctx.Err(), err)
	case errors.As(err, &answer):
		e.Reason, e.Answer = fmt.Sprintf("smtp-%03d", answer.Code), answer.Error()
	case trust.Broken(err):
		e.Reason = CodeTLS
	case errors.As(err, &dns):
		e.Reason = CodeDNS
	case errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeTimeout
	}
	return e
}

// refusal is what the server says to the recipient or the message: 5xx for good, 4xx for now. A 530 asks for a login and is
// about us.
func refusal(ctx context.Context, err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) || ctx.Err() != nil {
		return failure(ctx, err)
	}
	e := &Error{Reason: fmt.Sprintf("smtp-%03d", answer.Code), Answer: answer.Error(), Err: err}
	switch {
	case answer.Code == 530:
		e.Reason = CodeAuth
	case answer.Code >= 500:
		e.Kind = billing.ErrRejected
	}
	return e
}

// senderFailure is what the server says to the sender: never a refusal of this one mail.
func senderFailure(ctx context.Context, err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) || ctx.Err() != nil || answer.Code < 500 {
		return failure(ctx, err)
	}
	e := &Error{Reason: CodeSender, Answer: answer.Error(), Err: err}
	if answer.Code == 530 || answer.Code == 535 {
		e.Reason = CodeAuth
	}
	return e
}

// unknown says that the whole message may have been taken.
func unknown(err error) error {
	return &Error{Reason: CodeLost, Answer: err.Error(), Kind: billing.ErrOutcomeUnknown, Err: err}
}

func setDeadline(conn net.Conn, d time.Duration) error { return conn.SetDeadline(time.Now().Add(d)) }
