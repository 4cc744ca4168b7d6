package layout

import (
	"fmt"

	"fakturist/billing"
	"fakturist/billing/template"
)

// Input is one document to be placed on pages.
type Input struct {
	Document billing.Document
	Number   string // BT-1; empty while it is a draft
	KID      string // BT-83; may be empty
	Logo     *Image // nil: the name stands in its place
	Language string // nb, nn, en, sv or da; empty: the document's
	Practice bool   // marks every page as practice
}

// Layout places a document on pages. The same input gives the same operations. It fails when the template names a style,
// colour or field that is not there; template.Validate finds those before.
func Layout(tpl *template.Template, in Input, m Measurer) ([]Page, error) {
	s, err := newSetter(tpl, in, m)
	if err != nil {
		return nil, err
	}
	return s.pages()
}

// pages places what the setter was given.
func (s *setter) pages() ([]Page, error) {
	blocks, err := s.flow()
	if err != nil {
		return nil, err
	}
	spans, err := s.paginate(blocks)
	if err != nil {
		return nil, err
	}
	pages := make([]Page, len(spans))
	s.values.count = len(spans)
	for i, span := range spans {
		s.values.page = i + 1
		ops, err := s.page(span, blocks)
		if err != nil {
			return nil, err
		}
		pages[i] = Page{Width: s.tpl.Page.Width, Height: s.tpl.Page.Height, Ops: ops}
	}
	return pages, nil
}

// Missing lists the letters of the pages the faces cannot draw, each once, in the order they are met. A name in a script
// we have no letters for must not leave unseen as question marks.
func Missing(pages []Page, m Measurer) []rune {
	var out []rune
	seen := map[rune]bool{}
	for _, p := range pages {
		for _, op := range p.Ops {
			t, ok := op.(Text)
			if !ok {
				continue
			}
			for _, r := range t.Text {
				if !seen[r] && !m.Has(t.Font, r) {
					out = append(out, r)
				}
				seen[r] = true
			}
		}
	}
	return out
}

// setter sets one document in one template.
type setter struct {
	tpl    *template.Template
	values *values
	m      Measurer
	tables map[string]*table // by element id, measured once
	edges  edges
}

func newSetter(tpl *template.Template, in Input, m Measurer) (*setter, error) {
	if tpl.Page.Width <= 0 || tpl.Page.Height <= 0 {
		return nil, fmt.Errorf("template %q: page of %g x %g mm", tpl.Name, tpl.Page.Width, tpl.Page.Height)
	}
	if in.Language == "" {
		in.Language = in.Document.Language
	}
	s := &setter{tpl: tpl, m: m, values: newValues(tpl, &in), tables: map[string]*table{}}
	return s, s.measureEdges()
}

// style is a template style with its colour looked up.
type style struct {
	template.Style
	ink     template.Color
	leading float64 // millimetres from line to line
}

// mmPerPoint turns points into millimetres.
const mmPerPoint = 25.4 / 72

func (s *setter) style(name string) (style, error) {
	st, ok := s.tpl.Styles[name]
	if !ok {
		return style{}, fmt.Errorf("style %q is not in template %q", name, s.tpl.Name)
	}
	ink, err := s.color(st.Color)
	if err != nil {
		return style{}, err
	}
	return style{Style: st, ink: ink, leading: st.Size * st.Leading * mmPerPoint}, nil
}

func (s *setter) color(name string) (template.Color, error) {
	c, ok := s.tpl.Palette[name]
	if !ok {
		return c, fmt.Errorf("colour %q is not in template %q", name, s.tpl.Name)
	}
	return c, nil
}

func (s *setter) holds(conditions []template.Condition) bool {
	return template.Hold(conditions, s.values.raw)
}
