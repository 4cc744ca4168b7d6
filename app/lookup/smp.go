package lookup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"fakturist/app/trust"
	"fakturist/billing"
)

// group is the list of what a participant can receive.
type group struct {
	XMLName     xml.Name   `xml:"http://busdox.org/serviceMetadata/publishing/1.0/ ServiceGroup"`
	Participant identifier `xml:"http://busdox.org/transport/identifiers/1.0/ ParticipantIdentifier"`
	References  []struct {
		Href string `xml:"href,attr"`
	} `xml:"ServiceMetadataReferenceCollection>ServiceMetadataReference"`
}

// ReadGroup reads a publisher's list of what a participant takes: whose it is, and the document types.
func ReadGroup(body []byte) (participant string, types []string, err error) {
	var g group
	if err := readXML("service group", body, &g); err != nil {
		return "", nil, err
	}
	if g.Participant.Scheme != participantScheme {
		return "", nil, &Error{Reason: CodeSMPAnswer, Answer: fmt.Sprintf("participant of scheme %q", g.Participant.Scheme)}
	}
	types = make([]string, 0, len(g.References))
	for _, r := range g.References {
		if t, ok := documentType(r.Href); ok {
			types = append(types, t)
		}
	}
	return normal(g.Participant.Value), types, nil
}

// documents asks a publisher which document types a participant takes; billing.ErrNotFound when it does not know it.
func (l *Lookup) documents(ctx context.Context, publisher *url.URL, participant string) ([]string, error) {
	body, err := l.get(ctx, strings.TrimRight(publisher.String(), "/")+"/"+url.QueryEscape(participantScheme+"::"+participant))
	if err != nil {
		return nil, err
	}
	whose, types, err := ReadGroup(body)
	if err != nil {
		return nil, err
	}
	if whose != participant {
		return nil, &Error{Reason: CodeOther, Answer: "service group of somebody else"}
	}
	return types, nil
}

// documentType is the id in ".../services/busdox-docid-qns%3A%3Aurn...", without its scheme.
func documentType(href string) (string, bool) {
	i := strings.LastIndex(href, "/services/")
	if i < 0 {
		return "", false
	}
	id, err := url.PathUnescape(href[i+len("/services/"):])
	if err != nil {
		return "", false
	}
	return strings.TrimPrefix(id, documentScheme+"::"), true
}

// safe refuses addresses that nobody may make us ask, since they come from DNS: anything but https on port 443 without a
// login. Private addresses are refused when connecting, by what the name resolves to then.
func (l *Lookup) safe(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, &Error{Reason: CodeAddress, Answer: fmt.Sprintf("%q is no address", address)}
	}
	port := u.Port()
	if u.Scheme != "https" || u.User != nil || u.RawQuery != "" || port != "" && port != "443" && !l.config.Practice && !l.config.Private {
		return nil, &Error{Reason: CodeAddress, Answer: u.Redacted()}
	}
	return u, nil
}

func (l *Lookup) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &Error{Reason: CodeAddress, Answer: address, Err: err}
	}
	resp, err := l.publish.Do(req)
	if err != nil {
		return nil, webFailure(ctx, err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return nil, billing.ErrNotFound
	case resp.StatusCode != http.StatusOK:
		return nil, &Error{Reason: CodeSMPFailed, Answer: resp.Status}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, webFailure(ctx, err)
	}
	if len(body) > maxBody {
		return nil, &Error{Reason: CodeSMPAnswer, Answer: fmt.Sprintf("more than %d bytes", maxBody)}
	}
	return body, nil
}

func webFailure(ctx context.Context, err error) error {
	e := &Error{Reason: CodeSMPDown, Answer: err.Error(), Err: err}
	var (
		timed net.Error
		own   *Error
	)
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason = CodeCancelled
	case trust.Broken(err):
		e.Reason = CodeSMPTLS
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeSMPTimeout
	}
	return e
}

// guarded is a client for addresses that come from DNS: public addresses only unless the settings say otherwise (on a
// practice company this machine's instead), at most one redirect and that to the same host, no proxy that would hide where
// a name leads.
func guarded(roots *x509.CertPool, config Config) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Control: func(_, address string, _ syscall.RawConn) error {
		return config.allows(address)
	}}
	transport := &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: timeout, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2}
	return &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) > 1 || req.URL.Host != via[0].URL.Host || req.URL.Scheme != "https" {
			return &Error{Reason: CodeAddress, Answer: "redirected to " + req.URL.Redacted()}
		}
		return nil
	}}
}

// allows refuses an address the name of a publisher resolved to.
func (c Config) allows(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &Error{Reason: CodeAddress, Answer: address, Err: err}
	}
	ip := at.Addr().Unmap()
	here := ip.IsLoopback()
	near := here || ip.IsPrivate() || shared.Contains(ip)
	public := ip.IsGlobalUnicast() && !near
	if c.Practice && here || !c.Practice && (public || c.Private && near) {
		return nil
	}
	return &Error{Reason: CodeAddress, Answer: address}
}

// shared is the address space of carriers (RFC 6598), which netip does not count as private.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// own is a client for addresses of our own settings. Nobody there sends us on to another machine.
func own(roots *x509.CertPool) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	transport.MaxResponseHeaderBytes = 64 << 10
	return &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) > 3 || req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
			return &Error{Reason: CodeAddress, Answer: "redirected to " + req.URL.Redacted()}
		}
		return nil
	}}
}
