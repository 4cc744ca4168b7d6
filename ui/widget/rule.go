package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Rule is a hairline: lying in a Column, standing in a Row.
type Rule struct{ fynewidget.BaseWidget }

// NewRule gives one.
func NewRule() *Rule {
	r := &Rule{}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *Rule) CreateRenderer() fyne.WidgetRenderer {
	line := newSurface(theme.Line, "", 0)
	return &renderer{
		self:    r,
		objects: []fyne.CanvasObject{line.rect},
		refresh: line.paint,
		min:     func() fyne.Size { return fyne.NewSize(theme.Hairline, theme.Hairline) },
		layout:  func(size fyne.Size) { line.rect.Resize(size) },
	}
}

// NewLogo gives the mark of the program as it stands beside its name.
func NewLogo() fyne.CanvasObject {
	l := &logo{}
	l.ExtendBaseWidget(l)
	return l
}

type logo struct{ fynewidget.BaseWidget }

// CreateRenderer implements fyne.Widget: a tick on a square of fjord.
func (l *logo) CreateRenderer() fyne.WidgetRenderer {
	const side float32 = 18
	square := newSurface(theme.Fjord, "", 5)
	tick := canvas.NewImageFromResource(theme.Icon(theme.GlyphCheck, theme.OnFjord))
	tick.FillMode = canvas.ImageFillContain
	return &renderer{
		self:    l,
		objects: []fyne.CanvasObject{square.rect, tick},
		refresh: func() {
			square.paint()
			tick.Resource = theme.Icon(theme.GlyphCheck, theme.OnFjord)
			tick.Refresh()
		},
		min: func() fyne.Size { return fyne.NewSquareSize(side) },
		layout: func(size fyne.Size) {
			top := (size.Height - side) / 2
			place(square.rect, 0, top, side, side)
			place(tick, 3, top+3, side-6, side-6)
		},
	}
}
