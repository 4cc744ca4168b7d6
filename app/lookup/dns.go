package lookup

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"fakturist/billing"

	"github.com/miekg/dns"
)

// resolvConf is where Unix keeps the addresses of its resolvers. Other systems need Config.Resolver.
const resolvConf = "/etc/resolv.conf"

// exchangeTimeout is how long one resolver may take before the next one is asked.
const exchangeTimeout = 3 * time.Second

// ednsSize is the UDP answer we take without fragments (DNS flag day 2020).
const ednsSize = 1232

// Host is the name whose NAPTR record tells where a participant ("0192:923609016") is published: the SHA-256 of the value
// in lower case, base32 without padding.
func Host(participant, zone string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(participant)))
	label := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	return strings.ToLower(label) + ".iso6523-actorid-upis." + zone
}

// resolver answers one question.
type resolver interface {
	exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error)
}

func newResolver(address string, web *http.Client) resolver {
	switch {
	case strings.HasPrefix(address, "https://"):
		return overHTTPS{address, web}
	case address != "":
		if _, _, err := net.SplitHostPort(address); err != nil {
			address = net.JoinHostPort(address, "53")
		}
		return servers{address}
	}
	return system{}
}

// nobody stands in for resolvers a practice company must not ask.
type nobody struct{}

func (nobody) exchange(context.Context, *dns.Msg) (*dns.Msg, error) {
	return nil, &Error{Reason: CodePractice, Answer: "the resolver is not on this machine"}
}

// system asks the resolvers of the machine as they are now; a laptop changes them with its network.
type system struct{}

func (system) exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error) {
	conf, err := dns.ClientConfigFromFile(resolvConf)
	if err != nil || len(conf.Servers) == 0 {
		return nil, &Error{Reason: CodeNoResolver, Answer: resolvConf, Err: err}
	}
	var all servers
	for _, s := range conf.Servers {
		all = append(all, net.JoinHostPort(s, conf.Port))
	}
	return all.exchange(ctx, q)
}

// servers are asked one after the other until one answers; a server that says it failed is no answer.
type servers []string

func (s servers) exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error) {
	var last error
	for _, address := range s {
		answer, err := exchange(ctx, q, address)
		if err == nil && (answer.Rcode == dns.RcodeSuccess || answer.Rcode == dns.RcodeNameError) {
			return answer, nil
		}
		if err == nil {
			err = &Error{Reason: CodeDNSFailed, Answer: dns.RcodeToString[answer.Rcode]}
		}
		last = err
		if ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// exchange asks one server over UDP, and over TCP when the answer was cut.
func exchange(ctx context.Context, q *dns.Msg, address string) (*dns.Msg, error) {
	for _, network := range []string{"udp", "tcp"} {
		c := &dns.Client{Net: network, Timeout: exchangeTimeout}
		answer, _, err := c.ExchangeContext(ctx, q, address)
		if err != nil {
			return nil, dnsFailure(ctx, err)
		}
		if !answer.Truncated || network == "tcp" {
			return answer, nil
		}
	}
	return nil, &Error{Reason: CodeDNSFailed} // not reached: TCP answers are taken as they are
}

func dnsFailure(ctx context.Context, err error) error {
	e := &Error{Reason: CodeDNSDown, Answer: err.Error(), Err: err}
	var timed net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason = CodeCancelled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeDNSTimeout
	}
	return e
}

// overHTTPS asks a resolver by RFC 8484, for networks whose routers drop NAPTR.
type overHTTPS struct {
	url string
	web *http.Client
}

func (o overHTTPS) exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error) {
	packed, err := q.Pack()
	if err != nil {
		return nil, fmt.Errorf("pack DNS question: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, bytes.NewReader(packed))
	if err != nil {
		return nil, &Error{Reason: CodeNoResolver, Answer: o.url, Err: err}
	}
	req.Header.Set("Content-Type", "application/dns-message")
	req.Header.Set("Accept", "application/dns-message")
	resp, err := o.web.Do(req)
	if err != nil {
		return nil, dnsFailure(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, dnsFailure(ctx, err)
	}
	answer := new(dns.Msg)
	if resp.StatusCode != http.StatusOK || answer.Unpack(body) != nil {
		return nil, &Error{Reason: CodeDNSFailed, Answer: resp.Status}
	}
	if answer.Rcode != dns.RcodeSuccess && answer.Rcode != dns.RcodeNameError {
		return nil, &Error{Reason: CodeDNSFailed, Answer: dns.RcodeToString[answer.Rcode]}
	}
	return answer, nil
}

// publisher asks where a participant is published. It returns billing.ErrNotFound only when the directory itself says that
// the name does not exist; every other silence is an error.
func (l *Lookup) publisher(ctx context.Context, participant string) (string, error) {
	host := dns.Fqdn(Host(participant, l.config.Zone))
	q := new(dns.Msg)
	q.SetQuestion(host, dns.TypeNAPTR)
	q.SetEdns0(ednsSize, false)
	answer, err := l.names.exchange(ctx, q)
	if err != nil {
		return "", err
	}
	if answer.Rcode == dns.RcodeNameError {
		return "", nameError(answer, host)
	}
	return address(answer)
}

// nameError tells a participant that is not there from a directory that is not there. A zone says "no such name" with its
// SOA record (RFC 2308, section 3). An NXDOMAIN of the root or of a top-level domain, or one that no zone stands behind,
// means that the resolver cannot see the directory: a closed network's own resolver says so to everything.
func nameError(answer *dns.Msg, host string) error {
	for _, rr := range answer.Ns {
		soa, ok := rr.(*dns.SOA)
		if !ok {
			continue
		}
		if dns.CountLabel(soa.Hdr.Name) < 2 || !dns.IsSubDomain(soa.Hdr.Name, host) {
			return &Error{Reason: CodeNoZone, Answer: "NXDOMAIN from " + soa.Hdr.Name}
		}
		return billing.ErrNotFound
	}
	return &Error{Reason: CodeNoZone, Answer: "NXDOMAIN without SOA"}
}

// address is the publisher of the first record that suits, by order and preference.
func address(answer *dns.Msg) (string, error) {
	var records []*dns.NAPTR
	for _, rr := range answer.Answer {
		if n, ok := rr.(*dns.NAPTR); ok && strings.EqualFold(n.Flags, "U") && strings.EqualFold(n.Service, "Meta:SMP") {
			records = append(records, n)
		}
	}
	if len(records) == 0 {
		return "", &Error{Reason: CodeNoData, Answer: "no NAPTR record with U and Meta:SMP"}
	}
	slices.SortStableFunc(records, func(a, b *dns.NAPTR) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Preference, b.Preference))
	})
	for _, n := range records {
		if u, ok := replacement(n.Regexp); ok {
			return u, nil
		}
	}
	return "", &Error{Reason: CodeBadRecord, Answer: records[0].Regexp}
}

// replacement takes "!.*!https://smp.example!" apart; the first character delimits. The pattern always matches everything,
// so that nothing is ever substituted.
func replacement(expression string) (string, bool) {
	if len(expression) < 2 {
		return "", false
	}
	parts := strings.Split(expression[1:], expression[:1])
	if len(parts) < 2 || (parts[0] != ".*" && parts[0] != "^.*$") || parts[1] == "" {
		return "", false
	}
	return parts[1], true
}
