package view

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

func payable(r billing.InvoiceRow) money.Amount { return r.Payable }

// BasisCan is what can be done with a basis where it stands.
type BasisCan struct {
	Edit, Send, Accept, Decline, Invoice, Finish, Cancel bool
}

// BasisLine is a line of an order and how much of it is left to invoice.
type BasisLine struct {
	Text, Quantity, Left string
	Done                 bool
}

// BasisDetail is a basis beside its list.
type BasisDetail struct {
	Title     string // "Tilbud T-12"
	Status    Chip
	Customer  string
	Address   string
	Facts     []Fact
	Lines     []BasisLine // of what can be invoiced in parts
	Sums      []Fact
	Faults    []Problem
	Papers    []billing.Attachment // what came back
	Documents []string             // invoices that came of it
	Can       BasisCan
	Again     bool // it was sent before
}

// BasisDetail puts a basis into words. p is what it is composed to, taken what stands on drafts and invoices already.
func (t Tongue) BasisDetail(b billing.Basis, row billing.BasisRow, p billing.Prepared, taken map[int]decimal.Decimal) BasisDetail {
	d := BasisDetail{Title: t.BasisTitle(b.Kind, b.No), Status: t.decided(b, t.BasisStatus(row)), Customer: p.Document.Buyer.Name, Papers: b.Papers,
		Documents: row.Documents, Faults: t.Faults(p.Faults), Again: b.State == billing.BasisSent}
	if d.Customer == "" {
		d.Customer = row.CustomerName
	}
	d.Address = address(p.Document.Buyer)
	d.Facts = t.basisFacts(b, p)
	left, rest := b.Remaining(taken), false
	for i, l := range b.Draft.Lines {
		done := left[i].IsZero()
		rest = rest || !done
		d.Lines = append(d.Lines, BasisLine{Text: join(l.Item, l.For), Quantity: t.quantity(l.Quantity, l.Unit), Left: t.quantity(left[i], l.Unit), Done: done})
	}
	if b.Kind == billing.KindOffer {
		d.Lines = nil
	}
	d.Sums = t.basisSums(b, p)
	d.Can = basisCan(b, rest, anyQuantity(taken))
	return d
}

func basisCan(b billing.Basis, rest, taken bool) BasisCan {
	if b.State.Closed() {
		return BasisCan{}
	}
	offer := b.Kind == billing.KindOffer
	return BasisCan{Edit: true, Send: true, Accept: offer, Decline: offer, Invoice: !offer && rest, Finish: !offer && taken, Cancel: !taken}
}

func anyQuantity(taken map[int]decimal.Decimal) bool {
	for _, q := range taken {
		if !q.IsZero() {
			return true
		}
	}
	return false
}

// decided tells who said yes or no, and when.
func (t Tongue) decided(b billing.Basis, c Chip) Chip {
	if b.DecidedOn.IsZero() {
		return c
	}
	key := "basis.decided"
	if b.DecidedBy == "" {
		key = "basis.decided.nobody"
	}
	c.Why = t.T(key, "state", c.Text, "by", b.DecidedBy, "date", t.Date(b.DecidedOn))
	return c
}

func address(p billing.Party) string {
	return strings.Trim(strings.Join([]string{p.Address.Street, strings.TrimSpace(p.Address.PostCode + " " + p.Address.City)}, "\n"), "\n")
}

// quantity is "12,5 t", "3 stk" and plain without a unit.
func (t Tongue) quantity(q decimal.Decimal, unit string) string {
	if unit == "HUR" {
		return t.Hours(q)
	}
	return strings.TrimSpace(t.Number(q) + " " + t.Unit(unit))
}

func (t Tongue) basisFacts(b billing.Basis, p billing.Prepared) []Fact {
	var out []Fact
	add := func(key, value string) {
		if value != "" {
			out = append(out, Fact{Name: t.T(key), Value: value})
		}
	}
	add("editor.date", t.Date(p.Document.IssueDate))
	add("basis.valid", t.Date(b.ValidUntil))
	if b.Kind == billing.KindPaymentRequest {
		add("editor.due", t.Date(p.Document.DueDate))
	}
	if !b.DecidedOn.IsZero() {
		add("basis.decided.on", t.Date(b.DecidedOn))
		add("basis.decided.by", b.DecidedBy)
	}
	add("fact.email", p.Document.Buyer.Email)
	add("fact.buyer-reference", b.Draft.BuyerReference)
	add("fact.order-reference", b.Draft.OrderReference)
	return out
}

func (t Tongue) basisSums(b billing.Basis, p billing.Prepared) []Fact {
	sums := p.Document.Totals
	var out []Fact
	if !sums.Tax.IsZero() {
		out = append(out, Fact{Name: t.T("fact.net"), Value: t.Amount(sums.Net)}, Fact{Name: t.T("fact.tax"), Value: t.Amount(sums.Tax)})
	}
	key := "basis.total"
	if b.Kind == billing.KindPaymentRequest {
		key = "fact.payable"
	}
	return append(out, Fact{Name: t.T(key), Value: t.Amount(sums.Payable)})
}

var sendingTones = map[billing.SendingState]Tone{billing.SendingNow: Quiet, billing.SendingDone: Accent, billing.SendingFailed: Bad, billing.SendingUnknown: Bad}

// BasisEvents is what happened to a basis, oldest first.
func (t Tongue) BasisEvents(b billing.Basis, sendings []billing.BasisSending) []EventRow {
	var out []EventRow
	if !b.CreatedAt.IsZero() {
		out = append(out, EventRow{When: t.moment(b.CreatedAt), Text: t.T("basis.event.written")})
	}
	for _, s := range sendings {
		e := EventRow{When: t.moment(s.At), Text: t.T("basis.event." + string(s.State)), Detail: s.Recipient, Tone: sendingTones[s.State]}
		if s.Reason != "" {
			e.Detail = t.Reason(s.Reason, map[string]string{"channel": string(billing.Email), "detail": s.Detail, "no": b.No})
		}
		out = append(out, e)
	}
	if !b.DecidedOn.IsZero() {
		out = append(out, EventRow{When: t.Day(b.DecidedOn), Text: t.T("basis.event.decided." + string(b.State)), Detail: b.DecidedBy, Tone: basisTones[b.State]})
	}
	return out
}
