package ui

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// pileList is the print pile as a check list: what is ticked is printed, and afterwards, what is ticked was posted.
type pileList struct {
	desk    *desk
	list    *widget.List
	content fyne.CanvasObject
	bar     *fyne.Container // asks whether what was printed was posted
	asks    *widget.Text
	posted  *widget.Button

	order    *widget.Select
	envelope *widget.Select
	printer  *widget.Select
	duplex   *tick
	marks    *tick
	sum      *widget.Text
	warning  *widget.Paragraph
	print    *widget.Button
	another  *widget.Button // prints too, less loudly, while the question is what was posted
	tickOff  *widget.Button
	look     *widget.Button
	acts     *fyne.Container // of both
	side     *fyne.Container

	letters  view.Letters
	how      billing.Printing
	printers []string
	asked    latest
	busy     bool
	whole    *fyne.Container
}

var (
	letterSorts = []billing.LetterSort{billing.SortByPostCode, billing.SortByName}
	envelopes   = []billing.Envelope{billing.EnvelopeC5, billing.EnvelopeE65, billing.EnvelopeC65}
)

func newPileList(d *desk) *pileList {
	p := &pileList{desk: d}
	p.list = widget.NewList([]widget.ListColumn{{Title: d.T("col.number"), Width: widget.TextWidth("100 000")}, {Title: d.T("letters.to"), Flex: 3},
		{Title: d.T("letters.place"), Flex: 3}, {Title: d.T("letters.pages"), Width: widget.TextWidth("Sider"), Right: true},
		{Title: d.T("letters.laid"), Width: widget.TextWidth("20 Nov 09:30")}, {Title: d.T("col.status"), Width: widget.ChipWidth(d.T("letters.window"))}}).Tall().PlainMarks()
	p.list.OnMarks = func(keys []string) { p.letters.Ticked = keys; p.tell() }
	p.list.OnSelect = func(int, widget.ListRow) { p.tell() }
	p.list.OnOpen = func(_ int, row widget.ListRow) { p.open(row.ID) }
	p.list.SetEmpty(widget.NewEmptyState(theme.GlyphPrinter, d.T("letters.empty.title"), d.T("letters.empty.text"), nil))
	p.makeBar()
	hints := widget.NewHints(widget.Hint{Key: d.T("key.space"), Words: d.T("letters.key.tick")}, widget.Hint{Key: "Enter", Words: d.T("key.open")},
		widget.Hint{Key: "Ctrl P", Words: d.T("key.print")}, widget.Hint{Key: "Ctrl Enter", Words: d.T("letters.key.posted")})
	side := widget.Sized(factsWidth, 0, widget.NewCard(scroll(widget.Inset(0, theme.Grid, 0, 0, p.options()))))
	p.whole = widget.Column(12, p.bar, widget.Grow(1, widget.Row(theme.Gap, widget.Grow(1, widget.NewBareCard(p.list)), side)), hints)
	p.content = p.whole
	return p
}

func (p *pileList) makeBar() {
	d := p.desk
	p.asks = widget.NewShortText("", widget.Strong)
	p.posted = widget.NewButton(widget.Primary, "", p.markPosted).WithKey("Ctrl Enter")
	later := widget.NewButton(widget.Secondary, d.T("dispatch.not-posted"), p.notYet)
	p.bar = container.NewStack(widget.NewCard(widget.Row(12, widget.NewIcon(theme.GlyphMail, widget.Accent), widget.Grow(1, p.asks), later, p.posted)))
	p.bar.Hidden = true
}

// options is how the letters are printed, remembered from the last time.
func (p *pileList) options() fyne.CanvasObject {
	d := p.desk
	choices := func(words ...string) (out []widget.Choice) {
		for _, w := range words {
			out = append(out, widget.Choice{Title: w})
		}
		return out
	}
	p.order = widget.NewSelect(choices(d.T("letters.sort.postcode"), d.T("letters.sort.name")), 0, func(i int) { p.how.Sort = letterSorts[i]; p.changed() })
	p.envelope = widget.NewSelect(choices(d.T("letters.envelope.c5"), d.T("letters.envelope.e65"), d.T("letters.envelope.c65")), 0,
		func(i int) { p.how.Envelope = envelopes[i]; p.changed() })
	p.printer = widget.NewSelect(choices(d.tongue.PrinterName("")), 0, func(i int) { p.how.Printer = p.printers[i]; p.changed() })
	p.duplex = newTick(d.T("letters.duplex"), false, func(on bool) { p.how.Duplex = on; p.changed() })
	p.marks = newTick(d.T("letters.foldmarks"), true, func(on bool) { p.how.FoldMarks = on; p.changed() })
	p.sum, p.warning = widget.NewText("", widget.Muted), widget.NewParagraph("", widget.Body.In(widget.Warn))
	p.print = widget.NewButton(widget.Primary, "", p.printTicked).WithGlyph(theme.GlyphPrinter)
	p.another = widget.NewButton(widget.Secondary, "", p.printTicked).WithGlyph(theme.GlyphPrinter)
	p.tickOff = widget.NewButton(widget.Secondary, "", p.markPosted)
	p.look = widget.NewButton(widget.Ghost, d.T("letters.open"), p.preview)
	p.acts = widget.Row(theme.Grid, widget.Grow(1, p.tickOff), p.look)
	// What to do comes first: on a low screen the rest is scrolled.
	p.side = widget.Column(12, widget.Row(8, widget.NewText(d.T("letters.title"), widget.Lead), widget.Spring(), p.sum), p.print, p.another, p.acts, p.warning,
		widget.NewField(d.T("letters.printer"), p.printer), widget.NewField(d.T("letters.sort"), p.order),
		widget.NewField(d.T("letters.envelope"), p.envelope), widget.Column(0, p.duplex, p.marks))
	return p.side
}

// pileNow is what the check list is made of, read together.
type pileNow struct {
	rows     []billing.LetterRow
	how      billing.Printing
	printers []string
}

// load asks for the pile anew; ticks and place stay.
func (p *pileList) load() {
	s, current := p.desk.services, p.asked.next()
	fetch(p.desk, func(ctx context.Context) (now pileNow, err error) {
		if now.rows, err = s.Pile(ctx); err != nil {
			return now, err
		}
		if now.how, err = s.Printing(ctx); err != nil {
			return now, err
		}
		now.printers, err = s.Printers(ctx)
		return now, err
	}, func(now pileNow) {
		if current() {
			p.show(now)
		}
	})
}

func (p *pileList) show(now pileNow) {
	first := len(p.letters.Rows) == 0
	letters := p.desk.tongue.NewLetters(now.rows)
	if !first {
		letters = letters.Over(p.letters)
	}
	p.letters = letters
	p.setHow(now.how, now.printers)
	rows := make([]widget.ListRow, len(p.letters.Rows))
	for i, r := range p.letters.Rows {
		rows[i] = widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Number, Strong: true}, {Text: r.Name, Detail: r.Street}, {Text: r.Place},
			{Text: r.Pages}, {Text: r.Laid, Tone: widget.Quiet}, chipCell(r.State)}}
	}
	cursor := p.list.Cursor()
	p.list.SetAll(rows)
	p.list.Select(min(max(cursor, 0), len(rows)-1))
	p.list.SetMarks(p.letters.Ticked)
	p.tell()
}

// setHow shows how letters are printed. A printer that is gone is none.
func (p *pileList) setHow(how billing.Printing, printers []string) {
	p.printers = append([]string{""}, printers...)
	if !slices.Contains(p.printers, how.Printer) {
		how.Printer = ""
	}
	p.how = how
	var names []widget.Choice
	for _, name := range p.printers {
		names = append(names, widget.Choice{Title: p.desk.tongue.PrinterName(name)})
	}
	p.printer.SetChoices(names, slices.Index(p.printers, how.Printer))
	p.order.Choose(max(0, slices.Index(letterSorts, how.Sort)))
	p.envelope.Choose(max(0, slices.Index(envelopes, how.Envelope)))
	p.duplex.set(how.Duplex)
	p.marks.set(how.FoldMarks)
}

// changed remembers how letters are printed; the list is sorted and looked at anew.
func (p *pileList) changed() {
	how := p.how
	p.tell()
	p.desk.do(func(ctx context.Context) error { return p.desk.services.RememberPrinting(ctx, how) }, p.load)
}

// tell says what the buttons will do with what is ticked.
func (p *pileList) tell() {
	t, n := p.desk.tongue, len(p.letters.Ticked)
	none := ""
	if n == 0 {
		none = p.desk.T("letters.none")
	}
	p.sum.Set(t.LettersSum(p.letters, p.how))
	for _, b := range []*widget.Button{p.print, p.another} {
		b.SetText(t.PrintAction(p.letters, p.how))
		b.Forbid(none)
	}
	posted := t.PostedAction(p.letters)
	p.tickOff.SetText(posted)
	p.tickOff.Forbid(none)
	p.posted.SetText(posted)
	p.posted.Forbid(none)
	p.asks.Set(p.desk.T("letters.asks"))
	after := len(p.letters.Printed) > 0
	p.print.Hidden, p.another.Hidden, p.tickOff.Hidden = after, !after, after
	p.look.Hidden = p.how.Printer == "" || n == 0 // without a printer the PDF is opened anyway
	warning := ""
	if row, ok := p.list.Selected(); ok {
		if i := slices.IndexFunc(p.letters.Rows, func(r view.PileRow) bool { return r.Key == row.ID }); i >= 0 {
			warning = p.letters.Rows[i].Warn
		}
	}
	p.warning.Set(warning)
	p.warning.Hidden = warning == ""
	if p.bar.Hidden == after {
		p.bar.Hidden = !after
	}
	p.acts.Hidden = p.tickOff.Hidden && p.look.Hidden
	p.acts.Refresh()
	p.side.Refresh()
	p.whole.Refresh()
}

func (p *pileList) open(key string) {
	for _, r := range p.letters.Rows {
		if r.Key == key {
			p.desk.shell.Go(placeInvoices, showDocument(r.Row.Invoice))
		}
	}
}

// printTicked prints what is ticked; what was printed before is printed again only when somebody says so.
func (p *pileList) printTicked() {
	d, again := p.desk, p.letters.Again()
	switch {
	case p.busy:
	case len(p.letters.Rows) == 0 || len(p.letters.Ticked) == 0:
		d.tell(d.T("dispatch.no-letters"))
	case again > 0:
		d.confirm(d.T("letters.again.title", "N", again), d.T("letters.again.text"), d.T("letters.again.do"), func() { p.send(true) })
	default:
		p.send(false)
	}
}

func (p *pileList) send(again bool) {
	d, ids, how := p.desk, p.letters.IDs(), p.how
	how.Again = again
	p.busy = true
	ask(d, func(ctx context.Context) (billing.PrintedPile, error) { return d.services.PrintLetters(ctx, ids, how) },
		func(done billing.PrintedPile, err error) {
			p.busy = false
			if err != nil {
				p.failed(err)
				return
			}
			p.letters.Printed, p.letters.Ticked = nil, nil
			for _, r := range p.letters.Rows {
				if slices.Contains(done.Letters, r.Row.DeliveryID) {
					p.letters.Printed = append(p.letters.Printed, r.Key)
				}
			}
			p.letters.Ticked = slices.Clone(p.letters.Printed)
			p.list.SetMarks(p.letters.Ticked)
			p.tell()
			if how.Printer == "" {
				d.openFile(done.Path)
			} else {
				d.tell(d.T("letters.sent", "N", len(done.Letters), "printer", d.tongue.PrinterName(how.Printer)))
			}
			p.load()
		})
}

// failed says why nothing was printed. The PDF is there all the same, to be printed from whatever opens it.
func (p *pileList) failed(err error) {
	d := p.desk
	var refused *billing.FaultError
	if !errors.As(err, &refused) || len(refused.Faults) != 1 || refused.Faults[0].Args["file"] == "" {
		d.complain(err)
		return
	}
	problem, file := d.tongue.Fault(refused.Faults[0]), refused.Faults[0].Args["file"]
	title, rest := headline(problem.Text)
	widget.ShowMessage(d.shell.Window().Canvas(), widget.Message{Glyph: theme.GlyphAlert, Tone: widget.Bad, Title: title, Sentences: []string{rest},
		CopyWords: d.T("error.copy"), Details: problem.Copy, Buttons: []*widget.Button{widget.NewButton(widget.Secondary, d.T("error.close"), nil),
			widget.NewButton(widget.Primary, d.T("letters.open"), func() { d.openFile(file) })}})
}

// preview opens what would be printed. Nothing counts as printed by it.
func (p *pileList) preview() {
	d, ids, how := p.desk, p.letters.IDs(), p.how
	how.Preview = true
	ask(d, func(ctx context.Context) (billing.PrintedPile, error) { return d.services.PrintLetters(ctx, ids, how) },
		func(done billing.PrintedPile, err error) {
			if err != nil {
				d.complain(err)
				return
			}
			d.openFile(done.Path)
		})
}

// markPosted says that what is ticked was posted.
func (p *pileList) markPosted() {
	d, ids := p.desk, p.letters.IDs()
	if len(ids) == 0 || p.busy {
		return
	}
	p.busy = true
	ask(d, func(ctx context.Context) (struct{}, error) { return struct{}{}, d.services.MarkPosted(ctx, ids) }, func(_ struct{}, err error) {
		p.busy = false
		if err != nil {
			d.complain(err)
		} else {
			p.letters.Ticked = nil
			d.tell(d.T("dispatch.posted-n", "N", len(ids)))
		}
		p.load()
	})
}

// notYet leaves what was printed on the list; it stands there as printed.
func (p *pileList) notYet() {
	p.letters.Printed, p.letters.Ticked = nil, nil
	p.list.SetMarks(nil)
	p.tell()
}
