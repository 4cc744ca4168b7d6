package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// whyButton is the question a document's channel raises; pressed it tells the story.
func whyButton(d *desk, number string, ch billing.ChannelName) *widget.Button {
	return widget.NewSmallButton(widget.Ghost, d.tongue.WhyLink(ch), func() { openWhy(d, number) })
}

// openWhy tells why a document went the way it went: each channel of the list with what came of it.
func openWhy(d *desk, number string) {
	ask(d, func(ctx context.Context) (billing.RouteStory, error) { return d.services.WhyRoute(ctx, number) }, func(s billing.RouteStory, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		showWhy(d, number, s)
	})
}

// whyHeight is how much of the story is shown without moving.
const whyHeight float32 = 420

func showWhy(d *desk, number string, s billing.RouteStory) {
	story := d.tongue.RouteStory(s)
	events := make([]widget.Event, len(story.Steps))
	for i, step := range story.Steps {
		events[i] = widget.Event{Words: step.Channel + " · " + step.Outcome.Text, Detail: step.Where, Why: step.Why, Quote: step.Answer,
			Tone: widget.Tone(step.Outcome.Tone), Ahead: step.Ahead}
	}
	var sheet *widget.Sheet
	change := func() { sheet.Close(); changeRoute(d, number, s) }
	column := widget.Column(theme.Gap, widget.Row(theme.Grid, widget.NewText(story.Title, widget.Lead), widget.Spring(), widget.NewText(view.DocumentNo(number), widget.Muted)),
		widget.NewParagraph(story.List, widget.Muted).Whole())
	steps := fyne.CanvasObject(widget.NewTimeline(events))
	if len(events) > 5 {
		steps = widget.Sized(0, whyHeight, scroll(steps))
	}
	column.Add(steps)
	done := widget.NewButton(widget.Primary, d.T("error.close"), func() { sheet.Close() })
	column.Add(widget.Row(theme.Grid, widget.NewButton(widget.Ghost, d.T("why.change"), change), widget.Spring(), done))
	sheet = widget.ShowSheet(d.shell.Window().Canvas(), widget.Inset(20, 20, 20, 20, column), fyne.NewSize(520, 0), -1, nil)
	sheet.Stage().Bind(widget.Key{Name: fyne.KeyReturn, Do: sheet.Close})
	d.focus(done)
}

// changeRoute goes to where the list of channels is kept: with the customer, or in the settings.
func changeRoute(d *desk, number string, s billing.RouteStory) {
	if s.Of != billing.RouteOfCustomer {
		d.shell.Go(placeSettings, showSettings(view.SectionSending))
		return
	}
	fetch(d, func(ctx context.Context) (map[string]billing.InvoiceRow, error) {
		return d.services.InvoiceRows(ctx, []string{number})
	}, func(rows map[string]billing.InvoiceRow) {
		if row, ok := rows[number]; ok {
			d.shell.Go(placeCustomers, showCustomer(row.CustomerNo))
		}
	})
}
