package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// listBody is the rows of a List: it scrolls, and holds the focus for the whole list.
type listBody struct {
	fynewidget.BaseWidget
	list    *List
	offset  float32
	hover   int
	focused bool
	shift   bool
	held    fyne.KeyModifier // while a button of the mouse goes down
	tipped  [2]int           // row and column whose tip is shown
	empty   fyne.CanvasObject
}

func newListBody(l *List) *listBody {
	b := &listBody{list: l, hover: -1, tipped: [2]int{-1, -1}}
	b.ExtendBaseWidget(b)
	return b
}

func (b *listBody) setEmpty(o fyne.CanvasObject) {
	b.empty = o
	b.Refresh()
}

// Scrolled implements fyne.Scrollable, which also makes Fyne clip the rows.
func (b *listBody) Scrolled(ev *fyne.ScrollEvent) {
	b.scrollTo(b.offset - ev.Scrolled.DY)
}

func (b *listBody) scrollTo(offset float32) {
	most := max(0, float32(b.list.count)*b.list.rowHeight()-b.Size().Height)
	offset = max(0, min(offset, most))
	if offset != b.offset {
		b.offset = offset
		hideTip(b)
		b.Refresh()
	}
}

// reveal scrolls just as far as a row needs to be seen.
func (b *listBody) reveal(index int) {
	if b.Size().Height <= 0 {
		return // not laid out yet: the top is in sight then
	}
	top := float32(index) * b.list.rowHeight()
	bottom := top + b.list.rowHeight()
	switch {
	case top < b.offset:
		b.scrollTo(top)
	case bottom > b.offset+b.Size().Height:
		b.scrollTo(bottom - b.Size().Height)
	}
}

// visible is the range of rows in sight.
func (b *listBody) visible() (from, to int) {
	height := b.list.rowHeight()
	from = int(b.offset / height)
	to = min(b.list.count, int((b.offset+b.Size().Height)/height)+1)
	return from, max(from, to)
}

func (b *listBody) at(y float32) (int, bool) {
	i := int((y + b.offset) / b.list.rowHeight())
	return i, i >= 0 && i < b.list.count
}

// fetch asks once for pages in sight that are missing or stale.
func (b *listBody) fetch() {
	l := b.list
	if l.OnFetch == nil || l.count == 0 || b.Size().Height == 0 {
		return
	}
	from, to := b.visible()
	for n := from / pageRows; n <= (to-1)/pageRows; n++ {
		if p := l.page(n); !p.fresh && p.asked != l.generation {
			p.asked = l.generation
			l.OnFetch(l.generation, n*pageRows, min(l.count, (n+1)*pageRows))
		}
	}
}

// MouseDown implements desktop.Mouseable: only here does Fyne tell which modifiers are held.
func (b *listBody) MouseDown(ev *desktop.MouseEvent) { b.held = ev.Modifier }

// MouseUp implements desktop.Mouseable.
func (b *listBody) MouseUp(*desktop.MouseEvent) {}

// Tapped implements fyne.Tappable.
func (b *listBody) Tapped(ev *fyne.PointEvent) {
	l := b.list
	held := b.held
	b.held = 0
	l.Focus()
	i, ok := b.at(ev.Position.Y)
	if !ok {
		return
	}
	before := l.cursor
	switch {
	case l.OnMarks != nil && ev.Position.X < listEdge+markWidth, held&Ctrl != 0:
		l.Select(i)
		l.toggle(i)
	case held&fyne.KeyModifierShift != 0 && before >= 0:
		l.markRange(before, i)
		l.Select(i)
	default:
		l.Select(i)
		if l.tapOpens || before == i {
			l.open(i)
		}
	}
}

// MouseIn implements desktop.Hoverable.
func (b *listBody) MouseIn(ev *desktop.MouseEvent) { b.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (b *listBody) MouseMoved(ev *desktop.MouseEvent) {
	row, ok := b.at(ev.Position.Y)
	if !ok {
		row = -1
	}
	if row != b.hover {
		b.hover = row
		b.Refresh()
	}
	b.tip(row, ev.Position.X)
}

// tip shows the tip of the cell under the pointer.
func (b *listBody) tip(row int, x float32) {
	data, ok := b.list.Row(row)
	if row < 0 || !ok {
		b.dropTip()
		return
	}
	for i, s := range b.list.spans(b.Size().Width) {
		if x < s.x || x >= s.x+s.width || i >= len(data.Cells) || data.Cells[i].Tip == "" {
			continue
		}
		if here := [2]int{row, i}; b.tipped != here {
			b.tipped = here
			top := float32(row)*b.list.rowHeight() - b.offset
			showTipAt(b, data.Cells[i].Tip, fyne.NewPos(s.x, top), fyne.NewSize(s.width, b.list.rowHeight()-4))
		}
		return
	}
	b.dropTip()
}

func (b *listBody) dropTip() {
	if b.tipped[0] >= 0 {
		b.tipped = [2]int{-1, -1}
		hideTip(b)
	}
}

// MouseOut implements desktop.Hoverable.
func (b *listBody) MouseOut() {
	b.hover = -1
	b.dropTip()
	b.Refresh()
}

// FocusGained implements fyne.Focusable.
func (b *listBody) FocusGained() {
	b.focused = true
	if b.list.cursor < 0 && b.list.count > 0 {
		b.list.cursor = 0
	}
	b.Refresh()
}

// FocusLost implements fyne.Focusable.
func (b *listBody) FocusLost() {
	b.focused, b.shift = false, false
	b.Refresh()
}

// TypedRune implements fyne.Focusable.
func (b *listBody) TypedRune(r rune) {
	if r != ' ' && b.list.OnRune != nil {
		b.list.OnRune(r)
	}
}

// KeyDown implements desktop.Keyable.
func (b *listBody) KeyDown(ev *fyne.KeyEvent) { b.shifted(ev, true) }

// KeyUp implements desktop.Keyable.
func (b *listBody) KeyUp(ev *fyne.KeyEvent) { b.shifted(ev, false) }

func (b *listBody) shifted(ev *fyne.KeyEvent, down bool) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		b.shift = down
	}
}

// TypedKey implements fyne.Focusable.
func (b *listBody) TypedKey(ev *fyne.KeyEvent) {
	l := b.list
	if l.OnKey != nil && l.OnKey(ev) {
		return
	}
	page := max(1, int(b.Size().Height/l.rowHeight())-1)
	switch ev.Name {
	case fyne.KeyUp:
		b.move(l.cursor - 1)
	case fyne.KeyDown:
		b.move(l.cursor + 1)
	case fyne.KeyPageUp:
		b.move(l.cursor - page)
	case fyne.KeyPageDown:
		b.move(l.cursor + page)
	case fyne.KeyHome:
		b.move(0)
	case fyne.KeyEnd:
		b.move(l.count - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.open(l.cursor)
	case fyne.KeySpace:
		l.toggle(l.cursor)
	default:
		passKey(b, ev)
	}
}

// move takes the cursor to a row and, with Shift held, marks what it passes.
func (b *listBody) move(to int) {
	from := b.list.cursor
	b.list.Select(to)
	if b.shift && from >= 0 {
		b.list.markRange(from, b.list.cursor)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *listBody) CreateRenderer() fyne.WidgetRenderer {
	return &listBodyRenderer{b: b}
}

// listBodyRenderer keeps just enough rows for what is in sight and fills them anew as they come round.
type listBodyRenderer struct {
	b       *listBody
	rows    []*rowView
	objects []fyne.CanvasObject
	spans   []span
	width   float32
}

func (r *listBodyRenderer) Destroy()                     {}
func (r *listBodyRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, r.b.list.rowHeight()) }
func (r *listBodyRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *listBodyRenderer) Layout(size fyne.Size) {
	r.width = -1
	r.b.scrollTo(r.b.offset)
	r.fill()
	if r.b.empty != nil {
		r.b.empty.Resize(size)
	}
}

// Refresh fills all rows again: data, colours or the cursor may have changed. Scrolling comes here too; a row that shows what
// it should is cheap.
func (r *listBodyRenderer) Refresh() {
	r.fill()
	canvas.Refresh(r.b)
}

func (r *listBodyRenderer) fill() {
	b, l := r.b, r.b.list
	if b.Size().Width <= 0 {
		return
	}
	if r.width != b.Size().Width {
		r.width, r.spans = b.Size().Width, l.spans(b.Size().Width)
	}
	r.grow()
	from, to := b.visible()
	for i := from; i < to; i++ {
		row, held := l.Row(i)
		look := rowLook{hover: b.hover == i, cursor: l.cursor == i, focused: b.focused, marked: held && l.marked(row.ID), plain: l.plainMarks}
		view := r.rows[i%len(r.rows)]
		view.show(l, i, row, held, look, r.spans, r.width)
		view.box.Move(fyne.NewPos(0, float32(i)*l.rowHeight()-b.offset))
	}
	for _, view := range r.rows {
		if view.index < from || view.index >= to {
			view.box.Hide()
		}
	}
	b.fetch()
	l.bar.sync()
}

// grow makes as many row views as can be in sight at once.
func (r *listBodyRenderer) grow() {
	need := int(r.b.Size().Height/r.b.list.rowHeight()) + 2
	if len(r.rows) < need {
		for len(r.rows) < need {
			r.rows = append(r.rows, newRowView(r.b.list))
		}
		for _, view := range r.rows {
			view.index = -1
		}
	}
	r.objects = r.objects[:0]
	for _, view := range r.rows {
		r.objects = append(r.objects, view.box)
	}
	if r.b.empty != nil {
		r.b.empty.Move(fyne.NewPos(0, 0))
		if r.b.list.count == 0 {
			r.objects = append(r.objects, r.b.empty)
		}
	}
}

var _ fyne.Focusable = (*listBody)(nil)
var _ desktop.Keyable = (*listBody)(nil)
