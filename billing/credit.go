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
	d, err := creditHead(inv, reason)
	if err != nil {
		return d, err
	}
	doc := inv.Document()
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
	d.Adjustments = percentages(doc.adjustments())
	return d, nil
}

// creditHead is a credit note draft without its lines. Rounding to whole kroner is the whole invoice's alone.
func creditHead(inv Invoice, reason string) (Draft, error) {
	doc := inv.Document()
	if doc.Kind != KindInvoice {
		return Draft{}, (Faults{{Code: "credit-of-credit", Path: "credits", Args: map[string]string{"number": inv.Number()}}}).Err()
	}
	if len(doc.Lines) == 0 { // of a former system: its lines and VAT are not known here
		return Draft{}, (Faults{{Code: "credit-of-imported", Path: "credits", Args: map[string]string{"number": inv.Number()}}}).Err()
	}
	d := Draft{Kind: KindCreditNote, Credits: inv.Number(), Reason: reason, Currency: doc.Currency, ExchangeRate: doc.ExchangeRate,
		RateDate: doc.RateDate, RateSource: doc.RateSource, SalesOrder: doc.SalesOrder, CostCode: doc.CostCode,
		BuyerReference: doc.BuyerReference, OrderReference: doc.OrderReference, ContractReference: doc.ContractReference,
		ProjectReference: doc.ProjectReference, Payee: doc.Payee, Period: doc.Period, PricesIncludeVAT: doc.PricesIncludeVAT,
		Customer: CustomerRef{No: doc.CustomerNo, Party: doc.Buyer}}
	if doc.CustomerNo != "" {
		d.Customer.Party = Party{}
	}
	if doc.Delivery != (DeliveryPlace{}) {
		place := doc.Delivery
		d.Delivery = &place
	}
	return d, nil
}

func wholeCredit(d Draft, doc Document) Draft {
	for _, l := range doc.Lines {
		d.Lines = append(d.Lines, l.reversed())
	}
	d.Adjustments, d.Rounding = doc.adjustments(), doc.Rounding
	return d
}

// adjustments are the document's, as a draft takes them.
func (d Document) adjustments() []Adjustment {
	var out []Adjustment
	for _, a := range d.Adjustments {
		out = append(out, a.Adjustment)
	}
	return out
}

// reversed is the line as a credit note takes it back.
func (l PricedLine) reversed() Line {
	line := l.Line
	line.Source = &Source{Kind: FromInvoice, Line: l.ID}
	return line
}

// percentages are the adjustments that follow the lines; fixed amounts stay where they are.
func percentages(all []Adjustment) []Adjustment {
	var out []Adjustment
	for _, a := range all {
		if !a.Percent.IsZero() {
			out = append(out, a)
		}
	}
	return out
}

// creditLine is the line to credit.
func (d Document) creditLine(want CreditLine) (Line, error) {
	for _, l := range d.Lines {
		if l.ID != want.ID {
			continue
		}
		if want.Quantity.IsZero() {
			return l.reversed(), nil
		}
		if want.Quantity.Abs().GreaterThan(l.Quantity.Abs()) || want.Quantity.Sign() != l.Quantity.Sign() {
			return Line{}, creditFault("credit-quantity", want, l.Quantity.String())
		}
		return l.reversed().part(want.Quantity, d.Currency)
	}
	return Line{}, creditFault("credit-line-unknown", want, "")
}

// part is the line for a part of its quantity, with a fixed discount shared by quantity.
func (l Line) part(quantity decimal.Decimal, c money.Currency) (Line, error) {
	if quantity.Equal(l.Quantity) {
		return l, nil
	}
	if l.Discount != nil && !l.Discount.Amount.IsZero() {
		share, err := money.Round(l.Discount.Amount.Mul(quantity).Div(l.Quantity), c)
		if err != nil {
			return Line{}, err
		}
		l.Discount = &Discount{Amount: share.Decimal(), Reason: l.Discount.Reason}
	}
	l.Quantity = quantity
	return l, nil
}

func creditFault(code string, want CreditLine, left string) error {
	return (Faults{{Code: code, Path: "line", Args: map[string]string{"line": fmt.Sprint(want.ID),
		"quantity": want.Quantity.String(), "left": left}}}).Err()
}

// CreditAmount makes the credit note draft of a part of an invoice that is no line of it: an amount with VAT, such as a
// price reduction. It is shared among the invoice's categories and rates by their sums, so that the VAT goes back as it came.
func CreditAmount(inv Invoice, amount money.Amount, text, reason string) (Draft, error) {
	d, err := creditHead(inv, reason)
	if err != nil {
		return Draft{}, err
	}
	doc := inv.Document()
	if amount.Currency != doc.Currency || amount.Sign() <= 0 {
		return Draft{}, (Faults{{Code: "credit-amount", Path: "amount", Args: map[string]string{"amount": amount.String(),
			"currency": string(doc.Currency)}}}).Err()
	}
	d.PricesIncludeVAT = true
	for i, minor := range refund(amount.Minor, doc.Taxes) {
		if minor == 0 {
			continue
		}
		t := doc.Taxes[i]
		d.Lines = append(d.Lines, Line{Item: text, Quantity: decimal.NewFromInt(1), Unit: "EA", Price: money.New(minor, doc.Currency).Decimal(),
			VAT: VAT{Category: t.Category, Rate: t.Rate, Reason: t.Reason}})
	}
	return d, nil
}
