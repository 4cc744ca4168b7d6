// Package widget holds the parts that screens are put together from: text, cards, chips, buttons, fields, lists and what floats
// over them. A widget takes data and gives callbacks; it knows no service and no type of billing. The package imports Fyne and
// the theme; what a part means and which words it carries is for ui and ui/view to say.
package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fakturist/ui/theme"
)

// Tone is what a colour says. It never speaks alone: whatever wears a tone carries a word too.
type Tone int

const (
	Plain  Tone = iota // ink
	Quiet              // secondary
	Accent             // the one strong colour: selected, on its way
	Good               // paid, delivered
	Warn               // due soon, waiting
	Bad                // overdue, failed
)

// text is the colour of words in this tone on paper or card.
func (t Tone) text() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{theme.Ink, theme.Mist, theme.Fjord, theme.Moss, theme.AmberInk, theme.Rowan}[t]
}

// fill is the colour of a bar or a mark.
func (t Tone) fill() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{theme.Ink, theme.Mist, theme.Fjord, theme.Moss, theme.Amber, theme.Rowan}[t]
}

// soft is the ground of a chip, and ink the text upon it.
func (t Tone) soft() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{theme.MistSoft, theme.MistSoft, theme.FjordSoft, theme.MossSoft, theme.AmberSoft, theme.RowanSoft}[t]
}

func (t Tone) ink() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{theme.MistInk, theme.MistInk, theme.FjordInk, theme.MossInk, theme.AmberInk, theme.RowanInk}[t]
}

// renderer is what every widget here draws with: a fixed set of objects and the three functions that differ.
type renderer struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	min     func() fyne.Size
	refresh func()
	self    fyne.CanvasObject
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Layout(size fyne.Size)        { r.layout(size) }
func (r *renderer) MinSize() fyne.Size           { return r.min() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *renderer) Refresh() {
	r.refresh()
	r.layout(r.self.Size())
	canvas.Refresh(r.self)
}

// place puts an object somewhere in one call.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}
