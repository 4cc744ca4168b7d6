package peppol

import (
	"context"
	"errors"
	"net"
	"net/url"

	"fakturist/app/channel"
	"fakturist/app/trust"
)

// Error codes of the channel. Other answers of the access point are "ap-" and the status, such as "ap-503".
const (
	CodeNotSetUp   = "ap-not-set-up"
	CodeInsecure   = "ap-insecure"      // asked to send without TLS to another machine
	CodePractice   = "ap-practice"      // a practice document on its way to another machine
	CodeNoDocument = "ap-no-document"   // no EHF, or none that can be read
	CodeNoAddress  = "ap-no-address"    // the buyer has no electronic address
	CodeNoSender   = "ap-no-sender"     // the seller has none
	CodeRules      = "ap-rules"         // the document breaks rules of EHF
	CodeNoToken    = "ap-token-missing" // none kept, or the keyring did not give it
	CodeToken      = "ap-token"         // the access point refuses the token
	CodeDisabled   = "ap-disabled"      // sending is switched off, or the address is not an access point's
	CodeTLS        = "ap-tls"           // a certificate nobody vouches for
	CodeDNS        = "ap-dns"           // the server's name is not known
	CodeConnection = "ap-connection"    // refused or broken off
	CodeTimeout    = "ap-timeout"
	CodeCancelled  = "ap-cancelled"
	CodeLost       = "ap-lost"     // the answer to a whole document did not come
	CodeRefused    = "ap-refused"  // the access point refuses the document
	CodeRejected   = "ap-rejected" // the receiver's side refused it
	CodeGaveUp     = "ap-gave-up"  // the access point could not reach the receiver and stopped trying
	CodeAnswer     = "ap-answer"   // an answer nobody can read
	CodeUnknownID  = "ap-id-unknown"
	CodeOtherPoint = "ap-other-point" // the document was made for another access point than the one asked
)

// Error is what went wrong on the way out by an access point. Its codes are those above.
type Error = channel.Error

// failure is a temporary error: nothing was taken.
func failure(ctx context.Context, err error) *Error {
	e := &Error{Reason: CodeConnection, Answer: plain(err), Err: err}
	var (
		dns   *net.DNSError
		timed net.Error
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason, e.Err = CodeCancelled, errors.Join(ctx.Err(), err)
	case trust.Broken(err):
		e.Reason = CodeTLS
	case errors.As(err, &dns):
		e.Reason = CodeDNS
	case errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeTimeout
	}
	return e
}

// plain is what happened without the address it happened at, which says the whole envelope and nothing a person wants.
func plain(err error) string {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err.Error()
	}
	return err.Error()
}
