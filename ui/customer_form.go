package ui

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// customerForm is the form of a customer: alone, beside its list, or over an invoice.
type customerForm struct {
	desk     *desk
	form     *view.CustomerForm
	content  fyne.CanvasObject
	body     *fyne.Container
	buttons  fyne.CanvasObject
	entries  map[string]*widget.Entry // by path, such as "customer.name"
	fields   map[string]*widget.Field
	kind     *widget.Select
	way      *routeOrder
	ownRoute *tick
	routes   *fyne.Container // the order, when it is the customer's own
	payer    *widget.Complete
	found    []billing.Customer
	lookup   *registerPart
	other    *fyne.Container // whether another electronic format was agreed on: not for persons
	saved    func(billing.Customer)
	grown    func() // the form asks for more or less room; may be nil
}

var partyTypes = []billing.PartyType{billing.Person, billing.Business, billing.Public}

func newCustomerForm(d *desk, c billing.Customer, saved func(billing.Customer), cancel func()) *customerForm {
	f := &customerForm{desk: d, form: view.NewCustomerForm(d.tongue, c), entries: map[string]*widget.Entry{}, fields: map[string]*widget.Field{},
		saved: saved}
	f.lookup = newRegisterPart(f)
	f.other = widget.Column(2, newTick(d.T("customer.other-format"), f.form.OtherFormat, func(on bool) { f.form.OtherFormat = on }),
		widget.NewParagraph(d.tongue.OtherFormatText(), widget.Small))
	f.makeSelects()
	f.makePayer()
	title := d.T("customers.new")
	if c.No != "" {
		title = d.T("customer.title", "no", c.No)
	}
	v := f.form
	f.buttons = widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), cancel),
		widget.NewButton(widget.Primary, d.T("settings.save"), f.save))
	pair := func(a, b fyne.CanvasObject) fyne.CanvasObject {
		return widget.Row(12, widget.Grow(1, a), widget.Grow(1, b))
	}
	f.body = widget.Column(12, widget.NewText(title, widget.Lead), f.lookup.field, f.lookup.note,
		pair(f.labelled("type", "customer.type", f.kind), f.entry("orgNo", "setting.orgNo", &v.OrgNo)),
		pair(f.entry("name", "setting.name", &v.Name), f.entry("email", "setting.email", &v.Email)),
		widget.Row(12, widget.Grow(2, f.entry("address.street", "setting.address.street", &v.Street)),
			widget.Sized(96, 0, f.entry("address.postCode", "setting.address.postCode", &v.PostCode)), widget.Grow(1, f.entry("address.city", "setting.address.city", &v.City))),
		widget.NewRule(),
		pair(f.labelled("payer", "customer.payer", f.payer).WithHint(d.T("customer.payer.hint")), f.entry("groups", "customer.groups", &v.Groups).WithHint(d.T("customer.groups.hint"))),
		pair(f.entry("accounts", "customer.accounts", &v.Accounts).WithHint(d.T("customer.accounts.hint")), f.entry("terms", "setting.terms", &v.Terms)),
		pair(f.entry("phone", "setting.phone", &v.Phone), f.entry("note", "customer.note", &v.Note)),
		f.routes, f.other)
	f.content = widget.Column(12, f.body, f.buttons)
	return f
}

// low lets the fields be moved in a place lower than they are; the buttons stay in sight.
func (f *customerForm) low() fyne.CanvasObject {
	f.content = widget.Column(12, widget.Grow(1, scroll(widget.Inset(0, 14, 0, 0, f.body))), f.buttons)
	return f.content
}

func (f *customerForm) labelled(path, key string, control fyne.CanvasObject) *widget.Field {
	field := widget.NewField(f.desk.T(key), control)
	f.fields["customer."+path] = field
	return field
}

// entry is a labelled field over a text of the form.
func (f *customerForm) entry(path, key string, text *string) *widget.Field {
	e := widget.NewEntry("")
	e.SetText(*text)
	e.OnChanged = func(s string) {
		*text = s
		f.fields["customer."+path].SetFault("")
		if path == "orgNo" {
			f.lookup.typed()
		}
	}
	e.OnSubmitted = func(string) { f.save() }
	f.entries["customer."+path] = e
	return f.labelled(path, key, e)
}

func (f *customerForm) makeSelects() {
	d := f.desk
	kinds := make([]widget.Choice, len(partyTypes))
	for i, t := range partyTypes {
		kinds[i] = widget.Choice{Title: d.T("customer.type." + string(t))}
	}
	f.kind = widget.NewSelect(kinds, slices.Index(partyTypes, f.form.Type), func(i int) {
		f.form.Type = partyTypes[i]
		f.showOther()
	})
	f.showOther()
	f.makeRoutes()
}

// makeRoutes offers an order of channels of the customer's own; without one that of its groups or the company counts.
func (f *customerForm) makeRoutes() {
	d := f.desk
	list := f.form.RouteList(d.company)
	text := widget.NewParagraph(list.Text(), widget.Small)
	f.way = newRouteOrder(d, list, func() { f.showRoutes(text) })
	f.ownRoute = newTick(d.T("route.customer.own"), list.Own, func(on bool) {
		if on {
			f.way.form.Begin()
		} else {
			f.way.form.Forget()
		}
		f.way.fill()
		f.showRoutes(text)
	})
	f.routes = widget.Column(4, f.ownRoute, f.way.list, text)
	f.showRoutes(text)
}

// showRoutes says what the order means and keeps it in the form.
func (f *customerForm) showRoutes(text *widget.Paragraph) {
	list := f.way.form
	f.form.Route = list.Key()
	f.way.list.Hidden = !list.Own
	look := widget.Small
	if list.Problem() != "" {
		look = widget.Small.In(widget.Bad)
	}
	text.SetLook(look)
	text.Set(list.Text())
	f.routes.Refresh()
	if f.content != nil {
		f.content.Refresh()
	}
	if f.grown != nil {
		f.grown()
	}
}

// makePayer finds the one who pays among the customers.
func (f *customerForm) makePayer() {
	d := f.desk
	f.payer = widget.NewComplete(d.T("customer.payer.self"), 2)
	f.payer.SetText(f.form.Payer)
	var question latest
	f.payer.OnQuery = func(text string) {
		f.form.Payer = text
		current := question.next()
		fetch(d, func(ctx context.Context) ([]billing.Customer, error) { return d.services.CustomerSearch(ctx, text) }, func(found []billing.Customer) {
			if !current() {
				return
			}
			f.found = slices.DeleteFunc(found, func(c billing.Customer) bool { return c.No == "" || c.No == f.form.No() })
			choices := make([]widget.Choice, len(f.found))
			for i, c := range f.found {
				choices[i] = widget.Choice{Glyph: partyGlyph(c.Type), Title: c.Name, Detail: d.tongue.CustomerDetail(c)}
			}
			f.payer.Answer(text, choices)
		})
	}
	f.payer.OnPick = func(i int) {
		f.form.Payer = f.found[i].No
		f.payer.SetText(f.found[i].No)
		f.fields["customer.payer"].SetHint(f.found[i].Name)
	}
	changed := f.payer.OnChanged
	f.payer.OnChanged = func(text string) {
		f.form.Payer = strings.TrimSpace(text)
		changed(text)
	}
}

func (f *customerForm) focus() {
	if f.form.No() == "" && f.form.Name != "" {
		f.desk.focus(f.entries["customer.email"])
		return
	}
	f.desk.focus(f.lookup.find)
}

// showOther asks only businesses and public bodies about formats.
func (f *customerForm) showOther() {
	f.other.Hidden = f.form.Type == billing.Person
	if f.content != nil {
		f.content.Refresh()
	}
}

// fill shows what the register filled in.
func (f *customerForm) fill() {
	v := f.form
	for path, text := range map[string]string{"orgNo": v.OrgNo, "name": v.Name, "email": v.Email, "phone": v.Phone, "address.street": v.Street, "address.postCode": v.PostCode, "address.city": v.City} {
		f.entries["customer."+path].SetText(text)
	}
	f.kind.Choose(slices.Index(partyTypes, v.Type))
	f.showOther()
}

// save stores the customer, or shows at its field what is wrong.
func (f *customerForm) save() {
	d := f.desk
	if f.way.form.Problem() != "" { // it stands below the list
		d.focus(f.way.list)
		return
	}
	c, faults := f.form.Customer()
	if len(faults.Fatal()) > 0 {
		f.showFaults(faults)
		return
	}
	ask(d, func(ctx context.Context) (billing.Customer, error) { return d.services.SaveCustomer(ctx, c) }, func(saved billing.Customer, err error) {
		if refused := faultsOf(err); len(refused) > 0 && f.showFaults(refused) {
			return
		}
		if err != nil {
			d.complain(err)
			return
		}
		f.saved(saved)
	})
}

// showFaults puts faults at their fields and tells whether any has one.
func (f *customerForm) showFaults(faults billing.Faults) bool {
	return showFaults(f.desk, f.fields, faults, "")
}
