package ui_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/ui"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// hands are a person's on keyboard and mouse; the window comes to rest after each stroke, and strokes that are not text are
// counted.
type hands struct {
	t       *testing.T
	w       *ui.Window
	work    *ui.Work
	strokes int
}

func sit(t *testing.T, b *bureau) *hands {
	w, work := open(t, b, ui.Options{})
	return &hands{t: t, w: w, work: work}
}

func (h *hands) key(names ...fyne.KeyName) {
	h.t.Helper()
	for _, name := range names {
		h.strokes++
		ev := &fyne.KeyEvent{Name: name}
		if f := h.w.Shown().Canvas().Focused(); f != nil {
			f.TypedKey(ev)
		} else {
			h.w.Shell().Stage().TypedKey(ev)
		}
		h.work.Settle()
	}
}

func (h *hands) chord(mod fyne.KeyModifier, name fyne.KeyName) {
	h.t.Helper()
	h.strokes++
	if !h.w.Shell().Stage().Shortcut(&desktop.CustomShortcut{KeyName: name, Modifier: mod}) {
		h.t.Fatalf("nothing is bound to %v %s", mod, name)
	}
	h.work.Settle()
}

func (h *hands) write(text string) {
	h.t.Helper()
	f := h.w.Shown().Canvas().Focused()
	if f == nil {
		h.t.Fatal("the keyboard is nowhere")
	}
	for _, r := range text {
		f.TypedRune(r)
	}
	h.work.Settle()
}

func (h *hands) press(words string) {
	h.t.Helper()
	canvas := h.w.Shown().Canvas()
	for _, o := range append(slices.Clone(canvas.Overlays().List()), canvas.Content()) {
		if ui.Press(o, words) {
			h.work.Settle()
			return
		}
	}
	h.t.Fatalf("there is no button %q", words)
}

func (h *hands) sees(words ...string) {
	h.t.Helper()
	markup := test.RenderToMarkup(h.w.Shown().Canvas())
	for _, w := range words {
		if !strings.Contains(markup, w) {
			h.t.Errorf("the window does not show %q", w)
		}
	}
}

func (h *hands) toasts() string {
	var out []string
	for _, t := range h.w.Shell().Stage().Toasts() {
		out = append(out, t.Text())
	}
	return strings.Join(out, "; ")
}

func TestEditor_AnInvoiceIsWrittenAndSentByKeyboardAlone(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("kar")
	h.key(fyne.KeyReturn) // Kari Nordmann
	h.write("kop")
	h.key(fyne.KeyReturn) // Kopper og kar
	h.write("3")
	h.key(fyne.KeyReturn)
	if got := h.w.EditorAction(); got != "Utsted og send som e-post" {
		t.Errorf("the button says %q", got)
	}
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if h.strokes > 12 {
		t.Errorf("it took %d strokes", h.strokes)
	}
	inv, ok := b.invoices["10262"]
	if !ok {
		t.Fatalf("nothing was issued: %v", b.calls)
	}
	if doc := inv.Document(); doc.CustomerNo != "412" || len(doc.Lines) != 1 || doc.Lines[0].Quantity.String() != "3" || doc.Totals.Payable != kr("387.00") {
		t.Errorf("issued %+v", doc.Lines)
	}
	if got := h.toasts(); got != "Fakturaen sendes om 30 s" {
		t.Errorf("toasts %q", got)
	}
	h.chord(widget.Ctrl, fyne.KeyZ)
	if !b.called("undo send 10262") || !strings.Contains(h.toasts(), "Sendingen er angret") {
		t.Errorf("calls %v, toasts %q", b.calls, h.toasts())
	}
}

func TestEditor_MakesOnePageAtATimeAndTheNewestLast(t *testing.T) {
	b := newBureau()
	w, work := open(t, b, ui.Options{})
	w.Go("invoices", ui.OpenDocument("#7"))
	work.Settle()
	asked := 0
	b.preview = func(d billing.Draft) (billing.Prepared, []layout.Page, error) {
		asked++
		return billing.Prepared{}, slices.Repeat([]layout.Page{{Width: 210, Height: 297}}, int(d.Lines[0].Price.IntPart())), nil
	}
	w.TypeCell(0, view.CellPrice, "1")
	work.StartTimers(100 * time.Millisecond) // the first page is being made
	first := work.Hold()
	for _, price := range []string{"2", "3", "4"} {
		w.TypeCell(0, view.CellPrice, price)
		work.StartTimers(100 * time.Millisecond)
		work.Settle()
	}
	if asked != 0 {
		t.Fatalf("%d more pages are made while one is", asked)
	}
	first()
	work.Settle()
	if got := w.EditorPages(); got != 4 || asked != 2 {
		t.Errorf("the page of the price %d is shown after %d questions, want that of 4 after 2", got, asked)
	}
}

func TestEditor_WhatWasBegunIsStoredWhenLeft(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("kar")
	h.key(fyne.KeyReturn)
	h.write("Tur til Bogstad")
	h.key(fyne.KeyReturn)
	h.w.Go("overview", nil)
	h.work.Settle()
	d, ok := b.drafts[101]
	if !ok || d.Customer.No != "412" || len(d.Lines) != 1 || d.Lines[0].Item != "Tur til Bogstad" {
		t.Errorf("drafts %+v", b.drafts)
	}
	if n := len(b.drafts); n != 2 {
		t.Errorf("one invoice became %d drafts", n-1)
	}
}

func TestEditor_LeavesNoDraftOfNothing(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.key(fyne.KeyEscape)
	if len(b.drafts) != 1 {
		t.Errorf("drafts %v", b.drafts)
	}
	h.sees("Åpne 8")
}

func TestEditor_SaysWhatIsMissingInsteadOfIssuing(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if len(b.invoices) > 0 {
		t.Fatal("an empty invoice was issued")
	}
	h.sees("Fakturaen har ingen linjer.")
	if !strings.Contains(h.toasts(), "Ikke utstedt ennå") {
		t.Errorf("toasts %q", h.toasts())
	}
}

func TestEditor_ALineTakenOutComesBack(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	h.key(fyne.KeyUp) // from the new line to the last
	h.chord(widget.Ctrl, fyne.KeyDelete)
	if n := len(h.w.EditorForm().Lines()); n != 1 {
		t.Fatalf("%d lines are left", n)
	}
	h.press("Angre")
	if lines := h.w.EditorForm().Lines(); len(lines) != 2 || lines[1].Text[view.CellItem] != "For sen henting" {
		t.Errorf("lines %+v", lines)
	}
	h.key(fyne.KeyUp)
	h.chord(fyne.KeyModifierAlt, fyne.KeyUp)
	if lines := h.w.EditorForm().Lines(); lines[0].Text[view.CellItem] != "For sen henting" {
		t.Errorf("the line did not move: %+v", lines)
	}
}

func TestEditor_AnEntryOfTheRegisterBecomesACustomer(t *testing.T) {
	b := newBureau()
	b.customers = append(b.customers, billing.Customer{Party: billing.Party{Name: "Zorro AS", Type: billing.Business, OrgNo: "974760673", Address: billing.Address{City: "Oslo"}}})
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("zor")
	h.key(fyne.KeyReturn)
	if !b.called("customer 501 Zorro AS") || h.w.EditorForm().Customer().No != "501" {
		t.Errorf("calls %v", b.calls)
	}
}

func TestInvoices_MarksActTogether(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	opened := ""
	h.w.OnOpenURL(func(a string) { opened = a })
	h.w.Go("invoices", nil)
	h.work.Settle()
	h.w.InvoiceList().Focus()
	h.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	h.sees("2 merket · 3\u202f940,00")
	h.press("Skriv ut")
	if !b.called("pdf 10261 10259 to ") || !strings.HasSuffix(opened, "Fakturaer 10259-10261.pdf") {
		t.Errorf("calls %v, opened %q", b.calls, opened)
	}
	h.press("Send på nytt")
	if !b.called(`send 10261 10259 by ""`) {
		t.Errorf("calls %v", b.calls)
	}
}

func TestInvoices_SortAndFilterAskTheServices(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", nil)
	h.work.Settle()
	h.w.InvoiceList().OnSort("payable", true)
	h.work.Settle()
	if !b.called(`list open payable true after ""`) {
		t.Errorf("calls %v", b.calls)
	}
	if n := h.w.InvoiceList().Count(); n != 8 {
		t.Errorf("%d rows", n)
	}
}

func TestInvoices_TenThousandAreReadAsOneScrolls(t *testing.T) {
	b := newBureau()
	for i := range 10_000 {
		b.rows = append(b.rows, billing.InvoiceRow{Number: fmt.Sprint(20_000 + i), CustomerName: "Kunde", Status: billing.StatusSent, Payable: kr("1.00"), Outstanding: kr("1.00"), DueDate: day("2026-12-01")})
	}
	h := sit(t, b)
	h.w.Go("invoices", nil)
	h.work.Settle()
	list := h.w.InvoiceList()
	if list.Count() != 10_008 {
		t.Fatalf("%d rows", list.Count())
	}
	if _, held := list.Row(5000); held {
		t.Error("rows nobody looked at were read")
	}
	list.Focus()
	h.key(fyne.KeyEnd)
	row, held := list.Selected()
	if !held || row.ID != "29999" {
		t.Errorf("the last row is %+v %v", row, held)
	}
}

func TestInvoices_ADocumentOpensBesideItsList(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", nil)
	h.work.Settle()
	h.w.InvoiceList().Focus()
	h.key(fyne.KeyHome, fyne.KeyReturn)
	h.sees("Faktura 10\u202f261", "Bjørkeveien 12, 0861 Oslo", "0412 1026 18", "Krediter 10261", "Åse Bråten")
	h.press("Krediter 10261")
	h.write("Feil pris")
	h.key(fyne.KeyReturn)
	if !b.called(`credit 10261 [] "Feil pris"`) {
		t.Errorf("calls %v", b.calls)
	}
	h.key(fyne.KeyEscape)
	h.sees("Åpne 8")
}

func TestPayments_EnterAcceptsArrowsChooseUndoAlways(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("payments", nil)
	h.work.Settle()
	h.w.PaymentList().Focus()
	h.key(fyne.KeyHome, fyne.KeyRight, fyne.KeyReturn)
	if !b.called("accept 1 1") {
		t.Fatalf("calls %v", b.calls)
	}
	if got := h.toasts(); got != "Bokført: Faktura 10211" {
		t.Errorf("toasts %q", got)
	}
	h.press("Angre")
	if !b.called("undo 1") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestPayments_ARefusalKeepsTheWindowUntilItIsRead(t *testing.T) {
	b := newBureau()
	b.accept = func(int64, int) error { return fmt.Errorf("book: %w", billing.ErrExceeds) }
	h := sit(t, b)
	h.w.Go("payments", nil)
	h.work.Settle()
	h.w.PaymentList().Focus()
	h.key(fyne.KeyHome, fyne.KeyReturn)
	h.sees("Beløpet er større enn det som er igjen", "Skriv et mindre beløp.", "Kopier detaljer")
	h.press("Lukk")
}

func TestPayments_ReadingTellsWhatCame(t *testing.T) {
	b := newBureau()
	b.fetched = func() ([]billing.ImportReport, error) {
		return []billing.ImportReport{{File: "ocr.txt", New: 94, Credits: kr("112800.00")}}, nil
	}
	h := sit(t, b)
	h.w.Go("payments", nil)
	h.work.Settle()
	h.press("Les innboks")
	if got := h.toasts(); !strings.Contains(strings.ReplaceAll(got, "\u202f", " "), "ocr.txt: 94 nye betalinger, 112 800,00 inn") {
		t.Errorf("toasts %q", got)
	}
	h.w.SetFiles("/tmp/camt.xml")
	h.press("Les fil …")
	if !b.called("read /tmp/camt.xml") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestDispatch_WhatFailedSaysWhatToDo(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("dispatch", ui.ShowGroup("dispatch", "need"))
	h.work.Settle()
	h.press("Send brev")
	h.w.DispatchList().Select(1)
	h.press("Den kom fram")
	if !b.called(`send 10234 by "letter"`) || !b.called("resolve 22 true") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestUndo_SurvivesACrash(t *testing.T) {
	b := newBureau()
	b.outbox[3].NotBefore = clock().Add(20 * time.Second)
	h := sit(t, b)
	if got := h.toasts(); got != "Fakturaen sendes om 20 s" {
		t.Fatalf("toasts %q", got)
	}
	h.press("Angre")
	if !b.called("undo send 10261") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestCustomers_OpenBesideTheListAndAreStored(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("customers", ui.OpenCustomer("120"))
	h.work.Settle()
	h.sees("Kunde 120", "974 760 673", "9\u202f500,00")
	h.press("Lagre")
	if !b.called("customer 120 Fjell & Fjord AS") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestCustomers_TheNumberFillsInTheRest(t *testing.T) {
	b := newBureau()
	b.lookup = func(no string) (billing.Party, billing.Capability, error) {
		yes := true
		return billing.Party{Name: "Skogstad AS", OrgNo: no, Type: billing.Business, Address: billing.Address{Street: "Veien 1", PostCode: "0155", City: "Oslo"}},
			billing.Capability{Registered: &yes, Documents: []string{billing.DocumentType(billing.KindInvoice)}, CheckedAt: clock()}, nil
	}
	h := sit(t, b)
	h.w.Go("customers", nil)
	h.work.Settle()
	h.press("Ny kunde")
	h.press("Lagre")
	h.sees("Navnet mangler.")
	h.write("974760673")
	h.sees("Skogstad AS", "Kan motta EHF", "Veien 1")
	h.press("Lagre")
	if !b.called("customer 501 Skogstad AS") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestItems_AreWrittenByKeyboard(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("items", nil)
	h.work.Settle()
	h.press("Ny vare")
	h.write("Treningsavgift")
	h.key(fyne.KeyReturn)
	h.sees("er ikke et tall.")
	next := func() { h.w.Shown().Canvas().FocusNext() }
	next()
	next()
	h.write("1 250,50")
	h.key(fyne.KeyReturn)
	if !b.called("item TREN Treningsavgift 1250.5") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestSettings_StoreWhatChangedAndKeepSecretsOut(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("settings", ui.OpenSettings(view.SectionPayment))
	h.work.Settle()
	h.sees("Kunde 412, faktura 10261 får KID 0412 10261 8", "1503 50 35203")
	h.chord(widget.Ctrl, fyne.KeyS)
	if b.called("settings") {
		t.Errorf("nothing changed, and yet: %v", b.calls)
	}
}

func TestStart_AStrangerGetsACompanyInFourFields(t *testing.T) {
	b := newBureau()
	b.company_ = func() (billing.Company, error) { return billing.Company{}, billing.ErrNotFound }
	b.lookup = func(no string) (billing.Party, billing.Capability, error) {
		return billing.Party{Name: "Sangkoret Lerka", OrgNo: no, Email: "post@lerka.example", Address: billing.Address{PostCode: "0155", City: "Oslo"}}, billing.Capability{}, nil
	}
	h := sit(t, b)
	h.sees("Nytt selskap", "Prøv med øvingsselskap")
	h.write("923609016")
	h.sees("Sangkoret Lerka, 0155 Oslo", "post@lerka.example")
	h.key(fyne.KeyReturn)
	h.write("15035035204")
	h.press("Kom i gang")
	h.sees("1503 50 35204 stemmer ikke")
	h.key(fyne.KeyBackspace)
	h.write("3")
	h.press("Kom i gang")
	if !b.called("create Sangkoret Lerka 923609016 15035035203 Oslo") {
		t.Errorf("calls %v", b.calls)
	}
	h.sees("Utestående")
}

func TestStart_APracticeCompanyInOneClick(t *testing.T) {
	b := newBureau()
	b.company_ = func() (billing.Company, error) { return billing.Company{}, billing.ErrNotFound }
	h := sit(t, b)
	h.press("Prøv med øvingsselskap")
	h.sees("Øvingsselskap – ingenting forlater denne maskinen", "Utestående")
}

func TestSignals_RenewWhatIsShown(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.sees("378\u202f400,00")
	b.dashboard.Outstanding.Sum = kr("1.00")
	for range 300 {
		b.notify(billing.InvoiceIssued{Number: "1"})
	}
	h.work.Settle()
	h.sees(">1,00<")
}

func TestFailures_AreToldAndWhatWasShownStays(t *testing.T) {
	b := newBureau()
	b.issue = func([]int64) ([]billing.Invoice, map[int64]billing.Faults, error) {
		return nil, nil, errors.New("disk on fire")
	}
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyReturn)
	h.sees("Det gikk ikke, og vi vet ikke hvorfor.", "disk on fire")
	h.press("Lukk")
	if n := len(h.w.EditorForm().Lines()); n != 2 {
		t.Errorf("%d lines are left in the form", n)
	}
}
