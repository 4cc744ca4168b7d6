package ui

import (
	"fyne.io/fyne/v2"

	"fakturist/billing/register"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// importCheck is the step that shows what would happen: rows by group, the one under the cursor in full beside them, and what
// a person decides.
type importCheck struct {
	owner   *importer
	content fyne.CanvasObject
	chips   *widget.FilterChips
	list    *widget.List
	rows    []view.ImportRow
	panel   *fyne.Container
	bar     *fyne.Container
	problem *widget.Paragraph
	at      int // ID of the row shown; 0: none
}

const checkSide float32 = 380

func newImportCheck(owner *importer) *importCheck {
	d := owner.desk
	v := &importCheck{owner: owner, panel: widget.Column(theme.Gap), bar: widget.Column(theme.Grid), problem: widget.NewParagraph("", widget.Muted)}
	v.chips = widget.NewFilterChips(nil, "", func(id string) {
		owner.form.Filter = id
		v.fill()
		v.list.Focus()
	})
	verdict := float32(0)
	for _, words := range d.tongue.Verdicts() {
		verdict = max(verdict, widget.ChipWidth(words)+4)
	}
	v.list = widget.NewList([]widget.ListColumn{{Title: d.T("import.row"), Width: 48}, {Title: d.T("setting.name")},
		{Title: d.T("col.status"), Width: verdict}}).Tall()
	v.list.OnSelect = func(_ int, row widget.ListRow) { v.selected(row.ID) }
	v.list.OnRune = v.rune
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphSearch, d.T("import.none.title"), d.T("import.none.text"), nil))
	left := widget.Column(12, v.chips, widget.Grow(1, widget.NewBareCard(v.list)), widget.NewCard(v.bar))
	v.content = widget.Row(theme.Gap, widget.Grow(1, left), widget.Sized(checkSide, 0, scroll(v.panel)))
	return v
}

// show draws the plan from its beginning.
func (v *importCheck) show() {
	v.at = 0
	v.fill()
	v.showBar()
	if len(v.rows) > 0 {
		v.list.Select(0)
	}
}

// fill shows the rows of the group that is chosen.
func (v *importCheck) fill() {
	form := v.owner.form
	v.chips.Set(nameCounts(form.Filters()))
	v.chips.Choose(form.Filter)
	v.rows = form.Rows()
	rows := make([]widget.ListRow, len(v.rows))
	for i, r := range v.rows {
		rows[i] = widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Line, Tone: widget.Quiet}, {Text: r.Name, Detail: r.Detail}, chipCell(r.Verdict)}}
	}
	v.list.SetAll(rows)
	v.showPanel()
	v.guard()
}

func (v *importCheck) selected(key string) {
	for _, r := range v.rows {
		if r.Key == key && r.ID != v.at {
			v.at = r.ID
			v.showPanel()
		}
	}
}

// guard shows what the button will do, and why it cannot yet.
func (v *importCheck) guard() {
	form := v.owner.form
	problem := form.Problem()
	v.owner.next.SetText(form.Action())
	v.owner.next.Forbid(problem)
	if v.problem.SetLook(widget.Body.In(widget.Warn)); problem == "" {
		v.problem.SetLook(widget.Muted)
		problem = v.owner.desk.T("import.look.text")
	}
	v.problem.Set(problem)
	v.owner.Page.box.Refresh()
}

// showBar offers what holds for many rows at once.
func (v *importCheck) showBar() {
	d, form := v.owner.desk, v.owner.form
	n := form.Plan.Count()
	v.bar.Objects = nil
	if n.Doubtful > 0 {
		row := widget.Row(theme.Grid, widget.NewText(d.T("import.all"), widget.Muted))
		for _, c := range []register.Choice{register.Undecided, register.Merge, register.Skip, register.AsNew} {
			words := d.T("import.all.proposed")
			if c != register.Undecided {
				words = d.T("import.choice." + string(c))
			}
			row.Add(widget.NewSmallButton(widget.Secondary, words, func() { form.ChooseAll(c); v.fill() }))
		}
		row.Add(widget.Spring())
		v.bar.Add(row)
	}
	ticks := widget.Row(theme.Gap)
	if n.Faulty > 0 {
		ticks.Add(newTick(d.T("import.skip-faulty"), form.Choices.SkipFaulty, func(on bool) { form.Choices.SkipFaulty = on; v.guard() }))
	}
	ticks.Add(newTick(d.T("import.remember"), form.Choices.Remember, func(on bool) { form.Choices.Remember = on }))
	ticks.Add(widget.Spring())
	v.bar.Add(ticks)
	v.bar.Add(v.problem)
	v.bar.Refresh()
}

// rune decides about the row under the cursor: 1 merges, 2 skips, 3 takes it as new. The cursor goes on to the next one.
func (v *importCheck) rune(r rune) {
	choice, ok := map[rune]register.Choice{'1': register.Merge, '2': register.Skip, '3': register.AsNew}[r]
	if ok && len(v.owner.form.Detail(v.at).Choices) > 0 {
		v.decide(choice)
		if next := v.list.Cursor() + 1; next < v.list.Count() {
			v.list.Select(next)
		}
	}
}

func (v *importCheck) decide(c register.Choice) {
	v.owner.form.Choose(v.at, c)
	v.fill()
}

// showPanel shows the row under the cursor in full, and below it what is to be said of the whole file.
func (v *importCheck) showPanel() {
	d, form := v.owner.desk, v.owner.form
	v.panel.Objects = nil
	detail := form.Detail(v.at)
	if detail.Title == "" {
		v.panel.Add(widget.NewCard(widget.NewParagraph(d.T("import.pick"), widget.Muted)))
	} else {
		v.panel.Add(widget.NewCard(v.head(detail)))
		if detail.Other != "" {
			v.panel.Add(widget.NewTitledCard(d.T("import.resembles"), v.resembles(detail)))
		}
		if len(detail.Changes) > 0 {
			v.panel.Add(widget.NewTitledCard(d.T(changesTitle(detail)), changeFacts(d, detail.Changes)))
		}
	}
	if problems := form.PlanProblems(); len(problems) > 0 {
		v.panel.Add(widget.NewTitledCard(d.T("import.remarks"), problemColumn(d, problems)))
	}
	v.content.Refresh()
}

func (v *importCheck) head(detail view.ImportDetail) fyne.CanvasObject {
	d := v.owner.desk
	column := widget.Column(10, widget.Row(theme.Grid, widget.Grow(1, widget.NewParagraph(detail.Title, widget.Lead)), widget.Top(chip(detail.Verdict))),
		widget.NewText(detail.Where, widget.Muted))
	if len(detail.Problems) > 0 {
		column.Add(problemColumn(d, detail.Problems))
	}
	return column
}

func changesTitle(detail view.ImportDetail) string {
	if detail.Other != "" {
		return "import.row.title"
	}
	for _, c := range detail.Changes {
		if c.Before != "" {
			return "import.changes.title"
		}
	}
	return "import.new.title"
}

// changeFacts are fields before and after.
func changeFacts(d *desk, changes []view.ImportChange) fyne.CanvasObject {
	var facts []widget.Fact
	for _, c := range changes {
		f := widget.Fact{Name: c.Field, Value: c.After}
		switch {
		case c.Before != "" && c.After != "":
			f.Value = d.T("import.before", "before", c.Before, "after", c.After)
		case c.Before != "":
			f.Value = d.T("import.removed", "before", c.Before)
		}
		facts = append(facts, f)
	}
	return widget.NewFacts(facts)
}

// resembles is whom the row may be, why, and what may be done.
func (v *importCheck) resembles(detail view.ImportDetail) fyne.CanvasObject {
	d := v.owner.desk
	column := widget.Column(10, widget.NewParagraph(detail.Other, widget.Body), widget.NewParagraph(detail.Why, widget.Muted))
	if len(detail.Merging) > 0 {
		column.Add(widget.NewText(d.T("import.merging"), widget.Muted))
		column.Add(changeFacts(d, detail.Merging))
	} else {
		column.Add(widget.NewParagraph(d.T("import.merging.none"), widget.Muted))
	}
	column.Add(widget.NewRule())
	for i, c := range detail.Choices {
		kind := widget.Secondary
		if c.Chosen {
			kind = widget.Primary
		}
		button := widget.NewButton(kind, c.Text, func() { v.decide(c.Choice) }).WithKey(string(rune('1' + i)))
		column.Add(widget.Row(12, widget.Top(widget.Sized(136, 0, button)), widget.Grow(1, widget.NewParagraph(c.Meaning, widget.Muted))))
	}
	if len(detail.Also) > 0 {
		column.Add(widget.NewText(d.T("import.also"), widget.Muted))
		for _, also := range detail.Also {
			column.Add(widget.NewParagraph(also, widget.Body))
		}
	}
	return column
}
