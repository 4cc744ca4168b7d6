package rule

import (
	"strings"

	"fakturist/billing/payref"
	"fakturist/billing/ubl"
)

// sellerCountry is the country the national rules go by: of the seller's VAT number, else of its tax representative's,
// else of its address.
func (c *checker) sellerCountry() string {
	for _, at := range []string{"cac:AccountingSupplierParty/cac:Party", "cac:TaxRepresentativeParty"} {
		if id := vatID(c.root.First(at)); len(id) >= 2 {
			return strings.ToUpper(id[:2])
		}
	}
	return strings.ToUpper(c.supplier.Value("cac:PostalAddress/cac:Country/cbc:IdentificationCode"))
}

// vatID is a party's VAT number, or nothing.
func vatID(party *ubl.Node) string {
	for _, t := range party.All("cac:PartyTaxScheme") {
		if isVAT(t) {
			return t.Value("cbc:CompanyID")
		}
	}
	return ""
}

// isVAT tells whether an element's tax scheme is VAT.
func isVAT(n *ubl.Node) bool { return strings.EqualFold(n.Value("cac:TaxScheme/cbc:ID"), "VAT") }

// parties checks who the parties are and that their numbers are right.
func (c *checker) parties() {
	if s := c.root.First("cac:AccountingSupplierParty"); s != nil && !identified(c.supplier) {
		c.fatal("BR-CO-26", s)
	}
	if p := c.root.First("cac:TaxRepresentativeParty"); p != nil && vatID(p) == "" {
		c.fatal("BR-56", p)
	}
	c.payee()
	c.root.Walk(func(n *ubl.Node) {
		switch n.Name {
		case "cac:PartyTaxScheme":
			c.taxScheme(n)
		case "cbc:EndpointID", "cbc:CompanyID":
			c.identifier(n)
		case "cbc:ID":
			if n.Parent != nil && n.Parent.Name == "cac:PartyIdentification" {
				c.identifier(n)
			}
		}
	})
	if c.country == "NO" && c.supplier != nil {
		c.norwegianSeller()
	}
	c.norwegianBuyer()
}

func identified(p *ubl.Node) bool {
	if vatID(p) != "" || p.First("cac:PartyLegalEntity/cbc:CompanyID") != nil {
		return true
	}
	for _, id := range p.All("cac:PartyIdentification/cbc:ID") {
		if id.Attr("schemeID") != "SEPA" {
			return true
		}
	}
	return false
}

func (c *checker) payee() {
	p := c.root.First("cac:PayeeParty")
	if p == nil {
		return
	}
	name, id := p.Value("cac:PartyName/cbc:Name"), p.Value("cac:PartyIdentification/cbc:ID")
	sameName := name != "" && name == c.supplier.Value("cac:PartyName/cbc:Name")
	sameID := id != "" && id == c.supplier.Value("cac:PartyIdentification/cbc:ID")
	if p.First("cac:PartyName/cbc:Name") == nil || sameName || sameID {
		c.fatal("BR-17", p)
	}
}

func (c *checker) taxScheme(n *ubl.Node) {
	if n.First("cac:TaxScheme/cbc:ID") == nil || n.First("cbc:CompanyID") == nil {
		c.fatal("UBL-SR-53", n)
	}
	if id := n.Value("cbc:CompanyID"); isVAT(n) && (len(id) < 2 || !coded("vat-country", id[:2])) {
		c.fatal("BR-CO-09", n, "value", id)
	}
}

// identifiers are the checks of numbers by their scheme.
var identifiers = map[string]struct {
	rule string
	ok   func(string) bool
}{
	"0088": {"PEPPOL-COMMON-R040", gln},
	"0192": {"PEPPOL-COMMON-R041", payref.ValidOrgNo},
	"0184": {"PEPPOL-COMMON-R042", func(s string) bool { s = strings.TrimPrefix(s, "DK"); return len(s) == 8 && payref.Digits(s) }},
	"0007": {"PEPPOL-COMMON-R049", swedish},
	"0096": {"PEPPOL-COMMON-R052", func(s string) bool { return len(s) == 10 && payref.Digits(s) }},
	"0198": {"PEPPOL-COMMON-R053", func(s string) bool {
		return len(s) == 10 && strings.HasPrefix(s, "DK") && payref.Digits(s[2:])
	}},
}

func (c *checker) identifier(n *ubl.Node) {
	if check, known := identifiers[n.Attr("schemeID")]; known && !check.ok(n.Text) {
		c.fatal(check.rule, n, "value", n.Text)
	}
}

// gln tells whether the last digit of a GLN checks the others (weights 3 and 1 from the right).
func gln(s string) bool {
	if !payref.Digits(s) {
		return false
	}
	sum := 0
	for i := range len(s) - 1 {
		weight := 1
		if (len(s)-2-i)%2 == 0 {
			weight = 3
		}
		sum += int(s[i]-'0') * weight
	}
	return (10-sum%10)%10 == int(s[len(s)-1]-'0')
}

func swedish(s string) bool {
	return len(s) == 10 && payref.Digits(s) && payref.Luhn(s[:9]) == s[9]
}

// norwegianVATID tells whether a VAT number that begins with NO goes on as it must: organisation number and MVA.
func norwegianVATID(id string) bool {
	return len(id) == 14 && strings.HasPrefix(id, "NO") && strings.HasSuffix(id, "MVA") && payref.ValidOrgNo(id[2:11])
}

// norwegianBuyer checks a Norwegian buyer's VAT number, which the official rules do for sellers only.
func (c *checker) norwegianBuyer() {
	for _, t := range c.buyer.All("cac:PartyTaxScheme") {
		if id := t.Value("cbc:CompanyID"); isVAT(t) && strings.HasPrefix(id, "NO") && !norwegianVATID(id) {
			c.fatal("buyer-vatno-wrong", t.First("cbc:CompanyID"), "vatNo", id)
		}
	}
}

// norwegianSeller checks the VAT number's form and, as a warning, the word Foretaksregisteret.
func (c *checker) norwegianSeller() {
	register := false
	for _, t := range c.supplier.All("cac:PartyTaxScheme") {
		id := t.Value("cbc:CompanyID")
		switch t.Value("cac:TaxScheme/cbc:ID") {
		case "VAT":
			if strings.HasPrefix(id, "NO") && !norwegianVATID(id) {
				c.fatal("NO-R-001", t.First("cbc:CompanyID"), "value", id)
			}
		case "TAX":
			register = id == "Foretaksregisteret"
		}
	}
	if !register {
		c.warn("NO-R-002", c.supplier)
	}
}
