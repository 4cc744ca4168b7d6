package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// A line has a slot for each cell and one for its amount.
const (
	amountSlot = int(view.Cells)
	lineSlots  = amountSlot + 1

	lineHeight float32 = 37
	lineGap    float32 = 10
)

// slotWidths are what the slots of numbers need; item and "for" share the rest.
var slotWidths = [lineSlots]float32{view.CellQuantity: 42, view.CellUnit: 34, view.CellPrice: 66, view.CellDiscount: 46, view.CellVAT: 50, amountSlot: 74}

// flexible slots and their weights.
var slotFlex = [lineSlots]float32{view.CellItem: 2.6, view.CellFor: 1}

func rightAligned(slot int) bool {
	switch view.Cell(slot) {
	case view.CellQuantity, view.CellPrice, view.CellDiscount, view.CellVAT:
		return true
	}
	return slot == amountSlot
}

// slots tells where each slot stands in a line of a width; one that is not shown has no width.
func (t *lineTable) slots(width float32) (out [lineSlots]struct{ x, w float32 }) {
	room, flex, shown := width-2*theme.Grid, float32(0), 0
	for i := range lineSlots {
		if !t.shows(i) {
			continue
		}
		shown++
		room -= slotWidths[i]
		flex += slotFlex[i]
	}
	room -= lineGap * float32(max(0, shown-1))
	x := theme.Grid
	for i := range lineSlots {
		if !t.shows(i) {
			continue
		}
		w := slotWidths[i]
		if slotFlex[i] > 0 {
			w = max(40, room*slotFlex[i]/flex)
		}
		out[i].x, out[i].w = x, w
		x += w + lineGap
	}
	return out
}

func (t *lineTable) shows(slot int) bool {
	return slot == amountSlot || t.editor.form == nil || t.editor.form.Shows(view.Cell(slot))
}

// lineRow draws a line of the table, or its heads.
type lineRow struct {
	fynewidget.BaseWidget
	table   *lineTable
	index   int // -1: the heads
	texts   [lineSlots]*widget.Text
	wrong   [lineSlots]bool
	hovered bool
}

func newLineRow(t *lineTable, index int) *lineRow {
	r := &lineRow{table: t, index: index}
	for i := range r.texts {
		r.texts[i] = widget.NewShortText("", r.look(i))
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *lineRow) look(slot int) widget.Look {
	look := widget.Body
	if r.index < 0 {
		look = widget.Small
	}
	if r.wrong[slot] {
		look = look.In(widget.Bad)
	}
	if rightAligned(slot) {
		look = look.Right()
	}
	return look
}

var slotKeys = [lineSlots]string{"item", "for", "quantity", "unit", "price", "discount", "vat", "amount"}

// head writes the names of the columns.
func (r *lineRow) head(d *desk) {
	for i, key := range slotKeys {
		r.texts[i].Set(d.T("editor.col." + key))
	}
}

func (r *lineRow) set(slot int, text string, wrong bool) {
	if text == "" && view.Cell(slot) == view.CellDiscount {
		text = "–"
	}
	if r.wrong[slot] != wrong {
		r.wrong[slot] = wrong
		r.texts[slot].SetLook(r.look(slot))
	}
	r.texts[slot].Set(text)
}

// Tapped implements fyne.Tappable: the fields come to the line, the keyboard to what was hit.
func (r *lineRow) Tapped(ev *fyne.PointEvent) {
	if r.index < 0 {
		return
	}
	cell := view.CellQuantity
	for i, s := range r.table.slots(r.Size().Width) {
		if i < amountSlot && s.w > 0 && ev.Position.X >= s.x-lineGap/2 && ev.Position.X < s.x+s.w+lineGap/2 {
			cell = view.Cell(i)
		}
	}
	r.table.edit(r.index, cell)
}

// MouseIn implements desktop.Hoverable.
func (r *lineRow) MouseIn(*desktop.MouseEvent) { r.hovered = r.index >= 0; r.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (r *lineRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *lineRow) MouseOut() { r.hovered = false; r.Refresh() }

// CreateRenderer implements fyne.Widget.
func (r *lineRow) CreateRenderer() fyne.WidgetRenderer {
	ground, rule := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	ground.CornerRadius = 4
	objects := []fyne.CanvasObject{ground, rule}
	for _, t := range r.texts {
		objects = append(objects, t)
	}
	return &lineRenderer{objects: objects, layout: func(size fyne.Size) {
		ground.Resize(fyne.NewSize(size.Width, size.Height-1))
		rule.Move(fyne.NewPos(0, size.Height-1))
		rule.Resize(fyne.NewSize(size.Width, 1))
		for i, s := range r.table.slots(size.Width) {
			r.texts[i].Hidden = s.w == 0
			r.texts[i].Move(fyne.NewPos(s.x, 0))
			r.texts[i].Resize(fyne.NewSize(s.w, size.Height-1))
		}
	}, refresh: func() {
		rule.FillColor, ground.FillColor = theme.Color(theme.Line), color.Transparent
		if r.hovered {
			ground.FillColor = theme.Color(theme.Hover)
		}
		rule.Refresh()
		ground.Refresh()
	}, self: r}
}

// lineFields is the line that has the keyboard.
type lineFields struct {
	fynewidget.BaseWidget
	table   *lineTable
	entries [view.Cells]*widget.Entry
	amount  *widget.Text
	loading bool
}

func newLineFields(t *lineTable) *lineFields {
	f := &lineFields{table: t, amount: widget.NewText("", widget.Body.Right())}
	for c := range view.Cells {
		e := widget.NewEntry("")
		e.OnChanged = func(text string) {
			if !f.loading {
				t.typed(c, text)
			}
		}
		e.OnKey = func(ev *fyne.KeyEvent) bool { return t.key(c, ev) }
		e.OnBlur = func() { f.leave(c) }
		f.entries[c] = e
	}
	f.ExtendBaseWidget(f)
	return f
}

// load shows a line.
func (f *lineFields) load(i int) {
	f.loading = true
	line := f.table.editor.form.Lines()[i]
	for c, e := range f.entries {
		e.SetText(line.Text[c])
		e.SetWrong(false)
	}
	f.loading = false
}

// leave writes a cell as the language does once the keyboard is elsewhere.
func (f *lineFields) leave(c view.Cell) {
	t := f.table
	if t.active < 0 {
		return
	}
	text := t.editor.form.Tidy(t.active, c)
	f.loading = true
	f.entries[c].SetText(text)
	f.loading = false
	f.entries[c].SetWrong(t.editor.form.Unread()[view.LineCell{Line: t.active, Cell: c}])
}

// CreateRenderer implements fyne.Widget.
func (f *lineFields) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius = 4
	objects := []fyne.CanvasObject{ground}
	for _, e := range f.entries {
		objects = append(objects, e)
	}
	objects = append(objects, f.amount)
	const pad float32 = 7 // an entry's text stands where the drawn text stood
	return &lineRenderer{objects: objects, tall: 6, layout: func(size fyne.Size) {
		ground.Resize(size)
		for i, s := range f.table.slots(size.Width) {
			if i == amountSlot {
				f.amount.Move(fyne.NewPos(s.x, 0))
				f.amount.Resize(fyne.NewSize(s.w, size.Height))
				continue
			}
			e := f.entries[i]
			e.Hidden = s.w == 0
			e.Move(fyne.NewPos(s.x-min(pad, lineGap/2), (size.Height-theme.ControlHeight)/2))
			e.Resize(fyne.NewSize(s.w+2*min(pad, lineGap/2), theme.ControlHeight))
		}
	}, refresh: func() {
		ground.FillColor = theme.Color(theme.FjordSoft)
		ground.Refresh()
	}, self: f}
}

type lineRenderer struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	refresh func()
	self    fyne.Widget
	tall    float32
	min     func() fyne.Size // nil: that of a line
}

func (r *lineRenderer) Destroy()                     {}
func (r *lineRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *lineRenderer) MinSize() fyne.Size {
	if r.min != nil {
		return r.min()
	}
	return fyne.NewSize(420, lineHeight+r.tall)
}

func (r *lineRenderer) Layout(size fyne.Size) {
	r.refresh()
	r.layout(size)
}

func (r *lineRenderer) Refresh() {
	r.refresh()
	r.layout(r.self.Size())
	canvas.Refresh(r.self)
}
