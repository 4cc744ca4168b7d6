package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// creditSheet asks how much of an invoice is taken back, and says what will happen before it does.
type creditSheet struct {
	desk   *desk
	form   *view.CreditForm
	number string
	done   func(note billing.Invoice)

	sheet   *widget.Sheet
	modes   *widget.FilterChips
	body    *fyne.Container
	lines   []*widget.Entry
	amount  *widget.Entry
	text    *widget.Entry
	reason  *widget.Entry
	explain *widget.Paragraph
	button  *widget.Button
	busy    bool
}

// openCredit reads what is left of an invoice and opens the sheet.
func openCredit(d *desk, row billing.InvoiceRow, inv billing.Invoice, done func(note billing.Invoice)) {
	ask(d, func(ctx context.Context) (billing.CreditLeft, error) { return d.services.CreditLeft(ctx, row.Number) }, func(left billing.CreditLeft, err error) {
		switch {
		case err != nil:
			d.complain(err)
		case left.Gross.Sign() <= 0:
			d.shell.Toast(theme.GlyphInfo, widget.Warn, d.T("credit.none"), "", nil, widget.ToastTime)
		default:
			s := &creditSheet{desk: d, number: row.Number, done: done, form: view.NewCreditForm(d.tongue, d.company, inv, left, row.Outstanding)}
			s.show()
		}
	})
}

func (s *creditSheet) show() {
	d := s.desk
	s.modes = widget.NewFilterChips(nil, string(s.form.Mode), func(id string) { s.choose(view.CreditMode(id)) })
	var modes []widget.Filter
	for _, m := range view.CreditModes {
		if s.form.Offers(m) {
			modes = append(modes, widget.Filter{ID: string(m), Words: d.T("credit." + string(m))})
		}
	}
	s.modes.Set(modes)
	s.body, s.explain = container.NewStack(), widget.NewParagraph("", widget.Body)
	s.reason = widget.NewEntry("")
	s.reason.OnChanged = func(text string) { s.form.Reason = text }
	s.reason.OnSubmitted = func(string) { s.credit() }
	s.button = widget.NewButton(widget.Danger, d.T("detail.credit", "number", s.number), s.credit)
	column := widget.Column(theme.Gap, widget.NewText(d.T("detail.credit.title", "number", view.DocumentNo(s.number)), widget.Lead), s.modes)
	if left := s.form.LeftText(); left != "" {
		column.Add(widget.NewParagraph(left, widget.Muted))
	}
	column.Add(s.body)
	column.Add(widget.NewField(d.T("detail.credit.reason"), s.reason))
	column.Add(s.explain)
	column.Add(widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), func() { s.sheet.Close() }), s.button))
	canvas := d.shell.Window().Canvas()
	s.sheet = widget.ShowSheet(canvas, widget.Inset(20, 20, 20, 20, column), fyne.NewSize(520, 0), 64, nil)
	s.sheet.Stage().Bind(widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Do: s.credit})
	s.choose(s.form.Mode)
}

// choose shows what a mode asks for and gives it the keyboard.
func (s *creditSheet) choose(m view.CreditMode) {
	s.form.Mode = m
	s.modes.Choose(string(m))
	focus := fyne.Focusable(s.reason)
	s.body.Hidden = m == view.CreditWhole
	switch m {
	case view.CreditLines:
		s.body.Objects = []fyne.CanvasObject{s.lineList()}
		if len(s.lines) > 0 {
			focus = s.lines[0]
		}
	case view.CreditSum:
		s.body.Objects = []fyne.CanvasObject{s.sumFields()}
		focus = s.amount
	}
	s.body.Refresh()
	s.changed()
	s.desk.focus(focus)
}

// creditRows is how many lines are shown without moving.
const creditRows = 7

func (s *creditSheet) lineList() fyne.CanvasObject {
	d := s.desk
	s.lines = nil
	list := widget.Column(6)
	for i := range s.form.Lines {
		l := &s.form.Lines[i]
		entry := widget.NewEntry("")
		entry.SetText(l.Text)
		entry.OnChanged = func(text string) { l.Text = text; s.changed() }
		entry.OnSubmitted = func(string) { d.shell.Window().Canvas().FocusNext() }
		s.lines = append(s.lines, entry)
		list.Add(widget.Row(12, widget.Grow(1, widget.NewShortText(l.Item, widget.Body)),
			widget.NewText(d.T("credit.line.left", "left", l.Left), widget.Muted), widget.Sized(84, 0, entry)))
	}
	if len(s.lines) <= creditRows {
		return list
	}
	return widget.Sized(0, creditRows*(theme.ControlHeight+6), scroll(list))
}

func (s *creditSheet) sumFields() fyne.CanvasObject {
	d := s.desk
	s.amount, s.text = widget.NewEntry(""), widget.NewEntry("")
	s.amount.SetText(s.form.Amount)
	s.text.SetText(s.form.Text)
	s.amount.OnChanged = func(text string) { s.form.Amount = text; s.changed() }
	s.text.OnChanged = func(text string) { s.form.Text = text; s.changed() }
	s.amount.OnSubmitted = func(string) { d.focus(s.text) }
	s.text.OnSubmitted = func(string) { d.focus(s.reason) }
	return widget.Row(12, widget.Grow(1, widget.NewField(d.T("credit.sum.amount"), s.amount)), widget.Grow(2, widget.NewField(d.T("credit.sum.text"), s.text)))
}

// changed says anew what will happen.
func (s *creditSheet) changed() {
	text, ok := s.form.Explain()
	look, reason := widget.Body, ""
	if !ok {
		look, reason = widget.Body.In(widget.Bad), text
	}
	s.explain.SetLook(look)
	s.explain.Set(text)
	s.button.Forbid(reason)
	s.sheet.Fit()
}

func (s *creditSheet) credit() {
	d, form := s.desk, s.form
	if s.busy || !form.Whole() {
		return
	}
	s.busy = true
	lines, amount := []billing.CreditLine(nil), money.Amount{}
	switch form.Mode {
	case view.CreditLines:
		lines, _ = form.Chosen()
	case view.CreditSum:
		amount, _ = form.Sum()
	}
	mode, reason, text := form.Mode, form.Reason, form.Text
	s.sheet.Close()
	ask(d, func(ctx context.Context) (billing.Invoice, error) {
		if mode == view.CreditSum {
			return d.services.CreditAmount(ctx, s.number, amount, text, reason)
		}
		return d.services.Credit(ctx, s.number, lines, reason)
	}, func(note billing.Invoice, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		d.tell(d.T("detail.credit.done", "number", view.DocumentNo(note.Number())))
		d.offerUndo([]string{note.Number()})
		s.done(note)
	})
}
