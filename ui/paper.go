package ui

import (
	"image"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/billing/layout"
	"fakturist/ui/theme"
)

// Paper shows the pages of a document as they will be printed: the same operations the PDF is made of, in the same letters,
// as wide as there is room. The pages are drawn as pictures, pixel for pixel, since a screen's text is set to whole pixels and
// a page's is not.
type Paper struct {
	fynewidget.BaseWidget
	pages  []drawnPage
	pixels atomic.Int64 // how wide the screen last asked for a page
}

// drawnPage is a page with its picture at the widths it was asked for.
type drawnPage struct {
	layout.Page
	picture *pagePicture
}

type pagePicture struct {
	mu    sync.Mutex
	width int
	img   image.Image
}

const (
	a4Width, a4Height = 210, 297
	pageGap           = float32(12)
)

// NewPaper gives an empty sheet.
func NewPaper() *Paper {
	p := &Paper{}
	p.ExtendBaseWidget(p)
	return p
}

// Draw makes the pictures of pages for Set. It may be called on any goroutine, and should not be on the one that draws.
func (p *Paper) Draw(pages []layout.Page) []drawnPage {
	out := make([]drawnPage, len(pages))
	for i, page := range pages {
		out[i] = drawnPage{page, &pagePicture{}}
		if width := int(p.pixels.Load()); width > 0 {
			out[i].at(width)
		}
	}
	return out
}

// Set shows other pages; none shows an empty sheet.
func (p *Paper) Set(pages []drawnPage) {
	p.pages = pages
	p.Refresh()
}

// Pages is how many are shown.
func (p *Paper) Pages() int { return len(p.pages) }

// at is the picture of the page so many pixels wide. It is kept: only a change of size draws it again.
func (d drawnPage) at(width int) image.Image {
	d.picture.mu.Lock()
	defer d.picture.mu.Unlock()
	if d.picture.width != width {
		d.picture.img, d.picture.width = drawPage(d.Page, width), width
	}
	return d.picture.img
}

// heightAt is what the pages need at a width.
func (p *Paper) heightAt(width float32) float32 {
	height := -pageGap
	for _, page := range p.sheets() {
		height += pageGap + width*float32(page.Height/page.Width)
	}
	return height
}

func (p *Paper) sheets() []drawnPage {
	if len(p.pages) == 0 {
		return []drawnPage{{layout.Page{Width: a4Width, Height: a4Height}, &pagePicture{}}}
	}
	return p.pages
}

// CreateRenderer implements fyne.Widget.
func (p *Paper) CreateRenderer() fyne.WidgetRenderer {
	r := &paperRenderer{paper: p}
	r.Refresh()
	return r
}

type paperRenderer struct {
	paper   *Paper
	sheets  []drawnPage
	objects []fyne.CanvasObject // a picture and a frame for each page
}

func (r *paperRenderer) Destroy()                     {}
func (r *paperRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *paperRenderer) MinSize() fyne.Size {
	return fyne.NewSize(a4Width, r.paper.heightAt(max(float32(a4Width), r.paper.Size().Width)))
}

func (r *paperRenderer) Layout(size fyne.Size) {
	top := float32(0)
	for i, page := range r.sheets {
		height := size.Width * float32(page.Height/page.Width)
		for _, o := range r.objects[2*i : 2*i+2] {
			o.Move(fyne.NewPos(0, top))
			o.Resize(fyne.NewSize(size.Width, height))
		}
		top += height + pageGap
	}
}

func (r *paperRenderer) Refresh() {
	r.sheets, r.objects = r.paper.sheets(), nil
	for _, page := range r.sheets {
		picture := canvas.NewRaster(func(width, _ int) image.Image {
			r.paper.pixels.Store(int64(width))
			return page.at(width)
		})
		frame := canvas.NewRectangle(nil)
		frame.StrokeColor, frame.StrokeWidth = theme.Color(theme.Line), theme.Hairline
		r.objects = append(r.objects, picture, frame)
	}
	r.Layout(r.paper.Size())
	canvas.Refresh(r.paper)
}
