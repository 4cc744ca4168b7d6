package view

import (
	"maps"
	"slices"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
)

func parseDay(s string) (cal.Date, error) {
	d, err := cal.Parse(s)
	if err == nil && d.IsZero() {
		return d, billing.ErrNotFound
	}
	return d, err
}

// Fact is a name and a value in a list of facts.
type Fact struct {
	Name, Value string
	Tone        Tone
	Copy        string // what copying gives, without blanks; empty: not worth copying
}

// Detail is an issued document beside its list.
type Detail struct {
	Title    string
	Status   Chip
	Customer string
	Address  string
	Facts    []Fact
	Sums     []Fact
	Events   []EventRow
	Credit   bool   // may be credited
	CreditIt string // "Krediter 10234"
	Rest     string
	Links    []Link // documents it speaks of
}

// Link is a document another one speaks of.
type Link struct{ Number, Text string }

// EventRow is one line of the timeline.
type EventRow struct {
	When   string
	Text   string
	Detail string
	Tone   Tone
}

// Detail puts a document into words. inv is the zero Invoice for one of a former system.
func (t Tongue) Detail(r billing.InvoiceRow, inv billing.Invoice, events []billing.Event) Detail {
	doc := inv.Document()
	d := Detail{Title: t.title(r), Status: t.Status(r), Customer: r.CustomerName, Rest: t.Amount(r.Outstanding),
		CreditIt: t.T("detail.credit", "number", r.Number), Credit: r.Kind != billing.KindCreditNote && !r.Imported && r.Status != billing.StatusCredited}
	d.Facts = t.facts(r, doc)
	d.Sums = t.sums(r, doc)
	for i, e := range events {
		if !passing(e, events[i+1:]) {
			d.Events = append(d.Events, t.Event(e))
		}
		if number := e.Args["number"]; e.Kind == "credited" && number != "" && number != r.Number {
			d.link(t.T("detail.credit-note", "number", DocumentNo(number)), number)
		}
	}
	if doc.Original != nil {
		d.link(t.T("detail.invoice", "number", DocumentNo(doc.Original.Number)), doc.Original.Number)
	}
	for i, line := range doc.Buyer.Address.Lines() {
		if i > 0 {
			d.Address += ", "
		}
		d.Address += line
	}
	return d
}

func (d *Detail) link(text, number string) {
	if l := (Link{Number: number, Text: text}); !slices.Contains(d.Links, l) {
		d.Links = append(d.Links, l)
	}
}

func (t Tongue) title(r billing.InvoiceRow) string {
	if r.Kind == billing.KindCreditNote {
		return t.T("detail.credit-note", "number", DocumentNo(r.Number))
	}
	return t.T("detail.invoice", "number", DocumentNo(r.Number))
}

func (t Tongue) facts(r billing.InvoiceRow, doc billing.Document) []Fact {
	out := []Fact{{Name: t.T("fact.issued"), Value: t.Date(r.IssueDate)}}
	add := func(key, value, plain string) {
		if value != "" {
			out = append(out, Fact{Name: t.T("fact." + key), Value: value, Copy: plain})
		}
	}
	add("due", t.Date(r.DueDate), "")
	add("period", t.period(doc.Period), "")
	add("kid", KID(r.KID), r.KID)
	add("account", Account(doc.Account), doc.Account)
	if doc.Original != nil {
		add("credits", DocumentNo(doc.Original.Number), doc.Original.Number)
		add("reason", doc.Original.Reason, "")
	}
	add("customer-no", doc.CustomerNo, doc.CustomerNo)
	add("orgno", OrgNo(doc.Buyer.OrgNo), doc.Buyer.OrgNo)
	add("email", doc.Buyer.Email, doc.Buyer.Email)
	add("buyer-reference", doc.BuyerReference, doc.BuyerReference)
	add("order-reference", doc.OrderReference, doc.OrderReference)
	return out
}

func (t Tongue) period(p cal.Period) string {
	if p.IsZero() {
		return ""
	}
	return t.Date(p.From) + "–" + t.Date(p.To)
}

// stretch writes a period without the years of this year: "01.11–30.11".
func (t Tongue) stretch(p cal.Period) string {
	if p.IsZero() {
		return ""
	}
	return t.Day(p.From) + "–" + t.Day(p.To)
}

func (t Tongue) sums(r billing.InvoiceRow, doc billing.Document) []Fact {
	out := []Fact{}
	if !r.Net.IsZero() && !r.Tax.IsZero() {
		out = append(out, Fact{Name: t.T("fact.net"), Value: t.Amount(r.Net)}, Fact{Name: t.T("fact.tax"), Value: t.Amount(r.Tax)})
	}
	out = append(out, Fact{Name: t.T("fact.payable"), Value: t.Amount(r.Payable)})
	if r.Kind == billing.KindCreditNote {
		out[len(out)-1].Name = t.T("fact.credited")
		return out
	}
	tone := Plain
	switch {
	case r.Outstanding.IsZero():
		tone = Good
	case r.Status == billing.StatusOverdue:
		tone = Bad
	}
	return append(out, Fact{Name: t.T("fact.outstanding"), Value: t.Amount(r.Outstanding), Tone: tone})
}

var eventTones = map[string]Tone{"issued": Plain, "imported": Plain, "queued": Quiet, "sending": Quiet, "accepted": Accent, "delivered": Good, "refused": Bad, "bounced": Bad,
	"passed": Quiet, "note-late": Warn, "note-returned": Bad, "note-relayed": Quiet, "note-copied": Quiet, "note-told": Quiet,
	"unknown": Bad, "cancelled": Quiet, "paid": Good, "part-paid": Warn, "credited": Quiet, "undone": Quiet}

// passing tells whether an event only led to a later one by the same channel, which says it better.
func passing(e billing.Event, later []billing.Event) bool {
	if e.Kind != string(billing.Queued) && e.Kind != string(billing.Sending) {
		return false
	}
	return slices.ContainsFunc(later, func(l billing.Event) bool { return l.Args["channel"] != "" && l.Args["channel"] == e.Args["channel"] })
}

// Event is one line of a document's timeline in words.
func (t Tongue) Event(e billing.Event) EventRow {
	key, args := "event."+e.Kind, t.args(e.Args)
	if channel := e.Args["channel"]; channel != "" && t.T(key+"."+channel) != key+"."+channel {
		key += "." + channel
	}
	if number := e.Args["number"]; number != "" && t.T(key+".number") != key+".number" {
		shown := maps.Clone(e.Args)
		shown["number"] = DocumentNo(number)
		key, args = key+".number", t.args(shown)
	}
	row := EventRow{When: t.moment(e.At), Text: t.T(key, args...), Tone: eventTones[e.Kind]}
	to, sum := "", ""
	if e.Args["channel"] != string(billing.Letter) {
		to = e.Args["recipient"]
	}
	if amount := e.Args["amount"]; amount != "" {
		sum = t.value("amount", amount)
	}
	row.Text = join(row.Text, sum)
	row.Detail = firstOf(t.Reason(e.Args["reason"], e.Args), to)
	return row
}

// moment is a day and a time of day; a moment without a time of day, such as a bank's booking, is its day.
func (t Tongue) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if at.UTC().Format("15:04:05") == "00:00:00" {
		return t.Day(billing.Day(at))
	}
	return t.Day(billing.Day(at)) + " " + at.In(t.Clock().Location()).Format("15:04")
}
