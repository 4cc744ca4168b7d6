package layout

import (
	"fmt"
	"strings"

	"fakturist/billing/template"
)

// Page is one sheet: its size and what is drawn on it, in this order. Millimetres from the upper left corner, Y downward.
type Page struct {
	Width, Height float64
	Ops           []Op
}

// Op is one drawing operation: Text, Line, Rect or Picture.
type Op interface {
	// Golden is the operation as one line of text, rounded to hundredths of a millimetre, for tests to compare.
	Golden() string
}

// Text is one line of text. X is where it starts; Align tells which edge must stay when another renderer's letters are a
// little wider: the right edge is X + Width, the middle X + Width/2.
type Text struct {
	X, Y  float64 // start of the baseline
	Width float64 // as measured
	Font  template.Font
	Size  float64 // points
	Color template.Color
	Align template.Align
	Turn  float64 // degrees counter-clockwise around X, Y
	Text  string
}

// Golden is "text 20.00 51.50 regular 10 #14232B Kari Nordmann", with the edge and the turn when there are any.
func (t Text) Golden() string {
	extra := ""
	if t.Align == template.Right || t.Align == template.Center {
		extra = fmt.Sprintf(" %s(%.2f)", t.Align, t.Width)
	}
	if t.Turn != 0 {
		extra += fmt.Sprintf(" turn(%.1f)", t.Turn)
	}
	return fmt.Sprintf("text %.2f %.2f %s %g %s%s %s", t.X, t.Y, t.Font, t.Size, t.Color, extra, t.Text)
}

// Line is a straight stroke.
type Line struct {
	X1, Y1, X2, Y2 float64
	Weight         float64 // millimetres
	Color          template.Color
}

// Golden is "line 20.00 99.00 190.00 99.00 0.20 #14232B".
func (l Line) Golden() string {
	return fmt.Sprintf("line %.2f %.2f %.2f %.2f %.2f %s", l.X1, l.Y1, l.X2, l.Y2, l.Weight, l.Color)
}

// Rect is a rectangle, filled, stroked or both.
type Rect struct {
	X, Y, W, H float64
	Radius     float64
	Fill       *template.Color // nil: not filled
	Stroke     *template.Color // nil: not stroked
	Weight     float64         // of the stroke, millimetres
}

// Golden is "rect 0.00 230.00 210.00 67.00 fill #E3EEF0".
func (r Rect) Golden() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rect %.2f %.2f %.2f %.2f", r.X, r.Y, r.W, r.H)
	if r.Radius > 0 {
		fmt.Fprintf(&b, " radius %.2f", r.Radius)
	}
	if r.Fill != nil {
		fmt.Fprintf(&b, " fill %s", r.Fill)
	}
	if r.Stroke != nil {
		fmt.Fprintf(&b, " stroke %.2f %s", r.Weight, r.Stroke)
	}
	return b.String()
}

// Picture is an image in a box of its own proportions.
type Picture struct {
	X, Y, W, H float64
	Image      *Image
}

// Golden is "picture 20.00 15.00 40.00 12.00 png 400x120".
func (p Picture) Golden() string {
	return fmt.Sprintf("picture %.2f %.2f %.2f %.2f %s %dx%d", p.X, p.Y, p.W, p.H, p.Image.Format, p.Image.Width, p.Image.Height)
}

// Measurer knows the letters text is drawn with.
type Measurer interface {
	// Width of s in millimetres, set at size points. A letter the face lacks counts as what is drawn in its place.
	Width(f template.Font, size float64, s string) float64
	// Capital is the height of capital letters in millimetres at size points.
	Capital(f template.Font, size float64) float64
	// Has tells whether the face can draw r.
	Has(f template.Font, r rune) bool
}
