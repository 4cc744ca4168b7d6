package view

import (
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// GroupForm is one invoice for every member of a group while somebody writes it.
type GroupForm struct {
	*Editor
	Group    string
	Together bool // members with one payer get one invoice
	excluded map[string]bool
	rows     []billing.GroupRow
}

// NewGroupForm is an empty one.
func NewGroupForm(t Tongue, c billing.Company) *GroupForm {
	return &GroupForm{Editor: NewEditor(t, c, billing.Draft{}, billing.Customer{}), excluded: map[string]bool{}}
}

// SetGroup chooses another group; who was left out of the former one is forgotten.
func (f *GroupForm) SetGroup(name string) {
	if name != f.Group {
		f.Group, f.excluded, f.rows = name, map[string]bool{}, nil
	}
}

// Order is what the form says, with a fault for each cell that cannot be read.
func (f *GroupForm) Order() (billing.GroupOrder, billing.Faults) {
	d, faults := f.Draft()
	d.Customer = billing.CustomerRef{}
	o := billing.GroupOrder{Group: f.Group, Draft: d, Together: f.Together}
	for no := range f.excluded {
		o.Excluded = append(o.Excluded, no)
	}
	slices.Sort(o.Excluded)
	return o, faults
}

// Answer takes what the order would give.
func (f *GroupForm) Answer(rows []billing.GroupRow) { f.rows = rows }

// Include leaves out every member of the rows whose keys are not named.
func (f *GroupForm) Include(keys []string) {
	f.excluded = map[string]bool{}
	for _, r := range f.rows {
		if !slices.Contains(keys, groupKey(r)) {
			for _, m := range r.Members {
				f.excluded[m] = true
			}
		}
	}
	for i, r := range f.rows {
		f.rows[i].Excluded = !slices.Contains(keys, groupKey(r))
	}
}

func groupKey(r billing.GroupRow) string { return strings.Join(r.Members, " ") }

// GroupRow is one buyer of the group as the list shows it.
type GroupRow struct {
	Key      string
	Names    string
	Payer    string // who pays, when somebody else does
	Sum      string
	Status   Chip
	Why      string // the first fault in words
	Included bool
}

// Rows are the buyers of the group.
func (f *GroupForm) Rows() []GroupRow {
	var out []GroupRow
	for _, r := range f.rows {
		out = append(out, f.row(r))
	}
	return out
}

func (f *GroupForm) row(r billing.GroupRow) GroupRow {
	t := f.tongue
	row := GroupRow{Key: groupKey(r), Names: strings.Join(r.Names, ", "), Sum: t.Amount(r.Payable), Included: !r.Excluded}
	if r.Buyer != "" && !slices.Equal(r.Names, []string{r.Buyer}) {
		row.Payer = t.T("group.payer", "name", r.Buyer)
	}
	fatal, warnings := r.Faults.Fatal(), r.Faults.Warnings()
	switch {
	case r.Excluded:
		row.Sum = ""
		row.Status = Chip{Text: t.T("group.excluded"), Tone: Quiet, Why: t.T("group.excluded.why")}
		row.Why = t.T("group.excluded.why")
	case len(fatal) > 0:
		row.Why = t.Fault(fatal[0]).Text
		row.Status = Chip{Text: t.plural("group.faults", len(fatal)), Tone: Bad, Why: words(t.Faults(fatal))}
	case len(warnings) > 0:
		row.Why = t.Fault(warnings[0]).Text
		row.Status = Chip{Text: t.T("check.note"), Tone: Warn, Why: words(t.Faults(warnings))}
	default:
		row.Status = Chip{Text: t.T("check.ok"), Tone: Good}
	}
	return row
}

func words(problems []Problem) string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Text)
	}
	return strings.Join(out, "\n")
}

// GroupTotal is what the order comes to.
type GroupTotal struct {
	Count  int // of invoices
	Faulty int // of them
	Text   string
	Sum    string
	Make   string // what the buttons say they will do
	Ready  string
}

// Total adds up the buyers that are not left out.
func (f *GroupForm) Total() GroupTotal {
	t := f.tongue
	var out GroupTotal
	var rows []billing.InvoiceRow
	excluded := 0
	for _, r := range f.rows {
		if r.Excluded {
			excluded++
			continue
		}
		out.Count++
		if len(r.Faults.Fatal()) > 0 {
			out.Faulty++
		}
		rows = append(rows, billing.InvoiceRow{Payable: r.Payable})
	}
	out.Sum = t.total(rows, func(r billing.InvoiceRow) money.Amount { return r.Payable })
	parts := []string{t.plural("group.count", out.Count)}
	if excluded > 0 {
		parts = append(parts, t.plural("group.left-out", excluded))
	}
	if out.Faulty > 0 {
		parts = append(parts, t.plural("group.faulty", out.Faulty))
	}
	out.Text = join(parts...)
	out.Make, out.Ready = t.plural("group.make", out.Count), t.T("group.ready")
	return out
}

// Problem is why no drafts can be made yet; empty: they can.
func (f *GroupForm) Problem(ready bool) string {
	_, unread := f.Order()
	total := f.Total()
	switch {
	case f.Group == "":
		return f.tongue.T("group.problem.group")
	case len(unread.Fatal()) > 0:
		return f.tongue.Fault(unread.Fatal()[0]).Text
	case !f.written():
		return f.tongue.T("group.problem.lines")
	case total.Count == 0:
		return f.tongue.T("group.problem.nobody")
	case ready && total.Faulty > 0:
		return f.tongue.T("group.problem.faulty")
	}
	return ""
}

// written tells whether any line says something.
func (f *GroupForm) written() bool {
	d, _ := f.Draft()
	return len(d.Lines) > 0
}

// Answered is what the order would give, as last told.
func (f *GroupForm) Answered() []billing.GroupRow { return f.rows }

// GroupMade says that drafts were made.
func (t Tongue) GroupMade(n int, ready bool) string {
	if ready {
		return t.plural("group.made.ready", n)
	}
	return t.plural("group.made", n)
}
