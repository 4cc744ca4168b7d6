package view

import (
	"time"

	"fakturist/billing"
)

// Outbox is the whole screen: what needs a person, what waits, what went; and the print pile.
type Outbox struct {
	Rows []DeliveryRow
	Pile int    // letters not yet posted
	Text string // "12 brev klare til utskrift"
	Need int    // rows that need a person
	Wait int
	Held []string // documents that wait for a person to let them go
	Sum  string
}

// Outbox puts the deliveries into words and counts; what waits by a channel that takes a pause says so.
func (t Tongue) Outbox(rows []billing.DeliveryRow, rests map[billing.ChannelName]billing.Resting) Outbox {
	var o Outbox
	after := nextDeliveries(rows)
	for _, r := range rows {
		row := t.delivery(r, after[r.ID])
		if rest, ok := rests[r.Channel]; ok && r.State == billing.Queued && !r.Held && !rest.Until.Before(r.NotBefore) {
			t.rest(&row, rest)
		}
		switch {
		case row.InGroup(GroupNeed):
			o.Need++
		case row.InGroup(GroupHeld):
			o.Held = append(o.Held, r.Invoice)
		case row.InGroup(GroupWait):
			o.Wait++
		case row.InGroup(GroupPile):
			o.Pile++
		}
		o.Rows = append(o.Rows, row)
	}
	if o.Pile > 0 {
		o.Text = t.plural("pile", o.Pile)
	}
	count := func(key string, n int) string {
		if n == 0 {
			return ""
		}
		return t.plural(key, n)
	}
	o.Sum = firstOf(join(count("outbox.need", o.Need), count("outbox.held", len(o.Held)), count("outbox.wait", o.Wait)), t.T("outbox.quiet"))
	return o
}

// rest says that a delivery waits since its channel takes a pause.
func (t Tongue) rest(row *DeliveryRow, rest billing.Resting) {
	row.Why = sentences(t.Reason(rest.Reason, nil), t.rests(row.Row.Channel, rest))
	row.Status = Chip{Text: t.T("delivery.waiting"), Tone: standingTones["waiting"], Why: row.Why}
	row.Steps = append(t.settingsStep(rest.Reason), t.step(DoCancel))
}

// nextDeliveries tells by which channel a document went on after a delivery that failed, by the delivery's id.
func nextDeliveries(rows []billing.DeliveryRow) map[int64]billing.ChannelName {
	newest := map[string]billing.DeliveryRow{}
	for _, r := range rows {
		if r.ID > newest[r.Invoice].ID && !r.State.Failed() && r.State != billing.Cancelled {
			newest[r.Invoice] = r
		}
	}
	out := map[int64]billing.ChannelName{}
	for _, r := range rows {
		if next := newest[r.Invoice]; r.State.Failed() && r.ID != 0 && next.ID > r.ID {
			out[r.ID] = next.Channel
		}
	}
	return out
}

// Groups of the outbox.
const (
	GroupAll  = "all"
	GroupNeed = "need" // somebody must say what to do
	GroupWait = "wait" // on its way by itself
	GroupHeld = "held" // goes when somebody lets it go
	GroupPile = "pile" // letters to print and post
	GroupGone = "gone"
)

// OutboxGroups are the groups in the order of their chips.
var OutboxGroups = []string{GroupAll, GroupNeed, GroupWait, GroupHeld, GroupPile, GroupGone}

// InGroup tells whether a row belongs to a group of the outbox.
func (r DeliveryRow) InGroup(group string) bool {
	state := r.Row.State
	waits := r.Row.ID != 0 && (state == billing.Queued || state == billing.Sending)
	switch group {
	case GroupNeed:
		return needsPerson(r.Row)
	case GroupWait:
		return waits && !r.Row.Held
	case GroupHeld:
		return waits && r.Row.Held
	case GroupPile:
		return toPrint(r.Row.Delivery)
	case GroupGone:
		return state == billing.Delivered || state == billing.Accepted && !toPrint(r.Row.Delivery) || state == billing.Cancelled
	}
	return true
}

// needsPerson tells whether a row waits for somebody. A failed delivery alone does not: the next channel took over, or the
// document stands in a row of its own as one without a way out.
func needsPerson(r billing.DeliveryRow) bool { return r.ID == 0 || r.State == billing.Unknown }

// toPrint tells whether a letter lies on our own pile, not with a print house.
func toPrint(d billing.Delivery) bool { return d.OnPile() }

// UndoText says what can be taken back, with the seconds left: "12 fakturaer sendes om 27 s".
func (t Tongue) UndoText(documents int, left time.Duration) string {
	seconds := int(left.Round(time.Second) / time.Second)
	return t.plural("undo.send", documents, "seconds", max(seconds, 0))
}
