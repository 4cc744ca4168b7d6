// Package peppol is the way out by EHF: it hands UBL to an access point that speaks the REST interface of phoss-ap, under
// an id of ours, and asks that access point what became of it.
//
// The access point takes a repeated id without a word and sends the document twice. So a document is posted once; after
// anything but a clear answer its status is asked, and only an access point that never saw the id gets it again. The
// package may import billing, billing/ubl and net/http; tokens come in as a function, retries are the outbox's.
package peppol

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fakturist/app/trust"
	"fakturist/billing"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

// Config is which access point to use. The zero Config is a channel that is not set up.
type Config struct {
	URL      string        // base address, such as "https://ap.example.no"; http only towards this machine
	CA       string        // file of certificate authorities, PEM, trusted instead of the system's; empty: the system's
	Timeout  time.Duration // of one exchange; 0: a minute
	Practice bool          // a practice company: nothing leaves the machine, whatever the address says
}

// defaultTimeout leaves the access point time to reach the receiver's, which it does before it answers.
const defaultTimeout = time.Minute

// TokenFunc gives the X-Token; an empty one without an error means that none is kept.
type TokenFunc func(ctx context.Context) (string, error)

// Channel sends by an access point. It is safe for use by several goroutines.
type Channel struct {
	config Config
	base   *url.URL // nil when the address cannot be one
	token  TokenFunc
	random io.Reader
	web    *http.Client
}

var _ billing.Channel = (*Channel)(nil)

// New makes a channel; random makes the ids of transmissions. It fails when the file of certificate authorities cannot be
// read.
func New(config Config, token TokenFunc, random io.Reader) (*Channel, error) {
	if config.Timeout == 0 {
		config.Timeout = defaultTimeout
	}
	roots, err := trust.Authorities(config.CA)
	if err != nil {
		return nil, err
	}
	c := &Channel{config: config, token: token, random: random, web: client(roots, config.Timeout)}
	if u, err := url.Parse(strings.TrimRight(config.URL, "/")); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		c.base = u
	}
	return c, nil
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

// Name is "ehf".
func (c *Channel) Name() billing.ChannelName { return billing.EHF }

// Place is the access point's host.
func (c *Channel) Place() string {
	if c.base == nil {
		return ""
	}
	return c.base.Host
}

// Freeze gives the EHF an id of its own. A document the rules refuse is not sent: the receiver would refuse it as well.
func (c *Channel) Freeze(_ context.Context, con billing.Consignment) (billing.Frozen, error) {
	if err := c.ready(con.Practice); err != nil {
		return billing.Frozen{}, err
	}
	if len(con.UBL) == 0 {
		return billing.Frozen{}, &Error{Reason: CodeNoDocument, Answer: "no EHF was made", Kind: billing.ErrRejected}
	}
	if !participant(con.Recipient) {
		return billing.Frozen{}, &Error{Reason: CodeNoAddress, Answer: fmt.Sprintf("%q", con.Recipient), Kind: billing.ErrRejected}
	}
	if _, err := read(con.UBL); err != nil {
		return billing.Frozen{}, err
	}
	if broken := fatal(rule.Check(con.UBL)); broken != "" {
		return billing.Frozen{}, &Error{Reason: CodeRules, Answer: broken, Kind: billing.ErrRejected}
	}
	id, err := c.uuid()
	return billing.Frozen{ID: id, Recipient: con.Recipient, Bytes: con.UBL, Via: c.base.Hostname()}, err
}

// ready tells why the channel is not set up, nil when it is.
func (c *Channel) ready(practice bool) error {
	switch {
	case c.base == nil:
		return &Error{Reason: CodeNotSetUp, Answer: fmt.Sprintf("address %q", c.config.URL), Kind: billing.ErrNotConfigured}
	case c.base.Scheme == "http" && !loopback(c.base.Hostname()):
		return &Error{Reason: CodeInsecure, Answer: "no encryption towards another machine", Kind: billing.ErrNotConfigured}
	case (practice || c.config.Practice) && !loopback(c.base.Hostname()):
		return &Error{Reason: CodePractice, Answer: "practice document to another machine", Kind: billing.ErrNotConfigured}
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// participant tells whether s is a scheme and an id, such as "0192:923609016".
func participant(s string) bool {
	scheme, id, ok := strings.Cut(s, ":")
	return ok && scheme != "" && id != "" && !strings.ContainsAny(s, " \t\r\n/?#&")
}

// fatal lists the rules a document breaks, each once.
func fatal(found []rule.Finding) string {
	var ids []string
	seen := map[string]bool{}
	for _, f := range found {
		if f.Flag == rule.Fatal && !seen[f.ID] {
			seen[f.ID] = true
			ids = append(ids, f.ID)
		}
	}
	return strings.Join(ids, ", ")
}

// uuid is a random id (RFC 9562 version 4).
func (c *Channel) uuid() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return "", fmt.Errorf("make an id for a transmission: %w", err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// envelope is what the access point is told beside the document; it is read from the frozen bytes, so that what is said
// and what is sent cannot differ.
type envelope struct {
	sender  string // participant, from the seller's electronic address
	docType string
	process string
	country string // C1: the sender's
}

func read(document []byte) (envelope, error) {
	bad := func(answer string) error {
		return &Error{Reason: CodeNoDocument, Answer: answer, Kind: billing.ErrRejected}
	}
	root, err := ubl.Parse(document)
	if err != nil {
		return envelope{}, bad(err.Error())
	}
	kind := billing.KindInvoice
	if root.Name == "CreditNote" {
		kind = billing.KindCreditNote
	}
	if name, _ := ubl.Root(kind); root.Name != name {
		return envelope{}, bad(fmt.Sprintf("document element %q", root.Name))
	}
	_, namespace := ubl.Root(kind)
	seller := root.First("cac:AccountingSupplierParty/cac:Party")
	address := seller.First("cbc:EndpointID")
	e := envelope{docType: namespace + "::" + root.Name + "##" + root.Value("cbc:CustomizationID") + "::2.1",
		process: root.Value("cbc:ProfileID"), country: seller.Value("cac:PostalAddress/cac:Country/cbc:IdentificationCode")}
	if address != nil {
		e.sender = address.Attr("schemeID") + ":" + address.Text
	}
	if !participant(e.sender) {
		return envelope{}, &Error{Reason: CodeNoSender, Answer: "the seller has no electronic address", Kind: billing.ErrRejected}
	}
	return e, nil
}
