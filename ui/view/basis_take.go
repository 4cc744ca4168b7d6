package view

import (
	"fmt"
	"strings"

	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// TakeLine is a line of an order while somebody chooses how much of it to invoice now.
type TakeLine struct {
	Text     string
	Ordered  string
	Left     string
	Done     bool   // nothing is left of it
	Quantity string // to invoice now, as typed
	left     decimal.Decimal
}

// TakeForm chooses what of an order goes onto an invoice now; it starts with all that is left.
type TakeForm struct {
	tongue  Tongue
	company billing.Company
	basis   billing.Basis
	taken   map[int]decimal.Decimal
	Lines   []TakeLine
}

// TakeForm opens an order; taken is what stands on drafts and invoices, by line from 1.
func (t Tongue) TakeForm(c billing.Company, b billing.Basis, taken map[int]decimal.Decimal) *TakeForm {
	f := &TakeForm{tongue: t, company: c, basis: b, taken: taken}
	left := b.Remaining(taken)
	for i, l := range b.Draft.Lines {
		line := TakeLine{Text: join(l.Item, l.For), Ordered: t.quantity(l.Quantity, l.Unit), Left: t.quantity(left[i], l.Unit), Done: left[i].IsZero(), left: left[i]}
		if !line.Done {
			line.Quantity = t.Number(left[i])
		}
		f.Lines = append(f.Lines, line)
	}
	return f
}

// Title says what will be invoiced: "Fakturer O-4".
func (f *TakeForm) Title() string { return f.tongue.T("basis.take.title", "no", f.basis.No) }

// Set takes what was typed at a line.
func (f *TakeForm) Set(i int, text string) { f.Lines[i].Quantity = text }

// All takes all that is left, or nothing.
func (f *TakeForm) All(on bool) {
	for i, l := range f.Lines {
		f.Lines[i].Quantity = ""
		if on && !l.Done {
			f.Lines[i].Quantity = f.tongue.Number(l.left)
		}
	}
}

// Takes are the quantities chosen, with a fault for each that cannot be read, is more than is left, or when there is none.
func (f *TakeForm) Takes() ([]billing.Take, billing.Faults) {
	var faults billing.Faults
	var takes []billing.Take
	for i, l := range f.Lines {
		text := strings.TrimSpace(l.Quantity)
		if text == "" {
			continue
		}
		path := fmt.Sprintf("lines[%d].quantity", i)
		q, ok := ParseQuantity(text, f.basis.Draft.Lines[i].Unit)
		switch {
		case !ok:
			faults.Add("number-unread", path, "value", text)
		case q.IsZero():
		case q.Abs().GreaterThan(l.left.Abs()) || q.Sign() != l.left.Sign():
			faults.Add("order-exceeds", path, "line", fmt.Sprint(i+1), "left", f.tongue.Number(l.left))
		default:
			takes = append(takes, billing.Take{Line: i + 1, Quantity: q})
		}
	}
	if len(takes) == 0 && len(faults) == 0 {
		faults.Add("order-take-nothing", "lines", "no", f.basis.No)
	}
	return takes, faults
}

// Sum is what the invoice would come to; empty while something cannot be read.
func (f *TakeForm) Sum() string {
	takes, faults := f.Takes()
	if len(faults) > 0 {
		return ""
	}
	draft, err := f.basis.InvoiceDraft(f.taken, takes)
	if err != nil {
		return ""
	}
	doc, _ := billing.Compose(f.company, billing.Customer{Party: draft.Customer.Party, No: draft.Customer.No}, nil, draft, f.tongue.Today())
	return f.tongue.Amount(doc.Totals.Payable)
}

// Fault is what is wrong at a line; empty: nothing.
func (f *TakeForm) Fault(i int) string {
	_, faults := f.Takes()
	for _, fault := range faults {
		if fault.Path == fmt.Sprintf("lines[%d].quantity", i) {
			return f.tongue.Fault(fault).Text
		}
	}
	return ""
}

// Action is what the button says it will do.
func (f *TakeForm) Action() string {
	sum := f.Sum()
	if sum == "" {
		return f.tongue.T("basis.take.do")
	}
	return f.tongue.T("basis.take.do.sum", "sum", sum)
}
