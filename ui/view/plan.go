package view

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// Plan is what sending would do now, before anything is sent: who gets what by which channel, and what it costs.
type Plan struct {
	Rows  []PlanRow
	Sums  []PlanSum
	Title string // "Hva som skjer når du sender"
	Text  string // "12 fakturaer: 8 EHF, 3 e-post, 1 brev"
	Cost  string // "Koster om lag kr 41,00", with what is not known
	Ask   int    // receivers that are asked before sending
	AskIt string // the button that asks them now
	Go    int    // documents that would go now
	Later int    // documents that wait for their time or for somebody
	Total string // the price in all, as far as it is known; empty: nothing of it is
	Stuck int    // documents without a way
}

// PlanRow is one document of the plan.
type PlanRow struct {
	Key      string
	Number   string
	Customer string
	Channel  Chip
	To       string // recipient
	Why      string // why not an earlier channel, and what it waits for; empty: it goes by the first of its list at once
	Full     string // Why in whole sentences
	Cost     string // empty: not known
	Amount   string
	Row      billing.PlannedDelivery
}

// PlanSum is how much goes by one channel.
type PlanSum struct {
	Text string // "8 EHF"
	Cost string
}

// Plan puts the plan into words.
func (t Tongue) Plan(p billing.DispatchPlan) Plan {
	out := Plan{Title: t.T("plan.title")}
	for _, r := range p.Rows {
		row := t.planRow(r)
		switch {
		case r.Channel == "":
			out.Stuck++
		case r.Waits == billing.WaitsAsk:
			out.Ask++
			out.Go++
		case r.Stays():
			out.Later++
		default:
			out.Go++
		}
		out.Rows = append(out.Rows, row)
	}
	slices.SortStableFunc(out.Rows, func(a, b PlanRow) int { return planUrgency(a.Row) - planUrgency(b.Row) })
	var ways []string
	for _, s := range p.Sums {
		name := t.Channel(s.Channel)
		if s.Channel == "" {
			name = t.T("plan.no-way")
		}
		sum := PlanSum{Text: t.Count(s.Count) + " " + name, Cost: t.planCost(p, s)}
		ways = append(ways, sum.Text)
		out.Sums = append(out.Sums, sum)
	}
	out.Text = t.plural("plan.documents", len(p.Rows), "ways", strings.Join(ways, ", "))
	out.Cost = t.planPrice(p)
	if slices.ContainsFunc(p.Rows, priced) {
		out.Total = t.Amount(p.Cost)
	}
	out.AskIt = t.plural("plan.ask", out.Ask)
	return out
}

// planUrgency sorts what has no way first, then what does not go as the list asks, then the rest.
func planUrgency(r billing.PlannedDelivery) int {
	switch {
	case r.Channel == "":
		return 0
	case r.Waits != "":
		return 1
	case len(r.Passed) > 0:
		return 2
	}
	return 3
}

// way is a channel in words, and that there is none.
func (t Tongue) way(ch billing.ChannelName) string {
	if ch == "" {
		return t.T("ready.no-way")
	}
	return t.Channel(ch)
}

func (t Tongue) planRow(r billing.PlannedDelivery) PlanRow {
	row := PlanRow{Number: DocumentNo(r.Invoice), Customer: firstOf(r.CustomerName, t.T("invoice.no-customer")), To: r.Recipient, Amount: t.Amount(r.Payable),
		Channel: Chip{Text: capital(t.way(r.Channel)), Tone: Accent}, Row: r, Key: planKey(r)}
	if r.DraftID != 0 {
		row.Number = t.T("plan.draft")
	}
	var why, full []string
	for _, p := range r.Passed {
		why, full = append(why, t.passed(p.Channel, t.briefly(p.Reason))), append(full, t.passed(p.Channel, t.Reason(p.Reason, nil)))
	}
	row.Why = strings.Join(why, " ")
	if r.Waits != "" {
		waits := sentences(t.Reason(r.Waits, nil), t.planWhen(r))
		row.Why, full = sentences(row.Why, waits), append(full, waits)
	}
	row.Full = sentences(full...)
	switch {
	case r.Channel == "":
		row.Channel.Tone = Bad
	case r.Stays():
		row.Channel.Tone = Warn
	}
	row.Channel.Why = row.Full
	if r.Cost != nil {
		row.Cost = t.Amount(*r.Cost)
	}
	if r.Channel == billing.Letter {
		row.To = ""
	}
	return row
}

func planKey(r billing.PlannedDelivery) string {
	if r.DraftID != 0 {
		return "#" + strconv.FormatInt(r.DraftID, 10)
	}
	return r.Invoice + " " + strconv.FormatInt(r.DeliveryID, 10)
}

// passed is a channel that was passed over with its reason: "Ikke EHF: mangler organisasjonsnummer."
func (t Tongue) passed(ch billing.ChannelName, reason string) string {
	return t.T("plan.not", "channel", t.Channel(ch), "reason", reason)
}

// briefly is a reason in a few words where there are some, else its sentence.
func (t Tongue) briefly(code string) string {
	key := "plan.short." + code
	if s := t.T(key); s != key {
		return s
	}
	return t.Reason(code, nil)
}

func (t Tongue) planWhen(r billing.PlannedDelivery) string {
	if r.At.IsZero() {
		return ""
	}
	return t.T("plan.at", "time", t.Hour(r.At))
}

// planCost is what a channel's documents cost; empty where it is not known.
func (t Tongue) planCost(p billing.DispatchPlan, s billing.ChannelSum) string {
	for _, r := range p.Rows {
		if r.Channel == s.Channel && r.Cost != nil {
			return t.Amount(s.Cost)
		}
	}
	return ""
}

// planPrice is what it costs in all. A channel whose price nobody wrote down is said to be unknown, never free.
func (t Tongue) planPrice(p billing.DispatchPlan) string {
	known := slices.ContainsFunc(p.Rows, priced)
	cost := p.Cost
	if cost.Currency == "" {
		cost = money.New(0, money.NOK)
	}
	switch {
	case len(p.Rows) == 0:
		return ""
	case !known:
		return t.T("plan.cost.unknown")
	case p.Unpriced > 0:
		return t.plural("plan.cost.part", p.Unpriced, "cost", t.Amount(cost))
	}
	return t.T("plan.cost", "cost", t.Amount(cost))
}

// Keys are those of all rows.
func (p Plan) Keys() []string {
	out := make([]string, len(p.Rows))
	for i, r := range p.Rows {
		out[i] = r.Key
	}
	return out
}

func priced(r billing.PlannedDelivery) bool { return r.Cost != nil }

// PlanNumbers are the documents of rows by their keys, each once, in the rows' order.
func (p Plan) PlanNumbers(keys []string) []string {
	wanted, taken := map[string]bool{}, map[string]bool{}
	for _, key := range keys {
		wanted[key] = true
	}
	var out []string
	for _, r := range p.Rows {
		if n := r.Row.Invoice; n != "" && wanted[r.Key] && !taken[n] {
			out, taken[n] = append(out, n), true
		}
	}
	return out
}

// FirstText says what sending a few first would do: "2 sendes nå, 10 holdes tilbake".
func (t Tongue) FirstText(first, all int) string {
	return t.T("plan.first.text", "first", t.Count(first), "rest", t.Count(max(0, all-first)))
}

// Stuck says how many documents have no way out.
func (t Tongue) Stuck(n int) string { return t.plural("plan.stuck", n) }

// Asked says how many receivers were asked.
func (t Tongue) Asked(n int) string { return t.plural("plan.asked", n) }

// Rehearsed says how many copies went to ourselves.
func (t Tongue) Rehearsed(n int) string { return t.plural("plan.rehearsed", n) }

// RehearsalTo reads the address copies go to; empty is that of the settings. problem says why it cannot be one.
func (t Tongue) RehearsalTo(text string) (address, problem string) {
	address = strings.TrimSpace(text)
	if local, domain, ok := strings.Cut(address, "@"); address != "" && (!ok || local == "" || domain == "" || strings.ContainsAny(address, " <>,;")) {
		return address, t.Reason("email-wrong", map[string]string{"email": address})
	}
	return address, ""
}
