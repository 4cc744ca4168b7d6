package view

import (
	"strconv"
	"time"

	"fakturist/billing"
)

// Step is one thing that can be done about a delivery.
type Step struct {
	Do   Do
	By   billing.ChannelName // of DoSendBy
	Text string
}

// Do names what a step does.
type Do string

// What can be done about a delivery.
const (
	DoCancel  Do = "cancel"   // take it back
	DoSent    Do = "sent"     // it went: say so
	DoResend  Do = "resend"   // it did not: send it again
	DoSendBy  Do = "send-by"  // by another channel
	DoPosted  Do = "posted"   // the letter was posted
	DoAddress Do = "customer" // open the customer to complete its address
)

// DeliveryRow is a delivery as the outbox shows it: where it is, what failed and why, what to do.
type DeliveryRow struct {
	Key      string
	Number   string
	Customer string
	Channel  string
	To       string
	Status   Chip
	Why      string
	Answer   string // what the other side said, in its own words
	When     string
	Steps    []Step
	Row      billing.DeliveryRow
}

// Delivery puts a delivery into words.
func (t Tongue) Delivery(r billing.DeliveryRow) DeliveryRow {
	row := DeliveryRow{Key: deliveryKey(r), Number: DocumentNo(r.Invoice), Customer: r.CustomerName, Channel: capital(t.Channel(r.Channel)),
		To: r.Recipient, When: t.Hour(r.UpdatedAt), Status: t.deliveryStatus(r), Row: r}
	if r.Channel == billing.Letter {
		row.To = ""
	}
	row.Why, row.Steps = t.deliveryWhy(r), t.steps(r)
	if r.Detail != "" && (r.State.Failed() || r.State == billing.Unknown || r.Attempts > 0 && r.State == billing.Queued) {
		row.Answer = t.T("delivery.answer", "detail", r.Detail)
	}
	return row
}

func deliveryKey(r billing.DeliveryRow) string {
	if r.ID == 0 {
		return "no-" + r.Invoice
	}
	return strconv.FormatInt(r.ID, 10)
}

func (t Tongue) deliveryStatus(r billing.DeliveryRow) Chip {
	switch {
	case r.ID == 0:
		return Chip{Text: t.T("status.no-channel"), Tone: Bad}
	case r.Channel == billing.Letter && r.State == billing.Accepted:
		return Chip{Text: t.T("status.print"), Tone: Warn}
	case r.State == billing.Queued && r.Attempts > 0:
		return Chip{Text: t.T("delivery.again"), Tone: Warn, Why: t.Reason(r.Reason, nil)}
	}
	return Chip{Text: t.T("delivery." + string(r.State)), Tone: deliveryTones[string(r.State)]}
}

// deliveryWhy is what happened, what it means and, where time does the work, when it goes on.
func (t Tongue) deliveryWhy(r billing.DeliveryRow) string {
	switch {
	case r.ID == 0:
		return firstOf(t.Reason(r.Reason, nil), t.T("delivery.none.why"))
	case r.State == billing.Unknown:
		return t.T("delivery.unknown.why." + string(r.Channel))
	case r.State.Failed():
		return t.Reason(r.Reason, nil)
	case r.State == billing.Queued && r.Attempts > 0:
		return join(t.Reason(r.Reason, nil), t.T("delivery.again.at", "time", t.Hour(r.NotBefore)))
	case r.State == billing.Queued && r.NotBefore.After(t.Clock()):
		return t.T("delivery.queued.why", "time", t.Hour(r.NotBefore))
	case r.Channel == billing.Letter && r.State == billing.Accepted:
		return t.T("delivery.pile.why")
	}
	return ""
}

func (t Tongue) steps(r billing.DeliveryRow) []Step {
	switch {
	case r.ID == 0:
		return []Step{t.step(DoAddress), t.by(billing.Email), t.by(billing.Letter)}
	case r.State == billing.Queued:
		return []Step{t.step(DoCancel)}
	case r.State == billing.Unknown:
		return []Step{t.step(DoSent), t.step(DoResend)}
	case r.State == billing.Cancelled:
		return []Step{t.by("")}
	case r.State == billing.Accepted && r.Channel == billing.Letter:
		return []Step{t.step(DoPosted)}
	}
	return nil
}

func (t Tongue) step(d Do) Step { return Step{Do: d, Text: t.T("step." + string(d))} }

func (t Tongue) by(ch billing.ChannelName) Step {
	if ch == "" {
		return Step{Do: DoSendBy, Text: t.T("step.send")}
	}
	return Step{Do: DoSendBy, By: ch, Text: t.T("step.send." + string(ch))}
}

// Outbox is the whole screen: what needs a person, what waits, what went; and the print pile.
type Outbox struct {
	Rows []DeliveryRow
	Pile int    // letters not yet posted
	Text string // "12 brev klare til utskrift"
	Need int    // rows that need a person
	Wait int
	Sum  string
}

// Outbox puts the deliveries into words and counts.
func (t Tongue) Outbox(rows []billing.DeliveryRow) Outbox {
	var o Outbox
	for _, r := range rows {
		switch {
		case needsPerson(r):
			o.Need++
		case r.State == billing.Queued, r.State == billing.Sending:
			o.Wait++
		case r.Channel == billing.Letter && r.State == billing.Accepted:
			o.Pile++
		}
		o.Rows = append(o.Rows, t.Delivery(r))
	}
	if o.Pile > 0 {
		o.Text = t.plural("pile", o.Pile)
	}
	need, wait := "", ""
	if o.Need > 0 {
		need = t.plural("outbox.need", o.Need)
	}
	if o.Wait > 0 {
		wait = t.plural("outbox.wait", o.Wait)
	}
	o.Sum = firstOf(join(need, wait), t.T("outbox.quiet"))
	return o
}

// needsPerson tells whether a row waits for somebody. A refused delivery alone does not: the next channel took over, or the
// document stands in a row of its own as one without a way out.
func needsPerson(r billing.DeliveryRow) bool { return r.ID == 0 || r.State == billing.Unknown }

// InGroup tells whether a row belongs to a group of the outbox: "need", "wait", "pile", "gone" or "all".
func (r DeliveryRow) InGroup(group string) bool {
	state, letter := r.Row.State, r.Row.Channel == billing.Letter
	switch group {
	case "need":
		return needsPerson(r.Row)
	case "wait":
		return r.Row.ID != 0 && (state == billing.Queued || state == billing.Sending)
	case "pile":
		return letter && state == billing.Accepted
	case "gone":
		return state == billing.Delivered || state == billing.Accepted && !letter || state == billing.Cancelled
	}
	return true
}

// UndoText says what can be taken back, with the seconds left: "12 fakturaer sendes om 27 s".
func (t Tongue) UndoText(documents int, left time.Duration) string {
	seconds := int(left.Round(time.Second) / time.Second)
	return t.plural("undo.send", documents, "seconds", max(seconds, 0))
}
