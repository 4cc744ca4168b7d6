package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// listHeader is the sticky line of heads.
type listHeader struct {
	fynewidget.BaseWidget
	list *List
}

func newListHeader(l *List) *listHeader {
	h := &listHeader{list: l}
	h.ExtendBaseWidget(h)
	return h
}

func (h *listHeader) column(x float32) (ListColumn, bool) {
	for i, s := range h.list.spans(h.Size().Width) {
		if x >= s.x-cellPad && x < s.x+s.width+cellPad {
			return h.list.columns[i], true
		}
	}
	return ListColumn{}, false
}

// Tapped implements fyne.Tappable: a head sorts, the square over the marks marks all or none.
func (h *listHeader) Tapped(ev *fyne.PointEvent) {
	if h.list.OnMarks != nil && ev.Position.X < listEdge+markWidth {
		h.list.toggleAll()
		return
	}
	if c, ok := h.column(ev.Position.X); ok {
		h.list.sortBy(c.Sort)
	}
}

// Cursor implements desktop.Cursorable.
func (h *listHeader) Cursor() desktop.Cursor {
	if h.list.OnSort != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// words is a title with the arrow of the order.
func (h *listHeader) words(c ListColumn) string {
	switch {
	case c.Sort == "" || c.Sort != h.list.sort:
		return c.Title
	case h.list.descending:
		return c.Title + " ↓"
	default:
		return c.Title + " ↑"
	}
}

// CreateRenderer implements fyne.Widget.
func (h *listHeader) CreateRenderer() fyne.WidgetRenderer {
	line, mark := newSurface(theme.Line, "", 0), newMarkBox()
	var heads []*canvas.Text
	r := &renderer{self: h, objects: append([]fyne.CanvasObject{line.rect}, mark.objects()...)}
	for range h.list.columns {
		text := canvas.NewText("", nil)
		heads, r.objects = append(heads, text), append(r.objects, text)
	}
	r.refresh = func() {
		line.paint()
		mark.show(h.list.OnMarks != nil && (h.list.allHeld() || len(h.list.marks) > 0), h.list.allMarked())
		for i, c := range h.list.columns {
			headLook(c).dress(heads[i])
		}
	}
	r.min = func() fyne.Size { return fyne.NewSize(100, listHead) }
	r.layout = func(size fyne.Size) {
		place(line.rect, listEdge, size.Height-1, size.Width-2*listEdge, 1)
		mark.place(listEdge+cellPad, (size.Height-markSide)/2)
		for i, s := range h.list.spans(size.Width) {
			heads[i].Text = headLook(h.list.columns[i]).fit(h.words(h.list.columns[i]), s.width+cellPad)
			place(heads[i], s.x, 0, s.width, size.Height)
		}
	}
	r.refresh()
	return r
}

func headLook(c ListColumn) Look {
	look := Look{Size: theme.TextSmall, Font: theme.SemiBold, Tone: Quiet}
	if c.Right {
		return look.Right()
	}
	return look
}

// listFooter is the line of totals.
type listFooter struct {
	fynewidget.BaseWidget
	list *List
}

func newListFooter(l *List) *listFooter {
	f := &listFooter{list: l}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements fyne.Widget.
func (f *listFooter) CreateRenderer() fyne.WidgetRenderer {
	line := newSurface(theme.Line, "", 0)
	r := &renderer{self: f, objects: []fyne.CanvasObject{line.rect}}
	var cells []*cellView
	for range f.list.columns {
		cell := newCellView()
		cells, r.objects = append(cells, cell), append(r.objects, cell.objects()...)
	}
	r.refresh = func() { line.paint() }
	r.min = func() fyne.Size { return fyne.NewSize(100, listHead) }
	r.layout = func(size fyne.Size) {
		place(line.rect, listEdge, 0, size.Width-2*listEdge, 1)
		for i, s := range f.list.spans(size.Width) {
			total := ListCell{}
			if i < len(f.list.footer) {
				total = f.list.footer[i]
			}
			total.Strong = true
			cells[i].show(total, f.list.columns[i].Right)
			cells[i].place(s.x, s.width+f.spare(i, size.Width), size.Height)
		}
	}
	return r
}

// spare is the room a total may take from empty neighbours to its right.
func (f *listFooter) spare(column int, width float32) float32 {
	if f.list.columns[column].Right {
		return 0
	}
	spans, end := f.list.spans(width), column
	for end+1 < len(spans) && (end+1 >= len(f.list.footer) || f.list.footer[end+1].Text == "") {
		end++
	}
	return spans[end].x + spans[end].width - spans[column].x - spans[column].width
}
