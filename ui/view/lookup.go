package view

import (
	"strings"

	"fakturist/billing"
)

// LookupTrial is what a trial of the look-up told, in words: whether receivers can be found from here, whom is asked, and who
// could be asked instead.
type LookupTrial struct {
	Text    string
	Tone    Tone
	Asked   string // whom and how long it took
	Answer  string // what was answered, when it does not work
	Advice  string
	Instead []billing.ResolverSuggestion
}

// LookupTrial puts a report into words.
func (t Tongue) LookupTrial(r billing.ResolverReport) LookupTrial {
	out := LookupTrial{Tone: Good, Text: t.T("lookup.works"), Answer: r.Detail, Advice: t.Reason(r.Advice, nil)}
	if !r.Works() {
		out.Tone, out.Text = Bad, t.Reason(r.Reason, nil)
		out.Instead = r.Suggestions
	}
	how := t.T("lookup.how." + string(r.How))
	out.Asked = join(how, strings.Join(r.Resolvers, ", "), t.T("lookup.took", "ms", r.Took.Milliseconds()))
	return out
}

// ResolverText is the button that asks through somebody else, with the country it learns our questions in.
func (t Tongue) ResolverText(s billing.ResolverSuggestion) string {
	return t.T("lookup.use", "name", s.Name, "country", s.Country)
}
