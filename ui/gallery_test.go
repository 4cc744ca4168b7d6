package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/billing"
	"fakturist/billing/cal"
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
	t.Cleanup(func() {
		for _, toast := range w.Shell().Stage().Toasts() {
			toast.Close() // its time would run out in another test
		}
		w.Close()
	})
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
		{"redigering-mva", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.OpenOptions("amounts") }},
		{"redigering-linje", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.EditLine(1) }},
		{"redigering-valuta", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.OpenOptions("currency") }},
		{"redigering-levering", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.OpenOptions("delivery") }},
		{"redigering-vedlegg", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.OpenOptions("papers") }},
		{"redigering-referanser", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.OpenOptions("references") }},
		{"redigering-factoring", func(w *ui.Window, b *bureau, settle func()) { taxed(w, b, settle); w.OpenOptions("payee") }},
		{"redigering-feil", func(w *ui.Window, b *bureau, settle func()) { faulty(w, b, settle) }},
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

// taxed opens an invoice of a seller in the VAT register that says everything an invoice may say.
func taxed(w *ui.Window, b *bureau, settle func()) {
	b.company.VATRegistered, b.company.VATNo, b.company.Name = true, "NO923609016MVA", "Fjellro Lydteknikk AS"
	w.Reopen()
	settle()
	b.drafts[9] = billing.Draft{ID: 9, Customer: billing.CustomerRef{No: "120"}, Currency: "EUR", ExchangeRate: dec("11.6205"), RateDate: day("2026-11-20"), RateSource: "Norges Bank",
		BuyerReference: "Ola", Period: cal.Period{From: day("2026-11-01"), To: day("2026-11-30")}, Ready: true,
		Attachments: []billing.Attachment{{Name: "timeliste november.pdf", MIME: "application/pdf", Content: append([]byte("%PDF-"), make([]byte, 84_000)...)},
			{Name: "kvittering taxi.png", MIME: "image/png", Content: append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 412_000)...)}},
		Adjustments: []billing.Adjustment{{Percent: dec("10"), Reason: "Avtalt rabatt"}, {Charge: true, Amount: dec("150"), Reason: "Frakt", Code: billing.FreightCode}},
		Lines: []billing.Line{
			{Item: "Lydtekniker", Quantity: dec("7.5"), Unit: "HUR", Price: dec("950"), VAT: billing.Rate(dec("25"))},
			{Item: "Kabler XLR 10 m", Description: "Levert på scenen", Quantity: dec("350"), Unit: "EA", Price: dec("1290"), PriceBase: dec("100"), VAT: billing.Rate(dec("25")),
				Period: cal.Period{From: day("2026-11-03"), To: day("2026-11-05")}},
			{Item: "Lunsj til laget", Quantity: dec("12"), Unit: "EA", Price: dec("129"), VAT: billing.Rate(dec("15"))},
			{Item: "Utleie av lager", Quantity: dec("1"), Unit: "MON", Price: dec("2400"), VAT: billing.VAT{Category: billing.Exempt, Reason: "Unntatt"}}}}
	w.Go("invoices", ui.OpenDocument("#9"))
	settle()
}

// faulty opens an invoice with several faults and unfolds why.
func faulty(w *ui.Window, b *bureau, settle func()) {
	b.drafts[9] = billing.Draft{ID: 9, Customer: billing.CustomerRef{No: "412"}, IssueDate: day("2026-11-03"), Delivery: &billing.DeliveryPlace{Date: day("2026-12-24")},
		Lines: []billing.Line{{Item: "Julebord", Quantity: dec("0"), Unit: "EA", Price: dec("1200")}}}
	w.Go("invoices", ui.OpenDocument("#9"))
	settle()
	w.NextFault()
	w.Why()
}
