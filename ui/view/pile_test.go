package view_test

import (
	"slices"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/ui/view"

	"github.com/google/go-cmp/cmp"
)

func letterTo(id int64, pages int, printed bool) billing.LetterRow {
	r := billing.LetterRow{DeliveryID: id, Invoice: "10255", Pages: pages, LaidAt: time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC),
		To: billing.Party{Name: "Karin Svensson", Address: billing.Address{Street: "Storgatan 1", PostCode: "75320", City: "Uppsala", Country: "SE"}}}
	if printed {
		r.PrintedAt = r.LaidAt.Add(time.Hour)
	}
	return r
}

func TestLetterRow_TellsWhereALetterStands(t *testing.T) {
	windowed := letterTo(1, 1, true)
	windowed.Warnings.Warn("letter-window-covered", "10255", "number", "10255", "name", "Karin Svensson", "envelope", "C5")
	for name, c := range map[string]struct {
		row  billing.LetterRow
		want string
		tone view.Tone
	}{
		"waits":      {letterTo(1, 1, false), "Venter", view.Accent},
		"printed":    {letterTo(1, 1, true), "Skrevet ut", view.Good},
		"window":     {windowed, "Se på vinduet", view.Warn},
		"unreadable": {letterTo(1, 0, false), "Uleselig", view.Bad},
	} {
		got := nb.LetterRow(c.row)
		if got.State.Text != c.want || got.State.Tone != c.tone || got.Place != "75320 Uppsala, SE" || got.Laid != "20.11 09:30" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestLetters_TicksWhatWasNotPrinted(t *testing.T) {
	some := nb.NewLetters([]billing.LetterRow{letterTo(1, 1, true), letterTo(2, 3, false), letterTo(3, 0, false)})
	if diff := cmp.Diff(some.IDs(), []int64{2}); diff != "" || len(some.Printed) > 0 {
		t.Error(diff, some.Printed)
	}
	all := nb.NewLetters([]billing.LetterRow{letterTo(1, 1, true), letterTo(2, 3, true)})
	if len(all.IDs()) != 2 || len(all.Printed) != 2 || all.Again() != 2 {
		t.Errorf("when all was printed: %+v", all)
	}
}

func TestLetters_KeepTheirTicksWhenThePileChanges(t *testing.T) {
	before := nb.NewLetters([]billing.LetterRow{letterTo(1, 1, false), letterTo(2, 1, false), letterTo(3, 1, false)})
	before.Ticked = []string{"2"} // somebody unticked the others
	now := nb.NewLetters([]billing.LetterRow{letterTo(1, 1, false), letterTo(2, 1, false), letterTo(4, 1, false)}).Over(before)
	got := now.IDs()
	slices.Sort(got)
	if diff := cmp.Diff(got, []int64{2, 4}); diff != "" {
		t.Error(diff)
	}
}

func TestPrintAction_SaysWhatTheButtonWillDo(t *testing.T) {
	l := nb.NewLetters([]billing.LetterRow{letterTo(1, 1, false), letterTo(2, 3, false)})
	none := view.Letters{Rows: l.Rows}
	for want, got := range map[string]string{
		"Lag PDF av 2 brev":  nb.PrintAction(l, billing.Printing{}),
		"Skriv ut 2 brev":    nb.PrintAction(l, billing.Printing{Printer: "Kontor"}),
		"Skriv ut":           nb.PrintAction(none, billing.Printing{Printer: "Kontor"}),
		"Merk 2 som postet":  nb.PostedAction(l),
		"2 brev · 4 ark":     nb.LettersSum(l, billing.Printing{}),
		"2 brev · 3 ark":     nb.LettersSum(l, billing.Printing{Duplex: true}),
		"Ingen krysset av":   nb.LettersSum(none, billing.Printing{}),
		"Ingen, bare PDF":    nb.PrinterName(""),
		"Standardskriveren":  nb.PrinterName("default"),
		"HP_LaserJet_Kontor": nb.PrinterName("HP_LaserJet_Kontor"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
