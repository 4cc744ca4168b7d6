package billing

import "github.com/shopspring/decimal"

// The reach of quantities, prices, percentages and rates: enough for every real invoice, and small enough that nobody can
// make the arithmetic take forever with "1e999999999".
const (
	maxDigits   = 15 // before and after the decimal sign together
	maxDecimals = 8
	maxExponent = 12
)

// checkMagnitude notes every number of the draft that is beyond reach.
func (d Draft) checkMagnitude(faults *Faults) {
	check := func(path string, numbers ...decimal.Decimal) {
		for _, n := range numbers {
			if n.Exponent() < -maxDecimals || n.Exponent() > maxExponent || n.NumDigits() > maxDigits {
				faults.Add("number-out-of-reach", path)
				return
			}
		}
	}
	for i, l := range d.Lines {
		check(at("lines", i, "quantity"), l.Quantity)
		check(at("lines", i, "price"), l.Price, l.PriceBase)
		check(at("lines", i, "vat"), l.VAT.Rate)
		if l.Discount != nil {
			check(at("lines", i, "discount"), l.Discount.Percent, l.Discount.Amount)
		}
	}
	for i, a := range d.Adjustments {
		check(at("adjustments", i, ""), a.Percent, a.Amount, a.VAT.Rate)
	}
	check("prepaid", d.Prepaid)
	check("exchangeRate", d.ExchangeRate)
}
