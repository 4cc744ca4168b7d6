package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// findCustomers asks own customers and the register for what is typed.
func findCustomers(d *desk, field *widget.Complete, question *latest, text string, found func([]billing.Customer)) {
	current := question.next()
	ask(d, func(ctx context.Context) ([]billing.Customer, error) { return d.services.CustomerSearch(ctx, text) }, func(all []billing.Customer, err error) {
		if !current() {
			return
		}
		if err != nil {
			d.murmur(err)
			return
		}
		found(all)
		choices := make([]widget.Choice, 0, len(all)+1)
		for _, c := range all {
			choices = append(choices, widget.Choice{Glyph: partyGlyph(c.Type), Title: c.Name, Detail: d.tongue.CustomerDetail(c)})
		}
		field.Answer(text, append(choices, widget.Choice{Glyph: theme.GlyphPlus, Title: d.T("editor.customer.new", "name", text)}))
	})
}

// Where the form of a new customer stands, and how high it is where there is room.
const (
	customerTop    float32 = 48
	customerHeight float32 = 780
)

// takeCustomer takes an own customer, makes one of an entry of the register, or opens the form of a new one.
func takeCustomer(d *desk, found []billing.Customer, i int, typed string, take func(billing.Customer)) {
	switch {
	case i >= len(found):
		var sheet *widget.Sheet
		form := newCustomerForm(d, billing.Customer{Party: billing.Party{Name: strings.TrimSpace(typed)}}, func(saved billing.Customer) {
			sheet.Close()
			take(saved)
		}, func() { sheet.Close() })
		canvas := d.shell.Window().Canvas()
		height := min(canvas.Size().Height-2*customerTop, customerHeight)
		sheet = widget.ShowSheet(canvas, widget.Inset(20, 20, 20, 20, form.low()), fyne.NewSize(640, height), customerTop, nil)
		form.grown = sheet.Fit
		form.focus()
	case found[i].No == "":
		ask(d, func(ctx context.Context) (billing.Customer, error) { return d.services.SaveCustomer(ctx, found[i]) }, func(saved billing.Customer, err error) {
			if err != nil {
				d.complain(err)
				return
			}
			take(saved)
		})
	default:
		take(found[i])
	}
}
