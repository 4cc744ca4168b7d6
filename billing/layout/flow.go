package layout

import (
	"fmt"
	"slices"

	"fakturist/billing/template"
)

// block is a piece of the flow that never breaks.
type block struct {
	box
	gap  float64 // above, but not at the top of a page
	keep bool    // stays on the page of the block before it
	t    *table  // of a row
	row  int     // index in t.rows
}

// flow measures the elements of the flow and cuts them into blocks.
func (s *setter) flow() ([]block, error) {
	var blocks []block
	for i := range s.tpl.Elements {
		e := &s.tpl.Elements[i]
		var err error
		switch e.Anchor {
		case template.AnchorPage:
			if overflows(e) {
				blocks, err = s.addOverflow(blocks, e)
			}
		case template.AnchorFlow:
			blocks, err = s.addFlow(blocks, e)
		case template.AnchorBeside:
			blocks, err = s.addBeside(blocks, e)
		}
		if err != nil {
			return nil, fmt.Errorf("element %q: %w", e.ID, err)
		}
	}
	return blocks, nil
}

// addOverflow goes on with facts that are higher than their element, row by row: nothing the law asks for is cut off.
func (s *setter) addOverflow(blocks []block, e *template.Element) ([]block, error) {
	if !s.holds(e.ShowIf) {
		return blocks, nil
	}
	facts, err := s.facts(e)
	if err != nil {
		return nil, err
	}
	for _, f := range facts[fitting(facts, e.H):] {
		b, err := s.putFacts(e, []fact{f})
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block{box: *b})
	}
	return blocks, nil
}

func (s *setter) addFlow(blocks []block, e *template.Element) ([]block, error) {
	if !s.holds(e.ShowIf) {
		return blocks, nil
	}
	var added []block
	var err error
	switch {
	case e.Kind == template.KindTable && e.Table != nil && e.Table.Head != "":
		added, err = s.tableBlocks(e)
	case e.Kind == template.KindText:
		added, err = s.textBlocks(e)
	default:
		var b *box
		if b, err = s.box(e); b != nil {
			added = []block{{box: *b}}
		}
	}
	if err != nil || len(added) == 0 {
		return blocks, err
	}
	added[0].gap = e.Gap
	added[0].keep = e.Keep && len(blocks) > 0
	if added[0].keep {
		keepLastRows(blocks)
	}
	return append(blocks, added...), nil
}

// leastRows is how many rows go with the totals at least, so that a page never holds sums and nothing they sum.
const leastRows = 2

func keepLastRows(blocks []block) {
	last := len(blocks) - 1
	t := blocks[last].t
	if t == nil || len(t.rows) <= leastRows {
		return
	}
	for i := range leastRows - 1 {
		blocks[last-i].keep = true
	}
}

// addBeside joins an element to the block before it: both begin at one height.
func (s *setter) addBeside(blocks []block, e *template.Element) ([]block, error) {
	b, err := s.box(e)
	if err != nil || b == nil {
		return blocks, err
	}
	if len(blocks) == 0 || blocks[len(blocks)-1].t != nil {
		return append(blocks, block{box: *b, gap: e.Gap, keep: e.Keep && len(blocks) > 0}), nil
	}
	other := blocks[len(blocks)-1]
	left, right := other.box, *b
	other.box = box{h: max(left.h, right.h), draw: func(top float64) []Op {
		return slices.Concat(left.draw(top), right.draw(top))
	}}
	blocks[len(blocks)-1] = other
	return blocks, nil
}

// wholeText is how many lines of a text stay together; a longer one breaks between lines, never after its first or before
// its last.
const wholeText = 6

func (s *setter) textBlocks(e *template.Element) ([]block, error) {
	lines, st, err := s.textLines(e)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	if len(lines) <= wholeText {
		b, err := s.textBox(e)
		if b == nil {
			return nil, err
		}
		return []block{{box: *b}}, err
	}
	var blocks []block
	for i, l := range lines {
		blocks = append(blocks, block{
			box:  box{h: st.leading, draw: func(top float64) []Op { return s.putAll([]string{l}, st, e.X, top, e.W) }},
			keep: i == 1 || i == len(lines)-1,
		})
	}
	return blocks, nil
}

// tableBlocks makes the rows of a table; the heading is drawn where rows begin a page, and before the first of them.
func (s *setter) tableBlocks(e *template.Element) ([]block, error) {
	t, err := s.table(e)
	if err != nil || t == nil {
		return nil, err
	}
	t.split(s.roomFor(t))
	blocks := []block{{box: box{h: t.headHeight(), draw: func(top float64) []Op { return s.putHead(t, top) }}}}
	for i, r := range t.rows {
		blocks = append(blocks, block{
			box:  box{h: t.rowHeight(r), draw: func(top float64) []Op { return s.putRow(t, r, top) }},
			keep: i == 0 || r.total,
			t:    t,
			row:  i,
		})
	}
	return blocks, nil
}

// roomFor is the height rows have on a page that holds nothing else.
func (s *setter) roomFor(t *table) float64 {
	first := s.bottom(1, false) - s.top(1)
	next := s.bottom(2, false) - s.top(2)
	return min(first, next) - t.headHeight() - 2*t.carryHeight()
}

// split cuts rows taller than a page between lines. Nothing else splits a row.
func (t *table) split(room float64) {
	most := int((room - 2*t.t.Pad) / max(t.row.leading, t.sum.leading, t.detail.leading))
	if slices.ContainsFunc(t.columns, func(c column) bool { return c.spec.Span }) {
		most /= 2 // its detail comes below the other cells
	}
	most = max(1, most)
	var out []tableRow
	for _, r := range t.rows {
		for t.rowHeight(r) > room && r.longest() > most {
			var head tableRow
			head, r = r.cutAfter(most)
			out = append(out, head)
		}
		out = append(out, r)
	}
	t.rows = out
}

// longest is the number of lines in the row's longest cell.
func (r tableRow) longest() int {
	n := 0
	for _, c := range r.cells {
		n = max(n, len(c.value)+len(c.detail))
	}
	return n
}

// cutAfter parts a row after n lines of each cell.
func (r tableRow) cutAfter(n int) (head, rest tableRow) {
	head, rest = r, r
	head.cells, rest.cells = make([]tableCell, len(r.cells)), make([]tableCell, len(r.cells))
	for i, c := range r.cells {
		v := min(n, len(c.value))
		d := min(n-v, len(c.detail))
		head.cells[i] = tableCell{c.value[:v], c.detail[:d]}
		rest.cells[i] = tableCell{c.value[v:], c.detail[d:]}
	}
	return head, rest
}
