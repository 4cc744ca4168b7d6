package layout

import (
	"fmt"

	"fakturist/billing/template"
)

// cell is a label over its value.
type cell struct {
	label, value string
	title, style style
	want         float64 // width in the template; zero: a share of what is left
	w            float64
}

// cellGap is the least room between two cells.
const cellGap = 5

// cellsBox sets labels over values side by side. Cells without a value leave their room to the others; a long value takes
// room from its neighbours, and when there is none, all values are set smaller.
func (s *setter) cellsBox(e *template.Element) (*box, error) {
	cells, err := s.cells(e)
	if err != nil || len(cells) == 0 {
		return nil, err
	}
	s.spread(cells, e.W)
	height := 0.0
	for _, c := range cells {
		height = max(height, c.title.leading+c.style.leading)
	}
	return &box{h: height, draw: func(top float64) []Op {
		var ops []Op
		x := e.X
		for _, c := range cells {
			title := c.title
			title.Align = c.style.Align
			base := height - c.style.leading
			ops = append(ops, s.put(c.label, title, x, top, c.w))
			ops = append(ops, s.put(c.value, c.style, x, top+min(base, c.title.leading), c.w))
			x += c.w
		}
		return ops
	}}, nil
}

func (s *setter) cells(e *template.Element) ([]cell, error) {
	var cells []cell
	for i := range e.Rows {
		row := &e.Rows[i]
		if !s.holds(row.ShowIf) {
			continue
		}
		c := cell{want: row.W}
		var err error
		if c.value, err = s.line(row.Value); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i, err)
		}
		if c.value == "" {
			continue
		}
		if c.label, err = s.line(row.Label); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i, err)
		}
		if c.style, err = s.style(either(row.Style, e.Style)); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i, err)
		}
		if c.title, err = s.style(either(row.Title, e.Label)); err != nil {
			return nil, fmt.Errorf("cell %d: %w", i, err)
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// spread gives the cells their widths; together they are as wide as the element.
func (s *setter) spread(cells []cell, width float64) {
	for !s.needed(cells, width) {
		for i := range cells {
			cells[i].style = cells[i].style.sized(cells[i].style.Size - 0.25)
		}
	}
	taken, sharing := 0.0, 0
	for _, c := range cells {
		taken += max(c.want, c.w)
		if c.want == 0 {
			sharing++
		}
	}
	spare := width - taken
	for i := range cells {
		c := &cells[i]
		need := c.w
		c.w = max(c.want, need)
		switch {
		case spare < 0: // take it back from cells wider than they need
			give := min(c.w-need, -spare)
			c.w, spare = c.w-give, spare+give
		case c.want == 0:
			c.w += spare / float64(sharing)
		}
	}
	last := &cells[len(cells)-1]
	for _, c := range cells[:len(cells)-1] {
		width -= c.w
	}
	last.w = width
}

// needed sets the width each cell needs and tells whether there is room, or nothing left to shrink.
func (s *setter) needed(cells []cell, width float64) bool {
	sum := 0.0
	for i := range cells {
		c := &cells[i]
		c.w = max(s.m.Width(c.title.Font, c.title.Size, c.label), s.m.Width(c.style.Font, c.style.Size, c.value))
		if i < len(cells)-1 {
			c.w += cellGap
		}
		sum += c.w
	}
	return sum <= width || cells[0].style.Size <= 6
}
