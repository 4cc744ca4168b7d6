package billing

import (
	"cmp"
	"slices"
	"strings"

	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// WorkKind tells what was done or laid out for a customer.
type WorkKind string

// The kinds of work.
const (
	WorkHours   WorkKind = "hours"
	WorkExpense WorkKind = "expense" // laid out for the customer; its receipt may be attached
	WorkMileage WorkKind = "mileage" // kilometres driven
)

// Work is hours or an expense that waits to be invoiced. It can change until it stands on an invoice, and stands on one
// draft or invoice at most.
type Work struct {
	ID         int64           `json:"id,omitempty"`
	CustomerNo string          `json:"customerNo"`
	Project    string          `json:"project,omitempty"` // BT-11
	Kind       WorkKind        `json:"kind"`
	Date       cal.Date        `json:"date"`
	Person     string          `json:"person,omitempty"` // who worked
	Text       string          `json:"text"`
	ItemNo     string          `json:"itemNo,omitempty"` // BT-155
	Quantity   decimal.Decimal `json:"quantity"`         // hours, kilometres, or 1 for an expense
	Unit       string          `json:"unit,omitempty"`   // empty: HUR, KMT or EA by kind
	Price      decimal.Decimal `json:"price"`            // without VAT
	VAT        VAT             `json:"vat,omitzero"`
	Receipt    *Attachment     `json:"receipt,omitempty"`
	DraftID    int64           `json:"draftId,omitempty"` // the draft it stands on; filled in by storage
	Invoice    string          `json:"invoice,omitempty"` // the invoice it stands on; filled in by storage
}

// UnitCode is the unit, by kind when none was given.
func (w Work) UnitCode() string {
	if w.Unit != "" {
		return unitOf(w.Unit)
	}
	switch w.Kind {
	case WorkHours:
		return "HUR"
	case WorkMileage:
		return "KMT"
	}
	return "EA"
}

// Check notes everything wrong with hours or an expense before it is stored.
func (w Work) Check() Faults {
	var faults Faults
	if w.CustomerNo == "" {
		faults.Add("work-customer-missing", "customerNo")
	}
	if w.Date.IsZero() {
		faults.Add("work-date-missing", "date")
	}
	if strings.TrimSpace(w.Text) == "" {
		faults.Add("work-text-missing", "text")
	}
	if w.Quantity.IsZero() {
		faults.Add("line-quantity-zero", "quantity")
	}
	if w.Price.IsNegative() {
		faults.Add("BR-27", "price")
	}
	if !ValidUnit(w.UnitCode()) {
		faults.Add("BR-CL-23", "unit", "unit", w.Unit)
	}
	if w.Kind != WorkHours && w.Kind != WorkExpense && w.Kind != WorkMileage {
		faults.Add("work-kind-unknown", "kind", "kind", string(w.Kind))
	}
	if w.Receipt != nil {
		faults = append(faults, CheckAttachment(*w.Receipt, "receipt")...)
	}
	return faults
}

// WorkGrouping is how work becomes lines.
type WorkGrouping string

// The groupings. Only work of one kind, unit, price and VAT is ever summed up.
const (
	EachWork   WorkGrouping = "each"   // a line for each
	ByText     WorkGrouping = "text"   // a line for each text
	ByPerson   WorkGrouping = "person" // a line for each person
	BySumTotal WorkGrouping = "total"  // a line for each kind, price and VAT
)

// WorkDraft makes the invoice draft of one customer's work: its lines by grouping, the period from the first day to the
// last, the project as reference, receipts as attachments. titles are the texts of lines that sum up, by kind. Work of
// several customers or projects is refused.
func WorkDraft(work []Work, by WorkGrouping, titles map[WorkKind]string) (Draft, error) {
	var faults Faults
	if len(work) == 0 {
		faults.Add("work-nothing", "")
		return Draft{}, faults.Err()
	}
	work = slices.Clone(work)
	slices.SortStableFunc(work, func(a, b Work) int { return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID)) })
	d := Draft{Kind: KindInvoice, Customer: CustomerRef{No: work[0].CustomerNo}, ProjectReference: work[0].Project,
		Period: cal.Period{From: work[0].Date, To: work[len(work)-1].Date}}
	for _, w := range work {
		switch {
		case w.CustomerNo != d.Customer.No:
			faults.Add("work-several-customers", "")
		case w.Project != d.ProjectReference:
			d.ProjectReference = ""
		}
		if w.Invoice != "" || w.DraftID != 0 {
			faults.Add("work-invoiced", "", "text", w.Text, "date", w.Date.String(), "number", w.Invoice)
		}
	}
	if err := faults.Err(); err != nil {
		return Draft{}, err
	}
	for _, group := range groupWork(work, by) {
		d.Lines = append(d.Lines, workLine(group, by, titles))
	}
	d.Attachments = receipts(work)
	return d, nil
}

// groupWork puts work together that becomes one line, in the order of its first day.
func groupWork(work []Work, by WorkGrouping) [][]Work {
	var groups [][]Work
	for _, w := range work {
		i := slices.IndexFunc(groups, func(g []Work) bool { return by != EachWork && sameLine(g[0], w, by) })
		if i < 0 {
			groups = append(groups, []Work{w})
			continue
		}
		groups[i] = append(groups[i], w)
	}
	return groups
}

func sameLine(a, b Work, by WorkGrouping) bool {
	if a.Kind != b.Kind || a.UnitCode() != b.UnitCode() || !a.Price.Equal(b.Price) || !sameTax(a.VAT, b.VAT) || a.ItemNo != b.ItemNo ||
		a.Project != b.Project {
		return false
	}
	switch by {
	case ByText:
		return a.Text == b.Text
	case ByPerson:
		return a.Person == b.Person
	}
	return true
}

func workLine(group []Work, by WorkGrouping, titles map[WorkKind]string) Line {
	first := group[0]
	l := Line{Item: first.Text, SellerItemNo: first.ItemNo, Quantity: decimal.Zero, Unit: first.UnitCode(), Price: first.Price, VAT: first.VAT,
		Period: cal.Period{From: first.Date, To: group[len(group)-1].Date}, Source: &Source{Kind: FromWork}}
	for _, w := range group {
		l.Quantity = l.Quantity.Add(w.Quantity)
		l.Source.Work = append(l.Source.Work, w.ID)
	}
	switch {
	case by == BySumTotal && titles[first.Kind] != "":
		l.Item = titles[first.Kind]
	case by == ByPerson && titles[first.Kind] != "":
		l.Item = strings.TrimSpace(titles[first.Kind] + " " + first.Person)
	case by == EachWork:
		l.Description = first.Person
	}
	return l
}

// receipts are the receipts of expenses, each under a name of its own.
func receipts(work []Work) []Attachment {
	var out []Attachment
	seen := map[string]bool{}
	for _, w := range work {
		if w.Receipt == nil {
			continue
		}
		r := *w.Receipt
		for name := r.Name; seen[r.Name]; {
			r.Name = w.Date.String() + " " + name
			name = "x " + r.Name
		}
		seen[r.Name] = true
		out = append(out, r)
	}
	return out
}
