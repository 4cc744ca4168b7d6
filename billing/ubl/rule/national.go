package rule

import (
	"regexp"
	"strings"

	"fakturist/billing/ubl"
)

// nation are the rules for the sellers of one country, in a file of their own.
type nation struct {
	when  func(*checker) bool // nil: the rules say themselves whom they are for
	rules []demand
}

// nationals are the national rules of Peppol BIS Billing 3.0.21.
var nationals = []nation{
	{norwegianSeller, norway},
	{danishSeller, denmark}, {danishTrade, denmarkHome},
	{italianSeller, italy},
	{nil, sweden},
	{greekSeller, greece}, {greekSellerAtHome, greeceHome}, {greekAddress, greeceEndpoint}, {greekTrade, greeceTrade},
	{icelandicSeller, iceland}, {icelandicTrade, icelandHome},
	{dutchSeller, netherlands}, {dutchTrade, netherlandsHome}, {dutchRepresentative, netherlandsRepresentative},
	{germanTrade, germany},
}

// national checks the rules of the seller's country.
func (c *checker) national() {
	for _, n := range nationals {
		if n.when == nil || n.when(c) {
			c.demands(n.rules)
		}
	}
}

const (
	sellerCountryPath = "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
	buyerCountryPath  = "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
)

// sellerIn and buyerIn ask for the country of an address.
func (c *checker) sellerIn(country string) bool { return c.root.Value(sellerCountryPath) == country }
func (c *checker) buyerIn(country string) bool  { return c.root.Value(buyerCountryPath) == country }

// countryOf is the country national rules take a party to be of: that of its VAT number, or of another one's, else of its
// address.
func countryOf(party *ubl.Node, others ...*ubl.Node) string {
	for _, p := range append([]*ubl.Node{party}, others...) {
		for _, t := range p.All("cac:PartyTaxScheme") {
			if id := t.Value("cbc:CompanyID"); id != "" && is("cac:TaxScheme/cbc:ID", "VAT")(t) {
				return strings.ToUpper(strings.TrimSpace(begin(id, 2)))
			}
		}
	}
	return strings.ToUpper(party.Value("cac:PostalAddress/cac:Country/cbc:IdentificationCode"))
}

// begin is the beginning of s in characters, or s if it is shorter.
func begin(s string, n int) string { return part(s, 0, n) }

// part is n characters of s from a place on, as far as there are any.
func part(s string, from, n int) string {
	r := []rune(s)
	from = min(from, len(r))
	return string(r[from:min(from+n, len(r))])
}

// matching is a test of a form.
func matching(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

// double tells whether s is a number of any kind, as XPath's number() takes it.
var double = matching(`^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF)$`)
