package peppol

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"

	"fakturist/app/channel"
	"fakturist/app/trust"
	"fakturist/billing"
)

// Error codes of the channel. Statuses that say enough by themselves are "ap-" and the status, such as "ap-503".
const (
	CodeNotSetUp   = "ap-not-set-up"
	CodeUser       = "ap-user-missing"  // the number we are known by at the access point is not one
	CodeInsecure   = "ap-insecure"      // asked to send without TLS to another machine
	CodePractice   = "ap-practice"      // a practice document on its way to another machine
	CodeNoDocument = "ap-no-document"   // no EHF, or none that can be read
	CodeNoAddress  = "ap-no-address"    // the buyer has no electronic address
	CodeNoSender   = "ap-no-sender"     // the seller has none
	CodeNoContact  = "ap-no-contact"    // no phone or e-mail to find a private person by
	CodeNoPost     = "ap-no-post"       // no postal address to print a letter to
	CodeScheme     = "ap-scheme"        // the access point does not take addresses of this kind
	CodeReminder   = "ap-reminder"      // the access point cannot carry a reminder as it is
	CodeRules      = "ap-rules"         // the document breaks rules of EHF
	CodeNoToken    = "ap-token-missing" // none kept, or the keyring did not give it
	CodeNoVendor   = "ap-vendor-missing"
	CodeToken      = "ap-token"      // the access point refuses the token
	CodeDisabled   = "ap-disabled"   // sending is switched off, or the address is not an access point's
	CodeTLS        = "ap-tls"        // a certificate nobody vouches for
	CodeDNS        = "ap-dns"        // the server's name is not known
	CodeConnection = "ap-connection" // refused or broken off
	CodeTimeout    = "ap-timeout"
	CodeCancelled  = "ap-cancelled"
	CodeLost       = "ap-lost"       // the answer to a whole document did not come
	CodeRefused    = "ap-refused"    // the access point refuses the document
	CodeRejected   = "ap-rejected"   // the receiver's side refused it
	CodeUnreached  = "ap-unreached"  // the access point did not reach the receiver's this time
	CodeNotServed  = "ap-not-served" // the receiver's access point does not know the receiver
	CodeGaveUp     = "ap-gave-up"    // the access point could not reach the receiver and stopped trying
	CodeAnswer     = "ap-answer"     // an answer nobody can read
	CodeUnknownID  = "ap-id-unknown"
	CodeNoStatus   = "ap-no-status"   // the access point gives no answer about what it took
	CodeOtherPoint = "ap-other-point" // asked about a document that was made for another access point
	CodeMoved      = "ap-moved"       // asked to send one
	CodeFolder     = "ap-folder"      // the folder cannot be reached or written
	CodeDiskFull   = "ap-disk-full"
)

// Error is what went wrong on the way out by an access point. Its codes are those above.
type Error = channel.Error

// failure is a temporary error: nothing was taken. But for a person's own stop, and a document that takes too long, it is
// about the way there and not about the document.
func failure(ctx context.Context, err error) *Error {
	e := &Error{Reason: CodeConnection, Answer: plain(err), Kind: billing.ErrUnavailable, Err: err}
	var (
		dns   *net.DNSError
		timed net.Error
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason, e.Kind, e.Err = CodeCancelled, nil, errors.Join(ctx.Err(), err)
	case trust.Broken(err):
		e.Reason = CodeTLS
	case errors.As(err, &dns):
		e.Reason = CodeDNS
	case errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeTimeout
	}
	return e
}

// named are the statuses that have a code of their own.
var named = []int{301, 302, 307, 308, 406, 408, 409, 410, 415, 429, 500, 501, 502, 503, 504}

// trouble is what a status says that is not about the document: our token, a service that is switched off, a server that is
// down. A 500 alone may be about this one document, so it does not stop the others.
func trouble(a answer, said string) *Error {
	e := &Error{Reason: CodeAnswer, Answer: said, After: a.after}
	if slices.Contains(named, a.status) {
		e.Reason = fmt.Sprintf("ap-%d", a.status)
	}
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		e.Reason, e.Kind = CodeToken, billing.ErrUnavailable
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		e.Reason, e.Kind = CodeDisabled, billing.ErrUnavailable
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		e.Kind = billing.ErrUnavailable
	}
	if e.After > 0 {
		e.Answer += fmt.Sprintf(" (Retry-After: %s)", e.After)
	}
	return e
}

// rejected is a refusal for good.
func rejected(code, answer string) *Error {
	return &Error{Reason: code, Answer: answer, Kind: billing.ErrRejected}
}

// lost says that a whole document may have been taken.
func lost(answer string, cause error) *Error {
	return &Error{Reason: CodeLost, Answer: answer, Kind: billing.ErrOutcomeUnknown, Err: cause}
}

// plain is what happened without the address it happened at, which says the whole envelope and nothing a person wants.
func plain(err error) string {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err.Error()
	}
	return err.Error()
}
