package view

import (
	"fakturist/billing"
	"fakturist/billing/law"
)

// RegisterHit is an entry of the company register as one to choose.
type RegisterHit struct {
	Title, Detail string
	Chip          Chip // what to warn of; empty: nothing
}

// RegisterHit puts an entry into words.
func (t Tongue) RegisterHit(e billing.RegisterEntry) RegisterHit {
	hit := RegisterHit{Title: firstOf(e.Party.Name, OrgNo(e.Party.OrgNo)), Detail: join(OrgNo(e.Party.OrgNo), firstOf(e.Party.Address.City, e.Municipality))}
	if len(e.Marks) > 0 {
		hit.Chip = t.registerMark(e.Status())
	}
	return hit
}

// registerMark is what the register warns of, in a word or two.
func (t Tongue) registerMark(s billing.RegisterStatus) Chip {
	tone := Bad
	switch s {
	case billing.RegisterSubUnit, billing.RegisterReconstruction, billing.RegisterUnknown, billing.RegisterUnasked:
		tone = Warn
	}
	return Chip{Text: t.T("register.mark." + string(s)), Tone: tone}
}

// RegisterNote is what the register said of a number.
type RegisterNote struct {
	Who      string    // "Skogstad AS · 974 760 673"; empty: nobody
	Chips    []Chip    // what is registered, and what to warn of
	Warnings []Problem // in full
	Asked    string    // how fresh it is
	Head     string    // the number to use in place of this one's, of a sub-unit
	HeadName string
	Fill     bool // may fill in a customer
}

// RegisterNote puts an answer of the register into words.
func (t Tongue) RegisterNote(e billing.RegisterEntry) RegisterNote {
	n := RegisterNote{Fill: e.Usable(), Warnings: t.Faults(spaced(e.Warnings("customer.orgNo")))}
	for _, m := range e.Marks {
		n.Chips = append(n.Chips, t.registerMark(m.Status))
	}
	if e.Found() {
		n.Who = join(e.Party.Name, OrgNo(e.Party.OrgNo))
		n.Chips = append(n.Chips, t.registrations(e.Party)...)
	}
	switch e.Source {
	case billing.FromRegister:
		n.Asked = t.T("register.asked", "time", t.Hour(e.CheckedAt))
	case billing.FromCache:
		n.Asked = t.T("register.kept", "age", t.age(e))
	}
	if e.Head != nil && e.Has(billing.RegisterSubUnit) && e.Head.Party.OrgNo != "" {
		n.Head, n.HeadName = e.Head.Party.OrgNo, firstOf(e.Head.Party.Name, OrgNo(e.Head.Party.OrgNo))
	}
	return n
}

// spaced writes the number of the unit above as people read it.
func spaced(faults billing.Faults) billing.Faults {
	for i, f := range faults {
		if no := f.Args["headNo"]; no != "" {
			faults[i].Args = withArg(f.Args, "headNo", OrgNo(no))
		}
	}
	return faults
}

// age is how long ago the register said so.
func (t Tongue) age(e billing.RegisterEntry) string {
	switch hours := int(e.Age.Hours()); {
	case hours < 1:
		return t.T("register.age.now")
	case hours < 48:
		return t.plural("register.age.hours", hours)
	default:
		return t.plural("register.age.days", hours/24)
	}
}

// registrations are the registers a party stands in.
func (t Tongue) registrations(p billing.Party) []Chip {
	vat := Chip{Text: t.T("register.no-vat"), Tone: Quiet}
	if p.VATNo != "" {
		vat = Chip{Text: t.T("register.vat"), Tone: Good, Why: p.VATNo}
	}
	out := []Chip{vat}
	if p.Register {
		out = append(out, Chip{Text: t.T("register.foretak"), Tone: Good})
	}
	return out
}

// OtherFormatText says what the law has to say of another electronic format than EHF.
func (t Tongue) OtherFormatText() string {
	return t.T("customer.other-format.text", t.dutyDates()...)
}

// dutyDates are the days sentences of the e-invoice duty may name.
func (t Tongue) dutyDates() []any {
	return []any{"from", t.Date(law.Begins(law.EInvoiceBusiness)), "until", t.Date(law.Ends(law.EInvoiceOtherFormat))}
}
