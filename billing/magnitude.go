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
	d.Numbers(func(path string, numbers ...decimal.Decimal) {
		for _, n := range numbers {
			if n.Exponent() < -maxDecimals || n.Exponent() > maxExponent || n.NumDigits() > maxDigits {
				faults.Add("number-out-of-reach", path)
				return
			}
		}
	})
}

// Numbers shows every number of the draft with the field it stands in; the numbers of one field come together.
func (d Draft) Numbers(visit func(path string, numbers ...decimal.Decimal)) {
	for i, l := range d.Lines {
		visit(at("lines", i, "quantity"), l.Quantity)
		visit(at("lines", i, "price"), l.Price)
		visit(at("lines", i, "priceBase"), l.PriceBase)
		visit(at("lines", i, "vat"), l.VAT.Rate)
		if l.Discount != nil {
			visit(at("lines", i, "discount"), l.Discount.Percent, l.Discount.Amount)
		}
	}
	for i, a := range d.Adjustments {
		visit(at("adjustments", i, ""), a.Percent, a.Amount, a.VAT.Rate)
	}
	visit("prepaid", d.Prepaid)
	visit("exchangeRate", d.ExchangeRate)
}
