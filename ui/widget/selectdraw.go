package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fakturist/ui/theme"
)

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	ground, ring := newSurface(theme.Card, theme.Line, theme.Radius), newSurface("", "", theme.Radius)
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

// Check is a square to tick with its words.
type Check struct {
	pressable
	words   string
	checked bool
	changed func(bool)
}

// NewCheck gives one; changed is called when the user ticks it.
func NewCheck(words string, checked bool, changed func(bool)) *Check {
	c := &Check{words: words, checked: checked, changed: changed}
	c.extend(c, func() {
		c.SetChecked(!c.checked)
		if c.changed != nil {
			c.changed(c.checked)
		}
	})
	return c
}

// SetChecked ticks it without calling back.
func (c *Check) SetChecked(checked bool) {
	c.checked = checked
	c.Refresh()
}

// Checked tells whether it is ticked.
func (c *Check) Checked() bool { return c.checked }

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	mark, ring, words := newMarkBox(), newSurface("", "", 5), canvas.NewText(c.words, nil)
	ring.width = 2
	r := &renderer{self: c, objects: append(append([]fyne.CanvasObject{ring.rect}, mark.objects()...), words)}
	r.refresh = func() {
		mark.show(true, c.checked)
		ring.set("", "")
		if c.focused {
			ring.set("", theme.FjordDim)
		}
		look := Body
		if c.Disabled() {
			look = Muted
		}
		look.dress(words)
	}
	r.min = func() fyne.Size {
		return fyne.NewSize(2+markSide+10+Body.measure(c.words).Width, theme.ControlHeight-8)
	}
	r.layout = func(size fyne.Size) {
		top := (size.Height - markSide) / 2
		place(ring.rect, -1, top-3, markSide+6, markSide+6)
		mark.place(2, top)
		place(words, 2+markSide+10, 0, size.Width-markSide-12, size.Height)
	}
	r.refresh()
	return r
}
