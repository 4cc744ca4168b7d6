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

// routeOrder is a list of channels somebody puts together: the company's, a group's or a customer's.
type routeOrder struct {
	form    *view.RouteList
	list    *widget.OrderList
	changed func()
}

func newRouteOrder(d *desk, form *view.RouteList, changed func()) *routeOrder {
	o := &routeOrder{form: form, list: widget.NewOrderList(d.T("route.only.this")), changed: changed}
	o.list.OnChanged = func(items []widget.OrderItem) {
		taken := make([]view.RouteItem, len(items))
		for i, item := range items {
			taken[i] = view.RouteItem{ID: item.ID, On: item.On}
		}
		o.form.Take(taken)
		o.changed()
	}
	o.list.OnOnly = func(id string) {
		o.form.Only(id)
		o.fill()
		o.changed()
	}
	o.fill()
	return o
}

// set shows another list.
func (o *routeOrder) set(form *view.RouteList) {
	o.form = form
	o.fill()
}

func (o *routeOrder) fill() {
	items := o.form.Items()
	out := make([]widget.OrderItem, len(items))
	for i, item := range items {
		out[i] = widget.OrderItem{ID: item.ID, Title: item.Title, Detail: item.Detail, On: item.On}
	}
	o.list.Set(out)
}

// routesCard is the lists of channels of the company and its groups, in the settings. Nothing is stored before somebody saw
// whom it changes.
type routesCard struct {
	desk    *desk
	content fyne.CanvasObject
	whose   *widget.Select
	groups  []string // by the choices of whose after the first
	group   string   // "": the company
	order   *routeOrder
	text    *widget.Paragraph
	remove  *widget.Button
	preview *widget.Button
	busy    bool
}

func newRoutesCard(d *desk) *routesCard {
	c := &routesCard{desk: d, text: widget.NewParagraph("", widget.Muted)}
	c.whose = widget.NewSelect([]widget.Choice{{Title: d.T("route.for.company")}}, 0, c.choose)
	c.order = newRouteOrder(d, c.stored(), c.guard)
	c.remove = widget.NewButton(widget.Secondary, d.T("route.remove"), func() { c.show(nil) })
	c.preview = widget.NewButton(widget.Primary, d.T("route.preview"), func() { c.show(c.order.form.List()) })
	c.content = widget.Column(12, widget.NewText(d.T("route.title"), widget.Lead), widget.NewParagraph(d.T("route.text"), widget.Muted),
		widget.NewField(d.T("route.for"), c.whose), container.NewStack(c.order.list), c.text, widget.Row(theme.Grid, widget.Spring(), c.remove, c.preview))
	c.load()
	c.guard()
	return c
}

// routesCard is the card of the settings; what somebody put together and did not store yet stays in it.
func (v *settingsScreen) routesCard() fyne.CanvasObject {
	if v.routes == nil {
		v.routes = newRoutesCard(v.desk)
	}
	return widget.NewCard(v.routes.content)
}

// load asks for the groups there are.
func (c *routesCard) load() {
	d := c.desk
	fetch(d, d.services.Groups, func(groups map[string]int) {
		for g := range d.company.GroupRoutes {
			if _, known := groups[g]; !known {
				groups[g] = 0 // nobody is in it any more, and its list can still be removed
			}
		}
		c.groups = sortedKeys(groups)
		choices := []widget.Choice{{Title: d.T("route.for.company")}}
		at := 0
		for i, g := range c.groups {
			key := "route.for.group"
			if len(d.company.GroupRoutes[g]) > 0 {
				key = "route.for.group.own"
			}
			choices = append(choices, widget.Choice{Title: d.T(key, "group", g), Amount: d.tongue.Count(groups[g])})
			if g == c.group {
				at = i + 1
			}
		}
		c.whose.SetChoices(choices, at)
	})
}

// stored is the list as it is kept for whom is chosen.
func (c *routesCard) stored() *view.RouteList {
	d := c.desk
	if c.group == "" {
		return view.NewRouteList(d.tongue, d.company.Routes, nil)
	}
	return view.NewRouteList(d.tongue, d.company.GroupRoutes[c.group], d.company.Routes)
}

func (c *routesCard) choose(i int) {
	c.group = ""
	if i > 0 && i <= len(c.groups) {
		c.group = c.groups[i-1]
	}
	c.order.set(c.stored())
	c.guard()
}

// guard says what the list means, and why it cannot be stored.
func (c *routesCard) guard() {
	d, form := c.desk, c.order.form
	problem := form.Problem()
	look := widget.Muted
	if problem != "" {
		look = widget.Body.In(widget.Bad)
	}
	c.text.SetLook(look)
	c.text.Set(form.Text())
	if problem == "" && !form.Dirty() {
		problem = d.T("route.unchanged")
	}
	c.preview.Forbid(problem)
	c.remove.Hidden = c.group == "" || len(d.company.GroupRoutes[c.group]) == 0
	if c.content != nil {
		c.content.Refresh()
	}
}

// show tells whom a list would change, and stores it when somebody says so.
func (c *routesCard) show(list []billing.ChannelName) {
	d, group := c.desk, c.group
	if c.busy {
		return
	}
	c.busy = true
	ask(d, func(ctx context.Context) (view.RoutePreview, error) {
		p, err := d.services.PreviewRoutes(ctx, list, group)
		return d.tongue.RoutePreview(p), err
	}, func(p view.RoutePreview, err error) {
		c.busy = false
		if err != nil {
			d.complain(err)
			return
		}
		showRoutePreview(d, p, func() { c.save(list, group) })
	})
}

func (c *routesCard) save(list []billing.ChannelName, group string) {
	d := c.desk
	ask(d, func(ctx context.Context) (billing.Company, error) {
		if err := d.services.SaveRoutes(ctx, list, group); err != nil {
			return billing.Company{}, err
		}
		return d.services.Company(ctx)
	}, func(company billing.Company, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		d.company = company
		d.tell(d.T("route.saved"))
		c.order.set(c.stored())
		c.load()
		c.guard()
	})
}

// previewRows is how many customers are shown without moving.
const previewRows = 8

// showRoutePreview lists the customers that change channel and asks whether the list is to be stored.
func showRoutePreview(d *desk, preview view.RoutePreview, save func()) {
	var sheet *widget.Sheet
	width := float32(860)
	if !preview.Reasons {
		width = 560
	}
	column := widget.Column(12, widget.NewText(preview.Title, widget.Lead), widget.NewParagraph(preview.Text, widget.Muted))
	if len(preview.Rows) > 0 {
		columns := []widget.ListColumn{{Title: d.T("editor.customer"), Flex: 3}, {Title: d.T("route.col.from"), Width: widget.TextWidth(d.T("ready.no-way") + "  ")},
			{Title: d.T("route.col.to"), Width: widget.ChipWidth(d.T("ready.no-way") + "  ")}}
		if preview.Reasons {
			columns = append(columns, widget.ListColumn{Title: d.T("plan.col.why"), Flex: 4})
		}
		list := widget.NewList(columns)
		rows := make([]widget.ListRow, len(preview.Rows))
		for i, r := range preview.Rows {
			rows[i] = widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Customer, Strong: true}, {Text: r.From, Tone: widget.Quiet},
				{Text: r.To, Tone: widget.Tone(r.Tone), Chip: true}, {Text: firstSentence(r.Why), Tip: r.Why}}}
		}
		list.SetAll(rows)
		column.Add(widget.Sized(0, 40+38*float32(min(previewRows, len(rows))), widget.NewBareCard(list)))
	}
	store := widget.NewButton(widget.Primary, preview.Action, func() { sheet.Close(); save() })
	column.Add(widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), func() { sheet.Close() }), store))
	sheet = widget.ShowSheet(d.shell.Window().Canvas(), widget.Inset(20, 20, 20, 20, column), fyne.NewSize(width, 0), -1, nil)
	d.focus(store)
}
