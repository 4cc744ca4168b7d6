package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// workEntry is the line hours and expenses are entered in by keyboard: customer, project, day, what was done, how long, and at
// what price. What was entered before stays for the next line.
type workEntry struct {
	desk  *desk
	owner *workPart
	card  *widget.Card
	form  *view.WorkForm

	kind     *widget.Select
	customer *widget.Complete
	project  *widget.Complete
	date     *widget.DateEntry
	text     *widget.Entry
	item     *widget.Complete
	person   *widget.Entry
	quantity *widget.Entry
	price    *widget.Entry
	vat      *widget.Entry
	receipt  *paperField
	sum      *widget.Text
	problem  *widget.Text // the first thing that is wrong; the fields it is about wear a ring
	add      *widget.Button
	foot     *fyne.Container
	drop     *widget.Button
	fields   map[string]*widget.Field

	items    []billing.Item
	offered  []billing.Item
	found    []billing.Customer
	projects []string
	search   latest
	saving   bool
}

// wrongField is a field that a fault may speak of.
type wrongField struct {
	path  string
	field interface {
		fyne.Focusable
		SetWrong(bool)
	}
}

func newWorkEntry(owner *workPart) *workEntry {
	d := owner.desk
	e := &workEntry{desk: d, owner: owner, fields: map[string]*widget.Field{}, sum: widget.NewText("", widget.Strong),
		problem: widget.NewShortText("", widget.Body.In(widget.Bad))}
	e.form = view.NewWorkForm(d.tongue, d.company, billing.Work{}, billing.Customer{})
	e.makeFields()
	e.add = widget.NewButton(widget.Primary, d.T("work.add"), e.save)
	e.drop = widget.NewButton(widget.Ghost, d.T("error.cancel"), e.clear)
	first := widget.Row(12, widget.Sized(112, 0, e.field("kind", "work.kind", e.kind)), widget.Grow(3, e.field("customerNo", "editor.customer", e.customer)),
		widget.Grow(2, e.field("project", "work.project", e.project)), widget.Sized(132, 0, e.field("date", "editor.date", e.date)),
		widget.Grow(1, e.field("person", "work.person", e.person)))
	second := widget.Row(12, widget.Grow(5, e.field("text", "work.text", e.text)), widget.Grow(3, e.field("itemNo", "editor.col.item", e.item)),
		widget.Sized(84, 0, e.field("quantity", "editor.col.quantity", e.quantity)), widget.Sized(100, 0, e.field("price", "editor.col.price", e.price)))
	if d.company.VATRegistered {
		second.Add(widget.Sized(64, 0, e.field("vat", "editor.col.vat", e.vat)))
	}
	e.foot = widget.Row(12, e.receipt.content, widget.Grow(1, e.problem), e.sum, e.drop, e.add)
	third := widget.Sized(0, theme.ControlHeight, e.foot)
	e.card = widget.NewCard(widget.Column(12, first, second, third))
	e.write()
	return e
}

func (e *workEntry) field(path, key string, control fyne.CanvasObject) *widget.Field {
	f := widget.NewField(e.desk.T(key), control)
	e.fields[path] = f
	return f
}

func (e *workEntry) makeFields() {
	d := e.desk
	var kinds []widget.Choice
	for _, k := range view.WorkKinds {
		kinds = append(kinds, widget.Choice{Title: d.tongue.WorkKind(k)})
	}
	e.kind = widget.NewSelect(kinds, 0, func(i int) { e.form.SetKind(view.WorkKinds[i]); e.write() })
	e.customer = widget.NewComplete(d.T("editor.customer.hint"), 2)
	e.customer.OnQuery = func(text string) {
		findCustomers(d, e.customer, &e.search, text, func(found []billing.Customer) { e.found = found })
	}
	e.customer.OnPick = func(i int) {
		takeCustomer(d, e.found, i, e.customer.Text, func(c billing.Customer) {
			e.form.Customer = c
			e.write()
			d.focus(e.project)
		})
	}
	e.customer.OnEnter = func() { d.focus(e.project) }
	e.project = widget.NewComplete("", 0)
	e.project.OnQuery = e.findProject
	e.project.OnPick = func(i int) { e.form.Project = e.projects[i]; e.write(); d.focus(e.text) }
	e.project.OnEnter = func() { d.focus(e.text) }
	query := e.project.OnChanged
	e.project.OnChanged = func(s string) { e.form.Project = s; query(s) }
	e.date = d.dateEntry()
	e.date.OnDay = func(day time.Time) { e.form.Date = dayOf(day); e.mend("date") }
	e.text = e.entry("text", func(f *view.WorkForm, s string) { f.Text = s })
	e.person = e.entry("person", func(f *view.WorkForm, s string) { f.Person = s })
	e.quantity = e.entry("quantity", func(f *view.WorkForm, s string) { f.Quantity = s })
	e.price = e.entry("price", func(f *view.WorkForm, s string) { f.Price = s })
	e.vat = e.entry("vat", func(f *view.WorkForm, s string) { f.VAT = s })
	for _, n := range []*widget.Entry{e.quantity, e.price} {
		n.OnBlur = func() { e.form.Tidy(); e.write() }
	}
	e.text.OnSubmitted = func(string) { d.focus(e.item) }
	e.quantity.OnSubmitted = func(string) {
		if e.form.Price == "" {
			d.focus(e.price)
			return
		}
		e.save()
	}
	e.item = widget.NewComplete(d.T("work.item.hint"), 1)
	e.item.OnQuery = e.findItem
	e.item.OnPick = func(i int) {
		e.form.SetItem(e.offered[i])
		e.item.SetText(e.offered[i].Name)
		e.write()
		d.focus(e.quantity)
	}
	e.item.OnEnter = func() { d.focus(e.quantity) }
	e.receipt = newPaperField(d, d.T("work.receipt"), 1, func() {
		e.form.Receipt = nil
		if len(e.receipt.papers) == 1 {
			e.form.Receipt = &e.receipt.papers[0]
		}
		e.foot.Refresh()
	})
}

// entry is a field of text; Enter stores the line.
func (e *workEntry) entry(path string, set func(*view.WorkForm, string)) *widget.Entry {
	n := widget.NewEntry("")
	n.OnChanged = func(s string) {
		set(e.form, s)
		e.mend(path)
		e.sum.Set(e.form.Sum())
		e.foot.Refresh()
	}
	n.OnSubmitted = func(string) { e.save() }
	return n
}

// wrongable are the fields that can be wrong, in reading order, by the path of their faults.
func (e *workEntry) wrongable() []wrongField {
	return []wrongField{{"customerNo", e.customer}, {"project", e.project}, {"date", e.date}, {"text", e.text}, {"quantity", e.quantity}, {"price", e.price}, {"vat", e.vat}}
}

// mend takes back what was said to be wrong with a field that changed.
func (e *workEntry) mend(path string) {
	for _, w := range e.wrongable() {
		if w.path == path {
			w.field.SetWrong(false)
		}
	}
	e.problem.Set("")
	e.foot.Refresh()
}

// complain marks the fields that are wrong, tells of the first of them, and goes there. It tells whether there was any.
func (e *workEntry) complain(faults billing.Faults) bool {
	e.tidyFaults()
	first := false
	for _, w := range e.wrongable() {
		i := slices.IndexFunc(faults, func(f billing.Fault) bool { return f.Path == w.path })
		if i < 0 {
			continue
		}
		w.field.SetWrong(true)
		if !first {
			first = true
			e.desk.focus(w.field)
			e.problem.Set(e.desk.tongue.Fault(faults[i]).Text)
		}
	}
	e.foot.Refresh()
	return first
}

// write shows what the form says.
func (e *workEntry) write() {
	f := e.form
	e.kind.Choose(slices.Index(view.WorkKinds, f.Kind))
	if e.customer.Text != f.Customer.Name && !e.customer.Focused() || f.Customer.Name != "" {
		e.customer.SetText(f.Customer.Name)
	}
	e.project.SetText(f.Project)
	e.date.SetDay(dayTime(f.Date))
	for n, text := range map[*widget.Entry]string{e.text: f.Text, e.person: f.Person, e.quantity: f.Quantity, e.price: f.Price, e.vat: f.VAT} {
		if n.Text != text {
			n.SetText(text)
		}
	}
	e.fields["quantity"].SetLabel(f.QuantityLabel())
	e.receipt.set(nil)
	if f.Receipt != nil {
		e.receipt.set([]billing.Attachment{*f.Receipt})
	}
	e.add.SetText(e.desk.T("work.add"))
	if f.ID() != 0 {
		e.add.SetText(e.desk.T("settings.save"))
	}
	e.drop.Hidden = f.ID() == 0
	e.sum.Set(f.Sum())
	e.foot.Refresh()
}

// first is the field to begin with: the customer, or the text once a customer is chosen.
func (e *workEntry) first() fyne.Focusable {
	if e.form.Customer.Name != "" {
		return e.text
	}
	return e.customer
}

func (e *workEntry) focus() { e.desk.focus(e.first()) }

func (e *workEntry) fetchItems() {
	d := e.desk
	fetch(d, func(ctx context.Context) ([]billing.Item, error) { return d.services.Items(ctx, "") }, func(items []billing.Item) { e.items = items })
}

func (e *workEntry) findItem(text string) {
	e.offered = view.SuggestItems(e.items, text, 6)
	var choices []widget.Choice
	for _, i := range e.offered {
		choices = append(choices, widget.Choice{Glyph: theme.GlyphItem, Title: i.Name, Detail: e.desk.tongue.Unit(i.Unit), Amount: e.desk.tongue.Price(i.Price)})
	}
	e.item.Answer(text, choices)
}

// findProject offers the projects written before.
func (e *workEntry) findProject(text string) {
	e.projects = view.Projects(e.owner.work, e.form.Customer.No, text, 8)
	if len(e.projects) == 1 && e.projects[0] == text {
		e.projects = nil
	}
	var choices []widget.Choice
	for _, p := range e.projects {
		choices = append(choices, widget.Choice{Glyph: theme.GlyphFolder, Title: p})
	}
	e.project.Answer(text, choices)
}

// open shows a line that was stored before, to change it.
func (e *workEntry) open(w billing.Work, c billing.Customer) {
	e.form = view.NewWorkForm(e.desk.tongue, e.desk.company, w, c)
	e.item.SetText("")
	for _, i := range e.items {
		if i.No == w.ItemNo && w.ItemNo != "" {
			e.item.SetText(i.Name)
		}
	}
	e.tidyFaults()
	e.write()
	e.desk.focus(e.text)
}

// clear begins a new line; one that was opened is left as it was stored.
func (e *workEntry) clear() {
	d := e.desk
	if e.form.ID() != 0 {
		e.form = e.form.Next()
	} else {
		e.form = view.NewWorkForm(d.tongue, d.company, billing.Work{}, billing.Customer{})
		e.item.SetText("")
	}
	e.tidyFaults()
	e.write()
	e.focus()
	d.shell.RenewKeys()
}

func (e *workEntry) tidyFaults() {
	for _, w := range e.wrongable() {
		w.field.SetWrong(false)
	}
	e.problem.Set("")
}

// save stores the line and stands ready for the next.
func (e *workEntry) save() {
	d := e.desk
	if e.saving {
		return
	}
	w, faults := e.form.Work()
	if len(faults.Fatal()) > 0 {
		e.complain(faults.Fatal())
		return
	}
	e.saving = true
	ask(d, func(ctx context.Context) (billing.Work, error) { return d.services.SaveWork(ctx, w) }, func(saved billing.Work, err error) {
		e.saving = false
		if refused := faultsOf(err); len(refused) > 0 && e.complain(refused) {
			return
		}
		if err != nil {
			d.complain(err)
			return
		}
		e.form = e.form.Next()
		e.tidyFaults()
		e.write()
		d.focus(e.text)
		d.shell.RenewKeys()
		e.owner.reload()
	})
}
