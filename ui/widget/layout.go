package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"image/color"
)

// flowing is anything whose height follows from its width. Column, Row, Inset and Card ask it, so that a paragraph in a page
// has its right height in the first layout.
type flowing interface {
	heightFor(width float32) float32
}

// flowLayout is a layout that can answer for the objects it lays out.
type flowLayout interface {
	heightOf(objects []fyne.CanvasObject, width float32) float32
}

func heightFor(o fyne.CanvasObject, width float32) float32 {
	if f, ok := o.(flowing); ok {
		return f.heightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if f, ok := c.Layout.(flowLayout); ok {
			return f.heightOf(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// Column stacks objects with a gap between those that are shown. What is wrapped in Grow shares the height left over.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap}, objects...)
}

// Row sets objects side by side, each as wide as it must be; what is wrapped in Grow shares the width left over.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowLayout{gap: gap}, objects...)
}

// Grow marks an object that takes its share of the room left in a Row or Column. A Row of nothing but Grow gives columns in
// the proportion of their weights.
func Grow(weight float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(growLayout{weight: weight}, object)
}

// Spring takes room and draws nothing: it pushes what follows to the far edge.
func Spring() *fyne.Container {
	return Grow(1, canvas.NewRectangle(color.Transparent))
}

// Inset leaves room around an object.
func Inset(top, right, bottom, left float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(insetLayout{top, right, bottom, left}, object)
}

// Sized gives an object at least this size; 0 leaves it its own.
func Sized(width, height float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(sizedLayout{width, height}, object)
}

// AtMost gives an object all the width there is up to a limit; what is over stays empty at the right.
func AtMost(width float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(atMostLayout{width}, object)
}

// Top keeps an object at its own height at the upper edge of a taller place.
func Top(object fyne.CanvasObject) *fyne.Container {
	return Column(0, object, Spring())
}

func shown(objects []fyne.CanvasObject) (out []fyne.CanvasObject) {
	for _, o := range objects {
		if o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

func weight(o fyne.CanvasObject) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if g, ok := c.Layout.(growLayout); ok {
			return g.weight
		}
	}
	return 0
}

type columnLayout struct {
	gap   float32
	width float32 // as last laid out, so that MinSize knows how paragraphs break
}

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	for _, o := range shown(objects) {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	size.Height = l.heightOf(objects, max(size.Width, l.width))
	return size
}

func (l *columnLayout) heightOf(objects []fyne.CanvasObject, width float32) (height float32) {
	for i, o := range shown(objects) {
		if i > 0 {
			height += l.gap
		}
		height += heightFor(o, width)
	}
	return height
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	visible := shown(objects)
	total := float32(0)
	for _, o := range visible {
		total += weight(o)
	}
	spare := max(0, size.Height-l.heightOf(objects, size.Width))
	y := float32(0)
	for _, o := range visible {
		height := heightFor(o, size.Width)
		if w := weight(o); w > 0 {
			height += spare * w / total
		}
		place(o, 0, y, size.Width, height)
		y += height + l.gap
	}
}

type rowLayout struct {
	gap   float32
	width float32
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	for i, o := range shown(objects) {
		if i > 0 {
			size.Width += l.gap
		}
		size.Width += o.MinSize().Width
	}
	size.Height = l.heightOf(objects, max(size.Width, l.width))
	return size
}

// widths gives what does not grow its own width, and shares the rest by weight, but never below what a grower must have.
func (l *rowLayout) widths(visible []fyne.CanvasObject, width float32) []float32 {
	out := make([]float32, len(visible))
	left, total := width-l.gap*float32(max(0, len(visible)-1)), float32(0)
	for i, o := range visible {
		if w := weight(o); w > 0 {
			total += w
			continue
		}
		out[i] = o.MinSize().Width
		left -= out[i]
	}
	for again := true; again; {
		again = false
		for i, o := range visible {
			w := weight(o)
			if w == 0 || out[i] > 0 {
				continue
			}
			if least := o.MinSize().Width; least > left*w/total {
				out[i], left, total, again = least, left-least, total-w, true
			}
		}
	}
	for i, o := range visible {
		if w := weight(o); w > 0 && out[i] == 0 {
			out[i] = left * w / total
		}
	}
	return out
}

func (l *rowLayout) heightOf(objects []fyne.CanvasObject, width float32) (height float32) {
	visible := shown(objects)
	for i, w := range l.widths(visible, width) {
		height = max(height, heightFor(visible[i], w))
	}
	return height
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	visible := shown(objects)
	x := float32(0)
	for i, w := range l.widths(visible, size.Width) {
		place(visible[i], x, 0, w, size.Height)
		x += w + l.gap
	}
}

type growLayout struct{ weight float32 }

func (growLayout) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func (growLayout) heightOf(objects []fyne.CanvasObject, width float32) (height float32) {
	for _, o := range objects {
		height = max(height, heightFor(o, width))
	}
	return height
}

func (growLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

type insetLayout struct{ top, right, bottom, left float32 }

func (l insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return growLayout{}.MinSize(objects).AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

func (l insetLayout) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return growLayout{}.heightOf(objects, width-l.left-l.right) + l.top + l.bottom
}

func (l insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, l.left, l.top, max(0, size.Width-l.left-l.right), max(0, size.Height-l.top-l.bottom))
	}
}

type sizedLayout struct{ width, height float32 }

func (l sizedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return growLayout{}.MinSize(objects).Max(fyne.NewSize(l.width, l.height))
}

func (l sizedLayout) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return max(l.height, growLayout{}.heightOf(objects, width))
}

func (l sizedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	growLayout{}.Layout(objects, size)
}

type atMostLayout struct{ width float32 }

func (l atMostLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return growLayout{}.MinSize(objects)
}

func (l atMostLayout) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return growLayout{}.heightOf(objects, min(width, l.width))
}

func (l atMostLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	growLayout{}.Layout(objects, fyne.NewSize(min(size.Width, l.width), size.Height))
}
