package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// document is an issued document beside its list: the facts and what happened to it, and its page as it was printed.
type document struct {
	desk    *desk
	owner   *invoices
	content fyne.CanvasObject
	facts   *fyne.Container
	paper   *Paper
	number  string
	shown   view.Detail
	row     billing.InvoiceRow
	invoice billing.Invoice
	current latest
}

// contents is what is read of a document; the pages come apart, since they take longest.
type contents struct {
	row     billing.InvoiceRow
	invoice billing.Invoice
	events  []billing.Event
	drawn   []drawnPage
}

func newDocument(d *desk, owner *invoices) *document {
	v := &document{desk: d, owner: owner, facts: widget.Column(theme.Gap), paper: NewPaper()}
	v.content = widget.Row(theme.Gap, widget.Sized(factsWidth, 0, scroll(v.facts)), widget.Grow(1, scroll(v.paper)))
	return v
}

const factsWidth float32 = 316

// set shows a document; row is what the list knows of it already.
func (v *document) set(number string, row billing.InvoiceRow, known bool) {
	v.number, v.row = number, row
	v.paper.Set(nil)
	if known {
		v.show(contents{row: row})
	}
	v.renew()
}

// renew reads the document again.
func (v *document) renew() {
	current, d, number := v.current.next(), v.desk, v.number
	fetch(d, func(ctx context.Context) (contents, error) { return readDocument(ctx, d.services, v.paper, number) }, func(c contents) {
		if current() {
			v.show(c)
			v.paper.Set(c.drawn)
			v.owner.SetBeside()
			v.owner.show()
		}
	})
}

func readDocument(ctx context.Context, s Services, paper *Paper, number string) (contents, error) {
	var c contents
	rows, err := s.InvoiceRows(ctx, []string{number})
	if err != nil {
		return c, err
	}
	row, ok := rows[number]
	if !ok {
		return c, billing.ErrNotFound
	}
	c.row = row
	if c.events, err = s.Timeline(ctx, number); err != nil {
		return c, err
	}
	if row.Imported {
		return c, nil
	}
	if c.invoice, err = s.Invoice(ctx, number); err != nil {
		return c, err
	}
	pages, err := s.Pages(ctx, number)
	if errors.Is(err, billing.ErrNotFound) {
		return c, nil
	}
	c.drawn = paper.Draw(pages)
	return c, err
}

func (v *document) show(c contents) {
	t := v.desk.tongue
	v.row, v.invoice, v.shown = c.row, c.invoice, t.Detail(c.row, c.invoice, c.events)
	v.facts.Objects = []fyne.CanvasObject{widget.NewCard(v.head()), widget.NewTitledCard(t.T("detail.timeline"), v.timeline())}
	if c.row.Imported {
		v.facts.Objects = append(v.facts.Objects, widget.NewCard(widget.NewParagraph(t.T("detail.imported"), widget.Muted)))
	}
	v.facts.Refresh()
}

// head is who, what and how much.
func (v *document) head() fyne.CanvasObject {
	s := v.shown
	column := widget.Column(theme.Grid,
		widget.Row(theme.Grid, widget.NewText(s.Title, widget.Lead), widget.Spring(), chip(s.Status)),
		widget.NewParagraph(s.Customer, widget.Strong))
	if s.Address != "" {
		column.Add(widget.NewParagraph(s.Address, widget.Muted))
	}
	column.Add(widget.NewRule())
	column.Add(v.factList(s.Facts))
	if why := v.why(); why != nil {
		column.Add(why)
	}
	if links := v.links(); links != nil {
		column.Add(links)
	}
	column.Add(widget.NewRule())
	column.Add(sums(s.Sums))
	return column
}

// why leads to the story of the way the document went; there is none for one of a former system, or that nobody tried to send.
func (v *document) why() fyne.CanvasObject {
	if v.shown.Way == nil {
		return nil
	}
	return widget.Row(0, widget.Flush(whyButton(v.desk, v.number, *v.shown.Way)), widget.Spring())
}

// links lead to the documents this one speaks of: the invoice a credit note reverses, or the credit notes of an invoice.
func (v *document) links() fyne.CanvasObject {
	if len(v.shown.Links) == 0 {
		return nil
	}
	row := widget.Row(theme.Grid)
	for _, l := range v.shown.Links {
		row.Add(widget.NewSmallButton(widget.Secondary, l.Text, func() { v.owner.openKey(l.Number) }))
	}
	row.Add(widget.Spring())
	return row
}

func (v *document) factList(facts []view.Fact) fyne.CanvasObject {
	out := make([]widget.Fact, len(facts))
	for i, f := range facts {
		out[i] = widget.Fact{Name: f.Name, Value: f.Value, Tone: widget.Tone(f.Tone)}
	}
	return widget.NewFacts(out)
}

// sums are amounts under one another, right-aligned, the last the strongest.
func sums(facts []view.Fact) fyne.CanvasObject {
	column := widget.Column(6)
	for i, f := range facts {
		look := widget.Body
		if i == len(facts)-1 {
			look = widget.Lead
		}
		column.Add(widget.Row(theme.Gap, widget.NewText(f.Name, widget.Muted), widget.Grow(1, widget.NewText(f.Value, look.In(widget.Tone(f.Tone)).Right()))))
	}
	return column
}

func (v *document) timeline() fyne.CanvasObject {
	t := v.desk.tongue
	events := timelineEvents(v.shown.Events)
	if due := v.row.DueDate; !due.IsZero() && due.After(t.Today()) && v.row.Outstanding.Sign() > 0 {
		events = append(events, widget.Event{When: t.Day(due), Words: t.T("event.due"), Ahead: true})
	}
	return widget.NewTimeline(events)
}

func timelineEvents(rows []view.EventRow) []widget.Event {
	var out []widget.Event
	for _, e := range rows {
		out = append(out, widget.Event{When: e.When, Words: e.Text, Detail: e.Detail, Why: e.Why, Quote: e.Quote, Tone: widget.Tone(e.Tone)})
	}
	return out
}

// actions are the buttons over the document.
func (v *document) actions() []fyne.CanvasObject {
	d := v.desk
	var out []fyne.CanvasObject
	if v.row.Imported {
		return nil
	}
	if v.shown.Credit {
		out = append(out, widget.NewButton(widget.Secondary, v.shown.CreditIt, v.credit))
	}
	return append(out, widget.NewButton(widget.Secondary, d.T("detail.duplicate"), v.duplicate),
		widget.NewButton(widget.Secondary, d.T("detail.send"), v.send),
		widget.NewButton(widget.Secondary, d.T("detail.save"), func() { savePDF(d, []string{v.number}) }))
}

func (v *document) keys() []widget.Key {
	d := v.desk
	if v.row.Imported {
		return nil
	}
	return []widget.Key{{Name: fyne.KeyK, Mod: fyne.KeyModifierAlt, Words: d.T("key.credit"), Do: v.credit},
		{Name: fyne.KeyD, Mod: widget.Ctrl, Words: d.T("key.duplicate"), Do: v.duplicate},
		{Name: fyne.KeyP, Mod: widget.Ctrl, Words: d.T("key.print"), Do: func() { printPDF(d, []string{v.number}) }},
		{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("detail.save"), Do: func() { savePDF(d, []string{v.number}) }}}
}

func (v *document) send() {
	d, number := v.desk, v.number
	d.do(func(ctx context.Context) error { return d.services.SendBy(ctx, []string{number}, "") }, func() {
		d.tell(d.T("detail.send.done"))
		v.renew()
	})
}

// credit asks how much, and says what will happen before it does.
func (v *document) credit() {
	if !v.shown.Credit || v.invoice.Number() == "" {
		return
	}
	openCredit(v.desk, v.row, v.invoice, func(billing.Invoice) {
		v.owner.reload(true)
		v.renew()
	})
}

// duplicate opens a new draft that says what the document says.
func (v *document) duplicate() {
	if v.row.Imported {
		return
	}
	d, number := v.desk, v.number
	ask(d, func(ctx context.Context) (int64, error) { return d.services.Duplicate(ctx, number) }, func(id int64, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		d.tell(d.T("detail.duplicated", "number", view.DocumentNo(number)))
		v.owner.openDraft(id)
	})
}
