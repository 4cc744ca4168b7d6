package view

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// WorkKinds are the kinds of work in the order they are chosen from.
var WorkKinds = []billing.WorkKind{billing.WorkHours, billing.WorkExpense, billing.WorkMileage}

// WorkKind is a kind of work in words: "Timer".
func (t Tongue) WorkKind(k billing.WorkKind) string { return t.T("work.kind." + string(k)) }

// WorkRow is hours or an expense as the list shows it.
type WorkRow struct {
	Key      string
	Day      string // on the first row of a day only
	DaySum   string // hours of the day, beside it
	Customer string
	Project  string
	Text     string
	Person   string
	Quantity string
	Sum      string
	Receipt  bool
	Status   Chip
	Work     billing.Work
}

// WorkRows puts hours and expenses into words, the newest day first; names are those of customers by number.
func (t Tongue) WorkRows(work []billing.Work, names map[string]string) []WorkRow {
	work = slices.Clone(work)
	slices.SortStableFunc(work, func(a, b billing.Work) int { return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(b.ID, a.ID)) })
	hours := map[cal.Date]decimal.Decimal{}
	for _, w := range work {
		if w.Kind == billing.WorkHours {
			hours[w.Date] = hours[w.Date].Add(w.Quantity)
		}
	}
	var out []WorkRow
	for i, w := range work {
		row := WorkRow{Key: strconv.FormatInt(w.ID, 10), Customer: names[w.CustomerNo], Project: w.Project, Text: w.Text, Person: w.Person,
			Quantity: t.workQuantity(w), Sum: t.Amount(workSum(w)), Receipt: w.Receipt != nil, Status: t.workStatus(w), Work: w}
		if row.Customer == "" {
			row.Customer = w.CustomerNo
		}
		if i == 0 || work[i-1].Date != w.Date {
			row.Day = t.ShortWeekday(w.Date)
			if !hours[w.Date].IsZero() {
				row.DaySum = t.Hours(hours[w.Date])
			}
		}
		out = append(out, row)
	}
	return out
}

// ShortWeekday writes "to 19.11".
func (t Tongue) ShortWeekday(d cal.Date) string {
	return t.T("weekday.short."+strconv.Itoa(int(d.Weekday()))) + " " + t.Day(d)
}

// workQuantity is "1,5 t", "84 km" and, of an expense, how many if that is not one.
func (t Tongue) workQuantity(w billing.Work) string {
	switch {
	case w.UnitCode() == "HUR":
		return t.Hours(w.Quantity)
	case w.Kind == billing.WorkExpense && w.Quantity.Equal(decimal.NewFromInt(1)):
		return ""
	}
	return t.quantity(w.Quantity, w.UnitCode())
}

// workSum is what the work comes to without VAT.
func workSum(w billing.Work) money.Amount {
	a, err := money.Round(w.Quantity.Mul(w.Price), money.NOK)
	if err != nil {
		return money.Amount{Currency: money.NOK}
	}
	return a
}

// workStatus tells where work stands.
func (t Tongue) workStatus(w billing.Work) Chip {
	switch {
	case w.Invoice != "":
		return Chip{Text: t.T("work.on.invoice", "number", DocumentNo(w.Invoice)), Tone: Good, Why: t.T("work.on.invoice.why", "number", DocumentNo(w.Invoice))}
	case w.DraftID != 0:
		return Chip{Text: t.T("work.on.draft"), Tone: Accent, Why: t.T("work.on.draft.why")}
	}
	return Chip{Text: t.T("work.open"), Tone: Quiet, Why: t.T("work.open.why")}
}

// WorkTotal says what a list comes to: "12 linjer", hours and sum.
func (t Tongue) WorkTotal(work []billing.Work) (count, hours, sum string) {
	total, all := decimal.Zero, money.Amount{Currency: money.NOK}
	for _, w := range work {
		if w.UnitCode() == "HUR" {
			total = total.Add(w.Quantity)
		}
		if a, err := all.Add(workSum(w)); err == nil {
			all = a
		}
	}
	return t.plural("work.count", len(work)), t.Hours(total), t.Amount(all)
}

// WorkFilter is a stretch of the list of work.
type WorkFilter string

// The filters.
const (
	WorkOpen      WorkFilter = "open"
	WorkThisMonth WorkFilter = "this-month"
	WorkLastMonth WorkFilter = "last-month"
	WorkAll       WorkFilter = "all"
)

// WorkFilters are the stretches in the order they are chosen from.
var WorkFilters = []WorkFilter{WorkOpen, WorkThisMonth, WorkLastMonth, WorkAll}

// Query asks for a stretch.
func (f WorkFilter) Query(today cal.Date) billing.WorkQuery {
	first := cal.On(today.Year, today.Month, 1)
	switch f {
	case WorkOpen:
		return billing.WorkQuery{Open: true}
	case WorkThisMonth:
		return billing.WorkQuery{From: first, To: first.EndOfMonth()}
	case WorkLastMonth:
		last := first.AddMonths(-1)
		return billing.WorkQuery{From: last, To: last.EndOfMonth()}
	}
	return billing.WorkQuery{}
}

// WorkSummary is what waits for one customer and project, and the button that invoices it.
type WorkSummary struct {
	Customer string
	Project  string
	Detail   string // "3 linjer · 02.11–20.11"
	Action   string // "Fakturer 12,5 t – 15 625,00"
	IDs      []int64
	Period   string
}

// WorkSummaries puts what waits into words, the largest sum first.
func (t Tongue) WorkSummaries(all []billing.WorkSummary) []WorkSummary {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b billing.WorkSummary) int { return cmp.Compare(b.Net.Minor, a.Net.Minor) })
	var out []WorkSummary
	for _, s := range all {
		days := t.Day(s.From)
		if s.From != s.To {
			days += "–" + t.Day(s.To)
		}
		row := WorkSummary{Customer: s.CustomerName, Project: s.Project, Detail: join(t.plural("work.count", len(s.IDs)), days), IDs: s.IDs, Period: days,
			Action: t.T("work.invoice.hours", "hours", t.Hours(s.Hours), "sum", t.Amount(s.Net))}
		if s.Hours.IsZero() {
			row.Action = t.T("work.invoice.sum", "sum", t.Amount(s.Net))
		}
		if row.Customer == "" {
			row.Customer = s.CustomerNo
		}
		out = append(out, row)
	}
	return out
}

// WorkGroupings are the ways work becomes lines, in the order they are chosen from.
var WorkGroupings = []billing.WorkGrouping{billing.EachWork, billing.ByText, billing.ByPerson, billing.BySumTotal}

// WorkGrouping is a way in words: what it is called, and what it gives.
func (t Tongue) WorkGrouping(g billing.WorkGrouping) (name, meaning string) {
	return t.T("work.by." + string(g)), t.T("work.by." + string(g) + ".text")
}

// Projects are the projects written before, for one customer first, the latest first.
func Projects(work []billing.Work, customerNo, text string, most int) []string {
	work = slices.Clone(work)
	slices.SortStableFunc(work, func(a, b billing.Work) int {
		mine := func(w billing.Work) int {
			if w.CustomerNo == customerNo {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(mine(a), mine(b)), b.Date.Compare(a.Date))
	})
	var out []string
	for _, w := range work {
		if w.Project != "" && strings.Contains(fold(w.Project), fold(text)) && !slices.Contains(out, w.Project) && len(out) < most {
			out = append(out, w.Project)
		}
	}
	return out
}

// SuggestItems finds the items a text may mean: names that begin so first, then numbers, then words within.
func SuggestItems(items []billing.Item, text string, most int) []billing.Item {
	var e Editor
	return e.Suggest(items, text, most)
}
