package view

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// EntryRow is a bank entry as the list shows it, explained in words.
type EntryRow struct {
	Key     string
	Date    string
	From    string
	Amount  string
	Status  Chip
	Why     string // the explanation: what it is booked or proposed on, or why it waits
	More    string // what speaks for it
	Entry   billing.Entry
	Booked  []billing.Allocation
	Choices []Choice
}

// Choice is one way to book an entry.
type Choice struct {
	Title  string // "Faktura 10198"
	Amount string
	Why    string // "ett siffer feil i KID · samme beløp"
	Who    string // "Ola Hansen"
}

// Entry explains a bank entry. booked are its bookings in force, rows what is known of the documents it speaks of.
func (t Tongue) Entry(e billing.Entry, booked []billing.Allocation, rows map[string]billing.InvoiceRow) EntryRow {
	row := EntryRow{Key: strconv.FormatInt(e.ID, 10), Date: t.Day(e.Date), From: e.Payer, Amount: t.Amount(e.Amount), Entry: e, Booked: booked,
		Status: t.entryStatus(e)}
	if row.From == "" {
		row.From = firstOf(Account(e.PayerAccount), t.T("entry.from.unknown"))
	}
	for _, p := range e.Suggestions {
		row.Choices = append(row.Choices, t.choice(e, p, rows))
	}
	row.Why, row.More = t.explain(e, booked, rows)
	return row
}

// entryStatus says in a word or two what became of an entry, or what is odd about it.
func (t Tongue) entryStatus(e billing.Entry) Chip {
	switch e.State {
	case billing.EntryMatched:
		if e.Reason == "part-paid" || e.Reason == "overpaid" {
			return Chip{Text: t.short(e), Tone: Warn, Why: t.why(e.Reason, e.Args)}
		}
		return Chip{Text: t.T("entry.matched"), Tone: Good}
	case billing.EntrySuggested:
		return Chip{Text: t.suggestionWord(e), Tone: Warn, Why: t.why(e.Reason, e.Args)}
	case billing.EntryUnmatched:
		if short := "entry.short." + e.Reason; t.T(short) != short {
			return Chip{Text: t.short(e), Tone: Bad, Why: t.why(e.Reason, e.Args)}
		}
		return Chip{Text: t.T("entry.unmatched"), Tone: Quiet, Why: t.why(e.Reason, e.Args)}
	case billing.EntryQuarantined:
		return Chip{Text: t.T("entry.quarantined"), Tone: Bad, Why: t.why(e.Reason, e.Args)}
	case billing.EntryReversal:
		return Chip{Text: t.T("entry.reversal"), Tone: Warn}
	}
	return Chip{Text: t.T("entry." + string(e.State)), Tone: Quiet}
}

func (t Tongue) short(e billing.Entry) string { return t.T("entry.short."+e.Reason, t.args(e.Args)...) }

func (t Tongue) suggestionWord(e billing.Entry) string {
	if len(e.Suggestions) > 0 {
		if n := len(e.Suggestions[0].Allocations); n > 1 {
			return t.plural("entry.invoices", n)
		}
		if key := "rule." + e.Suggestions[0].Rule; t.T(key) != key {
			return t.T(key)
		}
	}
	return t.T("entry.suggested")
}

// explain is the best explanation there is: what, and what speaks for it.
func (t Tongue) explain(e billing.Entry, booked []billing.Allocation, rows map[string]billing.InvoiceRow) (why, more string) {
	switch {
	case len(booked) > 0:
		return join(t.invoicesOf(booked), t.nameOf(booked, rows)), t.bookedBy(e, booked)
	case len(e.Suggestions) > 0:
		p := e.Suggestions[0]
		return join(t.invoicesOf(p.Allocations), t.nameOf(p.Allocations, rows)), t.evidence(e, p)
	case e.Reason != "":
		why, more, _ = strings.Cut(t.why(e.Reason, e.Args), " · ")
		return why, firstOf(more, e.Text)
	}
	return firstOf(t.stateWhy(e.State), e.Text), ""
}

func (t Tongue) stateWhy(s billing.EntryState) string {
	if key := "entry." + string(s) + ".why"; t.T(key) != key {
		return t.T(key)
	}
	return ""
}

func (t Tongue) bookedBy(e billing.Entry, booked []billing.Allocation) string {
	if e.Reason == "part-paid" || e.Reason == "overpaid" {
		return t.why(e.Reason, e.Args)
	}
	if slices.ContainsFunc(booked, func(a billing.Allocation) bool { return a.ByHand }) {
		return t.T("entry.by-hand")
	}
	if e.KID != "" {
		return t.T("entry.kid", "kid", e.KID)
	}
	return ""
}

// invoicesOf names the documents: "Faktura 10261", or "10177 + 10203".
func (t Tongue) invoicesOf(as []billing.Allocation) string {
	numbers := make([]string, len(as))
	for i, a := range as {
		numbers[i] = a.Invoice
	}
	if len(numbers) == 1 {
		return t.T("entry.invoice", "number", numbers[0])
	}
	return t.T("entry.several", "numbers", strings.Join(numbers, " + "))
}

func (t Tongue) nameOf(as []billing.Allocation, rows map[string]billing.InvoiceRow) string {
	if len(as) == 0 {
		return ""
	}
	return rows[as[0].Invoice].CustomerName
}

func (t Tongue) choice(e billing.Entry, p billing.Proposal, rows map[string]billing.InvoiceRow) Choice {
	sum := money.Amount{}
	for _, a := range p.Allocations {
		if next, err := sum.Add(a.Amount); err == nil {
			sum = next
		}
	}
	return Choice{Title: t.invoicesOf(p.Allocations), Amount: t.Amount(sum), Why: t.evidence(e, p), Who: t.nameOf(p.Allocations, rows)}
}

// evidence is what speaks for a proposal: "ett siffer feil i KID · samme beløp".
func (t Tongue) evidence(e billing.Entry, p billing.Proposal) string {
	var parts []string
	for _, code := range p.Evidence {
		if key := "evidence." + code; t.T(key) != key {
			parts = append(parts, t.T(key, "kid", e.KID))
		}
	}
	return join(parts...)
}

// why is the sentence of a reason an entry waits for: of its own, or that of a fault.
func (t Tongue) why(code string, args map[string]string) string {
	if code == "" {
		return ""
	}
	if key := "entry.why." + code; t.T(key) != key {
		return t.T(key, t.args(args)...)
	}
	return t.Reason(code, args)
}

// EntryGroup is a group of entries above the list.
type EntryGroup struct {
	ID     string
	Text   string
	Count  string
	Tone   Tone
	States []billing.EntryState
}

// EntryGroups are the chips above the list of payments.
func (t Tongue) EntryGroups(counts map[billing.EntryState]int) []EntryGroup {
	all := 0
	for _, n := range counts {
		all += n
	}
	groups := []EntryGroup{
		{ID: "need", States: []billing.EntryState{billing.EntrySuggested, billing.EntryUnmatched}, Tone: Warn},
		{ID: "matched", States: []billing.EntryState{billing.EntryMatched}},
		{ID: "quarantined", States: []billing.EntryState{billing.EntryQuarantined}, Tone: Bad},
		{ID: "other", States: []billing.EntryState{billing.EntryDuplicate, billing.EntryReversal, billing.EntryLump, billing.EntryPending, billing.EntryDebit}},
		{ID: "all"},
	}
	var out []EntryGroup
	for _, g := range groups {
		n := 0
		for _, s := range g.States {
			n += counts[s]
		}
		if g.ID == "all" {
			n = all
		}
		if n == 0 && (g.ID == "quarantined" || g.ID == "other") {
			continue
		}
		g.Text, g.Count = t.T("entries."+g.ID), t.Count(n)
		out = append(out, g)
	}
	return out
}

// Certain are the entries whose first proposal may be accepted without a look at each: one document, the whole amount, and the
// reference all but right.
func Certain(rows []EntryRow) []EntryRow {
	var out []EntryRow
	for _, r := range rows {
		if len(r.Entry.Suggestions) == 1 && strings.HasPrefix(r.Entry.Suggestions[0].Rule, "kid-") && r.Entry.Reason != "kid-09-90" && whole(r.Entry) {
			out = append(out, r)
		}
	}
	return out
}

func whole(e billing.Entry) bool {
	as := e.Suggestions[0].Allocations
	return len(as) == 1 && as[0].Amount == e.Amount
}

// Report says what a statement file brought, as a toast or a line of a list.
func (t Tongue) Report(r billing.ImportReport) (string, Tone) {
	switch {
	case r.Quarantined != "":
		return t.T("report.quarantined", "file", r.File) + " " + t.why(r.Quarantined, r.Args), Bad
	case r.New == 0 && r.Duplicates > 0:
		return t.T("report.known", "file", r.File), Quiet
	case r.New == 0:
		return t.T("report.empty", "file", r.File), Quiet
	}
	return t.plural("report.new", r.New, "file", r.File, "sum", t.Amount(r.Credits)), Good
}

// Reports sums up what several files brought; quarantine is told first.
func (t Tongue) Reports(rs []billing.ImportReport) (string, Tone) {
	if len(rs) == 0 {
		return t.T("report.none"), Quiet
	}
	for _, r := range rs {
		if r.Quarantined != "" {
			return t.Report(r)
		}
	}
	if len(rs) == 1 {
		return t.Report(rs[0])
	}
	n := 0
	for _, r := range rs {
		n += r.New
	}
	return t.T("report.files", "files", t.Count(len(rs)), "n", t.Count(n)), Good
}
