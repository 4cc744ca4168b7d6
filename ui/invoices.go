package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// What callers of Go may want to see among the documents.
type (
	showFilter   billing.InvoiceFilter
	showDocument string                              // a number, or a draft's key
	newInvoice   struct{ customer billing.Customer } // zero: nobody yet
)

// invoices is the list of documents. A document opens beside it, and the editor takes its place.
type invoices struct {
	*Page
	desk   *desk
	root   *fyne.Container // the page, or the editor in its place
	body   *fyne.Container
	list   *widget.List // wide, alone
	narrow *widget.List // beside a document
	pager  *pager[billing.InvoiceRow]
	chips  *widget.FilterChips
	bar    *widget.ActionBar
	bulk   []*widget.Button
	barBox *fyne.Container
	whole  fyne.CanvasObject
	split  fyne.CanvasObject
	empty  fyne.CanvasObject
	detail *document
	editor *editor
	queue  *readyQueue
	ranges *rangeFilter
	holder *fyne.Container // of the list, or of the queue in its place
	card   fyne.CanvasObject

	query   billing.InvoiceQuery
	counts  map[billing.InvoiceFilter]billing.Tally
	open    string // key of the document beside the list
	count   latest
	started bool
	nothing bool // no document of any kind is there
}

func newInvoices(d *desk) *invoices {
	v := &invoices{desk: d, body: container.NewStack(), query: billing.InvoiceQuery{Filter: billing.FilterOpen}}
	v.chips = widget.NewFilterChips(nil, string(v.query.Filter), func(id string) { v.filter(billing.InvoiceFilter(id)) })
	v.pager = &pager[billing.InvoiceRow]{desk: d, row: v.row, loaded: v.loaded,
		fetch: func(ctx context.Context, after string, limit int) (billing.Page[billing.InvoiceRow], error) {
			q := v.query
			q.After, q.Limit, q.Today = after, limit, d.tongue.Today()
			return d.services.Invoices(ctx, q)
		}}
	v.list, v.narrow = v.wideList(), v.narrowList()
	v.bulk = v.bulkButtons()
	v.bar = widget.NewActionBar(v.bulk...)
	v.barBox = container.NewStack(v.bar)
	v.barBox.Hide()
	v.queue = newReadyQueue(d, v)
	v.card = widget.NewBareCard(v.list)
	v.holder = widget.Grow(1, v.card)
	v.ranges = newRangeFilter(v)
	head := widget.Sized(0, theme.ControlHeight, widget.Row(theme.Gap, v.chips, widget.Spring(), v.ranges.content))
	v.whole = widget.Column(theme.Gap, head, v.holder, v.barBox)
	v.detail = newDocument(d, v)
	left := widget.Sized(narrowWidth, 0, widget.NewBareCard(v.narrow))
	v.split = widget.Row(theme.Gap, left, widget.Grow(1, v.detail.content))
	v.empty = widget.NewCard(widget.NewEmptyState(theme.GlyphInvoice, d.T("invoices.empty.title"), d.T("invoices.empty.text"),
		widget.NewButton(widget.Primary, d.T("editor.new"), func() { v.edit(billing.Draft{}, billing.Customer{}) }),
		widget.NewButton(widget.Secondary, d.T("customers.import"), func() { d.shell.Go(placeCustomers, importCustomers{}) }), practiceButton(d)))
	v.Page = NewPage(d.T("shell.invoices"), "", v.body)
	v.editor = newEditor(d, v)
	v.root = container.NewStack(v.Page.Content())
	v.showWhole()
	return v
}

const narrowWidth float32 = 304

// wideList is the list when it has the page to itself.
func (v *invoices) wideList() *widget.List {
	d := v.desk
	l := widget.NewList([]widget.ListColumn{
		{Title: d.T("col.number"), Width: widget.TextWidth("100 000"), Sort: "number"}, {Title: d.T("editor.customer"), Sort: "customer"},
		{Title: d.T("editor.date"), Width: widget.TextWidth("22.11.2026"), Sort: "issued"}, {Title: d.T("editor.due"), Width: widget.TextWidth("22.11.2026"), Sort: "due"},
		{Title: d.T("editor.col.amount"), Width: widget.TextWidth("1 000 000,00"), Right: true, Sort: "payable"},
		{Title: d.T("col.rest"), Width: widget.TextWidth("1 000 000,00"), Right: true}, {Title: d.T("col.status"), Width: 128},
	})
	l.OnOpen = func(_ int, row widget.ListRow) { v.openKey(row.ID) }
	l.OnSort = func(key string, descending bool) {
		v.query.Sort, v.query.Descending = key, descending
		v.reload(false)
	}
	l.OnMarks = func([]string) { v.renewMarks() }
	l.OnRune = func(r rune) {
		if r == 'r' || r == 'R' {
			v.readyHere()
		}
	}
	v.pager.attach(l, nil)
	return l
}

func (v *invoices) narrowList() *widget.List {
	l := widget.NewList([]widget.ListColumn{{Title: v.desk.T("editor.customer")},
		{Title: v.desk.T("col.rest"), Width: widget.TextWidth("100 000,00"), Right: true}}).Tall().TapOpens()
	l.OnSelect = func(_ int, row widget.ListRow) { v.openKey(row.ID) }
	v.pager.attach(l, v.narrowRow)
	return l
}

func (v *invoices) row(r billing.InvoiceRow) widget.ListRow {
	row := v.desk.tongue.InvoiceRow(r)
	return widget.ListRow{ID: row.Key, Cells: []widget.ListCell{{Text: row.Number, Strong: r.Status != billing.StatusDraft, Tone: draftTone(r)},
		{Text: row.Customer}, {Text: row.Issued}, {Text: row.Due}, {Text: row.Amount}, {Text: row.Rest, Tone: widget.Tone(row.RestTone)}, chipCell(row.Status)}}
}

func (v *invoices) narrowRow(r billing.InvoiceRow) widget.ListRow {
	row := v.desk.tongue.InvoiceRow(r)
	sum := row.Rest
	if sum == "" {
		sum = row.Amount
	}
	return widget.ListRow{ID: row.Key, Cells: []widget.ListCell{{Text: row.Customer, Detail: row.Number + " · " + row.Status.Text},
		{Text: sum, Tone: widget.Tone(row.RestTone), Detail: row.Due}}}
}

func draftTone(r billing.InvoiceRow) widget.Tone {
	if r.Status == billing.StatusDraft {
		return widget.Quiet
	}
	return widget.Plain
}

// Content implements Screen.
func (v *invoices) Content() fyne.CanvasObject { return v.root }

// Enter implements Screen.
func (v *invoices) Enter(arg any) {
	switch arg := arg.(type) {
	case showFilter:
		v.showWhole()
		v.query.Filter = billing.InvoiceFilter(arg)
		v.ranges.clear()
		v.chips.Choose(string(arg))
		v.desk.shell.RenewKeys()
		v.reload(false)
	case showDocument:
		v.reload(v.started)
		v.openKey(string(arg))
	case newInvoice:
		v.edit(billing.Draft{}, arg.customer)
	default:
		v.reload(v.started)
	}
	v.started = true
	v.ranges.load()
}

// Leave implements Leaver: what was begun is stored.
func (v *invoices) Leave() { v.editor.leave() }

// Dropped implements dropTaker: files go with the document that is being written.
func (v *invoices) Dropped(paths []string) bool {
	if !v.editing() {
		return false
	}
	v.editor.options.papers.attach(paths)
	return true
}

// Changed implements listener.
func (v *invoices) Changed([]billing.Signal) {
	v.reload(true)
	if v.open != "" && !v.editing() {
		v.detail.renew()
	}
}

// Keys implements Screen.
func (v *invoices) Keys() []widget.Key {
	d := v.desk
	switch {
	case v.editing():
		return v.editor.keys()
	case v.open != "":
		return append(v.detail.keys(), widget.Key{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.showWhole})
	}
	if v.queueing() {
		return v.queue.keys()
	}
	return []widget.Key{{Name: fyne.KeyP, Mod: widget.Ctrl, Words: d.T("key.print"), Do: v.printMarked},
		{Name: fyne.KeyD, Mod: widget.Ctrl, Words: d.T("key.duplicate"), Do: v.duplicateMarked},
		{Name: fyne.KeyR, Words: d.T("key.ready-toggle")}, {Name: fyne.KeyEscape, Do: v.list.ClearMarks}}
}

// reload asks for the documents again; keep leaves the place in the list.
func (v *invoices) reload(keep bool) {
	current := v.count.next()
	fetch(v.desk, v.desk.services.InvoiceCounts, func(counts map[billing.InvoiceFilter]billing.Tally) {
		if current() {
			v.counted(counts, keep)
		}
	})
}

func (v *invoices) counted(counts map[billing.InvoiceFilter]billing.Tally, keep bool) {
	counts[view.FilterReady] = v.counts[view.FilterReady] // the queue counts itself
	v.counts = counts
	v.showFilters()
	v.nothing = counts[billing.FilterAll].Count == 0 && counts[billing.FilterDrafts].Count == 0
	v.list.SetFooter(v.footer(counts[v.query.Filter]))
	v.list.SetEmpty(v.noneHere())
	v.show()
	if v.queueing() {
		v.queue.load()
		return
	}
	if v.narrowed() {
		v.list.SetFooter(nil)
		v.pager.ask(-1, keep)
		return
	}
	v.pager.ask(counts[v.query.Filter].Count, keep)
}

func (v *invoices) showFilters() {
	var filters []widget.Filter
	for _, f := range v.desk.tongue.Filters(v.counts, v.query.Filter) {
		filters = append(filters, widget.Filter{ID: string(f.Filter), Words: f.Text, Tone: widget.Tone(f.Tone)})
	}
	v.chips.Set(filters)
	v.chips.Choose(string(v.query.Filter))
	v.ranges.show()
}

// queueing tells whether the queue stands in the list's place.
func (v *invoices) queueing() bool { return v.query.Filter == view.FilterReady }

// queueLoaded shows how many can be issued once the queue knows.
func (v *invoices) queueLoaded(n int) {
	v.counts[view.FilterReady] = billing.Tally{Count: n}
	v.showFilters()
	v.renewMarks()
	if v.queueing() && v.open == "" && !v.editing() {
		v.SetTitle(v.desk.T("shell.invoices"), v.desk.tongue.ReadyText(v.queue.rows))
		v.show()
	}
}

func (v *invoices) footer(tally billing.Tally) []widget.ListCell {
	if tally.Count == 0 {
		return nil
	}
	cells := make([]widget.ListCell, 7)
	cells[1] = widget.ListCell{Text: v.desk.tongue.Invoices(tally.Count), Tone: widget.Quiet}
	column := 5
	if f := v.query.Filter; f == billing.FilterPaid || f == billing.FilterAll || f == billing.FilterDrafts {
		column = 4
	}
	cells[column] = widget.ListCell{Text: v.desk.tongue.Amount(tally.Sum), Strong: true}
	return cells
}

// loaded shows where we are once rows came.
func (v *invoices) loaded() {
	v.narrowFooter()
	v.renewMarks()
	if i := v.pager.index(v.open); i >= 0 && v.narrow.Cursor() != i {
		v.narrow.Select(i)
	}
}

// noneHere stands in a list that is empty only under its filter.
func (v *invoices) noneHere() fyne.CanvasObject {
	return widget.NewEmptyState(theme.GlyphDone, v.desk.T("invoices.none.title"), v.desk.T("invoices.none.text"),
		widget.NewButton(widget.Secondary, v.desk.T("filter.all"), func() { v.filter(billing.FilterAll) }))
}

func (v *invoices) filter(f billing.InvoiceFilter) {
	v.query.Filter = f
	v.chips.Choose(string(f))
	v.SetTitle(v.desk.T("shell.invoices"), "")
	v.desk.shell.RenewKeys()
	v.reload(false)
}

func (v *invoices) editing() bool { return v.editor != nil && v.editor.open }

// show puts the right thing on the screen: the editor, the document beside its list, the list, or the empty screen.
func (v *invoices) show() {
	d := v.desk
	if v.editing() {
		return // it has the whole screen
	}
	if v.root != nil {
		put(v.root, v.Page.Content())
	}
	switch {
	case v.open != "":
		put(v.body, v.split)
		v.SetTitle(d.T("shell.invoices"), "")
		v.SetActions(append(v.detail.actions(), v.newButton())...)
	case v.nothing:
		put(v.body, v.empty)
		v.SetActions()
	case v.queueing():
		put(v.holder, v.queue.content)
		put(v.body, v.whole)
		v.SetActions(v.queue.button)
	default:
		put(v.holder, v.card)
		put(v.body, v.whole)
		v.SetActions(v.newButton())
	}
}

func (v *invoices) newButton() fyne.CanvasObject {
	return widget.NewButton(widget.Primary, v.desk.T("editor.new"), func() { v.edit(billing.Draft{}, billing.Customer{}) }).WithKey("Ctrl N")
}

// Keyboard implements Typist: the list that is shown, unless the editor is open.
func (v *invoices) Keyboard() fyne.Focusable {
	switch {
	case v.editing():
		return nil
	case v.open != "":
		return v.narrow.Keyboard()
	case v.queueing():
		return v.queue.list.Keyboard()
	}
	return v.list.Keyboard()
}

// showWhole closes what stands beside the list.
func (v *invoices) showWhole() {
	if v.editor != nil {
		v.editor.leave()
	}
	v.open = ""
	v.SetTitle(v.desk.T("shell.invoices"), "")
	v.SetBeside()
	v.show()
	v.desk.shell.RenewKeys()
	if v.queueing() {
		v.queue.load()
		v.queue.list.Focus()
	} else {
		v.list.Focus()
	}
}

// openKey shows a document beside the list, or a draft in the editor.
func (v *invoices) openKey(key string) {
	if id, isDraft := view.DraftID(key); isDraft {
		v.openDraft(id)
		return
	}
	if v.open == key && !v.editing() {
		return
	}
	v.editor.leave()
	v.open = key
	row, known := v.pager.get(key)
	v.detail.set(key, row, known)
	if i := v.pager.index(key); i >= 0 && v.narrow.Cursor() != i {
		v.narrow.Select(i)
	}
	v.show()
	v.narrow.Focus()
	v.desk.shell.RenewKeys()
}

func (v *invoices) openDraft(id int64) {
	d := v.desk
	ask(d, func(ctx context.Context) (opened, error) { return openDraft(ctx, d.services, id) }, func(o opened, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		v.edit(o.draft, o.customer)
	})
}

type opened struct {
	draft    billing.Draft
	customer billing.Customer
}

func openDraft(ctx context.Context, s Services, id int64) (opened, error) {
	var o opened
	var err error
	if o.draft, err = s.Draft(ctx, id); err != nil || o.draft.Customer.No == "" {
		return o, err
	}
	row, err := s.Customer(ctx, o.draft.Customer.No)
	o.customer = row.Customer
	return o, err
}

// edit opens the editor in place of the list.
func (v *invoices) edit(d billing.Draft, c billing.Customer) {
	v.editor.leave()
	v.open = ""
	v.SetBeside()
	put(v.root, v.editor.content)
	v.editor.begin(d, c)
	v.desk.shell.RenewKeys()
}

// done closes the editor; number names the document it became, if it did.
func (v *invoices) done(number string) {
	v.open = ""
	v.show()
	v.SetBeside()
	v.SetTitle(v.desk.T("shell.invoices"), "")
	v.reload(true)
	if number != "" {
		v.openKey(number)
	} else {
		v.showWhole()
	}
}
