package rule

import (
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

// totals adds the document up again: sums of lines, allowances, charges and VAT, and what is to be paid.
func (c *checker) totals() {
	for _, t := range c.root.All("cac:TaxTotal") {
		c.taxTotal(t)
	}
	c.taxCurrency()
	c.grossTotal()
	if t := c.root.First("cac:LegalMonetaryTotal"); t != nil {
		c.monetary(t)
	}
}

// monetary checks BR-CO-10 to 13 and 16.
func (c *checker) monetary(t *ubl.Node) {
	lines := sum(c.lines, "cbc:LineExtensionAmount").Round(2)
	c.equal("BR-CO-10", t, "cbc:LineExtensionAmount", lines)
	c.reductionTotal("BR-CO-11", t, "cbc:AllowanceTotalAmount", charges(c.allowances, false))
	c.reductionTotal("BR-CO-12", t, "cbc:ChargeTotalAmount", charges(c.allowances, true))
	value := func(path string) decimal.Decimal { return numOr(t, path, decimal.Zero) }
	net := value("cbc:LineExtensionAmount").Add(value("cbc:ChargeTotalAmount")).Sub(value("cbc:AllowanceTotalAmount"))
	c.equal("BR-CO-13", t, "cbc:TaxExclusiveAmount", net.Round(2))
	payable := value("cbc:TaxInclusiveAmount").Sub(value("cbc:PrepaidAmount")).Add(value("cbc:PayableRoundingAmount"))
	c.equal("BR-CO-16", t, "cbc:PayableAmount", payable.Round(2))
}

// equal notes id when the amount at a path below t is not what it must be.
func (c *checker) equal(id string, t *ubl.Node, path string, want decimal.Decimal) {
	got, err := num(t, path)
	if err == nil && got.Equal(want) {
		return
	}
	c.fatal(id, orNode(t.First(path), t), "amount", t.Value(path), "expected", want.StringFixed(2))
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
	c.equal(id, t, path, sum(nodes, "cbc:Amount").Round(2))
}

// grossTotal checks BR-CO-15: one VAT total in the document's currency, and gross = net + VAT.
func (c *checker) grossTotal() {
	if c.currency == "" {
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
	if err != nil || !got.Equal(want.Round(2)) {
		c.fatal("BR-CO-15", orNode(t.First("cbc:TaxInclusiveAmount"), c.root), "amount", got.String(), "expected", want.StringFixed(2))
	}
}

// taxTotal checks one VAT total against its breakdowns (BR-CO-14), and each breakdown's own arithmetic.
func (c *checker) taxTotal(t *ubl.Node) {
	subtotals := t.All("cac:TaxSubtotal")
	if len(subtotals) == 0 {
		return
	}
	c.equal("BR-CO-14", t, "cbc:TaxAmount", sum(subtotals, "cbc:TaxAmount").Round(2))
	for _, s := range subtotals {
		c.taxAmount(s)
		category := s.First("cac:TaxCategory")
		if category.First("cbc:ID") == nil || !isVAT(category) {
			c.fatal("BR-47", s)
		}
		if (category.First("cbc:Percent") == nil || !isVAT(category)) && category.Value("cbc:ID") != "O" {
			c.fatal("BR-48", s)
		}
	}
}

// taxAmount checks VAT = base × rate. The official rules let it be off by almost one krone; we do not.
func (c *checker) taxAmount(s *ubl.Node) {
	category := s.First("cac:TaxCategory")
	if !isVAT(category) {
		return
	}
	amount, err := num(s, "cbc:TaxAmount")
	base := numOr(s, "cbc:TaxableAmount", decimal.Zero)
	rate, errRate := num(category, "cbc:Percent")
	if errRate != nil || rate.Round(0).IsZero() {
		if err != nil || !amount.Round(0).IsZero() {
			c.fatal("BR-CO-17", s, "tax", amount.String(), "expected", "0.00")
		}
		return
	}
	exact := base.Mul(rate).Div(hundred)
	args := []string{"tax", amount.String(), "base", base.String(), "rate", rate.String(), "expected", exact.StringFixed(2)}
	switch {
	case err != nil || amount.Abs().Sub(exact.Abs().Round(2)).Abs().GreaterThanOrEqual(one):
		c.fatal("BR-CO-17", s, args...)
		if category.Value("cbc:ID") == "S" {
			c.fatal("BR-S-09", s, args...)
		}
	case !rounded(amount, exact):
		c.fatal("vat-inexact", s.First("cbc:TaxAmount"), args...)
	}
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
	if currency.Text == c.currency {
		c.fatal("PEPPOL-EN16931-R005", currency, "currency", currency.Text)
	}
	c.taxInCurrency(currency.Text)
}

func (c *checker) taxInCurrency(currency string) {
	var own, other []decimal.Decimal
	stated := false
	for _, t := range c.root.All("cac:TaxTotal") {
		a := t.First("cbc:TaxAmount")
		d, err := num(t, "cbc:TaxAmount")
		switch a.Attr("currencyID") {
		case currency:
			stated = true
			if err == nil {
				other = append(other, d)
			}
		case c.currency:
			if err == nil {
				own = append(own, d)
			}
		}
	}
	if !stated {
		c.fatal("BR-53", c.root, "currency", currency)
	}
	if !sameSign(own, other) {
		c.fatal("PEPPOL-EN16931-R055", c.root)
	}
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
