// Package intake makes a plan of what a file of customers, items, members or drafts would change: which column is which
// field, what every row means, what is wrong with it, and whom it resembles.
//
// It reads no file (app/sheet does) and writes nothing: app stores what the plan says, in one transaction, when a person
// says so. It imports billing, billing/register, billing/tax, app/sheet for the values in cells, and the leaves.
package intake

import (
	"fmt"
	"slices"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/register"
)

// Existing is what the company has before the import.
type Existing struct {
	Customers  []billing.Customer
	Items      []billing.Item
	Registered bool     // the seller stands in the VAT register
	Country    string   // of the seller; empty: NO
	Today      cal.Date // decides which VAT rates there are, and who is born
}

// Plan tells what a sheet would change. It writes nothing and always returns a plan; whether anything may be stored is for
// its faults and verdicts to say.
func Plan(s register.Sheet, m register.Mapping, have Existing) register.Plan {
	p := newPlanner(s, m, have)
	if p.plan.Faults.Err() != nil {
		return p.plan
	}
	switch m.Kind {
	case register.Items:
		p.items()
	case register.Drafts:
		p.drafts()
	default:
		p.customers()
	}
	return p.plan
}

// planner makes one plan.
type planner struct {
	sheet   register.Sheet
	have    Existing
	plan    register.Plan
	columns map[register.Field]register.Column
	byLine  map[int]billing.Faults             // faults the sheet has by line
	known   map[string]int                     // customers we have, by number: place in have.Customers
	numbers map[string]int                     // numbers the file gives: line
	payers  map[string]string                  // payers the file gives, by number of who is paid for
	family  map[register.Field]register.Column // columns of the guardian, by the fields of a customer
}

func newPlanner(s register.Sheet, m register.Mapping, have Existing) *planner {
	p := &planner{sheet: s, have: have, columns: map[register.Field]register.Column{}, byLine: map[int]billing.Faults{},
		known: map[string]int{}, numbers: map[string]int{}, payers: map[string]string{}, family: map[register.Field]register.Column{}}
	p.plan = register.Plan{File: s.File, Mapping: m, Fingerprint: s.Fingerprint()}
	for _, f := range s.Faults {
		if line, _ := register.Where(f.Path); line > s.HeaderLine {
			p.byLine[line] = append(p.byLine[line], f)
		} else {
			p.plan.Faults = append(p.plan.Faults, f)
		}
	}
	for i, c := range have.Customers {
		p.known[c.No] = i
	}
	p.mapColumns(m)
	return p
}

// mapColumns finds the column of every field and notes what cannot be mapped, what is left out and what is read on a guess.
func (p *planner) mapColumns(m register.Mapping) {
	faults := &p.plan.Faults
	if !slices.Contains(register.Kinds(), m.Kind) {
		faults.Add("import-kind-unknown", "", "kind", string(m.Kind))
		return
	}
	at := func(column string) string { return register.At(max(p.sheet.HeaderLine, 1), column) }
	for _, name := range sorted(m.Fields) {
		field := m.Fields[name]
		c, found := p.sheet.Column(name)
		other, twice := p.columns[field]
		switch {
		case field == register.Ignore || field == "":
		case !found:
			faults.Add("column-missing", at(name), "column", name)
		case !m.Kind.Takes(field):
			faults.Add("field-unknown", at(name), "field", string(field))
		case twice:
			faults.Add("column-twice", at(name), "column", other.Name+", "+c.Name)
		default:
			p.columns[field] = p.forms(c, m)
		}
	}
	for _, field := range m.Missing() {
		faults.Add("column-missing", at(string(field)), "column", string(field))
	}
	for _, c := range p.sheet.Columns {
		if _, said := fieldOf(m, c.Name); !said && c.Header != "" {
			faults.Warn("column-unknown", at(c.Name), "column", c.Name)
		}
	}
	p.warnGuesses(at)
}

// fieldOf is what a mapping says of a column, in upper or lower case.
func fieldOf(m register.Mapping, name string) (register.Field, bool) {
	if f, ok := m.Fields[name]; ok {
		return f, true
	}
	for n, f := range m.Fields {
		if equalFold(n, name) {
			return f, true
		}
	}
	return "", false
}

// forms lays what a person said about numbers and days over what the column looks like.
func (p *planner) forms(c register.Column, m register.Mapping) register.Column {
	if form, ok := m.Numbers[c.Name]; ok {
		c.Numbers, c.NumbersSure = form, true
	}
	if order, ok := m.Dates[c.Name]; ok {
		c.Dates, c.DatesSure = order, true
	}
	return c
}

// numeric and dated are the fields whose values are numbers and days.
var (
	numeric = []register.Field{register.Price, register.Quantity, register.Discount, register.DiscountPercent}
	dated   = []register.Field{register.IssueDate, register.DueDate, register.DeliveryDate, register.PeriodFrom, register.PeriodTo}
)

// warnGuesses tells which columns could be read otherwise, and how they are.
func (p *planner) warnGuesses(at func(string) string) {
	for _, f := range numeric {
		if c, ok := p.columns[f]; ok && c.Numbers != "" && !c.NumbersSure {
			p.plan.Faults.Warn("numbers-ambiguous", at(c.Name), "column", c.Name, "sign", string(c.Numbers), "sample", first(c.Samples))
		}
	}
	for _, f := range dated {
		if c, ok := p.columns[f]; ok && c.Dates != "" && !c.DatesSure {
			p.plan.Faults.Warn("dates-ambiguous", at(c.Name), "column", c.Name, "sample", first(c.Samples))
		}
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// add puts a row at the end of the plan and gives it its id.
func (p *planner) add(r register.Row) *register.Row {
	if r.Faults.Err() != nil {
		r.Verdict = register.Faulty
	}
	r.ID = len(p.plan.Rows) + 1
	p.plan.Rows = append(p.plan.Rows, r)
	return &p.plan.Rows[len(p.plan.Rows)-1]
}

// label is what a person calls somebody or something with a number.
func label(no, name string) string {
	switch {
	case no == "":
		return name
	case name == "":
		return no
	}
	return fmt.Sprintf("%s %s", no, name)
}
