package lookup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"fakturist/billing"

	"github.com/miekg/dns"
)

// ednsSize is the UDP answer we take without fragments (DNS flag day 2020).
const ednsSize = 1232

// Host is the name whose NAPTR record tells where a participant ("0192:923609016") is published: the SHA-256 of the value
// in lower case, base32 without padding.
func Host(participant, zone string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(participant)))
	label := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	return strings.ToLower(label) + ".iso6523-actorid-upis." + zone
}

// publisher asks where a participant is published. It returns billing.ErrNotFound only when the directory itself says that
// the name does not exist; every other silence is an error.
func (l *Lookup) publisher(ctx context.Context, participant string) (string, error) {
	host := dns.Fqdn(Host(participant, l.config.Zone))
	answer, err := l.question(ctx, host, dns.TypeNAPTR)
	if err != nil {
		return "", err
	}
	if answer.Rcode == dns.RcodeNameError {
		return "", l.nameError(ctx, answer, host)
	}
	return address(answer)
}

// question asks one question, and takes no answer to another.
func (l *Lookup) question(ctx context.Context, name string, kind uint16) (*dns.Msg, error) {
	q := new(dns.Msg)
	q.SetQuestion(name, kind)
	q.SetEdns0(ednsSize, false)
	answer, err := l.names.exchange(ctx, q)
	if err == nil && !answers(answer, q) {
		return nil, &Error{Reason: CodeBadRecord, Answer: "an answer to another question"}
	}
	return answer, err
}

// answers tells whether a message is the answer to a question, and to no other.
func answers(answer, q *dns.Msg) bool {
	if !answer.Response || len(answer.Question) != 1 {
		return false
	}
	got, want := answer.Question[0], q.Question[0]
	return got.Qtype == want.Qtype && got.Qclass == want.Qclass && strings.EqualFold(got.Name, want.Name)
}

// nameError tells a participant that is not there from a directory that is not there. A zone says "no such name" with its
// SOA record (RFC 2308, section 3): the directory's own, or that of a zone above which the directory still stands in. An
// NXDOMAIN of the root or of a top-level domain, or one that no zone stands behind, means that the resolver cannot see the
// directory: a closed network's own resolver says so to everything.
func (l *Lookup) nameError(ctx context.Context, answer *dns.Msg, host string) error {
	for _, rr := range answer.Ns {
		soa, ok := rr.(*dns.SOA)
		if !ok {
			continue
		}
		zone := dns.Fqdn(l.config.Zone)
		switch {
		case dns.CountLabel(soa.Hdr.Name) < 2 || !dns.IsSubDomain(soa.Hdr.Name, host):
			return &Error{Reason: CodeNoZone, Answer: "NXDOMAIN from " + soa.Hdr.Name}
		case dns.IsSubDomain(zone, soa.Hdr.Name):
			return billing.ErrNotFound
		}
		return l.standsThere(ctx, zone)
	}
	return &Error{Reason: CodeNoZone, Answer: "NXDOMAIN without SOA"}
}

// standsThere gives billing.ErrNotFound when the directory is there, so that what it does not name is not in it.
func (l *Lookup) standsThere(ctx context.Context, zone string) error {
	answer, err := l.question(ctx, zone, dns.TypeSOA)
	switch {
	case err != nil:
		return err
	case answer.Rcode == dns.RcodeNameError:
		return &Error{Reason: CodeNoZone, Answer: "NXDOMAIN for the directory itself"}
	}
	return billing.ErrNotFound
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
