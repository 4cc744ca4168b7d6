package rule

import (
	"regexp"
	"strings"

	"fakturist/billing/ubl"
)

// nation are the rules for the sellers of one country, in a file of their own.
type nation struct {
	when  func(*checker) bool
	rules []demand
}

// nationals are the national rules of Peppol BIS Billing 3.0.21.
var nationals = []nation{
	{norwegianSeller, norway},
	{danishSeller, denmark}, {danishTrade, denmarkHome},
	{italianSeller, italy},
	{swedishAddress, sweden},
	{greekSeller, greece}, {greekSellerAtHome, greeceHome}, {greekAddress, greeceEndpoint}, {greekTrade, greeceTrade},
	{icelandicSeller, iceland}, {icelandicTrade, icelandHome},
	{dutchSeller, netherlands}, {dutchTrade, netherlandsHome}, {dutchRepresentative, netherlandsRepresentative},
	{germanTrade, germany},
}

// national checks the rules of the seller's country.
func (c *checker) national() {
	for _, n := range nationals {
		if n.when(c) {
			c.demands(n.rules)
		}
	}
}

const (
	sellerCountryPath = "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
	buyerCountryPath  = "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
)

// sellerIn and buyerIn ask for the country of an address.
func (c *checker) sellerIn(country string) bool { return only(c.root, sellerCountryPath) == country }
func (c *checker) buyerIn(country string) bool  { return only(c.root, buyerCountryPath) == country }

// only is the text of the one element at a path; nothing where there are several, since the official rules give up there.
func only(n *ubl.Node, path string) string {
	if found := n.All(path); len(found) == 1 {
		return found[0].Text
	}
	return ""
}

const (
	sellerParty         = "cac:AccountingSupplierParty/cac:Party"
	buyerParty          = "cac:AccountingCustomerParty/cac:Party"
	representativeParty = "cac:TaxRepresentativeParty"
)

// countryOf is the country national rules take a party to be of: that of its VAT number, or of another one's, else of its
// address. Of a party with several VAT numbers they know none.
func (c *checker) countryOf(party string, others ...string) string {
	for _, at := range append([]string{party}, others...) {
		var schemes []*ubl.Node
		for _, t := range c.root.All(at + "/cac:PartyTaxScheme") {
			if vatNumbers(t) {
				schemes = append(schemes, t)
			}
		}
		if len(schemes) > 1 || len(schemes) == 1 && len(schemes[0].All("cbc:CompanyID")) > 1 {
			return ""
		}
		if len(schemes) == 1 && schemes[0].Value("cbc:CompanyID") != "" {
			return strings.ToUpper(strings.TrimSpace(begin(schemes[0].Value("cbc:CompanyID"), 2)))
		}
	}
	return strings.ToUpper(only(c.root, party+"/cac:PostalAddress/cac:Country/cbc:IdentificationCode"))
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
