package billing

import (
	"github.com/shopspring/decimal"

	"fakturist/billing/money"
)

// CreditLeft is what of an invoice credit notes have not taken yet.
type CreditLeft struct {
	Gross money.Amount            // with VAT, as it was rounded (BT-112 + BT-114)
	Lines map[int]decimal.Decimal // quantity by line (BT-126); lines credited by amount are not told here
	Taxes []TaxBreakdown          // base and VAT by category and rate
	Notes int                     // how many credit notes took of it

	bent int64 // øre the invoice itself was rounded by
}

// LeftToCredit takes the credit notes off an invoice.
func LeftToCredit(inv Invoice, credits []Invoice) (CreditLeft, error) {
	doc := inv.Document()
	gross, err := doc.Totals.rounded()
	if err != nil {
		return CreditLeft{}, err
	}
	left := CreditLeft{Gross: gross, Lines: map[int]decimal.Decimal{}, Taxes: append([]TaxBreakdown(nil), doc.Taxes...),
		bent: doc.Totals.rounding(doc.Currency).Abs().Minor}
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
	gross, err := credit.Totals.rounded()
	if err != nil {
		return err
	}
	if left.Gross, err = left.Gross.Sub(gross); err != nil {
		return err
	}
	left.Notes++
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
	if gross, err := credit.Totals.rounded(); err != nil || gross.Minor > left.Gross.Minor {
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
		if rest, known := left.base(t); !known || t.Base.Sign() > 0 && t.Base.Minor > max(rest.Minor, 0)+left.slack(credit) {
			faults.Add("credit-rate-exceeds", "lines", "rate", t.Rate.String(), "category", string(t.Category), "left", rest.String())
		}
	}
}

// slack is how many øre credit notes of parts may be beside their invoice, since each rounds its own VAT and the invoice alone
// was rounded to whole kroner.
func (left CreditLeft) slack(credit Document) int64 {
	return int64((left.Notes+1)*(len(credit.Taxes)+1)) + left.bent
}

// fit brings a credit note to what is left where only øre of rounding are between them (BT-114): one that would take a few
// too much, and the last one, which takes all that is left and would leave a few standing for ever.
func (left CreditLeft) fit(credit *Document) error {
	if !credit.ofLines() {
		return nil // an amount somebody chose
	}
	gross, err := credit.Totals.rounded()
	if err != nil {
		return err
	}
	diff, err := left.Gross.Sub(gross)
	if err != nil {
		return err
	}
	if diff.IsZero() || diff.Abs().Minor > left.slack(*credit) || diff.Sign() > 0 && !left.emptied(*credit) {
		return nil
	}
	t := &credit.Totals
	if t.Rounding, err = money.Sum(credit.Currency, t.rounding(credit.Currency), diff); err != nil {
		return err
	}
	if t.Rounding.IsZero() {
		t.Rounding = money.Amount{}
	}
	t.Payable, err = t.Payable.Add(diff)
	return err
}

// ofLines tells whether every line of a credit note takes back a line of its invoice.
func (d Document) ofLines() bool {
	for _, l := range d.Lines {
		if l.Source == nil || l.Source.Kind != FromInvoice {
			return false
		}
	}
	return true
}

// emptied tells whether a credit note takes all that is left of every line.
func (left CreditLeft) emptied(credit Document) bool {
	rest := map[int]decimal.Decimal{}
	for no, quantity := range left.Lines {
		rest[no] = quantity
	}
	for _, l := range credit.Lines {
		rest[l.Source.Line] = rest[l.Source.Line].Sub(l.Quantity)
	}
	for _, quantity := range rest {
		if !quantity.IsZero() {
			return false
		}
	}
	return true
}

// rounded is the sum with VAT as it was rounded: BT-112 + BT-114.
func (t Totals) rounded() (money.Amount, error) { return t.Gross.Add(t.rounding(t.Gross.Currency)) }

// rounding is BT-114, nought where nothing was rounded.
func (t Totals) rounding(c money.Currency) money.Amount {
	if t.Rounding.Currency == "" {
		return money.New(0, c)
	}
	return t.Rounding
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
