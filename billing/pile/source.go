package pile

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	maxPages = 2000     // of one letter
	maxDepth = 64       // of objects inside each other, and of the tree of pages
	maxBytes = 64 << 20 // of one letter
)

// ErrNotReadable says that a letter is no PDF this program can print; it comes wrapped around the reason.
var ErrNotReadable = errors.New("PDF cannot be read")

// pdfcpu reads a folder of its own settings otherwise, and makes it where there is none.
func init() { api.DisableConfigDir() }

// source is a letter's PDF in its objects.
type source struct {
	table *model.XRefTable
	pages []types.Dict // whole: what a page takes from the tree above stands in it
}

// inherited are the entries a page takes from the tree above it (ISO 32000-1, table 30).
var inherited = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// open reads a PDF. An encrypted one is refused.
func open(pdf []byte) (*source, error) {
	if len(pdf) > maxBytes {
		return nil, fmt.Errorf("%w: %d bytes", ErrNotReadable, len(pdf))
	}
	ctx, err := api.ReadContext(bytes.NewReader(pdf), model.NewDefaultConfiguration())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReadable, err)
	}
	if ctx.Encrypt != nil {
		return nil, fmt.Errorf("%w: encrypted", ErrNotReadable)
	}
	s := &source{table: ctx.XRefTable}
	root, err := s.table.Pages()
	if err == nil && root != nil {
		err = s.walk(*root, types.Dict{}, 0)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReadable, err)
	}
	if len(s.pages) == 0 {
		return nil, fmt.Errorf("%w: no pages", ErrNotReadable)
	}
	return s, nil
}

// walk collects the pages below a node of the page tree; above is what the nodes over it hand down.
func (s *source) walk(node types.Object, above types.Dict, depth int) error {
	if depth > maxDepth || len(s.pages) >= maxPages {
		return errors.New("too many pages")
	}
	d, err := s.table.DereferenceDict(node)
	if err != nil || d == nil {
		return errors.Join(errors.New("page tree is broken"), err)
	}
	whole := types.Dict{}
	for _, key := range inherited {
		if v, ok := d[key]; ok {
			whole[key] = v
		} else if v, ok := above[key]; ok {
			whole[key] = v
		}
	}
	kids, err := s.table.DereferenceArray(d["Kids"])
	if err != nil {
		return err
	}
	if kids == nil {
		for key, v := range d {
			whole[key] = v
		}
		s.pages = append(s.pages, whole)
		return nil
	}
	for _, kid := range kids {
		if err := s.walk(kid, whole, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// dict follows a reference to a dictionary; nil when there is none.
func (s *source) dict(o types.Object) types.Dict {
	d, err := s.table.DereferenceDict(o)
	if err != nil {
		return nil
	}
	return d
}

func (s *source) number(o types.Object) float64 {
	n, err := s.table.DereferenceNumber(o)
	if err != nil {
		return 0
	}
	return n
}

// box is a page's sheet in PDF points, lower left corner and size; A4 when it says nothing that makes sense.
func (s *source) box(page types.Dict) (x, y, w, h float64) {
	a, err := s.table.DereferenceArray(page["MediaBox"])
	if err == nil && len(a) == 4 {
		x, y, w, h = s.number(a[0]), s.number(a[1]), s.number(a[2])-s.number(a[0]), s.number(a[3])-s.number(a[1])
	}
	if w <= 0 || h <= 0 {
		return 0, 0, 595.28, 841.89
	}
	return x, y, w, h
}
