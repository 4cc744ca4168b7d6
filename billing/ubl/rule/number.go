package rule

import (
	"strings"

	"fakturist/billing/ubl"
)

// decimals are the rules on at most two decimals, by the element's name within its parent. The document total of VAT is
// left to UBL-DT-01: the official BR-DEC-13 and -15 compare a currency with an element that is not there and never fire.
var decimals = map[string]string{
	"cac:LegalMonetaryTotal/cbc:LineExtensionAmount":   "BR-DEC-09",
	"cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount":  "BR-DEC-10",
	"cac:LegalMonetaryTotal/cbc:ChargeTotalAmount":     "BR-DEC-11",
	"cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount":    "BR-DEC-12",
	"cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount":    "BR-DEC-14",
	"cac:LegalMonetaryTotal/cbc:PrepaidAmount":         "BR-DEC-16",
	"cac:LegalMonetaryTotal/cbc:PayableRoundingAmount": "BR-DEC-17",
	"cac:LegalMonetaryTotal/cbc:PayableAmount":         "BR-DEC-18",
	"cac:TaxSubtotal/cbc:TaxableAmount":                "BR-DEC-19",
	"cac:TaxSubtotal/cbc:TaxAmount":                    "BR-DEC-20",
	"cac:InvoiceLine/cbc:LineExtensionAmount":          "BR-DEC-23",
	"cac:CreditNoteLine/cbc:LineExtensionAmount":       "BR-DEC-23",
}

// numbers notes amounts with too many decimals or another currency than the document's.
func (c *checker) numbers() {
	for name, nodes := range c.named {
		if !strings.HasSuffix(name, "Amount") {
			continue
		}
		for _, n := range nodes {
			c.decimals(n)
		}
	}
	for _, name := range moneys {
		for _, n := range c.named[name] {
			if currency := n.Attr("currencyID"); (currency != c.currency || !c.hasCurrency) && !inTaxCurrency(n) {
				c.fatal("PEPPOL-EN16931-R051", n, "currency", currency, "document", c.currency)
			}
		}
	}
}

// inTaxCurrency tells whether an amount is the VAT in the seller's currency, the one amount in another than the document's.
func inTaxCurrency(n *ubl.Node) bool {
	return n.Name == "cbc:TaxAmount" && n.Parent.Name != "cac:TaxSubtotal" && (n.Parent.Name != "cac:TaxTotal" || n.Parent.First("cac:TaxSubtotal") == nil)
}

func (c *checker) decimals(n *ubl.Node) {
	if !tooManyDecimals(n.Text) || n.Parent == nil {
		return
	}
	if !strings.HasSuffix(n.Name, "PriceAmount") && !onPrice(n) {
		c.fatal("UBL-DT-01", n, "value", n.Text)
	}
	if id := c.decimalRule(n); id != "" {
		c.note(id, n, []string{"value", n.Text})
	}
}

func tooManyDecimals(s string) bool {
	_, fraction, _ := strings.Cut(s, ".")
	return len(fraction) > 2
}

// onPrice tells whether an amount stands in the allowance of a price.
func onPrice(n *ubl.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Name == "cac:AllowanceCharge" && p.Parent != nil && p.Parent.Name == "cac:Price" {
			return true
		}
	}
	return false
}

// decimalRule is the id for an amount of its place; allowances and charges have one each for document and line.
func (c *checker) decimalRule(n *ubl.Node) string {
	if n.Parent.Name != "cac:AllowanceCharge" {
		if n.Parent.Name == "cac:TaxSubtotal" && (n.Parent.Parent == nil || n.Parent.Parent.Name != "cac:TaxTotal") {
			return ""
		}
		return decimals[n.Parent.Name+"/"+n.Name]
	}
	ids := reductionIDs(n.Parent)
	switch n.Name {
	case "cbc:Amount":
		return ids.decimals
	case "cbc:BaseAmount":
		return ids.baseDecimals
	}
	return ""
}
