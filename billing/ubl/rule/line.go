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
	}
	for _, b := range c.named["cbc:BaseQuantity"] {
		if b.Parent != nil && b.Parent.Name == "cac:Price" && b.Parent.Parent != nil {
			c.baseUnit(b, b.Parent.Parent)
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
}

// baseUnit checks that a price is per the unit the quantity is counted in.
func (c *checker) baseUnit(base, line *ubl.Node) {
	if !hasAttr(base, "unitCode") || line.First("cbc:InvoicedQuantity") == nil && line.First("cbc:CreditedQuantity") == nil {
		return
	}
	quantity := c.quantityOf(line)
	if quantity == nil || !hasAttr(quantity, "unitCode") || quantity.Attr("unitCode") != base.Attr("unitCode") {
		c.fatal("PEPPOL-EN16931-R130", base, "unit", base.Attr("unitCode"), "quantityUnit", quantity.Attr("unitCode"))
	}
}

// quantityOf is the quantity of a line, as the kind of document names it.
func (c *checker) quantityOf(l *ubl.Node) *ubl.Node { return l.First(quantityName(c.root)) }

func quantityName(root *ubl.Node) string {
	if root.Name == "CreditNote" {
		return "cbc:CreditedQuantity"
	}
	return "cbc:InvoicedQuantity"
}

// lineGross is quantity × price ÷ base quantity, not rounded.
func lineGross(l *ubl.Node) decimal.Decimal {
	quantity := numOr(l, quantityName(top(l)), krone)
	price := numOr(l, "cac:Price/cbc:PriceAmount", decimal.Zero)
	base := numOr(l, "cac:Price/cbc:BaseQuantity", krone)
	if base.IsZero() || base.Equal(krone) {
		return quantity.Mul(price)
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
	gross, reduced := lineGross(l), decimal.Zero
	if len(all) > 0 {
		reduced = up(sumAll(words(all, "true"))).Sub(up(sumAll(words(all, "false"))))
	}
	exact := gross.Add(reduced)
	switch {
	case net.Sub(exact).Abs().GreaterThan(slack):
		c.fatal("PEPPOL-EN16931-R120", l, "net", net.String(), "expected", exact.StringFixed(2))
	case !rounded(net, exact) && !rounded(net.Sub(reduced), gross):
		c.fatal("line-net-inexact", l.First("cbc:LineExtensionAmount"), "net", net.String(), "expected", exact.StringFixed(2))
	}
}

// sumAll adds up every amount of some allowances or charges.
func sumAll(nodes []*ubl.Node) decimal.Decimal {
	total := decimal.Zero
	for _, n := range nodes {
		total = total.Add(sum(n.All("cbc:Amount"), "."))
	}
	return total
}
