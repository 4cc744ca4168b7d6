package view

import (
	"strings"

	"fakturist/billing"
)

// RouteStory is why a document went the way it went, in words.
type RouteStory struct {
	Title string // "Hvorfor brev?"
	List  string // "Selskapets rekkefølge: EHF → e-post → brev"
	Steps []RouteStep
}

// RouteStep is one channel and what came of it.
type RouteStep struct {
	Channel string
	Outcome Chip
	Why     string
	Where   string // by which server, and when
	Answer  string // what the other side said
	Ahead   bool   // it was not come to
}

// outcomeTones are the colours of what came of a channel.
var outcomeTones = map[string]Tone{"passed": Warn, "not-needed": Quiet, "not-tried": Quiet, "queued": Accent, "sending": Accent, "accepted": Accent,
	"delivered": Good, "unknown": Bad, "bounced": Bad, "refused": Bad, "cancelled": Quiet}

// WhyLink is the question a document's channel raises: "Hvorfor brev?"; empty without a channel.
func (t Tongue) WhyLink(ch billing.ChannelName) string {
	if ch == "" {
		return t.T("why.none")
	}
	return t.T("why.title", "channel", t.Channel(ch))
}

// RouteStory puts the story into words.
func (t Tongue) RouteStory(s billing.RouteStory) RouteStory {
	out := RouteStory{Title: t.WhyLink(lastChannel(s)), List: t.listOf(s)}
	for _, step := range s.Steps {
		row := RouteStep{Channel: capital(t.Channel(step.Channel)), Outcome: Chip{Text: t.T("why.outcome." + step.Outcome), Tone: outcomeTones[step.Outcome]},
			Why: t.Reason(step.Reason, nil), Answer: step.Detail, Ahead: step.Outcome == "not-needed" || step.Outcome == "not-tried"}
		if step.Place != "" {
			row.Where = t.T("event.via", "place", step.Place)
		}
		row.Where = join(t.Hour(step.At), row.Where)
		if row.Why == "" && row.Ahead {
			row.Why = t.T("why." + step.Outcome)
		}
		out.Steps = append(out.Steps, row)
	}
	return out
}

// lastChannel is the channel a document went by, or is to go by; empty when none carried it.
func lastChannel(s billing.RouteStory) billing.ChannelName {
	var ch billing.ChannelName
	for _, step := range s.Steps {
		switch state := billing.DeliveryState(step.Outcome); state {
		case billing.Queued, billing.Sending, billing.Unknown, billing.Accepted, billing.Delivered:
			ch = step.Channel
		}
	}
	return ch
}

// listOf says whose list of channels counts, and what it is.
func (t Tongue) listOf(s billing.RouteStory) string {
	words := make([]string, len(s.List))
	for i, ch := range s.List {
		words[i] = t.Channel(ch)
	}
	return t.T("why.of."+string(s.Of), "group", s.Group, "list", strings.Join(words, " → "))
}

// wayOf is the channel a document went by last, as its timeline tells; empty when none took it, nil when nobody tried.
func wayOf(events []billing.Event) *billing.ChannelName {
	var way *billing.ChannelName
	for _, e := range events {
		name := billing.ChannelName(e.Args["channel"])
		switch state := billing.DeliveryState(e.Kind); {
		case name == "":
		case state.Failed(), state == billing.Cancelled:
			none := billing.ChannelName("")
			way = &none
		case state == billing.Queued, state == billing.Sending, state == billing.Unknown, state == billing.Accepted, state == billing.Delivered:
			way = &name
		}
	}
	return way
}
