package billing

import "fakturist/billing/money"

// round fills in BT-114: what brings the amount to pay to the sum asked for when prices include VAT, and to whole kroner
// when that was asked. The zero Amount, without a currency, says that nothing is rounded.
func (d *Document) round(t *Totals, asked *money.Amount) error {
	rounding := money.New(0, d.Currency)
	if asked != nil {
		var err error
		if rounding, err = asked.Sub(t.Gross); err != nil {
			return err
		}
	}
	if d.Rounding == RoundKrone {
		exact, err := money.Sum(d.Currency, t.Gross, rounding, t.Prepaid.Neg())
		if err != nil {
			return err
		}
		whole, err := money.Round(exact.Decimal().Round(0), d.Currency)
		if err != nil {
			return err
		}
		more, err := whole.Sub(exact)
		if err != nil {
			return err
		}
		if rounding, err = rounding.Add(more); err != nil {
			return err
		}
	}
	if !rounding.IsZero() {
		t.Rounding = rounding
	}
	return nil
}
