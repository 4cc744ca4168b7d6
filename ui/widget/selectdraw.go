package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fakturist/ui/theme"
)

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	ground, ring := newSurface(theme.Card, theme.Edge, theme.Radius), newSurface("", "", theme.Radius)
	ring.width = 2
	words, icon := canvas.NewText("", nil), newIcon(theme.GlyphDown, theme.Mist, 14)
	r := &renderer{self: s, objects: []fyne.CanvasObject{ground.rect, words, icon, ring.rect}}
	r.refresh = func() {
		ground.paint()
		look := Body
		if s.Disabled() {
			look = Muted
		}
		look.dress(words)
		switch {
		case s.wrong:
			ring.set("", theme.Rowan)
		case s.focused:
			ring.set("", theme.Fjord)
		default:
			ring.set("", "")
		}
	}
	r.min = func() fyne.Size {
		width := float32(40)
		for _, c := range s.choices {
			width = max(width, Body.measure(c.Title).Width)
		}
		return fyne.NewSize(min(width, 240)+9+30, theme.ControlHeight)
	}
	r.layout = func(size fyne.Size) {
		top := (size.Height - theme.ControlHeight) / 2
		place(ground.rect, 0, top, size.Width, theme.ControlHeight)
		place(ring.rect, 0, top, size.Width, theme.ControlHeight)
		words.Text = ""
		if s.chosen >= 0 && s.chosen < len(s.choices) {
			words.Text = Body.fit(s.choices[s.chosen].Title, size.Width-39)
		}
		place(words, 9, top, size.Width-39, theme.ControlHeight)
		place(icon, size.Width-24, top, 14, theme.ControlHeight)
	}
	r.refresh()
	return r
}
