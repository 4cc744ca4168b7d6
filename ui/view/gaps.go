package view

import (
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
)

// Gap is a channel of the lists that cannot carry anything, since it is not set up.
type Gap struct {
	Channel billing.ChannelName
	Section string // of the settings where it is set up
	Text    string // what is missing
	Action  string
}

// Gaps are the channels of the company's and its groups' lists that are not set up, in their order. A practice company has
// servers of its own.
func (t Tongue) Gaps(s billing.Settings, c billing.Company) []Gap {
	if c.Practice {
		return nil
	}
	var out []Gap
	for _, ch := range listed(c) {
		section, missing := missing(ch, s)
		if missing == "" || slices.ContainsFunc(out, func(g Gap) bool { return g.Section == section && g.Channel == ch }) {
			continue
		}
		out = append(out, Gap{Channel: ch, Section: section, Text: t.T("gap."+missing, "channel", capital(t.Channel(ch))),
			Action: t.T("gap.action", "channel", t.Channel(ch))})
	}
	return out
}

// listed are the channels any list names.
func listed(c billing.Company) []billing.ChannelName {
	out := slices.Clone(c.Routes)
	for _, g := range slices.Sorted(maps.Keys(c.GroupRoutes)) {
		for _, ch := range c.GroupRoutes[g] {
			if !slices.Contains(out, ch) {
				out = append(out, ch)
			}
		}
	}
	return out
}

// missing is what a channel lacks, and the section where it is put right; empty when it can carry as far as settings tell.
func missing(ch billing.ChannelName, s billing.Settings) (section, what string) {
	kind := s["accesspoint.kind"]
	switch ch {
	case billing.Email:
		return SectionMail, first(s["mail.smtp.host"] == "", "mail-server", s["mail.from"] == "" && s["email"] == "", "mail-from",
			s["mail.auth"] == "oauth" && s["mail.oauth.client"] == "", "mail-client")
	case billing.EHF:
		return SectionPoint, first(kind == "" && s["accesspoint.url"] == "", "point", s["accesspoint.url"] == "", "point-url",
			(kind == "storecove" || kind == "maventa") && s["accesspoint.user"] == "", "point-user")
	case billing.EFaktura, billing.Vipps:
		return SectionPoint, first(kind != "maventa", "maventa")
	case billing.Letter:
		return SectionLetter, first(s["letter.by"] == "folder" && s["letter.folder"] == "", "letter-folder", s["letter.by"] == "accesspoint" && kind != "maventa", "maventa")
	}
	return "", ""
}

// first is the word after the first condition that holds.
func first(pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i].(bool) {
			return pairs[i+1].(string)
		}
	}
	return ""
}

// PracticeNote says that a practice company does not use what a section asks for, since it has servers of its own; empty where
// it has none, and where the settings name one.
func (t Tongue) PracticeNote(section string, s billing.Settings) string {
	own := map[string]string{SectionMail: s["mail.smtp.host"], SectionInbox: s["mail.imap.host"], SectionPoint: s["accesspoint.url"], SectionLookup: s["lookup.dns"]}
	if named, has := own[section]; !has || named != "" {
		return ""
	}
	return t.T("settings.practice")
}

// TaskUnset is the kind of a task to set up a channel; its Ref is the section of the settings.
const TaskUnset = "channel-unset"

// GapTasks are the gaps as things that need a person, one a section.
func (t Tongue) GapTasks(gaps []Gap) []TaskRow {
	var out []TaskRow
	for _, g := range gaps {
		if slices.ContainsFunc(out, func(r TaskRow) bool { return r.Task.Ref == g.Section }) {
			continue
		}
		out = append(out, TaskRow{Chip: Chip{Text: t.T("settings.unset"), Tone: Warn}, Text: g.Text, Action: g.Action, Task: billing.Task{Kind: TaskUnset, Ref: g.Section}})
	}
	return out
}

// Notice is a line over the outbox: what does not go and why, and where it is put right.
type Notice struct {
	Text    string
	Why     string
	Tone    Tone
	Actions []Step
}

// GapNotice is the line that says what of sending is not set up; ok is false when nothing is missing.
func (t Tongue) GapNotice(gaps []Gap) (n Notice, ok bool) {
	if len(gaps) == 0 {
		return n, false
	}
	n = Notice{Text: t.T("gap.title"), Tone: Warn}
	var why []string
	for _, g := range gaps {
		why = append(why, g.Text)
		if !slices.ContainsFunc(n.Actions, func(s Step) bool { return s.Card == g.Section }) {
			n.Actions = append(n.Actions, Step{Do: DoSettings, Card: g.Section, Text: g.Action})
		}
	}
	n.Why = strings.Join(why, " ")
	return n, true
}

// RestNotices are the lines that say which channels take a pause, until when and why.
func (t Tongue) RestNotices(rests map[billing.ChannelName]billing.Resting) []Notice {
	var out []Notice
	for _, ch := range billing.Channels {
		rest, ok := rests[ch]
		if !ok {
			continue
		}
		n := Notice{Text: t.rests(ch, rest), Why: t.Reason(rest.Reason, nil), Tone: Warn}
		if rest.Detail != "" {
			n.Why = sentences(n.Why, t.T("rest.answer", "detail", rest.Detail))
		}
		n.Actions = t.settingsStep(rest.Reason)
		out = append(out, n)
	}
	return out
}

// rests says until when a channel takes a pause.
func (t Tongue) rests(ch billing.ChannelName, rest billing.Resting) string {
	key := "rest.room"
	if rest.Tries > 0 {
		key = "rest.until"
	}
	return t.T(key, "channel", capital(t.Channel(ch)), "time", t.Hour(rest.Until))
}
