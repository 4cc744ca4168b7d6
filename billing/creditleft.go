package billing

import (
	"github.com/shopspring/decimal"

	"fakturist/billing/money"
)

// CreditLeft is what of an invoice credit notes have not taken yet.
type CreditLeft struct {
	Gross money.Amount            // with VAT
	Lines map[int]decimal.Decimal // quantity by line (BT-126); lines credited by amount are not told here
	Taxes []TaxBreakdown          // base and VAT by category and rate
}

// LeftToCredit takes the credit notes off an invoice.
func LeftToCredit(inv Invoice, credits []Invoice) (CreditLeft, error) {
	doc := inv.Document()
	left := CreditLeft{Gross: doc.Totals.Gross, Lines: map[int]decimal.Decimal{}, Taxes: append([]TaxBreakdown(nil), doc.Taxes...)}
	for _, l := range doc.Lines {
		left.Lines[l.ID] = l.Quantity
	}
	for _, c := range credits {
		if err := left.take(c.Document()); err != nil {
			return left, err
		}
	}
	return left, nil
}

// take takes one credit note off.
func (left *CreditLeft) take(credit Document) error {
	var err error
	if left.Gross, err = left.Gross.Sub(credit.Totals.Gross); err != nil {
		return err
	}
	for _, l := range credit.Lines {
		if l.Source != nil && l.Source.Kind == FromInvoice {
			left.Lines[l.Source.Line] = left.Lines[l.Source.Line].Sub(l.Quantity)
		}
	}
	for _, t := range credit.Taxes {
		for i := range left.Taxes {
			if mine := &left.Taxes[i]; mine.Category == t.Category && mine.Rate.Equal(t.Rate) {
				if mine.Base, err = mine.Base.Sub(t.Base); err != nil {
					return err
				}
				if mine.Tax, err = mine.Tax.Sub(t.Tax); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkCap notes where a credit note takes more than is left: in all, of a line, or of a category and rate.
func (left CreditLeft) checkCap(number string, credit Document, faults *Faults) {
	if credit.Totals.Gross.Minor > left.Gross.Minor {
		faults.Add("credit-exceeds", "lines", "number", number, "left", left.Gross.String())
		return
	}
	taken := map[int]decimal.Decimal{}
	for i, l := range credit.Lines {
		if l.Source == nil || l.Source.Kind != FromInvoice {
			continue
		}
		no := l.Source.Line
		taken[no] = taken[no].Add(l.Quantity)
		if rest := left.Lines[no]; taken[no].Abs().GreaterThan(rest.Abs()) || taken[no].Sign()*rest.Sign() < 0 {
			faults.Add("credit-line-exceeds", at("lines", i, "quantity"), "line", l.Item, "left", rest.String())
		}
	}
	for _, t := range credit.Taxes {
		if rest, known := left.base(t); !known || t.Base.Sign() > 0 && t.Base.Minor > max(rest.Minor, 0)+1 {
			faults.Add("credit-rate-exceeds", "lines", "rate", t.Rate.String(), "category", string(t.Category), "left", rest.String())
		}
	}
}

// base is what is left of a category and rate; known is false when the invoice has none of it.
func (left CreditLeft) base(t TaxBreakdown) (rest money.Amount, known bool) {
	for _, mine := range left.Taxes {
		if mine.Category == t.Category && mine.Rate.Equal(t.Rate) {
			return mine.Base, true
		}
	}
	return money.New(0, t.Base.Currency), false
}
