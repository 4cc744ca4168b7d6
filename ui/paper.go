package ui

import (
	"bytes"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/billing/layout"
	"fakturist/billing/template"
	"fakturist/ui/theme"
)

// Paper shows the pages of a document as they will be printed: the same operations the PDF is made of, in the same letters,
// as wide as there is room.
type Paper struct {
	fynewidget.BaseWidget
	pages  []layout.Page
	images map[string]fyne.Resource // by the picture's key
}

const (
	a4Width, a4Height = 210, 297
	pageGap           = float32(12)
	mmPerPoint        = 25.4 / 72
)

// NewPaper gives an empty sheet.
func NewPaper() *Paper {
	p := &Paper{images: map[string]fyne.Resource{}}
	p.ExtendBaseWidget(p)
	return p
}

// Set shows other pages.
func (p *Paper) Set(pages []layout.Page) {
	p.pages = pages
	p.Refresh()
}

// Pages is how many are shown.
func (p *Paper) Pages() int { return len(p.pages) }

// heightAt is what the pages need at a width; without any, an empty sheet.
func (p *Paper) heightAt(width float32) float32 {
	if len(p.pages) == 0 {
		return width * a4Height / a4Width
	}
	height := -pageGap
	for _, page := range p.pages {
		height += pageGap + width*float32(page.Height/page.Width)
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (p *Paper) CreateRenderer() fyne.WidgetRenderer {
	return &paperRenderer{paper: p}
}

type paperRenderer struct {
	paper   *Paper
	objects []fyne.CanvasObject
	width   float32
	drawn   []layout.Page
}

func (r *paperRenderer) Destroy()                     {}
func (r *paperRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *paperRenderer) MinSize() fyne.Size {
	width := max(float32(a4Width), r.paper.Size().Width)
	return fyne.NewSize(a4Width, r.paper.heightAt(width))
}

func (r *paperRenderer) Layout(size fyne.Size) {
	if size.Width != r.width {
		r.draw(size.Width)
	}
}

func (r *paperRenderer) Refresh() {
	r.draw(r.paper.Size().Width)
	canvas.Refresh(r.paper)
}

func (r *paperRenderer) draw(width float32) {
	r.width, r.objects = width, nil
	if width <= 0 {
		return
	}
	pages := r.paper.pages
	if len(pages) == 0 {
		pages = []layout.Page{{Width: a4Width, Height: a4Height}}
	}
	top := float32(0)
	for _, page := range pages {
		s := sheet{paper: r.paper, scale: width / float32(page.Width), top: top}
		height := float32(page.Height) * s.scale
		ground := canvas.NewRectangle(color.White)
		ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.Line), theme.Hairline
		s.put(ground, 0, 0, float32(page.Width), float32(page.Height))
		for _, op := range page.Ops {
			s.op(op)
		}
		r.objects = append(r.objects, s.objects...)
		top += height + pageGap
	}
}

// sheet turns the operations of one page into canvas objects.
type sheet struct {
	paper   *Paper
	scale   float32 // canvas units for a millimetre
	top     float32
	objects []fyne.CanvasObject
}

// put adds an object at millimetres of the page.
func (s *sheet) put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x*s.scale, s.top+y*s.scale))
	o.Resize(fyne.NewSize(w*s.scale, h*s.scale))
	s.objects = append(s.objects, o)
}

func (s *sheet) op(op layout.Op) {
	switch op := op.(type) {
	case layout.Text:
		s.text(op)
	case layout.Line:
		s.line(op)
	case layout.Rect:
		s.rect(op)
	case layout.Picture:
		s.picture(op)
	}
}

// text puts a line on its baseline. Where the screen's letters come out a little wider or narrower than the printer's, the
// edge that must stay stays.
func (s *sheet) text(op layout.Text) {
	if op.Text == "" {
		return
	}
	size := float32(op.Size*mmPerPoint) * s.scale
	if op.Turn != 0 {
		s.turned(op, size)
		return
	}
	t := canvas.NewText(op.Text, rgb(op.Color))
	t.TextSize, t.FontSource = size, fontOf(op.Font)
	drawn, baseline := fyne.CurrentApp().Driver().RenderedTextSize(op.Text, size, t.TextStyle, t.FontSource)
	x := float32(op.X) * s.scale
	switch op.Align {
	case template.Right:
		x += float32(op.Width)*s.scale - drawn.Width
	case template.Center:
		x += (float32(op.Width)*s.scale - drawn.Width) / 2
	}
	t.Move(fyne.NewPos(x, s.top+float32(op.Y)*s.scale-baseline))
	t.Resize(drawn)
	s.objects = append(s.objects, t)
}

func fontOf(f template.Font) fyne.Resource {
	switch f {
	case template.SemiBold:
		return theme.SemiBold
	case template.Bold:
		return theme.Bold
	}
	return theme.Regular
}

func (s *sheet) line(op layout.Line) {
	l := canvas.NewLine(rgb(op.Color))
	l.StrokeWidth = max(0.5, float32(op.Weight)*s.scale)
	l.Position1 = fyne.NewPos(float32(op.X1)*s.scale, s.top+float32(op.Y1)*s.scale)
	l.Position2 = fyne.NewPos(float32(op.X2)*s.scale, s.top+float32(op.Y2)*s.scale)
	s.objects = append(s.objects, l)
}

func (s *sheet) rect(op layout.Rect) {
	r := canvas.NewRectangle(color.Transparent)
	if op.Fill != nil {
		r.FillColor = rgb(*op.Fill)
	}
	if op.Stroke != nil {
		r.StrokeColor, r.StrokeWidth = rgb(*op.Stroke), max(0.5, float32(op.Weight)*s.scale)
	}
	r.CornerRadius = float32(op.Radius) * s.scale
	s.put(r, float32(op.X), float32(op.Y), float32(op.W), float32(op.H))
}

func (s *sheet) picture(op layout.Picture) {
	if op.Image == nil {
		return
	}
	res, ok := s.paper.images[op.Image.Key]
	if !ok {
		res = fyne.NewStaticResource(op.Image.Key+"."+op.Image.Format, op.Image.Data)
		if _, _, err := image.DecodeConfig(bytes.NewReader(op.Image.Data)); err != nil {
			return // layout took it, so it is a picture; a broken one is left out rather than drawn as a fault
		}
		s.paper.images[op.Image.Key] = res
	}
	i := canvas.NewImageFromResource(res)
	i.FillMode = canvas.ImageFillStretch
	s.put(i, float32(op.X), float32(op.Y), float32(op.W), float32(op.H))
}

func rgb(c template.Color) color.Color { return color.NRGBA{R: c.R, G: c.G, B: c.B, A: 255} }

// newPaperScroll lets a paper of several pages scroll in the place it is given.
func newPaperScroll(p *Paper) *container.Scroll { return container.NewVScroll(p) }
