package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// ListColumn says how a column of a List stands.
type ListColumn struct {
	Title string
	Width float32 // of the text; 0 lets the column share what is left
	Flex  float32 // its share; 0 counts as 1
	Right bool    // amounts
	Sort  string  // handed to OnSort when the head is pressed; empty columns cannot be sorted
}

// ListCell is what stands in one place of a List.
type ListCell struct {
	Text   string
	Tone   Tone
	Strong bool
	Chip   bool   // drawn as a status
	Detail string // a quiet second line, in a list of tall rows
	Tip    string // under the pointer
}

// ListRow is one row. Its ID names what it shows, so that marks and the cursor survive a reload.
type ListRow struct {
	ID    string
	Cells []ListCell
}

// TextWidth is how wide a column must be for a text in it, such as the longest amount there can be.
func TextWidth(sample string) float32 { return Strong.measure(sample).Width }

// ChipWidth is how wide a column must be for a chip in it.
func ChipWidth(sample string) float32 { return pillWidth(sample) }

const (
	pageRows    = 100 // rows are asked for in pages of this many
	pagesKept   = 60  // and this many pages are kept
	listHead    = float32(38)
	listRow     = float32(38)
	listTallRow = float32(54)
	listEdge    = theme.Grid // between the edge of the list and its rows
	cellPad     = float32(12)
	markWidth   = float32(38)
)

// List shows any number of rows and holds only those near the eye. It is driven by the keyboard: arrows, Home, End and the page
// keys move, Enter opens, Space marks. Rows come in one of two ways: SetAll hands over a short list; or Reset tells how many
// there are, OnFetch asks for those in sight, and SetRows answers, from whatever goroutine by way of fyne.Do.
type List struct {
	fynewidget.BaseWidget

	// OnSelect is called when the cursor moves to a row, OnOpen when Enter or a click on the row under the cursor asks for more.
	OnSelect func(index int, row ListRow)
	OnOpen   func(index int, row ListRow)
	// OnFetch asks for rows from, up to but not including to, of a generation. It must not block.
	OnFetch func(generation, from, to int)
	// OnSort is called when a head is pressed; the caller sorts and calls Reset.
	OnSort func(key string, descending bool)
	// OnMarks is called with the marked IDs whenever they change. A list without it cannot be marked.
	OnMarks func(ids []string)
	// OnKey sees keys before the list and tells whether it took them; OnRune gets what is typed.
	OnKey  func(*fyne.KeyEvent) bool
	OnRune func(rune)

	columns    []ListColumn
	tall       bool
	tapOpens   bool
	plainMarks bool
	count      int
	generation int
	pages      map[int]*listPage
	cursor     int // -1: none
	marks      []string
	sort       string
	descending bool
	footer     []ListCell
	empty      fyne.CanvasObject

	head *listHeader
	body *listBody
	foot *listFooter
	bar  *listBar
}

// listPage is a stretch of rows. Stale ones are shown until they are replaced.
type listPage struct {
	rows  []ListRow
	asked int // the generation that was last asked for
	fresh bool
}

// NewList gives an empty list.
func NewList(columns []ListColumn) *List {
	l := &List{columns: columns, pages: map[int]*listPage{}, cursor: -1}
	l.head, l.body, l.foot, l.bar = newListHeader(l), newListBody(l), newListFooter(l), newListBar(l)
	l.ExtendBaseWidget(l)
	return l
}

// Tall gives rows room for a second line.
func (l *List) Tall() *List {
	l.tall = true
	return l
}

// TapOpens lets a single click open a row, for lists that show nothing beside them.
func (l *List) TapOpens() *List {
	l.tapOpens = true
	return l
}

// SetEmpty gives what stands in place of rows when there are none.
func (l *List) SetEmpty(o fyne.CanvasObject) {
	l.empty = o
	l.body.setEmpty(o)
}

// SetColumns changes the heads, as a change of language does. Their number stays.
func (l *List) SetColumns(columns []ListColumn) {
	l.columns = columns
	l.Refresh()
}

// SetFooter shows totals under the rows, cell by column; none hides it.
func (l *List) SetFooter(cells []ListCell) {
	l.footer = cells
	l.Refresh()
}

// SetSort shows which column the rows are sorted by.
func (l *List) SetSort(key string, descending bool) {
	l.sort, l.descending = key, descending
	l.head.Refresh()
}

// SetAll hands over all rows at once. The cursor stays on the row with the same ID, if it is still there.
func (l *List) SetAll(rows []ListRow) {
	current, had := l.Selected()
	l.generation++
	l.count = len(rows)
	l.pages = map[int]*listPage{}
	l.store(0, rows)
	l.cursor = min(l.cursor, l.count-1)
	if had {
		if at := slices.IndexFunc(rows, func(r ListRow) bool { return r.ID == current.ID }); at >= 0 {
			l.cursor = at
		}
	}
	l.keepMarks(rows)
	l.Refresh()
}

// Reset starts a new question with so many answers: the list goes to its top, marks and cursor are dropped. It returns the
// generation that OnFetch and SetRows carry, so that late answers to an older question are dropped.
func (l *List) Reset(count int) (generation int) {
	l.generation++
	l.count, l.pages, l.cursor = count, map[int]*listPage{}, -1
	l.body.offset = 0
	if len(l.marks) > 0 {
		l.setMarks(nil)
	}
	l.Refresh()
	return l.generation
}

// Renew asks the same question again after something changed: place, marks and old rows stay until new ones come.
func (l *List) Renew(count int) (generation int) {
	l.generation++
	l.count = count
	l.cursor = min(l.cursor, count-1)
	for _, p := range l.pages {
		p.fresh = false
	}
	l.Refresh()
	return l.generation
}

// SetRows answers OnFetch.
func (l *List) SetRows(generation, from int, rows []ListRow) {
	if generation != l.generation {
		return
	}
	l.store(from, rows)
	l.evict()
	l.body.Refresh()
}

func (l *List) store(from int, rows []ListRow) {
	for i, row := range rows {
		at := from + i
		p := l.page(at / pageRows)
		for len(p.rows) <= at%pageRows {
			p.rows = append(p.rows, ListRow{})
		}
		p.rows[at%pageRows] = row
		p.fresh, p.asked = true, l.generation
	}
}

func (l *List) page(number int) *listPage {
	p, ok := l.pages[number]
	if !ok {
		p = &listPage{}
		l.pages[number] = p
	}
	return p
}

// evict drops the pages farthest from the eye. A list handed over whole keeps all it has.
func (l *List) evict() {
	if len(l.pages) <= pagesKept || l.OnFetch == nil {
		return
	}
	here := int(l.body.offset/l.rowHeight()) / pageRows
	numbers := make([]int, 0, len(l.pages))
	for n := range l.pages {
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, func(a, b int) int { return abs(a-here) - abs(b-here) })
	for _, n := range numbers[pagesKept:] {
		delete(l.pages, n)
	}
}

// Row is a row, if it is held.
func (l *List) Row(index int) (ListRow, bool) {
	p, ok := l.pages[index/pageRows]
	if !ok || index < 0 || index >= l.count || index%pageRows >= len(p.rows) {
		return ListRow{}, false
	}
	return p.rows[index%pageRows], true
}

// Count is how many rows there are.
func (l *List) Count() int { return l.count }

// Cursor is the index of the row under the cursor, -1 if there is none.
func (l *List) Cursor() int { return l.cursor }

// Selected is the row under the cursor.
func (l *List) Selected() (ListRow, bool) {
	if l.cursor < 0 {
		return ListRow{}, false
	}
	return l.Row(l.cursor)
}

// Select moves the cursor to a row, into sight, and calls OnSelect.
func (l *List) Select(index int) {
	if l.count == 0 {
		return
	}
	l.cursor = max(0, min(index, l.count-1))
	l.body.reveal(l.cursor)
	l.body.Refresh()
	if row, ok := l.Row(l.cursor); ok && l.OnSelect != nil {
		l.OnSelect(l.cursor, row)
	}
}

// Focus gives the keyboard to the list.
func (l *List) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l.body); c != nil {
		c.Focus(l.body)
	}
}

// Keyboard is what takes the keys of the list.
func (l *List) Keyboard() fyne.Focusable { return l.body }

func (l *List) open(index int) {
	if row, ok := l.Row(index); ok && l.OnOpen != nil {
		l.OnOpen(index, row)
	}
}

func (l *List) sortBy(key string) {
	if key == "" || l.OnSort == nil {
		return
	}
	l.SetSort(key, l.sort == key && !l.descending)
	l.OnSort(l.sort, l.descending)
}

func (l *List) rowHeight() float32 {
	if l.tall {
		return listTallRow
	}
	return listRow
}

// span is where the text of a column begins and how wide it is.
type span struct{ x, width float32 }

// spans shares a width among the columns.
func (l *List) spans(width float32) []span {
	left := listEdge
	if l.OnMarks != nil {
		left += markWidth - cellPad
	}
	room, flex := width-left-listEdge, float32(0)
	for _, c := range l.columns {
		room -= 2*cellPad + c.Width
		if c.Width == 0 {
			flex += flexOf(c)
		}
	}
	out := make([]span, len(l.columns))
	for i, c := range l.columns {
		w := c.Width
		if w == 0 {
			w = max(24, room*flexOf(c)/flex)
		}
		out[i] = span{left + cellPad, w}
		left += w + 2*cellPad
	}
	return out
}

func flexOf(c ListColumn) float32 {
	if c.Flex == 0 {
		return 1
	}
	return c.Flex
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{self: l, objects: []fyne.CanvasObject{l.head, l.body, l.foot, l.bar}}
	r.refresh = func() {
		l.head.Refresh()
		l.body.Refresh()
		l.foot.Refresh()
	}
	r.min = func() fyne.Size {
		width := 2 * listEdge
		for _, c := range l.columns {
			width += 2*cellPad + max(24, c.Width)
		}
		return fyne.NewSize(width, listHead+3*l.rowHeight())
	}
	r.layout = func(size fyne.Size) {
		foot := float32(0)
		if len(l.footer) > 0 {
			foot = listHead
		}
		l.foot.Hidden = foot == 0
		place(l.head, 0, 0, size.Width, listHead)
		place(l.body, 0, listHead, size.Width, max(0, size.Height-listHead-foot))
		place(l.foot, 0, size.Height-foot, size.Width, foot)
		place(l.bar, size.Width-listBarWidth, listHead, listBarWidth, max(0, size.Height-listHead-foot))
	}
	return r
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// TypeKey gives the list a key as if it had the focus, for keys that a screen binds while the focus is elsewhere.
func (l *List) TypeKey(name fyne.KeyName) {
	l.body.TypedKey(&fyne.KeyEvent{Name: name})
}
