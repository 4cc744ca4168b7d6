package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

var transparent = color.Transparent

const (
	chipHeight float32 = 20
	chipPad    float32 = 8
)

var chipLook = Look{Size: theme.TextSmall, Font: theme.SemiBold}

// Chip is a status: a colour and a word, and under the pointer the reason.
type Chip struct {
	fynewidget.BaseWidget
	text   string
	tone   Tone
	reason string
}

// NewChip gives a chip; an empty reason shows nothing under the pointer.
func NewChip(text string, tone Tone, reason string) *Chip {
	c := &Chip{text: text, tone: tone, reason: reason}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes all it says.
func (c *Chip) Set(text string, tone Tone, reason string) {
	if c.text != text || c.tone != tone || c.reason != reason {
		c.text, c.tone, c.reason = text, tone, reason
		c.Refresh()
	}
}

// Text is the word on the chip.
func (c *Chip) Text() string { return c.text }

// MouseIn implements desktop.Hoverable.
func (c *Chip) MouseIn(*desktop.MouseEvent) { showTip(c, c.reason) }

// MouseMoved implements desktop.Hoverable.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Chip) MouseOut() { hideTip(c) }

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	pill := newPill()
	pill.set(c.text, c.tone)
	return &renderer{
		self:    c,
		objects: pill.objects(),
		refresh: func() { pill.set(c.text, c.tone) },
		min:     func() fyne.Size { return fyne.NewSize(pillWidth(c.text), chipHeight) },
		layout: func(size fyne.Size) {
			pill.place(0, (size.Height-chipHeight)/2, size.Width)
		},
	}
}

// pill is the drawing of a chip without a widget around it, for cells of lists.
type pill struct {
	ground *canvas.Rectangle
	label  *canvas.Text
	text   string
}

func newPill() *pill {
	p := &pill{ground: canvas.NewRectangle(transparent), label: canvas.NewText("", transparent)}
	p.ground.CornerRadius = chipHeight / 2
	chipLook.dress(p.label)
	return p
}

func (p *pill) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.ground, p.label}
}

func (p *pill) set(text string, tone Tone) {
	p.text, p.label.Text = text, text
	p.ground.FillColor, p.label.Color = theme.Color(tone.soft()), theme.Color(tone.ink())
	p.ground.Refresh()
	p.label.Refresh()
}

// place puts the pill at x and y, as wide as its word but at most width.
func (p *pill) place(x, y, width float32) {
	room := max(0, width-2*chipPad)
	p.label.Text = chipLook.fit(p.text, room)
	wide := min(width, pillWidth(p.label.Text))
	place(p.ground, x, y, wide, chipHeight)
	place(p.label, x+chipPad, y, max(0, wide-2*chipPad), chipHeight)
}

func pillWidth(text string) float32 {
	return chipLook.measure(text).Width + 2*chipPad
}
