package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// overview is the first screen: who owes us, what needs me, what goes out next. Every number leads to its list.
type overview struct {
	*Page
	desk    *desk
	stats   [4]*widget.Stat
	ageing  *fyne.Container
	weeks   *fyne.Container
	tasks   *fyne.Container
	body    *fyne.Container
	full    fyne.CanvasObject
	shown   view.Overview
	current latest
}

const chartHeight float32 = 176

func newOverview(d *desk) *overview {
	o := &overview{desk: d, ageing: container.NewStack(), weeks: container.NewStack(), tasks: widget.Column(0), body: container.NewStack()}
	stats := widget.Row(theme.Gap)
	for i := range o.stats {
		o.stats[i] = widget.NewStat("", func() { o.openStat(i) })
		stats.Add(widget.Grow(1, o.stats[i]))
	}
	charts := widget.Row(theme.Gap,
		widget.Grow(1.25, widget.NewTitledCard(d.T("overview.ageing"), widget.Sized(0, chartHeight-20, o.ageing))),
		widget.Grow(1, widget.NewTitledCard(d.T("overview.expected"), widget.Sized(0, chartHeight-20, o.weeks))))
	o.full = widget.Column(theme.Gap, stats, charts,
		widget.Grow(1, widget.NewTitledCard(d.T("overview.tasks"), widget.Grow(1, scroll(widget.Inset(0, theme.Grid, 0, 0, o.tasks))))))
	o.Page = NewPage("", "", o.body, widget.NewButton(widget.Primary, d.T("editor.new"), func() { d.shell.Go(placeInvoices, newInvoice{}) }).WithKey("Ctrl N"))
	return o
}

// Enter implements Screen.
func (o *overview) Enter(any) { o.renew() }

// Keys implements Screen.
func (o *overview) Keys() []widget.Key { return nil }

// Changed implements listener.
func (o *overview) Changed([]billing.Signal) { o.renew() }

func (o *overview) renew() {
	current := o.current.next()
	d := o.desk
	fetch(d, func(ctx context.Context) (standing, error) { return readStanding(ctx, d.services) }, func(now standing) {
		if current() {
			v := d.tongue.Overview(now.figures)
			v.Tasks = append(v.Tasks, d.tongue.GapTasks(d.tongue.Gaps(now.settings, d.company))...)
			o.show(v)
		}
	})
}

// standing is what the screen is made of, read together.
type standing struct {
	figures  billing.Dashboard
	settings billing.Settings
}

func readStanding(ctx context.Context, s Services) (now standing, err error) {
	if now.figures, err = s.Dashboard(ctx); err != nil {
		return now, err
	}
	now.settings, err = s.Settings(ctx)
	return now, err
}

func (o *overview) show(v view.Overview) {
	o.shown = v
	o.SetTitle(v.Greeting, v.Day)
	if v.Empty {
		o.body.Objects = []fyne.CanvasObject{widget.NewCard(o.empty())}
		o.body.Refresh()
		return
	}
	for i, s := range v.Stats {
		o.stats[i].SetLabel(s.Label)
		o.stats[i].Set(s.Value, s.Note, widget.Tone(s.Tone))
	}
	o.ageing.Objects = []fyne.CanvasObject{o.bars(v.Ageing)}
	o.weeks.Objects = []fyne.CanvasObject{o.columns(v.Weeks)}
	o.showTasks(v)
	if len(o.body.Objects) != 1 || o.body.Objects[0] != o.full {
		o.body.Objects = []fyne.CanvasObject{o.full}
	}
	o.body.Refresh()
}

func (o *overview) empty() fyne.CanvasObject {
	d := o.desk
	return widget.NewEmptyState(theme.GlyphInvoice, d.T("overview.empty.title"), d.T("overview.empty.text"),
		widget.NewButton(widget.Primary, d.T("editor.new"), func() { d.shell.Go(placeInvoices, newInvoice{}) }),
		widget.NewButton(widget.Secondary, d.T("customers.import"), func() { d.shell.Go(placeCustomers, importCustomers{}) }),
		practiceButton(d))
}

func (o *overview) bars(bars []view.Bar) fyne.CanvasObject {
	out := make([]widget.Bar, len(bars))
	for i, b := range bars {
		out[i] = widget.Bar{Label: b.Label, Share: float32(b.Share), Amount: b.Value, Tone: widget.Tone(b.Tone),
			Press: func() { o.desk.shell.Go(placeInvoices, showFilter(b.Filter)) }}
	}
	return widget.Top(widget.NewBars(out))
}

func (o *overview) columns(weeks []view.WeekBar) fyne.CanvasObject {
	out := make([]widget.ColumnBar, len(weeks))
	for i, w := range weeks {
		out[i] = widget.ColumnBar{Label: w.Label, Share: float32(w.Share), Sure: w.Near, Tip: w.Value,
			Press: func() { o.desk.shell.Go(placeInvoices, showFilter(billing.FilterOpen)) }}
	}
	return widget.NewColumnBars(out)
}

func (o *overview) showTasks(v view.Overview) {
	o.tasks.Objects = nil
	for i, t := range v.Tasks {
		button := widget.NewSmallButton(widget.Secondary, t.Action, func() { openTask(o.desk, t.Task) })
		o.tasks.Add(widget.NewTask(chip(t.Chip), t.Text, button, i == len(v.Tasks)-1))
	}
	if len(v.Tasks) == 0 {
		o.tasks.Add(widget.Inset(theme.Grid, 0, 0, 0, widget.NewText(v.Quiet, widget.Muted)))
	}
	o.tasks.Refresh()
}

func (o *overview) openStat(i int) {
	if s := o.shown.Stats[i]; s.Payments {
		o.desk.shell.Go(placePayments, showEntries("matched"))
	} else {
		o.desk.shell.Go(placeInvoices, showFilter(s.Filter))
	}
}

// openTask goes where something that needs a person is settled.
func openTask(d *desk, t billing.Task) {
	switch t.Kind {
	case "entry-suggested", "entry-unmatched":
		d.shell.Go(placePayments, showEntry(t.Ref))
	case "file-quarantined":
		d.shell.Go(placePayments, showEntries("quarantined"))
	case "inbox-skipped":
		d.shell.Go(placePayments, nil)
	case "drafts":
		d.shell.Go(placeInvoices, showFilter(billing.FilterDrafts))
	case "delivery-returned":
		d.shell.Go(placeInvoices, showDocument(t.Ref))
	case "held":
		d.shell.Go(placeDispatch, showDeliveries(view.GroupHeld))
	case view.TaskUnset:
		d.shell.Go(placeSettings, showSettings(t.Ref))
	case "print-pile":
		d.shell.Go(placeDispatch, showDeliveries("pile"))
	default:
		d.shell.Go(placeDispatch, showDeliveries("need"))
	}
}

// practiceButton opens a practice company in one click.
func practiceButton(d *desk) *widget.Button {
	return widget.NewButton(widget.Ghost, d.T("start.practice"), func() { d.do(d.services.OpenPractice, nil) })
}
