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

// basisEditor is the form of an offer, order or payment request with its page beside it: the lines of an invoice, and until
// when it holds.
type basisEditor struct {
	desk    *desk
	owner   *basesPart
	content fyne.CanvasObject
	form    *view.BasisForm
	open    bool

	title    *widget.Text
	state    *widget.Chip
	customer *widget.Complete
	found    []billing.Customer
	issue    *widget.DateEntry
	until    *widget.DateEntry
	untilFld *widget.Field
	party    *widget.Field
	fields   *fyne.Container
	head     *fyne.Container
	lines    *editor // the form the lines and options believe to stand in
	checks   *checkList
	sums     *sumTable
	paper    *Paper
	pageNote *widget.Text
	action   *widget.Button

	prepared billing.Prepared
	preview  debounce
	keep     debounce
	asked    latest // previews
	search   latest // customers
	storing  bool
}

func newBasisEditor(d *desk, owner *basesPart) *basisEditor {
	e := &basisEditor{desk: d, owner: owner, paper: NewPaper(), sums: newSumTable()}
	e.preview, e.keep = debounce{desk: d, pause: previewPause}, debounce{desk: d, pause: keepPause}
	e.title, e.pageNote, e.state = widget.NewText("", widget.Title), widget.NewText("", widget.Muted), widget.NewChip("", widget.Quiet, "")
	e.action = widget.NewButton(widget.Primary, d.T("basis.editor.done"), e.finish)
	e.lines = &editor{desk: d, open: true, action: e.action, instead: e.changed}
	e.lines.lines = newLineTable(e.lines)
	e.lines.options = newOptionPanel(e.lines)
	e.checks = newCheckList(d, e.goTo)
	e.makeHead()
	left := widget.Column(14, e.headRow(), e.headCard(), e.lines.lines.card, e.lines.options.card, widget.Row(theme.Gap,
		widget.Grow(1, widget.NewTitledCard(d.T("check.title"), e.checks.column)), widget.Sized(220, 0, widget.NewCard(e.sums.column))),
		widget.NewHints(widget.Hint{Key: "Enter", Words: d.T("key.new-line")}, widget.Hint{Key: "Ctrl Enter", Words: d.T("basis.editor.done.key")},
			widget.Hint{Key: "Ctrl M", Words: d.T("editor.more")}, widget.Hint{Key: "F8", Words: d.T("key.next-fault")}, widget.Hint{Key: "F1", Words: d.T("key.all")}))
	right := widget.Column(theme.Grid, widget.Grow(1, scroll(e.paper)),
		widget.Row(theme.Grid, e.pageNote, widget.Spring(), widget.NewText(d.T("editor.page"), widget.Muted)))
	e.content = widget.Inset(theme.Margin, theme.Margin, theme.Margin, theme.Margin,
		widget.Row(theme.Margin, widget.Grow(1, scroll(left)), widget.Sized(paperWidth, 0, right)))
	e.lines.content = e.content
	return e
}

// makeHead builds the fields over the lines.
func (e *basisEditor) makeHead() {
	d := e.desk
	e.customer = widget.NewComplete(d.T("editor.customer.hint"), 2)
	e.customer.OnQuery, e.customer.OnPick = e.findCustomer, e.pickCustomer
	e.customer.OnEnter = func() { e.lines.lines.focusNew() }
	e.issue, e.until = d.dateEntry(), d.dateEntry()
	e.issue.OnDay = func(day time.Time) { e.form.IssueDate = dayOf(day); e.changed() }
	e.until.OnDay = func(day time.Time) {
		if e.form.Kind() == billing.KindPaymentRequest {
			e.form.DueDate = dayOf(day)
		} else {
			e.form.ValidUntil = dayOf(day)
		}
		e.changed()
	}
	e.untilFld = widget.NewField("", e.until)
	e.party = widget.NewField(d.T("editor.customer"), e.customer)
}

// dayOf is the day of a field; an empty one holds none.
func dayOf(t time.Time) cal.Date {
	if t.IsZero() {
		return cal.Date{}
	}
	return cal.Of(t)
}

func (e *basisEditor) headRow() fyne.CanvasObject {
	e.head = widget.Row(theme.Grid+4, e.title, e.state, widget.Spring(),
		widget.NewButton(widget.Secondary, e.desk.T("settings.save"), e.saveNow), e.action)
	return widget.Sized(0, theme.ControlHeight, e.head)
}

func (e *basisEditor) headCard() fyne.CanvasObject {
	d := e.desk
	e.fields = widget.Row(12, widget.Grow(2, e.party), widget.Grow(1, widget.NewField(d.T("editor.date"), e.issue)), widget.Grow(1, e.untilFld))
	return widget.NewCard(e.fields)
}

// begin opens a basis; the keyboard goes where the next thing is to be typed.
func (e *basisEditor) begin(b billing.Basis, customer billing.Customer) {
	d := e.desk
	e.form, e.open, e.prepared = view.NewBasisForm(d.tongue, d.company, b, customer), true, billing.Prepared{}
	e.lines.form = e.form.Editor
	e.title.Set(e.form.Title())
	e.showState(b)
	e.head.Refresh()
	e.customer.SetText(e.form.Customer().Name)
	e.paper.Set(nil)
	e.lines.lines.begin()
	e.lines.options.begin()
	e.showDates()
	e.renew()
	e.preview.cancel()
	e.keep.cancel()
	e.look()
	if customer.Name == "" {
		d.focus(e.customer)
	} else {
		e.lines.lines.focusNew()
	}
}

func (e *basisEditor) showState(b billing.Basis) {
	if b.ID == 0 {
		e.state.Set(e.desk.T("editor.draft"), widget.Quiet, "")
		return
	}
	c := e.desk.tongue.BasisStatus(billing.BasisRow{Kind: b.Kind, State: b.State, ValidUntil: b.ValidUntil, Expired: b.Expired(e.desk.tongue.Today())})
	e.state.Set(c.Text, widget.Tone(c.Tone), c.Why)
}

// leave stores what was begun and closes the form.
func (e *basisEditor) leave() {
	if !e.open {
		return
	}
	e.open = false
	e.preview.cancel()
	e.keep.cancel()
	e.asked.next()
	if e.form.Began() {
		e.store(nil)
	}
}

func (e *basisEditor) keys() []widget.Key {
	d := e.desk
	return append([]widget.Key{
		{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("basis.editor.done"), Do: e.finish},
		{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("settings.save"), Do: e.saveNow},
		{Name: fyne.KeyM, Mod: widget.Ctrl, Words: d.T("key.more"), Do: e.lines.options.next},
		{Name: fyne.KeyF8, Words: d.T("key.next-fault"), Do: func() { e.checks.next(e.form.Editor) }},
		{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: e.back},
	}, e.lines.lines.keys()...)
}

// changed follows every key: the amounts at once, the page and the checks a little later. What the customer has not got yet is
// stored once the keys rest; what was sent is stored when the form is left, since it counts as unsent from then on.
func (e *basisEditor) changed() {
	if !e.open {
		return
	}
	e.renew()
	e.preview.call(e.look)
	if b, _ := e.form.Basis(); b.State == billing.BasisSent {
		return
	}
	e.keep.call(func() {
		if e.open && e.form.Began() {
			e.store(nil)
		}
	})
}

// renew shows what the form can tell by itself.
func (e *basisEditor) renew() {
	s := e.form.Sums()
	e.lines.lines.showAmounts(s.Lines)
	if e.sums.set(e.desk, s) {
		e.content.Refresh()
	}
	if e.form.Kind() != billing.KindPaymentRequest {
		e.sums.label.Set(e.desk.T("basis.total"))
	}
}

// showDates writes the days that hold, also those nobody typed.
func (e *basisEditor) showDates() {
	issue, due := e.form.Dates()
	label, until := e.desk.T("basis.valid"), e.form.ValidUntil
	if e.form.Kind() == billing.KindPaymentRequest {
		label, until = e.desk.T("editor.due"), due
	}
	e.untilFld.SetLabel(label)
	if hide := e.form.Kind() == billing.KindOrder; hide != e.untilFld.Hidden {
		e.untilFld.Hidden = hide
		e.fields.Refresh()
	}
	if !e.issue.Focused() {
		e.issue.SetDay(dayTime(issue))
	}
	if !e.until.Focused() {
		e.until.SetDay(dayTime(until))
	}
}

// look asks what the basis would be, off the goroutine that draws; an answer to an older form is dropped.
func (e *basisEditor) look() {
	if !e.open {
		return
	}
	d, current := e.desk, e.asked.next()
	b, _ := e.form.Basis()
	type answer struct {
		prepared billing.Prepared
		pages    []drawnPage
	}
	ask(d, func(ctx context.Context) (answer, error) {
		p, pages, err := d.services.PreviewBasis(ctx, b)
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

func (e *basisEditor) looked(p billing.Prepared, pages []drawnPage) {
	e.prepared = p
	e.paper.Set(pages)
	e.pageNote.Set("")
	if len(pages) > 1 {
		e.pageNote.Set(e.desk.T("editor.pages", "n", len(pages)))
	}
	e.party.SetHint(e.form.PayerText(p))
	e.showDates()
	e.showChecks()
}

// goTo gives the keyboard to the field a fault speaks of.
func (e *basisEditor) goTo(path string) {
	d, f := e.desk, e.form.FieldOf(path)
	switch {
	case path == "validUntil" || f.Name == "dueDate":
		d.focus(e.until)
	case !f.Known:
	case f.Seller:
		d.shell.Go(placeSettings, nil)
	case f.Group != "":
		e.lines.options.show(f)
	case f.Name == "customer":
		d.focus(e.customer)
	case f.Name == "issueDate":
		d.focus(e.issue)
	case f.Name == "lines":
		e.lines.lines.focusNew()
	default:
		e.lines.lines.edit(f.Line, f.Cell)
	}
}

func (e *basisEditor) showChecks() {
	if e.checks.set(e.form.Checks(e.prepared)) {
		e.content.Refresh()
	}
}

func (e *basisEditor) findCustomer(text string) {
	findCustomers(e.desk, e.customer, &e.search, text, func(found []billing.Customer) { e.found = found })
}

func (e *basisEditor) pickCustomer(i int) {
	takeCustomer(e.desk, e.found, i, e.customer.Text, func(c billing.Customer) {
		e.form.SetCustomer(c)
		e.customer.SetText(c.Name)
		e.changed()
		e.lines.lines.focusNew()
	})
}

// saveNow stores the basis because somebody asked, and says so.
func (e *basisEditor) saveNow() {
	e.store(func(b billing.Basis) {
		e.desk.tell(e.desk.T("basis.saved", "what", e.desk.tongue.BasisTitle(b.Kind, b.No)))
	})
}

// finish stores the basis and shows it beside the list, where it can be sent, accepted and invoiced.
func (e *basisEditor) finish() {
	d := e.desk
	if !e.open {
		return
	}
	e.form.Tried()
	e.lines.lines.tidy()
	if !e.form.Ready(e.prepared) {
		e.showChecks()
		e.look()
		d.shell.Toast(theme.GlyphAlert, widget.Warn, d.T("basis.editor.refused"), "", nil, widget.ToastTime)
		return
	}
	e.keep.cancel()
	e.store(func(b billing.Basis) {
		e.open = false
		e.owner.room.uncover()
		e.owner.open = 0
		e.owner.wanted = b.ID
		e.owner.reload()
	})
}

// back closes the form; what was begun is stored.
func (e *basisEditor) back() {
	b, _ := e.form.Basis()
	e.leave()
	e.owner.room.uncover()
	if b.ID != 0 {
		e.owner.openID(b.ID)
		return
	}
	e.owner.close()
	e.owner.reload()
}

// store keeps the basis. Only one is on its way at a time: a new one would get two numbers.
func (e *basisEditor) store(done func(billing.Basis)) { e.storeForm(e.form, done) }

func (e *basisEditor) storeForm(form *view.BasisForm, done func(billing.Basis)) {
	if e.storing {
		e.desk.after(keepPause, func() { e.storeForm(form, done) })
		return
	}
	d := e.desk
	b, unread := form.Basis()
	if len(unread.Fatal()) > 0 && done == nil && e.open {
		return // half a number: the next rest of the keys stores it
	}
	e.storing = true
	mark := form.Mark()
	ask(d, func(ctx context.Context) (billing.Basis, error) { return d.services.SaveBasis(ctx, b) }, func(saved billing.Basis, err error) {
		e.storing = false
		if err != nil {
			d.complain(err)
			return
		}
		form.StoredAs(saved, mark, b.ValidUntil)
		if e.open && e.form == form {
			e.title.Set(form.Title())
			e.showState(saved)
			e.head.Refresh()
		}
		if done != nil {
			done(saved)
		}
	})
}
