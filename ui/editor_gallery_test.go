package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
	"fakturist/ui/view"
)

// TestGallery_Editor draws what can be done to a document, in both languages and on the smallest screen.
func TestGallery_Editor(t *testing.T) {
	type scene struct {
		name string
		do   func(h *hands, b *bureau)
	}
	scenes := []scene{
		{"ko", func(h *hands, b *bureau) {
			drafted(b, 9)
			for id, d := range b.drafts {
				d.Ready = id%3 != 0
				b.drafts[id] = d
			}
			h.w.Go("invoices", ui.ShowFilter(view.FilterReady))
			h.work.Settle()
			h.w.QueueList().Focus()
			h.key(fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
		}},
		{"krediter-linjer", func(h *hands, b *bureau) {
			h.w.Go("invoices", ui.OpenDocument("10261"))
			h.work.Settle()
			h.press("Krediter 10261")
			h.w.ChooseChip("Linjer")
		}},
		{"krediter-belop", func(h *hands, b *bureau) {
			b.credited = kr("740.00")
			h.w.Go("invoices", ui.OpenDocument("10261"))
			h.work.Settle()
			h.press("Krediter 10261")
			h.w.ChooseChip("Et beløp")
		}},
		{"kreditert", func(h *hands, b *bureau) {
			b.events = []billing.Event{{At: clock(), Kind: "credited", Args: map[string]string{"number": "10258", "amount": "240.00"}}}
			h.w.Go("invoices", ui.OpenDocument("10261"))
		}},
		{"merket", func(h *hands, b *bureau) {
			h.w.Go("invoices", nil)
			h.work.Settle()
			h.w.InvoiceList().Focus()
			h.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
		}},
		{"mva-valg", func(h *hands, b *bureau) {
			taxed(h.w, b, h.work.Settle)
			h.w.FocusCell(2, view.CellVAT)
		}},
	}
	for _, s := range scenes {
		for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
			b := newBureau()
			w, work := open(t, b, ui.Options{Mode: mode})
			s.do(&hands{t: t, w: w, work: work}, b)
			work.Settle()
			picture(t, w.Shown().Canvas(), s.name+"-"+string(mode))
		}
	}
	for _, s := range []scene{
		{"editor-en", func(h *hands, b *bureau) { taxed(h.w, b, h.work.Settle); h.w.OpenOptions("amounts") }},
		{"faults-en", func(h *hands, b *bureau) { faulty(h.w, b, h.work.Settle) }},
		{"keys-en", func(h *hands, b *bureau) { taxed(h.w, b, h.work.Settle); h.key(fyne.KeyF1) }},
		{"queue-en", func(h *hands, b *bureau) {
			drafted(b, 3)
			h.w.Go("invoices", ui.ShowFilter(view.FilterReady))
		}},
	} {
		b := newBureau()
		w, work := open(t, b, ui.Options{Language: "en"})
		s.do(&hands{t: t, w: w, work: work}, b)
		work.Settle()
		w.Shown().Resize(fyne.NewSize(1280, 720))
		picture(t, w.Shown().Canvas(), s.name)
		if got := w.Shown().Canvas().Size(); got.Width > 1280 || got.Height > 720 {
			t.Errorf("%s asks for %v", s.name, got)
		}
	}
}
