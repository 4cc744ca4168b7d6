package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

func (h *hands) goTo(arg any) {
	h.t.Helper()
	h.w.Go("basis", arg)
	h.work.Settle()
}

func (h *hands) called(b *bureau, call string) {
	h.t.Helper()
	if !b.called(call) {
		h.t.Errorf("nobody asked for %q: %v", call, b.calls)
	}
}

func TestBasis_AnOfferIsWrittenSentAndAcceptedByKeyboard(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(nil)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("kar")
	h.key(fyne.KeyReturn) // Kari Nordmann
	h.write("kop")
	h.key(fyne.KeyReturn) // Kopper og kar
	h.write("3")
	h.key(fyne.KeyReturn)
	h.chord(widget.Ctrl, fyne.KeyReturn) // written
	h.called(b, "basis T-9 with 1 lines until 2026-12-22")
	h.sees("Tilbud T-9", "Ikke sendt")
	h.chord(widget.Ctrl, fyne.KeyReturn) // send …
	h.sees("Sende Tilbud T-9?", "kari@example.no")
	if b.called("send basis") {
		t.Error("it was sent before anybody said so")
	}
	h.key(fyne.KeyReturn)
	h.called(b, "send basis 9")
	b.notify(billing.BasisChanged{ID: 9})
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyReturn) // accept …
	h.write("Kari N.")
	h.key(fyne.KeyReturn)
	h.called(b, `accept 9 by "Kari N." on 2026-11-22 with 0 papers`)
	h.sees("Ordre O-10", "Lag faktura …")
}

func TestBasis_ASentOfferGoesAgainOnlyWhenSomebodySaysSo(t *testing.T) {
	b := newBureau()
	b.customers[10].Email = "post@oslo.example"
	h := sit(t, b)
	h.goTo(ui.OpenBasis(2))
	h.press("Send …")
	h.sees("Sende Tilbud T-2 en gang til?")
	h.press("Send")
	h.called(b, "send basis 2 again")
}

func TestBasis_WhatIsMissingKeepsAnOfferFromBeingFinished(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenNewBasis(billing.KindOffer))
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if b.called("basis T-") {
		t.Error("an empty offer was stored")
	}
	h.sees("Velg hvem det er til", "Legg til en vare eller skriv hva det gjelder")
}

func TestBasis_AnOfferGetsItsNumberWhileItIsWritten(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenNewBasis(billing.KindOffer))
	h.write("kar")
	h.key(fyne.KeyReturn)
	h.sees("Tilbud T-9")
	h.write("Tur")
	h.key(fyne.KeyReturn)
	if len(b.bases) != 9 {
		t.Errorf("one offer became %d", len(b.bases)-8)
	}
}

func TestBasis_WhatWasBegunIsStoredWhenLeft(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenNewBasis(billing.KindOrder))
	h.write("kar")
	h.key(fyne.KeyReturn)
	h.write("Tur til Bogstad")
	h.key(fyne.KeyReturn)
	h.w.Go("overview", nil)
	h.work.Settle()
	n := 0
	for _, x := range b.bases {
		if x.Kind == billing.KindOrder && len(x.Draft.Lines) == 1 && x.Draft.Lines[0].Item == "Tur til Bogstad" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("stored %d times: %v", n, b.calls)
	}
}

func TestBasis_AnOrderIsInvoicedInParts(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenBasis(6))
	h.chord(widget.Ctrl, fyne.KeyReturn)
	h.sees("Fakturer O-6", "12,5 t", "Lag utkast på")
	h.write("99")
	h.press("Lag utkast")
	if b.called("invoice basis") {
		t.Error("more was invoiced than is left")
	}
	h.key(fyne.KeyHome)
	for range 2 {
		h.key(fyne.KeyDelete)
	}
	h.write("2:30")
	h.key(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	h.called(b, "invoice basis 6: [{1 2.5} {2 3}]")
	if form := h.w.EditorForm(); form == nil || len(form.Lines()) != 2 {
		t.Error("the draft is not open in the editor")
	}
}

func TestBasis_TheSignedPaperIsKeptWithTheAnswer(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	path := filepath.Join(t.TempDir(), "signert.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7 signed"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.w.SetFiles(path)
	h.goTo(ui.OpenBasis(2))
	h.press("Godta …")
	h.press("Velg fil …")
	h.sees("signert.pdf")
	h.press("Godta og lag ordre")
	h.called(b, `accept 2 by "" on 2026-11-22 with 1 papers`)
}

func TestBasis_AFileThatIsNotWhatItsNameSaysIsRefusedInWords(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	path := filepath.Join(t.TempDir(), "signert.pdf")
	if err := os.WriteFile(path, []byte("MZ"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.w.SetFiles(path)
	h.goTo(ui.OpenBasis(2))
	h.press("Godta …")
	h.press("Velg fil …")
	h.press("Lukk")
	h.press("Godta og lag ordre")
	h.called(b, `accept 2 by "" on 2026-11-22 with 0 papers`)
}

func TestBasis_FiltersAndSearchNarrowTheList(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(nil)
	h.sees("T-1", "T-2", "T-3", "3 tilbud")
	h.chord(widget.Ctrl, fyne.KeyF)
	h.write("bursdag")
	h.sees("1 tilbud", "Bursdag i gymsalen")
	h.goTo(ui.OpenBasis(8))
	h.sees("Betalingsanmodning B-8")
}

func TestWork_HoursAreWrittenByKeyboardAndTheNextLineIsReady(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	writeWork(h)
	h.key(fyne.KeyReturn)
	h.called(b, `work 120 "Nytt inngangsparti" 2026-11-22 "Detaljtegninger" 1.5 × 725`)
	h.write("Oppmåling")
	h.key(fyne.KeyReturn, fyne.KeyReturn)
	h.write("2,25")
	h.key(fyne.KeyReturn)
	h.called(b, `work 120 "Nytt inngangsparti" 2026-11-22 "Oppmåling" 2.25 × 725`)
	h.sees("Oppmåling")
}

func TestWork_SaysWhatIsMissingBesideTheField(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenWork())
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if b.called("work ") {
		t.Error("an empty line was stored")
	}
	h.sees("mangler kunde")
}

func TestBasis_TheRailLeadsBackToTheListAndKeepsWhatWasBegun(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenNewBasis(billing.KindOffer))
	h.write("kar")
	h.key(fyne.KeyReturn)
	h.goTo(nil)
	h.called(b, "basis T-9 with 0 lines")
	h.sees("4 tilbud")
}

func TestWork_WhatWasInvoicedAndCreditedIsFreed(t *testing.T) {
	b := newBureau()
	b.work = b.work[:1]
	b.work[0].Invoice = "10230"
	h := sit(t, b)
	h.goTo(ui.OpenWork())
	h.w.ChooseWork(view.WorkAll)
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyL)
	h.key(fyne.KeyHome)
	h.chord(widget.Ctrl, fyne.KeyR)
	h.called(b, "free work 1")
}

func TestWork_IsDeletedOnlyAfterAsking(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenWork())
	h.chord(widget.Ctrl, fyne.KeyL)
	h.key(fyne.KeyHome)
	h.chord(widget.Ctrl, fyne.KeyDelete)
	if b.called("delete work") {
		t.Error("it was deleted before anybody said so")
	}
	h.press("Slett linjen")
	h.called(b, "delete work 3")
}

func TestWork_AReceiptLetGoOverTheWindowIsKept(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	path := filepath.Join(t.TempDir(), "parkering.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7 receipt"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.goTo(ui.OpenWork())
	h.w.SetFiles(path)
	h.w.Drop(path)
	h.work.Settle()
	h.sees("parkering.pdf")
}

func TestWork_IsInvoicedWithOneButton(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenWork())
	pressWork(h, b, "nb")
	h.key(fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) // together
	pressWork(h, b, "nb")
	h.called(b, "invoice work [1 2 3 4] by total, timesheet true")
	if form := h.w.EditorForm(); form == nil || form.Customer().No != "120" {
		t.Error("the draft is not open in the editor")
	}
}

func TestGroup_AMemberIsLeftOutAndTheRestMarkedReady(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenGroup("Blåbær"))
	h.write("opp")
	h.key(fyne.KeyReturn, fyne.KeyReturn)
	h.sees("5 fakturaer", "betales av Kari Nordmann")
	h.chord(widget.Ctrl, fyne.KeyL)
	h.key(fyne.KeyDown, fyne.KeySpace) // Ingrid Ødegård
	h.sees("4 fakturaer · 1 utelatt", "Krysset ut")
	h.called(b, "preview group Blåbær of 1 lines without [402]")
	h.chord(widget.Ctrl, fyne.KeyReturn)
	h.called(b, "make group Blåbær: 4 true")
	if !strings.Contains(h.toasts(), "4 utkast er laget og merket klare") {
		t.Errorf("toasts %q", h.toasts())
	}
}

func TestGroup_NothingIsMadeOfNothing(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.goTo(ui.OpenGroup("Blåbær"))
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if b.called("make group") {
		t.Error("invoices without lines were made")
	}
	h.sees("Legg til minst én linje.")
}
