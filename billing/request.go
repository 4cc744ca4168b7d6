package billing

import "fakturist/billing/money"

// hideVAT turns a computed payment request into what it must look like: amounts to pay and no VAT anywhere, since VAT may
// not stand on a document before delivery (merverdiavgiftsloven § 15-10, read 2026-11-22). The sum to pay stays.
func (d *Document) hideVAT() error {
	if !d.PricesIncludeVAT {
		if err := d.addVAT(); err != nil {
			return err
		}
	}
	t, zero := d.Totals, money.New(0, d.Currency)
	lines, allowances, charges := []money.Amount{}, []money.Amount{}, []money.Amount{}
	for i := range d.Lines {
		l := &d.Lines[i]
		l.Gross, l.Net, l.DiscountAmount = l.Asked, l.Asked, zero
		l.VAT, l.Discount = VAT{}, nil
		lines = append(lines, l.Net)
	}
	for i := range d.Adjustments {
		a := &d.Adjustments[i]
		a.Value, a.VAT = a.Asked, VAT{}
		if a.Charge {
			charges = append(charges, a.Value)
		} else {
			allowances = append(allowances, a.Value)
		}
	}
	d.Taxes = nil
	d.Totals = Totals{Tax: zero, Prepaid: t.Prepaid, Rounding: t.Rounding, Payable: t.Payable}
	var err error
	if d.Totals.Lines, err = money.Sum(d.Currency, lines...); err != nil {
		return err
	}
	if d.Totals.Allowances, err = money.Sum(d.Currency, allowances...); err != nil {
		return err
	}
	if d.Totals.Charges, err = money.Sum(d.Currency, charges...); err != nil {
		return err
	}
	d.Totals.Gross, err = d.Totals.Lines.Sub(d.Totals.Allowances)
	if err != nil {
		return err
	}
	d.Totals.Gross, err = d.Totals.Gross.Add(d.Totals.Charges)
	d.Totals.Net = d.Totals.Gross
	if d.PricesIncludeVAT { // the lines are what was asked for: nothing is left to round but the krone
		return d.roundRequest()
	}
	return err
}

// roundRequest leaves of the rounding what the krone asks for.
func (d *Document) roundRequest() error {
	t := &d.Totals
	rest, err := money.Sum(d.Currency, t.Payable, t.Prepaid, t.Gross.Neg())
	t.Rounding = money.Amount{}
	if !rest.IsZero() {
		t.Rounding = rest
	}
	return err
}

// addVAT gives every line and adjustment its share of the VAT of its category and rate, to the øre.
func (d *Document) addVAT() error {
	for _, t := range d.Taxes {
		var weights []int64
		var set []func(tax int64) error
		own := VAT{Category: t.Category, Rate: t.Rate}
		for i := range d.Lines {
			if l := &d.Lines[i]; sameTax(l.VAT, own) {
				weights = append(weights, l.Net.Minor)
				set = append(set, func(tax int64) (err error) {
					l.Asked, err = l.Net.Add(money.New(tax, d.Currency))
					return err
				})
			}
		}
		for i := range d.Adjustments {
			if a := &d.Adjustments[i]; sameTax(a.VAT, own) {
				weights = append(weights, a.signed().Minor)
				set = append(set, func(tax int64) (err error) {
					a.Asked, err = a.Value.Add(a.sign(money.New(tax, d.Currency)))
					return err
				})
			}
		}
		for i, tax := range distribute(t.Tax.Minor, weights) {
			if err := set[i](tax); err != nil {
				return err
			}
		}
	}
	return nil
}
