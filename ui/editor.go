package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// editor is the form of a draft with the page it becomes beside it. All of it works by keyboard.
type editor struct {
	desk    *desk
	owner   *invoices
	content fyne.CanvasObject
	form    *view.Editor
	open    bool

	title    *widget.Text
	customer *widget.Complete
	found    []billing.Customer
	party    *widget.Field
	issue    *widget.DateEntry
	due      *widget.DateEntry
	dueField *widget.Field
	lines    *lineTable
	options  *optionPanel
	checks   *checkList
	sums     *sumTable
	state    *widget.Chip
	ready    *tick
	paper    *Paper
	pageNote *widget.Text
	action   *widget.Button
	remove   *widget.Button

	prepared billing.Prepared
	preview  debounce
	keep     debounce
	search   latest // customers
	looking  bool   // a page is being made
	again    bool   // and the form has changed since
	storing  bool
	issuing  bool

	// instead, where it is set, follows every key in place of the invoice's own sums, page, checks and storing: the lines
	// stand in another form, such as that of an offer.
	instead func()
}

const (
	// The page follows what is typed within 150 ms: this pause and what preparing takes.
	previewPause = 40 * time.Millisecond
	// A draft is stored this long after the last key.
	keepPause = 700 * time.Millisecond

	paperWidth float32 = 420
)

func newEditor(d *desk, owner *invoices) *editor {
	e := &editor{desk: d, owner: owner, paper: NewPaper(), sums: newSumTable()}
	e.preview, e.keep = debounce{desk: d, pause: previewPause}, debounce{desk: d, pause: keepPause}
	e.title, e.pageNote = widget.NewText("", widget.Title), widget.NewText("", widget.Muted)
	e.action = widget.NewButton(widget.Primary, d.T("editor.issue"), e.issueNow)
	e.remove = widget.NewButton(widget.Ghost, "", e.discard).WithGlyph(theme.GlyphDelete)
	e.state = widget.NewChip(d.T("editor.draft"), widget.Quiet, "")
	e.ready = newTick(d.T("editor.ready"), false, e.setReady)
	e.checks = newCheckList(d, e.goTo)
	e.lines = newLineTable(e)
	e.options = newOptionPanel(e)
	e.makeHead()
	left := widget.Column(14, e.headRow(), e.headCard(), e.lines.card, e.options.card, e.footRow(), e.hints())
	right := widget.Column(theme.Grid, widget.Grow(1, scroll(e.paper)),
		widget.Row(theme.Grid, e.pageNote, widget.Spring(), widget.NewText(d.T("editor.page"), widget.Muted)))
	e.content = widget.Inset(theme.Margin, theme.Margin, theme.Margin, theme.Margin,
		widget.Row(theme.Margin, widget.Grow(1, scroll(left)), widget.Sized(paperWidth, 0, right)))
	return e
}

// makeHead builds the fields over the lines.
func (e *editor) makeHead() {
	d := e.desk
	e.customer = widget.NewComplete(d.T("editor.customer.hint"), 2)
	e.customer.OnQuery, e.customer.OnPick = e.findCustomer, e.pickCustomer
	e.customer.OnEnter = func() { e.lines.focusNew() }
	e.party = widget.NewField(d.T("editor.customer"), e.customer)
	e.issue, e.due = d.dateEntry(), d.dateEntry()
	e.issue.OnDay = func(day time.Time) { e.form.IssueDate = cal.Of(day); e.changed() }
	e.due.OnDay = func(day time.Time) { e.form.DueDate = cal.Of(day); e.changed() }
	e.dueField = widget.NewField(d.T("editor.due"), e.due)
}

func (e *editor) headRow() fyne.CanvasObject {
	d := e.desk
	return widget.Sized(0, theme.ControlHeight, widget.Row(theme.Grid+4, e.title, e.state, widget.Spring(),
		e.remove, widget.NewButton(widget.Secondary, d.T("editor.save"), e.saveNow), e.action))
}

func (e *editor) headCard() fyne.CanvasObject {
	d := e.desk
	return widget.NewCard(
		widget.Row(12, widget.Grow(2, e.party), widget.Grow(1, widget.NewField(d.T("editor.date"), e.issue)), widget.Grow(1, e.dueField)))
}

func (e *editor) footRow() fyne.CanvasObject {
	head := widget.Row(theme.Grid, widget.NewText(e.desk.T("check.title"), widget.Strong), widget.Spring(), e.ready)
	return widget.Row(theme.Gap, widget.Grow(1, widget.NewCard(widget.Column(6, head, widget.Grow(1, e.checks.column)))),
		widget.Sized(220, 0, widget.NewCard(e.sums.column)))
}

func (e *editor) hints() fyne.CanvasObject {
	d := e.desk
	return widget.NewHints(widget.Hint{Key: "Enter", Words: d.T("key.new-line")}, widget.Hint{Key: "Ctrl Enter", Words: d.T("key.issue")},
		widget.Hint{Key: "Ctrl M", Words: d.T("editor.more")}, widget.Hint{Key: "F8", Words: d.T("key.next-fault")},
		widget.Hint{Key: "F1", Words: d.T("key.all")})
}

// begin opens a draft; the keyboard goes where the next thing is to be typed.
func (e *editor) begin(draft billing.Draft, customer billing.Customer) {
	d := e.desk
	e.form, e.open, e.prepared = view.NewEditor(d.tongue, d.company, draft, customer), true, billing.Prepared{}
	key := "editor.new"
	if draft.Kind == billing.KindCreditNote {
		key = "editor.credit-note"
	}
	e.title.Set(d.T(key))
	e.customer.SetText(e.form.Customer().Name)
	e.issuing, e.looking, e.again = false, false, false
	e.ready.set(e.form.Ready)
	e.showState()
	e.paper.Set(nil)
	e.lines.begin()
	e.options.begin()
	e.showDates()
	e.renew()
	e.preview.cancel()
	e.look()
	if customer.Name == "" {
		d.focus(e.customer)
	} else {
		e.lines.focusNew()
	}
}

// leave stores what was begun and closes the editor.
func (e *editor) leave() {
	if !e.open {
		return
	}
	e.open = false
	e.preview.cancel()
	e.keep.cancel()
	if e.worthKeeping() {
		e.store(nil)
	}
}

// worthKeeping tells whether there is anything a person would miss.
func (e *editor) worthKeeping() bool {
	return e.form != nil && e.form.Changed() && (e.form.ID() != 0 || e.form.Customer().Name != "" || len(e.form.Lines()) > 0)
}

func (e *editor) keys() []widget.Key {
	d := e.desk
	return append([]widget.Key{
		{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("key.issue"), Do: e.issueNow},
		{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("key.save"), Do: e.saveNow},
		{Name: fyne.KeyM, Mod: widget.Ctrl, Words: d.T("key.more"), Do: e.options.next},
		{Name: fyne.KeyR, Mod: widget.Ctrl, Words: d.T("key.ready"), Do: func() { e.ready.toggle() }},
		{Name: fyne.KeyF8, Words: d.T("key.next-fault"), Do: func() { e.checks.next(e.form) }},
		{Name: fyne.KeyF9, Words: d.T("key.why"), Do: e.unfoldWhy},
		{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: func() { e.owner.done("") }},
	}, e.lines.keys()...)
}

// changed follows every key: the amounts at once, the page and the checks a little later, and the draft is stored once the
// keys rest.
func (e *editor) changed() {
	if !e.open {
		return
	}
	if e.instead != nil {
		e.instead()
		return
	}
	e.renew()
	e.preview.call(e.look)
	e.keep.call(func() {
		if e.worthKeeping() {
			e.store(nil)
		}
	})
}

// renew shows what the form can tell by itself.
func (e *editor) renew() {
	s := e.form.Sums()
	e.lines.showAmounts(s.Lines)
	if e.sums.set(e.desk, s) {
		e.content.Refresh()
	}
}

// showDates writes the days that hold, also those nobody typed.
func (e *editor) showDates() {
	issue, due := e.form.Dates()
	if !e.issue.Focused() {
		e.issue.SetDay(dayTime(issue))
	}
	if !e.due.Focused() {
		e.due.SetDay(dayTime(due))
	}
}

func dayTime(d cal.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.Time()
}

// look asks what the draft would become, off the goroutine that draws. One page is made at a time: what is typed meanwhile asks
// for one more when it is there, so that a slow page never holds up the keys and the last one shown is always the newest.
func (e *editor) look() {
	if !e.open {
		return
	}
	if e.looking {
		e.again = true
		return
	}
	e.looking, e.again = true, false
	d, form := e.desk, e.form
	draft, _ := form.Draft()
	type answer struct {
		prepared billing.Prepared
		pages    []drawnPage
	}
	ask(d, func(ctx context.Context) (answer, error) {
		p, pages, err := d.services.Preview(ctx, draft)
		return answer{p, e.paper.Draw(pages)}, err
	}, func(a answer, err error) {
		if e.form != form || !e.open {
			return // another draft is open by now, and asks for itself
		}
		e.looking = false
		if err != nil {
			d.murmur(err)
		} else {
			e.looked(a.prepared, a.pages)
		}
		if e.again {
			e.look()
		}
	})
}

func (e *editor) looked(p billing.Prepared, pages []drawnPage) {
	d := e.desk
	e.prepared = p
	e.paper.Set(pages)
	e.pageNote.Set("")
	if len(pages) > 1 {
		e.pageNote.Set(d.T("editor.pages", "n", len(pages)))
	}
	e.action.SetText(e.form.Action(p))
	e.party.SetHint(e.form.PayerText(p))
	e.showDates()
	e.showChecks()
}

func (e *editor) showChecks() {
	if e.checks.set(e.form.Checks(e.prepared)) {
		e.lines.card.Refresh()
		e.content.Refresh()
	}
}

func (e *editor) unfoldWhy() {
	e.checks.unfoldHere()
	e.content.Refresh()
}

// goTo gives the keyboard to the field a fault speaks of.
func (e *editor) goTo(path string) {
	f := e.form.FieldOf(path)
	switch {
	case !f.Known:
	case f.Seller:
		e.desk.shell.Go(placeSettings, nil)
	case f.Group != "":
		e.options.show(f)
	case f.Name == "customer":
		e.desk.focus(e.customer)
	case f.Name == "issueDate":
		e.desk.focus(e.issue)
	case f.Name == "dueDate":
		e.desk.focus(e.due)
	case f.Name == "lines":
		e.lines.focusNew()
	default:
		e.lines.edit(f.Line, f.Cell)
	}
}

// setReady notes that somebody says the draft may be issued, or that it may not.
func (e *editor) setReady(on bool) {
	e.form.Ready = on
	e.showState()
	e.changed()
}

func (e *editor) showState() {
	d := e.desk
	if e.form.Ready {
		e.state.Set(d.T("ready.yes"), widget.Good, d.T("editor.ready.why"))
	} else {
		e.state.Set(d.T("editor.draft"), widget.Quiet, "")
	}
	e.content.Refresh()
}

// sumTable is the way from the lines to the amount to pay.
type sumTable struct {
	column *fyne.Container
	names  []*widget.Text
	values []*widget.Text
	total  *widget.Text
	label  *widget.Text
}

func newSumTable() *sumTable {
	return &sumTable{column: widget.Column(6), total: widget.NewText("", widget.Hero.Right()), label: widget.NewText("", widget.Muted.Right())}
}

// set shows sums and tells whether there are more or fewer rows than before.
func (t *sumTable) set(d *desk, s view.Sums) bool {
	look := widget.Hero.Right()
	if len([]rune(s.Payable)) > 11 {
		look = widget.Title.Right()
	}
	t.total.SetLook(look)
	t.total.Set(s.Payable)
	t.label.Set(d.T("editor.payable"))
	more := len(s.Rows) != len(t.names)
	changed := more
	if more {
		t.names, t.values = nil, nil
		t.column.Objects = []fyne.CanvasObject{t.label, t.total, widget.Inset(2, 0, 2, 0, widget.NewRule())}
		for range s.Rows {
			name, value := widget.NewShortText("", widget.Muted), widget.NewText("", widget.Body.Right())
			t.names, t.values = append(t.names, name), append(t.values, value)
			t.column.Add(widget.Row(theme.Grid, widget.Grow(1, name), value))
		}
	}
	for i, r := range s.Rows {
		t.names[i].Set(r.Name)
		if t.values[i].Text() != r.Value {
			t.values[i].Set(r.Value)
			changed = true // it may be wider than before
		}
	}
	if changed {
		t.column.Refresh()
	}
	return more
}
