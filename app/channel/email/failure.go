package email

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strings"
	"time"
	"unicode"

	"fakturist/app/trust"
	"fakturist/billing"

	"github.com/wneessen/go-mail/smtp"
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
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Reason, e.Err = CodeTimeout, errors.Join(ctx.Err(), err)
	case ctx.Err() != nil:
		e.Reason, e.Err = CodeCancelled, errors.Join(ctx.Err(), err)
	case errors.As(err, &answer):
		e.Reason, e.Answer = fmt.Sprintf("smtp-%03d", answer.Code), said(answer)
		if answer.Code == 421 {
			e.Kind = billing.ErrUnavailable
		}
	case trust.Broken(err):
		e.Reason = CodeTLS
	case errors.As(err, &dns):
		e.Reason = CodeDNS
	case errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeTimeout
	}
	return e
}

// unavailable marks a temporary error as one every other mail would meet too.
func unavailable(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == nil && e.Reason != CodeCancelled {
		e.Kind = billing.ErrUnavailable
	}
	return err
}

// aboutUs are answers that are about the sender or the account, whatever step they come at and though they sound final: no
// receiver is to blame, and every other mail would meet them.
var aboutUs = []struct {
	says *regexp.Regexp
	code string
}{
	// Microsoft, MC786329 of 2026-01-27: "550 5.7.30 Basic authentication is not supported for Client Submission".
	{regexp.MustCompile(`\b5\.7\.30\b|(?i)basic authentication is (?:not supported|disabled)`), CodeBasicOff},
	// Microsoft: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant" (unverified).
	{regexp.MustCompile(`(?i)SmtpClientAuthentication is disabled`), CodeAuthOff},
	// Google: "534 5.7.9 Application-specific password required" (unverified).
	{regexp.MustCompile(`(?i)application-specific password`), CodeAppNeeded},
	// Microsoft: "550 5.7.60 Client does not have permissions to send as this sender", "554 5.2.252 SendAsDenied" (unverified).
	{regexp.MustCompile(`\b5\.7\.60\b|\b5\.2\.252\b|SendAsDenied|(?i)permissions to send as this sender`), CodeSender},
	// Microsoft, learn.microsoft.com "Message storage and concurrent connection throttling": "554 5.2.0 ...
	// SubmissionQuotaExceeded"; 5.1.90 "reached your daily limit" and Google's "550 5.4.5 Daily user sending limit exceeded"
	// (unverified).
	{regexp.MustCompile(`SubmissionQuotaExceeded|\b5\.1\.90\b|(?i)daily (?:user )?sending (?:limit|quota)`), CodeQuota},
}

// ours is the code of an answer that is about us, empty for all others.
func ours(answer *textproto.Error) string {
	for _, a := range aboutUs {
		if a.says.MatchString(answer.Msg) {
			return a.code
		}
	}
	if answer.Code == 530 || answer.Code == 535 || answer.Code == 538 {
		return CodeAuth
	}
	return ""
}

// quotaPause is how long to leave a provider alone whose limit is used up; the limits count over a day.
const quotaPause = time.Hour

// tooBig finds answers about the size of a mail, and not about a mailbox that is full (RFC 3463, sections 3.3 and 3.4).
var (
	sizeSays = regexp.MustCompile(`\b5\.(?:3\.4|2\.3)\b`)
	fullSays = regexp.MustCompile(`\b5\.2\.2\b|(?i)mailbox (?:is )?full|quota`)
)

func tooBig(answer *textproto.Error) bool {
	return answer.Code >= 500 && sizeSays.MatchString(answer.Msg) || answer.Code == 552 && !fullSays.MatchString(answer.Msg)
}

// refusal is what the server says to the recipient or the message: 5xx for good, 4xx for now, unless it is about us.
func refusal(ctx context.Context, err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) || ctx.Err() != nil {
		return failure(ctx, err)
	}
	e := &Error{Reason: fmt.Sprintf("smtp-%03d", answer.Code), Answer: said(answer), Err: err}
	code := ours(answer)
	switch {
	case code != "":
		e.Reason, e.Kind = code, billing.ErrUnavailable
		if code == CodeQuota {
			e.After = quotaPause
		}
	case tooBig(answer):
		e.Reason, e.Kind = CodeTooBig, billing.ErrRejected
	case answer.Code >= 500:
		e.Kind = billing.ErrRejected
	case answer.Code == 421:
		e.Kind = billing.ErrUnavailable
	}
	return e
}

// senderFailure is what the server says to the sender: never a refusal of this one mail, but for its size.
func senderFailure(ctx context.Context, err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) || ctx.Err() != nil {
		return failure(ctx, err)
	}
	switch {
	case ours(answer) != "", tooBig(answer):
		return refusal(ctx, err)
	case answer.Code >= 500:
		return &Error{Reason: CodeSender, Answer: said(answer), Kind: billing.ErrUnavailable, Err: err}
	case answer.Code == 452: // no room for a mail of this size just now
		return failure(ctx, err)
	}
	return unavailable(failure(ctx, err))
}

// loginFailure is what the server says to who we are. A refused access token may have been revoked before its time.
func loginFailure(ctx context.Context, err error, by smtp.Auth) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) || ctx.Err() != nil || answer.Code < 500 {
		return failure(ctx, err)
	}
	e := &Error{Reason: CodeAuth, Answer: said(answer), Err: err}
	if code := ours(answer); code != "" {
		e.Reason = code
	}
	if b, ok := by.(*bearer); ok && e.Reason == CodeAuth {
		e.Reason, e.Err = CodeToken, &tokenRefused{b.token, err}
		if told := challenge(b.told); told != "" {
			e.Answer += " (" + told + ")"
		}
	}
	return e
}

// challenge reads what a server tells of a token it does not take, such as {"status":"400","scope":"https://mail.google.com/"};
// what is not of that form is left out.
func challenge(told string) string {
	var c struct {
		Status string `json:"status"`
		Scope  string `json:"scope"`
	}
	if len(told) > 4096 || json.Unmarshal([]byte(told), &c) != nil || c.Status == "" {
		return ""
	}
	if c.Scope == "" {
		return fmt.Sprintf("status %.40s", printable(c.Status))
	}
	return fmt.Sprintf("status %.40s, wanted %.200s", printable(c.Status), printable(c.Scope))
}

// printable leaves out what would break a line, or turn its direction.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
}

// tokenFailure is why there is no access token; it names itself where it has a code.
func tokenFailure(ctx context.Context, err error) error {
	e := &Error{Reason: CodePassword, Answer: err.Error(), Err: err}
	var coded interface{ Code() string }
	switch {
	case ctx.Err() != nil:
		e.Reason, e.Err = CodeCancelled, errors.Join(ctx.Err(), err)
	case errors.As(err, &coded):
		e.Reason = coded.Code()
	}
	var told interface{ Detail() string }
	if errors.As(err, &told) {
		e.Answer = told.Detail()
	}
	return e
}

// unknown says that the whole message may have been taken.
func unknown(err error) error {
	return &Error{Reason: CodeLost, Answer: err.Error(), Kind: billing.ErrOutcomeUnknown, Err: err}
}

// said is a server's answer in its own words. What would steer a terminal is left out.
func said(answer *textproto.Error) string {
	words := strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, answer.Msg)
	return fmt.Sprintf("%03d %s", answer.Code, words)
}
