package lookup

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// exchangeTimeout is how long one resolver may take before the next one is asked.
const exchangeTimeout = 3 * time.Second

// maxServers is how many of the machine's resolvers are asked.
const maxServers = 4

// resolver answers one question.
type resolver interface {
	exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error)
	// asks names whom it asks, for people.
	asks() ([]string, error)
}

func newResolver(address string, web *http.Client) resolver {
	switch {
	case strings.HasPrefix(address, "https://"):
		return overHTTPS{address, web}
	case address != "":
		return servers{withPort(address)}
	}
	return system{}
}

// withPort adds the port of DNS to an address without one.
func withPort(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(strings.Trim(address, "[]"), "53")
}

// nobody stands in for resolvers a practice company must not ask.
type nobody struct{}

func (nobody) exchange(context.Context, *dns.Msg) (*dns.Msg, error) {
	return nil, &Error{Reason: CodePractice, Answer: "the resolver is not on this machine"}
}

func (nobody) asks() ([]string, error) {
	return nil, &Error{Reason: CodePractice, Answer: "the resolver is not on this machine"}
}

// system asks the resolvers of the machine as they are now; a laptop changes them with its network.
type system struct{}

func (s system) exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error) {
	all, err := s.asks()
	if err != nil {
		return nil, err
	}
	return servers(all).exchange(ctx, q)
}

func (system) asks() ([]string, error) {
	all, err := systemServers()
	if err == nil && len(all) == 0 {
		err = errors.New("the machine names no resolver")
	}
	if err != nil {
		return nil, &Error{Reason: CodeNoResolver, Answer: err.Error(), Err: err}
	}
	return all, nil
}

// fromFile reads the resolvers of a file such as /etc/resolv.conf. A file that is not there names none.
func fromFile(path string) ([]string, error) {
	conf, err := dns.ClientConfigFromFile(path)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, s := range conf.Servers {
		all = append(all, net.JoinHostPort(s, conf.Port))
	}
	return all, nil
}

// card is what a network card, or another way out of the machine, says of resolvers.
type card struct {
	up      bool
	metric  uint32 // the smallest is the way things go
	servers []netip.Addr
}

// ofCards are the resolvers of a machine that keeps them with its network cards, the card things go by first. The addresses
// Windows makes up for cards without any (fec0:0:0:ffff::1 to 3) are left out: nobody answers there.
func ofCards(cards []card) []string {
	slices.SortStableFunc(cards, func(a, b card) int { return cmp.Compare(a.metric, b.metric) })
	var all []string
	for _, c := range cards {
		for _, ip := range c.servers {
			address := netip.AddrPortFrom(ip, 53).String()
			if c.up && ip.IsValid() && !ip.IsUnspecified() && !ip.IsMulticast() && !madeUp.Contains(ip.WithZone("")) && !slices.Contains(all, address) {
				all = append(all, address)
			}
		}
	}
	return all[:min(len(all), maxServers)]
}

var madeUp = netip.MustParsePrefix("fec0:0:0:ffff::/64")

// servers are asked one after the other until one answers; a server that says it failed is no answer.
type servers []string

func (s servers) asks() ([]string, error) { return s, nil }

func (s servers) exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error) {
	var last error
	for _, address := range s {
		answer, err := exchange(ctx, q, address)
		if err == nil {
			err = failed(answer)
		}
		if err == nil {
			return answer, nil
		}
		last = err
		if ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// failed is what a resolver says when it has no answer (SERVFAIL, REFUSED and the like); nil for an answer.
func failed(answer *dns.Msg) error {
	if answer.Rcode == dns.RcodeSuccess || answer.Rcode == dns.RcodeNameError {
		return nil
	}
	return &Error{Reason: CodeDNSFailed, Answer: dns.RcodeToString[answer.Rcode]}
}

// exchange asks one server over UDP, and over TCP when the answer was cut. One too old for EDNS is asked without.
func exchange(ctx context.Context, q *dns.Msg, address string) (*dns.Msg, error) {
	answer, err := over(ctx, "udp", q, address)
	if err == nil && q.IsEdns0() != nil && (answer.Rcode == dns.RcodeFormatError || answer.Rcode == dns.RcodeNotImplemented) {
		q = q.Copy()
		q.Extra = nil
		answer, err = over(ctx, "udp", q, address)
	}
	if err == nil && answer.Truncated {
		answer, err = over(ctx, "tcp", q, address)
	}
	return answer, err
}

func over(ctx context.Context, network string, q *dns.Msg, address string) (*dns.Msg, error) {
	c := &dns.Client{Net: network, Timeout: exchangeTimeout}
	answer, _, err := c.ExchangeContext(ctx, q, address)
	if err != nil {
		return nil, dnsFailure(ctx, err)
	}
	return answer, nil
}

func dnsFailure(ctx context.Context, err error) error {
	e := &Error{Reason: CodeDNSDown, Answer: err.Error(), Err: err}
	var (
		timed   net.Error
		garbage *dns.Error
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason = CodeCancelled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timed) && timed.Timeout():
		e.Reason = CodeDNSTimeout
	case errors.As(err, &garbage):
		e.Reason = CodeBadRecord
	}
	return e
}
