package widget

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// OrderItem is one thing of an order: it counts when it is on, the first counts first.
type OrderItem struct {
	ID     string
	Title  string
	Detail string // a quiet second line
	On     bool
}

// OrderList is a short list somebody puts into order, where each thing can be switched on and off, or be made the only one.
// By mouse a row is dragged or moved by its arrows; by keys the arrows go through it, with Alt they move the row, the space
// bar switches and Enter makes it the only one.
type OrderList struct {
	fynewidget.BaseWidget

	// OnChanged is called with the items after each change somebody made.
	OnChanged func(items []OrderItem)
	// OnOnly is called when one is to be the only one; a list without it does not offer that.
	OnOnly func(id string)

	only    string // the words of that
	items   []OrderItem
	cursor  int
	hover   int // -1: none
	focused bool
	dragged float32 // way since the row last changed places
	rows    []*orderRow
}

const (
	orderHeight float32 = 46
	orderRank   float32 = 26
	orderArrow  float32 = 26
)

// NewOrderList gives an empty list; only are the words that make a thing the only one.
func NewOrderList(only string) *OrderList {
	l := &OrderList{only: only, hover: -1}
	l.ExtendBaseWidget(l)
	return l
}

// Set shows items without calling back.
func (l *OrderList) Set(items []OrderItem) {
	l.items = slices.Clone(items)
	l.cursor = max(0, min(l.cursor, len(items)-1))
	l.Refresh()
}

// Items are the things in their order.
func (l *OrderList) Items() []OrderItem { return slices.Clone(l.items) }

// Current is the index of the row that keys act on.
func (l *OrderList) Current() int { return l.cursor }

// Reorder takes a thing to another place.
func (l *OrderList) Reorder(from, to int) {
	if from < 0 || from >= len(l.items) || to < 0 || to >= len(l.items) || from == to {
		return
	}
	item := l.items[from]
	l.items = slices.Insert(slices.Delete(l.items, from, from+1), to, item)
	l.cursor = to
	l.changed()
}

// Toggle switches a thing on or off.
func (l *OrderList) Toggle(index int) {
	if index < 0 || index >= len(l.items) {
		return
	}
	l.items[index].On = !l.items[index].On
	l.changed()
}

func (l *OrderList) makeOnly(index int) {
	if l.OnOnly != nil && index >= 0 && index < len(l.items) {
		l.OnOnly(l.items[index].ID)
	}
}

func (l *OrderList) changed() {
	l.Refresh()
	if l.OnChanged != nil {
		l.OnChanged(l.Items())
	}
}

func (l *OrderList) to(cursor int) {
	l.cursor = max(0, min(cursor, len(l.items)-1))
	l.Refresh()
}

// at is the row under a place, -1 for none.
func (l *OrderList) at(y float32) int {
	if i := int(y / orderHeight); y >= 0 && i < len(l.items) {
		return i
	}
	return -1
}

// Tapped implements fyne.Tappable: the box switches, the arrows move, the words make it the only one, the rest chooses.
func (l *OrderList) Tapped(ev *fyne.PointEvent) {
	i := l.at(ev.Position.Y)
	if i < 0 {
		return
	}
	l.to(i)
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	switch x, row := ev.Position.X, l.rows[i]; {
	case x < row.titleX:
		l.Toggle(i)
	case x >= row.downX:
		l.Reorder(i, i+1)
	case x >= row.upX:
		l.Reorder(i, i-1)
	case l.OnOnly != nil && x >= row.onlyX:
		l.makeOnly(i)
	}
}

// Dragged implements fyne.Draggable: the row follows the pointer, one place at a time.
func (l *OrderList) Dragged(ev *fyne.DragEvent) {
	if l.dragged == 0 {
		if i := l.at(ev.Position.Y - ev.Dragged.DY); i >= 0 {
			l.to(i)
		}
	}
	l.dragged += ev.Dragged.DY
	switch {
	case l.dragged > orderHeight/2 && l.cursor < len(l.items)-1:
		l.dragged -= orderHeight
		l.Reorder(l.cursor, l.cursor+1)
	case l.dragged < -orderHeight/2 && l.cursor > 0:
		l.dragged += orderHeight
		l.Reorder(l.cursor, l.cursor-1)
	}
}

// DragEnd implements fyne.Draggable.
func (l *OrderList) DragEnd() { l.dragged = 0 }

// MouseIn implements desktop.Hoverable.
func (l *OrderList) MouseIn(ev *desktop.MouseEvent) { l.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (l *OrderList) MouseMoved(ev *desktop.MouseEvent) {
	if i := l.at(ev.Position.Y); i != l.hover {
		l.hover = i
		l.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (l *OrderList) MouseOut() { l.hover = -1; l.Refresh() }

// Cursor implements desktop.Cursorable.
func (l *OrderList) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained implements fyne.Focusable.
func (l *OrderList) FocusGained() { l.focused = true; l.Refresh() }

// FocusLost implements fyne.Focusable.
func (l *OrderList) FocusLost() { l.focused = false; l.Refresh() }

// TypedRune implements fyne.Focusable.
func (l *OrderList) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (l *OrderList) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyUp:
		l.to(l.cursor - 1)
	case fyne.KeyDown:
		l.to(l.cursor + 1)
	case fyne.KeyHome:
		l.to(0)
	case fyne.KeyEnd:
		l.to(len(l.items) - 1)
	case fyne.KeySpace:
		l.Toggle(l.cursor)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.makeOnly(l.cursor)
	default:
		passKey(l, ev)
	}
}

// TypedShortcut implements fyne.Shortcutable: Alt and an arrow move the row; every other chord goes to the stage.
func (l *OrderList) TypedShortcut(sc fyne.Shortcut) {
	if chord, ok := sc.(fyne.KeyboardShortcut); ok && chord.Mod() == fyne.KeyModifierAlt {
		switch chord.Key() {
		case fyne.KeyUp:
			l.Reorder(l.cursor, l.cursor-1)
			return
		case fyne.KeyDown:
			l.Reorder(l.cursor, l.cursor+1)
			return
		}
	}
	if stage := StageOf(l); stage != nil {
		stage.Shortcut(sc)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *OrderList) CreateRenderer() fyne.WidgetRenderer {
	r := &orderRenderer{list: l}
	r.Refresh()
	return r
}

// orderRenderer makes as many rows as there are things; it is short.
type orderRenderer struct {
	list    *OrderList
	objects []fyne.CanvasObject
}

func (r *orderRenderer) Destroy()                     {}
func (r *orderRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *orderRenderer) MinSize() fyne.Size {
	return fyne.NewSize(280, orderHeight*float32(len(r.list.items)))
}

func (r *orderRenderer) Layout(size fyne.Size) {
	for i, row := range r.list.rows {
		row.place(float32(i)*orderHeight, size.Width)
	}
}

func (r *orderRenderer) Refresh() {
	l := r.list
	if len(l.rows) != len(l.items) {
		l.rows, r.objects = nil, nil
		for range l.items {
			row := newOrderRow()
			l.rows = append(l.rows, row)
			r.objects = append(r.objects, row.objects()...)
		}
	}
	rank := 0
	for i, item := range l.items {
		n := ""
		if item.On {
			rank++
			n = strconv.Itoa(rank)
		}
		only := ""
		if l.OnOnly != nil && (i == l.hover || i == l.cursor && l.focused) {
			only = l.only
		}
		l.rows[i].show(item, n, only, i == l.hover, i == l.cursor && l.focused, i > 0, i < len(l.items)-1)
	}
	r.Layout(l.Size())
	canvas.Refresh(l)
}

// orderRow draws one thing: its rank, its box, what it is, and what can be done with it.
type orderRow struct {
	ground, line  *surface
	rank          *canvas.Text
	box           *markBox
	title, detail *canvas.Text
	only          *canvas.Text
	up, down      *Icon
	item          OrderItem
	titleX        float32 // left of it: the box
	onlyX         float32
	upX, downX    float32
}

func newOrderRow() *orderRow {
	return &orderRow{ground: newSurface("", "", 6), line: newSurface(theme.Line, "", 0), rank: canvas.NewText("", nil), box: newMarkBox(),
		title: canvas.NewText("", nil), detail: canvas.NewText("", nil), only: canvas.NewText("", nil),
		up: newIcon(theme.GlyphUp, theme.Mist, theme.IconSize), down: newIcon(theme.GlyphDown, theme.Mist, theme.IconSize)}
}

func (r *orderRow) objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.line.rect, r.ground.rect, r.rank, r.title, r.detail, r.only, r.up, r.down}, r.box.objects()...)
}

func (r *orderRow) show(item OrderItem, rank, only string, hover, cursor, up, down bool) {
	r.item = item
	switch {
	case cursor:
		r.ground.set(theme.FjordSoft, theme.FjordDim)
	case hover:
		r.ground.set(theme.Hover, "")
	default:
		r.ground.set("", "")
	}
	r.line.paint()
	r.box.show(true, item.On)
	look := Strong
	if !item.On {
		look = Muted
	}
	look.dress(r.title)
	Small.dress(r.detail)
	Strong.In(Accent).dress(r.rank)
	Small.In(Accent).dress(r.only)
	r.rank.Text, r.only.Text = rank, only
	r.up.set(theme.GlyphUp, arrowColor(up))
	r.down.set(theme.GlyphDown, arrowColor(down))
}

// arrowColor fades an arrow that leads nowhere.
func arrowColor(leads bool) fyne.ThemeColorName {
	if leads {
		return theme.Fjord
	}
	return theme.Line
}

func (r *orderRow) place(y, width float32) {
	line := Strong.measure("x").Height
	place(r.line.rect, 0, y+orderHeight-1, width, 1)
	place(r.ground.rect, 0, y, width, orderHeight-1)
	place(r.rank, 10, y+(orderHeight-line)/2, orderRank, line)
	r.box.place(10+orderRank, y+(orderHeight-1-markSide)/2)
	r.titleX = 10 + orderRank + markSide + 10
	r.downX = width - orderArrow - 4
	r.upX = r.downX - orderArrow
	only := Small.measure(r.only.Text).Width
	r.onlyX = r.upX - 8
	if only > 0 {
		r.onlyX -= only + 8
	}
	room := r.onlyX - r.titleX - 8
	small := Small.measure("x").Height
	top := y + (orderHeight-1-line-small)/2
	r.title.Text = Strong.fit(r.item.Title, room)
	r.detail.Text = Small.fit(r.item.Detail, room)
	place(r.title, r.titleX, top, room, line)
	place(r.detail, r.titleX, top+line, room, small)
	place(r.only, r.onlyX+4, y+(orderHeight-small)/2, only, small)
	place(r.up, r.upX+(orderArrow-theme.IconSize)/2, y, theme.IconSize, orderHeight-1)
	place(r.down, r.downX+(orderArrow-theme.IconSize)/2, y, theme.IconSize, orderHeight-1)
	for _, t := range []*canvas.Text{r.rank, r.title, r.detail, r.only} {
		t.Refresh()
	}
}
