package layout

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // logos come as JPEG or PNG
	"image/png"
)

// Bounds of a logo: files beyond them are no logo, and would swell every document.
const (
	maxImageBytes  = 8 << 20
	maxImagePixels = 24_000_000
	maxImageSide   = 1600 // pixels kept; 300 dots an inch over 135 mm
)

// ErrImage says that a file cannot be used as a picture on a document.
var ErrImage = errors.New("not a usable picture")

// Image is a picture ready to be placed: an opaque PNG of 8 bits, or a JPEG as it came.
type Image struct {
	Format        string // "png" or "jpeg"
	Width, Height int    // pixels
	Data          []byte
	Key           string // SHA-256 of Data, so that writers store a picture once
}

// NewImage reads a PNG or JPEG file once, so that no document has to: PNGs are laid on white paper and brought down to at
// most 1600 pixels a side. It fails with ErrImage.
func NewImage(file []byte) (*Image, error) {
	if len(file) > maxImageBytes {
		return nil, fmt.Errorf("picture of %d bytes, at most %d: %w", len(file), maxImageBytes, ErrImage)
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("picture: %v: %w", err, ErrImage)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxImagePixels/config.Height {
		return nil, fmt.Errorf("picture of %d x %d pixels: %w", config.Width, config.Height, ErrImage)
	}
	decoded, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("picture: %v: %w", err, ErrImage)
	}
	if format == "jpeg" && max(config.Width, config.Height) <= maxImageSide {
		return seal("jpeg", config.Width, config.Height, file), nil
	}
	paper := shrink(onPaper(decoded))
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, paper); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return seal("png", paper.Rect.Dx(), paper.Rect.Dy(), out.Bytes()), nil
}

func seal(format string, w, h int, data []byte) *Image {
	sum := sha256.Sum256(data)
	return &Image{Format: format, Width: w, Height: h, Data: data, Key: hex.EncodeToString(sum[:])}
}

func onPaper(src image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, src, src.Bounds().Min, draw.Over)
	return out
}

// shrink halves a picture, averaging four pixels, until it is small enough.
func shrink(src *image.RGBA) *image.RGBA {
	for max(src.Rect.Dx(), src.Rect.Dy()) > maxImageSide {
		half := image.NewRGBA(image.Rect(0, 0, max(1, src.Rect.Dx()/2), max(1, src.Rect.Dy()/2)))
		for y := range half.Rect.Dy() {
			for x := range half.Rect.Dx() {
				half.SetRGBA(x, y, average(src, 2*x, 2*y))
			}
		}
		src = half
	}
	return src
}

func average(src *image.RGBA, x, y int) color.RGBA {
	var r, g, b int
	for dy := range 2 {
		for dx := range 2 {
			c := src.RGBAAt(min(x+dx, src.Rect.Dx()-1), min(y+dy, src.Rect.Dy()-1))
			r, g, b = r+int(c.R), g+int(c.G), b+int(c.B)
		}
	}
	return color.RGBA{R: uint8(r / 4), G: uint8(g / 4), B: uint8(b / 4), A: 255}
}
