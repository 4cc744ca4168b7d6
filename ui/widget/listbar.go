package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// listBar is the slim scroll bar at the right edge.
type listBar struct {
	fynewidget.BaseWidget
	list    *List
	hovered bool
	thumb   *surface
}

const listBarWidth float32 = 10

func newListBar(l *List) *listBar {
	b := &listBar{list: l, thumb: newSurface(theme.FjordDim, "", 3)}
	b.ExtendBaseWidget(b)
	return b
}

// sync moves the thumb to where the rows are.
func (b *listBar) sync() {
	total := float32(b.list.count) * b.list.rowHeight()
	height := b.Size().Height
	b.thumb.rect.Hidden = total <= b.list.body.Size().Height || height <= 0
	if b.thumb.rect.Hidden {
		return
	}
	length := max(24, height*height/total)
	top := (height - length) * b.list.body.offset / (total - b.list.body.Size().Height)
	width := float32(4)
	if b.hovered {
		width = 6
	}
	place(b.thumb.rect, listBarWidth-width-1, top, width, length)
}

// Dragged implements fyne.Draggable.
func (b *listBar) Dragged(ev *fyne.DragEvent) {
	total := float32(b.list.count) * b.list.rowHeight()
	height := b.Size().Height
	way := height - max(24, height*height/total)
	if way > 0 {
		b.list.body.scrollTo(b.list.body.offset + ev.Dragged.DY*(total-height)/way)
	}
}

// DragEnd implements fyne.Draggable.
func (b *listBar) DragEnd() {}

// Tapped implements fyne.Tappable: a click goes there.
func (b *listBar) Tapped(ev *fyne.PointEvent) {
	total := float32(b.list.count) * b.list.rowHeight()
	b.list.body.scrollTo(ev.Position.Y/max(1, b.Size().Height)*total - b.list.body.Size().Height/2)
}

// MouseIn implements desktop.Hoverable.
func (b *listBar) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *listBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *listBar) MouseOut() { b.hovered = false; b.Refresh() }

// CreateRenderer implements fyne.Widget.
func (b *listBar) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{
		self:    b,
		objects: []fyne.CanvasObject{b.thumb.rect},
		refresh: b.thumb.paint,
		min:     func() fyne.Size { return fyne.NewSize(listBarWidth, 24) },
		layout:  func(fyne.Size) { b.sync() },
	}
}
