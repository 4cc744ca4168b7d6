package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

func (e *editor) findCustomer(text string) {
	findCustomers(e.desk, e.customer, &e.search, text, func(found []billing.Customer) { e.found = found })
}

func partyGlyph(t billing.PartyType) theme.Glyph {
	switch t {
	case billing.Public:
		return theme.GlyphPublic
	case billing.Business:
		return theme.GlyphBusiness
	}
	return theme.GlyphPerson
}

func (e *editor) pickCustomer(i int) {
	takeCustomer(e.desk, e.found, i, e.customer.Text, e.setCustomer)
}

func (e *editor) setCustomer(c billing.Customer) {
	e.form.SetCustomer(c)
	e.customer.SetText(c.Name)
	e.changed()
	e.lines.focusNew()
}

// saveNow stores the draft because somebody asked, and says so.
func (e *editor) saveNow() {
	e.store(func(int64) { e.desk.tell(e.desk.T("editor.saved")) })
}

// store keeps the draft. Only one is on its way at a time: a new one would get two ids.
func (e *editor) store(done func(id int64)) { e.storeForm(e.form, done) }

func (e *editor) storeForm(form *view.Editor, done func(id int64)) {
	if e.storing {
		e.desk.after(keepPause, func() { e.storeForm(form, done) })
		return
	}
	d := e.desk
	draft, unread := form.Draft()
	if len(unread.Fatal()) > 0 && done == nil && e.open {
		return // half a number: the next rest of the keys stores it
	}
	e.storing = true
	mark := form.Mark()
	ask(d, func(ctx context.Context) (int64, error) { return d.services.SaveDraft(ctx, draft) }, func(id int64, err error) {
		e.storing = false
		if err != nil {
			e.issuing = false
			d.complain(err)
			return
		}
		form.Stored(id, mark)
		if done != nil {
			done(id)
		}
	})
}

// issueNow gives the document its number and sends it, or shows what is missing.
func (e *editor) issueNow() {
	d := e.desk
	if !e.open {
		return
	}
	if e.issuing {
		return // Ctrl+Enter was held
	}
	e.form.Tried()
	e.lines.tidy()
	if !e.form.Whole(e.prepared) {
		e.showChecks()
		e.look()
		d.shell.Toast(theme.GlyphAlert, widget.Warn, d.T("editor.refused"), "", nil, widget.ToastTime)
		return
	}
	e.keep.cancel()
	e.issuing = true
	form := e.form
	e.store(func(id int64) {
		issue(d, []int64{id}, func(issued []billing.Invoice) {
			if e.form == form {
				e.issuing = false
			}
			if len(issued) > 0 {
				e.open = false // it is no draft any more: nothing is to be stored
				e.owner.done(issued[0].Number())
			}
		})
	})
}

// discard throws the draft away after asking, since it cannot come back.
func (e *editor) discard() {
	d, id := e.desk, e.form.ID()
	if id == 0 && len(e.form.Lines()) == 0 {
		e.open = false
		e.owner.done("")
		return
	}
	d.confirm(d.T("editor.delete.title"), d.T("editor.delete.text"), d.T("editor.delete"), func() {
		e.open = false
		e.keep.cancel()
		if id == 0 {
			e.owner.done("")
			return
		}
		d.do(func(ctx context.Context) error { return d.services.DeleteDraft(ctx, id) }, func() { e.owner.done("") })
	})
}

// focus gives the keyboard to something that is shown.
func (d *desk) focus(o fyne.Focusable) { d.shell.Window().Canvas().Focus(o) }

// dateEntry is a field for a day in the language of the window.
func (d *desk) dateEntry() *widget.DateEntry {
	words := widget.CalendarWords{Previous: d.T("calendar.previous"), Next: d.T("calendar.next")}
	for i := range words.Months {
		words.Months[i] = d.tongue.Month(time.Month(i + 1))
	}
	for i := range words.Weekdays {
		words.Weekdays[i] = d.T("weekday.short." + string(rune('0'+i)))
	}
	layout := "02.01.2006"
	return widget.NewDateEntry(layout, func() time.Time { return d.tongue.Today().Time() }, words)
}
