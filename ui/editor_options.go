package ui

import (
	"context"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// optionPanel is what is seldom said of a document: one row of groups, folded until one of them is chosen.
type optionPanel struct {
	editor *editor
	card   *widget.Card
	chips  *widget.FilterChips
	body   *fyne.Container
	group  view.OptionGroup // unfolded; empty: none

	content map[view.OptionGroup]fyne.CanvasObject
	fields  map[string]fyne.Focusable // by the names of view.Field
	load    []func(view.Options)      // show the options of another draft
	loading bool

	papers *paperList
	rate   *fyne.Container // what only a foreign currency asks for
}

func newOptionPanel(e *editor) *optionPanel {
	p := &optionPanel{editor: e, fields: map[string]fyne.Focusable{}, body: container.NewStack()}
	p.chips = widget.NewFilterChips(nil, "", func(id string) { p.toggle(view.OptionGroup(id)) })
	p.content = map[view.OptionGroup]fyne.CanvasObject{view.GroupReferences: p.references(), view.GroupAmounts: p.amounts(),
		view.GroupDelivery: p.delivery(), view.GroupCurrency: p.currency(), view.GroupPayee: p.payee()}
	p.papers = newPaperList(e, p)
	p.content[view.GroupPapers] = p.papers.content
	p.body.Hide()
	p.card = widget.NewCard(widget.Column(14, p.chips, p.body))
	return p
}

// begin shows the options of a draft just opened, folded.
func (p *optionPanel) begin() {
	p.loading = true
	for _, load := range p.load {
		load(p.editor.form.Options)
	}
	p.loading = false
	p.papers.show()
	p.open("")
}

// renew says in the heads how much of each group is in use.
func (p *optionPanel) renew() {
	var filters []widget.Filter
	for _, g := range view.OptionGroups {
		name, used := p.editor.form.GroupText(g)
		filters = append(filters, widget.Filter{ID: string(g), Words: name, Count: used})
	}
	p.chips.Set(filters)
	p.rate.Hidden = !p.editor.form.Foreign()
}

func (p *optionPanel) toggle(g view.OptionGroup) {
	if g == p.group {
		g = ""
	}
	p.open(g)
}

// open unfolds a group, or folds all.
func (p *optionPanel) open(g view.OptionGroup) {
	p.group = g
	p.chips.Choose(string(g))
	p.renew()
	p.body.Hidden = g == ""
	if content := p.content[g]; content != nil {
		p.body.Objects = []fyne.CanvasObject{widget.Grow(1, content)}
	}
	p.body.Refresh()
	p.card.Refresh()
	if p.editor.content != nil {
		p.editor.content.Refresh()
	}
}

// next unfolds the next group and goes to its first field, round and round, folding between the last and the first.
func (p *optionPanel) next() {
	groups := append([]view.OptionGroup{""}, view.OptionGroups...)
	for i, g := range groups {
		if g == p.group {
			p.open(groups[(i+1)%len(groups)])
			break
		}
	}
	if p.group == "" {
		p.editor.lines.focusNew()
		return
	}
	if first, ok := p.fields[firstField[p.group]]; ok {
		p.editor.desk.focus(first)
	}
}

var firstField = map[view.OptionGroup]string{view.GroupReferences: "buyerReference", view.GroupAmounts: "discount",
	view.GroupDelivery: "delivery.date", view.GroupCurrency: "currency", view.GroupPapers: "attachments", view.GroupPayee: "payee.name"}

// show unfolds the group of a field and goes there.
func (p *optionPanel) show(f view.Field) {
	if p.group != f.Group {
		p.open(f.Group)
	}
	field, ok := p.fields[f.Name]
	if !ok {
		field, ok = p.fields[firstField[f.Group]]
	}
	if ok {
		p.editor.desk.focus(field)
	}
}

// changed tells the editor that an option was.
func (p *optionPanel) changed() {
	if !p.loading {
		p.renew()
		p.editor.changed()
	}
}

// text is a field for one text of the options.
func (p *optionPanel) text(words, name string, of func(*view.Options) *string) *widget.Field {
	return p.entry(widget.NewEntry(""), words, name, of)
}

func (p *optionPanel) entry(entry *widget.Entry, words, name string, of func(*view.Options) *string) *widget.Field {
	entry.OnChanged = func(s string) {
		if !p.loading {
			*of(&p.editor.form.Options) = s
			p.changed()
		}
	}
	entry.OnSubmitted = func(string) { p.editor.desk.shell.Window().Canvas().FocusNext() }
	p.load = append(p.load, func(o view.Options) { entry.SetText(*of(&o)) })
	p.fields[name] = entry
	return widget.NewField(p.editor.desk.T(words), entry)
}

func (p *optionPanel) day(words, name string, of func(*view.Options) *cal.Date) *widget.Field {
	entry := p.editor.desk.dateEntry()
	entry.OnDay = func(day time.Time) {
		*of(&p.editor.form.Options) = cal.Of(day)
		p.changed()
	}
	p.load = append(p.load, func(o view.Options) { entry.SetDay(dayTime(*of(&o))) })
	p.fields[name] = entry
	return widget.NewField(p.editor.desk.T(words), entry)
}

// dateWidth holds a day and the calendar's button.
const dateWidth float32 = 136

func (p *optionPanel) dated(words, name string, of func(*view.Options) *cal.Date) fyne.CanvasObject {
	return widget.Sized(dateWidth, 0, p.day(words, name, of))
}

func (p *optionPanel) tick(words, name string, of func(*view.Options) *bool) *tick {
	t := newTick(p.editor.desk.T(words), false, func(on bool) {
		*of(&p.editor.form.Options) = on
		p.changed()
	})
	p.load = append(p.load, func(o view.Options) { t.set(*of(&o)) })
	p.fields[name] = t
	return t
}

// columns sets fields side by side in even shares.
func columns(fields ...fyne.CanvasObject) fyne.CanvasObject {
	row := widget.Row(12)
	for _, f := range fields {
		row.Add(widget.Grow(1, f))
	}
	return row
}

func (p *optionPanel) references() fyne.CanvasObject {
	note := p.entry(widget.NewTextArea("", 2), "editor.note", "note", func(o *view.Options) *string { return &o.Note })
	return widget.Column(12,
		columns(p.text("editor.reference", "buyerReference", func(o *view.Options) *string { return &o.BuyerReference }),
			p.text("editor.order", "orderReference", func(o *view.Options) *string { return &o.OrderReference }),
			p.text("option.sales-order", "salesOrder", func(o *view.Options) *string { return &o.SalesOrder })),
		columns(p.text("option.contract", "contractReference", func(o *view.Options) *string { return &o.ContractReference }),
			p.text("option.project", "projectReference", func(o *view.Options) *string { return &o.ProjectReference }),
			p.text("option.cost-code", "costCode", func(o *view.Options) *string { return &o.CostCode })), note)
}

func (p *optionPanel) amounts() fyne.CanvasObject {
	e := p.editor
	ticks := widget.Row(24, p.tick("option.krone", "rounding", func(o *view.Options) *bool { return &o.RoundKrone }))
	including := p.tick("option.including", "pricesIncludeVAT", func(o *view.Options) *bool { return &o.PricesIncludeVAT })
	p.load = append(p.load, func(view.Options) { including.Hidden = !e.desk.company.VATRegistered })
	ticks.Objects = append([]fyne.CanvasObject{including}, ticks.Objects...)
	return widget.Column(12,
		widget.Row(12, widget.Grow(1, p.text("option.discount", "discount", func(o *view.Options) *string { return &o.Discount }).WithHint(e.desk.T("option.discount.hint"))),
			widget.Grow(2, p.text("option.discount.reason", "discount.reason", func(o *view.Options) *string { return &o.DiscountReason })),
			widget.Grow(1, p.text("option.prepaid", "prepaid", func(o *view.Options) *string { return &o.Prepaid }))),
		widget.Row(12, widget.Grow(1, p.text("option.freight", "freight", func(o *view.Options) *string { return &o.Freight })),
			widget.Grow(2, p.text("option.freight.text", "freight.text", func(o *view.Options) *string { return &o.FreightText })),
			widget.Grow(1, widget.Spring())),
		ticks)
}

func (p *optionPanel) delivery() fyne.CanvasObject {
	d := p.editor.desk
	var grounds []widget.Choice
	for _, g := range view.AdvanceGrounds {
		key := string(g)
		if g == "" {
			key = "none"
		}
		grounds = append(grounds, widget.Choice{Title: d.T("advance." + key)})
	}
	advance := widget.NewSelect(grounds, 0, func(i int) {
		p.editor.form.Advance = view.AdvanceGrounds[i]
		p.changed()
	})
	p.load = append(p.load, func(o view.Options) {
		for i, g := range view.AdvanceGrounds {
			if g == o.Advance {
				advance.Choose(i)
			}
		}
	})
	p.fields["advance"] = advance
	return widget.Column(12,
		widget.Row(12, p.dated("option.delivered", "delivery.date", func(o *view.Options) *cal.Date { return &o.DeliveryDate }),
			p.dated("option.from", "period", func(o *view.Options) *cal.Date { return &o.Period.From }),
			p.dated("option.to", "period.to", func(o *view.Options) *cal.Date { return &o.Period.To })),
		widget.Row(12, widget.Sized(dateWidth, 0, widget.NewField(d.T("option.advance"), advance)),
			widget.Grow(1, p.text("option.street", "delivery.address", func(o *view.Options) *string { return &o.Street }))),
		widget.Row(12, widget.Sized(dateWidth, 0, p.text("option.postcode", "delivery.postcode", func(o *view.Options) *string { return &o.PostCode })),
			widget.Grow(1, p.text("option.city", "delivery.city", func(o *view.Options) *string { return &o.City })),
			widget.Sized(72, 0, p.text("option.country", "delivery.country", func(o *view.Options) *string { return &o.Country }))))
}

func (p *optionPanel) currency() fyne.CanvasObject {
	d := p.editor.desk
	kind := widget.NewComplete("", 0)
	kind.OnQuery = func(text string) { kind.Answer(text, p.currencies(text)) }
	changed := kind.OnChanged
	kind.OnChanged = func(s string) {
		changed(s)
		if !p.loading {
			p.editor.form.Currency = s
			p.changed()
		}
	}
	kind.OnPick = func(i int) {
		c := p.currencies(kind.Value())[i].Title
		kind.SetText(c)
		p.editor.form.Currency = c
		p.changed()
		if p.editor.form.Foreign() && p.editor.form.Rate == "" {
			p.fetchRate()
		}
	}
	p.load = append(p.load, func(o view.Options) { kind.SetText(o.Currency) })
	p.fields["currency"] = kind
	p.rate = widget.Row(12, widget.Grow(1, p.text("option.rate", "exchangeRate", func(o *view.Options) *string { return &o.Rate })),
		p.dated("option.rate-date", "rateDate", func(o *view.Options) *cal.Date { return &o.RateDate }),
		widget.Grow(1, p.text("option.rate-source", "rateSource", func(o *view.Options) *string { return &o.RateSource })))
	p.rate.Add(widget.Column(0, widget.Spring(), widget.NewButton(widget.Secondary, d.T("option.rate.fetch"), p.fetchRate)))
	return widget.Row(12, widget.Sized(84, 0, widget.NewField(d.T("option.currency"), kind)), widget.Grow(1, p.rate))
}

// currencies offers the usual ones; what is typed is offered as it is when it is none of them.
func (p *optionPanel) currencies(text string) []widget.Choice {
	var first, rest []widget.Choice
	for _, c := range view.Currencies {
		choice := widget.Choice{Title: string(c), Detail: p.editor.desk.T("currency." + string(c))}
		if view.Begins(choice.Title, text) || view.Begins(choice.Detail, text) {
			first = append(first, choice)
		} else if view.KnownCurrency(text) {
			rest = append(rest, choice)
		}
	}
	return append(first, rest...)
}

// fetchRate asks for the rate of the invoice's day.
func (p *optionPanel) fetchRate() {
	e, d := p.editor, p.editor.desk
	form, currency := e.form, money.Currency(e.form.Currency)
	day, _ := form.Dates()
	ask(d, func(ctx context.Context) (billing.DayRate, error) { return d.services.DayRate(ctx, currency, day) }, func(r billing.DayRate, err error) {
		switch {
		case e.form != form || !e.open:
		case err != nil:
			d.murmur(err)
		default:
			form.TakeRate(r)
			p.reload()
			p.changed()
		}
	})
}

// reload shows the options anew after they were filled in from elsewhere.
func (p *optionPanel) reload() {
	p.loading = true
	for _, load := range p.load {
		load(p.editor.form.Options)
	}
	p.loading = false
}

func (p *optionPanel) payee() fyne.CanvasObject {
	notice := p.entry(widget.NewTextArea("", 2), "option.payee.notice", "payee.notice", func(o *view.Options) *string { return &o.PayeeNotice })
	return widget.Column(12, columns(p.text("option.payee.name", "payee.name", func(o *view.Options) *string { return &o.PayeeName }),
		p.text("option.payee.orgno", "payee.orgNo", func(o *view.Options) *string { return &o.PayeeOrgNo }),
		p.text("option.payee.account", "payee.account", func(o *view.Options) *string { return &o.PayeeAccount })),
		notice.WithHint(p.editor.desk.T("option.payee.hint")))
}

// paperList is the files that go with the document.
type paperList struct {
	editor  *editor
	content fyne.CanvasObject
	rows    *fyne.Container
}

func newPaperList(e *editor, p *optionPanel) *paperList {
	l := &paperList{editor: e, rows: widget.Column(4)}
	d := e.desk
	add := widget.NewButton(widget.Secondary, d.T("option.papers.add"), l.choose).WithGlyph(theme.GlyphPlus)
	p.fields["attachments"] = add
	l.content = widget.Column(theme.Grid, l.rows, widget.Row(12, add, widget.Grow(1, widget.NewShortText(d.T("option.papers.hint"), widget.Muted))))
	return l
}

// show draws the files anew.
func (l *paperList) show() {
	l.rows.Objects = nil
	for i, a := range l.editor.form.Attachments {
		name, size := l.editor.desk.tongue.PaperText(a)
		remove := widget.NewSmallButton(widget.Ghost, l.editor.desk.T("option.papers.remove"), func() { l.remove(i) })
		l.rows.Add(widget.Row(12, widget.Grow(1, widget.NewShortText(name, widget.Body)), widget.NewText(size, widget.Muted), remove))
	}
	l.rows.Hidden = len(l.rows.Objects) == 0
	l.rows.Refresh()
}

func (l *paperList) choose() {
	l.editor.desk.files.Open([]string{".pdf", ".png", ".jpg", ".jpeg", ".csv", ".xlsx", ".ods"}, func(path string) { l.attach([]string{path}) })
}

// attach reads files and adds them; those that cannot go with the document are told of.
func (l *paperList) attach(paths []string) {
	e, d, form := l.editor, l.editor.desk, l.editor.form
	files := d.files
	ask(d, func(ctx context.Context) ([]billing.Attachment, error) {
		var out []billing.Attachment
		for _, path := range paths {
			name, content, err := files.Read(path, billing.MaxAttachment+1)
			if err != nil {
				return out, unreadable(path)
			}
			out = append(out, billing.Attachment{Name: name, Content: content})
		}
		return out, nil
	}, func(read []billing.Attachment, err error) {
		if e.form != form || !e.open {
			return
		}
		var faults billing.Faults
		for _, a := range read {
			faults = append(faults, form.Attach(a)...)
		}
		if err == nil {
			err = faults.Err()
		}
		if err != nil {
			d.complain(err)
		}
		l.show()
		e.options.changed()
		if e.options.group != view.GroupPapers {
			e.options.open(view.GroupPapers)
		}
	})
}

func unreadable(path string) error {
	var faults billing.Faults
	faults.Add("attachment-unreadable", "attachments", "path", filepath.Base(path))
	return faults.Err()
}

func (l *paperList) remove(i int) {
	l.editor.form.Detach(i)
	l.show()
	l.editor.options.changed()
}
