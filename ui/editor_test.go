package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

var ctrlEnter = &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: widget.Ctrl}

// taxedHands sit before a seller in the VAT register.
func taxedHands(t *testing.T, b *bureau) *hands {
	b.company.VATRegistered, b.company.VATNo = true, "NO923609016MVA"
	return sit(t, b)
}

func TestEditor_EnterOverAndOverNeverIssues(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("kar")
	h.key(fyne.KeyReturn)
	h.write("kop")
	for range 12 {
		h.key(fyne.KeyReturn)
	}
	if len(b.invoices) > 0 {
		t.Fatalf("Enter alone issued %d documents: %v", len(b.invoices), b.calls)
	}
	h.sees("Ctrl Enter utsteder")
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if len(b.invoices) != 1 {
		t.Errorf("Ctrl+Enter issued %d", len(b.invoices))
	}
}

func TestEditor_EnterAsksForAPriceThatIsMissing(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("kar")
	h.key(fyne.KeyReturn)
	h.write("Tur til Bogstad")
	h.key(fyne.KeyReturn) // free text
	h.write("2")
	h.key(fyne.KeyReturn) // on to the price
	if line, cell := h.w.ActiveLine(); line != 0 || cell != view.CellPrice {
		t.Fatalf("the keyboard is in line %d, cell %d", line, cell)
	}
	h.write("kr 1 200,-")
	h.key(fyne.KeyReturn) // on to a new line
	if line, _ := h.w.ActiveLine(); line != -1 {
		t.Errorf("line %d still has the keyboard", line)
	}
	if s := h.w.EditorForm().Sums(); s.Payable != "2\u202f400,00" {
		t.Errorf("payable %q", s.Payable)
	}
}

func TestEditor_LinesAreDoubledMovedAndRemovedByKey(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyBackspace) // the keyboard is in no line: nothing goes
	if n := len(h.w.EditorForm().Lines()); n != 2 {
		t.Fatalf("a key meant for a text took a line: %d left", n)
	}
	h.key(fyne.KeyUp)
	h.chord(widget.Ctrl, fyne.KeyD)
	if line, cell := h.w.ActiveLine(); line != 2 || cell != view.CellQuantity {
		t.Errorf("after doubling the keyboard is in line %d, cell %d", line, cell)
	}
	h.chord(fyne.KeyModifierAlt, fyne.KeyUp)
	h.chord(fyne.KeyModifierAlt, fyne.KeyUp)
	var got []string
	for _, l := range h.w.EditorForm().Lines() {
		got = append(got, l.Text[view.CellItem])
	}
	if s := strings.Join(got, ", "); s != "For sen henting, Oppholdsbetaling, For sen henting" {
		t.Errorf("lines %s", s)
	}
	h.chord(widget.Ctrl, fyne.KeyBackspace)
	if n := len(h.w.EditorForm().Lines()); n != 2 {
		t.Errorf("%d lines are left", n)
	}
}

func TestEditor_VATIsChosenByItsWords(t *testing.T) {
	b := newBureau()
	h := taxedHands(t, b)
	h.chord(widget.Ctrl, fyne.KeyN)
	h.write("fje")
	h.key(fyne.KeyReturn)
	h.write("kop")
	h.key(fyne.KeyReturn)
	h.w.FocusCell(0, view.CellVAT)
	h.work.Settle()
	h.write("omv")
	h.key(fyne.KeyReturn) // the first answer, and on to a new line
	h.w.FocusCell(0, view.CellVAT)
	h.work.Settle()
	h.key(fyne.KeyReturn) // what holds stands first: nothing changes
	d, faults := h.w.EditorForm().Draft()
	if len(faults) > 0 || d.Lines[0].VAT.Category != billing.ReverseCharge || d.Lines[0].VAT.Reason != billing.ReverseChargeReason {
		t.Errorf("faults %v, VAT %+v", faults.Codes(), d.Lines[0].VAT)
	}
	h.w.FocusCell(0, view.CellVAT)
	h.work.Settle()
	h.write("mat")
	h.w.FocusCell(0, view.CellPrice) // left without choosing: there is one answer only
	h.work.Settle()
	if d, _ = h.w.EditorForm().Draft(); d.Lines[0].VAT.Rate.String() != "15" {
		t.Errorf("VAT %+v", d.Lines[0].VAT)
	}
}

func TestEditor_AFaultLeadsToItsFieldAndItsLaw(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	faulty(h.w, b, h.work.Settle)
	h.sees("bokføringsforskriften § 5-1-3", "Fakturist deler ut")
	h.key(fyne.KeyF8)
	if got := h.w.OptionGroup(); got != "delivery" {
		t.Errorf("the second fault leads to %q", got)
	}
	h.key(fyne.KeyF8)
	if line, cell := h.w.ActiveLine(); line != 0 || cell != view.CellQuantity {
		t.Errorf("the third leads to line %d, cell %d", line, cell)
	}
	h.key(fyne.KeyF9)
	h.sees("bokføringsforskriften § 5-1-1 nr. 3")
}

func TestEditor_OptionsAreWrittenByKeyboard(t *testing.T) {
	b := newBureau()
	h := taxedHands(t, b)
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyM)
	h.write("Ola")
	h.key(fyne.KeyReturn) // Enter goes on to the next field
	h.write("PO-7")
	h.chord(widget.Ctrl, fyne.KeyM)
	h.write("10 %")
	h.key(fyne.KeyReturn)
	h.write("Trofast")
	d, _ := h.w.EditorForm().Draft()
	if d.BuyerReference != "Ola" || d.OrderReference != "PO-7" || len(d.Adjustments) != 1 || d.Adjustments[0].Percent.String() != "10" || d.Adjustments[0].Reason != "Trofast" {
		t.Errorf("draft %+v", d)
	}
	h.chord(widget.Ctrl, fyne.KeyR)
	if d, _ = h.w.EditorForm().Draft(); !d.Ready {
		t.Error("Ctrl+R did not make it ready")
	}
	h.sees("Referanser 2", "Priser 1", "Klar")
}

func TestEditor_FilesAreAttachedOrRefusedInWords(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	h.w.Drop(file("timer.pdf", "%PDF-1.7 …"))
	h.work.Settle()
	if !strings.Contains(h.toasts(), "Her er det ikke bruk for filen") {
		t.Errorf("toasts %q", h.toasts())
	}
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	h.w.Drop(filepath.Join(folder, "timer.pdf"))
	h.work.Settle()
	h.sees("timer.pdf", "1\u00a0kB", "Vedlegg 1")
	h.w.SetFiles(file("virus.exe", "MZ"))
	h.press("Legg ved fil")
	h.sees("virus.exe")
	h.press("Lukk")
	h.w.SetFiles(filepath.Join(folder, "borte.pdf"))
	h.press("Legg ved fil")
	h.sees("borte.pdf")
	h.press("Lukk")
	if n := len(h.w.EditorForm().Attachments); n != 1 {
		t.Errorf("%d attachments", n)
	}
	h.press("Ta bort")
	if n := len(h.w.EditorForm().Attachments); n != 0 {
		t.Errorf("%d attachments are left", n)
	}
}

func TestEditor_ARateIsFetchedForTheDayOfTheInvoice(t *testing.T) {
	b := newBureau()
	h := taxedHands(t, b)
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	h.w.OpenOptions("currency")
	h.w.FocusOption("currency")
	h.work.Settle()
	h.write("eur")
	h.key(fyne.KeyReturn)
	d, faults := h.w.EditorForm().Draft()
	if len(faults) > 0 || d.Currency != "EUR" || d.ExchangeRate.String() != "11.6205" || d.RateSource != "Norges Bank" || d.RateDate != day("2026-11-20") {
		t.Errorf("faults %v, draft %+v, calls %v", faults.Codes(), d, b.calls)
	}
	if !b.called("rate EUR 2026-11-22") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestEditor_CtrlEnterHeldDownIssuesOnce(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("invoices", ui.OpenDocument("#7"))
	h.work.Settle()
	stage := h.w.Shell().Stage()
	for range 5 {
		stage.Shortcut(ctrlEnter)
	}
	h.work.Settle()
	n := 0
	for _, c := range b.calls {
		if strings.HasPrefix(c, "issue ") {
			n++
		}
	}
	if n != 1 || len(h.w.Shown().Canvas().Overlays().List()) > 0 {
		t.Errorf("issued %d times: %v", n, b.calls)
	}
}
