package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
)

// withLetters gives a bureau a pile of five letters and two printers.
func withLetters(b *bureau) {
	b.letters = letterDesk{how: billing.Printing{Sort: billing.SortByPostCode, Envelope: billing.EnvelopeC5, FoldMarks: true}, printers: []string{"Kontor", "Gang"},
		rows: pileOf("Berit Ås, Storgata 14, 0184 Oslo", "Kari Nordmann, Bjørkeveien 12, 0861 Oslo", "Sameiet Fjellsyn, c/o Ødegård, 2040 Kløfta",
			"Ola Østby, Havnegata 3, 7010 Trondheim", "Áile Gaup, Fjellgata 1, 9730 Karasjok")}
}

// atPile opens the pile of a bureau with letters.
func atPile(t *testing.T, b *bureau) *hands {
	t.Helper()
	withLetters(b)
	h := sit(t, b)
	h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
	h.work.Settle()
	return h
}

func TestPile_PrintsWhatIsTickedAndAsksWhetherItWasPosted(t *testing.T) {
	b := newBureau()
	h := atPile(t, b)
	opened := ""
	h.w.OnOpenURL(func(a string) { opened = a })
	h.press("Lag PDF av 5 brev")
	if !b.called(`print [24 25 26 27 28] on "" again false`) || opened != "/tmp/pile.pdf" {
		t.Errorf("opened %q, calls %v", opened, b.calls)
	}
	h.w.PileList().SetMarks(nil)
	h.w.TickLetters("24", "26")
	h.press("Merk 2 som postet")
	if !b.called("posted [24 26]") || len(b.letters.rows) != 3 {
		t.Errorf("calls %v", b.calls)
	}
}

func TestPile_PrintsOnThePrinterChosen(t *testing.T) {
	b := newBureau()
	withLetters(b)
	b.letters.how.Printer = "Gang"
	h := sit(t, b)
	h.w.Go("dispatch", nil)
	h.work.Settle()
	h.chord(fyne.KeyModifierControl, fyne.KeyP)
	h.w.TickLetters("25")
	h.press("Skriv ut 1 brev")
	if !b.called(`print [25] on "Gang" again false`) {
		t.Errorf("calls %v", b.calls)
	}
}

func TestPile_PrintsAgainOnlyWhenAskedTwice(t *testing.T) {
	b := newBureau()
	withLetters(b)
	b.letters.rows[0].PrintedAt = clock()
	h := sit(t, b)
	h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
	h.work.Settle()
	if got := h.w.PileList().Marks(); len(got) != 4 {
		t.Errorf("ticked %v, want the four not printed yet", got)
	}
	h.w.TickLetters("24")
	h.press("Lag PDF av 1 brev")
	if b.called(`print [24] on "" again false`) {
		t.Error("printed again without a question")
	}
	h.press("Skriv ut på nytt")
	if !b.called(`print [24] on "" again true`) {
		t.Errorf("calls %v", b.calls)
	}
}

func TestPile_AFailedPrintLeavesTheTicks(t *testing.T) {
	b := newBureau()
	h := atPile(t, b)
	var faults billing.Faults
	faults.Add("print-failed", "", "printer", "Gang", "detail", "tomt for papir", "file", "/tmp/pile.pdf")
	b.letters.refuse = faults.Err()
	opened := ""
	h.w.OnOpenURL(func(a string) { opened = a })
	h.press("Lag PDF av 5 brev")
	if got := h.w.PileList().Marks(); len(got) != 5 {
		t.Errorf("ticked %v", got)
	}
	h.press("Åpne PDF")
	if opened != "/tmp/pile.pdf" {
		t.Errorf("opened %q", opened)
	}
}

func TestPile_OpensThePDFWithoutPrinting(t *testing.T) {
	b := newBureau()
	withLetters(b)
	b.letters.how.Printer = "Gang"
	h := sit(t, b)
	opened := ""
	h.w.OnOpenURL(func(a string) { opened = a })
	h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
	h.work.Settle()
	h.press("Åpne PDF")
	if opened != "/tmp/look.pdf" || !b.letters.rows[0].PrintedAt.IsZero() {
		t.Errorf("opened %q, printed %v", opened, b.letters.rows[0].PrintedAt)
	}
}

func TestPile_AsksAfterARestartWhetherWhatWasPrintedWasPosted(t *testing.T) {
	b := newBureau()
	withLetters(b)
	for i := range b.letters.rows {
		b.letters.rows[i].PrintedAt = clock()
	}
	h := sit(t, b)
	h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
	h.work.Settle()
	h.sees("Er brevene postet?")
	h.chord(fyne.KeyModifierControl, fyne.KeyReturn)
	if !b.called("posted [24 25 26 27 28]") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestPile_IsDrivenByTheKeyboard(t *testing.T) {
	b := newBureau()
	h := atPile(t, b)
	h.chord(fyne.KeyModifierControl, fyne.KeyP) // prints what is ticked
	h.w.OnOpenURL(func(string) {})
	if !b.called(`print [24 25 26 27 28] on "" again false`) {
		t.Errorf("calls %v", b.calls)
	}
	h.w.Shown().Canvas().Focus(h.w.PileList().Keyboard())
	h.key(fyne.KeySpace) // the first was not posted
	h.chord(fyne.KeyModifierControl, fyne.KeyReturn)
	if !b.called("posted [25 26 27 28]") {
		t.Errorf("calls %v", b.calls)
	}
}

func TestPile_RemembersHowLettersArePrinted(t *testing.T) {
	b := newBureau()
	h := atPile(t, b)
	h.w.TickDuplex()
	h.work.Settle()
	if !b.called("remember postcode c5  duplex true marks true") {
		t.Errorf("calls %v", b.calls)
	}
	h.sees("5 brev · 6 ark")
}

func TestGallery_Pile(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, c := range []struct {
			name string
			do   func(b *bureau, h *hands)
		}{
			{"brev", func(*bureau, *hands) {}},
			{"brev-postet", func(_ *bureau, h *hands) { h.w.OnOpenURL(func(string) {}); h.press("Lag PDF av 5 brev") }},
			{"brev-vindu", func(b *bureau, h *hands) {
				b.letters.rows[0].Warnings.Warn("letter-address-outside", "10255", "number", "10255", "name", "Berit Ås", "envelope", "C5")
				b.letters.rows[1].PrintedAt = clock()
				h.w.Go("overview", nil)
				h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
				h.work.Settle()
			}},
			{"brev-skriver", func(b *bureau, h *hands) {
				b.letters.how.Printer = "Kontor"
				h.w.Go("overview", nil)
				h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
				h.work.Settle()
			}},
			{"brev-ingen", func(b *bureau, h *hands) {
				b.letters.rows = nil
				h.w.Go("overview", nil)
				h.w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
				h.work.Settle()
			}},
		} {
			b := newBureau()
			withLetters(b)
			w, work := open(t, b, ui.Options{Mode: mode})
			h := &hands{t: t, w: w, work: work}
			w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
			work.Settle()
			c.do(b, h)
			work.Settle()
			w.Shown().Resize(fyne.NewSize(1281, 800))
			w.Shown().Resize(fyne.NewSize(1280, 800))
			picture(t, w.Shown().Canvas(), c.name+"-"+string(mode))
		}
	}
}

func TestGallery_PileInEnglishOnALowScreen(t *testing.T) {
	b := newBureau()
	withLetters(b)
	b.letters.how.Printer = "Kontor"
	w, work := open(t, b, ui.Options{Language: "en"})
	w.Go("dispatch", ui.ShowGroup("dispatch", "pile"))
	work.Settle()
	w.Shown().Resize(fyne.NewSize(1280, 720))
	picture(t, w.Shown().Canvas(), "brev-en")
}
