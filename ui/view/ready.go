package view

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// FilterReady are the drafts with what stops them: the queue of what is ready to be invoiced. It is asked of Ready, not of the
// list of documents.
const FilterReady billing.InvoiceFilter = "ready"

// ReadyRow is a draft in the queue.
type ReadyRow struct {
	Key      string // names the row, as in the list of documents
	State    Chip
	Customer string
	Amount   string
	Channel  string
	Check    string // what stops it, or that nothing does
	Tone     Tone   // of Check
}

// ReadyRow puts a draft of the queue into words.
func (t Tongue) ReadyRow(r billing.ReadyRow) ReadyRow {
	row := ReadyRow{Key: Key(r.InvoiceRow), Customer: firstOf(r.CustomerName, t.T("invoice.no-customer")), Amount: t.Amount(r.Payable),
		Channel: t.Channel(r.Channel), State: Chip{Text: t.T("ready.no"), Tone: Quiet}}
	if r.Channel == "" {
		row.Channel = t.T("ready.no-way")
	}
	row.Check, row.Tone = t.readyCheck(r.Faults)
	if r.Ready {
		row.State = Chip{Text: t.T("ready.yes"), Tone: Good}
		if len(r.Faults.Fatal()) > 0 {
			row.State = Chip{Text: t.T("ready.yes"), Tone: Bad, Why: row.Check}
		}
	}
	return row
}

// readyCheck is the gravest fault in words, and how many there are beside it.
func (t Tongue) readyCheck(faults billing.Faults) (string, Tone) {
	tone, first := Bad, faults.Fatal()
	if len(first) == 0 {
		tone, first = Warn, faults.Warnings()
	}
	if len(first) == 0 {
		return t.T("ready.fine"), Quiet
	}
	p := t.Fault(first[0])
	text := strings.TrimPrefix(p.Where+": "+p.Text, ": ")
	if more := len(faults) - 1; more > 0 {
		text = t.T("ready.more", "text", text, "n", more)
	}
	return text, tone
}

// Issuable are the drafts that somebody said are ready and that nothing stops.
func Issuable(rows []billing.ReadyRow) []int64 {
	var ids []int64
	for _, r := range rows {
		if r.Ready && len(r.Faults.Fatal()) == 0 {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// ReadyText says how far the queue has come, and how what is ready will go: "12 av 14 er klare · 8 EHF, 4 e-post".
func (t Tongue) ReadyText(rows []billing.ReadyRow) string {
	ready, ways := 0, map[billing.ChannelName]int{}
	for _, r := range rows {
		if r.Ready && len(r.Faults.Fatal()) == 0 {
			ready++
			ways[r.Channel]++
		}
	}
	var parts []string
	for _, ch := range []billing.ChannelName{billing.EHF, billing.Email, billing.Letter, ""} {
		name := t.Channel(ch)
		if ch == "" {
			name = t.T("ready.no-way")
		}
		if n := ways[ch]; n > 0 {
			parts = append(parts, t.Count(n)+" "+name)
		}
	}
	return join(t.T("ready.total", "ready", t.Count(ready), "n", t.Count(len(rows))), strings.Join(parts, ", "))
}

// ReadySum is what the drafts that can be issued come to.
func (t Tongue) ReadySum(rows []billing.ReadyRow) string {
	var can []billing.InvoiceRow
	for _, r := range rows {
		if r.Ready && len(r.Faults.Fatal()) == 0 {
			can = append(can, r.InvoiceRow)
		}
	}
	return t.total(can, func(r billing.InvoiceRow) money.Amount { return r.Payable })
}

// ReadyCount says how many can be issued: "6 klare".
func (t Tongue) ReadyCount(rows []billing.ReadyRow) string {
	return t.T("ready.count", "n", t.Count(len(Issuable(rows))))
}

// ReadyAction is what the button says it will do.
func (t Tongue) ReadyAction(rows []billing.ReadyRow) string {
	n := len(Issuable(rows))
	if n == 0 {
		return t.T("ready.issue.none")
	}
	return t.T("ready.issue", "n", t.Count(n))
}
