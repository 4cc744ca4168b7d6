package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
)

func skogstad() billing.RegisterEntry {
	return billing.RegisterEntry{Party: billing.Party{Name: "Skogstad AS", OrgNo: "974760673", VATNo: "NO974760673MVA", Register: true, Type: billing.Business,
		Email: "post@skogstad.example", Address: billing.Address{Street: "Veien 1", PostCode: "0155", City: "Oslo"}}, OrgForm: "AS", Source: billing.FromRegister, CheckedAt: clock()}
}

func takesEHF() billing.Capability {
	yes := true
	return billing.Capability{Registered: &yes, Documents: []string{billing.DocumentType(billing.KindInvoice)}, CheckedAt: clock()}
}

// asking is a bureau whose register answers with an entry, and a new customer's form before it.
func asking(t *testing.T, change func(*billing.RegisterEntry)) (*bureau, *hands) {
	t.Helper()
	b := newBureau()
	e := skogstad()
	if change != nil {
		change(&e)
	}
	b.found = []billing.RegisterEntry{e}
	b.whoIs = func(no string) (billing.RegisterEntry, billing.Capability, error) {
		b.note("who %s", no)
		if e.Head != nil && no == e.Head.Party.OrgNo {
			return *e.Head, takesEHF(), nil
		}
		return e, takesEHF(), nil
	}
	h := sit(t, b)
	h.w.Go("customers", nil)
	h.work.Settle()
	h.press("Ny kunde")
	return b, h
}

func TestRegister_ThreeLettersFindAndFillIn(t *testing.T) {
	b, h := asking(t, nil)
	h.write("sk")
	if b.called("register") {
		t.Errorf("it asked about two letters: %v", b.calls)
	}
	h.write("o")
	h.sees("974 760 673")
	h.key(fyne.KeyReturn)
	h.sees("Veien 1", "Kan motta EHF", "Mva-registrert", "I Foretaksregisteret", "Enhetsregisteret, spurt 14:05", "Vi har avtalt et annet elektronisk format")
	h.press("Lagre")
	c := b.customers[len(b.customers)-1]
	if c.OrgNo != "974760673" || c.VATNo != "NO974760673MVA" || !c.Register || c.Type != billing.Business {
		t.Errorf("stored %+v", c)
	}
}

func TestRegister_WarnsOfWhoIsBankrupt(t *testing.T) {
	_, h := asking(t, func(e *billing.RegisterEntry) {
		e.Marks = []billing.RegisterMark{{Status: billing.RegisterBankrupt, Since: day("2026-10-01")}}
	})
	h.write("974760673")
	h.sees("Konkurs", "Skogstad AS er konkurs.", "Veien 1")
}

func TestRegister_WhoIsStruckOffFillsInNothing(t *testing.T) {
	b, h := asking(t, func(e *billing.RegisterEntry) {
		e.Marks = []billing.RegisterMark{{Status: billing.RegisterDeleted, Since: day("2026-10-01")}}
	})
	h.write("974760673")
	h.sees("Slettet", "ble slettet fra Enhetsregisteret 01.10.2026")
	h.press("Lagre")
	if b.called("customer") {
		t.Errorf("it was filled in and stored: %v", b.calls)
	}
}

func TestRegister_ASubUnitOffersTheOneAboveIt(t *testing.T) {
	b, h := asking(t, func(e *billing.RegisterEntry) {
		head := skogstad()
		head.Party.OrgNo, head.Party.Name = "923609016", "Skogstad Gruppen AS"
		e.Marks, e.Head = []billing.RegisterMark{{Status: billing.RegisterSubUnit}}, &head
	})
	h.write("974760673")
	h.sees("Underenhet")
	h.press("Bruk Skogstad Gruppen AS")
	h.press("Lagre")
	if c := b.customers[len(b.customers)-1]; c.OrgNo != "923609016" || c.Name != "Skogstad Gruppen AS" {
		t.Errorf("stored %+v, calls %v", c, b.calls)
	}
}

func TestRegister_OfflineSaysSoWithItsAge(t *testing.T) {
	b, h := asking(t, func(e *billing.RegisterEntry) {
		e.Source, e.Reason, e.Age, e.CheckedAt = billing.FromCache, "register-unreachable", 10*24*time.Hour, clock().AddDate(0, 0, -10)
	})
	h.write("974760673")
	h.sees("Enhetsregisteret kunne ikke spørres nå", "for 10 dager siden", "Veien 1")
	var offline billing.Faults
	offline.Add("register-offline", "", "orgNo", "Fjo", "reason", "register-unreachable")
	b.offline = offline.Err()
	h.key(fyne.KeyEscape)
	h.press("Ny kunde")
	h.write("fjo")
	h.sees("Enhetsregisteret kunne ikke spørres nå, så vi vet ikke")
}

func TestRegister_AnAgreedFormatIsKept(t *testing.T) {
	b := newBureau()
	b.customers[9].OtherFormat = true
	h := sit(t, b)
	h.w.Go("customers", ui.OpenCustomer("120"))
	h.work.Settle()
	h.sees("31.12.2029")
	h.press("Lagre")
	if !b.saved.OtherFormat {
		t.Errorf("stored %+v", b.saved)
	}
}

// TestGallery_Register draws the form of a customer with what the register says.
func TestGallery_Register(t *testing.T) {
	for name, mark := range map[string]billing.RegisterStatus{"kunde-ny": "", "kunde-konkurs": billing.RegisterBankrupt, "kunde-underenhet": billing.RegisterSubUnit} {
		for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
			b := newBureau()
			e := skogstad()
			if mark != "" {
				head := skogstad()
				head.Party.OrgNo = "923609016"
				e.Marks, e.Head = []billing.RegisterMark{{Status: mark}}, &head
			}
			b.whoIs = func(string) (billing.RegisterEntry, billing.Capability, error) { return e, takesEHF(), nil }
			w, work := open(t, b, ui.Options{Mode: mode})
			h := &hands{t: t, w: w, work: work}
			w.Go("customers", nil)
			work.Settle()
			h.press("Ny kunde")
			h.write("974760673")
			w.Shown().Resize(fyne.NewSize(1281, 720))
			w.Shown().Resize(fyne.NewSize(1280, 720))
			work.Settle()
			picture(t, w.Shown().Canvas(), name+"-"+string(mode))
		}
	}
	eachLook(t, "kunde-finn", func() *bureau {
		b := newBureau()
		other := skogstad()
		other.Party.Name, other.Party.OrgNo, other.Marks = "Skogstad Eiendom AS", "923609016", []billing.RegisterMark{{Status: billing.RegisterBankrupt}}
		b.found = []billing.RegisterEntry{skogstad(), other}
		return b
	}, func(h *hands) {
		h.w.Go("customers", nil)
		h.work.Settle()
		h.w.NewCustomer()
		h.work.Settle()
		h.write("skog")
	})
	eachLook(t, "innstillinger-plikt", newBureau, func(h *hands) { h.w.Go("settings", nil) })
}
