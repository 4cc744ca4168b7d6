package view

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// BasisForm is the form of an offer, order or payment request: that of an invoice, and until when it holds.
type BasisForm struct {
	*Editor
	basis billing.Basis
	saved cal.Date
	tried bool

	ValidUntil cal.Date
}

// NewBasisForm opens a basis; customer is the one it names, if any.
func NewBasisForm(t Tongue, c billing.Company, b billing.Basis, customer billing.Customer) *BasisForm {
	b.Draft.Kind = b.Kind
	return &BasisForm{Editor: NewEditor(t, c, b.Draft, customer), basis: b, ValidUntil: b.ValidUntil, saved: b.ValidUntil}
}

// Kind of the basis.
func (f *BasisForm) Kind() billing.Kind { return f.basis.Kind }

// Title names what is written.
func (f *BasisForm) Title() string { return f.tongue.BasisTitle(f.basis.Kind, f.basis.No) }

// Basis is what the form says, with a fault for each cell that cannot be read.
func (f *BasisForm) Basis() (billing.Basis, billing.Faults) {
	b := f.basis
	var faults billing.Faults
	b.Draft, faults = f.Draft()
	b.Draft.Kind, b.ValidUntil = b.Kind, f.ValidUntil
	return b, faults
}

// Changed tells whether the form holds something that was not stored.
func (f *BasisForm) Changed() bool { return f.Editor.Changed() || f.ValidUntil != f.saved }

// Began tells whether there is anything a person would miss.
func (f *BasisForm) Began() bool {
	return f.Changed() && (f.basis.ID != 0 || f.Customer().Name != "" || len(f.Lines()) > 0)
}

// StoredAs notes that what stood in the form at a mark, and held until a day, was stored.
func (f *BasisForm) StoredAs(b billing.Basis, mark string, until cal.Date) {
	f.basis, f.saved = b, until
	f.Stored(0, mark)
}

// Tried notes that somebody wanted to send: from now on what is missing is an error.
func (f *BasisForm) Tried() { f.tried = true }

// Checks are what keeps the basis from being sent, and what to know.
func (f *BasisForm) Checks(p billing.Prepared) []Check {
	_, faults := f.Basis()
	unread := map[string]bool{}
	for _, fault := range faults {
		unread[fault.Path] = true
	}
	for _, fault := range p.Faults {
		if !unread[fault.Path] { // what cannot be read counts as nothing, which is no second fault
			faults = append(faults, fault)
		}
	}
	var out []Check
	if len(faults.Fatal()) == 0 {
		out = append(out, Check{Chip: Chip{Text: f.tongue.T("check.ok"), Tone: Good}, Text: f.tongue.T("basis.check.ready." + string(f.basis.Kind))})
	}
	seen := map[string]bool{}
	for _, fault := range append(faults.Fatal(), faults.Warnings()...) {
		c, shown := f.check(fault)
		if key := fault.Code + fault.Path; shown && !seen[key] {
			seen[key] = true
			out = append(out, c)
		}
	}
	return out
}

// check is one fault in words; what an empty form lacks is what comes next, and what follows from a missing customer goes
// without saying.
func (f *BasisForm) check(fault billing.Fault) (Check, bool) {
	p := f.tongue.Fault(fault)
	if p.Where != "" {
		p.Text = p.Where + ": " + p.Text
	}
	c := Check{Text: p.Text, Path: fault.Path, Key: fault.Code + " " + fault.Path, Fault: true, Chip: Chip{Text: f.tongue.T("check.stop"), Tone: Bad, Why: p.Copy}}
	nobody := f.Customer().Name == "" && strings.HasPrefix(fault.Path, "customer")
	switch {
	case fault.Warning:
		c.Chip = Chip{Text: f.tongue.T("check.note"), Tone: Warn}
	case nobody && fault.Code != "party-name-missing":
		return c, false
	case nobody:
		c.Text = f.tongue.T("basis.check.customer")
		c.Chip = f.next()
	case fault.Code == "BR-16":
		c.Text = f.tongue.T("basis.check.lines")
		c.Chip = f.next()
	}
	return c, true
}

func (f *BasisForm) next() Chip {
	if f.tried {
		return Chip{Text: f.tongue.T("check.stop"), Tone: Bad}
	}
	return Chip{Text: f.tongue.T("check.next"), Tone: Accent}
}

// Ready tells whether the basis can be sent as it stands.
func (f *BasisForm) Ready(p billing.Prepared) bool {
	_, unread := f.Basis()
	return len(unread.Fatal()) == 0 && len(p.Faults.Fatal()) == 0
}
