package view

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
)

// Step is one thing that can be done about a delivery.
type Step struct {
	Do   Do
	By   billing.ChannelName // of DoSendBy
	Card string              // of DoSettings: the section of the settings
	Text string
}

// Do names what a step does.
type Do string

// What can be done about a delivery.
const (
	DoCancel   Do = "cancel"   // take it back
	DoRelease  Do = "release"  // let what is held go
	DoSent     Do = "sent"     // it went: say so
	DoResend   Do = "resend"   // it did not: send it again
	DoSendBy   Do = "send-by"  // by another channel, or by the same once more
	DoPosted   Do = "posted"   // the letter was posted
	DoAddress  Do = "customer" // open the customer to correct its address
	DoSettings Do = "settings" // open the section where the fault is put right
)

// DeliveryRow is a delivery as the outbox shows it: where it is, what failed and why, what to do.
type DeliveryRow struct {
	Key      string
	Number   string
	Customer string
	Way      string // "E-post · kari@example.no"
	Status   Chip
	Why      string // one or two sentences
	Where    string // by which server
	Answer   string // what the other side said, in its own words
	When     string
	Steps    []Step
	Row      billing.DeliveryRow
}

// Delivery puts a delivery into words.
func (t Tongue) Delivery(r billing.DeliveryRow) DeliveryRow { return t.delivery(r, "") }

// delivery is Delivery for one after which the document went on by another channel.
func (t Tongue) delivery(r billing.DeliveryRow, next billing.ChannelName) DeliveryRow {
	row := DeliveryRow{Key: deliveryKey(r), Number: DocumentNo(r.Invoice), Customer: r.CustomerName, When: t.Hour(r.UpdatedAt),
		Status: t.deliveryStatus(r), Answer: r.Detail, Row: r}
	row.Way = capital(t.Channel(r.Channel))
	if r.Channel != billing.Letter {
		row.Way = join(row.Way, r.Recipient)
	}
	if r.Place != "" {
		row.Where = t.T("event.via", "place", r.Place)
	}
	row.Why, row.Steps = t.deliveryWhy(r, next), t.steps(r)
	row.Status.Why = row.Why
	return row
}

func deliveryKey(r billing.DeliveryRow) string {
	if r.ID == 0 {
		return "no-" + r.Invoice
	}
	return strconv.FormatInt(r.ID, 10)
}

// standing is a delivery's state as people tell it apart, finer than billing's: a key of words.
func standing(r billing.DeliveryRow) string {
	letter := r.Channel == billing.Letter
	switch {
	case r.ID == 0 && strings.HasPrefix(r.Reason, "bounce"):
		return "bounced"
	case r.ID == 0:
		return "none"
	case r.State == billing.Queued && r.Held:
		return "held"
	case r.State == billing.Queued && r.Reason != "" && r.Attempts == 0:
		return "waiting"
	case r.State == billing.Queued && r.Reason != "":
		return "again"
	case toPrint(r.Delivery):
		return "print"
	case letter && r.State == billing.Delivered:
		return "posted"
	}
	return string(r.State)
}

var standingTones = map[string]Tone{"none": Bad, "bounced": Bad, "refused": Bad, "unknown": Bad, "held": Warn, "waiting": Warn, "again": Warn, "print": Warn,
	"queued": Accent, "sending": Accent, "accepted": Accent, "delivered": Good, "posted": Good, "cancelled": Quiet}

func (t Tongue) deliveryStatus(r billing.DeliveryRow) Chip {
	s := standing(r)
	return Chip{Text: t.T("delivery." + s), Tone: standingTones[s]}
}

// deliveryWhy is what happened, what it means and, where time does the work, when it goes on.
func (t Tongue) deliveryWhy(r billing.DeliveryRow, next billing.ChannelName) string {
	reason := t.Reason(r.Reason, nil)
	switch s := standing(r); s {
	case "none":
		return firstOf(reason, t.T("delivery.none.why"))
	case "again", "waiting":
		return sentences(reason, t.goesOn(r))
	case "queued":
		return t.goesOn(r)
	case "bounced", "refused":
		if next != "" {
			return sentences(reason, t.T("delivery.instead", "channel", t.Channel(next)))
		}
		return reason
	case "unknown":
		return t.T("delivery.unknown.why." + string(r.Channel))
	case "print":
		return t.T("delivery.pile.why")
	default:
		return t.T("delivery." + s + ".why." + whyChannel(s, r.Channel))
	}
}

// goesOn says when a delivery goes by itself.
func (t Tongue) goesOn(r billing.DeliveryRow) string {
	key := "delivery.queued.why"
	if r.Attempts > 0 {
		key = "delivery.again.at"
	}
	if r.NotBefore.After(t.Clock()) {
		return t.T(key, "time", t.Hour(r.NotBefore))
	}
	if r.Reason != "" {
		return t.T("delivery.again.soon")
	}
	return t.T("delivery.queued.now")
}

// whyChannel is the last part of a sentence's key: what the other side of a channel is called differs only for what was handed
// over or arrived.
func whyChannel(standing string, ch billing.ChannelName) string {
	if standing != "accepted" && standing != "delivered" {
		return "any"
	}
	return string(ch)
}

// sentences sets sentences behind each other.
func sentences(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }

func (t Tongue) steps(r billing.DeliveryRow) []Step {
	switch standing(r) {
	case "none", "bounced", "refused":
		return t.failedSteps(r)
	case "held":
		return []Step{t.step(DoRelease), t.step(DoCancel)}
	case "queued":
		return []Step{t.step(DoCancel)}
	case "again", "waiting":
		return append(t.settingsStep(r.Reason), t.step(DoCancel))
	case "unknown":
		return []Step{t.step(DoSent), t.step(DoResend)}
	case "cancelled":
		return []Step{t.by("")}
	case "print":
		return []Step{t.step(DoPosted)}
	case "accepted":
		if r.Channel == billing.Letter { // with a print house, which may tell that it posted it
			return []Step{t.step(DoPosted)}
		}
	}
	return nil
}

// failedSteps are what can be done when a channel did not reach the receiver: put right what was wrong, then send again, or by
// another way. A row without a channel stands for a document that has no way left.
func (t Tongue) failedSteps(r billing.DeliveryRow) []Step {
	steps := t.settingsStep(r.Reason)
	if len(steps) == 0 {
		steps = append(steps, t.step(DoAddress))
		if addressFault(r.Reason) {
			steps[0].Text = t.T("step.address")
		}
	}
	again := t.by(r.Channel)
	again.Text = t.T("step.resend")
	switch {
	case r.ID != 0 && r.Channel == billing.Letter:
		return append(steps, again)
	case r.ID != 0:
		return append(steps, again, t.by(billing.Letter))
	}
	return append(steps, t.by(billing.Email), t.by(billing.Letter))
}

// addressFaults are the faults of a receiver's address, by the beginnings of their codes.
const addressFaults = "smtp-51 smtp-550 smtp-551 smtp-553 smtp-556 smtp-utf8 bounce-no-mailbox bounce-domain bounce-expired mail-no-address " +
	"mail-bad-address letter-no-address ap-no-address ap-no-post ap-no-contact route-no-"

// addressFault tells whether a fault is one of the receiver's address.
func addressFault(code string) bool { return beginsWithOne(code, addressFaults) }

// beginsWithOne tells whether a code is one of a list parted by blanks, or goes on from one.
func beginsWithOne(code, list string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(one string) bool { return strings.HasPrefix(code, one) })
}

// settingsStep leads to where a fault of our own set-up is put right; none when it is not ours.
func (t Tongue) settingsStep(code string) []Step {
	card := SectionOf(code)
	if card == "" {
		return nil
	}
	step := t.step(DoSettings)
	step.Card = card
	return []Step{step}
}

// ourFaults are the beginnings of fault codes that are put right in a section of the settings.
var ourFaults = []struct{ section, codes string }{
	{SectionMail, "smtp-auth smtp-sender smtp-password smtp-tls smtp-dns smtp-53 smtp-453 mail-not-set-up mail-insecure mail-oauth mail-auth-off " +
		"mail-app-password mail-basic-off"},
	{SectionPoint, "ap-token ap-user-missing ap-vendor-missing ap-folder ap-not-set-up ap-insecure ap-dns ap-disabled ap-tls ap-30"},
	{SectionLetter, "letter-not-set-up letter-pile letter-folder"},
	{SectionLookup, "dns-no-data dns-no-resolver dns-zone dns-failed lookup-try-https lookup-try-machine"},
	{SectionInbox, "imap-"},
}

// SectionOf is the section of the settings where a fault is put right; empty when it is not ours to put right.
func SectionOf(code string) string {
	for _, f := range ourFaults {
		if beginsWithOne(code, f.codes) {
			return f.section
		}
	}
	return ""
}

func (t Tongue) step(d Do) Step { return Step{Do: d, Text: t.T("step." + string(d))} }

func (t Tongue) by(ch billing.ChannelName) Step {
	if ch == "" {
		return Step{Do: DoSendBy, Text: t.T("step.send")}
	}
	return Step{Do: DoSendBy, By: ch, Text: t.T("step.send." + string(ch))}
}
