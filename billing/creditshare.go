package billing

import "github.com/shopspring/decimal"

// nudges are how many øre a part may be moved so that it comes out even, the least first.
var nudges = [...]int64{0, 1, -1, 2, -2}

// refund splits an amount with VAT among categories and rates by their sums, each part one that a net leads to with its VAT
// where that can be had by moving an øre or two between them: 500.00 at three rates needs no rounding then. Nothing is taken
// of a rate beyond what stands in it.
func refund(amount int64, taxes []TaxBreakdown) []int64 {
	sums := make([]int64, len(taxes))
	for i, t := range taxes {
		sums[i] = max(t.Base.Minor+t.Tax.Minor, 0)
	}
	parts := distribute(amount, sums)
	r := refunding{taxes: taxes, sums: sums, parts: parts, cost: -1}
	r.seek(0, 0, 0, make([]int64, len(parts)))
	if r.cost > 0 {
		for i := range parts {
			parts[i] += r.best[i]
		}
	}
	return parts
}

// refunding looks for the least that must be moved.
type refunding struct {
	taxes       []TaxBreakdown
	sums, parts []int64
	best        []int64
	cost        int64 // of best; -1: nothing found yet
}

// seek tries every way to move øre from part i on; left is what was moved so far, which must come back to nought.
func (r *refunding) seek(i int, left, cost int64, moved []int64) {
	if r.cost >= 0 && cost >= r.cost {
		return
	}
	if i == len(r.parts) {
		if left == 0 {
			r.cost, r.best = cost, append([]int64(nil), moved...)
		}
		return
	}
	for _, by := range nudges {
		part := r.parts[i] + by
		if part < 0 || part > r.sums[i] && by != 0 || !comesOut(part, r.taxes[i].Rate) {
			continue
		}
		moved[i] = by
		r.seek(i+1, left+by, cost+max(by, -by), moved)
	}
}

// comesOut tells whether a net leads to a sum with VAT of a rate.
func comesOut(sum int64, rate decimal.Decimal) bool {
	group := partGroup{rate: rate}
	net := decimal.NewFromInt(group.net(sum, decimal.NewFromInt(1).Add(rate.Div(hundred))))
	return net.Add(net.Mul(rate).Div(hundred).Round(0)).Equal(decimal.NewFromInt(sum))
}
