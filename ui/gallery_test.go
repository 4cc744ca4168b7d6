package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
)

func open(t *testing.T, b *bureau, o ui.Options) (*ui.Window, *ui.Work) {
	t.Helper()
	app := test.NewTempApp(t)
	if o.Clock == nil {
		o.Clock = clock
	}
	if o.Language == "" {
		o.Language = "nb"
	}
	if o.Mode == "" {
		o.Mode = theme.Light
	}
	w, work := ui.NewWindow(app, b, o)
	t.Cleanup(w.Close)
	work.Settle()
	w.Shown().Resize(fyne.NewSize(1281, 800))
	w.Shown().Resize(fyne.NewSize(1280, 800))
	work.Settle()
	return w, work
}

// TestGallery_Screens draws every screen, light and dark. With FAKTURIST_PICTURES set to a folder the pictures are written
// there to be looked at; without, it only proves that all of them can be drawn.
func TestGallery_Screens(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *ui.Window, b *bureau, settle func())
	}{
		{"oversikt", func(*ui.Window, *bureau, func()) {}},
		{"fakturaer", func(w *ui.Window, _ *bureau, settle func()) { w.Go("invoices", nil) }},
		{"faktura", func(w *ui.Window, _ *bureau, settle func()) { w.Go("invoices", ui.OpenDocument("10261")) }},
		{"redigering", func(w *ui.Window, b *bureau, settle func()) { editing(w, b, settle) }},
		{"ny-faktura", func(w *ui.Window, b *bureau, settle func()) { w.Go("invoices", ui.OpenEditor()) }},
		{"kunder", func(w *ui.Window, _ *bureau, settle func()) { w.Go("customers", nil) }},
		{"kunde", func(w *ui.Window, _ *bureau, settle func()) { w.Go("customers", ui.OpenCustomer("120")) }},
		{"varer", func(w *ui.Window, _ *bureau, settle func()) { w.Go("items", nil) }},
		{"innbetalinger", func(w *ui.Window, _ *bureau, settle func()) { w.Go("payments", nil) }},
		{"utsending", func(w *ui.Window, _ *bureau, settle func()) { w.Go("dispatch", nil) }},
		{"innstillinger", func(w *ui.Window, _ *bureau, settle func()) { w.Go("settings", nil) }},
		{"start", func(w *ui.Window, _ *bureau, settle func()) { w.ShowStart() }},
	} {
		for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
			b := newBureau()
			w, work := open(t, b, ui.Options{Mode: mode})
			c.do(w, b, work.Settle)
			work.Settle()
			w.Shown().Resize(fyne.NewSize(1281, 800))
			w.Shown().Resize(fyne.NewSize(1280, 800))
			picture(t, w.Shown().Canvas(), c.name+"-"+string(mode))
		}
	}
	b := newBureau()
	b.company.Practice = true
	w, work := open(t, b, ui.Options{Language: "en"})
	w.Go("invoices", ui.OpenDocument("10261"))
	work.Settle()
	picture(t, w.Shown().Canvas(), "practice-en")
}

// editing opens an invoice with three lines and begins a fourth, as the design shows it.
func editing(w *ui.Window, b *bureau, settle func()) {
	b.drafts[9] = billing.Draft{ID: 9, Customer: billing.CustomerRef{No: "412"}, Lines: []billing.Line{
		{Item: "Oppholdsbetaling november", For: "Ella (4)", Quantity: dec("1"), Unit: "EA", Price: dec("1200")},
		{Item: "Oppholdsbetaling november", For: "Jonas (2)", Quantity: dec("1"), Unit: "EA", Price: dec("1200"), Discount: &billing.Discount{Percent: dec("30")}},
		{Item: "Kostpenger", For: "2 barn", Quantity: dec("2"), Unit: "EA", Price: dec("350")}}}
	w.Go("invoices", ui.OpenDocument("#9"))
	settle()
	test.Type(w.Shown().Canvas().Focused(), "kopp")
}
