package ui

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/billing/cal"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// lineFields is the line that has the keyboard. Behind it, once asked for, stands what is seldom said of a line.
type lineFields struct {
	fynewidget.BaseWidget
	table    *lineTable
	entries  [view.AllCells]*widget.Entry
	objects  [view.AllCells]fyne.CanvasObject // what draws a cell and takes the keyboard: an entry, or one that finds
	vat      *widget.Complete
	choices  []view.VATChoice
	from, to *widget.DateEntry
	behind   []behindField
	amount   *widget.Text
	loading  bool
	detailed bool
}

// behindField is a field behind the line, with its name and its share of the width.
type behindField struct {
	label  *widget.Text
	object fyne.CanvasObject
	width  float32 // 0: what is left
	cell   view.Cell
}

func newLineFields(t *lineTable) *lineFields {
	f := &lineFields{table: t, amount: widget.NewText("", widget.Body.Right())}
	for c := range view.AllCells {
		if c == view.CellVAT {
			f.makeVAT()
			continue
		}
		e := widget.NewEntry("")
		f.hear(c, e)
		f.objects[c] = e
	}
	d := t.editor.desk
	f.from, f.to = d.dateEntry(), d.dateEntry()
	f.from.OnDay = func(day time.Time) { f.setPeriod(cal.Of(day), cal.Of(f.to.Day())) }
	f.to.OnDay = func(day time.Time) { f.setPeriod(cal.Of(f.from.Day()), cal.Of(day)) }
	label := func(key string) *widget.Text { return widget.NewShortText(d.T(key), widget.Small) }
	f.behind = []behindField{{label("line.description"), f.objects[view.CellDescription], 0, view.CellDescription},
		{label("editor.col.for"), f.objects[view.CellFor], 80, view.CellFor},
		{label("line.from"), f.from, 130, view.AllCells}, {label("line.to"), f.to, 130, view.AllCells},
		{label("line.per"), f.objects[view.CellPer], 56, view.CellPer}}
	f.ExtendBaseWidget(f)
	return f
}

// hear lets a cell tell the table what is typed in it.
func (f *lineFields) hear(c view.Cell, e *widget.Entry) {
	f.entries[c] = e
	e.OnChanged = func(text string) {
		if !f.loading {
			f.table.typed(c, text)
		}
	}
	e.OnKey = func(ev *fyne.KeyEvent) bool { return f.table.key(c, ev) }
	e.OnBlur = func() { f.leave(c) }
}

// makeVAT builds the cell that finds a rate or category by its words.
func (f *lineFields) makeVAT() {
	f.vat = widget.NewComplete("", 0)
	changed, key, blur := f.vat.OnChanged, f.vat.OnKey, f.vat.OnBlur
	f.hear(view.CellVAT, &f.vat.Entry)
	typed, moved, left := f.vat.OnChanged, f.vat.OnKey, f.vat.OnBlur
	f.vat.OnChanged = func(s string) { typed(s); changed(s) }
	f.vat.OnKey = func(ev *fyne.KeyEvent) bool { return f.vat.Open() && key(ev) || moved(ev) }
	f.vat.OnBlur = func() { blur(); f.guessVAT(); left() }
	f.vat.OnQuery, f.vat.OnPick = f.findVAT, f.pickVAT
	f.objects[view.CellVAT] = f.vat
}

// findVAT offers all ways to tax a line before anything is typed, with the one that holds first.
func (f *lineFields) findVAT(text string) {
	t := f.table.editor.desk.tongue
	f.choices = t.SuggestVAT(text)
	if len(f.choices) > 0 && f.choices[0].Text == text {
		for _, c := range t.VATChoices() {
			if c.Text != text {
				f.choices = append(f.choices[:len(f.choices):len(f.choices)], c)
			}
		}
	}
	var rows []widget.Choice
	for _, c := range f.choices {
		rows = append(rows, widget.Choice{Title: c.Text, Detail: c.Meaning})
	}
	f.vat.Answer(text, rows)
}

func (f *lineFields) pickVAT(i int) {
	f.takeVAT(f.choices[i].Text)
	f.table.enter(view.CellVAT)
}

func (f *lineFields) takeVAT(text string) {
	f.loading = true
	f.vat.SetText(text)
	f.loading = false
	f.table.typed(view.CellVAT, text)
}

// guessVAT takes what was begun for the one way it may mean: "mat" is 15 %.
func (f *lineFields) guessVAT() {
	t := f.table
	if t.active < 0 || !t.editor.form.Unread()[view.LineCell{Line: t.active, Cell: view.CellVAT}] {
		return
	}
	if found := t.editor.desk.tongue.SuggestVAT(f.vat.Value()); len(found) == 1 {
		f.takeVAT(found[0].Text)
	}
}

func (f *lineFields) setPeriod(from, to cal.Date) {
	f.table.editor.form.SetPeriod(f.table.active, cal.Period{From: from, To: to})
	f.table.editor.changed()
}

// load shows a line.
func (f *lineFields) load(i int) {
	f.loading = true
	line := f.table.editor.form.Lines()[i]
	for c, e := range f.entries {
		if view.Cell(c) == view.CellVAT {
			f.vat.SetText(line.Text[c])
		} else {
			e.SetText(line.Text[c])
		}
		e.SetWrong(false)
	}
	f.from.SetDay(dayTime(line.Period.From))
	f.to.SetDay(dayTime(line.Period.To))
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
	if c == view.CellVAT {
		f.vat.SetText(text)
	} else {
		f.entries[c].SetText(text)
	}
	f.loading = false
	f.entries[c].SetWrong(t.editor.form.Unread()[view.LineCell{Line: t.active, Cell: c}])
}

// focused is the cell the keyboard is in.
func (f *lineFields) focused() (view.Cell, bool) {
	for c, e := range f.entries {
		if e.Focused() {
			return view.Cell(c), true
		}
	}
	return 0, f.from.Focused() || f.to.Focused()
}

const (
	fieldsHeight = lineHeight + 6
	behindLabel  = float32(16)
	behindHeight = behindLabel + theme.ControlHeight + 10
)

// CreateRenderer implements fyne.Widget.
func (f *lineFields) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	ground.CornerRadius = 4
	objects := []fyne.CanvasObject{ground}
	objects = append(objects, f.objects[:]...)
	objects = append(objects, f.amount, f.from, f.to)
	for _, b := range f.behind {
		objects = append(objects, b.label)
	}
	return &lineRenderer{objects: objects, min: func() fyne.Size {
		if f.detailed {
			return fyne.NewSize(420, fieldsHeight+behindHeight)
		}
		return fyne.NewSize(420, fieldsHeight)
	}, layout: func(size fyne.Size) {
		ground.Resize(size)
		f.layCells(size.Width)
		f.layBehind(size.Width)
	}, refresh: func() {
		ground.FillColor = theme.Color(theme.FjordSoft)
		ground.Refresh()
	}, self: f}
}

// layCells sets the fields where the line's texts stood.
func (f *lineFields) layCells(width float32) {
	const pad float32 = 7 // an entry's text stands where the drawn text stood
	for i, s := range f.table.slots(width) {
		if i == amountSlot {
			f.amount.Move(fyne.NewPos(s.x, 0))
			f.amount.Resize(fyne.NewSize(s.w, fieldsHeight))
			continue
		}
		o := f.objects[i]
		if s.w == 0 {
			o.Hide()
			continue
		}
		o.Show()
		o.Move(fyne.NewPos(s.x-min(pad, lineGap/2), (fieldsHeight-theme.ControlHeight)/2))
		o.Resize(fyne.NewSize(s.w+2*min(pad, lineGap/2), theme.ControlHeight))
	}
}

// layBehind sets what stands behind the line below it; a cell that has its column is left out.
func (f *lineFields) layBehind(width float32) {
	room, shown := width-2*theme.Grid, 0
	for _, b := range f.behind {
		if f.detailed && !f.inTable(b.cell) {
			room -= b.width
			shown++
		}
	}
	room -= lineGap * float32(max(0, shown-1))
	x := theme.Grid
	for _, b := range f.behind {
		inTable := f.inTable(b.cell)
		b.label.Hidden = !f.detailed || inTable
		if inTable {
			continue
		}
		if !f.detailed {
			b.object.Hide()
			continue
		}
		w := b.width
		if w == 0 {
			w = room
		}
		b.object.Show()
		b.label.Move(fyne.NewPos(x+2, fieldsHeight-2))
		b.label.Resize(fyne.NewSize(w, behindLabel))
		b.object.Move(fyne.NewPos(x, fieldsHeight+behindLabel))
		b.object.Resize(fyne.NewSize(w, theme.ControlHeight))
		x += w + lineGap
	}
}

func (f *lineFields) inTable(c view.Cell) bool { return c < view.Cells && f.table.shows(int(c)) }
