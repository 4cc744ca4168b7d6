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

// A key in a line of an invoice of 200 lines, three rates and a discount: goal 16 ms on the goroutine that draws, with sums,
// marks and amounts. Page, checks and storing follow off it once the keys rest.
func BenchmarkEditorKey200(b *testing.B) {
	desk := newBureau()
	desk.company.VATRegistered, desk.company.VATNo = true, "NO923609016MVA"
	rates := []string{"25", "15", "12"}
	d := billing.Draft{ID: 9, Customer: billing.CustomerRef{No: "412"}, Adjustments: []billing.Adjustment{{Percent: dec("5"), Reason: "Rabatt"}}}
	for i := range 200 {
		d.Lines = append(d.Lines, billing.Line{Item: fmt.Sprintf("Oppholdsbetaling %d", i), Quantity: dec("1.5"), Unit: "HUR", Price: dec("1200"),
			VAT: billing.Rate(dec(rates[i%3])), Discount: &billing.Discount{Percent: dec("10")}})
	}
	desk.drafts[9] = d
	app := test.NewTempApp(b)
	w, work := ui.NewWindow(app, desk, ui.Options{Language: "nb", Mode: theme.Light, Clock: clock})
	defer w.Close()
	work.Settle()
	w.Shown().Resize(fyne.NewSize(1280, 800))
	w.Go("invoices", ui.OpenDocument("#9"))
	work.Settle()
	w.FocusCell(100, view.CellPrice)
	field := w.Shown().Canvas().Focused()
	i := 0
	for b.Loop() {
		if i++; i%6 == 0 {
			w.FocusCell(100, view.CellPrice)
			w.TypeCell(100, view.CellPrice, "")
			continue
		}
		field.TypedRune(rune('1' + i%9))
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
