package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// formSheet is a small form over the window.
type formSheet struct {
	*widget.Sheet
	buttons *fyne.Container
}

// sheet shows a small form over the window: a title, what will happen, the fields, and the button that does it.
func (d *desk) sheet(width float32, title, text string, fields fyne.CanvasObject, action *widget.Button, closed func()) *formSheet {
	s := &formSheet{}
	body := widget.Column(theme.Gap, widget.NewParagraph(title, widget.Lead))
	if text != "" {
		body.Add(widget.NewParagraph(text, widget.Body))
	}
	if fields != nil {
		body.Add(fields)
	}
	s.buttons = widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), func() { s.Close() }), action)
	body.Add(s.buttons)
	s.Sheet = widget.ShowSheet(d.shell.Window().Canvas(), widget.Inset(20, 20, 20, 20, body), fyne.NewSize(width, 0), -1, closed)
	return s
}

// edit opens the form of the basis.
func (v *basisDetail) edit() {
	d, b := v.desk, v.basis
	if b.Draft.Customer.No == "" {
		v.owner.edit(b, billing.Customer{})
		return
	}
	fetch(d, func(ctx context.Context) (billing.CustomerRow, error) {
		return d.services.Customer(ctx, b.Draft.Customer.No)
	}, func(row billing.CustomerRow) {
		v.owner.edit(b, row.Customer)
	})
}

func (v *basisDetail) savePDF() {
	d, id := v.desk, v.id
	d.files.Save(v.basis.No+".pdf", func(path string) {
		d.do(func(ctx context.Context) error { return d.services.SaveBasisPDF(ctx, id, path) }, func() { d.tell(d.T("basis.saved-pdf", "path", path)) })
	})
}

// send says to whom it goes before it does; what went before goes again only when somebody says so.
func (v *basisDetail) send() {
	d, id, again := v.desk, v.id, v.shown.Again
	to := ""
	for _, f := range v.shown.Facts {
		if f.Name == d.T("fact.email") {
			to = f.Value
		}
	}
	title, text := d.T("basis.send.title", "what", v.shown.Title), d.T("basis.send.text", "to", to)
	if to == "" {
		text = d.T("basis.send.nobody")
	}
	if again {
		title, text = d.T("basis.send.again.title", "what", v.shown.Title), d.T("basis.send.again.text", "to", to)
	}
	var sheet *formSheet
	button := widget.NewButton(widget.Primary, d.T("basis.send.do"), nil)
	button.SetPress(func() {
		sheet.Close()
		d.shell.Toast(theme.GlyphDispatch, widget.Accent, d.T("basis.sending", "what", v.shown.Title), "", nil, widget.ToastTime)
		d.do(func(ctx context.Context) error {
			if again {
				return d.services.ResendBasis(ctx, id)
			}
			return d.services.SendBasis(ctx, id)
		}, func() {
			d.tell(d.T("basis.sent", "what", v.shown.Title))
			v.owner.changed()
		})
	})
	if to == "" {
		button.Forbid(text)
	}
	sheet = d.sheet(460, title, text, nil, button, nil)
	d.focus(button)
}

// accept asks who said yes, when, and for the signed paper, and makes the order.
func (v *basisDetail) accept() {
	d, id := v.desk, v.id
	by, on := widget.NewEntry(""), d.dateEntry()
	on.SetDay(d.tongue.Today().Time())
	papers := newPaperField(d, d.T("basis.paper.choose"), 0, nil)
	v.owner.room.drop = papers.take
	var sheet *formSheet
	do := func() {
		who, day := by.Value(), cal.Of(on.Day())
		if on.Day().IsZero() {
			day = d.tongue.Today()
		}
		sheet.Close()
		ask(d, func(ctx context.Context) (billing.Basis, error) {
			return d.services.AcceptOffer(ctx, id, who, day, papers.papers)
		},
			func(order billing.Basis, err error) {
				if err != nil {
					d.complain(err)
					return
				}
				d.tell(d.T("basis.accepted", "what", v.shown.Title, "no", order.No))
				v.owner.wanted = order.ID
				v.owner.reload()
			})
	}
	by.OnSubmitted = func(string) { do() }
	fields := widget.Column(12, widget.Row(12, widget.Grow(2, widget.NewField(d.T("basis.accept.by"), by)), widget.Grow(1, widget.NewField(d.T("basis.accept.on"), on))),
		widget.NewField(d.T("basis.accept.paper"), papers.content))
	sheet = d.sheet(520, d.T("basis.accept.title", "what", v.shown.Title), d.T("basis.accept.text"), fields,
		widget.NewButton(widget.Primary, d.T("basis.accept.do"), do), func() { v.owner.room.drop = nil })
	d.focus(by)
}

// decline asks who said no.
func (v *basisDetail) decline() {
	d := v.desk
	by := widget.NewEntry("")
	var sheet *formSheet
	do := func() {
		sheet.Close()
		v.end(billing.BasisDeclined, by.Value(), d.T("basis.declined", "what", v.shown.Title))
	}
	by.OnSubmitted = func(string) { do() }
	sheet = d.sheet(460, d.T("basis.decline.title", "what", v.shown.Title), d.T("basis.decline.text"), widget.NewField(d.T("basis.decline.by"), by),
		widget.NewButton(widget.Danger, d.T("basis.do.decline"), do), nil)
	d.focus(by)
}

func (v *basisDetail) cancel() {
	d := v.desk
	d.confirm(d.T("basis.cancel.title", "what", v.shown.Title), d.T("basis.cancel.text"), d.T("basis.do.cancel"), func() {
		v.end(billing.BasisCancelled, "", d.T("basis.cancelled", "what", v.shown.Title))
	})
}

func (v *basisDetail) finish() {
	d := v.desk
	d.confirm(d.T("basis.finish.title", "what", v.shown.Title), d.T("basis.finish.text"), d.T("basis.do.finish"), func() {
		v.end(billing.BasisDone, "", d.T("basis.finished", "what", v.shown.Title))
	})
}

func (v *basisDetail) end(state billing.BasisState, by, told string) {
	d, id := v.desk, v.id
	d.do(func(ctx context.Context) error { return d.services.CloseBasis(ctx, id, state, by) }, func() {
		d.tell(told)
		v.owner.changed()
	})
}

// invoice chooses lines and quantities, all that is left to begin with, and opens the draft.
func (v *basisDetail) invoice() {
	d, id := v.desk, v.id
	form := d.tongue.TakeForm(d.company, v.basis, v.taken)
	var sheet *formSheet
	button := widget.NewButton(widget.Primary, form.Action(), nil)
	table := newTakeTable(d, form, func() {
		button.SetText(form.Action())
		sheet.buttons.Refresh()
	})
	button.SetPress(func() {
		takes, faults := form.Takes()
		if len(faults) > 0 {
			table.showFaults()
			d.shell.Toast(theme.GlyphAlert, widget.Warn, d.tongue.Fault(faults[0]).Text, "", nil, widget.ToastTime)
			return
		}
		sheet.Close()
		ask(d, func(ctx context.Context) (int64, error) { return d.services.InvoiceBasis(ctx, id, takes) }, func(draft int64, err error) {
			if err != nil {
				d.complain(err)
				return
			}
			d.shell.Go(placeInvoices, showDocument(draftKey(draft)))
		})
	})
	table.submit = button
	sheet = d.sheet(620, form.Title(), d.T("basis.take.text"), table.content, button, nil)
	table.focus()
}

func draftKey(id int64) string {
	return view.Key(billing.InvoiceRow{ID: id, Status: billing.StatusDraft})
}
