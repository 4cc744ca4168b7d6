package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing/register"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// importColumns is the step that says which column is which field.
type importColumns struct {
	owner   *importer
	content fyne.CanvasObject
	kind    *widget.Select
	sheet   *widget.Select
	sheets  *fyne.Container
	rows    *fyne.Container
	forms   *fyne.Container // the head over how numbers and days are written
	side    *fyne.Container
	lines   []*importLine
}

// importLine is a column of the file with what is chosen for it.
type importLine struct {
	name   *widget.Text
	field  *widget.Select
	form   *widget.Select
	cell   *fyne.Container // the form, where there is one to choose
	place  *fyne.Container // around it; hidden while no column has any
	unsure *widget.Chip
}

const (
	fieldWidth float32 = 236
	formWidth  float32 = 176
	sideWidth  float32 = 300
)

var (
	numberForms = []register.NumberForm{register.Comma, register.Point}
	dateOrders  = []register.DateOrder{register.DayMonthYear, register.MonthDayYear, register.YearMonthDay}
)

func newImportColumns(owner *importer) *importColumns {
	d := owner.desk
	v := &importColumns{owner: owner, rows: widget.Column(6), side: widget.Column(12)}
	var kinds []widget.Choice
	all := d.tongue.ImportKinds()
	for _, k := range all {
		kinds = append(kinds, widget.Choice{Title: k.Text, Detail: k.Meaning})
	}
	v.kind = widget.NewSelect(kinds, -1, func(i int) { owner.setKind(all[i].Kind) })
	v.sheet = widget.NewSelect(nil, 0, func(i int) { owner.setSheet(owner.form.Sheets()[i]) })
	v.sheets = widget.Sized(220, 0, widget.NewField(d.T("import.sheet.label"), v.sheet))
	tools := widget.Row(12, widget.Sized(380, 0, widget.NewField(d.T("import.what"), v.kind)), v.sheets, widget.Spring())
	v.forms = widget.Sized(formWidth, 0, widget.NewText(d.T("import.form"), widget.Muted))
	head := widget.Row(12, widget.Grow(1, widget.NewShortText(d.T("import.column"), widget.Muted)),
		widget.Sized(fieldWidth, 0, widget.NewText(d.T("import.becomes"), widget.Muted)), v.forms)
	table := widget.NewCard(widget.Column(10, widget.Inset(0, 6, 0, 0, head), widget.NewRule(), widget.Grow(1, scroll(widget.Inset(0, 6, 0, 0, v.rows)))))
	v.content = widget.Row(theme.Gap, widget.Grow(1, widget.Column(12, tools, widget.Grow(1, table))), widget.Sized(sideWidth, 0, scroll(v.side)))
	return v
}

// show draws the columns of the form anew.
func (v *importColumns) show() {
	form := v.owner.form
	v.kind.Choose(slices.Index(register.Kinds(), form.Mapping.Kind))
	sheets := form.Sheets()
	v.sheets.Hidden = sheets == nil
	var choices []widget.Choice
	for _, s := range sheets {
		choices = append(choices, widget.Choice{Title: s})
	}
	v.sheet.SetChoices(choices, 0)
	v.rows.Objects, v.lines = nil, nil
	var fields []widget.Choice
	for _, f := range form.Fields() {
		fields = append(fields, widget.Choice{Title: v.owner.desk.tongue.FieldText(f)})
	}
	for _, c := range form.Columns() {
		v.addLine(c, fields)
	}
	v.rows.Refresh()
	v.renew()
}

// focus gives the keyboard to the first column that is left out, or else to the first.
func (v *importColumns) focus() {
	columns := v.owner.form.Columns()
	if len(columns) == 0 {
		return
	}
	i := max(0, slices.IndexFunc(columns, func(c view.ImportColumn) bool { return c.Field == register.Ignore }))
	v.owner.desk.focus(v.lines[i].field)
}

func (v *importColumns) addLine(c view.ImportColumn, fields []widget.Choice) {
	form := v.owner.form
	l := &importLine{name: widget.NewShortText(c.Name, widget.Strong), cell: container.NewStack(),
		unsure: widget.NewChip("?", widget.Warn, v.owner.desk.T("import.unsure"))}
	l.field = widget.NewSelect(fields, 0, func(i int) {
		form.SetField(c.Name, form.Fields()[i])
		v.renew()
	})
	l.place = widget.Sized(formWidth, 0, l.cell)
	v.lines = append(v.lines, l)
	if len(v.rows.Objects) > 0 {
		v.rows.Add(widget.NewRule())
	}
	v.rows.Add(widget.Row(12, widget.Grow(1, widget.Column(2, l.name, widget.NewShortText(c.Samples, widget.Muted))),
		widget.Sized(fieldWidth, 0, l.field), l.place))
}

// renew shows what is chosen now, and what is still missing.
func (v *importColumns) renew() {
	form := v.owner.form
	all, columns := form.Fields(), form.Columns()
	v.forms.Hidden = !slices.ContainsFunc(columns, view.ImportColumn.Formed)
	for i, c := range columns {
		l := v.lines[i]
		l.place.Hidden = v.forms.Hidden
		l.field.Choose(slices.Index(all, c.Field))
		look := widget.Strong
		if c.Field == register.Ignore {
			look = widget.Muted
		}
		l.name.SetLook(look)
		v.showForm(l, c)
	}
	v.showSide()
	v.owner.next.Forbid("")
	if len(form.Missing()) > 0 {
		v.owner.next.Forbid(v.owner.desk.T("import.problem.missing"))
	}
	v.content.Refresh()
}

// showForm offers how the numbers or days of a column are read, where it has any.
func (v *importColumns) showForm(l *importLine, c view.ImportColumn) {
	d, form := v.owner.desk, v.owner.form
	l.cell.Objects = nil
	var choices []widget.Choice
	chosen := -1
	switch {
	case c.Numbers != "":
		for _, f := range numberForms {
			choices = append(choices, widget.Choice{Title: d.T("import.numbers." + string(f))})
		}
		chosen = slices.Index(numberForms, c.Numbers)
		l.form = widget.NewSelect(choices, chosen, func(i int) { form.SetNumbers(c.Name, numberForms[i]); l.unsure.Hide() })
	case c.Dates != "":
		for _, o := range dateOrders {
			choices = append(choices, widget.Choice{Title: d.T("import.dates." + string(o))})
		}
		chosen = slices.Index(dateOrders, c.Dates)
		l.form = widget.NewSelect(choices, chosen, func(i int) { form.SetDates(c.Name, dateOrders[i]); l.unsure.Hide() })
	default:
		l.cell.Refresh()
		return
	}
	l.unsure.Hidden = !c.Unsure
	l.cell.Objects = []fyne.CanvasObject{widget.Row(theme.Grid, widget.Grow(1, l.form), l.unsure)}
	l.cell.Refresh()
}

// showSide says what must still be mapped and what the file is like.
func (v *importColumns) showSide() {
	d, form := v.owner.desk, v.owner.form
	v.side.Objects = nil
	if missing := form.Missing(); len(missing) > 0 {
		card := widget.Column(theme.Grid, widget.Row(0, widget.NewChip(d.T("import.missing"), widget.Bad, ""), widget.Spring()),
			widget.NewParagraph(d.T("import.missing.text"), widget.Muted))
		for _, m := range missing {
			card.Add(widget.NewParagraph(m, widget.Strong))
		}
		v.side.Add(widget.NewCard(card))
	} else {
		v.side.Add(widget.NewCard(widget.Column(theme.Grid, widget.Row(0, widget.NewChip(d.T("import.ready"), widget.Good, ""), widget.Spring()),
			widget.NewParagraph(d.T("import.ready.text"), widget.Body), widget.NewParagraph(d.T("import.look.text"), widget.Muted))))
	}
	if problems := form.SheetProblems(); len(problems) > 0 {
		v.side.Add(widget.NewTitledCard(d.T("import.remarks"), problemColumn(d, problems)))
	}
	v.side.Refresh()
}

// problemColumn lists sentences, each with a chip of its weight and its place before it.
func problemColumn(d *desk, problems []view.Problem) fyne.CanvasObject {
	column := widget.Column(theme.Grid)
	for _, p := range problems {
		words := "check.note"
		if p.Tone == view.Bad {
			words = "check.stop"
		}
		text := widget.Column(2)
		if p.Where != "" {
			text.Add(widget.NewParagraph(p.Where, widget.Muted))
		}
		text.Add(widget.NewParagraph(p.Text, widget.Body))
		column.Add(widget.Row(theme.Grid, widget.Top(widget.NewChip(d.T(words), widget.Tone(p.Tone), "")), widget.Grow(1, text)))
	}
	return column
}
