package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/billing/pdf/pdftest"
	"fakturist/billing/template"
)

// fonts reads the faces of the program from where they stand in the tree.
func fonts(tb testing.TB) *pdf.Fonts {
	tb.Helper()
	var files [3][]byte
	for i, name := range []string{"Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "assets", "font", name))
		if err != nil {
			tb.Fatal(err)
		}
		files[i] = b
	}
	f, err := pdf.ParseFonts(files[0], files[1], files[2])
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

var meta = pdf.Meta{
	Title: "Faktura 10261", Author: "Blåbærlia Barnehage SA", Language: "nb",
	Created: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
}

func page(lines ...string) layout.Page {
	p := layout.Page{Width: 210, Height: 297}
	for i, s := range lines {
		font := []template.Font{template.Regular, template.SemiBold, template.Bold}[i%3]
		p.Ops = append(p.Ops, layout.Text{X: 20, Y: 20 + 8*float64(i), Font: font, Size: 10, Text: s})
	}
	return p
}

func write(tb testing.TB, pages ...layout.Page) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := pdf.NewWriter(fonts(tb)).Write(&b, pages, meta); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestWrite_GivesTheSameBytesForTheSamePages(t *testing.T) {
	p := page("Faktura", "Blåbærlia Barnehage SA", "2 740,00 kr", "Čáhcesuolu, Łódź")
	first := sha256.Sum256(write(t, p))
	for range 5 {
		if again := sha256.Sum256(write(t, p)); again != first {
			t.Fatalf("digest %x, then %x", first, again)
		}
	}
}

func TestWrite_TextCanBeCopied(t *testing.T) {
	lines := []string{
		"Blåbærlia ÆØÅ æøå éü – € “sitat”",
		"Čáhcesuolu ŋ ŧ đ Ž ž",
		"Łódź żółw ė ș",
		"2 740,00 kr −12,50",
		"Ελλάδα Київ Nguyễn",
	}
	got := pdftest.Tool(t, write(t, page(lines...)), "pdftotext", "-layout", "FILE", "-")
	for _, want := range lines {
		if want = strings.ReplaceAll(want, "\u00A0", " "); !strings.Contains(got, want) {
			t.Errorf("text %q is not in\n%s", want, got)
		}
	}
}

func TestWrite_EmbedsSubsetsOnly(t *testing.T) {
	file := write(t, page("Faktura", "10261", "Å betale"))
	for _, line := range strings.Split(pdftest.Tool(t, file, "pdffonts", "FILE"), "\n")[2:] {
		if line == "" {
			continue
		}
		fields := strings.Fields(line) // name, type, encoding, embedded, subset
		if len(fields) < 5 || fields[len(fields)-5] != "yes" || fields[len(fields)-4] != "yes" {
			t.Errorf("font is not an embedded subset: %s", line)
		}
	}
	if len(file) > 20_000 {
		t.Errorf("a few words take %d bytes", len(file))
	}
}

func TestWrite_SaysWhatItIs(t *testing.T) {
	got := pdftest.Tool(t, write(t, page("en"), page("to")), "pdfinfo", "FILE")
	for _, want := range []string{"Faktura 10261", "Blåbærlia Barnehage SA", "Pages:           2", "595.28 x 841.89 pts (A4)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if !bytes.Contains(write(t, page("en")), []byte("/Lang (nb)")) {
		t.Error("the language is not stated")
	}
}

func TestWrite_IsWellFormed(t *testing.T) {
	got := pdftest.Tool(t, write(t, page("en", "Čáhcesuolu"), page("to")), "qpdf", "--check", "FILE")
	if !strings.Contains(got, "No syntax or stream encoding errors found") {
		t.Error(got)
	}
}

func TestWrite_RefusesNoPages(t *testing.T) {
	if err := pdf.NewWriter(fonts(t)).Write(io.Discard, nil, meta); err == nil {
		t.Error("no pages were written without an error")
	}
}

func TestWidth_FiguresLineUp(t *testing.T) {
	f := fonts(t)
	for _, face := range []template.Font{template.Regular, template.SemiBold, template.Bold} {
		want := f.Width(face, 10, "0")
		for _, digit := range "123456789" {
			if got := f.Width(face, 10, string(digit)); got != want {
				t.Errorf("%s %c is %.3f mm wide, 0 is %.3f", face, digit, got, want)
			}
		}
	}
}

// TestWrite_SpillsIntoASecondTable writes more letters than one 8-bit font holds.
func TestWrite_SpillsIntoASecondTable(t *testing.T) {
	var all strings.Builder
	for r := rune(0x100); r < 0x180; r++ {
		if r != 'ŉ' { // not in Inter
			all.WriteRune(r)
		}
	}
	for r := rune(0x410); r < 0x450; r++ {
		all.WriteRune(r)
	}
	for r := rune(0xC0); r < 0x100; r++ {
		all.WriteRune(r)
	}
	p := layout.Page{Width: 210, Height: 297}
	letters := []rune(all.String())
	rows := slices.Collect(slices.Chunk(letters, 16))
	for i, row := range rows {
		p.Ops = append(p.Ops, layout.Text{X: 20, Y: 20 + 8*float64(i), Font: template.Regular, Size: 10, Text: string(row)})
	}
	file := write(t, p)
	got := pdftest.Tool(t, file, "pdftotext", "FILE", "-")
	for _, row := range rows {
		if want := string(row); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if n := bytes.Count(file, []byte("/FontFile2")); n != 2 {
		t.Errorf("%d fonts, want 2", n)
	}
}

// TestWrite_DrawsWhatPopplerShows renders a page and compares a coarse picture of it: dark where something was drawn.
func TestWrite_DrawsWhatPopplerShows(t *testing.T) {
	fill := template.Color{R: 11, G: 85, B: 99}
	p := layout.Page{Width: 100, Height: 100, Ops: []layout.Op{
		layout.Rect{X: 0, Y: 0, W: 25, H: 25, Fill: &fill},
		layout.Rect{X: 50, Y: 50, W: 25, H: 25, Radius: 3, Fill: &fill},
		layout.Line{X1: 0, Y1: 87.5, X2: 100, Y2: 87.5, Weight: 24, Color: fill},
		layout.Text{X: 26, Y: 48, Font: template.Bold, Size: 90, Color: fill, Text: "H"},
	}}
	out := pdftest.Tool(t, write(t, p), "pdftoppm", "-r", "4", "-gray", "FILE") // a PGM of 16 x 16
	head, pixels, ok := strings.Cut(out, "\n255\n")
	if !ok || !strings.HasSuffix(head, "16 16") {
		t.Fatalf("got %q", head)
	}
	want := []string{"#...", "....", "..#.", "####"}
	for y, row := range want {
		for x, c := range row {
			dark := 0
			for dy := range 4 {
				for dx := range 4 {
					if pixels[(4*y+dy)*16+4*x+dx] < 160 {
						dark++
					}
				}
			}
			if c == '#' && dark < 10 || c == '.' && (x == 3 || y == 2) && dark > 4 {
				t.Errorf("field %d, %d: %d of 16 dots are dark, want %c", x, y, dark, c)
			}
		}
	}
}

func TestWrite_StoresAPictureOnce(t *testing.T) {
	logo, err := layout.NewImage(pngFile(t))
	if err != nil {
		t.Fatal(err)
	}
	one := layout.Page{Width: 210, Height: 297, Ops: []layout.Op{layout.Picture{X: 20, Y: 20, W: 40, H: 10, Image: logo}}}
	file := write(t, one, one, one)
	if n := bytes.Count(file, []byte("/Subtype /Image")); n != 1 {
		t.Errorf("the picture stands %d times", n)
	}
	if !bytes.Equal(file, write(t, one, one, one)) {
		t.Error("the bytes differ")
	}
	pdftest.Tool(t, file, "qpdf", "--check", "FILE")
}

func pngFile(tb testing.TB) []byte {
	tb.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 120, 30))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 7)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestWrite_ManyAtOnceGiveTheSameBytes(t *testing.T) {
	w := pdf.NewWriter(fonts(t))
	pages := []layout.Page{page("Faktura", "Blåbærlia", "č")}
	want := write(t, pages...)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var b bytes.Buffer
			if err := w.Write(&b, pages, meta); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("got %d bytes, %v", b.Len(), err)
			}
		})
	}
	group.Wait()
}

func TestWrite_TextInAFaceNobodyKnowsIsStillDrawn(t *testing.T) {
	p := layout.Page{Width: 210, Height: 297, Ops: []layout.Op{layout.Text{X: 20, Y: 20, Font: "comic", Size: 10, Text: "Faktura"}}}
	if got := pdftest.Tool(t, write(t, p), "pdftotext", "FILE", "-"); !strings.Contains(got, "Faktura") {
		t.Errorf("got %q", got)
	}
}

// BenchmarkBarePDFPage is the floor of a one-page invoice: the same faces embedded and a line of text in each.
func BenchmarkBarePDFPage(b *testing.B) {
	f := fonts(b)
	w := pdf.NewWriter(f)
	pages := []layout.Page{page("Faktura", "10261", "x")}
	b.ReportAllocs()
	size := counter(0)
	for b.Loop() {
		size = 0
		if err := w.Write(&size, pages, meta); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size), "B/document")
}
