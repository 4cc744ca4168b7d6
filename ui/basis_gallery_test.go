package ui_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/assets/translation"
	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
	"fakturist/ui/view"
)

// TestGallery_Basis draws the room of what invoices are made from, light and dark, in two languages and at the smallest size.
func TestGallery_Basis(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(h *hands, b *bureau, lang string)
	}{
		{"tilbud-liste", func(h *hands, _ *bureau, _ string) { h.w.Go("basis", nil) }},
		{"tilbud", func(h *hands, _ *bureau, _ string) { h.w.Go("basis", ui.OpenBasis(2)) }},
		{"ordre", func(h *hands, _ *bureau, _ string) { h.w.Go("basis", ui.OpenBasis(6)) }},
		{"ordre-fakturer", func(h *hands, _ *bureau, _ string) {
			h.w.Go("basis", ui.OpenBasis(6))
			h.work.Settle()
			h.chord(fyne.KeyModifierControl, fyne.KeyReturn)
		}},
		{"tilbud-godta", func(h *hands, _ *bureau, _ string) {
			h.w.Go("basis", ui.OpenBasis(2))
			h.work.Settle()
			h.chord(fyne.KeyModifierControl, fyne.KeyReturn)
		}},
		{"tilbud-nytt", func(h *hands, _ *bureau, _ string) { h.w.Go("basis", ui.OpenNewBasis(billing.KindOffer)) }},
		{"tilbud-rediger", func(h *hands, _ *bureau, _ string) {
			h.w.Go("basis", ui.OpenBasis(1))
			h.work.Settle()
			h.chord(fyne.KeyModifierControl, fyne.KeyE)
		}},
		{"timer", func(h *hands, _ *bureau, _ string) { h.w.Go("basis", ui.OpenWork()) }},
		{"timer-ny", func(h *hands, _ *bureau, _ string) { writeWork(h) }},
		{"timer-fakturer", func(h *hands, b *bureau, lang string) {
			h.w.Go("basis", ui.OpenWork())
			h.work.Settle()
			pressWork(h, b, lang)
		}},
		{"gruppe", func(h *hands, _ *bureau, _ string) { writeGroup(h) }},
		{"gruppe-tom", func(h *hands, _ *bureau, _ string) { h.w.Go("basis", ui.OpenGroup("")) }},
	} {
		for _, look := range []struct {
			mode   theme.Mode
			lang   string
			height float32
		}{{theme.Light, "nb", 800}, {theme.Dark, "en", 720}} {
			b := newBureau()
			if look.lang == "en" {
				b.company.VATRegistered = true
				b.bases, b.work = nil, nil
				b.fillBasis()
			}
			w, work := open(t, b, ui.Options{Mode: look.mode, Language: look.lang})
			h := &hands{t: t, w: w, work: work}
			c.do(h, b, look.lang)
			work.Settle()
			if look.height != 800 { // as it was drawn, not as a change of size would draw it anew
				w.Shown().Resize(fyne.NewSize(1280, look.height))
				work.Settle()
			}
			picture(t, w.Shown().Canvas(), c.name+"-"+string(look.mode))
		}
	}
}

// TestGallery_BasisEmpty draws what stands there before anything is written.
func TestGallery_BasisEmpty(t *testing.T) {
	for name, arg := range map[string]any{"tilbud": nil, "timer": ui.OpenWork(), "gruppe": ui.OpenGroup("")} {
		b := newBureau()
		b.bases, b.work, b.customers = nil, nil, nil
		w, work := open(t, b, ui.Options{})
		w.Go("basis", arg)
		work.Settle()
		picture(t, w.Shown().Canvas(), name+"-ingen")
	}
}

// pressWork presses the button that invoices the largest of what waits.
func pressWork(h *hands, b *bureau, lang string) {
	all, _ := b.WorkSummaries(context.Background())
	tongue := view.Tongue{Words: translation.Open(lang), Lang: lang, Clock: clock}
	h.press(tongue.WorkSummaries(all)[0].Action)
}

// writeWork enters a line of hours by keyboard.
func writeWork(h *hands) {
	h.w.Go("basis", ui.OpenWork())
	h.work.Settle()
	h.write("fje")
	h.key(fyne.KeyReturn)
	h.write("Nytt inng")
	h.key(fyne.KeyReturn)
	h.write("Detaljtegninger")
	h.key(fyne.KeyReturn)
	h.write("lei")
	h.key(fyne.KeyReturn)
	h.write("1:30")
}

// writeGroup writes an invoice for a group.
func writeGroup(h *hands) {
	h.w.Go("basis", ui.OpenGroup("Blåbær"))
	h.work.Settle()
	h.write("opp")
	h.key(fyne.KeyReturn, fyne.KeyReturn)
	test.Type(h.w.Shown().Canvas().Focused(), "Turbuss")
	h.work.Settle()
	h.key(fyne.KeyReturn)
	h.write("1")
	h.work.Settle()
}
