package ui_test

import (
	"context"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/billing/layout"
	"fakturist/billing/template"
	"fakturist/ui"
)

var (
	fjord = template.Color{R: 0x0B, G: 0x55, B: 0x63}
	black = template.Color{}
)

// inked tells whether anything but white stands between two points, in millimetres at ten pixels each.
func inked(img image.Image, x1, y1, x2, y2 int) bool {
	for y := y1 * 10; y < y2*10; y++ {
		for x := x1 * 10; x < x2*10; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r+g+b < 3*0xFFFF {
				return true
			}
		}
	}
	return false
}

func page(ops ...layout.Op) image.Image {
	return ui.DrawPage(layout.Page{Width: 100, Height: 50, Ops: ops}, 1000)
}

func TestDrawPage_PutsWhatIsAskedWhereItIsAsked(t *testing.T) {
	text := layout.Text{X: 10, Y: 20, Width: 20, Font: template.Regular, Size: 20, Color: black, Text: "HHH"}
	right := text
	right.X, right.Align, right.Width = 60, template.Right, 30
	turned := text
	turned.X, turned.Y, turned.Turn = 50, 40, 90
	for name, c := range map[string]struct {
		op       layout.Op
		in, free [4]int
	}{
		"text stands on its baseline":     {text, [4]int{10, 15, 20, 20}, [4]int{10, 21, 90, 50}},
		"right text keeps its right edge": {right, [4]int{84, 15, 90, 20}, [4]int{91, 0, 100, 50}},
		"turned text goes up":             {turned, [4]int{45, 20, 50, 40}, [4]int{52, 0, 100, 50}},
		"line":                            {layout.Line{X1: 10, Y1: 25, X2: 90, Y2: 25, Weight: 0.2, Color: black}, [4]int{11, 24, 89, 26}, [4]int{0, 26, 100, 50}},
		"frame is empty inside":           {layout.Rect{X: 10, Y: 10, W: 30, H: 20, Stroke: &black, Weight: 0.5}, [4]int{9, 15, 11, 20}, [4]int{12, 12, 38, 28}},
		"beyond the page":                 {layout.Rect{X: 200, Y: 10, W: 30, H: 20, Fill: &black}, [4]int{}, [4]int{0, 0, 100, 50}},
	} {
		img := page(c.op)
		if got := inked(img, c.in[0], c.in[1], c.in[2], c.in[3]); !got && c.in != [4]int{} {
			t.Errorf("%s: nothing is drawn where it should be", name)
		}
		if inked(img, c.free[0], c.free[1], c.free[2], c.free[3]) {
			t.Errorf("%s: something is drawn where nothing should be", name)
		}
	}
}

func TestDrawPage_RoundsCornersAndKeepsColours(t *testing.T) {
	img := page(layout.Rect{X: 10, Y: 10, W: 30, H: 20, Radius: 5, Fill: &fjord})
	if got := color.RGBAModel.Convert(img.At(250, 200)); got != (color.RGBA{0x0B, 0x55, 0x63, 0xFF}) {
		t.Errorf("the middle is %v", got)
	}
	if inked(img, 10, 10, 11, 11) {
		t.Error("the corner is not round")
	}
}

// A page must survive whatever a template may say: sizes of nothing, letters the font lacks, pictures of nothing.
func TestDrawPage_TakesOddOperations(t *testing.T) {
	page(layout.Text{Text: "x", Size: 0}, layout.Text{Text: "\u4e2d", Size: 10, Font: "cursive"}, layout.Line{}, layout.Rect{Fill: &fjord}, layout.Picture{},
		layout.Picture{Image: &layout.Image{Data: []byte("no picture")}}, layout.Text{Text: "", Turn: 5, Size: 3})
}

func TestPaper_IsAsTallAsItsPages(t *testing.T) {
	test.NewTempApp(t)
	b := newBureau()
	pages, err := b.Pages(context.Background(), "10261")
	if err != nil {
		t.Fatal(err)
	}
	p := ui.NewPaper()
	p.Resize(fyne.NewSize(420, 600))
	if got := p.MinSize().Height; got != 594 {
		t.Errorf("an empty sheet is %v high, want 594", got)
	}
	p.Set(p.Draw(append(pages, pages...)))
	if got := p.MinSize().Height; p.Pages() != 2 || got != 2*594+12 {
		t.Errorf("%d pages are %v high", p.Pages(), got)
	}
}
