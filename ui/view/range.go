package view

import (
	"maps"
	"slices"
	"strconv"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// AnyDay narrows nothing.
var AnyDay cal.Period

// monthsBack is how many months can be chosen by name: two years and the month it is.
const monthsBack = 25

// MonthChoice is a month to choose.
type MonthChoice struct {
	Period cal.Period
	Text   string // "november 2026"
}

// Months are the months to choose from, this one first.
func (t Tongue) Months() []MonthChoice {
	first := cal.Date{Year: t.Today().Year, Month: t.Today().Month, Day: 1}
	var out []MonthChoice
	for range monthsBack {
		out = append(out, MonthChoice{Period: cal.Period{From: first, To: first.AddMonths(1).AddDays(-1)},
			Text: t.Month(first.Month) + " " + strconv.Itoa(first.Year)})
		first = first.AddMonths(-1)
	}
	return out
}

// MonthAt is the i-th month of Months; any day for an index outside.
func (t Tongue) MonthAt(i int) cal.Period {
	if months := t.Months(); i >= 0 && i < len(months) {
		return months[i].Period
	}
	return AnyDay
}

// GroupNames are the names of groups in order.
func GroupNames(groups map[string]int) []string { return slices.Sorted(maps.Keys(groups)) }

// TallyOf adds up rows of one currency, by what is outstanding or by what they come to; several currencies have no sum.
func TallyOf(rows []billing.InvoiceRow, outstanding bool) billing.Tally {
	tally := billing.Tally{Count: len(rows)}
	for _, r := range rows {
		a := r.Payable
		if outstanding && r.Status != billing.StatusDraft {
			a = r.Outstanding
		}
		if r.Kind == billing.KindCreditNote && !outstanding {
			a = a.Abs().Neg()
		}
		sum, err := tally.Sum.Add(a)
		if err != nil {
			return billing.Tally{Count: len(rows)}
		}
		tally.Sum = sum
	}
	return tally
}
