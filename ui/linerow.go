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
	noteHeight float32 = 17 // what a line says beyond its cells
)

// slotWidths are what the slots of numbers need; item and "for" share the rest.
var slotWidths = [lineSlots]float32{view.CellQuantity: 42, view.CellUnit: 40, view.CellPrice: 66, view.CellDiscount: 46, view.CellVAT: 60, amountSlot: 74}

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
	note    *widget.Text // what stands behind the line: period, price per, description
	hovered bool
}

func newLineRow(t *lineTable, index int) *lineRow {
	r := &lineRow{table: t, index: index, note: widget.NewShortText("", widget.Small)}
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

// setNote says what stands behind the line; the row is taller for it.
func (r *lineRow) setNote(note string) {
	if r.note.Text() != note {
		r.note.Set(note)
		r.Refresh()
	}
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
	objects = append(objects, r.note)
	minimum := func() fyne.Size {
		if r.note.Text() == "" {
			return fyne.NewSize(420, lineHeight)
		}
		return fyne.NewSize(420, lineHeight+noteHeight)
	}
	return &lineRenderer{objects: objects, min: minimum, layout: func(size fyne.Size) {
		ground.Resize(fyne.NewSize(size.Width, size.Height-1))
		rule.Move(fyne.NewPos(0, size.Height-1))
		rule.Resize(fyne.NewSize(size.Width, 1))
		for i, s := range r.table.slots(size.Width) {
			r.texts[i].Hidden = s.w == 0
			r.texts[i].Move(fyne.NewPos(s.x, 0))
			r.texts[i].Resize(fyne.NewSize(s.w, lineHeight-1))
		}
		r.note.Move(fyne.NewPos(theme.Grid, lineHeight-8))
		r.note.Resize(fyne.NewSize(size.Width-2*theme.Grid, noteHeight))
	}, refresh: func() {
		rule.FillColor, ground.FillColor = theme.Color(theme.Line), color.Transparent
		if r.hovered {
			ground.FillColor = theme.Color(theme.Hover)
		}
		rule.Refresh()
		ground.Refresh()
	}, self: r}
}

type lineRenderer struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	refresh func()
	self    fyne.Widget
	min     func() fyne.Size // nil: that of a line
}

func (r *lineRenderer) Destroy()                     {}
func (r *lineRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *lineRenderer) MinSize() fyne.Size {
	if r.min != nil {
		return r.min()
	}
	return fyne.NewSize(420, lineHeight)
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
