package ui

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/billing/register"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// showItem is a number callers of Go may want to see.
type showItem string

// items is the list of what is sold, with the form of one beside it.
type items struct {
	*Page
	desk    *desk
	body    *fyne.Container
	list    *widget.List
	find    *widget.Entry
	side    *fyne.Container
	split   fyne.CanvasObject
	empty   fyne.CanvasObject
	files   *importer
	all     []billing.Item
	text    string
	wanted  string // to be opened once it is there
	open    bool
	typing  debounce
	current latest
}

func newItems(d *desk) *items {
	v := &items{desk: d, body: container.NewStack(), side: container.NewStack(), typing: debounce{desk: d, pause: 120 * time.Millisecond}}
	v.find = widget.NewEntry(d.T("items.find"))
	v.find.OnChanged = func(text string) { v.typing.call(func() { v.text = text; v.renew() }) }
	columns := []widget.ListColumn{{Title: d.T("col.number"), Width: 64}, {Title: d.T("setting.name")}, {Title: d.T("items.description"), Flex: 2},
		{Title: d.T("editor.col.unit"), Width: 48}, {Title: d.T("editor.col.price"), Width: widget.TextWidth("100 000,00"), Right: true}}
	if d.company.VATRegistered {
		columns = append(columns, widget.ListColumn{Title: d.T("editor.col.vat"), Width: 64})
	}
	v.list = widget.NewList(columns).TapOpens()
	v.list.OnOpen = func(i int, _ widget.ListRow) { v.edit(v.all[i]) }
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphSearch, d.T("items.none.title"), d.T("items.none.text"), nil))
	tools := widget.Row(12, widget.Sized(320, 0, v.find), widget.Spring())
	v.split = widget.Column(theme.Gap, tools, widget.Grow(1, widget.Row(theme.Gap, widget.Grow(1, widget.NewBareCard(v.list)), v.side)))
	v.side.Hide()
	v.empty = widget.NewCard(widget.NewEmptyState(theme.GlyphItem, d.T("items.empty.title"), d.T("items.empty.text"),
		widget.NewButton(widget.Primary, d.T("items.new"), func() { v.edit(billing.Item{}) }),
		widget.NewButton(widget.Secondary, d.T("items.import"), v.importAny), practiceButton(d)))
	v.Page = NewPage(d.T("shell.items"), "", v.body, widget.NewButton(widget.Secondary, d.T("items.import"), v.importAny), widget.NewButton(widget.Primary, d.T("items.new"), func() { v.edit(billing.Item{}) }))
	v.files = newImporter(d, v.Page, register.Items, v.renew)
	return v
}

// Content implements Screen: the page, or an import over it.
func (v *items) Content() fyne.CanvasObject { return v.files.root }

// importAny asks for a file to bring over.
func (v *items) importAny() { v.files.begin() }

// Dropped implements dropTaker.
func (v *items) Dropped(paths []string) bool { return v.files.dropped(paths) }

// Enter implements Screen.
func (v *items) Enter(arg any) {
	if no, ok := arg.(showItem); ok {
		v.files.uncover()
		v.wanted = string(no)
	}
	v.renew()
}

// Keyboard implements Typist: the list, unless a form is open.
func (v *items) Keyboard() fyne.Focusable {
	if v.files.open {
		return v.files.keyboard()
	}
	if v.open {
		return nil
	}
	return v.list.Keyboard()
}

// Changed implements listener.
func (v *items) Changed([]billing.Signal) { v.renew() }

// Keys implements Screen.
func (v *items) Keys() []widget.Key {
	d := v.desk
	if v.files.open {
		return v.files.keys()
	}
	if v.open {
		return []widget.Key{{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.close}}
	}
	return []widget.Key{{Name: fyne.KeyF, Mod: widget.Ctrl, Words: d.T("key.find-here"), Do: func() { d.focus(v.find) }}}
}

func (v *items) renew() {
	d, current, text := v.desk, v.current.next(), v.text
	fetch(d, func(ctx context.Context) ([]billing.Item, error) { return d.services.Items(ctx, text) }, func(all []billing.Item) {
		if current() {
			v.show(all)
		}
	})
}

func (v *items) show(all []billing.Item) {
	v.all = all
	rows := make([]widget.ListRow, len(all))
	for i, item := range all {
		r := v.desk.tongue.ItemRow(item)
		rows[i] = widget.ListRow{ID: strconv.FormatInt(item.ID, 10), Cells: []widget.ListCell{{Text: r.No, Tone: widget.Quiet}, {Text: r.Name, Strong: true},
			{Text: r.Detail, Tone: widget.Quiet}, {Text: r.Unit}, {Text: r.Price}, {Text: r.VAT, Tone: widget.Quiet}}}
		if item.No == v.wanted {
			v.wanted = ""
			v.edit(item)
		}
	}
	v.list.SetAll(rows)
	v.showBody()
}

func (v *items) showBody() {
	o := v.split
	if len(v.all) == 0 && v.text == "" && !v.open {
		o = v.empty
	}
	put(v.body, o)
}

func (v *items) close() {
	v.open = false
	v.side.Hide()
	v.showBody()
	v.desk.shell.RenewKeys()
	v.list.Focus()
}

// edit opens an item beside the list; the zero one is new.
func (v *items) edit(item billing.Item) {
	d := v.desk
	v.open = true
	form := newItemForm(d, item, v.all, func(saved billing.Item) {
		d.tell(d.T("items.saved", "name", saved.Name))
		v.close()
		v.renew()
	}, v.close, v.renew)
	v.side.Objects = []fyne.CanvasObject{widget.Sized(380, 0, scroll(widget.NewCard(form.content)))}
	v.side.Show()
	v.showBody()
	d.shell.RenewKeys()
	d.focus(form.entries["item.name"])
}

// itemForm is the form of an item.
type itemForm struct {
	desk    *desk
	form    *view.ItemForm
	all     []billing.Item
	content fyne.CanvasObject
	entries map[string]*widget.Entry
	fields  map[string]*widget.Field
	saved   func(billing.Item)
	ownNo   bool // somebody chose the number
}

func newItemForm(d *desk, item billing.Item, all []billing.Item, saved func(billing.Item), cancel, renew func()) *itemForm {
	f := &itemForm{desk: d, form: view.NewItemForm(d.tongue, d.company, item), all: all, entries: map[string]*widget.Entry{},
		fields: map[string]*widget.Field{}, saved: saved, ownNo: item.ID != 0}
	v := f.form
	title := d.T("items.new")
	buttons := widget.Row(theme.Grid)
	if item.ID != 0 {
		title = item.Name
		buttons.Add(widget.NewButton(widget.Ghost, d.T("items.delete"), func() {
			d.confirm(d.T("items.delete.title", "name", item.Name), d.T("items.delete.text"), d.T("items.delete"), func() {
				d.do(func(ctx context.Context) error { return d.services.DeleteItem(ctx, item.ID) }, func() { cancel(); renew() })
			})
		}).WithGlyph(theme.GlyphDelete))
	}
	buttons.Objects = append(buttons.Objects, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), cancel),
		widget.NewButton(widget.Primary, d.T("settings.save"), f.save))
	row := widget.Row(12, widget.Grow(1, f.entry("price", "editor.col.price", &v.Price)), widget.Grow(1, f.entry("unit", "editor.col.unit", &v.Unit)))
	if d.company.VATRegistered {
		row.Add(widget.Grow(1, f.entry("vat", "editor.col.vat", &v.VAT)))
	}
	f.content = widget.Column(12, widget.NewText(title, widget.Lead), f.entry("name", "setting.name", &v.Name), f.entry("no", "col.number", &v.No),
		row, f.entry("description", "items.description", &v.Description), buttons)
	f.entries["item.name"].OnChanged = f.named
	f.entries["item.no"].OnChanged = func(s string) { v.No, f.ownNo = s, true }
	return f
}

func (f *itemForm) entry(path, key string, text *string) *widget.Field {
	e := widget.NewEntry("")
	e.SetText(*text)
	e.OnChanged = func(s string) {
		*text = s
		f.fields["item."+path].SetFault("")
	}
	e.OnSubmitted = func(string) { f.save() }
	field := widget.NewField(f.desk.T(key), e)
	f.entries["item."+path], f.fields["item."+path] = e, field
	return field
}

// named proposes a number while nobody has chosen one.
func (f *itemForm) named(name string) {
	f.form.Name = name
	f.fields["item.name"].SetFault("")
	if !f.ownNo {
		f.form.No = view.NextItemNo(name, f.all)
		f.entries["item.no"].SetText(f.form.No)
		f.ownNo = false
	}
}

func (f *itemForm) save() {
	d := f.desk
	item, faults := f.form.Item()
	if len(faults.Fatal()) > 0 {
		showFaults(d, f.fields, faults, "")
		return
	}
	ask(d, func(ctx context.Context) (billing.Item, error) { return d.services.SaveItem(ctx, item) }, func(saved billing.Item, err error) {
		if refused := faultsOf(err); len(refused) > 0 && showFaults(d, f.fields, refused, "") {
			return
		}
		if err != nil {
			d.complain(err)
			return
		}
		f.saved(saved)
	})
}
