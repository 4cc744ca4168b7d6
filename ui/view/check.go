package view

import (
	"strings"

	"fakturist/billing"
)

// Check is one line of the list of checks beside the form.
type Check struct {
	Chip   Chip
	Text   string
	Path   string // the field it speaks of
	Key    string // names it among the checks of a document
	Fault  bool   // it speaks of something to correct or to look at
	Ground Ground // what the law or rule behind it says
}

// Tried notes that somebody wanted to issue: from now on what is missing is an error.
func (e *Editor) Tried() { e.tried = true }

// startsEmpty tells whether a fault is merely what an empty form lacks: what comes next, not a mistake.
func (e *Editor) startsEmpty(f billing.Fault) bool {
	if e.tried {
		return false
	}
	switch f.Code {
	case "BR-16":
		return true
	case "party-name-missing", "buyer-address-missing", "buyer-orgno-advised":
		return e.buyer.Name == "" && strings.HasPrefix(f.Path, "customer")
	}
	return false
}

// hidden tells whether a fault goes without saying: without a customer there is no address either.
func (e *Editor) hidden(f billing.Fault) bool {
	return e.startsEmpty(f) && f.Code != "BR-16" && f.Code != "party-name-missing"
}

// Checks are what keeps the document back, what to know, and what is in order.
func (e *Editor) Checks(p billing.Prepared) []Check {
	_, unread := e.Draft()
	faults := append(unread, p.Faults...)
	var out []Check
	if len(faults.Fatal()) == 0 {
		out = append(out, e.good(e.tongue.T("check.fields")))
	}
	seen := map[string]bool{}
	for _, f := range append(faults.Fatal(), faults.Warnings()...) {
		if key := f.Code + f.Path; !seen[key] && !e.hidden(f) {
			seen[key] = true
			out = append(out, e.bad(f))
		}
	}
	return append(append(out, e.kid(p)...), e.way(p)...)
}

func (e *Editor) good(text string) Check {
	return Check{Chip: Chip{Text: e.tongue.T("check.ok"), Tone: Good}, Text: text}
}

func (e *Editor) bad(f billing.Fault) Check {
	p := e.tongue.Fault(f)
	if p.Where != "" {
		p.Text = p.Where + ": " + p.Text
	}
	c := Check{Text: p.Text, Path: f.Path, Key: f.Code + " " + f.Path, Fault: true}
	c.Ground, _ = e.tongue.Ground(f.Code)
	switch {
	case f.Warning:
		c.Chip = Chip{Text: e.tongue.T("check.note"), Tone: Warn}
	case e.startsEmpty(f):
		c.Chip, c.Ground = Chip{Text: e.tongue.T("check.next"), Tone: Accent}, Ground{} // nothing is wrong yet
		c.Text = e.tongue.T("check.next." + f.Code)
	default:
		c.Chip = Chip{Text: e.tongue.T("check.stop"), Tone: Bad, Why: p.Copy}
	}
	return c
}

// kid shows the reference the document will carry.
func (e *Editor) kid(p billing.Prepared) []Check {
	if p.Company.KID.IsZero() || p.Document.Kind == billing.KindCreditNote || p.Document.CustomerNo == "" || !e.AccountRight() {
		return nil
	}
	kid, err := p.Company.KID.Compose(p.Document.CustomerNo, p.Number())
	if err != nil {
		return nil // the issue says so as a fault
	}
	return []Check{e.good(e.tongue.T("check.kid", "kid", KID(kid)))}
}

// way tells why a better channel than the one taken is passed over, or that there is none.
func (e *Editor) way(p billing.Prepared) []Check {
	if p.Document.Buyer.Name == "" {
		return nil
	}
	route := billing.Route(p.Company, p.Buyer)
	taken, ok := billing.NextChannel(route, p.Document.Buyer, "")
	if !ok {
		return []Check{{Chip: Chip{Text: e.tongue.T("check.note"), Tone: Warn}, Text: e.tongue.T("check.way.none")}}
	}
	first := route[0] // the route has one: a channel of it was taken
	if first == taken {
		return nil
	}
	text := e.tongue.Reason(billing.Skip(first, p.Document.Buyer), nil) + " " + e.tongue.T("check.way.instead", "channel", e.tongue.Channel(taken))
	if first == billing.EHF && p.Document.Buyer.Type == billing.Person {
		text = e.tongue.T("check.way.person", "channel", e.tongue.Channel(taken))
	}
	return []Check{{Chip: Chip{Text: e.tongue.T("check.note"), Tone: Warn}, Text: text}}
}

// Action is what the button says it will do.
func (e *Editor) Action(p billing.Prepared) string {
	credit := e.base.Kind == billing.KindCreditNote
	taken, ok := billing.NextChannel(billing.Route(p.Company, p.Buyer), p.Document.Buyer, "")
	sent := ok && p.Document.Buyer.Name != ""
	switch {
	case sent:
		return e.tongue.T("editor.issue." + string(taken))
	case credit:
		return e.tongue.T("editor.credit")
	}
	return e.tongue.T("editor.issue")
}

// Whole tells whether the document can be issued as it stands.
func (e *Editor) Whole(p billing.Prepared) bool {
	_, unread := e.Draft()
	return len(unread.Fatal()) == 0 && len(p.Faults.Fatal()) == 0
}

// PayerText tells who gets the bill when it is not the customer: "regningen går til Kari Nordmann".
func (e *Editor) PayerText(p billing.Prepared) string {
	if e.buyer.No == "" || p.Buyer.No == "" || p.Buyer.No == e.buyer.No {
		return ""
	}
	return e.tongue.T("editor.payer", "name", p.Buyer.Name)
}

// CustomerDetail is what stands under a customer in the list of answers: number and place, or that it is in the register only.
func (t Tongue) CustomerDetail(c billing.Customer) string {
	if c.No == "" {
		return join(t.T("customer.from-register"), OrgNo(c.OrgNo), c.Address.City)
	}
	return join(c.No, strings.TrimSpace(c.Address.PostCode+" "+c.Address.City), c.Email)
}

// TermsText is how long the buyer has, beside the due date: "14 d".
func (e *Editor) TermsText() string {
	issue, due := e.Dates()
	if due.IsZero() {
		return ""
	}
	return e.tongue.T("days.short", "n", due.DaysSince(issue))
}
