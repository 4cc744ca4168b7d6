package rule

import (
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

// precision of a division by a base quantity: far beyond the two decimals that are compared.
const precision = 24

// lineRules checks what each line adds up to.
func (c *checker) lineRules() {
	for _, l := range c.lines {
		c.price(l)
		c.net(l)
		if n := len(l.All("cac:Item/cac:ClassifiedTaxCategory")); n != 1 {
			c.fatal("UBL-SR-48", l)
		}
		if category := l.First("cac:Item/cac:ClassifiedTaxCategory"); category.First("cbc:ID") == nil || !isVAT(category) {
			c.fatal("BR-CO-04", l)
		}
		references := l.All("cac:DocumentReference")
		if len(references) > 1 {
			c.fatal("PEPPOL-EN16931-R100", l)
		}
		if len(references) > 0 && l.Value("cac:DocumentReference/cbc:DocumentTypeCode") != "130" {
			c.fatal("PEPPOL-EN16931-R101", references[0])
		}
	}
}

func (c *checker) price(l *ubl.Node) {
	if p, err := num(l, "cac:Price/cbc:PriceAmount"); err != nil || p.IsNegative() {
		c.fatal("BR-27", l, "price", l.Value("cac:Price/cbc:PriceAmount"))
	}
	if g, err := num(l, "cac:Price/cac:AllowanceCharge/cbc:BaseAmount"); err == nil && g.IsNegative() {
		c.fatal("BR-28", l, "price", g.String())
	}
	base := l.First("cac:Price/cbc:BaseQuantity")
	if base == nil {
		return
	}
	if q, err := num(l, "cac:Price/cbc:BaseQuantity"); err == nil && !q.IsPositive() {
		c.fatal("PEPPOL-EN16931-R121", base, "quantity", q.String())
	}
	if quantity := quantityOf(l); hasAttr(base, "unitCode") && quantity != nil && base.Attr("unitCode") != quantity.Attr("unitCode") {
		c.fatal("PEPPOL-EN16931-R130", base, "unit", base.Attr("unitCode"), "quantityUnit", quantity.Attr("unitCode"))
	}
}

func quantityOf(l *ubl.Node) *ubl.Node {
	if q := l.First("cbc:InvoicedQuantity"); q != nil {
		return q
	}
	return l.First("cbc:CreditedQuantity")
}

// lineGross is quantity × price ÷ base quantity, not rounded.
func lineGross(l *ubl.Node) decimal.Decimal {
	one := decimal.NewFromInt(1)
	quantity := one
	if q := quantityOf(l); q != nil {
		quantity = numOr(q.Parent, q.Name, one)
	}
	price := numOr(l, "cac:Price/cbc:PriceAmount", decimal.Zero)
	base := numOr(l, "cac:Price/cbc:BaseQuantity", one)
	if base.IsZero() {
		base = one
	}
	return quantity.Mul(price).DivRound(base, precision)
}

// net checks the line's net: beyond two øre it breaks the official rule, beyond the rounding ours.
func (c *checker) net(l *ubl.Node) {
	net, err := num(l, "cbc:LineExtensionAmount")
	if err != nil && l.First("cbc:LineExtensionAmount") != nil {
		return
	}
	all := l.All("cac:AllowanceCharge")
	gross, reduced := lineGross(l), sum(charges(all, true), "cbc:Amount").Sub(sum(charges(all, false), "cbc:Amount"))
	exact := gross.Add(reduced)
	switch {
	case net.Sub(exact).Abs().GreaterThan(slack):
		c.fatal("PEPPOL-EN16931-R120", l, "net", net.String(), "expected", exact.StringFixed(2))
	case !rounded(net, exact) && !rounded(net.Sub(reduced), gross):
		c.fatal("line-net-inexact", l.First("cbc:LineExtensionAmount"), "net", net.String(), "expected", exact.StringFixed(2))
	}
}
