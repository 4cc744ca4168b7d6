package billing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// BasisState is where a basis stands.
type BasisState string

// The states. An offer goes open → sent → accepted or declined; an order open → done, when everything on it was invoiced;
// a payment request open → sent → done. Each may be cancelled until it is done.
const (
	BasisOpen      BasisState = "open"
	BasisSent      BasisState = "sent"
	BasisAccepted  BasisState = "accepted" // an order came of it
	BasisDeclined  BasisState = "declined"
	BasisDone      BasisState = "done" // invoiced to the end
	BasisCancelled BasisState = "cancelled"
)

// Basis is what an invoice is made from: an offer, an order or a payment request. It has a number of its own kind ("T-12"),
// which may have gaps, and is no sales document: nothing is owed for it.
type Basis struct {
	ID         int64        `json:"id,omitempty"`
	No         string       `json:"no,omitempty"` // given by storage: T-, O- or B- and a running number
	Kind       Kind         `json:"kind"`         // offer, order, payment-request
	State      BasisState   `json:"state,omitempty"`
	Draft      Draft        `json:"draft"`               // parties, lines, papers; Draft.Kind is the basis' own
	ValidUntil cal.Date     `json:"validUntil,omitzero"` // of an offer; zero: without end
	From       int64        `json:"from,omitempty"`      // the offer an order came of
	DecidedBy  string       `json:"decidedBy,omitempty"` // who accepted or declined, as signed
	DecidedOn  cal.Date     `json:"decidedOn,omitzero"`
	Papers     []Attachment `json:"papers,omitempty"` // what came back, such as the signed offer; never sent with the invoice
	CreatedAt  time.Time    `json:"createdAt,omitzero"`
	UpdatedAt  time.Time    `json:"updatedAt,omitzero"`
}

// Expired tells whether an offer can no longer be accepted without asking again.
func (b Basis) Expired(today cal.Date) bool {
	return b.Kind == KindOffer && (b.State == BasisOpen || b.State == BasisSent) && !b.ValidUntil.IsZero() && today.After(b.ValidUntil)
}

// BasisRow is a basis as lists show it.
type BasisRow struct {
	ID           int64
	No           string
	Kind         Kind
	State        BasisState
	Expired      bool
	CustomerNo   string
	CustomerName string
	Title        string // text of its first line
	Date         cal.Date
	ValidUntil   cal.Date
	Payable      money.Amount
	Invoiced     int      // per cent of an order's quantities that stand on drafts or invoices
	Documents    []string // numbers of the invoices that came of it
}

// PrepareBasis composes and checks a basis as of now, without the questions only a sales document is asked. It changes nothing.
func PrepareBasis(ctx context.Context, tx Tx, now time.Time, b Basis) (Prepared, error) {
	var p Prepared
	var err error
	if p.Company, err = tx.Company(ctx); err != nil {
		return p, err
	}
	if p.Buyer, err = payer(ctx, tx, b.Draft.Customer, &p.Faults); err != nil {
		return p, err
	}
	d := b.Draft
	d.Kind = b.Kind
	doc, faults := Compose(p.Company, p.Buyer, nil, d, Day(now))
	doc.ValidUntil = b.ValidUntil
	p.Document, p.Faults = doc, append(p.Faults, faults...)
	p.Faults = append(p.Faults, doc.checkBasis()...)
	return p, nil
}

// checkBasis notes what keeps an offer, order or payment request from being sent. VAT is asked of the invoice.
func (d Document) checkBasis() Faults {
	var faults Faults
	d.Seller.check("company", &faults)
	d.Buyer.check("customer", &faults)
	d.checkTexts(&faults)
	if len(d.Lines) == 0 {
		faults.Add("BR-16", "lines")
	}
	for i, l := range d.Lines {
		l.check(i, &faults)
		if d.Kind != KindPaymentRequest && l.VAT.IsZero() {
			faults.Add("line-vat-missing", at("lines", i, "vat"))
		}
	}
	d.checkAdjustments(&faults)
	d.checkSums(&faults)
	d.checkPapers(&faults)
	if !d.ValidUntil.IsZero() && d.ValidUntil.Before(d.IssueDate) {
		faults.Add("valid-before-issue", "validUntil", "date", d.ValidUntil.String(), "issued", d.IssueDate.String())
	}
	if d.Kind == KindPaymentRequest {
		d.checkAccount(&faults)
		if d.DueDate.Before(d.IssueDate) {
			faults.Add("due-before-issue", "dueDate", "date", d.DueDate.String(), "issued", d.IssueDate.String())
		}
	}
	return faults
}

// Accept makes the order an offer becomes when the customer says yes. The offer keeps what was offered.
func Accept(offer Basis, by string, on cal.Date) (accepted, order Basis, err error) {
	var faults Faults
	switch {
	case offer.Kind != KindOffer:
		faults.Add("basis-not-an-offer", "kind", "no", offer.No)
	case offer.State != BasisOpen && offer.State != BasisSent:
		faults.Add("basis-decided", "state", "no", offer.No, "state", string(offer.State))
	}
	if err := faults.Err(); err != nil {
		return offer, Basis{}, err
	}
	accepted = offer
	accepted.State, accepted.DecidedBy, accepted.DecidedOn = BasisAccepted, strings.TrimSpace(by), on
	order = Basis{Kind: KindOrder, State: BasisOpen, Draft: offer.Draft, From: offer.ID}
	order.Draft.ID, order.Draft.Kind, order.Draft.Ready = 0, KindOrder, false
	order.Draft.IssueDate, order.Draft.DueDate = cal.Date{}, cal.Date{}
	return accepted, order, nil
}

// Take says how much of an order's line goes onto an invoice now; a zero quantity takes what is left.
type Take struct {
	Line     int             `json:"line"` // from 1
	Quantity decimal.Decimal `json:"quantity,omitzero"`
}

// Remaining are the quantities of an order's lines that stand neither on a draft nor on an invoice; taken are those that do,
// by line from 1.
func (b Basis) Remaining(taken map[int]decimal.Decimal) []decimal.Decimal {
	left := make([]decimal.Decimal, len(b.Draft.Lines))
	for i, l := range b.Draft.Lines {
		left[i] = l.Quantity.Sub(taken[i+1])
	}
	return left
}

// InvoiceDraft makes the invoice draft of an order: all that is left of it, or what takes name. Fixed amounts of the whole
// document go onto the first invoice only; percentages follow the lines.
func (b Basis) InvoiceDraft(taken map[int]decimal.Decimal, takes []Take) (Draft, error) {
	var faults Faults
	if b.Kind == KindOffer {
		faults.Add("basis-not-ordered", "kind", "no", b.No)
	}
	if b.State == BasisDone || b.State == BasisCancelled || b.State == BasisDeclined {
		faults.Add("basis-closed", "state", "no", b.No, "state", string(b.State))
	}
	if err := faults.Err(); err != nil {
		return Draft{}, err
	}
	left := b.Remaining(taken)
	if len(takes) == 0 {
		for i := range left {
			takes = append(takes, Take{Line: i + 1})
		}
	}
	d := b.Draft
	d.ID, d.Kind, d.Lines, d.Ready = 0, KindInvoice, nil, false
	d.IssueDate, d.DueDate = cal.Date{}, cal.Date{}
	d.SalesOrder = b.No
	for _, t := range takes {
		if t.Line < 1 || t.Line > len(left) {
			faults.Add("order-line-unknown", at("lines", t.Line-1, ""), "line", fmt.Sprint(t.Line), "no", b.No)
			continue
		}
		rest := left[t.Line-1]
		if t.Quantity.IsZero() {
			t.Quantity = rest
		}
		if t.Quantity.IsZero() {
			continue
		}
		if t.Quantity.Abs().GreaterThan(rest.Abs()) || t.Quantity.Sign() != rest.Sign() {
			faults.Add("order-exceeds", at("lines", t.Line-1, "quantity"), "line", fmt.Sprint(t.Line), "left", rest.String())
			continue
		}
		line, err := b.partLine(t)
		if err != nil {
			return Draft{}, err
		}
		left[t.Line-1] = rest.Sub(t.Quantity)
		d.Lines = append(d.Lines, line)
	}
	if len(faults) == 0 && len(d.Lines) == 0 {
		faults.Add("order-nothing-left", "lines", "no", b.No)
	}
	if len(taken) > 0 {
		d.Adjustments = percentages(d.Adjustments)
	}
	return d, faults.Err()
}

// partLine is a line of the order for a part of its quantity; a fixed discount is shared by quantity.
func (b Basis) partLine(t Take) (Line, error) {
	l, err := b.Draft.Lines[t.Line-1].part(t.Quantity, firstCurrency(b.Draft.Currency))
	l.Source = &Source{Kind: FromOrder, ID: b.ID, Line: t.Line}
	return l, err
}
