package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"fakturist/billing/register"
	"fakturist/ui"
	"fakturist/ui/theme"
	"fakturist/ui/widget"

	"github.com/xuri/excelize/v2"
)

// members is a list as another program writes it: new ones, changed ones, one who may be somebody we have, and one that is
// wrong.
const members = `Kundenr;Fornavn;Etternavn;Adresse;Postnr;Sted;E-post;Mobil;Gruppe;Skostørrelse
;Mona;Lind;Elveveien 3;0862;Oslo;mona@example.no;90011223;Blåbær;38
;Arne;Vik;Bakken 4;0863;Oslo;arne@example.no;90011224;Tyttebær;44
412;Kari;Nordmann;Bjørkeveien 14;0861;Oslo;kari@example.no;90011225;Blåbær;39
388;Ola;Hansen;Granveien 4;0862;Oslo;ola.hansen@example.no;90011226;Tyttebær;43
;Per;Lunde;Furukollen 3;0864;Oslo;per.lunde@example.no;90011227;Tyttebær;45
;Solveig;Kjerstad;Åsen 16;0866;Oslo;;;Blåbær;37
;Nina;Dal;Myra 2;0865;Oslo;nina@;90011228;Multer;36
;;;Lia 2;0860;Oslo;;;;
`

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestImport_AFileIsMappedCheckedAndStoredInOne(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("customers", nil)
	h.work.Settle()
	h.w.SetFiles(writeFile(t, "medlemmer.csv", members))
	h.press("Hent fra fil …")
	h.sees("Hvilken fil skal hentes inn?")
	h.press("Velg fil …")
	h.sees("medlemmer.csv", "Skostørrelse", "Tas ikke med", "E-post", "Alt som må med, har en kolonne.")
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if b.called("apply") {
		t.Fatal("it was stored before anybody said so")
	}
	h.sees("Tvil", "ligner på noen som finnes", "Utelat linjene med feil", "samme navn")
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if b.called("apply") {
		t.Fatal("what nobody decided about was stored")
	}
	h.press("Som foreslått")
	h.w.TickImport("Utelat linjene med feil")
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if !b.called("apply 2 new") || !b.applied.SkipFaulty || !b.applied.Remember {
		t.Errorf("calls %v, choices %+v", b.calls, b.applied)
	}
	h.sees("Ny kunde") // the list again
}

func TestImport_NumbersDecideAboutADoubtfulRow(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("customers", ui.OpenImport(writeFile(t, "medlemmer.csv", members)))
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyReturn)
	h.write("231")
	got := h.w.ImportChoices()
	var said []register.Choice
	for id := 1; id <= 8; id++ {
		if c, ok := got[id]; ok {
			said = append(said, c)
		}
	}
	if len(said) == 0 || said[0] != register.Skip {
		t.Errorf("choices %v", got)
	}
}

func TestImport_WhatMustBeMappedHoldsTheButton(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("items", nil)
	h.work.Settle()
	h.w.Drop(writeFile(t, "ting.csv", "A;B\nx;1\ny;2\n"))
	h.work.Settle()
	h.sees("Mangler", "ting.csv")
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if b.called("plan") {
		t.Errorf("a plan was made without a name: %v", b.calls)
	}
	h.key(fyne.KeyEscape, fyne.KeyEscape)
	h.sees("Ny vare")
}

func TestImport_CancellingStaysWhereItWasUntilItIsStored(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("customers", ui.OpenImport(writeFile(t, "medlemmer.csv", members)))
	h.work.Settle()
	stroke := func(mod fyne.KeyModifier, name fyne.KeyName) {
		h.w.Shell().Stage().Shortcut(&desktop.CustomShortcut{KeyName: name, Modifier: mod})
	}
	stroke(widget.Ctrl, fyne.KeyReturn)
	release := h.work.Hold()
	h.sees("Ser gjennom medlemmer.csv")
	h.press("Avbryt")
	h.sees("Skostørrelse")
	release()
	h.work.Settle()
	h.sees("Skostørrelse") // the late plan is dropped
	h.chord(widget.Ctrl, fyne.KeyReturn)
	h.press("Hopp over")
	h.w.TickImport("Utelat linjene med feil")
	h.work.Settle()
	stroke(widget.Ctrl, fyne.KeyReturn)
	release = h.work.Hold()
	h.key(fyne.KeyEscape)
	h.sees("Lagrer")
	release()
	h.work.Settle()
	if !b.called("apply") || !strings.Contains(h.toasts(), "2 nye") {
		t.Errorf("calls %v, toasts %q", b.calls, h.toasts())
	}
}

func TestImport_AnotherSheetOfTheWorkbookIsReadAnew(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for sheet, rows := range map[string][][]any{"Sheet1": {{"Navn", "E-post"}, {"Mona Lind", "mona@example.no"}}, "Priser": {{"Varenr", "Varenavn", "Pris"}, {"T1", "Trening", 1250}}} {
		if sheet != "Sheet1" {
			if _, err := book.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
		}
		for i, row := range rows {
			if err := book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "alt.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	h := sit(t, newBureau())
	h.w.Go("customers", ui.OpenImport(path))
	h.work.Settle()
	h.sees("Ark", "ark Sheet1", "mona@example.no")
	h.w.ChooseImportSheet(1)
	h.work.Settle()
	h.sees("ark Priser", "Varenavn", "Varer")
}

func TestImport_TheKindIsReadAnew(t *testing.T) {
	b := newBureau()
	h := sit(t, b)
	h.w.Go("customers", ui.OpenImport(writeFile(t, "medlemmer.csv", members)))
	h.work.Settle()
	h.w.ChooseImportKind(1)
	h.work.Settle()
	h.chord(widget.Ctrl, fyne.KeyReturn)
	if !b.called("plan members") {
		t.Errorf("calls %v", b.calls)
	}
}

// TestGallery_Import draws the steps of an import.
func TestGallery_Import(t *testing.T) {
	path := writeFile(t, "medlemmer.csv", members)
	for _, c := range []struct {
		name string
		do   func(h *hands)
	}{
		{"import-fil", func(h *hands) { h.w.Go("customers", ui.OpenImport("")) }},
		{"import-kolonner", func(h *hands) { h.w.Go("customers", ui.OpenImport(path)) }},
		{"import-kontroll", func(h *hands) {
			h.w.Go("customers", ui.OpenImport(path))
			h.work.Settle()
			h.chord(widget.Ctrl, fyne.KeyReturn)
		}},
		{"import-feil", func(h *hands) {
			h.w.Go("customers", ui.OpenImport(path))
			h.work.Settle()
			h.chord(widget.Ctrl, fyne.KeyReturn)
			h.w.FilterImport(string(register.Faulty))
		}},
		{"import-endring", func(h *hands) {
			h.w.Go("customers", ui.OpenImport(path))
			h.work.Settle()
			h.chord(widget.Ctrl, fyne.KeyReturn)
			h.w.FilterImport(string(register.Changed))
		}},
		{"import-medlemmer", func(h *hands) {
			h.w.Go("customers", ui.OpenImport(writeFile(h.t, "barn.csv", "Fornavn;Etternavn;Fødselsår;Gruppe;Foresatt fornavn;Foresatt etternavn;Foresatt e-post;Foresatt mobil\n"+
				"Ella;Lind;2021;Blåbær;Mona;Lind;mona@example.no;90011223\nJonas;Lind;2023;Tyttebær;Mona;Lind;mona@example.no;90011223\nNora;Vik;2022;Blåbær;;;;\n")))
			h.work.Settle()
			h.chord(widget.Ctrl, fyne.KeyReturn)
		}},
		{"import-utkast", func(h *hands) {
			h.w.Go("customers", ui.OpenImport(writeFile(h.t, "trening.csv", "Kundenr;Vare;Antall;Pris;Fakturadato\n412;Treningsavgift;1;1 250,00;22.11.2026\n"+
				"388;Treningsavgift;1;1 250,00;22.11.2026\n388;Leir;2;800,00;22.11.2026\n999;Leir;1;800,00;22.11.2026\n")))
			h.work.Settle()
			h.chord(widget.Ctrl, fyne.KeyReturn)
			h.w.FilterImport("")
		}},
		{"import-varer", func(h *hands) {
			h.w.Go("items", nil)
			h.work.Settle()
			h.w.Drop(writeFile(h.t, "priser.csv", "Varenr;Navn;Pris;Enhet;Dato\nT1;Trening;1.250;stk;03/04/2026\nT2;Leir;2.500;stk;05/06/2026\n"))
		}},
	} {
		eachLook(t, c.name, newBureau, c.do)
	}
}

// eachLook draws a screen light in Norwegian at 1280×800 and dark in English at 1280×720.
func eachLook(t *testing.T, name string, fresh func() *bureau, do func(h *hands)) {
	for _, look := range []struct {
		mode   theme.Mode
		lang   string
		height float32
	}{{theme.Light, "nb", 800}, {theme.Dark, "en", 720}} {
		w, work := open(t, fresh(), ui.Options{Mode: look.mode, Language: look.lang})
		h := &hands{t: t, w: w, work: work}
		w.Shown().Resize(fyne.NewSize(1280, look.height))
		do(h)
		work.Settle()
		w.Shown().Resize(fyne.NewSize(1281, look.height))
		w.Shown().Resize(fyne.NewSize(1280, look.height))
		work.Settle()
		picture(t, w.Shown().Canvas(), name+"-"+string(look.mode))
	}
}
