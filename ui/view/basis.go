package view

import (
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// BasisKinds are the kinds of basis in the order they are worked in.
var BasisKinds = []billing.Kind{billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest}

// BasisRow is an offer, order or payment request as the list shows it.
type BasisRow struct {
	Number   string
	Customer string
	Title    string
	Date     string
	Valid    string // of an offer
	Sum      string
	Invoiced string // of an order or payment request: "60 %"
	Status   Chip
	Row      billing.BasisRow
}

// BasisRow puts an offer, order or payment request into words.
func (t Tongue) BasisRow(r billing.BasisRow) BasisRow {
	row := BasisRow{Number: r.No, Customer: r.CustomerName, Title: r.Title, Date: t.Day(r.Date), Valid: t.Day(r.ValidUntil), Sum: t.Amount(r.Payable),
		Status: t.BasisStatus(r), Row: r}
	if r.Kind != billing.KindOffer {
		row.Valid, row.Invoiced = "", t.T("basis.percent", "n", r.Invoiced)
	}
	if row.Customer == "" {
		row.Customer = t.T("invoice.no-customer")
	}
	return row
}

// BasisKind is a kind of basis in the singular: "Tilbud".
func (t Tongue) BasisKind(k billing.Kind) string { return t.T("basis.kind." + string(k)) }

// BasisTitle names one: "Tilbud T-12"; without a number it is new.
func (t Tongue) BasisTitle(k billing.Kind, no string) string {
	if no == "" {
		return t.T("basis.new." + string(k))
	}
	return t.BasisKind(k) + " " + no
}

var basisTones = map[billing.BasisState]Tone{billing.BasisOpen: Quiet, billing.BasisSent: Accent, billing.BasisAccepted: Good,
	billing.BasisDeclined: Quiet, billing.BasisDone: Good, billing.BasisCancelled: Quiet}

// BasisStatus is where a basis stands, with the reason for whoever asks.
func (t Tongue) BasisStatus(r billing.BasisRow) Chip {
	switch {
	case r.Expired:
		return Chip{Text: t.T("basis.state.expired"), Tone: Warn, Why: t.T("basis.why.expired", "date", t.Date(r.ValidUntil))}
	case r.Invoiced > 0 && !r.State.Closed():
		return Chip{Text: t.T("basis.state.part"), Tone: Warn, Why: t.T("basis.why.part", "n", r.Invoiced)}
	}
	c := Chip{Text: t.T("basis.state." + string(r.State)), Tone: basisTones[r.State]}
	switch {
	case r.State == billing.BasisOpen && r.Kind == billing.KindOrder:
		c.Text, c.Tone, c.Why = t.T("basis.state.ordered"), Accent, t.T("basis.why.ordered")
	case r.State == billing.BasisDone && len(r.Documents) > 0:
		c.Why = t.T("basis.why.done", "numbers", strings.Join(r.Documents, ", "))
	case r.State == billing.BasisDone:
		c.Why = t.T("basis.why.finished")
	default:
		c.Why = t.T("basis.why." + string(r.State))
	}
	return c
}

// BasisFilter is a group of bases of one kind.
type BasisFilter string

// The filters.
const (
	BasisActive    BasisFilter = "active" // nothing is decided yet, or something is left to invoice
	BasisToSend    BasisFilter = "open"
	BasisSentOut   BasisFilter = "sent"
	BasisExpired   BasisFilter = "expired"
	BasisAccepted  BasisFilter = "accepted"
	BasisPart      BasisFilter = "part"
	BasisInvoiced  BasisFilter = "done"
	BasisDropped   BasisFilter = "dropped" // declined or cancelled
	BasisAll       BasisFilter = "all"
	basisDroppedBy             = "declined cancelled"
)

var basisFilters = map[billing.Kind][]BasisFilter{
	billing.KindOffer:          {BasisActive, BasisToSend, BasisSentOut, BasisExpired, BasisAccepted, BasisDropped, BasisAll},
	billing.KindOrder:          {BasisActive, BasisPart, BasisInvoiced, BasisDropped, BasisAll},
	billing.KindPaymentRequest: {BasisActive, BasisToSend, BasisSentOut, BasisInvoiced, BasisDropped, BasisAll},
}

// holds tells whether a basis is in a group.
func (f BasisFilter) holds(r billing.BasisRow) bool {
	switch f {
	case BasisActive:
		return !r.State.Closed()
	case BasisToSend, BasisSentOut:
		return string(r.State) == string(f) && !r.Expired
	case BasisExpired:
		return r.Expired
	case BasisPart:
		return !r.State.Closed() && r.Invoiced > 0
	case BasisDropped:
		return strings.Contains(basisDroppedBy, string(r.State))
	case BasisAll:
		return true
	}
	return string(r.State) == string(f)
}

// Bases is the list of offers, orders and payment requests: what was read, and what of it is shown.
type Bases struct {
	tongue Tongue
	rows   map[billing.Kind][]billing.BasisRow

	Kind   billing.Kind
	Filter BasisFilter
	Text   string // looked for in number, customer and title
}

// NewBases is an empty list that will show open offers.
func NewBases(t Tongue) *Bases {
	return &Bases{tongue: t, Kind: billing.KindOffer, Filter: BasisActive}
}

// SetRows takes what was read.
func (b *Bases) SetRows(rows map[billing.Kind][]billing.BasisRow) { b.rows = rows }

// Nothing tells whether there is no basis of any kind.
func (b *Bases) Nothing() bool {
	return !slices.ContainsFunc(BasisKinds, func(k billing.Kind) bool { return len(b.rows[k]) > 0 })
}

// NothingOfKind tells whether there is none of the kind that is shown.
func (b *Bases) NothingOfKind() bool { return len(b.rows[b.Kind]) == 0 }

// SetKind shows another kind, from its open ones on.
func (b *Bases) SetKind(k billing.Kind) { b.Kind, b.Filter = k, BasisActive }

// Reveal makes sure that a basis is among those shown, if it was read.
func (b *Bases) Reveal(id int64) {
	for k, rows := range b.rows {
		i := slices.IndexFunc(rows, func(r billing.BasisRow) bool { return r.ID == id })
		if i < 0 {
			continue
		}
		b.Kind, b.Text = k, ""
		if !b.Filter.holds(rows[i]) || !slices.Contains(basisFilters[k], b.Filter) {
			b.Filter = BasisAll
		}
	}
}

// Find is a row that was read.
func (b *Bases) Find(id int64) (billing.BasisRow, bool) {
	for _, rows := range b.rows {
		if i := slices.IndexFunc(rows, func(r billing.BasisRow) bool { return r.ID == id }); i >= 0 {
			return rows[i], true
		}
	}
	return billing.BasisRow{}, false
}

// NameCount is a choice of a row of filters.
type NameCount struct {
	ID, Name, Count string
	Tone            Tone
}

// Kinds are the kinds with how many of each wait for something.
func (b *Bases) Kinds() []NameCount {
	var out []NameCount
	for _, k := range BasisKinds {
		out = append(out, NameCount{ID: string(k), Name: b.tongue.T("basis.kinds." + string(k)), Count: b.count(k, BasisActive)})
	}
	return out
}

// Filters are the groups of the kind that is shown; what is empty is left out.
func (b *Bases) Filters() []NameCount {
	var out []NameCount
	for _, f := range basisFilters[b.Kind] {
		n := b.count(b.Kind, f)
		if n == "" && f != BasisActive && f != BasisAll && f != b.Filter {
			continue
		}
		c := NameCount{ID: string(f), Name: b.tongue.T("basis.filter." + string(f)), Count: n}
		if f == BasisExpired {
			c.Tone = Warn
		}
		out = append(out, c)
	}
	return out
}

func (b *Bases) count(k billing.Kind, f BasisFilter) string {
	n := 0
	for _, r := range b.rows[k] {
		if f.holds(r) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return b.tongue.Count(n)
}

// Rows are the bases shown.
func (b *Bases) Rows() []BasisRow {
	var out []BasisRow
	text := fold(b.Text)
	for _, r := range b.rows[b.Kind] {
		if b.Filter.holds(r) && strings.Contains(fold(r.No+" "+r.CustomerName+" "+r.CustomerNo+" "+r.Title), text) {
			out = append(out, b.tongue.BasisRow(r))
		}
	}
	return out
}

// Total says what is shown: "4 tilbud" and its sum; sums of several currencies are left out.
func (b *Bases) Total() (count, sum string) {
	var rows []billing.InvoiceRow
	for _, r := range b.Rows() {
		rows = append(rows, billing.InvoiceRow{Payable: r.Row.Payable})
	}
	return b.tongue.plural("basis.count."+string(b.Kind), len(rows)), b.tongue.total(rows, payable)
}

// DefaultValidity is how long a new offer holds.
const DefaultValidity = 30

// NewBasis is an empty basis of a kind, as a person would begin it today.
func NewBasis(k billing.Kind, today cal.Date) billing.Basis {
	b := billing.Basis{Kind: k, State: billing.BasisOpen, Draft: billing.Draft{Kind: k}}
	if k == billing.KindOffer {
		b.ValidUntil = today.AddDays(DefaultValidity)
	}
	return b
}
