package layout_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"fakturist/billing/layout"
)

func picture(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{R: 11, G: 85, B: 99, A: uint8(255 * x / w)})
		}
	}
	return m
}

func pngOf(tb testing.TB, m image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestNewImage_LaysTransparencyOnPaper(t *testing.T) {
	logo, err := layout.NewImage(pngOf(t, picture(300, 90)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(logo.Data))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, a := got.At(0, 0).RGBA(); r != 0xFFFF || g != 0xFFFF || b != 0xFFFF || a != 0xFFFF {
		t.Errorf("clear corner is %x %x %x %x, want white", r, g, b, a)
	}
	if logo.Width != 300 || logo.Height != 90 || logo.Format != "png" {
		t.Errorf("got %s %dx%d", logo.Format, logo.Width, logo.Height)
	}
}

func TestNewImage_BringsLargePicturesDown(t *testing.T) {
	logo, err := layout.NewImage(pngOf(t, picture(4000, 500)))
	if err != nil {
		t.Fatal(err)
	}
	if logo.Width != 1000 || logo.Height != 125 {
		t.Errorf("got %dx%d", logo.Width, logo.Height)
	}
}

func TestNewImage_KeepsAJPEGAsItCame(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(200, 50), nil); err != nil {
		t.Fatal(err)
	}
	logo, err := layout.NewImage(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(logo.Data, b.Bytes()) {
		t.Error("the bytes changed")
	}
}

func TestNewImage_RefusesWhatIsNoPicture(t *testing.T) {
	whole := pngOf(t, picture(20, 20))
	for name, file := range map[string][]byte{
		"empty": nil, "text": []byte("<svg/>"), "cut off": whole[:len(whole)/2], "too large": make([]byte, 9<<20),
	} {
		if _, err := layout.NewImage(file); !errors.Is(err, layout.ErrImage) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLayout_LogoTakesTheNamesPlace(t *testing.T) {
	logo, err := layout.NewImage(pngOf(t, picture(300, 90)))
	if err != nil {
		t.Fatal(err)
	}
	in := cases(t)["kindergarten"]
	in.Logo = logo
	p := lay(t, in, fonts(t))[0]
	for _, op := range p.Ops {
		if pic, ok := op.(layout.Picture); ok {
			if pic.H > 18.01 || pic.W/pic.H < 3.3 || pic.W/pic.H > 3.4 || pic.Y+pic.H > 36 {
				t.Errorf("logo stands as %s", pic.Golden())
			}
			return
		}
	}
	t.Error("no logo on the page")
}
