package billing

import (
	"fmt"

	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// CreditLine names a line of an invoice to credit, and how much of it; a zero quantity credits the whole line.
type CreditLine struct {
	ID       int             // BT-126 of the invoice's line
	Quantity decimal.Decimal // BT-129 to credit
}

// CreditDraft makes the credit note draft of an invoice: the whole of it when no lines are named. Prices, discounts and VAT
// are the invoice's own, so that the credit note mirrors it to the øre.
func CreditDraft(inv Invoice, lines []CreditLine, reason string) (Draft, error) {
	doc := inv.Document()
	if doc.Kind != KindInvoice {
		return Draft{}, (Faults{{Code: "credit-of-credit", Path: "credits", Args: map[string]string{"number": inv.Number()}}}).Err()
	}
	d := Draft{Kind: KindCreditNote, Credits: inv.Number(), Reason: reason, Currency: doc.Currency, ExchangeRate: doc.ExchangeRate,
		BuyerReference: doc.BuyerReference, OrderReference: doc.OrderReference, ContractReference: doc.ContractReference,
		ProjectReference: doc.ProjectReference, Payee: doc.Payee, Period: doc.Period,
		Customer: CustomerRef{No: doc.CustomerNo, Party: doc.Buyer}}
	if doc.CustomerNo != "" {
		d.Customer.Party = Party{}
	}
	if doc.Delivery != (DeliveryPlace{}) {
		place := doc.Delivery
		d.Delivery = &place
	}
	if len(lines) == 0 {
		return wholeCredit(d, doc), nil
	}
	for _, want := range lines {
		l, err := doc.creditLine(want)
		if err != nil {
			return Draft{}, err
		}
		d.Lines = append(d.Lines, l)
	}
	d.Adjustments = partAdjustments(doc)
	return d, nil
}

func wholeCredit(d Draft, doc Document) Draft {
	for _, l := range doc.Lines {
		d.Lines = append(d.Lines, l.Line)
	}
	for _, a := range doc.Adjustments {
		d.Adjustments = append(d.Adjustments, a.Adjustment)
	}
	return d
}

// partAdjustments keeps the percentages of the whole document, which follow the lines; fixed amounts stay on the invoice.
func partAdjustments(doc Document) []Adjustment {
	var out []Adjustment
	for _, a := range doc.Adjustments {
		if !a.Percent.IsZero() {
			out = append(out, a.Adjustment)
		}
	}
	return out
}

// creditLine is the line to credit, with a fixed discount shared by quantity.
func (d Document) creditLine(want CreditLine) (Line, error) {
	for _, l := range d.Lines {
		if l.ID != want.ID {
			continue
		}
		line := l.Line
		if want.Quantity.IsZero() || want.Quantity.Equal(l.Quantity) {
			return line, nil
		}
		if want.Quantity.Abs().GreaterThan(l.Quantity.Abs()) || want.Quantity.Sign() != l.Quantity.Sign() {
			return Line{}, creditFault("credit-quantity", want, l.Quantity.String())
		}
		line.Quantity = want.Quantity
		if l.Discount != nil && !l.Discount.Amount.IsZero() {
			share, err := money.Round(l.Discount.Amount.Mul(want.Quantity).Div(l.Quantity), d.Currency)
			if err != nil {
				return Line{}, err
			}
			line.Discount = &Discount{Amount: share.Decimal(), Reason: l.Discount.Reason}
		}
		return line, nil
	}
	return Line{}, creditFault("credit-line-unknown", want, "")
}

func creditFault(code string, want CreditLine, left string) error {
	return (Faults{{Code: code, Path: "line", Args: map[string]string{"line": fmt.Sprint(want.ID),
		"quantity": want.Quantity.String(), "left": left}}}).Err()
}
