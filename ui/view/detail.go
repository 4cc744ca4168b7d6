package view

import (
	"slices"

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
	Links    []Link               // documents it speaks of
	Way      *billing.ChannelName // it went by, or is to go by; empty: none took it; nil: nobody tried
}

// Link is a document another one speaks of.
type Link struct{ Number, Text string }

// Detail puts a document into words. inv is the zero Invoice for one of a former system.
func (t Tongue) Detail(r billing.InvoiceRow, inv billing.Invoice, events []billing.Event) Detail {
	doc := inv.Document()
	d := Detail{Title: t.title(r), Status: t.Status(r), Customer: r.CustomerName, Rest: t.Amount(r.Outstanding),
		CreditIt: t.T("detail.credit", "number", r.Number), Credit: r.Kind != billing.KindCreditNote && !r.Imported && r.Status != billing.StatusCredited}
	d.Facts = t.facts(r, doc)
	d.Sums = t.sums(r, doc)
	d.Events, d.Way = t.Events(events), wayOf(events)
	for _, e := range events {
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
