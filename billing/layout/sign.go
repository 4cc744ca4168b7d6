package layout

import (
	"fmt"

	"fakturist/billing/template"
)

// signLine is a line to write on, over what belongs there.
type signLine struct {
	label []string
	title style
	x, w  float64
}

// signGap is the room between two lines to sign on.
const signGap = 8

// signBox sets lines to sign on side by side; H is the room to write in above them.
func (s *setter) signBox(e *template.Element) (*box, error) {
	ink, err := s.color(e.Stroke)
	if err != nil {
		return nil, err
	}
	lines, err := s.signLines(e)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	labels := 0.0
	for _, l := range lines {
		labels = max(labels, float64(len(l.label))*l.title.leading)
	}
	weight := max(e.Weight, hairlineWeight)
	return &box{h: e.H + labels, draw: func(top float64) []Op {
		var ops []Op
		for _, l := range lines {
			ops = append(ops, Line{X1: l.x, Y1: top + e.H, X2: l.x + l.w, Y2: top + e.H, Weight: weight, Color: ink})
			ops = append(ops, s.putAll(l.label, l.title, l.x, top+e.H, l.w)...)
		}
		return ops
	}}, nil
}

// signLines shares the width out: rows with a width have theirs, the others take what is left.
func (s *setter) signLines(e *template.Element) ([]signLine, error) {
	var rows []*template.Row
	spare, sharing := e.W, 0
	for i := range e.Rows {
		if !s.holds(e.Rows[i].ShowIf) {
			continue
		}
		rows = append(rows, &e.Rows[i])
		spare -= e.Rows[i].W
		if e.Rows[i].W == 0 {
			sharing++
		}
	}
	spare -= signGap * float64(len(rows)-1)
	var lines []signLine
	x := e.X
	for i, row := range rows {
		l := signLine{x: x, w: row.W}
		if l.w == 0 {
			l.w = max(10, spare/float64(sharing))
		}
		label, err := s.expand(row.Label)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		if l.title, err = s.style(either(row.Title, e.Label)); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		l.label = s.wrap(label, l.title, l.w)
		lines = append(lines, l)
		x += l.w + signGap
	}
	return lines, nil
}
