package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Card is a surface with a hairline around it.
type Card struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
	inset   float32
}

// NewCard gives a card with the usual room inside.
func NewCard(content fyne.CanvasObject) *Card {
	return newCard(content, theme.Inset)
}

// NewTitledCard gives a card with a heading over its content.
func NewTitledCard(title string, content fyne.CanvasObject) *Card {
	return NewCard(Column(10, NewText(title, Strong), Grow(1, content)))
}

// NewBareCard gives a card whose content reaches its edges, as lists do.
func NewBareCard(content fyne.CanvasObject) *Card {
	return newCard(content, 1)
}

func newCard(content fyne.CanvasObject, inset float32) *Card {
	c := &Card{content: content, inset: inset}
	c.ExtendBaseWidget(c)
	return c
}

func (c *Card) heightFor(width float32) float32 {
	return heightFor(c.content, width-2*c.inset) + 2*c.inset
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Card, theme.Line, theme.Radius)
	return &renderer{
		self:    c,
		objects: []fyne.CanvasObject{ground.rect, c.content},
		refresh: ground.paint,
		min:     func() fyne.Size { return c.content.MinSize().AddWidthHeight(2*c.inset, 2*c.inset) },
		layout: func(size fyne.Size) {
			ground.rect.Resize(size)
			place(c.content, c.inset, c.inset, size.Width-2*c.inset, size.Height-2*c.inset)
		},
	}
}

// surface is a rounded rectangle that knows its colours by name.
type surface struct {
	rect         *canvas.Rectangle
	fill, stroke fyne.ThemeColorName // an empty name draws nothing
	width        float32             // of the stroke
}

func newSurface(fill, stroke fyne.ThemeColorName, radius float32) *surface {
	s := &surface{rect: canvas.NewRectangle(nil), fill: fill, stroke: stroke, width: theme.Hairline}
	s.rect.CornerRadius = radius
	s.paint()
	return s
}

func (s *surface) set(fill, stroke fyne.ThemeColorName) {
	s.fill, s.stroke = fill, stroke
	s.paint()
}

func (s *surface) paint() {
	s.rect.FillColor, s.rect.StrokeColor, s.rect.StrokeWidth = transparent, transparent, 0
	if s.fill != "" {
		s.rect.FillColor = theme.Color(s.fill)
	}
	if s.stroke != "" {
		s.rect.StrokeColor, s.rect.StrokeWidth = theme.Color(s.stroke), s.width
	}
	if s.fill == "" && s.stroke != "" {
		s.rect.FillColor = unseen(s.rect.StrokeColor)
	}
	s.rect.Refresh()
}

// unseen gives a colour that cannot be seen. An edge is drawn by mixing stroke and fill, so a ring around nothing must have
// nothing of its own colour inside: with plain transparency, which is black, it would look dirty.
func unseen(c color.Color) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = 0
	return n
}

// fade gives a colour for what stands beside the main words in the same tone.
func fade(c color.Color) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = 0xB0
	return n
}
