package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// select_ shows where a delivery stands, what can be done about it, and all that happened to its document on every way.
func (v *dispatch) select_(key string) {
	r, ok := v.shown[key]
	v.steps.Objects = nil
	current := v.told.next()
	if ok {
		v.showStanding(r)
		v.showSteps(r)
		fetch(v.desk, func(ctx context.Context) ([]billing.Event, error) {
			return v.desk.services.Timeline(ctx, r.Row.Invoice)
		},
			func(events []billing.Event) {
				if current() {
					v.showEvents(key, events)
				}
			})
	}
	v.steps.Refresh()
}

// showStanding says where it is, why, and what was answered.
func (v *dispatch) showStanding(r view.DeliveryRow) {
	v.steps.Add(widget.Row(8, widget.NewText(r.Number, widget.Lead), widget.Spring(), chip(r.Status)))
	v.steps.Add(widget.NewParagraph(r.Customer, widget.Strong))
	if r.Way != "" {
		v.steps.Add(widget.NewParagraph(r.Way, widget.Muted).Whole())
	}
	v.steps.Add(widget.NewParagraph(r.Why, widget.Body))
	v.steps.Add(widget.Row(0, widget.Flush(whyButton(v.desk, r.Row.Invoice, r.Row.Channel)), widget.Spring()))
}

// showSteps are the buttons: the likeliest one alone, the others beside each other.
func (v *dispatch) showSteps(r view.DeliveryRow) {
	others := widget.Row(theme.Grid)
	for i, s := range r.Steps {
		if i == 0 && s.Do != view.DoCancel {
			v.steps.Add(widget.NewButton(widget.Primary, s.Text, func() { v.take(r, s) }))
			continue
		}
		others.Add(widget.Grow(1, widget.NewButton(widget.Secondary, s.Text, func() { v.take(r, s) })))
	}
	if len(others.Objects) > 0 {
		v.steps.Add(others)
	}
}

// showEvents tells every attempt of the document: when, where, and what was answered.
func (v *dispatch) showEvents(key string, events []billing.Event) {
	v.steps.Add(widget.NewRule())
	v.steps.Add(widget.Row(8, widget.NewText(v.desk.T("detail.timeline"), widget.Strong), widget.Spring(),
		widget.NewSmallButton(widget.Ghost, v.desk.T("dispatch.open"), func() { v.openDocument(key) })))
	v.steps.Add(widget.NewTimeline(timelineEvents(v.desk.tongue.Events(events))))
	v.steps.Refresh()
}

func (v *dispatch) openDocument(key string) {
	if r, ok := v.shown[key]; ok {
		v.desk.shell.Go(placeInvoices, showDocument(r.Row.Invoice))
	}
}

// take does one of the things that can be done about a delivery.
func (v *dispatch) take(r view.DeliveryRow, s view.Step) {
	d, id, number := v.desk, r.Row.ID, r.Row.Invoice
	var work func(ctx context.Context) error
	switch s.Do {
	case view.DoCancel:
		work = func(ctx context.Context) error { return d.services.CancelDelivery(ctx, id) }
	case view.DoRelease:
		v.releaseThese([]string{number})
		return
	case view.DoSent:
		work = func(ctx context.Context) error { return d.services.ResolveDelivery(ctx, id, true) }
	case view.DoResend:
		work = func(ctx context.Context) error { return d.services.ResolveDelivery(ctx, id, false) }
	case view.DoSendBy:
		work = func(ctx context.Context) error { return d.services.SendBy(ctx, []string{number}, s.By) }
	case view.DoPosted:
		work = func(ctx context.Context) error { return d.services.MarkPosted(ctx, []int64{id}) }
	case view.DoAddress:
		v.openCustomer(number, addressField(r.Row.Channel))
		return
	case view.DoSettings:
		d.shell.Go(placeSettings, showSettings(s.Card))
		return
	}
	d.do(work, v.renew)
}

// addressField is the field of a customer that says where a channel carries to.
func addressField(ch billing.ChannelName) string {
	switch ch {
	case billing.Letter:
		return "address.street"
	case billing.EHF:
		return "orgNo"
	}
	return "email"
}

// openCustomer opens the customer with the keyboard in the field to correct.
func (v *dispatch) openCustomer(number, field string) {
	d := v.desk
	fetch(d, func(ctx context.Context) (map[string]billing.InvoiceRow, error) {
		return d.services.InvoiceRows(ctx, []string{number})
	}, func(rows map[string]billing.InvoiceRow) {
		if row, ok := rows[number]; ok {
			d.shell.Go(placeCustomers, showAddress{row.CustomerNo, field})
		}
	})
}

// showNotices says over the list what of sending is not set up, and which channels take a pause.
func (v *dispatch) showNotices(now outboxNow) {
	t := v.desk.tongue
	var notices []view.Notice
	if n, ok := t.GapNotice(t.Gaps(now.settings, v.desk.company)); ok {
		notices = append(notices, n)
	}
	v.gaps.Objects = nil
	for _, n := range append(notices, t.RestNotices(now.rests)...) {
		v.gaps.Add(newNotice(v.desk, n))
	}
	v.gaps.Hidden = len(v.gaps.Objects) == 0
	v.gaps.Refresh()
}

// newNotice is a card with what does not go, why, and where it is put right.
func newNotice(d *desk, n view.Notice) fyne.CanvasObject {
	row := widget.Row(12, widget.NewIcon(theme.GlyphWarning, widget.Tone(n.Tone)),
		widget.Grow(1, widget.Column(2, widget.NewText(n.Text, widget.Strong), widget.NewParagraph(n.Why, widget.Muted))))
	for _, s := range n.Actions {
		row.Add(widget.NewSmallButton(widget.Secondary, s.Text, func() { d.shell.Go(placeSettings, showSettings(s.Card)) }))
	}
	return widget.NewCard(row)
}

// showHeld offers to let go what is held back.
func (v *dispatch) showHeld() {
	v.release.Hidden = len(v.box.Held) == 0
	v.release.SetText(v.desk.T("dispatch.release", "N", len(v.box.Held)))
}

func (v *dispatch) releaseAll() { v.releaseThese(v.box.Held) }

// releaseThese lets held deliveries of documents go.
func (v *dispatch) releaseThese(numbers []string) {
	d := v.desk
	ask(d, func(ctx context.Context) (int, error) { return d.services.Release(ctx, numbers) }, func(n int, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		d.tell(d.T("dispatch.released", "N", n))
		v.renew()
	})
}
