package pdf_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/billing/template"
)

func regular(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "assets", "font", "Inter-Regular.ttf"))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestParseFonts_RefusesWhatIsNoFont(t *testing.T) {
	whole := regular(t)
	for name, file := range map[string][]byte{
		"empty": nil, "text": []byte("wOF2 is another format altogether"), "cut off": whole[:len(whole)/3], "head only": whole[:40],
		"too large": make([]byte, 9<<20),
	} {
		if _, err := pdf.ParseFonts(whole, file, whole); err == nil {
			t.Errorf("%s: read without an error", name)
		} else if !strings.Contains(err.Error(), "Inter-SemiBold") {
			t.Errorf("%s: the error does not name the face: %v", name, err)
		}
	}
}

// FuzzParseFonts spoils a real font in one place: it is refused, or it measures and writes.
func FuzzParseFonts(f *testing.F) {
	whole := regular(f)
	f.Add(0, []byte{0}, 1000)
	f.Add(4, []byte{0xFF, 0xFF}, len(whole))      // number of tables
	f.Add(12, []byte("cmap\x00\x00"), len(whole)) // first entry
	f.Add(315108, []byte{0xFF, 0xFF}, len(whole)) // maxp
	f.Add(291694, []byte{0xFF, 0xFF}, len(whole)) // long metrics
	f.Add(303400, []byte{0xFF, 0xFF}, len(whole)) // loca
	f.Add(153884, []byte{0xFF, 0xFF}, len(whole)) // an outline
	f.Add(120352, []byte{0, 0, 0, 9}, len(whole)) // cmap
	f.Fuzz(func(t *testing.T, at int, with []byte, length int) {
		b := append([]byte(nil), whole[:min(max(length, 0), len(whole))]...)
		if at < 0 || at > len(b) {
			return
		}
		copy(b[at:], with)
		fonts, err := pdf.ParseFonts(b, b, b)
		if err != nil {
			return
		}
		fonts.Width(template.Regular, 10, "Blåbærlia 2 740,00")
		page := layout.Page{Width: 210, Height: 297, Ops: []layout.Op{layout.Text{Font: template.Bold, Size: 10, Text: "Åse Ǻ 1"}}}
		var size counter
		if err := pdf.NewWriter(fonts).Write(&size, []layout.Page{page}, meta); err != nil {
			t.Error(err)
		}
	})
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
