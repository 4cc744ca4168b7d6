package layout_test

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing/layout"
	"fakturist/billing/pdf"
)

// drawnLogo is a fjord under a sun, wide as logos are.
func drawnLogo(tb testing.TB) *layout.Image {
	tb.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 600, 200))
	for y := range 200 {
		for x := range 600 {
			switch dx, dy := x-100, y-100; {
			case dx*dx+dy*dy > 95*95:
			case y > 120+(x/8)%12:
				m.SetNRGBA(x, y, color.NRGBA{R: 11, G: 85, B: 99, A: 255})
			default:
				m.SetNRGBA(x, y, color.NRGBA{R: 227, G: 176, B: 75, A: 255})
			}
		}
	}
	logo, err := layout.NewImage(pngOf(tb, m))
	if err != nil {
		tb.Fatal(err)
	}
	return logo
}

// TestSamples writes every case as a PDF into the folder named by FAKTURIST_SAMPLES, for people to look at.
func TestSamples(t *testing.T) {
	dir := os.Getenv("FAKTURIST_SAMPLES")
	if dir == "" {
		t.Skip("FAKTURIST_SAMPLES names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	f := fonts(t)
	sheet := func(name string, pages []layout.Page) {
		var b bytes.Buffer
		if err := pdf.NewWriter(f).Write(&b, pages, pdf.Meta{Title: name, Language: "nb"}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, s := range timesheets() {
		pages, err := layout.Timesheet(s, f)
		if err != nil {
			t.Fatal(err)
		}
		sheet(name, pages)
	}
	for name, word := range strangeWords() {
		sheet("strange "+name, lay(t, strange(t, word), f))
	}
	for name, in := range cases(t) {
		in.Practice = name == "one-line"
		if name == "abroad" {
			in.Logo = drawnLogo(t)
		}
		sheet(name, lay(t, in, f))
		for _, in.Language = range []string{"nn", "en", "sv", "da"} {
			sheet(name+" "+in.Language, lay(t, in, f))
		}
	}
}
