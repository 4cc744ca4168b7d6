package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Flow sets objects side by side at their own width and begins a new line where the width ends.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLine{gap: gap}, objects...)
}

type flowLine struct {
	gap   float32
	width float32 // as last laid out
}

func (l *flowLine) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	for _, o := range shown(objects) {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	size.Height = l.heightOf(objects, max(size.Width, l.width))
	return size
}

func (l *flowLine) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(objects, width, func(fyne.CanvasObject, float32, float32) {})
}

func (l *flowLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.walk(objects, size.Width, func(o fyne.CanvasObject, x, y float32) {
		least := o.MinSize()
		place(o, x, y, least.Width, least.Height)
	})
}

// walk tells where each object comes to stand, and how high all of them are.
func (l *flowLine) walk(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y float32)) float32 {
	x, y, line := float32(0), float32(0), float32(0)
	for _, o := range shown(objects) {
		size := o.MinSize()
		if x > 0 && x+size.Width > width {
			x, y, line = 0, y+line+l.gap, 0
		}
		at(o, x, y)
		x += size.Width + l.gap
		line = max(line, size.Height)
	}
	return y + line
}
