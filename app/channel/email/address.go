package email

import (
	"fmt"
	"net/mail"
	"strings"

	"fakturist/billing"

	"golang.org/x/net/idna"
)

// The longest an address may be (RFC 5321, section 4.5.3.1).
const (
	localLimit   = 64
	addressLimit = 254
)

// domains reads domains as browsers do, and holds them to the lengths of DNS.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// recipient takes an address apart and refuses what cannot be one. Its domain comes as it is known in DNS: "bjørn@blåbær.no" as
// "bjørn@xn--blbr-roah.no".
func recipient(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", &Error{Reason: CodeNoAddress, Kind: billing.ErrRejected}
	}
	address, err := plainAddress(s)
	if err != nil {
		return "", &Error{Reason: CodeBadAddress, Answer: fmt.Sprintf("%.100q: %v", s, err), Kind: billing.ErrRejected, Err: err}
	}
	return address, nil
}

// plainAddress is the address alone of "Kari <kari@example.no>", with the domain as DNS knows it.
func plainAddress(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return "", fmt.Errorf("not an address: %w", err)
	}
	at := strings.LastIndexByte(a.Address, '@')
	if at < 1 {
		return "", fmt.Errorf("no @")
	}
	local, domain := a.Address[:at], a.Address[at+1:]
	if oneLine(a.Address) != a.Address || strings.ContainsAny(local, " @<>\"\\,;:()[]") {
		return "", fmt.Errorf("characters that mail does not carry")
	}
	if domain, err = domains.ToASCII(domain); err != nil {
		return "", fmt.Errorf("not a domain: %w", err)
	}
	switch {
	case !strings.Contains(domain, ".") && domain != "localhost":
		return "", fmt.Errorf("no dot in the domain")
	case len(local) > localLimit || len(local)+1+len(domain) > addressLimit:
		return "", fmt.Errorf("too long")
	}
	return local + "@" + domain, nil
}

// named is an address with a name that stays in its line.
func named(name, address string) *mail.Address {
	return &mail.Address{Name: oneLine(name), Address: address}
}
