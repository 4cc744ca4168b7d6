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
	note     *widget.Entry
	buyerRef *widget.Entry
	orderRef *widget.Entry
	checks   *fyne.Container
	sums     *fyne.Container
	paper    *Paper
	pageNote *widget.Text
	action   *widget.Button
	remove   *widget.Button

	prepared billing.Prepared
	preview  debounce
	keep     debounce
	asked    latest // previews
	search   latest // customers
	storing  bool

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
	e := &editor{desk: d, owner: owner, paper: NewPaper(), checks: widget.Column(10), sums: widget.Column(4)}
	e.preview, e.keep = debounce{desk: d, pause: previewPause}, debounce{desk: d, pause: keepPause}
	e.title, e.pageNote = widget.NewText("", widget.Title), widget.NewText("", widget.Muted)
	e.action = widget.NewButton(widget.Primary, d.T("editor.issue"), e.issueNow)
	e.remove = widget.NewButton(widget.Ghost, "", e.discard).WithGlyph(theme.GlyphDelete)
	e.lines = newLineTable(e)
	e.makeHead()
	e.makeFoot()
	left := widget.Column(14, e.headRow(), e.headCard(), e.lines.card, e.footRow(), e.hints())
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

// makeFoot builds what is seldom filled in.
func (e *editor) makeFoot() {
	e.note, e.buyerRef, e.orderRef = widget.NewEntry(""), widget.NewEntry(""), widget.NewEntry("")
	e.note.OnChanged = func(s string) { e.form.Note = s; e.changed() }
	e.buyerRef.OnChanged = func(s string) { e.form.BuyerReference = s; e.changed() }
	e.orderRef.OnChanged = func(s string) { e.form.OrderReference = s; e.changed() }
}

func (e *editor) headRow() fyne.CanvasObject {
	d := e.desk
	return widget.Sized(0, theme.ControlHeight, widget.Row(theme.Grid+4, e.title, widget.NewChip(d.T("editor.draft"), widget.Quiet, ""), widget.Spring(),
		e.remove, widget.NewButton(widget.Secondary, d.T("editor.save"), e.saveNow), e.action))
}

func (e *editor) headCard() fyne.CanvasObject {
	d := e.desk
	return widget.NewCard(widget.Column(12,
		widget.Row(12, widget.Grow(2, e.party), widget.Grow(1, widget.NewField(d.T("editor.date"), e.issue)), widget.Grow(1, e.dueField)),
		widget.Row(12, widget.Grow(2, widget.NewField(d.T("editor.note"), e.note)), widget.Grow(1, widget.NewField(d.T("editor.reference"), e.buyerRef)),
			widget.Grow(1, widget.NewField(d.T("editor.order"), e.orderRef)))))
}

func (e *editor) footRow() fyne.CanvasObject {
	return widget.Row(theme.Gap, widget.Grow(1, widget.NewTitledCard(e.desk.T("check.title"), e.checks)),
		widget.Sized(220, 0, widget.NewCard(e.sums)))
}

func (e *editor) hints() fyne.CanvasObject {
	d := e.desk
	return widget.NewHints(widget.Hint{Key: "Enter", Words: d.T("key.new-line")}, widget.Hint{Key: "Ctrl Enter", Words: d.T("key.issue")},
		widget.Hint{Key: "Alt R", Words: d.T("key.discount")}, widget.Hint{Key: "F1", Words: d.T("key.all")})
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
	e.note.SetText(draft.Note)
	e.buyerRef.SetText(draft.BuyerReference)
	e.orderRef.SetText(draft.OrderReference)
	e.paper.Set(nil)
	e.lines.begin()
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
	e.asked.next()
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
	e.showSums(s)
}

func (e *editor) showSums(s view.Sums) {
	d := e.desk
	e.sums.Objects = []fyne.CanvasObject{
		widget.NewText(d.T("editor.sum"), widget.Muted.Right()), widget.NewText(s.Net, widget.Body.Right()),
		widget.NewText(d.T("editor.tax"), widget.Muted.Right()), widget.NewText(s.Tax, widget.Body.Right()),
		widget.NewText(d.T("editor.payable"), widget.Muted.Right()), widget.NewText(s.Payable, widget.Hero.Right()),
	}
	e.sums.Refresh()
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

// look asks what the draft would become, off the goroutine that draws; an answer to an older form is dropped.
func (e *editor) look() {
	if !e.open {
		return
	}
	d, current := e.desk, e.asked.next()
	draft, _ := e.form.Draft()
	type answer struct {
		prepared billing.Prepared
		pages    []drawnPage
	}
	ask(d, func(ctx context.Context) (answer, error) {
		p, pages, err := d.services.Preview(ctx, draft)
		return answer{p, e.paper.Draw(pages)}, err
	}, func(a answer, err error) {
		switch {
		case !current() || !e.open:
		case err != nil:
			d.murmur(err)
		default:
			e.looked(a.prepared, a.pages)
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
	e.checks.Objects = nil
	for _, c := range e.form.Checks(e.prepared) {
		e.checks.Add(widget.Row(theme.Grid, widget.Top(chip(c.Chip)), widget.Grow(1, widget.Inset(2, 0, 0, 0, widget.NewParagraph(c.Text, widget.Body)))))
	}
	e.checks.Refresh()
	e.lines.card.Refresh()
	e.content.Refresh()
}
