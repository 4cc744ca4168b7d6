package view

import (
	"strconv"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"
)

// InvoiceRow is a document as the list shows it.
type InvoiceRow struct {
	Key      string // names the row for opening and marking
	Number   string
	Customer string
	Issued   string
	Due      string
	Amount   string
	Rest     string
	RestTone Tone
	Status   Chip
	Row      billing.InvoiceRow
}

// InvoiceRow puts a document into words.
func (t Tongue) InvoiceRow(r billing.InvoiceRow) InvoiceRow {
	row := InvoiceRow{Key: Key(r), Number: DocumentNo(r.Number), Customer: r.CustomerName, Issued: t.Day(r.IssueDate), Due: t.Day(r.DueDate),
		Amount: t.Amount(r.Payable), Rest: t.Amount(r.Outstanding), Status: t.Status(r), Row: r}
	switch {
	case r.Status == billing.StatusDraft:
		row.Number, row.Rest = t.T("invoice.draft"), ""
		if r.IssueDate.IsZero() {
			row.Issued = ""
		}
	case r.Kind == billing.KindCreditNote:
		row.Amount, row.Rest = t.Amount(r.Payable.Abs().Neg()), ""
	case r.Outstanding.IsZero():
		row.RestTone = Quiet
	}
	if row.Customer == "" {
		row.Customer = t.T("invoice.no-customer")
	}
	return row
}

// Key names a document: its number, or for a draft its id behind a sign no number has.
func Key(r billing.InvoiceRow) string {
	if r.Status == billing.StatusDraft {
		return "#" + strconv.FormatInt(r.ID, 10)
	}
	return r.Number
}

// DraftID is the draft a key names.
func DraftID(key string) (int64, bool) {
	if len(key) < 2 || key[0] != '#' {
		return 0, false
	}
	id, err := strconv.ParseInt(key[1:], 10, 64)
	return id, err == nil
}

// deliveryStates are the reasons of a status that are no failure.
var deliveryTones = map[string]Tone{
	string(billing.Queued): Accent, string(billing.Sending): Accent, string(billing.Accepted): Accent, string(billing.Delivered): Good,
	string(billing.Cancelled): Quiet, string(billing.Unknown): Bad, string(billing.Refused): Bad, string(billing.Bounced): Bad,
}

// Status is where a document stands, as a chip with its reason.
func (t Tongue) Status(r billing.InvoiceRow) Chip {
	if r.Reason != "" && r.Status != billing.StatusPaid && r.Status != billing.StatusCredited && r.Status != billing.StatusDraft {
		if c, ok := t.trouble(r); ok {
			return c
		}
	}
	switch r.Status {
	case billing.StatusDraft:
		return Chip{Text: t.T("status.draft"), Tone: Quiet}
	case billing.StatusPaid:
		if day := t.argDay(r, "date"); day != "" {
			return Chip{Text: t.T("status.paid.on", "date", day), Tone: Good}
		}
		return Chip{Text: t.T("status.paid"), Tone: Good}
	case billing.StatusCredited:
		return Chip{Text: t.T("status.credited"), Tone: Quiet}
	case billing.StatusOverdue:
		return t.overdue(r)
	case billing.StatusDunning, billing.StatusDisputed:
		return Chip{Text: t.T("status." + string(r.Status)), Tone: Warn}
	}
	return t.onItsWay(r)
}

// trouble is a delivery that failed: it matters more than anything but settlement.
func (t Tongue) trouble(r billing.InvoiceRow) (Chip, bool) {
	channel := t.Channel(billing.ChannelName(r.Args["channel"]))
	switch r.Reason {
	case "part-paid", "paid-on", "paid", "overdue", "imported", "credited":
		return Chip{}, false
	case "no-channel":
		return Chip{Text: t.T("status.no-channel"), Tone: Bad, Why: t.Reason("no-channel", r.Args)}, true
	case string(billing.Unknown):
		return Chip{Text: capital(t.T("status.unknown", "channel", channel)), Tone: Bad, Why: firstOf(t.Reason(faultOf(r.Args), r.Args), t.T("status.unknown.why"))}, true
	case string(billing.Bounced):
		return Chip{Text: capital(t.T("status.bounced", "channel", channel)), Tone: Bad, Why: firstOf(t.Reason(faultOf(r.Args), r.Args), t.when(r))}, true
	case string(billing.Refused):
		return Chip{Text: capital(t.T("status.refused", "channel", channel)), Tone: Bad, Why: firstOf(t.Reason(faultOf(r.Args), r.Args), t.when(r))}, true
	}
	if _, known := deliveryTones[r.Reason]; known || channel == "" {
		return Chip{}, false
	}
	return Chip{Text: capital(t.T("status.refused", "channel", channel)), Tone: Bad, Why: t.Reason(r.Reason, r.Args)}, true
}

func (t Tongue) overdue(r billing.InvoiceRow) Chip {
	days := overdueDays(r.DueDate, t.Today())
	c := Chip{Text: t.T("status.overdue.days", "n", days), Tone: Bad, Why: t.T("status.overdue.why", "date", t.Date(r.DueDate), "sum", t.Amount(r.Outstanding))}
	if r.Imported {
		c.Why = join(c.Why, t.T("status.imported"))
	}
	return c
}

// onItsWay is a document that is issued and not yet due.
func (t Tongue) onItsWay(r billing.InvoiceRow) Chip {
	channel := billing.ChannelName(r.Args["channel"])
	word := t.Channel(channel)
	switch {
	case r.Reason == "part-paid":
		return Chip{Text: t.T("status.part-paid"), Tone: Warn, Why: t.T("status.part-paid.why", "sum", t.Amount(r.Outstanding))}
	case r.Imported:
		return Chip{Text: t.T("status.open"), Tone: Quiet, Why: t.T("status.imported")}
	case channel == billing.Letter && r.Reason == string(billing.Accepted) && r.Args["place"] != "":
		return Chip{Text: t.T("status.print-house"), Tone: Accent, Why: t.T("delivery.accepted.why.letter")}
	case channel == billing.Letter && r.Reason == string(billing.Accepted):
		return Chip{Text: t.T("status.print"), Tone: Warn, Why: t.T("status.print.why")}
	case channel == "":
		if r.Status == billing.StatusSent {
			return Chip{Text: t.T("status.sent"), Tone: Accent}
		}
		return Chip{Text: t.T("status.issued"), Tone: Quiet, Why: t.T("status.issued.why")}
	}
	if r.Reason == string(billing.Queued) {
		return t.waits(r, word)
	}
	if tone, ok := deliveryTones[r.Reason]; ok {
		return Chip{Text: t.T("status."+r.Reason, "channel", word), Tone: tone, Why: t.when(r)}
	}
	return Chip{Text: t.T("status.accepted", "channel", word), Tone: Accent, Why: t.when(r)}
}

// waits is a document whose turn has not come: somebody holds it, an attempt failed and is made again, or it goes next.
func (t Tongue) waits(r billing.InvoiceRow, channel string) Chip {
	switch {
	case r.Args["held"] != "":
		return Chip{Text: t.T("delivery.held"), Tone: Warn, Why: t.T("delivery.held.why.any")}
	case faultOf(r.Args) != "":
		return Chip{Text: capital(t.T("status.again", "channel", channel)), Tone: Warn, Why: t.Reason(faultOf(r.Args), r.Args)}
	}
	return Chip{Text: t.T("status.queued", "channel", channel), Tone: Accent, Why: t.when(r)}
}

// faultOf is why a delivery failed.
func faultOf(args map[string]string) string { return firstOf(args["fault"], args["reason"]) }

// when is the moment of a status, where it is known.
func (t Tongue) when(r billing.InvoiceRow) string {
	if at, err := time.Parse(time.RFC3339, r.Args["at"]); err == nil {
		return t.T("status.since", "date", t.Hour(at))
	}
	if day := t.argDay(r, "date"); day != "" {
		return t.T("status.since", "date", day)
	}
	return ""
}

func (t Tongue) argDay(r billing.InvoiceRow, name string) string {
	s := r.Args[name]
	if len(s) > 10 {
		s = s[:10]
	}
	d, err := parseDay(s)
	if err != nil {
		return ""
	}
	return t.Day(d)
}

// FilterChip is a group of documents above the list.
type FilterChip struct {
	Filter billing.InvoiceFilter
	Text   string
	Tone   Tone
}

// shownFilters are the groups above the list, in order; some show how many they hold.
var shownFilters = []struct {
	filter  billing.InvoiceFilter
	key     string
	counted bool
	tone    Tone
}{
	{billing.FilterOpen, "open", true, Plain}, {billing.FilterOverdue, "overdue", true, Plain}, {billing.FilterDue7, "due7", true, Plain},
	{billing.FilterDrafts, "draft", true, Plain}, {FilterReady, "ready", true, Plain}, {billing.FilterAttention, "attention", true, Bad},
	{billing.FilterPaid, "paid", false, Plain}, {billing.FilterAll, "all", false, Plain},
}

// Filters are the chips above the list of documents. A group that is empty and means trouble is not shown.
func (t Tongue) Filters(counts map[billing.InvoiceFilter]billing.Tally, chosen billing.InvoiceFilter) []FilterChip {
	var out []FilterChip
	for _, f := range shownFilters {
		n := counts[f.filter].Count
		if f.filter != chosen && n == 0 && (f.filter == billing.FilterAttention || f.filter == billing.FilterDue7) {
			continue
		}
		if f.filter == FilterReady && f.filter != chosen && counts[billing.FilterDrafts].Count == 0 {
			continue
		}
		text := t.T("filter." + f.key)
		if f.counted && (f.filter != FilterReady || n > 0) {
			text += " " + t.Count(n)
		}
		out = append(out, FilterChip{Filter: f.filter, Text: text, Tone: f.tone})
	}
	return out
}

// Marked says what is marked: "2 merket · 3 600,00".
func (t Tongue) Marked(rows []billing.InvoiceRow) string {
	return join(t.plural("marked", len(rows)), t.total(rows, func(r billing.InvoiceRow) money.Amount {
		if r.Status == billing.StatusDraft {
			return r.Payable
		}
		return r.Outstanding
	}))
}

// Total says what the list comes to: "315 fakturaer · 378 400,00 utestående".
func (t Tongue) Total(tally billing.Tally) string {
	return join(t.Invoices(tally.Count), t.sum(tally))
}

// total adds up what is of one currency; a list of several currencies has no sum.
func (t Tongue) total(rows []billing.InvoiceRow, of func(billing.InvoiceRow) money.Amount) string {
	sum := money.Amount{}
	for _, r := range rows {
		var err error
		if sum, err = sum.Add(of(r)); err != nil {
			return ""
		}
	}
	if sum.Currency == "" {
		sum.Currency = money.NOK
	}
	return t.Amount(sum)
}
