package layout

import (
	"fmt"

	"fakturist/billing/money"
	"fakturist/billing/template"
)

// table is a table with its columns chosen and every cell broken into lines.
type table struct {
	e       *template.Element
	t       *template.Table
	head    style
	row     style
	detail  style
	sum     style // of rows that sum up
	columns []column
	rows    []tableRow
	rule    *template.Color
	topRule *template.Color
}

type column struct {
	spec  *template.Column
	title string
	x, w  float64
}

type tableRow struct {
	cells []tableCell  // one for each column
	sum   money.Amount // of the amounts down to this row, for carrying forward
	total bool         // sums up rows above it
}

// tableCell is a value with the detail under it, in lines: as filled in, and then as broken to the column's width.
type tableCell struct{ value, detail []string }

// table measures a table once; nil when it has no rows.
func (s *setter) table(e *template.Element) (*table, error) {
	if t, ok := s.tables[e.ID]; ok {
		return t, nil
	}
	t, err := s.newTable(e)
	if err != nil {
		return nil, err
	}
	s.tables[e.ID] = t
	return t, nil
}

func (s *setter) newTable(e *template.Element) (*table, error) {
	if e.Table == nil {
		return nil, fmt.Errorf("table without columns")
	}
	t := &table{e: e, t: e.Table}
	if err := s.tableStyles(t); err != nil {
		return nil, err
	}
	texts, sums, err := s.cellTexts(t)
	if err != nil || len(texts) == 0 {
		return nil, err
	}
	if err := s.columns(t, texts); err != nil {
		return nil, err
	}
	for i, cells := range texts {
		row := tableRow{sum: sums[i], total: s.values.sheet.totals(t.t.Source, i)}
		for _, c := range t.columns {
			row.cells = append(row.cells, s.wrapCell(t, c, cells[c.spec], row.total))
		}
		t.rows = append(t.rows, row)
	}
	return t, nil
}

func (s *setter) tableStyles(t *table) error {
	var err error
	if t.row, err = s.style(t.t.Row); err != nil {
		return err
	}
	t.head, t.detail, t.sum = t.row, t.row, t.row
	for _, st := range []struct {
		name string
		to   *style
	}{{t.t.Head, &t.head}, {t.t.Detail, &t.detail}, {t.t.Sum, &t.sum}} {
		if st.name == "" {
			continue
		}
		if *st.to, err = s.style(st.name); err != nil {
			return err
		}
	}
	for _, rule := range []struct {
		name string
		to   **template.Color
	}{{t.t.Rule, &t.rule}, {t.t.TopRule, &t.topRule}} {
		if rule.name == "" {
			continue
		}
		c, err := s.color(rule.name)
		if err != nil {
			return err
		}
		*rule.to = &c
	}
	return nil
}

// rowCount is how many rows a source has.
func (v *values) rowCount(source template.Source) (int, error) {
	switch source {
	case template.SourceLines:
		return len(v.in.Document.Lines), nil
	case template.SourceTaxes:
		return len(v.in.Document.Taxes), nil
	case template.SourceAdjustments:
		return len(v.adjustments), nil
	case template.SourceWork:
		return len(v.sheet.all()), nil
	}
	return 0, fmt.Errorf("table source %q is unknown", source)
}

// turnTo makes the fields of a row answer for the i-th of a source; with i -1 for none.
func (v *values) turnTo(source template.Source, i int) {
	v.line, v.tax, v.adjustment, v.row = nil, nil, nil, nil
	switch {
	case i < 0:
	case source == template.SourceLines:
		v.line = &v.in.Document.Lines[i]
	case source == template.SourceTaxes:
		v.tax = &v.in.Document.Taxes[i]
	case source == template.SourceAdjustments:
		v.adjustment = &v.adjustments[i]
	case source == template.SourceWork:
		v.row = &v.sheet.rows[i]
	}
}

// cellTexts fills in every cell, and the running sum of the lines.
func (s *setter) cellTexts(t *table) ([]map[*template.Column]tableCell, []money.Amount, error) {
	v := s.values
	n, err := v.rowCount(t.t.Source)
	if err != nil {
		return nil, nil, err
	}
	defer v.turnTo(t.t.Source, -1)
	var texts []map[*template.Column]tableCell
	sums := make([]money.Amount, n)
	sum := money.New(0, v.in.Document.Currency)
	for i := range n {
		v.turnTo(t.t.Source, i)
		if v.line != nil {
			if sum, err = sum.Add(v.lineAmount(v.line)); err != nil {
				return nil, nil, fmt.Errorf("line %d: %w", i+1, err)
			}
		}
		sums[i] = sum
		cells := make(map[*template.Column]tableCell, len(t.t.Columns))
		for j := range t.t.Columns {
			c := &t.t.Columns[j]
			if cells[c], err = s.cellText(c); err != nil {
				return nil, nil, err
			}
		}
		texts = append(texts, cells)
	}
	return texts, sums, nil
}

func (s *setter) cellText(c *template.Column) (tableCell, error) {
	value, err := s.expand(c.Value)
	if err != nil {
		return tableCell{}, err
	}
	detail, err := s.expand(c.Detail)
	return tableCell{notBlank(value), notBlank(detail)}, err
}

func notBlank(lines []string) []string {
	for _, l := range lines {
		if l != "" {
			return lines
		}
	}
	return nil
}

// leastFlexible is the part of a table's width its flexible columns get at least; below it the table is set smaller.
const leastFlexible = 0.22

// widestWords is how many times its width a column of words grows for a long one before the word is broken.
const widestWords = 1.6

// columns chooses which columns to show and gives them their room: the widths of the template, more where a word or an
// amount needs it, and the rest to the flexible ones. Where amounts are so long that descriptions would be squeezed, the
// whole table is set smaller.
func (s *setter) columns(t *table, texts []map[*template.Column]tableCell) error {
	least := t.row.Size * smallest
	for {
		share, err := s.tryColumns(t, texts)
		if err != nil {
			return err
		}
		if share >= leastFlexible*t.e.W || t.row.Size-0.25 < least {
			s.place(t, share)
			return nil
		}
		t.row, t.sum = t.row.sized(t.row.Size-0.25), t.sum.sized(t.sum.Size-0.25)
		t.head, t.detail = t.head.sized(t.head.Size-0.2), t.detail.sized(t.detail.Size-0.2)
	}
}

// tryColumns gives the fixed columns their widths and tells what is left for each flexible one.
func (s *setter) tryColumns(t *table, texts []map[*template.Column]tableCell) (share float64, err error) {
	t.columns = t.columns[:0]
	taken, flexible := 0.0, 0
	for i := range t.t.Columns {
		c := &t.t.Columns[i]
		widest, filled := s.widest(t, c, texts)
		if c.Hide && !filled {
			continue
		}
		title, err := s.line(c.Title)
		if err != nil {
			return 0, err
		}
		col := column{spec: c, title: title}
		if c.W > 0 {
			if c.Align != template.Right { // words can be broken, figures cannot
				widest = min(widest, widestWords*c.W)
			}
			if t.t.Head != "" {
				widest = max(widest, s.m.Width(t.head.Font, t.head.Size, title))
			}
			col.w = max(c.W, widest)
			taken += col.w
		} else {
			flexible++
		}
		t.columns = append(t.columns, col)
	}
	taken += t.t.Gutter * float64(max(0, len(t.columns)-1))
	if flexible == 0 {
		return t.e.W, nil
	}
	return (t.e.W - taken) / float64(flexible), nil
}

// place puts the columns side by side.
func (s *setter) place(t *table, share float64) {
	x := t.e.X
	for i := range t.columns {
		if t.columns[i].spec.W == 0 {
			t.columns[i].w = max(10, share)
		}
		t.columns[i].x = x
		x += t.columns[i].w + t.t.Gutter
	}
}

// widest is the room the longest word of a column needs; an amount is one word.
func (s *setter) widest(t *table, c *template.Column, texts []map[*template.Column]tableCell) (widest float64, filled bool) {
	for _, cells := range texts {
		filled = filled || len(cells[c].value) > 0
		if c.W > 0 {
			widest = max(widest, s.longestWord(cells[c].value, t.row))
			if t.t.Sum != "" {
				widest = max(widest, s.longestWord(cells[c].value, t.sum))
			}
		}
	}
	return widest, filled
}

func (s *setter) wrapCell(t *table, c column, text tableCell, total bool) tableCell {
	detail := c.w
	if c.spec.Span {
		detail = t.e.W
	}
	return tableCell{value: s.wrap(text.value, t.body(total), c.w), detail: s.wrap(text.detail, t.detail, detail)}
}

// body is the style of a row's values.
func (t *table) body(total bool) style {
	if total {
		return t.sum
	}
	return t.row
}

func (t *table) headHeight() float64 {
	if t.t.Head == "" {
		return 0
	}
	return t.head.leading + 1.5*t.t.Pad
}

func (t *table) rowHeight(r tableRow) float64 {
	return t.bodyHeight(r) + t.spanHeight(r) + 2*t.t.Pad
}

// bodyHeight is the height of the cells side by side.
func (t *table) bodyHeight(r tableRow) float64 {
	st := t.body(r.total)
	h := st.leading
	for i, c := range r.cells {
		cell := float64(len(c.value)) * st.leading
		if !t.columns[i].spec.Span {
			cell += float64(len(c.detail)) * t.detail.leading
		}
		h = max(h, cell)
	}
	return h
}

// spanHeight is the height of the details below the whole row.
func (t *table) spanHeight(r tableRow) float64 {
	h := 0.0
	for i, c := range r.cells {
		if t.columns[i].spec.Span {
			h += float64(len(c.detail)) * t.detail.leading
		}
	}
	return h
}

func (t *table) carryHeight() float64 {
	if !t.t.Carry {
		return 0
	}
	return t.row.leading + 1.6*t.t.Pad
}

func (s *setter) putHead(t *table, top float64) []Op {
	if t.t.Head == "" {
		return nil
	}
	var ops []Op
	for _, c := range t.columns {
		st := t.head
		st.Align = c.spec.Align
		ops = append(ops, s.put(c.title, st, c.x, top, c.w))
	}
	if t.topRule != nil {
		line := hairline(t.e.X, t.e.X+t.e.W, top+t.headHeight(), *t.topRule)
		line.Weight = 2 * hairlineWeight
		ops = append(ops, line)
	}
	return ops
}

func (s *setter) putRow(t *table, r tableRow, top float64) []Op {
	var ops []Op
	below := top + t.t.Pad + t.bodyHeight(r)
	for i, c := range t.columns {
		st, detail := t.body(r.total), t.detail
		st.Align, detail.Align = c.spec.Align, c.spec.Align
		y := top + t.t.Pad
		ops = append(ops, s.putAll(r.cells[i].value, st, c.x, y, c.w)...)
		if c.spec.Span {
			ops = append(ops, s.putAll(r.cells[i].detail, detail, t.e.X, below, t.e.W)...)
			below += float64(len(r.cells[i].detail)) * detail.leading
			continue
		}
		y += float64(len(r.cells[i].value)) * st.leading
		ops = append(ops, s.putAll(r.cells[i].detail, detail, c.x, y, c.w)...)
	}
	if t.rule != nil {
		ops = append(ops, hairline(t.e.X, t.e.X+t.e.W, top+t.rowHeight(r), *t.rule))
	}
	return ops
}

// putCarry sets the sum so far under the last row of a page, or over the first one of the next.
func (s *setter) putCarry(t *table, word string, sum money.Amount, top float64) []Op {
	amount, label := t.row, t.detail
	amount.Align, label.Align, label.leading = template.Right, template.Right, amount.leading
	figures := s.values.l.money(sum)
	last := t.columns[len(t.columns)-1]
	edge := last.x + last.w
	y := top + 0.8*t.t.Pad
	return []Op{
		s.put(s.values.word(word), label, t.e.X, y, edge-s.m.Width(amount.Font, amount.Size, figures)-labelGap-t.e.X),
		s.put(figures, amount, last.x, y, last.w),
	}
}

// tableBox sets a whole table as one piece, for tables that stand on the sheet or beside something.
func (s *setter) tableBox(e *template.Element) (*box, error) {
	t, err := s.table(e)
	if err != nil || t == nil {
		return nil, err
	}
	height := t.headHeight()
	for _, r := range t.rows {
		height += t.rowHeight(r)
	}
	return &box{h: height, draw: func(top float64) []Op {
		ops := s.putHead(t, top)
		y := top + t.headHeight()
		for _, r := range t.rows {
			ops = append(ops, s.putRow(t, r, y)...)
			y += t.rowHeight(r)
		}
		return ops
	}}, nil
}
