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
	v.row, v.shown = c.row, t.Detail(c.row, c.invoice, c.events)
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
	column.Add(widget.NewRule())
	column.Add(sums(s.Sums))
	return column
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
	var events []widget.Event
	for _, e := range v.shown.Events {
		events = append(events, widget.Event{When: e.When, Words: e.Text, Detail: e.Detail, Tone: widget.Tone(e.Tone)})
	}
	if due := v.row.DueDate; !due.IsZero() && due.After(t.Today()) && v.row.Outstanding.Sign() > 0 {
		events = append(events, widget.Event{When: t.Day(due), Words: t.T("event.due"), Ahead: true})
	}
	return widget.NewTimeline(events)
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
	return append(out,
		widget.NewButton(widget.Secondary, d.T("detail.send"), v.send),
		widget.NewButton(widget.Secondary, d.T("detail.save"), func() { savePDF(d, []string{v.number}) }))
}

func (v *document) keys() []widget.Key {
	d := v.desk
	if v.row.Imported {
		return nil
	}
	return []widget.Key{{Name: fyne.KeyP, Mod: widget.Ctrl, Words: d.T("key.print"), Do: func() { printPDF(d, []string{v.number}) }},
		{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("detail.save"), Do: func() { savePDF(d, []string{v.number}) }}}
}

func (v *document) send() {
	d, number := v.desk, v.number
	d.do(func(ctx context.Context) error { return d.services.SendBy(ctx, []string{number}, "") }, func() {
		d.tell(d.T("detail.send.done"))
		v.renew()
	})
}

// credit asks for the reason and says what will happen before it does.
func (v *document) credit() {
	d, number := v.desk, v.number
	reason := widget.NewEntry("")
	var sheet *widget.Sheet
	do := func() {
		why := reason.Value()
		sheet.Close()
		ask(d, func(ctx context.Context) (billing.Invoice, error) { return d.services.Credit(ctx, number, nil, why) }, func(note billing.Invoice, err error) {
			if err != nil {
				d.complain(err)
				return
			}
			d.tell(d.T("detail.credit.done", "number", view.DocumentNo(note.Number())))
			d.offerUndo([]string{note.Number()})
			v.owner.reload(true)
			v.renew()
		})
	}
	reason.OnSubmitted = func(string) { do() }
	buttons := widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), func() { sheet.Close() }),
		widget.NewButton(widget.Danger, v.shown.CreditIt, do))
	body := widget.Column(theme.Gap, widget.NewParagraph(d.T("detail.credit.title", "number", view.DocumentNo(number)), widget.Lead),
		widget.NewParagraph(d.T("detail.credit.text", "sum", d.tongue.Amount(v.row.Payable), "name", v.row.CustomerName), widget.Body),
		widget.NewField(d.T("detail.credit.reason"), reason), buttons)
	canvas := d.shell.Window().Canvas()
	sheet = widget.ShowSheet(canvas, widget.Inset(20, 20, 20, 20, body), fyne.NewSize(460, 0), -1, nil)
	canvas.Focus(reason)
}
