package view

import (
	"errors"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// CreditMode is how much of an invoice is credited.
type CreditMode string

// The modes.
const (
	CreditWhole CreditMode = "whole"
	CreditLines CreditMode = "lines"
	CreditSum   CreditMode = "sum"
)

// CreditModes are all modes in order.
var CreditModes = []CreditMode{CreditWhole, CreditLines, CreditSum}

// CreditLine is a line of the invoice with how much of it is to be credited.
type CreditLine struct {
	ID   int // BT-126
	Item string
	Left string // how much is left to credit, with its unit
	Text string // what was typed; empty: nothing of it
	left decimal.Decimal
}

// CreditForm is the form of a credit note while somebody fills it in. It starts with the whole invoice, or, when a part was
// credited before, with what is left of each line.
type CreditForm struct {
	tongue  Tongue
	company billing.Company
	inv     billing.Invoice
	left    billing.CreditLeft
	open    money.Amount // outstanding on the invoice

	Mode   CreditMode
	Lines  []CreditLine
	Amount string // with VAT
	Text   string // what the amount is for, on the credit note
	Reason string
}

// NewCreditForm begins a credit note of an invoice; open is what the buyer owes of it.
func NewCreditForm(t Tongue, c billing.Company, inv billing.Invoice, left billing.CreditLeft, open money.Amount) *CreditForm {
	f := &CreditForm{tongue: t, company: c, inv: inv, left: left, open: open, Mode: CreditWhole, Amount: t.signs(left.Gross.String()),
		Text: t.T("credit.sum.usual")}
	for _, l := range inv.Document().Lines {
		rest := left.Lines[l.ID]
		line := CreditLine{ID: l.ID, Item: join(l.Item, l.For), left: rest, Left: strings.TrimSpace(t.Number(rest) + " " + t.Unit(l.Unit))}
		if !rest.IsZero() {
			line.Text = t.Number(rest)
		}
		f.Lines = append(f.Lines, line)
	}
	if !f.Offers(CreditWhole) {
		f.Mode = CreditLines
		if !f.Offers(CreditLines) {
			f.Mode = CreditSum
		}
	}
	return f
}

// Offers tells whether a mode can lead to anything: the whole only as long as nothing was credited.
func (f *CreditForm) Offers(m CreditMode) bool {
	switch m {
	case CreditWhole:
		return f.left.Gross == f.inv.Document().Totals.Gross
	case CreditLines:
		for _, l := range f.Lines {
			if !l.left.IsZero() {
				return true
			}
		}
		return false
	}
	return f.left.Gross.Sign() > 0
}

// Chosen are the lines to credit, with a fault for each quantity that cannot be.
func (f *CreditForm) Chosen() ([]billing.CreditLine, billing.Faults) {
	var out []billing.CreditLine
	var faults billing.Faults
	for i, l := range f.Lines {
		if strings.TrimSpace(l.Text) == "" {
			continue
		}
		path := linePath(i, CellQuantity)
		quantity, ok := ParseNumber(l.Text)
		switch {
		case !ok:
			faults.Add("number-unread", path, "value", l.Text)
		case quantity.IsZero():
		case quantity.Abs().GreaterThan(l.left.Abs()) || quantity.Sign() != l.left.Sign():
			faults.Add("credit-line-exceeds", path, "line", l.Item, "left", l.left.String())
		default:
			out = append(out, billing.CreditLine{ID: l.ID, Quantity: quantity})
		}
	}
	if len(out) == 0 && len(faults) == 0 {
		faults.Add("credit-nothing", "lines")
	}
	return out, faults
}

// Sum is the amount typed, with a fault when it is none or more than what is left.
func (f *CreditForm) Sum() (money.Amount, billing.Faults) {
	var faults billing.Faults
	a, ok := ParseAmount(f.Amount, f.left.Gross.Currency)
	switch {
	case !ok || a.Sign() <= 0:
		faults.Add("number-unread", "amount", "value", f.Amount)
	case a.Minor > f.left.Gross.Minor:
		faults.Add("credit-exceeds", "amount", "number", f.inv.Number(), "left", f.left.Gross.String())
	case strings.TrimSpace(f.Text) == "":
		faults.Add("line-text-missing", "text")
	}
	return a, faults
}

// Payable is what the credit note comes to, with its faults.
func (f *CreditForm) Payable() (money.Amount, billing.Faults) {
	var draft billing.Draft
	var err error
	switch f.Mode {
	case CreditLines:
		lines, faults := f.Chosen()
		if len(faults) > 0 {
			return money.Amount{}, faults
		}
		draft, err = billing.CreditDraft(f.inv, lines, f.Reason)
	case CreditSum:
		return f.Sum()
	default:
		draft, err = billing.CreditDraft(f.inv, nil, f.Reason)
	}
	if err != nil {
		return money.Amount{}, refusal(err)
	}
	inv, doc := f.inv, f.inv.Document()
	credit, faults := billing.Compose(f.company, billing.Customer{No: doc.CustomerNo, Party: doc.Buyer}, &inv, draft, f.tongue.Today())
	return credit.Totals.Payable, faults.Fatal()
}

func refusal(err error) billing.Faults {
	var refused *billing.FaultError
	if errors.As(err, &refused) {
		return refused.Faults.Fatal()
	}
	return billing.Faults{{Code: "credit-nothing"}}
}

// Whole tells whether the credit note can be made.
func (f *CreditForm) Whole() bool {
	_, faults := f.Payable()
	return len(faults) == 0
}

// Explain says what will happen, or what is missing.
func (f *CreditForm) Explain() (text string, ok bool) {
	sum, faults := f.Payable()
	if len(faults) > 0 {
		return f.tongue.Fault(faults[0]).Text, false
	}
	doc := f.inv.Document()
	text = f.tongue.T("credit.what", "sum", f.tongue.Amount(sum), "number", DocumentNo(f.inv.Number()), "name", doc.Buyer.Name)
	rest, err := f.open.Sub(sum)
	switch {
	case err != nil:
	case rest.Sign() > 0:
		text += " " + f.tongue.T("credit.rest", "rest", f.tongue.Amount(rest))
	case rest.IsZero():
		text += " " + f.tongue.T("credit.settled")
	default:
		text += " " + f.tongue.T("credit.owed", "sum", f.tongue.Amount(rest.Abs()))
	}
	return text + " " + f.tongue.T("credit.stays"), true
}

// LeftText says how much of the invoice can be credited, when a part was before; else nothing.
func (f *CreditForm) LeftText() string {
	if f.Offers(CreditWhole) {
		return ""
	}
	return f.tongue.T("credit.left", "left", f.tongue.Amount(f.left.Gross), "sum", f.tongue.Amount(f.inv.Document().Totals.Gross))
}
