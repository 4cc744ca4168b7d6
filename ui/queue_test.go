package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// drafted lays further drafts on the desk; the last one has a line without a quantity.
func drafted(b *bureau, n int) {
	for i := range n {
		id := int64(20 + i)
		d := billing.Draft{ID: id, Customer: billing.CustomerRef{No: b.customers[i%4].No}, Lines: []billing.Line{{Item: "Dugnadsgebyr", Quantity: dec("1"), Unit: "EA", Price: dec("500")}}}
		if i == n-1 {
			d.Lines[0].Quantity = dec("0")
		}
		b.drafts[id] = d
	}
}

func TestQueue_SpaceMarksRReadiesAndOneKeyIssuesAll(t *testing.T) {
	b := newBureau()
	drafted(b, 4)
	h := sit(t, b)
	h.w.Go("invoices", ui.ShowFilter(view.FilterReady))
	h.work.Settle()
	h.sees("0 av 5 er klare", "Ingen er klare")
	list := h.w.QueueList()
	list.Focus()
	h.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyEnd, fyne.KeySpace)
	h.sees("3 merket")
	h.write("r")
	if !b.called("ready [7 20 23] true") {
		t.Fatalf("calls %v", b.calls)
	}
	h.sees("2 av 5 er klare", "Utsted og send 2")
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if len(b.invoices) != 2 || !strings.Contains(h.toasts(), "2 fakturaer sendes om 30 s") {
		t.Errorf("%d issued, toasts %q", len(b.invoices), h.toasts())
	}
	h.sees("0 av 3 er klare")
	list.Focus()
	h.key(fyne.KeyHome) // ready, but stopped
	h.write("r")
	if !b.called("ready [23] false") {
		t.Errorf("calls %v", b.calls)
	}
	h.key(fyne.KeyReturn) // opens the draft
	if f := h.w.EditorForm(); f == nil || f.ID() == 0 {
		t.Error("Enter did not open the draft")
	}
}

func TestQueue_IssuedTwiceAtOnceGoesOnce(t *testing.T) {
	b := newBureau()
	drafted(b, 3)
	for id, d := range b.drafts {
		d.Ready = true
		b.drafts[id] = d
	}
	h := sit(t, b)
	h.w.Go("invoices", ui.ShowFilter(view.FilterReady))
	h.work.Settle()
	h.w.Shell().Stage().Shortcut(ctrlEnter)
	h.w.Shell().Stage().Shortcut(ctrlEnter)
	h.work.Settle()
	n := 0
	for _, c := range b.calls {
		if strings.HasPrefix(c, "issue ") {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d were issued: %v", n, b.calls)
	}
}

func TestInvoices_MarkedDraftsAreMadeReadyAndDocumentsDuplicated(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", ui.ShowFilter(billing.FilterDrafts))
	h.work.Settle()
	h.w.InvoiceList().Focus()
	h.key(fyne.KeyHome, fyne.KeySpace)
	h.press("Merk klar")
	if !b.called("ready [7] true") {
		t.Errorf("calls %v", b.calls)
	}
	h.w.Go("invoices", ui.ShowFilter(billing.FilterOpen))
	h.work.Settle()
	h.w.InvoiceList().Focus()
	h.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	h.press("Dupliser")
	if !b.called("duplicate 10261") || !b.called("duplicate 10260") || !strings.Contains(h.toasts(), "2 nye utkast") {
		t.Errorf("calls %v, toasts %q", b.calls, h.toasts())
	}
}

func TestDocument_IsDuplicatedIntoTheEditor(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("10261"))
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyD)
	if f := h.w.EditorForm(); f == nil || f.Lines()[0].Text[view.CellItem] != "Kopi av 10261" {
		t.Errorf("calls %v", b.calls)
	}
}

func TestCredit_LinesAreChosenByQuantity(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("10261"))
	h.work.Settle()
	h.chord(fyne.KeyModifierAlt, fyne.KeyK)
	h.sees("Da er det ingenting igjen å betale.")
	h.w.ChooseChip("Linjer")
	h.work.Settle()
	h.write("0,5") // what is left was marked: typing replaces it
	h.key(fyne.KeyReturn, fyne.KeyDelete, fyne.KeyReturn, fyne.KeyDelete)
	h.sees("600,00")
	h.press("Krediter 10261")
	if !b.called("credit 10261 [{1 0.5}]") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestCredit_AnAmountIsCappedAtWhatIsLeft(t *testing.T) {
	b := newBureau()
	b.credited = kr("740.00")
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("10261"))
	h.work.Settle()
	h.press("Krediter 10261")
	h.sees("2\u202f000,00 av 2\u202f740,00 er igjen å kreditere.")
	h.w.ChooseChip("Et beløp")
	h.work.Settle()
	h.write("2500")
	h.sees("Det er bare 2\u202f000,00")
	h.key(fyne.KeyBackspace) // "250"
	h.press("Krediter 10261")
	if !b.called(fmt.Sprintf("credit 10261 %s %q", kr("250.00"), "Prisavslag")) {
		t.Errorf("calls %v", b.calls)
	}
}

func TestDocument_LeadsToItsCreditNotes(t *testing.T) {
	b := newBureau()
	b.events = []billing.Event{{At: clock(), Kind: "credited", Args: map[string]string{"number": "10258", "amount": "240.00"}}}
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("10261"))
	h.work.Settle()
	h.sees("Kreditert med 10\u202f258")
	h.press("Kreditnota 10\u202f258")
	h.sees("Faktura 10\u202f258")
}

func TestInvoices_AMonthAndAGroupNarrowTheList(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", nil)
	h.work.Settle()
	h.w.ChooseRange(2, "Blåbær") // October
	h.work.Settle()
	if !b.called("range 2026-10-01 2026-10-31 Blåbær") {
		t.Errorf("calls %v", b.calls)
	}
	h.sees("1 faktura", "840,00")
	h.w.Go("invoices", ui.ShowFilter(billing.FilterOverdue)) // from the overview: of all months
	h.work.Settle()
	h.sees("3 fakturaer", "Alle måneder", "Alle grupper")
}
