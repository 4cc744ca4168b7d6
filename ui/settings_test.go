package ui_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

func settings(t *testing.T, b *bureau, section string) *hands {
	h := sit(t, b)
	h.w.Go("settings", ui.OpenSettings(section))
	h.work.Settle()
	return h
}

func TestSettings_TheAddressFillsInTheServers(t *testing.T) {
	b := newBureau()
	for _, key := range []string{"mail.from", "mail.smtp.host", "mail.smtp.user", "mail.imap.host"} {
		delete(b.settings, key)
	}
	h := settings(t, b, view.SectionMail)
	h.sees("En annen leverandør", "Tjener")
	h.w.FocusSetting("mail.from")
	h.write("koret@gmail.com")
	h.sees("Google / Gmail", "App-passord", "Sendes gjennom smtp.gmail.com, port 587, STARTTLS.")
	h.write("x") // the keyboard is still in the field, after what stands there
	h.chord(widget.Ctrl, fyne.KeyS)
	if !b.called("settings map[mail.from:koret@gmail.comx mail.imap.host:imap.gmail.com") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestSettings_ATrialStoresFirstAndTellsTheAnswer(t *testing.T) {
	b := newBureau()
	b.receipt = billing.Receipt{Detail: "250 2.0.0 OK id=1vNHC2"}
	h := settings(t, b, view.SectionMail)
	h.w.FocusSetting("mail.name")
	h.write("Blåbærlia")
	h.press("Send prøve til meg")
	if !b.called("settings map[mail.name:Blåbærlia]") || !b.called("test mail") {
		t.Fatalf("calls %v", b.calls)
	}
	h.sees("Tjeneren tok imot prøven. Se i innboksen. Svar: 250 2.0.0 OK id=1vNHC2")
	var faults billing.Faults
	faults.Add("smtp-auth", "", "detail", "535 5.7.8 No")
	b.refusal = faults.Err()
	h.press("Send prøve til meg")
	h.sees("Svar: 535 5.7.8 No")
}

func TestSettings_ARefusalStandsAtItsField(t *testing.T) {
	b := newBureau()
	b.settings["accesspoint.kind"] = "phoss"
	var faults billing.Faults
	faults.Add("setting-not-url", "accesspoint.url", "key", "accesspoint.url", "value", "her")
	b.saving = faults.Err()
	h := settings(t, b, view.SectionPoint)
	h.w.FocusSetting("accesspoint.url")
	h.write("her")
	h.w.Go("settings", ui.OpenSettings(view.SectionLetter))
	h.chord(widget.Ctrl, fyne.KeyS)
	h.sees("her er ikke en nettadresse.")
}

func TestSettings_ALoginIsWaitedForAndGivenUp(t *testing.T) {
	b := newBureau()
	b.settings["mail.smtp.host"], b.settings["mail.auth"], b.settings["mail.oauth.provider"] = "smtp.office365.com", "oauth", "microsoft"
	h := settings(t, b, view.SectionMail)
	opened := ""
	h.w.OnOpenURL(func(a string) { opened = a })
	h.press("Logg inn med Microsoft")
	if opened != "https://login.example/device" || !b.called("waited for the login, given up: false") || !strings.Contains(h.toasts(), "Innlogget") {
		t.Errorf("opened %q, calls %v, toasts %q", opened, b.calls, h.toasts())
	}
	h.press("Glem innloggingen")
	if !b.called("forget login") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestSettings_AWayRoundAPoorNameServerIsOneClick(t *testing.T) {
	b := newBureau()
	b.report = billing.ResolverReport{How: billing.ResolverOfMachine, Reason: "dns-no-data", Suggestions: []billing.ResolverSuggestion{{Name: "Quad9", URL: "https://dns.quad9.net/dns-query", Country: "CH"}}}
	h := settings(t, b, view.SectionLookup)
	h.press("Prøv oppslag")
	h.press("Bruk Quad9 (CH)")
	if !b.called("settings map[lookup.dns:https://dns.quad9.net/dns-query]") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestSettings_AreFoundByWords(t *testing.T) {
	h := settings(t, newBureau(), view.SectionCompany)
	h.w.FindSetting("falsemerker")
	h.work.Settle()
	h.sees("Falsemerker i margen")
	h.press("Vis Brev")
	h.sees("Hvem skriver ut")
}

func TestMailTexts_AreWrittenBesideTheMail(t *testing.T) {
	b := newBureau()
	h := settings(t, b, view.SectionTexts)
	h.sees("Faktura 10261 fra Blåbærlia Barnehage SA", "Hei Kari Nordmann", "Standard", "faktura-10261.pdf")
	h.w.FindMailInvoice("per l")
	h.work.Settle()
	h.key(fyne.KeyReturn)
	h.sees("Faktura 10258 fra Blåbærlia Barnehage SA", "Per Lunde · 10258")
	h.press("KID")
	h.sees("Blåbærlia Barnehage SA 0412102618", "Ikke lagret")
	h.chord(widget.Ctrl, fyne.KeyS)
	if !b.called(`mail text nb invoice "Faktura {number} fra {seller}"`) {
		t.Fatalf("calls %v", b.calls)
	}
	h.sees("Egen")
	h.press("Tilbake til standard")
	if !b.called(`mail text nb invoice "" ""`) {
		t.Errorf("calls %v", b.calls)
	}
	saved := len(b.calls)
	h.w.TypeMailText("Hei {kunde}")
	h.work.Settle()
	h.sees("{kunde}")
	h.chord(widget.Ctrl, fyne.KeyS)
	if len(b.calls) != saved {
		t.Errorf("a text with an unknown variable was stored: %v", b.calls[saved:])
	}
}

func TestDispatch_WhatIsHeldIsLetGo(t *testing.T) {
	b := settled()
	for _, number := range []string{"10261", "10262"} {
		b.outbox = append(b.outbox, billing.DeliveryRow{Delivery: billing.Delivery{ID: int64(len(b.outbox) + 60), Invoice: number, Channel: billing.Email, State: billing.Queued, Held: true}, Payable: kr("10.00")})
	}
	h := sit(t, b)
	h.w.Go("dispatch", ui.ShowGroup("dispatch", view.GroupHeld))
	h.work.Settle()
	h.sees("Holdt igjen 2")
	h.press("Slipp")
	if !b.called("release [10261]") {
		t.Fatalf("calls %v", b.calls)
	}
	h.press("Slipp 1 som holdes igjen")
	if !b.called("release [10262]") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestDispatch_WhatIsNotSetUpLeadsToItsSection(t *testing.T) {
	h := sit(t, newBureau())
	h.w.Go("dispatch", nil)
	h.work.Settle()
	h.sees("Utsending er ikke satt opp", "EHF mangler aksesspunkt.")
	h.press("Sett opp EHF")
	h.sees("Veien til kunder som tar imot EHF.")
}

func TestDispatch_ARejectedAddressIsCorrectedAtTheCustomer(t *testing.T) {
	b := settled()
	h := sit(t, b)
	h.w.Go("dispatch", ui.ShowGroup("dispatch", view.GroupNeed))
	h.work.Settle()
	h.w.DispatchList().Select(0)
	h.work.Settle()
	h.press("Rett adressen")
	h.write("ola@ny.example")
	h.press("Lagre")
	if b.saved.Email != "ola@ny.example" {
		t.Errorf("saved %+v, calls %v", b.saved.Party, b.calls)
	}
}

func TestOverview_SaysWhatOfSendingIsNotSetUp(t *testing.T) {
	h := sit(t, newBureau())
	h.sees("Ikke satt opp", "EHF mangler aksesspunkt.")
	h.press("Sett opp EHF")
	h.sees("Veien til kunder som tar imot EHF.")
}

func TestSettings_APracticeCompanySaysThatItHasServersOfItsOwn(t *testing.T) {
	b := newBureau()
	b.company.Practice = true
	h := settings(t, b, view.SectionPoint)
	h.sees("Øvingsselskapet har sine egne tjenere")
}
