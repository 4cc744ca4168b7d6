package ui

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg" // logos are PNG or JPEG
	_ "image/png"
	"math"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"fakturist/assets"
	"fakturist/billing/layout"
	"fakturist/billing/template"
)

const mmPerPoint = 25.4 / 72

// faces are the files behind the roles of a document's fonts, read once.
var faces = sync.OnceValue(func() map[template.Font]*opentype.Font {
	out := map[template.Font]*opentype.Font{}
	for role, file := range map[template.Font][]byte{template.Regular: assets.InterRegular, template.SemiBold: assets.InterSemiBold, template.Bold: assets.InterBold} {
		if parsed, err := opentype.Parse(file); err == nil { // a test holds that all three parse
			out[role] = parsed
		}
	}
	return out
})

// drawPage draws a page so many pixels wide, on white.
func drawPage(page layout.Page, width int) image.Image {
	scale := float64(width) / page.Width
	img := image.NewRGBA(image.Rect(0, 0, width, max(1, int(math.Round(page.Height*scale)))))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	p := pageDrawing{img: img, scale: scale, faces: map[faceKey]font.Face{}}
	for _, op := range page.Ops {
		p.op(op)
	}
	for _, f := range p.faces {
		_ = f.Close() // it holds nothing but memory
	}
	return img
}

// pageDrawing draws operations in millimetres on pixels.
type pageDrawing struct {
	img   *image.RGBA
	scale float64 // pixels for a millimetre
	faces map[faceKey]font.Face
}

type faceKey struct {
	font template.Font
	size float64
}

func (p *pageDrawing) op(op layout.Op) {
	switch op := op.(type) {
	case layout.Text:
		p.text(op)
	case layout.Line:
		p.line(op)
	case layout.Rect:
		p.rect(op)
	case layout.Picture:
		p.picture(op)
	}
}

func (p *pageDrawing) face(f template.Font, points float64) font.Face {
	key := faceKey{f, points}
	if face, ok := p.faces[key]; ok {
		return face
	}
	source, ok := faces()[f]
	if !ok {
		source = faces()[template.Regular]
	}
	face, err := opentype.NewFace(source, &opentype.FaceOptions{Size: points * mmPerPoint * p.scale, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil // a size that cannot be: layout makes none
	}
	p.faces[key] = face
	return face
}

func pixels(v float64) fixed.Int26_6 { return fixed.Int26_6(math.Round(v * 64)) }

// text sets a line on its baseline. The edge that must stay stays, where these letters come out a hair wider.
func (p *pageDrawing) text(op layout.Text) {
	face := p.face(op.Font, op.Size)
	if face == nil || op.Text == "" {
		return
	}
	if op.Turn != 0 {
		p.turned(op, face)
		return
	}
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(ink(op.Color)), Face: face}
	x := pixels(op.X * p.scale)
	switch op.Align {
	case template.Right:
		x = pixels((op.X+op.Width)*p.scale) - d.MeasureString(op.Text)
	case template.Center:
		x = pixels((op.X+op.Width/2)*p.scale) - d.MeasureString(op.Text)/2
	}
	d.Dot = fixed.Point26_6{X: x, Y: pixels(op.Y * p.scale)}
	d.DrawString(op.Text)
}

// turned sets a line at an angle: level first, then laid on the page turned around the start of its baseline.
func (p *pageDrawing) turned(op layout.Text, face font.Face) {
	m := face.Metrics()
	w, h, up := font.MeasureString(face, op.Text).Ceil(), (m.Ascent + m.Descent).Ceil(), m.Ascent.Ceil()
	if w <= 0 || h <= 0 || w > 4*p.img.Rect.Dx() {
		return
	}
	level := image.NewRGBA(image.Rect(0, 0, w, h))
	d := font.Drawer{Dst: level, Src: image.NewUniform(ink(op.Color)), Face: face, Dot: fixed.P(0, up)}
	d.DrawString(op.Text)
	sin, cos := math.Sincos(op.Turn * math.Pi / 180)
	x, y, base := op.X*p.scale, op.Y*p.scale, float64(up)
	draw.BiLinear.Transform(p.img, f64.Aff3{cos, sin, x - base*sin, -sin, cos, y - base*cos}, level, level.Rect, draw.Over, nil)
}

func ink(c template.Color) color.Color { return color.RGBA{R: c.R, G: c.G, B: c.B, A: 255} }

// line is drawn as the thin box it is, and never thinner than can be seen.
func (p *pageDrawing) line(op layout.Line) {
	x1, y1, x2, y2 := op.X1*p.scale, op.Y1*p.scale, op.X2*p.scale, op.Y2*p.scale
	length := math.Hypot(x2-x1, y2-y1)
	if length == 0 {
		return
	}
	half := max(0.35, op.Weight*p.scale/2)
	nx, ny := -(y2-y1)/length*half, (x2-x1)/length*half
	s := p.shape(min(x1, x2)-half, min(y1, y2)-half, max(x1, x2)+half, max(y1, y2)+half)
	s.move(x1+nx, y1+ny)
	s.line(x2+nx, y2+ny)
	s.line(x2-nx, y2-ny)
	s.line(x1-nx, y1-ny)
	s.fill(ink(op.Color))
}

func (p *pageDrawing) rect(op layout.Rect) {
	x1, y1, x2, y2, radius := op.X*p.scale, op.Y*p.scale, (op.X+op.W)*p.scale, (op.Y+op.H)*p.scale, op.Radius*p.scale
	if op.Fill != nil {
		s := p.shape(x1, y1, x2, y2)
		s.box(x1, y1, x2, y2, radius, false)
		s.fill(ink(*op.Fill))
	}
	if op.Stroke != nil {
		half := max(0.35, op.Weight*p.scale/2)
		s := p.shape(x1-half, y1-half, x2+half, y2+half)
		s.box(x1-half, y1-half, x2+half, y2+half, radius+half, false)
		s.box(x1+half, y1+half, x2-half, y2-half, max(0, radius-half), true) // drawn the other way round it stays empty
		s.fill(ink(*op.Stroke))
	}
}

// shape is an area to be filled, in pixels of the page. Only its own surroundings are looked at: a page has a hundred of them.
type shape struct {
	page   *pageDrawing
	raster *vector.Rasterizer
	at     image.Rectangle
}

func (p *pageDrawing) shape(x1, y1, x2, y2 float64) *shape {
	at := image.Rect(int(math.Floor(x1)), int(math.Floor(y1)), int(math.Ceil(x2)), int(math.Ceil(y2))).Intersect(p.img.Rect)
	return &shape{page: p, raster: vector.NewRasterizer(at.Dx(), at.Dy()), at: at}
}

func (s *shape) point(x, y float64) (float32, float32) {
	return float32(x - float64(s.at.Min.X)), float32(y - float64(s.at.Min.Y))
}

func (s *shape) move(x, y float64) { s.raster.MoveTo(s.point(x, y)) }
func (s *shape) line(x, y float64) { s.raster.LineTo(s.point(x, y)) }

func (s *shape) curve(cx, cy, x, y float64) {
	a, b := s.point(cx, cy)
	c, d := s.point(x, y)
	s.raster.QuadTo(a, b, c, d)
}

// box adds a rectangle with round corners, clockwise, or the other way round.
func (s *shape) box(x1, y1, x2, y2, radius float64, reversed bool) {
	if x2 <= x1 || y2 <= y1 {
		return
	}
	r := min(radius, (x2-x1)/2, (y2-y1)/2)
	if reversed {
		x1, x2 = x2, x1
		s.corners(x1, y1, x2, y2, -r, r)
		return
	}
	s.corners(x1, y1, x2, y2, r, r)
}

// corners goes around from the corner at x1, y1; rx points from x1 inwards.
func (s *shape) corners(x1, y1, x2, y2, rx, ry float64) {
	s.move(x1+rx, y1)
	s.line(x2-rx, y1)
	s.curve(x2, y1, x2, y1+ry)
	s.line(x2, y2-ry)
	s.curve(x2, y2, x2-rx, y2)
	s.line(x1+rx, y2)
	s.curve(x1, y2, x1, y2-ry)
	s.line(x1, y1+ry)
	s.curve(x1, y1, x1+rx, y1)
}

func (s *shape) fill(c color.Color) {
	s.raster.ClosePath()
	s.raster.Draw(s.page.img, s.at, image.NewUniform(c), image.Point{})
}

// picture lays an image into its box; one that cannot be read is left out, since layout took it as one.
func (p *pageDrawing) picture(op layout.Picture) {
	if op.Image == nil {
		return
	}
	src, _, err := image.Decode(bytes.NewReader(op.Image.Data))
	if err != nil {
		return
	}
	at := image.Rect(int(math.Round(op.X*p.scale)), int(math.Round(op.Y*p.scale)), int(math.Round((op.X+op.W)*p.scale)), int(math.Round((op.Y+op.H)*p.scale)))
	draw.CatmullRom.Scale(p.img, at, src, src.Bounds(), draw.Over, nil)
}
