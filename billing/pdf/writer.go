package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"fakturist/billing/layout"
	"fakturist/billing/template"

	"codeberg.org/go-pdf/fpdf"
)

// Meta is what a PDF says about itself.
type Meta struct {
	Title    string    // shown by readers in place of the file name
	Author   string    // the seller
	Subject  string    // what the document is about; may be empty
	Language string    // of the text, such as "nb"
	Created  time.Time // when the document came to be; zero stands for the first of January 2000, never for now
}

// Writer writes pages as one PDF. The same pages and the same Meta give the same bytes.
type Writer interface {
	Write(w io.Writer, pages []layout.Page, meta Meta) error
}

// ErrNoPages says that there was nothing to write.
var ErrNoPages = errors.New("no pages")

// NewWriter gives the writer of the program: fpdf with faces cut to the letters each document uses (see docs/adr/0001).
// It is safe for use by many goroutines.
func NewWriter(fonts *Fonts) Writer { return fpdfWriter{fonts: fonts} }

type fpdfWriter struct{ fonts *Fonts }

// Write writes the pages. Many invoices as pages of one document share their fonts, which is how letter piles are made.
func (fw fpdfWriter) Write(w io.Writer, pages []layout.Page, meta Meta) error {
	if len(pages) == 0 {
		return fmt.Errorf("write PDF: %w", ErrNoPages)
	}
	size := fpdf.SizeType{Wd: pages[0].Width, Ht: pages[0].Height}
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: size})
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	describe(doc, meta)
	pen := &pen{doc: doc, alphabets: map[template.Font]*alphabet{}}
	if err := pen.addFonts(fw.fonts, pages); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	for _, p := range pages {
		doc.AddPageFormat("P", fpdf.SizeType{Wd: p.Width, Ht: p.Height})
		pen.reset()
		for _, op := range p.Ops {
			pen.draw(op)
		}
	}
	if err := doc.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

func describe(doc *fpdf.Fpdf, meta Meta) {
	created := meta.Created.UTC()
	if meta.Created.IsZero() {
		created = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	doc.SetCatalogSort(true) // without it objects come in the order of a map, and no two files are alike
	doc.SetCreationDate(created)
	doc.SetModificationDate(created)
	doc.SetProducer("Fakturist", true)
	doc.SetTitle(meta.Title, true)
	doc.SetAuthor(meta.Author, true)
	doc.SetSubject(meta.Subject, true)
	doc.SetLang(meta.Language)
}

// pen draws operations and remembers what the page is set to, so that nothing is said twice.
type pen struct {
	doc       *fpdf.Fpdf
	alphabets map[template.Font]*alphabet

	family string
	size   float64
	ink    *template.Color
}

// addFonts finds out which letters the pages use in each face and embeds exactly those.
func (p *pen) addFonts(fonts *Fonts, pages []layout.Page) error {
	for role, letters := range lettersOf(fonts, pages) {
		p.alphabets[role] = newAlphabet(fonts.face(role), string(role), letters)
	}
	for _, role := range slices.Sorted(maps.Keys(p.alphabets)) {
		a := p.alphabets[role]
		for _, s := range a.sheets {
			definition, file, err := a.face.define(s)
			if err != nil {
				return fmt.Errorf("font %s: %w", a.face.name, err)
			}
			p.doc.AddFontFromBytes(s.family, "", definition, deflate(file))
		}
	}
	return p.doc.Error()
}

func lettersOf(fonts *Fonts, pages []layout.Page) map[template.Font][]rune {
	used := map[template.Font]map[rune]bool{}
	for _, page := range pages {
		for _, op := range page.Ops {
			t, ok := op.(layout.Text)
			if !ok {
				continue
			}
			if used[t.Font] == nil {
				used[t.Font] = map[rune]bool{' ': true}
			}
			f := fonts.face(t.Font)
			for _, r := range t.Text {
				if !invisible(r) {
					used[t.Font][f.drawn(r)] = true
				}
			}
		}
	}
	out := make(map[template.Font][]rune, len(used))
	for role, letters := range used {
		out[role] = slices.Sorted(maps.Keys(letters))
	}
	return out
}

// deflaters are kept, since a new one costs more memory than the document.
var deflaters = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(z)
	z.Reset(&out)
	// A bytes.Buffer takes everything, so neither call can fail.
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

func (p *pen) reset() { p.family, p.size, p.ink = "", 0, nil }

func (p *pen) draw(op layout.Op) {
	switch op := op.(type) {
	case layout.Text:
		p.text(op)
	case layout.Line:
		p.doc.SetDrawColor(int(op.Color.R), int(op.Color.G), int(op.Color.B))
		p.doc.SetLineWidth(op.Weight)
		p.doc.Line(op.X1, op.Y1, op.X2, op.Y2)
	case layout.Rect:
		p.rect(op)
	case layout.Picture:
		p.picture(op)
	default:
		p.doc.SetErrorf("drawing operation %T is unknown", op)
	}
}

func (p *pen) text(t layout.Text) {
	a := p.alphabets[t.Font]
	if p.ink == nil || *p.ink != t.Color {
		p.doc.SetTextColor(int(t.Color.R), int(t.Color.G), int(t.Color.B))
		p.ink = &t.Color
	}
	if t.Turn != 0 {
		p.doc.TransformBegin()
		p.doc.TransformRotate(t.Turn, t.X, t.Y)
		defer func() { p.doc.TransformEnd(); p.family = "" }()
	}
	x := t.X
	for _, r := range a.runs(t.Text) {
		if p.family != r.sheet.family || p.size != t.Size {
			p.doc.SetFont(r.sheet.family, "", t.Size)
			p.family, p.size = r.sheet.family, t.Size
		}
		p.doc.Text(x, t.Y, r.bytes)
		x += r.width / 1000 * t.Size / pointsPerMM
	}
}

func (p *pen) rect(r layout.Rect) {
	style := ""
	if r.Fill != nil {
		p.doc.SetFillColor(int(r.Fill.R), int(r.Fill.G), int(r.Fill.B))
		style = "F"
	}
	if r.Stroke != nil {
		p.doc.SetDrawColor(int(r.Stroke.R), int(r.Stroke.G), int(r.Stroke.B))
		p.doc.SetLineWidth(r.Weight)
		style += "D"
	}
	switch {
	case style == "":
	case r.Radius > 0:
		p.doc.RoundedRect(r.X, r.Y, r.W, r.H, r.Radius, "1234", style)
	default:
		p.doc.Rect(r.X, r.Y, r.W, r.H, style)
	}
}

func (p *pen) picture(pic layout.Picture) {
	options := fpdf.ImageOptions{ImageType: pic.Image.Format}
	if p.doc.GetImageInfo(pic.Image.Key) == nil {
		p.doc.RegisterImageOptionsReader(pic.Image.Key, options, bytes.NewReader(pic.Image.Data))
	}
	p.doc.ImageOptions(pic.Image.Key, pic.X, pic.Y, pic.W, pic.H, false, options, 0, "")
}
