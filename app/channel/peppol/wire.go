package peppol

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fakturist/app/trust"
	"fakturist/billing"
)

// maxAnswer is how much of an answer is read; reports are a few kilobytes.
const maxAnswer = 1 << 20

// wire asks an access point over HTTP, each thing once.
type wire struct {
	base *url.URL // nil when the address cannot be one
	said string   // the address as it was given
	web  *http.Client
	bare error // why nobody vouches for the server: the file of certificate authorities cannot be read
}

func newWire(c Config, address string) *wire {
	roots, err := trust.Authorities(c.CA)
	w := &wire{said: address, web: client(roots, c.Timeout), bare: err}
	if u, err := url.Parse(strings.TrimRight(address, "/")); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		w.base = u
	}
	return w
}

// client posts once and only once: no connection that a server may have closed meanwhile, no HTTP/2 stream that is opened
// again, no redirect.
func client(roots *x509.CertPool, timeout time.Duration) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	transport.DisableKeepAlives, transport.ForceAttemptHTTP2 = true, false
	transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	return &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

// ready tells why the address cannot be used, nil when it can.
func (w *wire) ready(practice bool) error {
	switch {
	case w.base == nil:
		return &Error{Reason: CodeNotSetUp, Answer: fmt.Sprintf("address %q", w.said), Kind: billing.ErrNotConfigured}
	case w.base.Scheme == "http" && !trust.Loopback(w.base.Hostname()):
		return &Error{Reason: CodeInsecure, Answer: "no encryption towards another machine", Kind: billing.ErrNotConfigured}
	case practice && !trust.Loopback(w.base.Hostname()):
		return &Error{Reason: CodePractice, Answer: "practice document to another machine", Kind: billing.ErrNotConfigured}
	}
	return nil
}

func (w *wire) place() string {
	if w.base == nil {
		return ""
	}
	return w.base.Host
}

func (w *wire) host() string {
	if w.base == nil {
		return ""
	}
	return w.base.Hostname()
}

// request is one question to the access point.
type request struct {
	method  string
	path    string // below the base address, escaped
	body    []byte
	header  map[string]string
	carries bool // a document: once it left whole, the access point may have it
}

// answer is what came back.
type answer struct {
	status int
	body   []byte
	after  time.Duration // how long it asks to be left alone
}

// exchange asks once. An error after a whole request went out wraps ErrOutcomeUnknown when it carried a document.
func (w *wire) exchange(ctx context.Context, r request) (answer, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, &Error{Reason: CodeCancelled, Answer: err.Error(), Err: err}
	}
	if w.bare != nil { // said when something is to be sent, so that the other ways out go on
		return answer{}, &Error{Reason: CodeTLS, Answer: w.bare.Error(), Kind: billing.ErrUnavailable, Err: w.bare}
	}
	var out atomic.Bool // the whole request left, as far as we can see
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) {
		if i.Err == nil {
			out.Store(true)
		}
	}})
	req, err := http.NewRequestWithContext(traced, r.method, w.base.String()+r.path, bytes.NewReader(r.body))
	if err != nil {
		return answer{}, &Error{Reason: CodeNotSetUp, Answer: err.Error(), Kind: billing.ErrNotConfigured, Err: err}
	}
	req.GetBody = nil // no copy to post again from
	req.Header.Set("Accept", "application/json")
	for k, v := range r.header {
		req.Header.Set(k, v)
	}
	a, err := w.do(req)
	if err != nil {
		e := failure(ctx, err)
		if r.carries && out.Load() {
			e.Reason, e.Kind = CodeLost, billing.ErrOutcomeUnknown
		}
		return answer{}, e
	}
	return a, nil
}

func (w *wire) do(req *http.Request) (answer, error) {
	resp, err := w.web.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return answer{resp.StatusCode, body, retryAfter(resp.Header.Get("Retry-After"))}, err
}

// mostAfter is the longest a server may send us away; what asks for more is asked again after it.
const mostAfter = 24 * time.Hour

// retryAfter reads the seconds of a Retry-After; a date is passed over, since clocks differ.
func retryAfter(s string) time.Duration {
	seconds, err := strconv.ParseUint(strings.TrimSpace(s), 10, 31)
	if err != nil {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, mostAfter)
}

// text is the answer for a person: a JSON string, what it says of itself in its usual fields, else the body, else the status.
func (a answer) text() string {
	var s string
	if json.Unmarshal(a.body, &s) == nil && s != "" {
		return short(s)
	}
	if body := short(string(a.body)); body != "" {
		return body
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)))
}

// neverSaw tells whether a 404 is the access point's own word that it has no such document. A page comes from something in
// between, which knows nothing of documents: believing it would send them twice.
func (a answer) neverSaw() bool {
	return a.status == http.StatusNotFound && !bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("<"))
}

// short cuts what somebody said down to what a person reads.
func short(s string) string {
	const most = 500
	s = strings.ToValidUTF8(strings.TrimSpace(s), "")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// escape encodes the whole id: access points want %3A for ":" and %23 for "#" in a path.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// TokenFunc gives a secret; an empty one without an error means that none is kept.
type TokenFunc func(ctx context.Context) (string, error)

// get gives the secret, or says that it is missing by its code.
func (f TokenFunc) get(ctx context.Context, missing string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &Error{Reason: CodeCancelled, Answer: err.Error(), Err: err}
	}
	token, err := "", error(nil)
	if f != nil {
		token, err = f(ctx)
	}
	if err != nil || token == "" {
		return "", &Error{Reason: missing, Answer: "no token", Kind: billing.ErrUnavailable, Err: err}
	}
	return token, nil
}
