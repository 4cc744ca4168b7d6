package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fakturist/billing/layout"
	"fakturist/billing/pdf"
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

// tool runs one of the poppler or qpdf programs on a PDF and gives what it prints; without the program the test is skipped.
func tool(t *testing.T, file []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", path)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
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
	got := tool(t, write(t, page(lines...)), "pdftotext", "-layout", "FILE", "-")
	for _, want := range lines {
		if want = strings.ReplaceAll(want, "\u00A0", " "); !strings.Contains(got, want) {
			t.Errorf("text %q is not in\n%s", want, got)
		}
	}
}

func TestWrite_EmbedsSubsetsOnly(t *testing.T) {
	file := write(t, page("Faktura", "10261", "Å betale"))
	for _, line := range strings.Split(tool(t, file, "pdffonts", "FILE"), "\n")[2:] {
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
	got := tool(t, write(t, page("en"), page("to")), "pdfinfo", "FILE")
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
	got := tool(t, write(t, page("en", "Čáhcesuolu"), page("to")), "qpdf", "--check", "FILE")
	if !strings.Contains(got, "No syntax or stream encoding errors found") {
		t.Error(got)
	}
}

func TestWrite_RefusesNothing(t *testing.T) {
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

func BenchmarkBarePDFPage(b *testing.B) {
	f := fonts(b)
	w := pdf.NewWriter(f)
	pages := []layout.Page{page("Faktura", "10261", "x")}
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(io.Discard, pages, meta); err != nil {
			b.Fatal(err)
		}
	}
}
