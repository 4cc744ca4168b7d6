package view

import (
	"maps"
	"slices"
	"time"

	"fakturist/billing"
)

// EventRow is one line of the timeline: what happened and when, and the evidence of it.
type EventRow struct {
	When   string
	Text   string
	Why    string // what it means and what to do
	Detail string // whom it went to and by which server
	Quote  string // what the other side answered, in its own words
	Tone   Tone
}

var eventTones = map[string]Tone{"issued": Plain, "imported": Plain, "queued": Quiet, "sending": Quiet, "accepted": Accent, "delivered": Good, "refused": Bad, "bounced": Bad,
	"again": Warn, "passed": Quiet, "note-late": Warn, "note-returned": Bad, "note-relayed": Quiet, "note-copied": Quiet, "note-told": Quiet,
	"unknown": Bad, "cancelled": Quiet, "paid": Good, "part-paid": Warn, "credited": Quiet, "undone": Quiet}

// Events are a document's timeline in words. Steps that only led to a later one are left out, and an attempt that failed the
// same way many times over is told once, with how often.
func (t Tongue) Events(events []billing.Event) []EventRow {
	var out []EventRow
	times := 1
	for i, e := range events {
		if passing(e, events[i+1:]) {
			continue
		}
		if again(e) && sameFailure(e, events[i+1:]) {
			times++
			continue
		}
		row := t.Event(e)
		if times > 1 {
			row.Text = join(row.Text, t.T("event.times", "n", times))
			times = 1
		}
		out = append(out, row)
	}
	return out
}

// again tells whether an event is a failed attempt that is tried again.
func again(e billing.Event) bool { return e.Kind == string(billing.Queued) && e.Args["reason"] != "" }

// passing tells whether an event only led to a later one by the same channel, which says it better.
func passing(e billing.Event, later []billing.Event) bool {
	if e.Kind != string(billing.Queued) && e.Kind != string(billing.Sending) || again(e) {
		return false
	}
	return slices.ContainsFunc(later, func(l billing.Event) bool {
		return l.Args["channel"] != "" && l.Args["channel"] == e.Args["channel"] && l.Kind != "passed"
	})
}

// sameFailure tells whether the next thing that is shown of the channel is the same failed attempt once more.
func sameFailure(e billing.Event, later []billing.Event) bool {
	for i, l := range later {
		if passing(l, later[i+1:]) {
			continue
		}
		return again(l) && l.Args["channel"] == e.Args["channel"] && l.Args["reason"] == e.Args["reason"] && l.Args["place"] == e.Args["place"]
	}
	return false
}

// Event is one line of a document's timeline in words.
func (t Tongue) Event(e billing.Event) EventRow {
	kind := e.Kind
	if again(e) {
		kind = "again"
	}
	key, args := "event."+kind, t.args(e.Args)
	if channel := e.Args["channel"]; channel != "" && t.T(key+"."+channel) != key+"."+channel {
		key += "." + channel
	}
	if key == "event.accepted.letter" && e.Args["place"] != "" {
		key = "event.accepted.letter.house"
	}
	if number := e.Args["number"]; number != "" && t.T(key+".number") != key+".number" {
		shown := maps.Clone(e.Args)
		shown["number"] = DocumentNo(number)
		key, args = key+".number", t.args(shown)
	}
	row := EventRow{When: t.moment(e.At), Text: t.T(key, args...), Tone: eventTones[kind]}
	if amount := e.Args["amount"]; amount != "" {
		row.Text = join(row.Text, t.value("amount", amount))
	}
	row.Why, row.Detail, row.Quote = t.Reason(e.Args["reason"], e.Args), t.went(e), e.Args["detail"]
	return row
}

// went is whom a delivery went to and by which server: "kari@example.no · via smtp.example.no:587".
func (t Tongue) went(e billing.Event) string {
	to, via := "", ""
	if e.Args["channel"] != string(billing.Letter) && e.Kind != "passed" {
		to = e.Args["recipient"]
	}
	if place := e.Args["place"]; place != "" {
		via = t.T("event.via", "place", place)
	}
	return join(to, via)
}

// moment is a day and a time of day; a moment without a time of day, such as a bank's booking, is its day.
func (t Tongue) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if at.UTC().Format("15:04:05") == "00:00:00" {
		return t.Day(billing.Day(at))
	}
	return t.Day(billing.Day(at)) + " " + at.In(t.Clock().Location()).Format("15:04")
}
