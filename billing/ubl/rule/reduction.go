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
type reductionRules struct{ amount, category, reason, also, decimals, baseDecimals string }

var (
	documentAllowance = reductionRules{"BR-31", "BR-32", "BR-33", "BR-CO-21", "BR-DEC-01", "BR-DEC-02"}
	documentCharge    = reductionRules{"BR-36", "BR-37", "BR-38", "BR-CO-22", "BR-DEC-05", "BR-DEC-06"}
	lineAllowance     = reductionRules{"BR-41", "", "BR-42", "BR-CO-23", "BR-DEC-24", "BR-DEC-25"}
	lineCharge        = reductionRules{"BR-43", "", "BR-44", "BR-CO-24", "BR-DEC-27", "BR-DEC-28"}
)

func (r reductionRules) ids() []string {
	return []string{r.amount, r.category, r.reason, r.also, r.decimals, r.baseDecimals}
}

// reductionIDs are the rules for an allowance or charge; none for one that is neither, or of a price.
func reductionIDs(n *ubl.Node) reductionRules {
	whole, line := n.Parent.Parent == nil, isLine(n.Parent)
	switch {
	case whole && isAllowance(n):
		return documentAllowance
	case whole && isCharge(n):
		return documentCharge
	case line && isAllowance(n):
		return lineAllowance
	case line && isCharge(n):
		return lineCharge
	}
	return reductionRules{}
}

// reductions checks allowances and charges of document, lines and prices.
func (c *checker) reductions() {
	gross := map[*ubl.Node]decimal.Decimal{}
	for _, l := range c.lines {
		if l.First("cac:AllowanceCharge") != nil {
			gross[l] = lineGross(l)
		}
	}
	for _, n := range c.named["cac:AllowanceCharge"] {
		switch {
		case n.Parent == nil:
		case n.Parent.Name == "cac:Price":
			c.priceReduction(n)
		default:
			c.reduction(n, gross)
		}
	}
}

// reduction checks one allowance or charge; gross are the lines' unrounded amounts it may have been taken of.
func (c *checker) reduction(n *ubl.Node, gross map[*ubl.Node]decimal.Decimal) {
	if ids := reductionIDs(n); ids != (reductionRules{}) {
		c.reductionFields(n, ids)
	}
	if n.Parent != c.root && n.Parent.Name != "cac:"+c.root.Name+"Line" || n.Parent != c.root && n.Parent.Parent != c.root {
		return
	}
	percent, base := n.First("cbc:MultiplierFactorNumeric"), n.First("cbc:BaseAmount")
	switch {
	case percent != nil && base == nil:
		c.fatal("PEPPOL-EN16931-R041", n)
		return
	case percent == nil && base != nil:
		c.fatal("PEPPOL-EN16931-R042", n)
		return
	}
	if indicator := n.Value("cbc:ChargeIndicator"); indicator != "true" && indicator != "false" {
		c.fatal("PEPPOL-EN16931-R043", n, "value", indicator)
	}
	if percent != nil {
		line, known := gross[n.Parent]
		c.percentage(n, line, known)
	}
}

func (c *checker) reductionFields(n *ubl.Node, ids reductionRules) {
	if n.First("cbc:Amount") == nil {
		c.note(ids.amount, n, nil)
	}
	if ids.category != "" && !underVAT("cac:TaxCategory", "cbc:ID")(n) {
		c.note(ids.category, n, nil)
	}
	if n.First("cbc:AllowanceChargeReason") == nil && n.First("cbc:AllowanceChargeReasonCode") == nil {
		c.note(ids.reason, n, nil)
		c.note(ids.also, n, nil)
	}
}

// percentage checks amount = base × percentage: beyond two øre it breaks the official rule, beyond the rounding ours.
func (c *checker) percentage(n *ubl.Node, gross decimal.Decimal, known bool) {
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
	case !rounded(amount, exact) && (!known || !rounded(amount, gross.Mul(p).Div(hundred))):
		c.fatal("allowance-inexact", n, "amount", amount.String(), "expected", exact.StringFixed(2))
	}
}

func (c *checker) priceReduction(n *ubl.Node) {
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

// up rounds to two decimals as XPath does: half towards positive infinity.
func up(d decimal.Decimal) decimal.Decimal {
	return d.Shift(2).Add(half).Floor().Shift(-2)
}

// whole rounds to a whole number as XPath does.
func whole(d decimal.Decimal) decimal.Decimal { return d.Add(half).Floor() }

var half = decimal.New(5, -1)
