package view_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/ui/view"
)

func entry(change func(*billing.RegisterEntry)) billing.RegisterEntry {
	e := billing.RegisterEntry{Party: billing.Party{Name: "Skogstad AS", OrgNo: "974760673", VATNo: "NO974760673MVA", Register: true, Type: billing.Business},
		Source: billing.FromRegister, CheckedAt: nb.Clock()}
	change(&e)
	return e
}

func TestRegisterNote_SaysWhereAUnitStandsAndHowFreshThatIs(t *testing.T) {
	marked := func(s billing.RegisterStatus) func(*billing.RegisterEntry) {
		return func(e *billing.RegisterEntry) {
			e.Marks = []billing.RegisterMark{{Status: s, Since: day("2026-10-01")}}
		}
	}
	for _, test := range []struct {
		name     string
		entry    billing.RegisterEntry
		fill     bool
		chip     string
		warnings int
		asked    string
	}{
		{"active", entry(func(*billing.RegisterEntry) {}), true, "Mva-registrert", 0, "Enhetsregisteret, spurt 14:05"},
		{"without VAT", entry(func(e *billing.RegisterEntry) { e.Party.VATNo = "" }), true, "Ikke mva-registrert", 0, "spurt"},
		{"bankrupt", entry(marked(billing.RegisterBankrupt)), true, "Konkurs", 1, "spurt"},
		{"wound up", entry(marked(billing.RegisterLiquidation)), true, "Under avvikling", 1, "spurt"},
		{"forced", entry(marked(billing.RegisterForced)), true, "Tvangsavvikling", 1, "spurt"},
		{"negotiates", entry(marked(billing.RegisterReconstruction)), true, "Gjeldsforhandling", 1, "spurt"},
		{"struck off", entry(marked(billing.RegisterDeleted)), false, "Slettet", 1, "spurt"},
		{"unknown", entry(marked(billing.RegisterUnknown)), false, "Finnes ikke", 1, "spurt"},
		{"offline, kept", entry(func(e *billing.RegisterEntry) {
			e.Source, e.Reason, e.Age, e.CheckedAt = billing.FromCache, "register-silent", 73*time.Hour, nb.Clock().Add(-73*time.Hour)
		}), true, "Mva-registrert", 1, "for 3 dager siden"},
		{"offline, nothing kept", billing.RegisterEntry{Party: billing.Party{OrgNo: "974760673"}, Reason: "register-silent"}, false, "", 1, ""},
	} {
		n := nb.RegisterNote(test.entry)
		chips := slices.ContainsFunc(n.Chips, func(c view.Chip) bool { return c.Text == test.chip })
		if n.Fill != test.fill || test.chip != "" && !chips || len(n.Warnings) != test.warnings || !strings.Contains(n.Asked, test.asked) {
			t.Errorf("%s: %+v", test.name, n)
		}
	}
}

func TestRegisterNote_NamesTheUnitAboveASubUnit(t *testing.T) {
	n := nb.RegisterNote(entry(func(e *billing.RegisterEntry) {
		e.Marks = []billing.RegisterMark{{Status: billing.RegisterSubUnit}}
		e.Head = &billing.RegisterEntry{Party: billing.Party{Name: "Skogstad Gruppen AS", OrgNo: "923609016"}}
	}))
	if n.Head != "923609016" || n.HeadName != "Skogstad Gruppen AS" || !strings.Contains(n.Warnings[0].Text, "923 609 016") {
		t.Errorf("%+v", n)
	}
}

func TestCustomerForm_TakesNumberAndRegistersWithTheRest(t *testing.T) {
	f := view.NewCustomerForm(nb, billing.Customer{})
	f.Fill(entry(func(*billing.RegisterEntry) {}).Party)
	f.OtherFormat = true
	c, _ := f.Customer()
	if c.OrgNo != "974760673" || c.VATNo != "NO974760673MVA" || !c.Register || !c.OtherFormat {
		t.Errorf("customer %+v", c)
	}
	f.OrgNo, f.Type = "923 609 016", billing.Person
	if c, _ = f.Customer(); c.VATNo != "" || c.OtherFormat {
		t.Errorf("another number keeps the VAT number, or a person a format: %+v", c)
	}
}

func TestOtherFormatText_TellsTheDaysOfTheLaw(t *testing.T) {
	if got := nb.OtherFormatText(); !strings.Contains(got, "01.01.2027") || !strings.Contains(got, "31.12.2029") {
		t.Errorf("it says %q", got)
	}
}

func TestSettings_BookkeepingMayBeLeftToTheRegisters(t *testing.T) {
	for _, s := range nb.Sections() {
		for _, c := range s.Cards {
			for _, f := range c.Fields {
				if f.Key == "bookkeeping" {
					if !slices.Equal(f.Values, []string{"", "yes", "no"}) || f.Texts[0] != "Som registrene tilsier" || f.Hint == "" {
						t.Errorf("%+v", f)
					}
					return
				}
			}
		}
	}
	t.Error("there is no such setting")
}
