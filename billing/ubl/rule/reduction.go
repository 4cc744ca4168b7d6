package rule

import (
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

var (
	hundred = decimal.NewFromInt(100)
	slack   = decimal.RequireFromString("0.02") // of the official rules for line nets and percentages
)

// reductionRules are the ids of the same demands on an allowance or charge, by where it stands.
type reductionRules struct{ amount, category, reason, also string }

var (
	documentAllowance = reductionRules{"BR-31", "BR-32", "BR-33", "BR-CO-21"}
	documentCharge    = reductionRules{"BR-36", "BR-37", "BR-38", "BR-CO-22"}
	lineAllowance     = reductionRules{"BR-41", "", "BR-42", "BR-CO-23"}
	lineCharge        = reductionRules{"BR-43", "", "BR-44", "BR-CO-24"}
)

// reductions checks allowances and charges of document, lines and prices.
func (c *checker) reductions() {
	for _, a := range c.allowances {
		c.reduction(a, documentAllowance, documentCharge, nil)
	}
	for _, l := range c.lines {
		gross := lineGross(l)
		for _, a := range l.All("cac:AllowanceCharge") {
			c.reduction(a, lineAllowance, lineCharge, &gross)
		}
		for _, a := range l.All("cac:Price/cac:AllowanceCharge") {
			c.priceReduction(a)
		}
	}
}

// reduction checks one allowance or charge; gross is the line's unrounded amount it may have been taken of.
func (c *checker) reduction(n *ubl.Node, allowance, charge reductionRules, gross *decimal.Decimal) {
	indicator := n.Value("cbc:ChargeIndicator")
	if indicator != "true" && indicator != "false" {
		c.fatal("PEPPOL-EN16931-R043", n, "value", indicator)
	}
	if n.First("cbc:ChargeIndicator") != nil {
		ids := allowance
		if isCharge(n) {
			ids = charge
		}
		c.reductionFields(n, ids)
	}
	c.percentage(n, gross)
}

func (c *checker) reductionFields(n *ubl.Node, ids reductionRules) {
	if n.First("cbc:Amount") == nil {
		c.fatal(ids.amount, n)
	}
	if category := n.First("cac:TaxCategory"); ids.category != "" && (category.First("cbc:ID") == nil || !isVAT(category)) {
		c.fatal(ids.category, n)
	}
	if n.First("cbc:AllowanceChargeReason") == nil && n.First("cbc:AllowanceChargeReasonCode") == nil {
		c.fatal(ids.reason, n)
		c.fatal(ids.also, n)
	}
}

// percentage checks amount = base × percentage: beyond two øre it breaks the official rule, beyond the rounding ours.
func (c *checker) percentage(n *ubl.Node, gross *decimal.Decimal) {
	percent, base := n.First("cbc:MultiplierFactorNumeric"), n.First("cbc:BaseAmount")
	switch {
	case percent != nil && base == nil:
		c.fatal("PEPPOL-EN16931-R041", n)
	case percent == nil && base != nil:
		c.fatal("PEPPOL-EN16931-R042", n)
	}
	p, err1 := num(n, "cbc:MultiplierFactorNumeric")
	b, err2 := num(n, "cbc:BaseAmount")
	if err1 != nil || err2 != nil {
		return
	}
	amount := numOr(n, "cbc:Amount", decimal.Zero)
	exact := b.Mul(p).Div(hundred)
	switch {
	case amount.Sub(exact).Abs().GreaterThan(slack):
		c.fatal("PEPPOL-EN16931-R040", n, "amount", amount.String(), "expected", exact.StringFixed(2))
	case !rounded(amount, exact) && (gross == nil || !rounded(amount, gross.Mul(p).Div(hundred))):
		c.fatal("allowance-inexact", n, "amount", amount.String(), "expected", exact.StringFixed(2))
	}
}

func (c *checker) priceReduction(n *ubl.Node) {
	if n.Value("cbc:ChargeIndicator") != "false" {
		c.fatal("PEPPOL-EN16931-R044", n)
	}
	base, err := num(n, "cbc:BaseAmount")
	if err != nil {
		return
	}
	net, errNet := num(n.Parent, "cbc:PriceAmount")
	amount, errAmount := num(n, "cbc:Amount")
	if errNet != nil || errAmount != nil || !net.Equal(base.Sub(amount)) {
		c.fatal("PEPPOL-EN16931-R046", n, "net", net.String(), "gross", base.String(), "discount", amount.String())
	}
}

// rounded tells whether amount is exact rounded to two decimals: half away from zero, or for negative numbers half up as
// XPath rounds.
func rounded(amount, exact decimal.Decimal) bool {
	if amount.Equal(exact.Round(2)) {
		return true
	}
	half := decimal.New(5, -3)
	return exact.IsNegative() && amount.Sub(exact).Equal(half)
}
