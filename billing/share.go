package billing

import (
	"cmp"
	"slices"

	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// share gives an adjustment that names no VAT the VAT of the lines: one part for each category and rate. An amount is
// shared by the lines' sums, to the øre; a percentage is taken of each. Freight and discounts follow what they are for.
func (d *Document) share() error {
	var out []PricedAdjustment
	for _, a := range d.Adjustments {
		if !a.VAT.IsZero() {
			out = append(out, a)
			continue
		}
		parts, err := d.shares(a)
		if err != nil {
			return err
		}
		out = append(out, parts...)
	}
	d.Adjustments = out
	return nil
}

// Of is the index of the draft's adjustment this one came of: a shared one comes in several parts.
func (a PricedAdjustment) Of() int { return a.draft }

// shares are the parts of one adjustment; itself, without VAT, on a document without lines.
func (d *Document) shares(a PricedAdjustment) ([]PricedAdjustment, error) {
	groups := d.lineGroups()
	if len(groups) == 0 {
		return []PricedAdjustment{a}, nil
	}
	part := func(g taxGroup) PricedAdjustment { p := a; p.VAT = g.vat; return p }
	if !a.Percent.IsZero() || len(groups) == 1 {
		var out []PricedAdjustment
		for _, g := range groups {
			out = append(out, part(g))
		}
		return out, nil
	}
	whole, err := money.Round(a.Amount, d.Currency)
	if err != nil {
		return nil, err
	}
	weights := make([]int64, len(groups))
	for i, g := range groups {
		weights[i] = max(g.sum, 0) // a group of returns bears none of it
	}
	var out []PricedAdjustment
	for i, minor := range distribute(whole.Minor, weights) {
		if minor == 0 {
			continue
		}
		p := part(groups[i])
		p.Amount = money.New(minor, d.Currency).Decimal()
		out = append(out, p)
	}
	if len(out) == 0 { // an amount of nought
		out = append(out, part(groups[0]))
	}
	return out, nil
}

// taxGroup is the lines of one category and rate.
type taxGroup struct {
	vat VAT
	sum int64 // of the lines' amounts, minor units
}

// lineGroups are the lines' categories and rates in the order they come; sums are of Asked when prices include VAT.
func (d *Document) lineGroups() []taxGroup {
	var groups []taxGroup
	for _, l := range d.Lines {
		i := slices.IndexFunc(groups, func(g taxGroup) bool { return sameTax(g.vat, l.VAT) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, taxGroup{vat: l.VAT})
		}
		if d.PricesIncludeVAT {
			groups[i].sum += l.Asked.Minor
		} else {
			groups[i].sum += l.Net.Minor
		}
	}
	return groups
}

// distribute splits a sum by weights so that the parts add up to it: each is rounded down, and what is left goes, one by
// one, to the parts that lost most. When the weights add up to nought, all goes to the first.
func distribute(sum int64, weights []int64) []int64 {
	if len(weights) == 0 {
		return nil
	}
	parts := make([]int64, len(weights))
	total := decimal.Zero
	for _, w := range weights {
		total = total.Add(decimal.NewFromInt(w))
	}
	if total.IsZero() {
		parts[0] = sum
		return parts
	}
	type loss struct {
		i    int
		lost decimal.Decimal
	}
	losses := make([]loss, len(weights))
	left := sum
	for i, w := range weights {
		exact := decimal.NewFromInt(sum).Mul(decimal.NewFromInt(w)).DivRound(total, 12)
		parts[i] = exact.Floor().IntPart()
		losses[i] = loss{i, exact.Sub(exact.Floor())}
		left -= parts[i]
	}
	slices.SortStableFunc(losses, func(a, b loss) int { return cmp.Or(b.lost.Cmp(a.lost), cmp.Compare(a.i, b.i)) })
	for k := 0; left > 0; k++ {
		parts[losses[k%len(losses)].i]++
		left--
	}
	return parts
}
