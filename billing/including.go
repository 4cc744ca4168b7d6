package billing

import (
	"cmp"
	"slices"

	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// maxPriceDecimals is how exact a price without VAT is written when it was made of one with VAT.
const maxPriceDecimals = 8

// priceWithVAT computes lines and adjustments whose prices include VAT, and tells the sum asked for. EN 16931 knows prices
// without VAT only, so every amount is taken apart: per category and rate the net is sought whose VAT brings it back to the
// sum asked for, and shared out to the øre. A sum that no net leads to (100.02 at 25 %) is met by rounding (BT-114).
func (d *Document) priceWithVAT() (*money.Amount, error) {
	asked := money.New(0, d.Currency)
	for i := range d.Lines {
		l := &d.Lines[i]
		gross, discount, err := l.told(d.Currency)
		if err != nil {
			return nil, err
		}
		if l.Asked, err = gross.Sub(discount); err != nil {
			return nil, err
		}
		if asked, err = asked.Add(l.Asked); err != nil {
			return nil, err
		}
	}
	if err := d.share(); err != nil {
		return nil, err
	}
	for i := range d.Adjustments {
		a := &d.Adjustments[i]
		var err error
		if a.Base, err = d.percentBase(*a, func(l PricedLine) money.Amount { return l.Asked }); err != nil {
			return nil, err
		}
		if a.Asked, err = a.told(d.Currency); err != nil {
			return nil, err
		}
		if asked, err = asked.Add(a.sign(a.Asked)); err != nil {
			return nil, err
		}
	}
	for _, g := range d.shareGroups() {
		if err := g.takeApart(d.Currency); err != nil {
			return nil, err
		}
	}
	return &asked, nil
}

func (a PricedAdjustment) sign(v money.Amount) money.Amount {
	if a.Charge {
		return v
	}
	return v.Neg()
}

// part is one line or adjustment of a category and rate.
type part struct {
	asked int64 // minor units, with VAT; an allowance counts negative
	net   int64
	set   func(net int64) error
}

type partGroup struct {
	rate  decimal.Decimal
	parts []*part
}

// shareGroups are lines and adjustments by category and rate.
func (d *Document) shareGroups() []*partGroup {
	var groups []*partGroup
	var vats []VAT
	add := func(v VAT, p *part) {
		i := slices.IndexFunc(vats, func(o VAT) bool { return sameTax(o, v) })
		if i < 0 {
			i = len(groups)
			vats, groups = append(vats, v), append(groups, &partGroup{rate: v.Rate})
		}
		groups[i].parts = append(groups[i].parts, p)
	}
	for i := range d.Lines {
		l := &d.Lines[i]
		add(l.VAT, &part{asked: l.Asked.Minor, set: func(net int64) error { return l.without(net, d.Currency) }})
	}
	for i := range d.Adjustments {
		a := &d.Adjustments[i]
		add(a.VAT, &part{asked: a.sign(a.Asked).Minor, set: func(net int64) error {
			a.Value = a.sign(money.New(net, d.Currency))
			return nil
		}})
	}
	return groups
}

// takeApart gives every part of a group its amount without VAT, so that the sum of them with its VAT is the sum asked for,
// or as near to it as can be.
func (g *partGroup) takeApart(c money.Currency) error {
	whole := decimal.NewFromInt(1).Add(g.rate.Div(hundred))
	asked, natural := int64(0), int64(0)
	for _, p := range g.parts {
		asked += p.asked
		p.net = decimal.NewFromInt(p.asked).DivRound(whole, 0).IntPart()
		natural += p.net
	}
	g.spread(g.net(asked, whole) - natural)
	for _, p := range g.parts {
		if err := p.set(p.net); err != nil {
			return err
		}
	}
	return nil
}

// net is the amount whose VAT brings it to the sum asked for, or next to it.
func (g *partGroup) net(asked int64, whole decimal.Decimal) int64 {
	best, distance := int64(0), int64(-1)
	near := decimal.NewFromInt(asked).DivRound(whole, 0).IntPart()
	for _, n := range []int64{near, near - 1, near + 1} {
		tax := decimal.NewFromInt(n).Mul(g.rate).Div(hundred).Round(0).IntPart()
		if off := max(n+tax-asked, asked-n-tax); distance < 0 || off < distance {
			best, distance = n, off
		}
	}
	return best
}

// spread shares a few øre among the parts, the largest first.
func (g *partGroup) spread(diff int64) {
	if diff == 0 {
		return
	}
	order := slices.Clone(g.parts)
	slices.SortStableFunc(order, func(a, b *part) int { return cmp.Compare(max(b.asked, -b.asked), max(a.asked, -a.asked)) })
	step := int64(1)
	if diff < 0 {
		step = -1
	}
	for k := 0; diff != 0; k++ {
		order[k%len(order)].net += step
		diff -= step
	}
}

// without fills in the amounts of a line whose net is given, and a price without VAT that leads to it: as short a one as
// will do. A discount takes up what rounding leaves between price and net.
func (l *PricedLine) without(net int64, c money.Currency) error {
	l.Net = money.New(net, c)
	whole := decimal.NewFromInt(1).Add(l.VAT.Rate.Div(hundred))
	l.NetPrice = l.Price.DivRound(whole, maxPriceDecimals)
	gross, err := money.Round(l.times(l.NetPrice), c)
	if err != nil {
		return err
	}
	if l.Discount != nil {
		off, err := gross.Sub(l.Net)
		if err != nil {
			return err
		}
		if off.Sign()*l.Quantity.Sign() > 0 {
			l.Gross, l.DiscountAmount = gross, off
			return nil
		}
	}
	l.Gross, l.DiscountAmount = l.Net, money.New(0, c)
	if gross.IsZero() && l.Net.IsZero() {
		return nil // a price too small to make an øre is still a price
	}
	return l.fitPrice(c)
}

// fitPrice seeks the shortest price that gives the line's net; where none of eight decimals does, for a quantity of
// millions, the net follows the price and the difference is left to the rounding of the document.
func (l *PricedLine) fitPrice(c money.Currency) error {
	if l.Quantity.IsZero() {
		return nil
	}
	base := l.PriceBase
	if base.IsZero() {
		base = decimal.NewFromInt(1)
	}
	for decimals := int32(2); decimals <= maxPriceDecimals; decimals++ {
		l.NetPrice = l.Net.Decimal().Mul(base).DivRound(l.Quantity, decimals)
		got, err := money.Round(l.times(l.NetPrice), c)
		if err != nil {
			return err
		}
		if got == l.Net || decimals == maxPriceDecimals {
			l.Gross, l.Net = got, got
			return nil
		}
	}
	return nil
}
