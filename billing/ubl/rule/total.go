package rule

import (
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

// totals adds the document up again: sums of lines, allowances, charges and VAT, and what is to be paid.
func (c *checker) totals() {
	for _, t := range c.root.All("cac:TaxTotal") {
		if subtotals := t.All("cac:TaxSubtotal"); len(subtotals) > 0 {
			c.equal("BR-CO-14", t, "cbc:TaxAmount", up(sum(subtotals, "cbc:TaxAmount")))
		}
	}
	for _, s := range c.named["cac:TaxSubtotal"] {
		if s.Parent != nil && s.Parent.Name == "cac:TaxTotal" {
			c.taxAmount(s)
		}
	}
	c.taxCurrency()
	c.grossTotal()
	for _, t := range c.named["cac:LegalMonetaryTotal"] {
		c.monetary(t)
	}
}

// monetary checks BR-CO-10 to 13 and 16. A sum the rule adds to that is not there cannot be right.
func (c *checker) monetary(t *ubl.Node) {
	c.equal("BR-CO-10", t, "cbc:LineExtensionAmount", up(sum(c.lines, "cbc:LineExtensionAmount")))
	reductions := t.Parent.All("cac:AllowanceCharge")
	c.reductionTotal("BR-CO-11", t, "cbc:AllowanceTotalAmount", charges(reductions, false))
	c.reductionTotal("BR-CO-12", t, "cbc:ChargeTotalAmount", charges(reductions, true))
	value := func(path string) decimal.Decimal { return numOr(t, path, decimal.Zero) }
	net := value("cbc:LineExtensionAmount").Add(value("cbc:ChargeTotalAmount")).Sub(value("cbc:AllowanceTotalAmount"))
	if t.First("cbc:ChargeTotalAmount") != nil || t.First("cbc:AllowanceTotalAmount") != nil {
		net = up(net)
	}
	c.equal("BR-CO-13", t, "cbc:TaxExclusiveAmount", net, "cbc:LineExtensionAmount")
	gross := value("cbc:TaxInclusiveAmount")
	if t.First("cbc:PrepaidAmount") != nil {
		gross = up(gross.Sub(value("cbc:PrepaidAmount")))
	}
	payable := gross.Add(value("cbc:PayableRoundingAmount"))
	if stated, err := num(t, "cbc:PayableAmount"); err == nil && t.First("cbc:PayableRoundingAmount") != nil && up(stated.Sub(value("cbc:PayableRoundingAmount"))).Equal(gross) {
		payable = stated
	}
	c.equal("BR-CO-16", t, "cbc:PayableAmount", payable, "cbc:TaxInclusiveAmount")
}

// equal notes id when the amount at a path below t is not what it must be, or what it is added up from is not there.
func (c *checker) equal(id string, t *ubl.Node, path string, want decimal.Decimal, from ...string) {
	got, err := num(t, path)
	for _, needed := range from {
		if t.First(needed) == nil {
			err = errNoNumber
		}
	}
	if err == nil && got.Equal(want) {
		return
	}
	c.note(id, orNode(t.First(path), t), []string{"amount", t.Value(path), "expected", want.StringFixed(2)})
}

func orNode(n, otherwise *ubl.Node) *ubl.Node {
	if n == nil {
		return otherwise
	}
	return n
}

// reductionTotal checks the sum of allowances or charges, which may be left out when there are none.
func (c *checker) reductionTotal(id string, t *ubl.Node, path string, nodes []*ubl.Node) {
	if t.First(path) == nil && len(nodes) == 0 {
		return
	}
	c.equal(id, t, path, up(sum(nodes, "cbc:Amount")))
}

// grossTotal checks BR-CO-15: one VAT total in the document's currency, and gross = net + VAT.
func (c *checker) grossTotal() {
	if !c.hasCurrency {
		return
	}
	var amounts []*ubl.Node
	for _, a := range c.root.All("cac:TaxTotal/cbc:TaxAmount") {
		if a.Attr("currencyID") == c.currency {
			amounts = append(amounts, a)
		}
	}
	t := c.root.First("cac:LegalMonetaryTotal")
	if len(amounts) != 1 {
		c.fatal("BR-CO-15", c.root, "totals", decimal.NewFromInt(int64(len(amounts))).String())
		return
	}
	want := numOr(t, "cbc:TaxExclusiveAmount", decimal.Zero).Add(numOr(amounts[0].Parent, "cbc:TaxAmount", decimal.Zero))
	got, err := num(t, "cbc:TaxInclusiveAmount")
	if err != nil || t.First("cbc:TaxExclusiveAmount") == nil || !got.Equal(up(want)) {
		c.fatal("BR-CO-15", orNode(t.First("cbc:TaxInclusiveAmount"), c.root), "amount", got.String(), "expected", want.StringFixed(2))
	}
}

// taxAmount checks VAT = base × rate. The official rules let it be off by almost one krone; we do not.
func (c *checker) taxAmount(s *ubl.Node) {
	var category *ubl.Node
	for _, k := range s.All("cac:TaxCategory") {
		if isVAT(k) && k.First("cbc:Percent") != nil {
			category = k
		}
	}
	amount, err := num(s, "cbc:TaxAmount")
	rate, errRate := num(category, "cbc:Percent")
	if errRate != nil || whole(rate).IsZero() {
		if err != nil || !whole(amount).IsZero() {
			c.fatal("BR-CO-17", s, "tax", amount.String(), "expected", "0.00")
		}
		return
	}
	base := numOr(s, "cbc:TaxableAmount", decimal.Zero)
	exact := base.Mul(rate).Div(hundred)
	switch {
	case err != nil || s.First("cbc:TaxableAmount") == nil || !nearly(amount, base, rate):
		c.fatal("BR-CO-17", s, "tax", amount.String(), "base", base.String(), "rate", rate.String(), "expected", exact.StringFixed(2))
	case !rounded(amount, exact):
		c.fatal("vat-inexact", s.First("cbc:TaxAmount"), "tax", amount.String(), "base", base.String(), "rate", rate.String(), "expected", exact.StringFixed(2))
	}
}

// nearly tells whether VAT is off by less than one krone, signs left aside, as the official rules count it.
func nearly(amount, base, rate decimal.Decimal) bool {
	return amount.Abs().Sub(up(base.Abs().Mul(rate).Div(hundred))).Abs().LessThan(krone)
}

// taxCurrency checks the second VAT total of a document in foreign currency (BT-111).
func (c *checker) taxCurrency() {
	currency := c.root.First("cbc:TaxCurrencyCode")
	var with, without []*ubl.Node
	for _, t := range c.root.All("cac:TaxTotal") {
		if t.First("cac:TaxSubtotal") != nil {
			with = append(with, t)
		} else {
			without = append(without, t)
		}
	}
	if len(with) != 1 {
		c.fatal("PEPPOL-EN16931-R053", c.root)
	}
	if (currency != nil) != (len(without) == 1) || len(without) > 1 {
		c.fatal("PEPPOL-EN16931-R054", c.root)
	}
	if currency == nil {
		return
	}
	c.taxInCurrency(currency.Text)
}

func (c *checker) taxInCurrency(currency string) {
	stated := false
	for _, t := range c.named["cac:TaxTotal"] {
		for _, a := range t.All("cbc:TaxAmount") {
			stated = stated || a.Attr("currencyID") == currency && hasAttr(a, "currencyID")
		}
	}
	if !stated {
		c.fatal("BR-53", c.root, "currency", currency)
	}
	if !sameSign(c.taxesIn(c.currency), c.taxesIn(currency)) {
		c.fatal("PEPPOL-EN16931-R055", c.root)
	}
}

// taxesIn are the document's VAT totals in a currency.
func (c *checker) taxesIn(currency string) []decimal.Decimal {
	var out []decimal.Decimal
	for _, t := range c.root.All("cac:TaxTotal") {
		for _, a := range t.All("cbc:TaxAmount") {
			if d, err := ubl.Number(a.Text); err == nil && a.Attr("currencyID") == currency {
				out = append(out, d)
			}
		}
	}
	return out
}

// sameSign tells whether some amount of each currency is not above nought, or some of each not below it.
func sameSign(a, b []decimal.Decimal) bool {
	some := func(ds []decimal.Decimal, wrong int) bool {
		for _, d := range ds {
			if d.Sign() != wrong {
				return true
			}
		}
		return false
	}
	return some(a, 1) && some(b, 1) || some(a, -1) && some(b, -1)
}
