// Package lookup tells what a receiver can take and who it is: the Peppol directory (NAPTR record and metadata publisher,
// what ELMA is for Norway) and Enhetsregisteret, with a cache and the age of each answer.
//
// An answer is yes, no, or "could not be asked"; the last is never taken for a no. No is said by the directory's own zone, by
// a publisher that does not know the receiver, and by metadata whose server takes nothing today. Metadata signed wrong, or about
// somebody else, is neither yes nor no; without a signature, or with a weak one, it counts and says so. It may import billing and network
// libraries. Where answers are kept comes in as a port; what is done with them is the outbox's and the window's.
package lookup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"fakturist/app/trust"
	"fakturist/billing"
)

// The participant zones of the Peppol directory since 2026 (facts of OpenPeppol, read 2026-11-22). The old zone
// edelivery.tech.ec.europa.eu and its MD5 names are gone.
const (
	ProductionZone = "participant.sml.prod.tech.peppol.org"
	TestZone       = "participant.sml.test.tech.peppol.org"
)

// RegisterURL is Enhetsregisteret, open and without a key.
const RegisterURL = "https://data.brreg.no"

// How long answers are good. A firm that could not take EHF yesterday may have registered today, and one that could may
// have changed its access point.
const (
	answerAge  = 24 * time.Hour      // of the address book
	refreshAge = 24 * time.Hour      // of the register, when it can be asked
	entryAge   = 30 * 24 * time.Hour // of the register, when it cannot
)

// timeout is how long one question may take in all, and maxBody how much of an answer is read.
const (
	timeout = 10 * time.Second
	maxBody = 1 << 20
)

// Config says whom to ask. The zero Config asks the production directory and the real register.
type Config struct {
	Resolver string // "192.0.2.1:53", or "https://…/dns-query" for DNS over HTTPS; empty: the machine's resolvers
	Zone     string // empty: ProductionZone
	CA       string // file of certificate authorities, PEM, trusted instead of the system's; empty: the system's
	Register string // base address; empty: RegisterURL
	Private  bool   // publishers on private networks and this machine may be asked, on any port; else they are refused
	Practice bool   // nothing but this machine is asked, on any port
}

// Cache keeps what receivers can take. Get returns billing.ErrNotFound for one never asked.
type Cache interface {
	Get(ctx context.Context, participant string) (billing.Capability, error)
	Put(ctx context.Context, c billing.Capability) error
}

// Lookup asks and remembers. It is safe for use by several goroutines.
type Lookup struct {
	config   Config
	cache    Cache
	units    UnitCache
	clock    billing.Clock
	names    resolver
	publish  *http.Client // towards addresses that come from DNS
	register *http.Client // towards the address of the settings
	manners  *manners     // towards the register
}

// New makes a look-up. cache and units may be nil: nothing is remembered then. It fails when the file of certificate
// authorities cannot be read.
func New(config Config, cache Cache, units UnitCache, clock billing.Clock) (*Lookup, error) {
	if config.Zone == "" {
		config.Zone = ProductionZone
	}
	if config.Register == "" {
		config.Register = RegisterURL
	}
	roots, err := trust.Authorities(config.CA)
	if err != nil {
		return nil, err
	}
	l := &Lookup{config: config, cache: cache, units: units, clock: clock, manners: newManners()}
	l.publish = guarded(roots, config)
	l.register = own(roots)
	l.names = newResolver(config.Resolver, l.register)
	if config.Practice && !loopbackAddress(config.Resolver) {
		l.names = nobody{}
	}
	return l, nil
}

// loopbackAddress tells whether "127.0.0.1:53", or a whole address of the web, is on this machine.
func loopbackAddress(s string) bool {
	host := s
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		host = u.Hostname()
	} else if h, _, err := net.SplitHostPort(s); err == nil {
		host = h
	}
	return trust.Loopback(host)
}

// Capability is what a receiver ("0192:923609016") can take, of invoices and of the document types named: the kept answer
// while it is good, else a new one. When nobody can be asked, an older yes still counts and carries its age and the reason;
// an older no does not.
func (l *Lookup) Capability(ctx context.Context, participant string, about ...string) billing.Capability {
	kept, known := l.kept(ctx, participant)
	if age := l.clock().Sub(kept.CheckedAt); known && age >= 0 && age < answerAge && covers(kept, about) {
		return kept
	}
	fresh := l.Ask(ctx, participant, about...)
	switch {
	case !known || !*kept.Registered:
	case fresh.Registered == nil:
		kept.Reason = fresh.Reason
		return kept
	case *fresh.Registered:
		return withOlder(fresh, kept)
	}
	return fresh
}

// covers tells whether single document types were asked about. One the receiver does not take at all needs no question.
func covers(c billing.Capability, about []string) bool {
	for _, document := range asked(about) {
		if _, ok := c.Service(document); !ok && slices.Contains(c.Documents, document) {
			return false
		}
	}
	return true
}

// asked are the document types to ask about: invoices always, and what is about to be sent.
func asked(about []string) []string {
	invoice := billing.DocumentType(billing.KindInvoice)
	if slices.Contains(about, invoice) {
		return about
	}
	return append([]string{invoice}, about...)
}

// withOlder lets an older yes stand in where a publisher named the document type again but did not answer for it. It does not
// where an answer came that cannot be believed.
func withOlder(fresh, kept billing.Capability) billing.Capability {
	for i, s := range fresh.Services {
		older := kept.TakesType(s.Document)
		if s.Open != nil || older == nil || !*older || suspicious(s.Reason) {
			continue
		}
		fresh.Services[i].Open, fresh.Reason, fresh.CheckedAt = older, s.Reason, kept.CheckedAt
	}
	return fresh
}

func suspicious(reason string) bool { return reason == CodeSignature || reason == CodeOther }

// kept is the answer of the cache, when there is one. A cache that fails is as good as an empty one: it is asked anew.
func (l *Lookup) kept(ctx context.Context, participant string) (billing.Capability, bool) {
	if l.cache == nil {
		return billing.Capability{}, false
	}
	c, err := l.cache.Get(ctx, normal(participant))
	return c, err == nil && c.Registered != nil
}

// Ask asks now, whatever is kept, and keeps a plain answer. A Capability without Registered carries the reason why nobody
// could be asked.
func (l *Lookup) Ask(ctx context.Context, participant string, about ...string) billing.Capability {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c := billing.Capability{Participant: normal(participant)}
	registered, err := l.ask(ctx, &c, asked(about))
	if err != nil {
		c.Reason = code(err)
		return c
	}
	c.Registered, c.CheckedAt = &registered, l.clock().UTC()
	if l.cache != nil && plain(c) {
		l.noteChange(ctx, &c)
		// An answer that cannot be kept is still the answer; the next caller asks again.
		_ = l.cache.Put(ctx, c)
	}
	return c
}

// noteChange notes when a receiver began or ceased to take invoices, by what was kept of it before.
func (l *Lookup) noteChange(ctx context.Context, c *billing.Capability) {
	before, known := l.kept(ctx, c.Participant)
	if !known {
		return
	}
	c.Changed = before.Changed
	if then, now := before.Takes(billing.KindInvoice), c.Takes(billing.KindInvoice); then != nil && now != nil && *then != *now {
		c.Changed = c.CheckedAt
	}
}

// plain tells whether an answer leaves nothing open.
func plain(c billing.Capability) bool {
	return !slices.ContainsFunc(c.Services, func(s billing.Service) bool { return s.Open == nil })
}

func normal(participant string) string { return strings.ToLower(strings.TrimSpace(participant)) }

// ask follows the directory: name, publisher, list of document types, and the way of each that is asked about.
func (l *Lookup) ask(ctx context.Context, c *billing.Capability, about []string) (registered bool, err error) {
	scheme, id, ok := strings.Cut(c.Participant, ":")
	if !ok || scheme == "" || id == "" || strings.ContainsAny(c.Participant, " /?#") {
		return false, &Error{Reason: CodeParticipant, Answer: fmt.Sprintf("%q is no scheme and id", c.Participant)}
	}
	address, err := l.publisher(ctx, c.Participant)
	if errors.Is(err, billing.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	publisher, err := l.safe(address)
	if err != nil {
		return false, err
	}
	c.Publisher = publisher.Hostname()
	c.Documents, err = l.documents(ctx, publisher, c.Participant)
	if errors.Is(err, billing.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, document := range about {
		if slices.Contains(c.Documents, document) {
			c.Services = append(c.Services, l.service(ctx, publisher, c.Participant, document))
		}
	}
	return true, nil
}

// Codes of what can keep a receiver from being asked.
const (
	CodeParticipant = "lookup-participant"     // not of the form scheme:id
	CodeCancelled   = "lookup-cancelled"       // by us
	CodePractice    = "lookup-practice"        // a practice company, and the one to ask is not on this machine
	CodeNoResolver  = "dns-no-resolver"        // the machine's resolvers are not known
	CodeDNSTimeout  = "dns-timeout"            // no answer in time
	CodeDNSDown     = "dns-unreachable"        // nobody there
	CodeDNSFailed   = "dns-failed"             // the resolver says it failed (SERVFAIL, REFUSED)
	CodeNoData      = "dns-no-data"            // an empty answer, as some home routers give for NAPTR
	CodeBadRecord   = "dns-bad-record"         // a record that says no address
	CodeNoZone      = "dns-zone-unknown"       // the resolver does not know the directory at all
	CodeAddress     = "smp-address"            // a publisher we do not ask: not https, or a private address
	CodeSMPTimeout  = "smp-timeout"            // no answer in time
	CodeSMPDown     = "smp-unreachable"        // nobody there
	CodeSMPTLS      = "smp-tls"                // a certificate nobody vouches for
	CodeSMPFailed   = "smp-failed"             // an answer other than 200 and 404
	CodeSMPAnswer   = "smp-answer"             // an answer nobody can read
	CodeOther       = "smp-other"              // an answer about somebody or something else
	CodeSignature   = "smp-signature"          // an answer that is not what its publisher signed
	CodeRedirect    = "smp-redirect"           // sent on from one publisher to the next and the next
	CodeNoEndpoint  = "smp-no-endpoint"        // the document type stands there, and no AS4 server for it
	CodeEarly       = "smp-not-yet"            // its server takes documents from a later day
	CodeExpired     = "smp-expired"            // its server has stopped taking documents
	CodeCertificate = "smp-certificate"        // its server's certificate is broken or has expired
	CodeRegister    = "register-unreachable"   // Enhetsregisteret is not there
	CodeUnitUnknown = "register-orgno-unknown" // no such organisation number

	CodeRegisterTimeout = "register-timeout" // no answer in time
	CodeRegisterBusy    = "register-busy"    // it says that it is asked too much, or shut for a while
	CodeRegisterFailed  = "register-failed"  // an answer that says something went wrong
	CodeRegisterAnswer  = "register-answer"  // an answer nobody can read
)

// Error is why something could not be looked up.
type Error struct {
	Reason string // one of the codes above
	Answer string // what the other side said, or what happened
	Err    error  // the cause, or billing.ErrNotFound for a plain no
}

// Code is the stable code a user's sentence is made from.
func (e *Error) Code() string { return e.Reason }

// Detail is what the other side said, as it came.
func (e *Error) Detail() string { return e.Answer }

// Error is for the log; it names no receiver.
func (e *Error) Error() string {
	if e.Err != nil {
		return "look up: " + e.Reason + ": " + e.Err.Error()
	}
	return "look up: " + e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return CodeSMPFailed
}
