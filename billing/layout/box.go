package layout

import (
	"fmt"
	"math"

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

// smallest is how far Shrink may go.
const smallest = 2.0 / 3

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
	lines := s.wrap(raw, st, e.W)
	least := st.Size * smallest
	for e.Shrink && s.tooHigh(lines, st, e) && st.Size-0.25 >= least {
		st.Size -= 0.25
		st.leading = st.Size * st.Leading * mmPerPoint
		lines = s.wrap(raw, st, e.W)
	}
	if e.Lines > 0 && len(lines) > e.Lines {
		lines = lines[:e.Lines]
	}
	return lines, st, nil
}

func (s *setter) tooHigh(lines []string, st style, e *template.Element) bool {
	return (e.H > 0 && float64(len(lines))*st.leading > e.H+0.01) || (e.Lines > 0 && len(lines) > e.Lines)
}

// fact is a row of label and value, broken into lines.
type fact struct {
	row          *template.Row
	label, value []string
	title, style style
	top, h       float64
}

func (s *setter) factsBox(e *template.Element) (*box, error) {
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
		facts = append(facts, *f)
	}
	if len(facts) == 0 {
		return nil, nil
	}
	var rules []template.Color
	for _, f := range facts {
		c := template.Color{}
		if f.row.Rule != "" {
			var err error
			if c, err = s.color(f.row.Rule); err != nil {
				return nil, err
			}
		}
		rules = append(rules, c)
	}
	return &box{h: height, draw: func(top float64) []Op {
		var ops []Op
		for i, f := range facts {
			y := top + f.top
			if f.row.Rule != "" {
				ops = append(ops, hairline(e.X, e.X+e.W, y-f.row.Gap/2, rules[i]))
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
	x := e.X + e.LabelWidth + labelGap
	return append(label, s.putAll(f.value, f.style, x, y+s.drop(first, f.style, f.title), e.W-e.LabelWidth-labelGap)...)
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
	f.label = s.wrap(label, f.title, e.LabelWidth)
	f.value = s.wrap(value, f.style, e.W-e.LabelWidth-labelGap)
	f.h = max(float64(len(f.label))*f.title.leading, float64(len(f.value))*f.style.leading)
	return f, nil
}

func either(own, inherited string) string {
	if own != "" {
		return own
	}
	return inherited
}

// cellsBox sets labels over values side by side. Cells without a value leave their room to the others.
func (s *setter) cellsBox(e *template.Element) (*box, error) {
	var cells []fact
	taken, sharing := 0.0, 0
	for i := range e.Rows {
		row := &e.Rows[i]
		f, err := s.cell(e, row)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i, err)
		}
		if f == nil {
			continue
		}
		cells = append(cells, *f)
		taken += row.W
		if row.W == 0 {
			sharing++
		}
	}
	if len(cells) == 0 {
		return nil, nil
	}
	share := max(0, e.W-taken) / max(1, float64(sharing))
	height := 0.0
	for i := range cells {
		height = max(height, cells[i].h)
	}
	return &box{h: height, draw: func(top float64) []Op {
		var ops []Op
		x := e.X
		for i, c := range cells {
			w := c.row.W
			if w == 0 {
				w = share
			}
			if i == len(cells)-1 {
				w = e.X + e.W - x
			}
			ops = append(ops, s.putAll(c.label, c.title, x, top, w)...)
			ops = append(ops, s.putAll(c.value, c.style, x, top+c.title.leading, w)...)
			x += w
		}
		return ops
	}}, nil
}

func (s *setter) cell(e *template.Element, row *template.Row) (*fact, error) {
	wide := *e
	wide.LabelWidth, wide.W = math.MaxInt32, 2*math.MaxInt32 // cells do not wrap
	f, err := s.fact(&wide, row)
	if f != nil {
		f.title.Align = f.style.Align
		f.h = f.title.leading + float64(len(f.value))*f.style.leading
	}
	return f, err
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
