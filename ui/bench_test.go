package ui_test

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
	"fakturist/ui/view"
)

// A key in a line of an invoice of 200 lines: goal 16 ms, page and storing apart, which follow off the drawing goroutine.
func BenchmarkEditor_KeyWith200Lines(b *testing.B) {
	desk := newBureau()
	d := billing.Draft{ID: 9, Customer: billing.CustomerRef{No: "412"}}
	for i := range 200 {
		d.Lines = append(d.Lines, billing.Line{Item: fmt.Sprintf("Oppholdsbetaling %d", i), Quantity: dec("1"), Unit: "EA", Price: dec("1200")})
	}
	desk.drafts[9] = d
	app := test.NewTempApp(b)
	w, work := ui.NewWindow(app, desk, ui.Options{Language: "nb", Mode: theme.Light, Clock: clock})
	defer w.Close()
	work.Settle()
	w.Shown().Resize(fyne.NewSize(1280, 800))
	w.Go("invoices", ui.OpenDocument("#9"))
	work.Settle()
	i := 0
	for b.Loop() {
		i++
		w.TypeCell(100, view.CellPrice, fmt.Sprint(i))
	}
}

// The page of an invoice as a picture, as wide as it stands beside the form on a screen of double resolution.
func BenchmarkPaper_DrawPage(b *testing.B) {
	desk := newBureau()
	pages, err := desk.Pages(context.Background(), "10261")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ui.DrawPage(pages[0], 840)
	}
}
