package lookup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/miekg/dns"
)

// dnsMessage is the media type of questions and answers over HTTPS.
const dnsMessage = "application/dns-message"

// PublicResolver is a resolver that anybody may ask over HTTPS.
type PublicResolver struct {
	Name    string
	URL     string
	Country string // of the one who runs it, ISO 3166
	Source  string // where its own maker says so, or what is known of it
	Checked bool   // the address was read at the source; else it is from other lists
}

// PublicResolvers are suggestions for networks whose resolvers do not answer about EHF. None is ever asked unless somebody
// chose it: it learns whom invoices go to.
var PublicResolvers = []PublicResolver{
	{"Quad9", "https://dns.quad9.net/dns-query", "CH", "https://raw.githubusercontent.com/Quad9DNS/dnscrypt-settings/main/dnscrypt/quad9-resolvers-doh.md, read 2026-11-22", true},
	{"DNS4EU", "https://unfiltered.joindns4.eu/dns-query", "EU", "https://badcyber.com/dns4eu-a-bit-eu-a-bit-secure-a-bit-pointless/, read 2026-11-22; not its maker", false},
	{"Cloudflare", "https://cloudflare-dns.com/dns-query", "US", "https://github.com/martinheidegger/doh-query endpoints.md, read 2026-11-22; not its maker", false},
	{"Google", "https://dns.google/dns-query", "US", "from memory", false},
}

// overHTTPS asks a resolver by RFC 8484, for networks whose routers drop NAPTR.
type overHTTPS struct {
	url string
	web *http.Client
}

func (o overHTTPS) asks() ([]string, error) { return []string{o.url}, nil }

func (o overHTTPS) exchange(ctx context.Context, q *dns.Msg) (*dns.Msg, error) {
	q = q.Copy()
	q.Id = 0 // section 4.1: the transport ties answer and question, and equal questions can be cached
	packed, err := q.Pack()
	if err != nil {
		return nil, fmt.Errorf("pack DNS question: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, bytes.NewReader(packed))
	if err != nil {
		return nil, &Error{Reason: CodeNoResolver, Answer: o.url, Err: err}
	}
	req.Header.Set("Content-Type", dnsMessage)
	req.Header.Set("Accept", dnsMessage)
	resp, err := o.web.Do(req)
	if err != nil {
		return nil, dnsFailure(ctx, err)
	}
	defer resp.Body.Close()
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); resp.StatusCode/100 != 2 || kind != dnsMessage {
		return nil, &Error{Reason: CodeDNSFailed, Answer: resp.Status + " " + kind}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, dns.MaxMsgSize+1))
	if err != nil {
		return nil, dnsFailure(ctx, err)
	}
	answer := new(dns.Msg)
	if err := answer.Unpack(body); err != nil || len(body) > dns.MaxMsgSize {
		return nil, &Error{Reason: CodeBadRecord, Answer: fmt.Sprintf("%d bytes that are no DNS answer", len(body)), Err: err}
	}
	if err := failed(answer); err != nil {
		return nil, err
	}
	return answer, nil
}
