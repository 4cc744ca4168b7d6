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

// numbers notes amounts, quantities and rates that are no numbers, have too many decimals or the wrong currency.
func (c *checker) numbers() {
	c.root.Walk(func(n *ubl.Node) {
		amount := strings.HasPrefix(n.Name, "cbc:") && strings.HasSuffix(n.Name, "Amount")
		if !amount && !isNumber(n.Name) {
			return
		}
		if _, err := ubl.Number(n.Text); err != nil && n.Text != "" {
			c.fatal("XSD", n, "value", n.Text)
		}
		if amount {
			c.amount(n)
		}
	})
}

func isNumber(name string) bool {
	switch name {
	case "cbc:InvoicedQuantity", "cbc:CreditedQuantity", "cbc:BaseQuantity", "cbc:Percent", "cbc:MultiplierFactorNumeric":
		return true
	}
	return false
}

func (c *checker) amount(n *ubl.Node) {
	if n.Parent == nil {
		return
	}
	if tooManyDecimals(n.Text) && n.Name != "cbc:PriceAmount" && !onPrice(n) {
		c.fatal("UBL-DT-01", n, "value", n.Text)
		if id := c.decimalRule(n); id != "" {
			c.fatal(id, n, "value", n.Text)
		}
	}
	currency := n.Attr("currencyID")
	if !coded("currency", currency) {
		c.fatal("PEPPOL-EN16931-CL007", n, "currency", currency)
		c.fatal("BR-CL-03", n, "currency", currency)
	}
	inTaxCurrency := n.Name == "cbc:TaxAmount" && n.Parent.Name == "cac:TaxTotal" && n.Parent.First("cac:TaxSubtotal") == nil
	if currency != c.currency && !inTaxCurrency {
		c.fatal("PEPPOL-EN16931-R051", n, "currency", currency, "document", c.currency)
	}
}

func tooManyDecimals(s string) bool {
	_, fraction, _ := strings.Cut(s, ".")
	return len(fraction) > 2
}

func onPrice(n *ubl.Node) bool {
	return n.Parent.Name == "cac:AllowanceCharge" && n.Parent.Parent != nil && n.Parent.Parent.Name == "cac:Price"
}

// decimalRule is the id for an amount of its place; allowances and charges have one each for document and line.
func (c *checker) decimalRule(n *ubl.Node) string {
	if n.Parent.Name != "cac:AllowanceCharge" {
		return decimals[n.Parent.Name+"/"+n.Name]
	}
	base := n.Name == "cbc:BaseAmount"
	switch charge, whole := isCharge(n.Parent), n.Parent.Parent == c.root; {
	case whole && !charge:
		return pick(base, "BR-DEC-02", "BR-DEC-01")
	case whole:
		return pick(base, "BR-DEC-06", "BR-DEC-05")
	case !charge:
		return pick(base, "BR-DEC-25", "BR-DEC-24")
	}
	return pick(base, "BR-DEC-28", "BR-DEC-27")
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
