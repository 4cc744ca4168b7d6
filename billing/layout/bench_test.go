package layout_test

import (
	"io"
	"testing"
	"time"

	"fakturist/billing/layout"
	"fakturist/billing/pdf"
)

func BenchmarkLayout(b *testing.B) {
	f, tpl := fonts(b), standard(b)
	for _, name := range []string{"kindergarten", "forty-lines"} {
		in := cases(b)[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := layout.Layout(tpl, in, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOnePagePDF lays out and writes a whole invoice; its floor is billing/pdf's BenchmarkBarePDFPage.
func BenchmarkOnePagePDF(b *testing.B) {
	f, tpl, in := fonts(b), standard(b), cases(b)["four-rates"]
	w, meta := pdf.NewWriter(f), pdf.Meta{Title: "Faktura 20417", Language: "nb", Created: time.Unix(0, 0)}
	b.ReportAllocs()
	size := counter(0)
	for b.Loop() {
		size = 0
		pages, err := layout.Layout(tpl, in, f)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Write(&size, pages, meta); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size), "B/document")
}

// BenchmarkLetterPile writes a thousand invoices as pages of one document.
func BenchmarkLetterPile(b *testing.B) {
	f, tpl, in := fonts(b), standard(b), cases(b)["kindergarten"]
	w := pdf.NewWriter(f)
	const letters = 1000
	size := counter(0)
	for b.Loop() {
		size = 0
		var pile []layout.Page
		for range letters {
			pages, err := layout.Layout(tpl, in, f)
			if err != nil {
				b.Fatal(err)
			}
			pile = append(pile, pages...)
		}
		if err := w.Write(&size, pile, pdf.Meta{Title: "Brev", Language: "nb"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/letters, "ns/page")
	b.ReportMetric(float64(size)/letters, "B/page")
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

var _ io.Writer = (*counter)(nil)
