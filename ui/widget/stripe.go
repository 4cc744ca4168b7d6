package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

const stripeHeight float32 = 32

// Stripe is a band across the window that says in what state the whole company is, as a practice company wears it.
type Stripe struct {
	fynewidget.BaseWidget
	glyph theme.Glyph
	tone  Tone
	words *Text
	row   *fyne.Container
}

// NewStripe gives a band; action may be nil.
func NewStripe(glyph theme.Glyph, tone Tone, words string, action *Button) *Stripe {
	s := &Stripe{glyph: glyph, tone: tone, words: NewShortText(words, Strong.In(tone))}
	s.row = Row(theme.Grid, NewIcon(glyph, tone), Grow(1, s.words))
	if action != nil {
		s.row.Add(action)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetText changes what it says.
func (s *Stripe) SetText(words string) { s.words.Set(words) }

// Text is what it says.
func (s *Stripe) Text() string { return s.words.Text() }

// CreateRenderer implements fyne.Widget.
func (s *Stripe) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := newSurface(s.tone.soft(), "", 0), newSurface(s.tone.fill(), "", 0)
	return &renderer{
		self:    s,
		objects: []fyne.CanvasObject{ground.rect, edge.rect, s.row},
		refresh: func() { ground.paint(); edge.paint() },
		min:     func() fyne.Size { return fyne.NewSize(200, stripeHeight) },
		layout: func(size fyne.Size) {
			ground.rect.Resize(size)
			place(edge.rect, 0, 0, size.Width, 2)
			place(s.row, theme.Margin, 2, size.Width-2*theme.Margin, size.Height-2)
		},
	}
}
