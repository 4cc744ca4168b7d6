package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// lineTable is the lines of the editor. The lines are drawn; only the one the keyboard is in has fields, so that two hundred
// lines are as quick as two.
type lineTable struct {
	editor *editor
	card   *widget.Card
	column *fyne.Container
	heads  *lineRow
	rows   []*lineRow
	fields *lineFields
	add    *widget.Complete
	hint   *widget.Text
	addRow fyne.CanvasObject
	items  []billing.Item
	found  []billing.Item
	active int // the line that has the fields; -1: none
	wrong  map[view.LineCell]bool
}

func newLineTable(e *editor) *lineTable {
	t := &lineTable{editor: e, column: widget.Column(0), active: -1}
	d := e.desk
	t.add = widget.NewComplete(d.T("editor.add"), 1)
	t.add.OnQuery, t.add.OnPick, t.add.OnEnter = t.find, t.pick, t.addText
	onKey := t.add.OnKey
	t.add.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyUp && !t.add.Open() && len(t.rows) > 0 {
			t.edit(len(t.rows)-1, view.CellQuantity)
			return true
		}
		return onKey(ev)
	}
	t.hint = widget.NewShortText(d.T("editor.add.hint"), widget.Small)
	t.addRow = widget.Inset(6, theme.Grid, 6, theme.Grid, widget.Row(12, widget.Grow(2, t.add), widget.Grow(1, t.hint)))
	t.fields = newLineFields(t)
	t.card = widget.NewBareCard(widget.Inset(2, theme.Grid, 2, theme.Grid, t.column))
	return t
}

// begin shows the lines of a draft just opened and fetches the items to choose from.
func (t *lineTable) begin() {
	t.active, t.fields.detailed = -1, false
	t.heads = newLineRow(t, -1)
	t.heads.head(t.editor.desk)
	t.add.SetText("")
	t.say("editor.add.hint", widget.Small)
	t.rebuild()
	d := t.editor.desk
	fetch(d, func(ctx context.Context) ([]billing.Item, error) { return d.services.Items(ctx, "") }, func(items []billing.Item) { t.items = items })
}

// rebuild makes the rows anew, after lines came, went or moved.
func (t *lineTable) rebuild() {
	t.rows = nil
	t.column.Objects = []fyne.CanvasObject{t.heads}
	for i := range t.editor.form.Lines() {
		row := newLineRow(t, i)
		t.rows = append(t.rows, row)
		if i == t.active {
			t.column.Add(t.fields)
		} else {
			t.column.Add(row)
		}
	}
	t.column.Add(t.addRow)
	t.fill()
	t.column.Refresh()
	t.card.Refresh()
}

// fill writes what the lines say.
func (t *lineTable) fill() {
	t.wrong = t.editor.form.Unread()
	for i, l := range t.editor.form.Lines() {
		for c := range view.Cells {
			t.rows[i].set(int(c), l.Text[c], t.wrong[view.LineCell{Line: i, Cell: c}])
		}
		t.rows[i].setNote(t.editor.form.LineNote(i))
	}
}

// showAmounts writes what the lines come to, last column.
func (t *lineTable) showAmounts(amounts []string) {
	for i, a := range amounts {
		if i < len(t.rows) {
			t.rows[i].set(amountSlot, a, false)
		}
	}
	if t.active >= 0 && t.active < len(amounts) {
		t.fields.amount.Set(amounts[t.active])
	}
}

// edit gives the fields to a line and the keyboard to one of them.
func (t *lineTable) edit(i int, c view.Cell) {
	if i < 0 || i >= len(t.rows) {
		return
	}
	if t.active != i {
		t.tidy()
		t.active = i
		t.fields.load(i)
		t.rebuild()
		t.showAmounts(t.editor.form.Sums().Lines)
	}
	if c >= view.Cells || !t.shows(int(c)) {
		t.showBehind(true)
	}
	t.editor.desk.focus(t.fields.objects[c].(fyne.Focusable))
}

// showBehind unfolds what is seldom said of a line.
func (t *lineTable) showBehind(show bool) {
	if t.fields.detailed != show {
		t.fields.detailed = show
		t.fields.Refresh()
		t.column.Refresh()
		t.card.Refresh()
		if t.editor.content != nil {
			t.editor.content.Refresh()
		}
	}
}

// toggleBehind unfolds what is behind the line that has the keyboard and goes there, or folds it and goes back.
func (t *lineTable) toggleBehind() {
	i := t.here()
	switch {
	case i < 0:
	case t.active == i && t.fields.detailed:
		t.showBehind(false)
		t.edit(i, view.CellQuantity)
	default:
		t.edit(i, view.CellDescription)
	}
}

// close takes the fields away; what stood in them is written as the language does.
func (t *lineTable) close() {
	t.tidy()
	if t.active >= 0 {
		t.active = -1
		t.rebuild()
		t.showAmounts(t.editor.form.Sums().Lines)
	}
}

// tidy writes the cells of the active line as the language does.
func (t *lineTable) tidy() {
	if t.active < 0 {
		return
	}
	for c := range view.AllCells {
		t.editor.form.Tidy(t.active, c)
	}
}

// focusNew goes to the field that adds a line.
func (t *lineTable) focusNew() {
	t.close()
	t.editor.desk.focus(t.add)
}

func (t *lineTable) find(text string) {
	d := t.editor.desk
	t.found = t.editor.form.Suggest(t.items, text, 6)
	choices := make([]widget.Choice, 0, len(t.found)+1)
	for _, i := range t.found {
		choices = append(choices, widget.Choice{Glyph: theme.GlyphItem, Title: i.Name, Detail: i.No, Amount: d.tongue.Price(i.Price)})
	}
	if len(choices) > 0 {
		choices = append(choices, widget.Choice{Glyph: theme.GlyphEdit, Title: d.T("editor.add.text", "text", text)})
	}
	t.add.Answer(text, choices)
}

func (t *lineTable) pick(i int) {
	if i >= len(t.found) {
		t.addText()
		return
	}
	t.added(t.editor.form.AddItem(t.found[i]))
}

// addText adds a line of free text. Without text Enter does nothing but say what comes next: an invoice is never issued by one
// Enter too many.
func (t *lineTable) addText() {
	text := strings.TrimSpace(t.add.Text)
	if text == "" {
		if len(t.rows) > 0 && t.editor.instead == nil {
			t.say("editor.add.done", widget.Small.In(widget.Accent))
		}
		return
	}
	t.added(t.editor.form.AddText(text))
}

// say writes what stands beside the field for a new line.
func (t *lineTable) say(key string, look widget.Look) {
	t.hint.SetLook(look)
	t.hint.Set(t.editor.desk.T(key))
}

// added goes to what is to be said of the new line first: how many.
func (t *lineTable) added(i int) {
	t.add.SetText("")
	t.tidy()
	t.active = i
	t.fields.load(i)
	t.rebuild()
	t.say("editor.add.hint", widget.Small)
	t.editor.changed()
	t.editor.desk.focus(t.fields.entries[view.CellQuantity])
}

// duplicate puts a copy of the line that has the keyboard, or of the last, behind it.
func (t *lineTable) duplicate() {
	t.tidy()
	i, ok := t.editor.form.Duplicate(t.here())
	if !ok {
		return
	}
	cell, in := t.fields.focused()
	if !in {
		cell = view.CellQuantity
	}
	t.active = -1
	t.rebuild()
	t.editor.changed()
	t.edit(i, cell)
}

// typed takes what was typed into a field of the active line.
func (t *lineTable) typed(c view.Cell, text string) {
	t.editor.form.SetCell(t.active, c, text)
	wrong := t.editor.form.Unread()
	for cell := range view.AllCells {
		t.fields.entries[cell].SetWrong(wrong[view.LineCell{Line: t.active, Cell: cell}] && cell != c)
	}
	t.editor.changed()
}

// enter goes on from a cell: to the price that is still missing, to the next line, from the last line to a new one.
func (t *lineTable) enter(c view.Cell) {
	next, missing := t.editor.form.Next(t.active, c)
	switch {
	case missing:
		t.edit(t.active, next)
	case t.active < len(t.rows)-1:
		t.edit(t.active+1, c)
	default:
		t.focusNew()
	}
}

// key moves among the lines: Enter goes on, the arrows up and down.
func (t *lineTable) key(c view.Cell, ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		t.enter(c)
	case fyne.KeyUp:
		t.edit(t.active-1, c)
	case fyne.KeyDown:
		if t.active == len(t.rows)-1 {
			t.focusNew()
		} else {
			t.edit(t.active+1, c)
		}
	default:
		return false
	}
	return true
}

func (t *lineTable) keys() []widget.Key {
	d := t.editor.desk
	return []widget.Key{
		{Name: fyne.KeyR, Mod: fyne.KeyModifierAlt, Words: d.T("key.discount"), Do: func() { t.edit(t.here(), view.CellDiscount) }},
		{Name: fyne.KeyL, Mod: fyne.KeyModifierAlt, Words: d.T("key.line-more"), Do: t.toggleBehind},
		{Name: fyne.KeyD, Mod: widget.Ctrl, Words: d.T("key.duplicate-line"), Do: t.duplicate},
		{Name: fyne.KeyBackspace, Mod: widget.Ctrl, Words: d.T("key.remove"), Do: t.removeHere},
		{Name: fyne.KeyDelete, Mod: widget.Ctrl, Do: t.removeHere},
		{Name: fyne.KeyUp, Mod: fyne.KeyModifierAlt, Words: d.T("key.move-up"), Do: func() { t.move(-1) }},
		{Name: fyne.KeyDown, Mod: fyne.KeyModifierAlt, Words: d.T("key.move-down"), Do: func() { t.move(1) }},
	}
}

// here is the line meant when none has the keyboard: the last.
func (t *lineTable) here() int {
	if t.active >= 0 {
		return t.active
	}
	return len(t.rows) - 1
}

// removeHere takes the line out that the keyboard is in; from elsewhere it takes none, lest a slip in a text costs a line.
func (t *lineTable) removeHere() {
	if _, in := t.fields.focused(); in {
		t.remove(t.active)
	}
}

// remove takes a line out; a toast gives it back.
func (t *lineTable) remove(i int) {
	e := t.editor
	line, ok := e.form.Remove(i)
	if !ok {
		return
	}
	t.active = -1
	t.rebuild()
	e.changed()
	e.desk.focus(t.add)
	form := e.form
	e.desk.shell.Toast(theme.GlyphUndo, widget.Quiet, e.desk.T("editor.removed"), e.desk.T("undo.action"), func() {
		if e.form == form && e.open {
			form.Insert(i, line)
			t.active = -1
			t.rebuild()
			e.changed()
		}
	}, widget.ToastTime)
}

func (t *lineTable) move(by int) {
	if t.active < 0 {
		return
	}
	t.tidy()
	t.active = t.editor.form.Move(t.active, by)
	t.fields.load(t.active)
	t.rebuild()
	t.editor.changed()
}
