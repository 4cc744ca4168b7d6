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

// workPart is hours and expenses: the line they are entered in, the list by day, and what waits to be invoiced beside it.
type workPart struct {
	desk    *desk
	room    *basisRoom
	body    *fyne.Container
	entry   *workEntry
	chips   *widget.FilterChips
	list    *widget.List
	side    *fyne.Container
	full    fyne.CanvasObject
	filter  view.WorkFilter
	rows    []view.WorkRow
	work    []billing.Work
	names   map[string]string // of customers, by number
	started bool
	current latest
	waiting latest
}

const workSide float32 = 300

func newWorkPart(r *basisRoom) *workPart {
	d := r.desk
	v := &workPart{desk: d, room: r, body: container.NewStack(), side: widget.Column(12), filter: view.WorkOpen, names: map[string]string{}}
	v.entry = newWorkEntry(v)
	v.chips = widget.NewFilterChips(nil, string(v.filter), func(id string) { v.filter = view.WorkFilter(id); v.reload() })
	var filters []widget.Filter
	for _, f := range view.WorkFilters {
		filters = append(filters, widget.Filter{ID: string(f), Words: d.T("work.filter." + string(f))})
	}
	v.chips.Set(filters)
	v.chips.Choose(string(v.filter))
	v.list = widget.NewList(v.columns()).Tall()
	v.list.OnOpen = func(i int, _ widget.ListRow) { v.edit(v.rows[i].Work) }
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphClock, d.T("work.none.title"), d.T("work.none.text"),
		widget.NewButton(widget.Primary, d.T("work.begin"), func() { v.entry.focus() })))
	side := widget.Sized(workSide, 0, scroll(v.side))
	v.full = widget.Column(theme.Gap, v.entry.card, widget.Grow(1, widget.Row(theme.Gap,
		widget.Grow(1, widget.Column(12, v.chips, widget.Grow(1, widget.NewBareCard(v.list)))), side)))
	put(v.body, v.full)
	return v
}

// columns leave out where a line stands when all of them wait.
func (v *workPart) columns() []widget.ListColumn {
	d := v.desk
	status := widget.ListColumn{Title: d.T("col.status"), Width: widget.ChipWidth("Faktura 10 000")}
	if v.filter == view.WorkOpen {
		status = widget.ListColumn{Width: 1}
	}
	return []widget.ListColumn{{Title: d.T("editor.date"), Width: widget.TextWidth("Wed 22.11")}, {Title: d.T("editor.customer"), Flex: 5},
		{Title: d.T("work.text"), Flex: 6}, {Title: d.T("editor.col.quantity"), Width: widget.TextWidth("100,25 t"), Right: true},
		{Title: d.T("basis.sum"), Width: widget.TextWidth("100 000,00"), Right: true}, status}
}

func (v *workPart) content() fyne.CanvasObject { return v.body }

func (v *workPart) enter(any) {
	v.room.drop = v.entry.receipt.take
	v.entry.fetchItems()
	v.reload()
}

func (v *workPart) leave() { v.room.drop = nil }

func (v *workPart) changed() { v.reload() }

func (v *workPart) keyboard() fyne.Focusable { return v.entry.first() }

func (v *workPart) actions() []fyne.CanvasObject { return nil }

func (v *workPart) keys() []widget.Key {
	d := v.desk
	keys := []widget.Key{
		{Name: fyne.KeyN, Mod: widget.Ctrl, Words: d.T("key.new-line"), Do: v.entry.clear},
		{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("key.add-line"), Do: v.entry.save},
		{Name: fyne.KeyL, Mod: widget.Ctrl, Words: d.T("key.to-list"), Do: v.list.Focus},
		{Name: fyne.KeyDelete, Mod: widget.Ctrl, Words: d.T("key.delete-line"), Do: v.deleteSelected},
		{Name: fyne.KeyR, Mod: widget.Ctrl, Words: d.T("key.free-work"), Do: v.freeSelected},
	}
	if v.entry.form.ID() != 0 {
		keys = append(keys, widget.Key{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.entry.clear})
	}
	return keys
}

// workRead is what is read of hours and expenses.
type workRead struct {
	work  []billing.Work
	names map[string]string
}

func (v *workPart) reload() {
	d, current, query := v.desk, v.current.next(), v.filter.Query(v.desk.tongue.Today())
	known := map[string]string{}
	for no, name := range v.names {
		known[no] = name
	}
	fetch(d, func(ctx context.Context) (workRead, error) {
		work, err := v.desk.services.Work(ctx, query)
		if err != nil {
			return workRead{}, err
		}
		for _, w := range work {
			if _, ok := known[w.CustomerNo]; ok || w.CustomerNo == "" {
				continue
			}
			row, err := d.services.Customer(ctx, w.CustomerNo)
			if err != nil {
				return workRead{}, err
			}
			known[w.CustomerNo] = row.Name
		}
		return workRead{work, known}, nil
	}, func(r workRead) {
		if current() {
			v.work, v.names, v.started = r.work, r.names, true
			v.fill()
		}
	})
	waits := v.waiting.next()
	fetch(d, v.desk.services.WorkSummaries, func(all []billing.WorkSummary) {
		if waits() {
			v.showSide(d.tongue.WorkSummaries(all))
		}
	})
}

// fill shows the list by day.
func (v *workPart) fill() {
	t := v.desk.tongue
	v.rows = t.WorkRows(v.work, v.names)
	rows := make([]widget.ListRow, len(v.rows))
	for i, r := range v.rows {
		text := widget.ListCell{Text: r.Text, Detail: r.Person}
		if r.Receipt {
			text.Detail = joinWords(r.Person, v.desk.T("work.has-receipt"))
		}
		rows[i] = widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Day, Strong: true, Detail: r.DaySum}, {Text: r.Customer, Detail: r.Project}, text,
			{Text: r.Quantity}, {Text: r.Sum}, v.where(r)}}
	}
	v.list.SetColumns(v.columns())
	v.list.SetAll(rows)
	v.list.SetFooter(nil)
	if len(rows) > 0 {
		count, hours, sum := t.WorkTotal(v.work)
		v.list.SetFooter([]widget.ListCell{{}, {Text: count, Tone: widget.Quiet}, {}, {Text: hours, Strong: true}, {Text: sum, Strong: true}, {}})
	}
}

// where a line stands, unless all of them wait.
func (v *workPart) where(r view.WorkRow) widget.ListCell {
	if v.filter == view.WorkOpen {
		return widget.ListCell{}
	}
	return chipCell(r.Status)
}

func joinWords(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// showSide is what waits to be invoiced, by customer and project, each with the one button that does it.
func (v *workPart) showSide(all []view.WorkSummary) {
	d := v.desk
	v.side.Objects = []fyne.CanvasObject{widget.Sized(0, 24, widget.NewText(d.T("work.waiting"), widget.Strong))}
	for _, s := range all {
		card := widget.Column(6, widget.NewShortText(s.Customer, widget.Strong))
		if s.Project != "" {
			card.Add(widget.NewShortText(s.Project, widget.Body))
		}
		card.Add(widget.NewShortText(s.Detail, widget.Muted))
		card.Add(widget.Inset(4, 0, 0, 0, widget.NewButton(widget.Secondary, s.Action, func() { v.invoice(s) })))
		v.side.Add(widget.NewCard(card))
	}
	if len(all) == 0 {
		v.side.Add(widget.NewCard(widget.NewParagraph(d.T("work.waiting.none"), widget.Muted)))
	}
	v.side.Refresh()
}

// edit opens a line in the entry; what stands on an invoice or a draft leads there instead.
func (v *workPart) edit(w billing.Work) {
	d := v.desk
	switch {
	case w.Invoice != "":
		d.shell.Go(placeInvoices, showDocument(w.Invoice))
	case w.DraftID != 0:
		d.shell.Go(placeInvoices, showDocument(draftKey(w.DraftID)))
	default:
		fetch(d, func(ctx context.Context) (billing.CustomerRow, error) { return d.services.Customer(ctx, w.CustomerNo) }, func(row billing.CustomerRow) {
			v.entry.open(w, row.Customer)
			d.shell.RenewKeys()
		})
	}
}

// selected is the line under the cursor.
func (v *workPart) selected() (billing.Work, bool) {
	i := v.list.Cursor()
	if i < 0 || i >= len(v.rows) {
		return billing.Work{}, false
	}
	return v.rows[i].Work, true
}

// freeSelected lets the line under the cursor be invoiced again, whose invoice was credited.
func (v *workPart) freeSelected() {
	w, ok := v.selected()
	if !ok || w.Invoice == "" {
		return
	}
	d := v.desk
	d.do(func(ctx context.Context) error { return d.services.FreeWork(ctx, w.ID) }, func() {
		d.tell(d.T("work.freed", "text", w.Text))
		v.reload()
	})
}

// deleteSelected removes the line under the cursor after asking.
func (v *workPart) deleteSelected() {
	w, ok := v.selected()
	if !ok {
		return
	}
	d, id := v.desk, w.ID
	d.confirm(d.T("work.delete.title"), d.T("work.delete.text", "text", w.Text), d.T("work.delete"), func() {
		d.do(func(ctx context.Context) error { return v.desk.services.DeleteWork(ctx, id) }, func() {
			d.tell(d.T("work.deleted"))
			if v.entry.form.ID() == id {
				v.entry.clear()
			}
			v.reload()
		})
	})
}

// invoice asks how the work becomes lines, and whether the timesheet goes along, and opens the draft.
func (v *workPart) invoice(s view.WorkSummary) {
	d := v.desk
	var choices []widget.Choice
	for _, g := range view.WorkGroupings {
		name, meaning := d.tongue.WorkGrouping(g)
		choices = append(choices, widget.Choice{Title: name, Detail: meaning})
	}
	by, sheetToo := billing.EachWork, true
	how := widget.NewSelect(choices, 0, func(i int) { by = view.WorkGroupings[i] })
	timesheet := newTick(d.T("work.timesheet"), sheetToo, func(on bool) { sheetToo = on })
	var sheet *formSheet
	button := widget.NewButton(widget.Primary, s.Action, nil)
	button.SetPress(func() {
		sheet.Close()
		ask(d, func(ctx context.Context) (int64, error) { return v.desk.services.InvoiceWork(ctx, s.IDs, by, sheetToo) }, func(id int64, err error) {
			if err != nil {
				d.complain(err)
				return
			}
			d.shell.Go(placeInvoices, showDocument(draftKey(id)))
		})
	})
	sheet = d.sheet(480, d.T("work.invoice.title", "name", joinWords(s.Customer, s.Project)), d.T("work.invoice.text", "what", s.Detail),
		widget.Column(12, widget.NewField(d.T("work.invoice.by"), how), timesheet), button, nil)
	d.focus(how)
}
