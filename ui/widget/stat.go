package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fakturist/ui/theme"
)

// Stat is one number that matters: its label, the number, and a line about it. Pressed, it leads to its list.
type Stat struct {
	pressable
	label, number, detail string
	tone                  Tone
}

// NewStat gives an empty one under its label; press may be nil.
func NewStat(label string, press func()) *Stat {
	s := &Stat{label: label}
	s.extend(s, press)
	return s
}

// Set fills in the number, which is drawn in the tone, and the line below it.
func (s *Stat) Set(number, detail string, tone Tone) {
	s.number, s.detail, s.tone = number, detail, tone
	s.Refresh()
}

// SetLabel changes what the number is of.
func (s *Stat) SetLabel(label string) {
	s.label = label
	s.Refresh()
}

// Number is what is shown.
func (s *Stat) Number() string { return s.number }

// CreateRenderer implements fyne.Widget.
func (s *Stat) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Card, theme.Line, theme.Radius)
	label, number, detail := canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)
	r := &renderer{self: s, objects: []fyne.CanvasObject{ground.rect, label, number, detail}}
	r.refresh = func() {
		stroke := theme.Line
		if s.press != nil && (s.hovered || s.focused) {
			stroke = theme.FjordDim
		}
		ground.set(theme.Card, stroke)
		Muted.dress(label)
		Muted.dress(detail)
		label.Text, number.Text, detail.Text = s.label, s.number, s.detail
	}
	r.min = func() fyne.Size { return fyne.NewSize(150, 104) }
	r.layout = func(size fyne.Size) {
		ground.rect.Resize(size)
		room := size.Width - 2*theme.Inset
		look := s.numberLook(room)
		look.dress(number)
		label.Text, detail.Text = Muted.fit(s.label, room), Muted.fit(s.detail, room)
		place(label, theme.Inset, 16, room, 18)
		place(number, theme.Inset, 34, room, 36)
		place(detail, theme.Inset, 70, room, 18)
	}
	r.refresh()
	return r
}

// numberLook is the hero's, set smaller until the number fits: a number is never cut.
func (s *Stat) numberLook(room float32) Look {
	look := Hero.In(s.tone)
	for look.Size > theme.TextBody && room > 0 && look.measure(s.number).Width > room {
		look.Size--
	}
	return look
}
