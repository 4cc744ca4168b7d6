package ui

import (
	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// takeHeight is how much of the lines of an order is shown at once; more scroll.
const takeHeight float32 = 320

// takeTable is the lines of an order with a field for how much of each is invoiced now.
type takeTable struct {
	desk    *desk
	form    *view.TakeForm
	content fyne.CanvasObject
	entries []*widget.Entry
	notes   []*widget.Text
	submit  *widget.Button
	changed func()
}

const (
	takeNumber float32 = 92
	takeEntry  float32 = 92
)

func newTakeTable(d *desk, form *view.TakeForm, changed func()) *takeTable {
	t := &takeTable{desk: d, form: form, changed: changed}
	rows := widget.Column(0)
	for i := range form.Lines {
		rows.Add(t.row(i))
	}
	head := widget.Row(12, widget.Grow(1, widget.NewText(d.T("editor.col.item"), widget.Small)), widget.Sized(takeNumber, 0, widget.NewText(d.T("basis.ordered"), widget.Small.Right())),
		widget.Sized(takeNumber, 0, widget.NewText(d.T("basis.take.left"), widget.Small.Right())), widget.Sized(takeEntry, 0, widget.Inset(0, 0, 0, theme.Grid, widget.NewText(d.T("basis.take.now"), widget.Small))))
	var lines fyne.CanvasObject = rows
	if height := rows.MinSize().Height; height > takeHeight {
		lines = widget.Sized(0, takeHeight, scroll(rows))
	}
	all := widget.Row(theme.Grid, widget.NewSmallButton(widget.Ghost, d.T("basis.take.all"), func() { t.all(true) }),
		widget.NewSmallButton(widget.Ghost, d.T("basis.take.none"), func() { t.all(false) }), widget.Spring())
	t.content = widget.Column(6, head, widget.NewRule(), lines, widget.NewRule(), all)
	return t
}

func (t *takeTable) row(i int) fyne.CanvasObject {
	l := t.form.Lines[i]
	note := widget.NewText(l.Left, widget.Body.Right())
	t.notes = append(t.notes, note)
	if l.Done {
		t.entries = append(t.entries, nil)
		note.Set(t.desk.T("basis.all-invoiced"))
		note.SetLook(widget.Muted.In(widget.Good).Right())
		return widget.Sized(0, theme.ControlHeight+8, widget.Row(12, widget.Grow(1, widget.NewShortText(l.Text, widget.Muted)), widget.Sized(takeNumber, 0, widget.NewText(l.Ordered, widget.Muted.Right())),
			widget.Sized(takeNumber, 0, note), widget.Sized(takeEntry, 0, widget.NewText("", widget.Body))))
	}
	e := widget.NewEntry("")
	e.SetText(l.Quantity)
	e.OnChanged = func(text string) {
		t.form.Set(i, text)
		e.SetWrong(false)
		t.changed()
	}
	e.OnBlur = func() { e.SetWrong(t.form.Fault(i) != "") }
	e.OnSubmitted = func(string) { t.next(i) }
	t.entries = append(t.entries, e)
	return widget.Sized(0, theme.ControlHeight+8, widget.Row(12, widget.Grow(1, widget.NewShortText(l.Text, widget.Body)), widget.Sized(takeNumber, 0, widget.NewText(l.Ordered, widget.Muted.Right())),
		widget.Sized(takeNumber, 0, note), widget.Sized(takeEntry, 0, widget.Inset(4, 0, 4, 0, e))))
}

// next goes to the line below, and from the last to the button.
func (t *takeTable) next(i int) {
	for _, e := range t.entries[i+1:] {
		if e != nil {
			t.desk.focus(e)
			return
		}
	}
	t.desk.focus(t.submit)
}

func (t *takeTable) focus() {
	for _, e := range t.entries {
		if e != nil {
			t.desk.focus(e)
			return
		}
	}
}

func (t *takeTable) all(on bool) {
	t.form.All(on)
	for i, e := range t.entries {
		if e != nil {
			e.SetText(t.form.Lines[i].Quantity)
		}
	}
	t.changed()
}

func (t *takeTable) showFaults() {
	for i, e := range t.entries {
		if e != nil {
			e.SetWrong(t.form.Fault(i) != "")
		}
	}
}
