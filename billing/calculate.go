package billing

import (
	"cmp"
	"slices"

	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

var hundred = decimal.NewFromInt(100)

// calculate fills in every amount of a document: line nets rounded and summed (BR-CO-10), VAT per category and rate on
// the sum (BR-CO-17), totals (BR-CO-13 to 16). It changes lines, adjustments, taxes and totals of d and nothing else.
func (d *Document) calculate(prepaid decimal.Decimal) error {
	asked, err := d.price()
	if err != nil {
		return err
	}
	if err := d.tax(); err != nil {
		return err
	}
	return d.total(prepaid, asked)
}

// price computes the amounts of lines and adjustments. When prices include VAT it tells what the buyer is asked for in all.
func (d *Document) price() (*money.Amount, error) {
	if d.PricesIncludeVAT {
		return d.priceWithVAT()
	}
	for i := range d.Lines {
		if err := d.Lines[i].price(d.Currency); err != nil {
			return nil, err
		}
	}
	if err := d.share(); err != nil {
		return nil, err
	}
	return nil, d.adjust()
}

// price computes the amounts of a line.
func (l *PricedLine) price(c money.Currency) error {
	var err error
	if l.Gross, l.DiscountAmount, err = l.told(c); err != nil {
		return err
	}
	l.Net, err = l.Gross.Sub(l.DiscountAmount)
	return err
}

// told is quantity × price and the discount on it, as the prices are told.
func (l *PricedLine) told(c money.Currency) (gross, discount money.Amount, err error) {
	if gross, err = money.Round(l.times(l.Price), c); err != nil {
		return gross, discount, err
	}
	off := decimal.Zero
	if l.Discount != nil {
		off = l.Discount.Amount
		if !l.Discount.Percent.IsZero() {
			off = gross.Decimal().Mul(l.Discount.Percent).Div(hundred)
		}
	}
	discount, err = money.Round(off, c)
	return gross, discount, err
}

// times is quantity × price / base, not rounded to the currency.
func (l *PricedLine) times(price decimal.Decimal) decimal.Decimal {
	product := l.Quantity.Mul(price)
	if l.PriceBase.IsZero() {
		return product
	}
	return product.DivRound(l.PriceBase, 12)
}

// adjust computes the allowances and charges; a percentage is taken of the lines with the same VAT.
func (d *Document) adjust() error {
	for i := range d.Adjustments {
		a := &d.Adjustments[i]
		var err error
		if a.Base, err = d.percentBase(*a, PricedLine.net); err != nil {
			return err
		}
		if a.Value, err = a.told(d.Currency); err != nil {
			return err
		}
	}
	return nil
}

func (l PricedLine) net() money.Amount { return l.Net }

// told is the amount of an adjustment: its own, or the percentage of its base.
func (a PricedAdjustment) told(c money.Currency) (money.Amount, error) {
	if a.Percent.IsZero() {
		return money.Round(a.Amount, c)
	}
	return money.Round(a.Base.Decimal().Mul(a.Percent).Div(hundred), c)
}

// percentBase is what a percentage is taken of: the lines with the same VAT; nought for an amount.
func (d *Document) percentBase(a PricedAdjustment, of func(PricedLine) money.Amount) (money.Amount, error) {
	base := money.New(0, d.Currency)
	if a.Percent.IsZero() {
		return base, nil
	}
	for _, l := range d.Lines {
		if !sameTax(l.VAT, a.VAT) {
			continue
		}
		var err error
		if base, err = base.Add(of(l)); err != nil {
			return base, err
		}
	}
	return base, nil
}

func sameTax(a, b VAT) bool { return a.Category == b.Category && a.Rate.Equal(b.Rate) }

// signed is the adjustment's effect on a sum.
func (a PricedAdjustment) signed() money.Amount {
	if a.Charge {
		return a.Value
	}
	return a.Value.Neg()
}

// tax sums up per category and rate, in the order S by falling rate, then the others by code. Categories other than S
// have one breakdown each, so different reasons of one category are joined.
func (d *Document) tax() error {
	d.Taxes = nil
	add := func(v VAT, a money.Amount) error {
		i := slices.IndexFunc(d.Taxes, func(t TaxBreakdown) bool { return t.Category == v.Category && t.Rate.Equal(v.Rate) })
		if i < 0 {
			i = len(d.Taxes)
			d.Taxes = append(d.Taxes, TaxBreakdown{Category: v.Category, Rate: v.Rate, Base: money.New(0, d.Currency)})
		}
		t := &d.Taxes[i]
		t.Reason = joinReason(t.Reason, v.Reason)
		var err error
		t.Base, err = t.Base.Add(a)
		return err
	}
	for _, l := range d.Lines {
		if err := add(l.VAT, l.Net); err != nil {
			return err
		}
	}
	for _, a := range d.Adjustments {
		if err := add(a.VAT, a.signed()); err != nil {
			return err
		}
	}
	for i := range d.Taxes {
		t := &d.Taxes[i]
		var err error
		if t.Tax, err = money.Round(t.Base.Decimal().Mul(t.Rate).Div(hundred), d.Currency); err != nil {
			return err
		}
	}
	slices.SortStableFunc(d.Taxes, func(a, b TaxBreakdown) int {
		return cmp.Or(b.Rate.Cmp(a.Rate), cmp.Compare(a.Category, b.Category))
	})
	return nil
}

func joinReason(have, more string) string {
	switch {
	case more == "" || have == more:
		return have
	case have == "":
		return more
	}
	return have + "; " + more
}

// total computes the document's sums from rounded parts; nothing is rounded again.
func (d *Document) total(prepaid decimal.Decimal, asked *money.Amount) error {
	t := Totals{}
	sum := func(to *money.Amount, parts ...money.Amount) error {
		var err error
		*to, err = money.Sum(d.Currency, parts...)
		return err
	}
	var lines, allowances, charges, taxes []money.Amount
	for _, l := range d.Lines {
		lines = append(lines, l.Net)
	}
	for _, a := range d.Adjustments {
		if a.Charge {
			charges = append(charges, a.Value)
		} else {
			allowances = append(allowances, a.Value)
		}
	}
	for _, x := range d.Taxes {
		taxes = append(taxes, x.Tax)
	}
	paid, err := money.Round(prepaid, d.Currency)
	if err != nil {
		return err
	}
	t.Prepaid = paid
	for _, step := range []func() error{
		func() error { return sum(&t.Lines, lines...) },
		func() error { return sum(&t.Allowances, allowances...) },
		func() error { return sum(&t.Charges, charges...) },
		func() error { return sum(&t.Net, t.Lines, t.Allowances.Neg(), t.Charges) },
		func() error { return sum(&t.Tax, taxes...) },
		func() error { return sum(&t.Gross, t.Net, t.Tax) },
		func() error { return d.round(&t, asked) },
		func() error { return sum(&t.Payable, t.Gross, t.Rounding, t.Prepaid.Neg()) },
		func() error { return d.taxInNOK(&t) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	d.Totals = t
	return nil
}

// taxInNOK states the VAT in NOK on a document in another currency (bokføringsforskriften § 5-1-1 no. 6).
func (d *Document) taxInNOK(t *Totals) error {
	if d.Currency == money.NOK || d.ExchangeRate.IsZero() {
		return nil
	}
	var err error
	t.TaxNOK, err = money.Round(t.Tax.Decimal().Mul(d.ExchangeRate), money.NOK)
	return err
}
