package layout

import (
	"cmp"
	"fmt"
	"slices"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/template"

	"github.com/shopspring/decimal"
)

// sheet is the rows of a timesheet as printed, with the sums among them.
type sheet struct {
	rows    []sheetRow
	total   sheetRow
	period  cal.Period
	project bool // several: each row tells its own
}

// sheetRow is one piece of work, or the sum of several.
type sheetRow struct {
	work   *billing.Work // nil: a sum
	person string        // of a sum; empty: of several
	day    cal.Date      // of a sum
	count  int           // how many rows a sum is of

	hours, km decimal.Decimal
	amount    money.Amount // without a currency: not shown
}

// newSheet orders the work and sums it up.
func newSheet(s Sheet) (*sheet, error) {
	work := s.ordered()
	out := &sheet{period: cal.Period{From: work[0].Date, To: work[0].Date}}
	group := sheetRow{}
	groups := 0
	closeGroup := func() {
		groups++
		if group.count > 1 {
			out.rows = append(out.rows, group)
		}
	}
	for i := range work {
		w := &work[i]
		row, err := s.row(w)
		if err != nil {
			return nil, err
		}
		if group.count > 0 && !s.together(group, w) {
			closeGroup()
			group = sheetRow{}
		}
		if s.Order == SheetByDay {
			group.day = w.Date
		} else {
			group.person = w.Person
		}
		for _, sum := range []*sheetRow{&group, &out.total} {
			if err := sum.add(row); err != nil {
				return nil, fmt.Errorf("timesheet row of %s: %w", w.Date, err)
			}
		}
		out.rows = append(out.rows, row)
		out.period = reach(out.period, w.Date)
		out.project = out.project || w.Project != work[0].Project
	}
	closeGroup()
	if groups == 1 { // its sum is the total
		out.rows = slices.DeleteFunc(out.rows, func(r sheetRow) bool { return r.work == nil })
	}
	out.rows = append(out.rows, out.total)
	return out, nil
}

// ordered is the work as the sheet lists it.
func (s Sheet) ordered() []billing.Work {
	work := slices.Clone(s.Rows)
	slices.SortStableFunc(work, func(a, b billing.Work) int {
		byDay := cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID))
		if s.Order == SheetByDay {
			return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Person, b.Person), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(a.Person, b.Person), byDay)
	})
	return work
}

func (s Sheet) together(group sheetRow, w *billing.Work) bool {
	if s.Order == SheetByDay {
		return group.day == w.Date
	}
	return group.person == w.Person
}

// row is a piece of work with what it adds to the sums.
func (s Sheet) row(w *billing.Work) (sheetRow, error) {
	row := sheetRow{work: w}
	switch w.UnitCode() {
	case "HUR":
		row.hours = w.Quantity
	case "KMT", "KTM":
		row.km = w.Quantity
	}
	if s.Plain {
		return row, nil
	}
	amount, err := money.Round(w.Quantity.Mul(w.Price), s.currency())
	if err != nil {
		return row, fmt.Errorf("timesheet row of %s: %s × %s: %w", w.Date, w.Quantity, w.Price, err)
	}
	row.amount = amount
	return row, nil
}

func (r *sheetRow) add(o sheetRow) error {
	r.count++
	r.hours, r.km = r.hours.Add(o.hours), r.km.Add(o.km)
	if o.amount.Currency == "" {
		return nil
	}
	if r.amount.Currency == "" {
		r.amount = money.New(0, o.amount.Currency)
	}
	var err error
	r.amount, err = r.amount.Add(o.amount)
	return err
}

func reach(p cal.Period, d cal.Date) cal.Period {
	if d.Before(p.From) {
		p.From = d
	}
	if d.After(p.To) {
		p.To = d
	}
	return p
}

// all are the rows; none when it is not a timesheet.
func (s *sheet) all() []sheetRow {
	if s == nil {
		return nil
	}
	return s.rows
}

// totals tells whether a row sums up others.
func (s *sheet) totals(source template.Source, i int) bool {
	return source == template.SourceWork && s.all()[i].work == nil
}

// workField answers the sums of a timesheet.
func (v *values) workField(name, format string) value {
	if v.sheet == nil {
		return value{}
	}
	if name == "period" {
		return v.period(v.sheet.period)
	}
	return v.rowSum(&v.sheet.total, name, format)
}

// rowField answers the fields of a row of a timesheet.
func (v *values) rowField(name, format string) value {
	r := v.row
	if r == nil {
		return value{}
	}
	w := r.work
	if w == nil {
		if name == "text" {
			return text(v.sumName(r))
		}
		return v.rowSum(r, name, format)
	}
	switch name {
	case "date":
		return v.date(w.Date, format)
	case "person":
		return text(w.Person)
	case "text":
		return text(w.Text)
	case "project":
		if v.sheet.project {
			return text(w.Project)
		}
		return value{}
	case "quantity":
		return v.otherQuantity(w)
	}
	return v.rowSum(r, name, format)
}

// sumName says what a row sums up.
func (v *values) sumName(r *sheetRow) string {
	switch {
	case r.person != "":
		return v.word("sum") + " " + r.person
	case !r.day.IsZero():
		return v.word("sum") + " " + v.l.date(r.day)
	case r.count < v.sheet.total.count:
		return v.word("sum")
	}
	return v.word("total")
}

func (v *values) rowSum(r *sheetRow, name, format string) value {
	switch {
	case name == "hours" && !r.hours.IsZero():
		return v.number(r.hours, 2)
	case name == "km" && !r.km.IsZero():
		return v.number(r.km, 0)
	case name == "amount" && r.amount.Currency != "":
		return v.amount(r.amount, format)
	}
	return value{}
}

// otherQuantity is a quantity of neither hours nor kilometres; one of a thing goes without saying.
func (v *values) otherQuantity(w *billing.Work) value {
	switch code := w.UnitCode(); {
	case code == "HUR", code == "KMT", code == "KTM", code == "EA" && w.Quantity.Equal(one):
		return value{}
	default:
		unit := v.unit(code, w.Quantity)
		return value{w.Quantity.String() + " " + code, v.l.number(w.Quantity, 0) + blank + unit.shown}
	}
}
