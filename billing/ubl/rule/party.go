package rule

import (
	"strings"

	"fakturist/billing/ubl"
)

// vatIDs are a party's VAT numbers.
func vatIDs(party *ubl.Node) []*ubl.Node {
	var out []*ubl.Node
	for _, t := range party.All("cac:PartyTaxScheme") {
		if isVAT(t) {
			out = append(out, t.All("cbc:CompanyID")...)
		}
	}
	return out
}

// isVAT tells whether an element's tax scheme is VAT.
func isVAT(n *ubl.Node) bool {
	if n == nil {
		return false
	}
	for _, scheme := range n.Children {
		if scheme.Name == "cac:TaxScheme" && isVATWord(scheme.Value("cbc:ID")) {
			return true
		}
	}
	return false
}

func isVATWord(s string) bool { return strings.EqualFold(s, "VAT") }

// parties checks who the parties are and that their numbers are right.
func (c *checker) parties() {
	for _, p := range c.named["cac:PayeeParty"] {
		c.payee(p)
	}
	for _, t := range c.named["cac:PartyTaxScheme"] {
		if id := t.Value("cbc:CompanyID"); isVAT(t) && !strings.Contains(vatCountries(), begin(id, 2)) {
			c.fatal("BR-CO-09", t, "value", id)
		}
	}
	for _, name := range []string{"cbc:EndpointID", "cbc:CompanyID", "cbc:ID"} {
		for _, n := range c.named[name] {
			if name != "cbc:ID" || n.Parent.Name == "cac:PartyIdentification" {
				c.identifier(n)
			}
		}
	}
	c.norwegianBuyer()
}

// vatCountries are the countries a VAT number may begin with, with blanks between and around: what is too short to be one
// of them is found in it as well, as the official rule does.
func vatCountries() string { return codeText("vat-country") }

func (c *checker) payee(p *ubl.Node) {
	seller := p.Parent.First("cac:AccountingSupplierParty/cac:Party")
	if p.First("cac:PartyName/cbc:Name") == nil || shares(p, seller, "cac:PartyName/cbc:Name") || shares(p, seller, "cac:PartyIdentification/cbc:ID") {
		c.fatal("BR-17", p)
	}
}

// shares tells whether two elements have a text at a path in common.
func shares(a, b *ubl.Node, path string) bool {
	for _, x := range a.All(path) {
		for _, y := range b.All(path) {
			if x.Text == y.Text {
				return true
			}
		}
	}
	return false
}

func (c *checker) identifier(n *ubl.Node) {
	i, known := identifiers[n.Attr("schemeID")]
	if known && (!i.endpoints || n.Name == "cbc:EndpointID") && !i.ok(n.Text) {
		c.noteAs(i.rule, i.flag, n, []string{"value", n.Text})
	}
}

// norwegianBuyer checks a Norwegian buyer's VAT number, which the official rules do for sellers only.
func (c *checker) norwegianBuyer() {
	for _, id := range vatIDs(c.buyer) {
		if strings.HasPrefix(id.Text, "NO") && !norwegianVATID(id.Text) {
			c.fatal("buyer-vatno-wrong", id, "vatNo", id.Text)
		}
	}
}
