package view

import (
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// Overview is the first screen: who owes us, what needs me, what goes out next.
type Overview struct {
	Greeting string
	Day      string
	Stats    [4]Stat
	Ageing   []Bar
	Weeks    []WeekBar
	Tasks    []TaskRow
	Quiet    string // stands in for Tasks when nothing needs anybody
	Empty    bool   // nothing was ever issued
}

// Stat is one of the four numbers, and the list it leads to.
type Stat struct {
	Label, Value, Note string
	Tone               Tone
	Filter             billing.InvoiceFilter // empty with Payments set: leads to the payments
	Payments           bool
}

// Bar is one age of what is outstanding.
type Bar struct {
	Label, Value string
	Share        float64 // of the longest bar, 0 to 1
	Tone         Tone
	Filter       billing.InvoiceFilter
}

// WeekBar is what is expected in one week.
type WeekBar struct {
	Label, Value string
	Share        float64 // of the highest, 0 to 1
	Near         bool    // within four weeks
}

// TaskRow is one thing that needs a person, with the one thing to do about it.
type TaskRow struct {
	Chip   Chip
	Text   string
	Action string
	Task   billing.Task
}

// nearWeeks is how far ahead money is reckoned with; beyond it is hoped for.
const nearWeeks = 4

// Overview puts the dashboard into words.
func (t Tongue) Overview(d billing.Dashboard) Overview {
	month := t.Month(t.Today().Month)
	o := Overview{Greeting: t.greeting(), Day: t.Weekday(t.Today()), Empty: d.Invoices == 0 && d.Drafts == 0, Quiet: t.T("overview.nothing")}
	o.Stats = [4]Stat{
		{Label: t.T("overview.outstanding"), Value: t.sum(d.Outstanding), Note: t.Invoices(d.Outstanding.Count), Filter: billing.FilterOpen},
		{Label: t.T("overview.overdue"), Value: t.sum(d.Overdue), Note: t.Invoices(d.Overdue.Count), Filter: billing.FilterOverdue},
		{Label: t.T("overview.due7"), Value: t.sum(d.DueSoon), Note: t.Invoices(d.DueSoon.Count), Filter: billing.FilterDue7},
		{Label: t.T("overview.paid", "month", month), Value: t.sum(d.PaidMonth), Note: t.T("overview.kid", "percent", d.PaidByKID), Payments: true},
	}
	if d.Overdue.Sum.Sign() > 0 {
		o.Stats[1].Tone = Bad
	}
	if d.PaidMonth.Sum.Sign() > 0 {
		o.Stats[3].Tone = Good
	} else {
		o.Stats[3].Note = t.T("overview.paid.none")
	}
	o.Ageing, o.Weeks = t.ageing(d), t.weeks(d)
	for _, task := range d.Tasks {
		o.Tasks = append(o.Tasks, t.Task(task))
	}
	return o
}

func (t Tongue) greeting() string {
	switch h := t.Clock().Hour(); {
	case h < 5, h >= 18:
		return t.T("greeting.evening")
	case h < 10:
		return t.T("greeting.morning")
	case h < 12:
		return t.T("greeting.day")
	}
	return t.T("greeting.afternoon")
}

func (t Tongue) sum(x billing.Tally) string {
	if x.Sum.Currency == "" {
		x.Sum.Currency = money.NOK
	}
	return t.Amount(x.Sum)
}

// Invoices counts them in words.
func (t Tongue) Invoices(n int) string { return t.plural("count.invoices", n) }

// plural takes the sentence for one or for many, with the number in its place.
func (t Tongue) plural(key string, n int, args ...any) string {
	text := t.T(key, append([]any{"N", n}, args...)...)
	if n < 1000 {
		return text
	}
	return strings.Replace(text, strconv.Itoa(n), t.Count(n), 1)
}

func (t Tongue) ageing(d billing.Dashboard) []Bar {
	tones := [5]Tone{Accent, Warn, Warn, Bad, Bad}
	longest := int64(1)
	for _, a := range d.Ageing {
		longest = max(longest, a.Sum.Minor)
	}
	out := make([]Bar, len(d.Ageing))
	for i, a := range d.Ageing {
		out[i] = Bar{Label: t.T("overview.age." + strconv.Itoa(i)), Value: t.sum(a), Share: share(a.Sum.Minor, longest), Tone: tones[i],
			Filter: billing.FilterOverdue}
	}
	out[0].Filter = billing.FilterOpen
	return out
}

func share(part, whole int64) float64 { return max(0, float64(part)/float64(whole)) }

func (t Tongue) weeks(d billing.Dashboard) []WeekBar {
	highest := int64(1)
	for _, w := range d.Expected {
		highest = max(highest, w.Sum.Minor)
	}
	out := make([]WeekBar, len(d.Expected))
	for i, w := range d.Expected {
		out[i] = WeekBar{Label: t.T("overview.week", "n", w.Week), Value: t.Amount(w.Sum), Share: share(w.Sum.Minor, highest), Near: i < nearWeeks}
	}
	return out
}

// Task puts one thing that needs a person into words.
func (t Tongue) Task(task billing.Task) TaskRow {
	args := append(t.args(task.Args), "ref", DocumentNo(task.Ref), "sum", t.Amount(task.Amount))
	row := TaskRow{Task: task, Chip: Chip{Tone: [3]Tone{Accent, Warn, Bad}[min(max(task.Urgency, 0), 2)]}}
	kind := task.Kind
	switch kind {
	case "delivery-refused", "delivery-bounced", "delivery-returned":
		row.Chip.Text = capital(t.T("task."+kind, "channel", t.Channel(billing.ChannelName(task.Args["channel"]))))
		row.Chip.Why = t.Reason(faultOf(task.Args), task.Args)
	case "entry-suggested":
		row.Chip.Text = t.T("task.entry-suggested")
		if why := "rule." + task.Args["rule"]; t.T(why) != why {
			row.Chip.Text = t.T(why)
		}
	case "print-pile", "drafts":
		row.Chip.Text = t.T("task."+kind, args...)
	default:
		row.Chip.Text = t.T("task." + kind)
	}
	row.Text, row.Action = t.taskText(task, args), t.T("task."+kind+".action")
	return row
}

// taskText names what is known and leaves out what is not, so that no sentence has a hole.
func (t Tongue) taskText(task billing.Task, args []any) string {
	name, sum := task.Args["name"], ""
	if !task.Amount.IsZero() {
		sum = t.Amount(task.Amount)
	}
	invoice := ""
	if n := firstOf(task.Args["invoice"], task.Args["number"]); n != "" {
		invoice = t.T("task.invoice", "number", n)
	}
	switch task.Kind {
	case "delivery-refused", "delivery-bounced", "delivery-returned", "delivery-unknown", "no-channel":
		return join(name, t.T("task.invoice", "number", firstOf(task.Args["invoice"], task.Ref)), t.T("task."+task.Kind+".text", args...))
	case "entry-suggested", "entry-unmatched":
		from := sum
		if name != "" {
			from = t.T("task.from", "sum", sum, "name", name)
		}
		return join(from, invoice, t.entryWhy(task))
	case "file-quarantined", "inbox-skipped":
		return join(firstOf(task.Args["file"], task.Ref), t.Reason(task.Args["reason"], task.Args))
	}
	return t.T("task."+task.Kind+".text", append(args, "N", firstOf(task.Args["count"], "0"))...)
}

func (t Tongue) entryWhy(task billing.Task) string {
	if reason := task.Args["reason"]; reason != "" {
		return t.why(reason, task.Args)
	}
	return t.T("task." + task.Kind + ".text")
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// Background is what the top bar says of the work nobody watches: "3 på vei ut · sist lest innboks 14:02".
func (t Tongue) Background(d billing.Dashboard) string {
	out, read := "", ""
	if d.OnTheWay > 0 {
		out = t.plural("background.out", d.OnTheWay)
	}
	if !d.InboxRead.IsZero() {
		read = t.T("background.inbox", "time", t.Hour(d.InboxRead))
	}
	return join(out, read)
}

// overdueDays is how long past due a document is.
func overdueDays(due, today cal.Date) int { return today.DaysSince(due) }
