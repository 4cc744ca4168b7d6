package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// groupPart makes one invoice for every member of a group: what each gets at the left, who gets it and what is wrong at the
// right.
type groupPart struct {
	desk    *desk
	room    *basisRoom
	body    *fyne.Container
	form    *view.GroupForm
	groups  []string
	group   *widget.Select
	issue   *widget.DateEntry
	due     *widget.DateEntry
	lines   *editor // the form the lines believe to stand in
	list    *widget.List
	text    *widget.Text
	problem *widget.Paragraph
	foot    *fyne.Container
	make    *widget.Button
	ready   *widget.Button
	full    fyne.CanvasObject
	rows    []view.GroupRow

	preview debounce
	asked   latest
	loaded  bool
	making  bool
	filling bool
}

const groupSide float32 = 448

func newGroupPart(r *basisRoom) *groupPart {
	d := r.desk
	v := &groupPart{desk: d, room: r, body: container.NewStack(), preview: debounce{desk: d, pause: 150 * time.Millisecond}}
	v.make = widget.NewButton(widget.Secondary, "", func() { v.do(false) })
	v.ready = widget.NewButton(widget.Primary, d.T("group.ready"), func() { v.do(true) })
	v.text, v.problem = widget.NewText("", widget.Strong), widget.NewParagraph("", widget.Muted)
	v.makeFields()
	v.makeList()
	left := widget.Column(14, v.headCard(), v.lines.lines.card, v.lines.options.card,
		widget.NewHints(widget.Hint{Key: "Enter", Words: d.T("key.new-line")}, widget.Hint{Key: "Ctrl Enter", Words: d.T("group.ready.key")},
			widget.Hint{Key: "Ctrl M", Words: d.T("editor.more")}, widget.Hint{Key: "Ctrl L", Words: d.T("key.to-list")}, widget.Hint{Key: "F1", Words: d.T("key.all")}))
	v.foot = widget.Column(theme.Grid, widget.Row(12, widget.Grow(1, v.text)), v.problem, widget.Row(theme.Grid, widget.Spring(), v.make, v.ready))
	right := widget.Column(12, widget.Grow(1, widget.NewBareCard(v.list)), widget.NewCard(v.foot))
	v.full = widget.Row(theme.Gap, widget.Grow(1, scroll(left)), widget.Sized(groupSide, 0, right))
	v.lines.content = v.full
	v.begin()
	return v
}

func (v *groupPart) makeFields() {
	d := v.desk
	v.group = widget.NewSelect(nil, -1, func(i int) { v.form.SetGroup(v.groups[i]); v.follow(); v.lines.lines.focusNew() })
	v.issue, v.due = d.dateEntry(), d.dateEntry()
	v.issue.OnDay = func(day time.Time) { v.form.IssueDate = dayOf(day); v.follow() }
	v.due.OnDay = func(day time.Time) { v.form.DueDate = dayOf(day); v.follow() }
	v.lines = &editor{desk: d, open: true, action: v.ready, instead: v.follow}
	v.lines.lines = newLineTable(v.lines)
	v.lines.options = newOptionPanel(v.lines)
}

func (v *groupPart) headCard() fyne.CanvasObject {
	d := v.desk
	together := newTick(d.T("group.together"), false, func(on bool) { v.form.Together = on; v.follow() })
	return widget.NewCard(widget.Column(12,
		widget.Row(12, widget.Grow(2, widget.NewField(d.T("group.group"), v.group)), widget.Grow(1, widget.NewField(d.T("editor.date"), v.issue)),
			widget.Grow(1, widget.NewField(d.T("editor.due"), v.due))), together))
}

func (v *groupPart) makeList() {
	d := v.desk
	v.list = widget.NewList([]widget.ListColumn{{Title: d.T("group.member")}, {Title: d.T("editor.payable"), Width: widget.TextWidth("100 000,00"), Right: true},
		{Title: d.T("check.title"), Width: widget.ChipWidth("Utelatt") + 8}}).Tall().PlainMarks()
	v.list.OnMarks = v.marked
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphCustomer, d.T("group.none.title"), d.T("group.none.text"), nil))
}

// begin opens an empty form.
func (v *groupPart) begin() {
	d := v.desk
	v.form = view.NewGroupForm(d.tongue, d.company)
	v.lines.form = v.form.Editor
	v.group.Choose(-1)
	v.lines.lines.begin()
	v.lines.options.begin()
	v.answer(nil)
}

func (v *groupPart) content() fyne.CanvasObject { return v.body }

func (v *groupPart) enter(arg any) {
	d := v.desk
	wanted := v.form.Group
	if g, ok := arg.(showGroup); ok {
		wanted = string(g)
	}
	fetch(d, d.services.Groups, func(groups map[string]int) {
		v.loaded = true
		v.groups = sortedKeys(groups)
		var choices []widget.Choice
		for _, g := range v.groups {
			choices = append(choices, widget.Choice{Title: g, Amount: d.tongue.Count(groups[g])})
		}
		if wanted == "" && len(v.groups) == 1 {
			wanted = v.groups[0]
		}
		v.group.SetChoices(choices, slices.Index(v.groups, wanted))
		fresh := v.form.Group == ""
		if slices.Contains(v.groups, wanted) {
			v.form.SetGroup(wanted)
		}
		v.show()
		v.follow()
		if fresh && v.form.Group != "" && v.room.parts[v.room.here] == basisPart(v) {
			v.lines.lines.focusNew()
		}
	})
	v.room.drop = v.lines.options.papers.attach
	v.show()
}

// show puts the form on the page, or says where groups come from when there are none.
func (v *groupPart) show() {
	d := v.desk
	var o fyne.CanvasObject = v.full
	if v.loaded && len(v.groups) == 0 {
		o = widget.NewCard(widget.NewEmptyState(theme.GlyphCustomer, d.T("group.empty.title"), d.T("group.empty.text"),
			widget.NewButton(widget.Primary, d.T("group.empty.do"), func() { d.shell.Go(placeCustomers, nil) }),
			widget.NewButton(widget.Secondary, d.T("customers.import"), func() { d.shell.Go(placeCustomers, importCustomers{}) })))
	}
	put(v.body, o)
}

func (v *groupPart) leave() { v.preview.cancel() }

func (v *groupPart) changed() {
	if !v.making {
		v.preview.call(v.look)
	}
}

func (v *groupPart) keyboard() fyne.Focusable {
	if v.form.Group == "" {
		return v.group
	}
	return v.lines.lines.add
}

func (v *groupPart) actions() []fyne.CanvasObject { return nil }

func (v *groupPart) keys() []widget.Key {
	d := v.desk
	return append([]widget.Key{
		{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("group.ready.key"), Do: func() { v.do(true) }},
		{Name: fyne.KeyM, Mod: widget.Ctrl, Words: d.T("key.more"), Do: v.lines.options.next},
		{Name: fyne.KeyL, Mod: widget.Ctrl, Words: d.T("key.to-list"), Do: v.list.Focus},
	}, v.lines.lines.keys()...)
}

// follow follows every key: the amounts of the lines at once, who gets what a little later.
func (v *groupPart) follow() {
	v.lines.lines.showAmounts(v.form.Sums().Lines)
	issue, due := v.form.Dates()
	if !v.issue.Focused() {
		v.issue.SetDay(dayTime(issue))
	}
	if !v.due.Focused() {
		v.due.SetDay(dayTime(due))
	}
	v.guard()
	v.preview.call(v.look)
}

// look asks what the order would give; an answer to an older form is dropped.
func (v *groupPart) look() {
	d, current := v.desk, v.asked.next()
	order, _ := v.form.Order()
	if order.Group == "" {
		v.answer(nil)
		return
	}
	fetch(d, func(ctx context.Context) ([]billing.GroupRow, error) { return d.services.PreviewGroup(ctx, order) }, func(rows []billing.GroupRow) {
		if current() {
			v.answer(rows)
		}
	})
}

// answer shows who gets what.
func (v *groupPart) answer(rows []billing.GroupRow) {
	v.form.Answer(rows)
	v.rows = v.form.Rows()
	out := make([]widget.ListRow, len(v.rows))
	var ticked []string
	for i, r := range v.rows {
		name := widget.ListCell{Text: r.Names, Detail: firstWords(r.Why, r.Payer), Tip: r.Why}
		if !r.Included {
			name.Tone = widget.Quiet
		} else {
			ticked = append(ticked, r.Key)
		}
		out[i] = widget.ListRow{ID: r.Key, Cells: []widget.ListCell{name, {Text: r.Sum}, chipCell(r.Status)}}
	}
	v.filling = true // the marks follow from the answer
	v.list.SetAll(out)
	v.filling = false
	v.list.SetMarks(ticked)
	v.guard()
}

func firstWords(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// marked takes who is ticked.
func (v *groupPart) marked(keys []string) {
	if v.filling {
		return
	}
	v.form.Include(keys)
	v.answer(v.form.Answered())
	v.preview.call(v.look)
}

// guard shows what the order comes to, and why it cannot be made while it cannot.
func (v *groupPart) guard() {
	total := v.form.Total()
	v.text.Set(total.Text)
	v.list.SetFooter(nil)
	if total.Count > 0 {
		v.list.SetFooter([]widget.ListCell{{Text: v.desk.T("group.sum"), Tone: widget.Quiet}, {Text: total.Sum, Strong: true}, {}})
	}
	v.make.SetText(total.Make)
	v.make.Forbid(v.form.Problem(false))
	v.ready.Forbid(v.form.Problem(true))
	problem := v.form.Problem(true)
	v.problem.Set(problem)
	v.problem.Hidden = problem == ""
	v.foot.Refresh()
	v.full.Refresh()
}

// do makes the drafts and shows them.
func (v *groupPart) do(ready bool) {
	d := v.desk
	v.lines.lines.tidy()
	if problem := v.form.Problem(ready); problem != "" || v.making {
		if problem != "" {
			d.shell.Toast(theme.GlyphAlert, widget.Warn, problem, "", nil, widget.ToastTime)
		}
		return
	}
	order, _ := v.form.Order()
	v.making = true
	ask(d, func(ctx context.Context) ([]int64, error) { return d.services.MakeGroup(ctx, order, ready) }, func(ids []int64, err error) {
		v.making = false
		if err != nil {
			d.complain(err)
			return
		}
		d.tell(d.tongue.GroupMade(len(ids), ready))
		v.begin()
		d.shell.Go(placeInvoices, showFilter(billing.FilterDrafts))
	})
}
