package layout

import (
	"fmt"

	"fakturist/billing/template"
)

// box is an element that has been measured: its height, and how to draw it once its upper edge is known.
type box struct {
	h    float64
	draw func(top float64) []Op
}

// box measures an element that does not break over pages. A nil box has nothing to show.
func (s *setter) box(e *template.Element) (*box, error) {
	if !s.holds(e.ShowIf) {
		return nil, nil
	}
	var b *box
	var err error
	switch e.Kind {
	case template.KindText, template.KindAddress:
		b, err = s.textBox(e)
	case template.KindFacts:
		b, err = s.factsBox(e)
	case template.KindCells:
		b, err = s.cellsBox(e)
	case template.KindTable:
		b, err = s.tableBox(e)
	case template.KindImage:
		b = s.imageBox(e)
	case template.KindLine:
		b, err = s.lineBox(e)
	case template.KindRect:
		b, err = s.rectBox(e)
	case template.KindSign:
		b, err = s.signBox(e)
	default:
		err = fmt.Errorf("kind %q is unknown", e.Kind)
	}
	if err != nil {
		return nil, fmt.Errorf("element %q: %w", e.ID, err)
	}
	return b, nil
}

func (s *setter) textBox(e *template.Element) (*box, error) {
	lines, st, err := s.textLines(e)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	return &box{
		h:    max(e.H, float64(len(lines))*st.leading),
		draw: func(top float64) []Op { return s.putAll(lines, st, e.X, top, e.W) },
	}, nil
}

// textLines expands and wraps the text of an element, smaller when it must and may be.
func (s *setter) textLines(e *template.Element) ([]string, style, error) {
	st, err := s.style(e.Style)
	if err != nil {
		return nil, st, err
	}
	raw, err := s.expand(e.Text)
	if err != nil {
		return nil, st, err
	}
	lines, fitting, fits := s.squeeze(raw, st, e)
	for e.Kind == template.KindAddress && !fits && len(raw) > leastAddress {
		raw = append(raw[:1:1], raw[2:]...)
		lines, fitting, fits = s.squeeze(raw, st, e)
	}
	if e.Lines > 0 && len(lines) > e.Lines {
		lines = lines[:e.Lines]
	}
	return lines, fitting, nil
}

// leastAddress is what the post needs of an address: name, street, place. Lines between the name and them fall away first.
const leastAddress = 3

// squeeze wraps lines into an element and tells whether they fit.
func (s *setter) squeeze(raw []string, st style, e *template.Element) (lines []string, fitting style, fits bool) {
	original, may := st, e.Shrink
	for {
		lines = s.wrap(raw, st, e.W)
		if !s.tooHigh(lines, st, e) {
			return lines, st, true
		}
		if !may {
			return lines, st, false
		}
		st, may = st.smaller(original)
	}
}

func (s *setter) tooHigh(lines []string, st style, e *template.Element) bool {
	return (e.H > 0 && float64(len(lines))*st.leading > e.H+0.01) || (e.Lines > 0 && len(lines) > e.Lines)
}

// fact is a row of label and value, broken into lines.
type fact struct {
	row          *template.Row
	label, value []string
	title, style style
	x, w         float64 // of the value
	top, h       float64
	rule         template.Color // above, when the row has one
}

func (s *setter) factsBox(e *template.Element) (*box, error) {
	facts, err := s.facts(e)
	if err != nil {
		return nil, err
	}
	n := len(facts)
	if overflows(e) {
		n = fitting(facts, e.H)
	}
	return s.putFacts(e, facts[:n])
}

// overflows tells whether facts that are higher than their element go on in the flow.
func overflows(e *template.Element) bool {
	return e.Kind == template.KindFacts && e.Anchor == template.AnchorPage && e.Push && e.H > 0
}

// fitting is how many facts stand within a height; one at least.
func fitting(facts []fact, height float64) int {
	for i, f := range facts {
		if i > 0 && f.top+f.h > height {
			return i
		}
	}
	return len(facts)
}

// facts measures the rows that have a value.
func (s *setter) facts(e *template.Element) ([]fact, error) {
	var facts []fact
	height := 0.0
	for i := range e.Rows {
		f, err := s.fact(e, &e.Rows[i])
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		if f == nil {
			continue
		}
		f.top = height + f.row.Gap
		height = f.top + f.h
		if f.row.Rule != "" {
			if f.rule, err = s.color(f.row.Rule); err != nil {
				return nil, err
			}
		}
		facts = append(facts, *f)
	}
	return facts, nil
}

// putFacts makes a box of facts; the first of them stands at its upper edge.
func (s *setter) putFacts(e *template.Element, facts []fact) (*box, error) {
	if len(facts) == 0 {
		return nil, nil
	}
	first, last := facts[0], facts[len(facts)-1]
	up := first.top - first.row.Gap
	return &box{h: last.top + last.h - up, draw: func(top float64) []Op {
		var ops []Op
		for _, f := range facts {
			y := top + f.top - up
			if f.row.Rule != "" {
				ops = append(ops, hairline(e.X, e.X+e.W, y-f.row.Gap/2, f.rule))
			}
			ops = append(ops, s.putFact(e, f, y)...)
		}
		return ops
	}}, nil
}

// hairlineWeight is the weight of the rules inside tables and facts, millimetres.
const hairlineWeight = 0.15

func hairline(x1, x2, y float64, c template.Color) Line {
	return Line{X1: x1, Y1: y, X2: x2, Y2: y, Weight: hairlineWeight, Color: c}
}

// labelGap is the least room between a label and its value.
const labelGap = 3

// putFact puts the first line of label and value on one baseline, also when one is set larger.
func (s *setter) putFact(e *template.Element, f fact, y float64) []Op {
	first := max(f.title.leading, f.style.leading)
	label := s.putAll(f.label, f.title, e.X, y+s.drop(first, f.title, f.style), e.LabelWidth)
	return append(label, s.putAll(f.value, f.style, f.x, y+s.drop(first, f.style, f.title), f.w)...)
}

// drop is how far the smaller of two styles must go down to stand on the larger one's baseline.
func (s *setter) drop(line float64, own, other style) float64 {
	base := func(st style) float64 { return (st.leading + s.m.Capital(st.Font, st.Size)) / 2 }
	if own.leading >= other.leading {
		return line - own.leading
	}
	return base(other) - base(own)
}

func (s *setter) fact(e *template.Element, row *template.Row) (*fact, error) {
	if !s.holds(row.ShowIf) {
		return nil, nil
	}
	value, err := s.expand(row.Value)
	if err != nil || len(value) == 0 || (len(value) == 1 && value[0] == "") {
		return nil, err
	}
	label, err := s.expand(row.Label)
	if err != nil {
		return nil, err
	}
	f := &fact{row: row}
	if f.style, err = s.style(either(row.Style, e.Style)); err != nil {
		return nil, err
	}
	if f.title, err = s.style(either(row.Title, e.Label)); err != nil {
		return nil, err
	}
	s.fitFact(e, f, label, value)
	f.h = max(float64(len(f.label))*f.title.leading, float64(len(f.value))*f.style.leading)
	return f, nil
}

// fitFact gives a value its column, and what the label leaves free when that is not enough for one line. A word still too
// wide is set smaller before it is broken: an amount on two lines is read wrongly.
func (s *setter) fitFact(e *template.Element, f *fact, label, value []string) {
	f.label = s.wrap(label, f.title, e.LabelWidth)
	used := 0.0
	for _, l := range f.label {
		used = max(used, s.m.Width(f.title.Font, f.title.Size, l))
	}
	f.x, f.w = e.X+e.LabelWidth+labelGap, e.W-e.LabelWidth-labelGap
	if len(s.wrap(value, f.style, f.w)) > len(value) {
		f.x, f.w = e.X+used+labelGap, e.W-used-labelGap
	}
	least := f.style.Size * smallest
	for s.longestWord(value, f.style) > f.w && f.style.Size-0.25 >= least {
		f.style = f.style.sized(f.style.Size - 0.25)
	}
	f.value = s.wrap(value, f.style, f.w)
}

func either(own, inherited string) string {
	if own != "" {
		return own
	}
	return inherited
}

func (s *setter) imageBox(e *template.Element) *box {
	logo := s.values.in.Logo
	if e.Image != "logo" || logo == nil {
		return nil
	}
	w, h := e.W, e.W*float64(logo.Height)/float64(logo.Width)
	if e.H > 0 && h > e.H {
		w, h = e.H*float64(logo.Width)/float64(logo.Height), e.H
	}
	return &box{h: max(e.H, h), draw: func(top float64) []Op {
		return []Op{Picture{X: e.X, Y: top, W: w, H: h, Image: logo}}
	}}
}

func (s *setter) lineBox(e *template.Element) (*box, error) {
	c, err := s.color(e.Stroke)
	if err != nil {
		return nil, err
	}
	return &box{h: e.H, draw: func(top float64) []Op {
		return []Op{Line{X1: e.X, Y1: top, X2: e.X + e.W, Y2: top + e.H, Weight: max(e.Weight, 0.05), Color: c}}
	}}, nil
}

func (s *setter) rectBox(e *template.Element) (*box, error) {
	r := Rect{X: e.X, W: e.W, H: e.H, Radius: e.Radius, Weight: e.Weight}
	for _, paint := range []struct {
		name string
		to   **template.Color
	}{{e.Fill, &r.Fill}, {e.Stroke, &r.Stroke}} {
		if paint.name == "" {
			continue
		}
		c, err := s.color(paint.name)
		if err != nil {
			return nil, err
		}
		*paint.to = &c
	}
	return &box{h: e.H, draw: func(top float64) []Op {
		at := r
		at.Y = top
		return []Op{at}
	}}, nil
}
