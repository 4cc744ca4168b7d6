package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// What callers of Go may want to see among the payments.
type (
	showEntry   string // an id
	showEntries string // a group
)

// payments is the list of bank entries, each with its best explanation, and beside it the one under the cursor with what can
// be done about it.
type payments struct {
	*Page
	desk   *desk
	body   *fyne.Container
	list   *widget.List
	chips  *widget.FilterChips
	pager  *pager[view.EntryRow]
	panel  *entryPanel
	full   fyne.CanvasObject
	empty  fyne.CanvasObject
	groups []view.EntryGroup

	group   string
	wanted  string // id to go to once it is read
	current latest
	started bool
	sure    *widget.Button
}

func newPayments(d *desk) *payments {
	v := &payments{desk: d, body: container.NewStack(), group: "need"}
	v.chips = widget.NewFilterChips(nil, v.group, v.choose)
	v.pager = &pager[view.EntryRow]{desk: d, row: entryListRow, loaded: v.loaded, fetch: v.read}
	v.panel = newEntryPanel(d, v)
	v.list = widget.NewList([]widget.ListColumn{{Title: d.T("editor.date"), Width: 40}, {Title: d.T("payments.from"), Flex: 3},
		{Title: d.T("editor.col.amount"), Width: widget.TextWidth("100 000,00"), Right: true}, {Title: d.T("col.status"), Width: widget.ChipWidth("Two KID digits swapped")},
		{Title: d.T("payments.why"), Flex: 5}}).Tall()
	v.list.OnSelect = func(_ int, row widget.ListRow) { v.selected(row.ID) }
	v.list.OnOpen = func(int, widget.ListRow) { v.panel.accept() }
	v.list.OnKey = v.panel.key
	v.list.OnRune = v.panel.rune
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphDone, d.T("payments.none.title"), d.T("payments.none.text"), nil))
	v.pager.attach(v.list, nil)
	v.full = widget.Column(theme.Gap, v.chips, widget.Grow(1, widget.Row(theme.Gap, widget.Grow(1, widget.NewBareCard(v.list)),
		widget.Sized(300, 0, widget.NewCard(scroll(v.panel.content))))))
	v.empty = widget.NewCard(widget.NewEmptyState(theme.GlyphPayment, d.T("payments.empty.title"), d.T("payments.empty.text"),
		widget.NewButton(widget.Primary, d.T("payments.read"), v.readFiles), widget.NewButton(widget.Secondary, d.T("payments.fetch"), v.fetchInbox), practiceButton(d)))
	v.sure = widget.NewButton(widget.Primary, "", v.bookCertain)
	v.Page = NewPage(d.T("shell.payments"), "", v.body)
	v.showActions(0)
	return v
}

func entryListRow(r view.EntryRow) widget.ListRow {
	tone := widget.Plain
	if r.Entry.Amount.Sign() < 0 {
		tone = widget.Quiet
	}
	return widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Date}, {Text: r.From}, {Text: r.Amount, Tone: tone}, chipCell(r.Status),
		{Text: r.Why, Detail: r.More, Tip: r.Why}}}
}

// Enter implements Screen.
func (v *payments) Enter(arg any) {
	switch arg := arg.(type) {
	case showEntries:
		v.group = string(arg)
	case showEntry:
		v.group, v.wanted = "need", string(arg)
	}
	v.reload(v.started && arg == nil)
	v.started = true
}

// Keyboard implements Typist.
func (v *payments) Keyboard() fyne.Focusable { return v.list.Keyboard() }

// Changed implements listener.
func (v *payments) Changed([]billing.Signal) { v.reload(true) }

// Keys implements Screen.
func (v *payments) Keys() []widget.Key {
	d := v.desk
	return []widget.Key{
		{Name: fyne.KeyO, Mod: widget.Ctrl, Words: d.T("payments.read"), Do: v.readFiles},
		{Name: fyne.KeyF5, Words: d.T("key.fetch"), Do: v.fetchInbox},
		{Name: fyne.KeyF, Mod: widget.Ctrl, Words: d.T("key.find"), Do: v.panel.search},
	}
}

func (v *payments) choose(group string) {
	v.group = group
	v.reload(false)
}

func (v *payments) reload(keep bool) {
	d, current := v.desk, v.current.next()
	fetch(d, d.services.EntryCounts, func(counts map[billing.EntryState]int) {
		if !current() {
			return
		}
		v.groups = d.tongue.EntryGroups(counts)
		count := -1
		var filters []widget.Filter
		for _, g := range v.groups {
			filters = append(filters, widget.Filter{ID: g.ID, Words: g.Text, Count: g.Count, Tone: widget.Tone(g.Tone)})
			if g.ID == v.group {
				count = v.countOf(g, counts)
			}
		}
		v.chips.Set(filters)
		v.chips.Choose(v.group)
		v.show(len(counts) == 0)
		v.pager.ask(count, keep)
	})
}

func (v *payments) countOf(g view.EntryGroup, counts map[billing.EntryState]int) int {
	n := 0
	for state, c := range counts {
		if g.States == nil || slices.Contains(g.States, state) {
			n += c
		}
	}
	return n
}

func (v *payments) states() []billing.EntryState {
	for _, g := range v.groups {
		if g.ID == v.group {
			return g.States
		}
	}
	return nil
}

// read fetches entries with their bookings and what is known of the documents they speak of.
func (v *payments) read(ctx context.Context, after string, limit int) (billing.Page[view.EntryRow], error) {
	d, states := v.desk, v.states()
	var out billing.Page[view.EntryRow]
	page, err := d.services.Entries(ctx, states, after, limit)
	if err != nil {
		return out, err
	}
	ids, numbers := []int64{}, map[string]bool{}
	for _, e := range page.Rows {
		ids = append(ids, e.ID)
		for _, p := range e.Suggestions {
			for _, a := range p.Allocations {
				numbers[a.Invoice] = true
			}
		}
	}
	booked, err := d.services.Allocations(ctx, ids)
	if err != nil {
		return out, err
	}
	for _, as := range booked {
		for _, a := range as {
			numbers[a.Invoice] = true
		}
	}
	rows, err := d.services.InvoiceRows(ctx, sortedKeys(numbers))
	if err != nil {
		return out, err
	}
	out.Next = page.Next
	for _, e := range page.Rows {
		out.Rows = append(out.Rows, d.tongue.Entry(e, booked[e.ID], rows))
	}
	return out, nil
}

func (v *payments) show(nothing bool) {
	o := v.full
	if nothing {
		o = v.empty
	}
	put(v.body, o)
}

// loaded puts the cursor where it belongs once rows came.
func (v *payments) loaded() {
	v.showActions(len(view.Certain(v.pager.rows)))
	i := v.list.Cursor()
	if at := v.pager.index(v.wanted); at >= 0 {
		v.wanted, i = "", at
	}
	switch {
	case len(v.pager.rows) == 0:
		v.panel.set(nil)
	default:
		v.list.Select(max(0, min(i, len(v.pager.rows)-1)))
	}
}

func (v *payments) selected(id string) {
	if row, ok := v.pager.get(id); ok {
		v.panel.set(&row)
	}
}

func (v *payments) showActions(certain int) {
	d := v.desk
	actions := []fyne.CanvasObject{widget.NewButton(widget.Secondary, d.T("payments.fetch"), v.fetchInbox), widget.NewButton(widget.Secondary, d.T("payments.read"), v.readFiles)}
	if certain > 0 {
		v.sure.SetText(d.T("payments.certain", "N", certain))
		actions = append(actions, v.sure)
	}
	v.SetActions(actions...)
}

// bookCertain accepts every proposal that is all but certain.
func (v *payments) bookCertain() {
	d, rows := v.desk, view.Certain(v.pager.rows)
	d.do(func(ctx context.Context) error {
		for _, r := range rows {
			if err := d.services.AcceptProposal(ctx, r.Entry.ID, 0); err != nil {
				return err
			}
		}
		return nil
	}, func() {
		d.shell.Toast(theme.GlyphDone, widget.Good, d.T("payments.booked", "N", len(rows)), d.T("undo.action"), func() { v.undoAll(rows) }, 2*widget.ToastTime)
		v.reload(true)
	})
}

func (v *payments) undoAll(rows []view.EntryRow) {
	d := v.desk
	d.do(func(ctx context.Context) error {
		for _, r := range rows {
			if err := d.services.UndoEntry(ctx, r.Entry.ID); err != nil {
				return err
			}
		}
		return nil
	}, func() { v.reload(true) })
}

func (v *payments) readFiles() {
	d := v.desk
	d.files.Open(nil, func(path string) {
		v.report(func(ctx context.Context) ([]billing.ImportReport, error) {
			return d.services.ImportFiles(ctx, []string{path})
		})
	})
}

func (v *payments) fetchInbox() { v.report(v.desk.services.FetchInbox) }

// report reads files in the background and tells what they brought.
func (v *payments) report(read func(ctx context.Context) ([]billing.ImportReport, error)) {
	d := v.desk
	working := d.shell.Toast(theme.GlyphRefresh, widget.Quiet, d.T("payments.reading"), "", nil, 0)
	ask(d, read, func(reports []billing.ImportReport, err error) {
		working.Close()
		if err != nil {
			d.complain(err)
		}
		if len(reports) > 0 || err == nil {
			words, tone := d.tongue.Reports(reports)
			d.shell.Toast(theme.GlyphBank, widget.Tone(tone), words, "", nil, 2*widget.ToastTime)
		}
		v.reload(true)
	})
}
