package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/billing/register"
	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// What callers of Go may want to see among the customers.
type (
	showCustomer    string // a number
	importCustomers struct{}
	showAddress     struct{ no, field string } // to correct where documents go
)

// customers is the list of customers; one opens beside it as a form.
type customers struct {
	*Page
	desk   *desk
	body   *fyne.Container
	list   *widget.List
	narrow *widget.List
	pager  *pager[billing.CustomerRow]
	find   *widget.Entry
	group  *widget.Select
	groups []string
	whole  fyne.CanvasObject
	split  fyne.CanvasObject
	side   *fyne.Container
	form   *customerForm // in side
	empty  fyne.CanvasObject
	files  *importer

	text, inGroup string
	open          string // number of the customer beside the list
	wanted        showAddress
	adding        bool
	nothing       bool
	typing        debounce
	started       bool
}

func newCustomers(d *desk) *customers {
	v := &customers{desk: d, body: container.NewStack(), side: container.NewStack(), typing: debounce{desk: d, pause: 120 * time.Millisecond}}
	v.pager = &pager[billing.CustomerRow]{desk: d, row: v.row, loaded: v.loaded,
		fetch: func(ctx context.Context, after string, limit int) (billing.Page[billing.CustomerRow], error) {
			return d.services.Customers(ctx, v.text, v.inGroup, after, limit)
		}}
	v.find = widget.NewEntry(d.T("customers.find"))
	v.find.OnChanged = func(text string) { v.typing.call(func() { v.text = text; v.reload(false) }) }
	v.group = widget.NewSelect(nil, 0, func(i int) { v.inGroup = v.groupAt(i); v.reload(false) })
	v.list, v.narrow = v.wideList(), v.narrowList()
	tools := widget.Row(12, widget.Sized(320, 0, v.find), widget.Sized(200, 0, v.group), widget.Spring())
	v.whole = widget.Column(theme.Gap, tools, widget.Grow(1, widget.NewBareCard(v.list)))
	v.split = widget.Row(theme.Gap, widget.Sized(narrowWidth, 0, widget.NewBareCard(v.narrow)), widget.Grow(1, scroll(v.side)))
	v.empty = widget.NewCard(widget.NewEmptyState(theme.GlyphCustomer, d.T("customers.empty.title"), d.T("customers.empty.text"),
		widget.NewButton(widget.Primary, d.T("customers.new"), v.add),
		widget.NewButton(widget.Secondary, d.T("customers.import"), v.importAny), practiceButton(d)))
	v.Page = NewPage(d.T("shell.customers"), "", v.body,
		widget.NewButton(widget.Secondary, d.T("customers.import"), v.importAny),
		widget.NewButton(widget.Primary, d.T("customers.new"), v.add))
	v.files = newImporter(d, v.Page, register.Customers, func() {
		v.loadGroups()
		v.reload(false)
	})
	v.show()
	return v
}

// Content implements Screen: the page, or an import over it.
func (v *customers) Content() fyne.CanvasObject { return v.files.root }

// importAny asks for a file to bring over.
func (v *customers) importAny() { v.files.begin() }

// Dropped implements dropTaker.
func (v *customers) Dropped(paths []string) bool { return v.files.dropped(paths) }

func (v *customers) wideList() *widget.List {
	d := v.desk
	l := widget.NewList([]widget.ListColumn{{Title: d.T("col.number"), Width: 56}, {Title: d.T("setting.name"), Flex: 2}, {Title: d.T("customer.groups")},
		{Title: d.T("setting.address.city"), Width: 110}, {Title: d.T("customer.way"), Width: 120},
		{Title: d.T("overview.outstanding"), Width: widget.TextWidth("1 000 000,00"), Right: true}, {Title: "", Width: 76}}).TapOpens()
	l.OnOpen = func(_ int, row widget.ListRow) { v.openNo(row.ID) }
	v.pager.attach(l, nil)
	l.SetEmpty(widget.NewEmptyState(theme.GlyphSearch, d.T("customers.none.title"), d.T("customers.none.text"), nil))
	return l
}

func (v *customers) narrowList() *widget.List {
	l := widget.NewList([]widget.ListColumn{{Title: v.desk.T("setting.name")},
		{Title: v.desk.T("overview.outstanding"), Width: widget.TextWidth("100 000,00"), Right: true}}).Tall().TapOpens()
	l.OnSelect = func(_ int, row widget.ListRow) { v.openNo(row.ID) }
	v.pager.attach(l, func(r billing.CustomerRow) widget.ListRow {
		row := v.desk.tongue.CustomerRow(r, v.desk.company)
		return widget.ListRow{ID: row.Key, Cells: []widget.ListCell{{Text: row.Name, Detail: row.No + " · " + row.Way.Text},
			{Text: row.Outstanding, Detail: row.Overdue.Text}}}
	})
	return l
}

func (v *customers) row(r billing.CustomerRow) widget.ListRow {
	row := v.desk.tongue.CustomerRow(r, v.desk.company)
	return widget.ListRow{ID: row.Key, Cells: []widget.ListCell{{Text: row.No, Tone: widget.Quiet}, {Text: row.Name, Strong: true},
		{Text: row.Detail, Tone: widget.Quiet}, {Text: row.Place}, chipCell(row.Way), {Text: row.Outstanding}, chipCell(row.Overdue)}}
}

// Enter implements Screen.
func (v *customers) Enter(arg any) {
	v.loadGroups()
	v.reload(v.started)
	v.started = true
	switch arg := arg.(type) {
	case showCustomer:
		v.files.uncover()
		v.openNo(string(arg))
	case showAddress:
		v.files.uncover()
		v.wanted = arg
		v.openNo(arg.no)
		v.focusWanted()
	case importCustomers:
		v.importAny()
	case importFile:
		v.files.take(string(arg))
	}
}

// Changed implements listener.
func (v *customers) Changed([]billing.Signal) { v.reload(true) }

// Keys implements Screen.
func (v *customers) Keys() []widget.Key {
	d := v.desk
	if v.files.open {
		return v.files.keys()
	}
	if v.open != "" || v.adding {
		return []widget.Key{{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.close},
			{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("settings.save"), Do: func() {
				if v.form != nil {
					v.form.save()
				}
			}}}
	}
	return []widget.Key{{Name: fyne.KeyF, Mod: widget.Ctrl, Words: d.T("key.find-here"), Do: func() { d.focus(v.find) }}}
}

func (v *customers) reload(keep bool) { v.pager.ask(-1, keep) }

func (v *customers) loaded() {
	nothing := len(v.pager.rows) == 0 && v.text == "" && v.inGroup == ""
	if nothing != v.nothing {
		v.nothing = nothing
		v.show()
	}
	if i := v.pager.index(v.open); i >= 0 && v.narrow.Cursor() != i {
		v.narrow.Select(i)
	}
}

func (v *customers) loadGroups() {
	fetch(v.desk, v.desk.services.Groups, func(groups map[string]int) {
		v.groups = sortedKeys(groups)
		choices := []widget.Choice{{Title: v.desk.T("customers.all-groups")}}
		chosen := 0
		for i, g := range v.groups {
			choices = append(choices, widget.Choice{Title: g, Amount: v.desk.tongue.Count(groups[g])})
			if g == v.inGroup {
				chosen = i + 1
			}
		}
		v.group.SetChoices(choices, chosen)
	})
}

func (v *customers) groupAt(i int) string {
	if i <= 0 || i > len(v.groups) {
		return ""
	}
	return v.groups[i-1]
}

// Keyboard implements Typist: the list, unless a form is open.
func (v *customers) Keyboard() fyne.Focusable {
	if v.files.open {
		return v.files.keyboard()
	}
	if v.open != "" || v.adding {
		return nil
	}
	return v.list.Keyboard()
}

// show puts the list, the form beside it, or the empty screen on the page.
func (v *customers) show() {
	var o fyne.CanvasObject
	switch {
	case v.open != "" || v.adding:
		o = v.split
	case v.nothing:
		o = v.empty
	default:
		o = v.whole
	}
	put(v.body, o)
}

func (v *customers) close() {
	v.open, v.adding, v.form = "", false, nil
	v.show()
	v.desk.shell.RenewKeys()
	v.list.Focus()
}

// openNo opens a customer beside the list.
func (v *customers) openNo(no string) {
	if no == "" || v.open == no {
		return
	}
	v.open, v.adding, v.form = no, false, nil
	d := v.desk
	fetch(d, func(ctx context.Context) (billing.CustomerRow, error) { return d.services.Customer(ctx, no) }, func(row billing.CustomerRow) {
		if v.open == no {
			v.showForm(row)
		}
	})
	v.show()
	d.shell.RenewKeys()
}

func (v *customers) showForm(row billing.CustomerRow) {
	d := v.desk
	form := newCustomerForm(d, row.Customer, func(c billing.Customer) {
		d.tell(d.T("customers.saved", "name", c.Name))
		v.reload(true)
	}, v.close)
	form.grown = v.split.Refresh
	v.form = form
	owes := widget.Row(theme.Grid, widget.NewText(d.T("overview.outstanding"), widget.Muted), widget.NewText(d.tongue.Amount(row.Outstanding), widget.Strong),
		widget.Spring(), widget.NewButton(widget.Secondary, d.T("editor.new"), func() { d.shell.Go(placeInvoices, newInvoice{row.Customer}) }))
	v.side.Objects = []fyne.CanvasObject{widget.Column(theme.Gap, widget.NewCard(owes), widget.NewCard(form.content))}
	v.side.Refresh()
	v.focusWanted()
	if i := v.pager.index(row.No); i >= 0 && v.narrow.Cursor() != i {
		v.narrow.Select(i)
	}
}

// focusWanted gives the keyboard to the field somebody came to correct, once the form is there.
func (v *customers) focusWanted() {
	if v.form == nil || v.form.form.No() != v.wanted.no || v.wanted.no == "" {
		return
	}
	if e, ok := v.form.entries["customer."+v.wanted.field]; ok {
		v.desk.focus(e)
	}
	v.wanted = showAddress{}
}

// add opens an empty form beside the list.
func (v *customers) add() {
	d := v.desk
	v.open, v.adding = "", true
	form := newCustomerForm(d, billing.Customer{}, func(c billing.Customer) {
		d.tell(d.T("customers.saved", "name", c.Name))
		v.reload(true)
		v.openNo(c.No)
	}, v.close)
	form.grown = v.split.Refresh
	v.form = form
	v.side.Objects = []fyne.CanvasObject{widget.NewCard(form.content)}
	v.side.Refresh()
	v.show()
	d.shell.RenewKeys()
	form.focus()
}
