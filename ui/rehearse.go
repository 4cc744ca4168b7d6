package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// rehearsal asks for an address and mails copies of documents there; without numbers those of all that waits.
type rehearsal struct {
	desk    *desk
	numbers []string
	sheet   *widget.Sheet
	to      *widget.Entry
	field   *widget.Field
}

func openRehearsal(d *desk, numbers []string) *rehearsal {
	r := &rehearsal{desk: d, numbers: numbers, to: widget.NewEntry("")}
	r.field = widget.NewField(d.T("plan.rehearse.to"), r.to).WithHint(d.T("plan.rehearse.to.hint"))
	r.to.OnSubmitted = func(string) { r.send() }
	r.to.OnChanged = func(string) { r.field.SetFault("") }
	column := widget.Column(theme.Gap, widget.NewText(d.T("plan.rehearse"), widget.Lead), widget.NewParagraph(d.T("plan.rehearse.text"), widget.Body), r.field,
		widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), func() { r.sheet.Close() }),
			widget.NewButton(widget.Primary, d.T("plan.rehearse"), r.send).WithGlyph(theme.GlyphMail)))
	r.sheet = widget.ShowSheet(d.shell.Window().Canvas(), widget.Inset(20, 20, 20, 20, column), fyne.NewSize(480, 0), -1, nil)
	d.focus(r.to)
	return r
}

// send sends the copies, or says why the address cannot be one. What failed is named, and what went is told.
func (r *rehearsal) send() {
	d, numbers := r.desk, r.numbers
	to, problem := d.tongue.RehearsalTo(r.to.Text)
	if problem != "" {
		r.field.SetFault(problem)
		r.sheet.Fit()
		return
	}
	r.sheet.Close()
	ask(d, func(ctx context.Context) (int, error) { return d.services.Rehearse(ctx, numbers, to) }, func(sent int, err error) {
		if sent > 0 {
			d.tell(d.tongue.Rehearsed(sent))
		}
		if err != nil {
			d.complain(err)
		}
	})
}
