package ui

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2/canvas"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"fakturist/billing/layout"
)

// turned draws text at an angle, such as the mark across a practice document. The toolkit sets text level only, so this one
// is a picture of it.
func (s *sheet) turned(op layout.Text, size float32) {
	level := levelText(op, float64(size))
	if level == nil {
		return
	}
	rad := op.Turn * math.Pi / 180
	picture, left, above := turn(level.img, rad, float64(level.baseline))
	i := canvas.NewImageFromImage(picture)
	i.FillMode, i.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleSmooth
	s.put(i, float32(op.X)-float32(left)/turnedDetail/s.scale, float32(op.Y)-float32(above)/turnedDetail/s.scale,
		float32(picture.Rect.Dx())/turnedDetail/s.scale, float32(picture.Rect.Dy())/turnedDetail/s.scale)
}

// turnedDetail is how many pixels of the picture there are to a unit of the canvas, for screens of fine resolution.
const turnedDetail = 2

// maxTurned bounds the picture of a turned text: a template may ask for any size of letter.
const maxTurned = 3000

type levelled struct {
	img      *image.NRGBA
	baseline int
}

// levelText draws a text level, in its colour on nothing.
func levelText(op layout.Text, size float64) *levelled {
	parsed, err := opentype.Parse(fontOf(op.Font).Content())
	if err != nil {
		return nil
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size * turnedDetail, DPI: 72})
	if err != nil {
		return nil
	}
	defer face.Close()
	m := face.Metrics()
	w, h := font.MeasureString(face, op.Text).Ceil(), (m.Ascent + m.Descent).Ceil()
	if w <= 0 || h <= 0 || w > maxTurned || h > maxTurned {
		return nil
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	ink := rgb(op.Color).(color.NRGBA)
	draw.Draw(img, img.Rect, image.NewUniform(color.NRGBA{R: ink.R, G: ink.G, B: ink.B}), image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(0, m.Ascent.Ceil())}
	d.DrawString(op.Text)
	return &levelled{img: img, baseline: m.Ascent.Ceil()}
}

// turn rotates a picture counter-clockwise around the start of its baseline, and tells where that point is in the result.
func turn(src *image.NRGBA, rad, baseline float64) (out *image.NRGBA, left, above int) {
	sin, cos := math.Sincos(rad)
	w, h := float64(src.Rect.Dx()), float64(src.Rect.Dy())
	minX, minY, maxX, maxY := 0.0, 0.0, 0.0, 0.0
	for _, c := range [4][2]float64{{0, -baseline}, {w, -baseline}, {0, h - baseline}, {w, h - baseline}} {
		x, y := c[0]*cos+c[1]*sin, -c[0]*sin+c[1]*cos
		minX, minY, maxX, maxY = min(minX, x), min(minY, y), max(maxX, x), max(maxY, y)
	}
	left, above = int(math.Ceil(-minX)), int(math.Ceil(-minY))
	out = image.NewNRGBA(image.Rect(0, 0, left+int(math.Ceil(maxX)), above+int(math.Ceil(maxY))))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			dx, dy := float64(x-left), float64(y-above)
			sx, sy := int(math.Round(dx*cos-dy*sin)), int(math.Round(dx*sin+dy*cos+baseline))
			if (image.Point{X: sx, Y: sy}).In(src.Rect) {
				out.SetNRGBA(x, y, src.NRGBAAt(sx, sy))
			}
		}
	}
	return out, left, above
}
