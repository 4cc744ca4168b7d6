package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Icon is a glyph in a tone, drawn in the middle of the place it is given.
type Icon struct {
	fynewidget.BaseWidget
	glyph theme.Glyph
	color fyne.ThemeColorName
	side  float32
}

// NewIcon gives a glyph at the size of text.
func NewIcon(glyph theme.Glyph, tone Tone) *Icon {
	return newIcon(glyph, tone.text(), theme.IconSize)
}

func newIcon(glyph theme.Glyph, color fyne.ThemeColorName, side float32) *Icon {
	i := &Icon{glyph: glyph, color: color, side: side}
	i.ExtendBaseWidget(i)
	return i
}

func (i *Icon) set(glyph theme.Glyph, color fyne.ThemeColorName) {
	if i.glyph != glyph || i.color != color {
		i.glyph, i.color = glyph, color
		i.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	image := canvas.NewImageFromResource(theme.Icon(i.glyph, i.color))
	image.FillMode = canvas.ImageFillContain
	return &renderer{
		self:    i,
		objects: []fyne.CanvasObject{image},
		refresh: func() {
			image.Resource = theme.Icon(i.glyph, i.color)
			image.Refresh()
		},
		min: func() fyne.Size { return fyne.NewSquareSize(i.side) },
		layout: func(size fyne.Size) {
			place(image, (size.Width-i.side)/2, (size.Height-i.side)/2, i.side, i.side)
		},
	}
}

// tapIcon is an icon inside a field that can be clicked. The Tab key passes over it: the field has a key that does the same.
type tapIcon struct {
	Icon
	tap func()
}

func newTapIcon(glyph theme.Glyph, tap func()) *tapIcon {
	t := &tapIcon{Icon: Icon{glyph: glyph, color: theme.Mist, side: theme.IconSize}, tap: tap}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped implements fyne.Tappable.
func (t *tapIcon) Tapped(*fyne.PointEvent) { t.tap() }

// Cursor implements desktop.Cursorable.
func (t *tapIcon) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MinSize implements fyne.CanvasObject: the icon with room around it.
func (t *tapIcon) MinSize() fyne.Size {
	return fyne.NewSize(theme.IconSize+2*theme.Grid, theme.IconSize)
}
