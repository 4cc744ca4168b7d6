package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"fakturist/ui/theme"
)

// rowLook is how a row is drawn, apart from what it says.
type rowLook struct{ hover, cursor, focused, marked, plain bool }

// rowView is the drawing of one row. It is a plain container of canvas objects, moved as one when the list scrolls and filled
// again only when something in it differs.
type rowView struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	edge   *canvas.Rectangle // where the cursor is
	line   *canvas.Rectangle
	mark   *markBox
	cells  []*cellView

	index int
	row   ListRow
	held  bool
	look  rowLook
	width float32
	paper any // the colour it was painted on, to see a change of theme
}

func newRowView(l *List) *rowView {
	v := &rowView{index: -1, box: container.NewWithoutLayout()}
	v.ground, v.edge, v.line = canvas.NewRectangle(transparent), canvas.NewRectangle(transparent), canvas.NewRectangle(transparent)
	v.ground.CornerRadius, v.edge.CornerRadius = 4, 1.5
	v.mark = newMarkBox()
	v.box.Objects = append(v.box.Objects, v.line, v.ground, v.edge)
	v.box.Objects = append(v.box.Objects, v.mark.objects()...)
	for range l.columns {
		cell := newCellView()
		v.cells = append(v.cells, cell)
		v.box.Objects = append(v.box.Objects, cell.objects()...)
	}
	return v
}

// same tells whether the view already shows all this.
func (v *rowView) same(index int, row ListRow, held bool, look rowLook, width float32) bool {
	return v.index == index && v.held == held && v.look == look && v.width == width && v.paper == any(theme.Color(theme.Card)) &&
		v.row.ID == row.ID && slices.Equal(v.row.Cells, row.Cells)
}

func (v *rowView) show(l *List, index int, row ListRow, held bool, look rowLook, spans []span, width float32) {
	v.box.Hidden = false
	if v.same(index, row, held, look, width) {
		return
	}
	v.index, v.row, v.held, v.look, v.width, v.paper = index, row, held, look, width, theme.Color(theme.Card)
	height := l.rowHeight()
	v.box.Resize(fyne.NewSize(width, height))
	v.paint()
	inner := width - 2*listEdge
	place(v.line, listEdge, height-1, inner, 1)
	place(v.ground, listEdge, 0, inner, height-1)
	place(v.edge, listEdge, 4, 3, height-9)
	v.mark.show(l.OnMarks != nil && held, look.marked)
	v.mark.place(listEdge+cellPad, (height-1-markSide)/2)
	for i, cell := range v.cells {
		cell.show(v.cell(i), l.columns[i].Right)
		cell.place(spans[i].x, spans[i].width, height-1)
	}
}

func (v *rowView) cell(i int) ListCell {
	switch {
	case !v.held && i == 0:
		return ListCell{Text: "…", Tone: Quiet}
	case i < len(v.row.Cells):
		return v.row.Cells[i]
	default:
		return ListCell{}
	}
}

func (v *rowView) paint() {
	v.line.FillColor = theme.Color(theme.Line)
	v.ground.FillColor, v.edge.FillColor = transparent, transparent
	switch {
	case v.look.cursor || v.look.marked && !v.look.plain:
		v.ground.FillColor = theme.Color(theme.FjordSoft)
	case v.look.hover:
		v.ground.FillColor = theme.Color(theme.Hover)
	}
	if v.look.cursor {
		v.edge.FillColor = theme.Color(theme.FjordDim)
		if v.look.focused {
			v.edge.FillColor = theme.Color(theme.Fjord)
		}
	}
	v.line.Refresh()
	v.ground.Refresh()
	v.edge.Refresh()
}

// cellView draws a text, with a second line or as a chip.
type cellView struct {
	text, detail *canvas.Text
	pill         *pill
	cell         ListCell
	look         Look
}

func newCellView() *cellView {
	c := &cellView{text: canvas.NewText("", nil), detail: canvas.NewText("", nil), pill: newPill()}
	return c
}

func (c *cellView) objects() []fyne.CanvasObject {
	return append(c.pill.objects(), c.text, c.detail)
}

func (c *cellView) show(cell ListCell, right bool) {
	c.cell, c.look = cell, Body.In(cell.Tone)
	if cell.Strong {
		c.look = Strong.In(cell.Tone)
	}
	if right {
		c.look = c.look.Right()
	}
	c.text.Hidden = cell.Chip || cell.Text == ""
	c.detail.Hidden = cell.Detail == ""
	chip := cell.Chip && cell.Text != ""
	c.pill.ground.Hidden, c.pill.label.Hidden = !chip, !chip
	if chip {
		c.pill.set(cell.Text, cell.Tone)
	}
	c.look.dress(c.text)
	detail := Look{Size: theme.TextSmall, Tone: Quiet, Align: c.look.Align}
	detail.dress(c.detail)
}

func (c *cellView) place(x, width, height float32) {
	line, second := c.look.measure("x").Height, float32(0)
	if c.cell.Detail != "" {
		second = line + 2
		c.detail.Text = Small.fit(c.cell.Detail, width)
		c.detail.Refresh()
	}
	top := (height - line - second) / 2
	c.text.Text = c.look.fit(c.cell.Text, width)
	c.text.Refresh()
	place(c.text, x, top, width, line)
	place(c.detail, x, top+line+2, width, line)
	if c.cell.Chip {
		c.pill.place(x, top+(line-chipHeight)/2, width)
	}
}

const markSide float32 = 14

// markBox is the little square that says whether a row is marked.
type markBox struct {
	box  *canvas.Rectangle
	tick *canvas.Image
}

func newMarkBox() *markBox {
	m := &markBox{box: canvas.NewRectangle(transparent), tick: &canvas.Image{}}
	m.box.CornerRadius, m.tick.FillMode = 3, canvas.ImageFillContain
	return m
}

func (m *markBox) objects() []fyne.CanvasObject { return []fyne.CanvasObject{m.box, m.tick} }

func (m *markBox) show(can, marked bool) {
	m.box.Hidden, m.tick.Hidden = !can, !can || !marked
	if !can {
		return
	}
	m.box.FillColor, m.box.StrokeColor, m.box.StrokeWidth = theme.Color(theme.Card), theme.Color(theme.Mist), 1
	if marked {
		m.box.FillColor, m.box.StrokeWidth = theme.Color(theme.Fjord), 0
		m.tick.Resource = theme.Icon(theme.GlyphCheck, theme.OnFjord)
		m.tick.Refresh()
	}
	m.box.Refresh()
}

func (m *markBox) place(x, y float32) {
	place(m.box, x, y, markSide, markSide)
	place(m.tick, x+1, y+1, markSide-2, markSide-2)
}
