package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// planSheet shows what sending would do before anything is sent, and offers to send copies to oneself, a few first, or all.
type planSheet struct {
	desk    *desk
	numbers []string // of the documents asked for; none: what waits
	drafts  []int64
	done    func() // after something was sent or held

	sheet  *widget.Sheet
	column *fyne.Container
	plan   view.Plan
	text   *widget.Text
	cost   *widget.Paragraph
	list   *widget.List
	hint   *widget.Text
	ask    *widget.Button
	first  *widget.Button
	self   *widget.Button
	send   *widget.Button
	asked  latest

	rehearsal *rehearsal
	all       int // documents that are issued
	shown     bool
	closed    bool
}

// tryIt shows what sending would do.
func (v *dispatch) tryIt() { v.plan = openPlan(v.desk, nil, nil, v.renew) }

// tryMarked shows what sending the marked documents would do, or issuing and sending the marked drafts.
func (v *invoices) tryMarked() {
	_, numbers, drafts := v.marked()
	if len(numbers)+len(drafts) > 0 {
		openPlan(v.desk, numbers, drafts, func() { v.clearMarks(); v.reload(true) })
	}
}

// planSize is how large the sheet is where there is room.
var planSize = fyne.NewSize(1080, 604)

// openPlan opens the plan of documents and drafts, or of all that waits.
func openPlan(d *desk, numbers []string, drafts []int64, done func()) *planSheet {
	s := &planSheet{desk: d, numbers: numbers, drafts: drafts, done: done}
	s.build()
	s.load()
	return s
}

func (s *planSheet) build() {
	d := s.desk
	s.text, s.cost, s.hint = widget.NewText(d.T("plan.reading"), widget.Strong), widget.NewParagraph("", widget.Muted), widget.NewShortText("", widget.Muted)
	s.list = widget.NewList([]widget.ListColumn{{Title: d.T("col.number"), Width: widget.TextWidth("100 000")}, {Title: d.T("editor.customer"), Flex: 2},
		{Title: d.T("plan.col.way"), Width: widget.ChipWidth(d.T("ready.no-way") + "  ")}, {Title: d.T("plan.col.why"), Flex: 4},
		{Title: d.T("plan.col.cost"), Width: widget.TextWidth("1 000,00"), Right: true}}).Tall()
	s.list.OnMarks = func([]string) { s.guard() }
	s.list.SetEmpty(widget.NewEmptyState(theme.GlyphDone, d.T("plan.none.title"), d.T("plan.none"), nil))
	s.ask = widget.NewButton(widget.Secondary, "", s.askReceivers).WithGlyph(theme.GlyphSearch)
	s.self = widget.NewButton(widget.Secondary, d.T("plan.rehearse"), s.rehearse)
	s.first = widget.NewButton(widget.Secondary, d.T("plan.first"), s.sendFirst)
	s.send = widget.NewButton(widget.Primary, d.T("plan.send"), s.sendAll)
	s.ask.Hidden = true
	closeIt := widget.NewButton(widget.Ghost, d.T("error.close"), func() { s.sheet.Close() })
	head := widget.Row(theme.Gap, widget.NewText(d.T("plan.title"), widget.Lead), widget.Spring(), s.ask)
	buttons := widget.Row(theme.Grid, widget.Grow(1, s.hint), closeIt, s.self, s.first, s.send)
	if len(s.drafts) > 0 { // they are not issued yet
		buttons = widget.Row(theme.Grid, widget.Spring(), closeIt)
	}
	s.column = widget.Column(12, head, widget.Column(4, s.text, s.cost), widget.Grow(1, container.NewStack(widget.NewBareCard(s.list))), buttons)
	s.sheet = widget.ShowSheet(d.shell.Window().Canvas(), widget.Inset(20, 20, 20, 20, s.column), planSize, -1, func() { s.closed = true })
	s.guard()
	s.list.Focus()
}

func (s *planSheet) load() {
	d, current := s.desk, s.asked.next()
	ask(d, func(ctx context.Context) (planRows, error) { return readPlan(ctx, d, s.numbers, s.drafts) }, func(p planRows, err error) {
		switch {
		case s.closed || !current():
		case err != nil:
			s.sheet.Close()
			d.complain(err)
		default:
			s.show(p)
		}
	})
}

// planRows is the plan in words with its rows; of thousands of documents they take a while to be put together.
type planRows struct {
	plan view.Plan
	rows []widget.ListRow
	all  int // documents that are issued
}

func readPlan(ctx context.Context, d *desk, numbers []string, drafts []int64) (planRows, error) {
	p, err := d.services.PlanDispatch(ctx, numbers, drafts)
	if err != nil {
		return planRows{}, err
	}
	out := planRows{plan: d.tongue.Plan(p)}
	out.all = len(out.plan.PlanNumbers(out.plan.Keys()))
	out.rows = make([]widget.ListRow, len(out.plan.Rows))
	for i, r := range out.plan.Rows {
		why, rest := headline(r.Why)
		out.rows[i] = widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Number, Strong: true}, {Text: r.Customer, Detail: r.To, Tip: r.To},
			chipCell(r.Channel), {Text: why, Detail: rest, Tip: r.Full}, {Text: r.Cost}}}
	}
	return out, nil
}

func (s *planSheet) show(p planRows) {
	s.plan, s.all, s.shown = p.plan, p.all, true
	s.text.Set(s.plan.Text)
	if len(p.rows) == 0 {
		s.text.Set(s.desk.T("plan.none"))
	}
	s.cost.Set(s.plan.Cost)
	s.ask.SetText(s.plan.AskIt)
	s.ask.Hidden = s.plan.Ask == 0
	s.list.SetAll(p.rows)
	s.list.SetFooter(s.footer())
	s.guard()
}

// footer tells the price in all under the column of prices.
func (s *planSheet) footer() []widget.ListCell {
	if len(s.plan.Rows) == 0 || s.plan.Total == "" {
		return nil
	}
	return []widget.ListCell{{}, {}, {}, {}, {Text: s.plan.Total, Strong: true}}
}

// guard says what the buttons would do, and why one cannot be pressed.
func (s *planSheet) guard() {
	d := s.desk
	marked := s.plan.PlanNumbers(s.list.Marks())
	nothing := ""
	if s.all == 0 {
		nothing = d.T("plan.none")
	}
	s.self.Forbid(nothing)
	s.send.Forbid(nothing)
	if s.shown && s.all > 0 && s.plan.Go == 0 && s.plan.Later == 0 {
		s.send.Forbid(d.tongue.Stuck(s.plan.Stuck))
	}
	s.first.Forbid(nothing)
	s.first.SetText(d.T("plan.first"))
	s.hint.Set("")
	switch {
	case nothing != "":
	case len(marked) == 0:
		s.first.Forbid(d.T("plan.first.mark"))
	default:
		s.first.SetText(d.T("plan.first.do"))
		s.hint.Set(d.tongue.FirstText(len(marked), s.all))
	}
	s.column.Refresh()
}

// askReceivers asks those nobody asked lately, and plans anew.
func (s *planSheet) askReceivers() {
	d := s.desk
	s.ask.Forbid(d.T("plan.reading"))
	ask(d, func(ctx context.Context) (int, error) { return d.services.AskReceivers(ctx, s.numbers, s.drafts) }, func(n int, err error) {
		if s.closed {
			return
		}
		s.ask.Forbid("")
		if err != nil {
			d.complain(err)
			return
		}
		d.tell(d.tongue.Asked(n))
		s.load()
	})
}

// sendFirst lets the documents marked go and holds the others.
func (s *planSheet) sendFirst() {
	d, numbers, first := s.desk, s.numbers, s.plan.PlanNumbers(s.list.Marks())
	if len(first) == 0 {
		return
	}
	s.sheet.Close()
	d.do(func(ctx context.Context) error { return d.services.SendFirst(ctx, numbers, first) }, func() {
		d.tell(d.T("plan.first.done"))
		s.done()
	})
}

// sendAll lets everything go that waits, or puts the documents asked for on their way; those can be taken back for a while.
func (s *planSheet) sendAll() {
	d := s.desk
	s.sheet.Close()
	if numbers := s.numbers; len(numbers) > 0 {
		d.do(func(ctx context.Context) error { return d.services.SendBy(ctx, numbers, "") }, func() {
			d.offerUndo(numbers)
			s.done()
		})
		return
	}
	d.undo.end()
	d.do(d.services.SendNow, func() {
		d.tell(d.T("dispatch.ran"))
		s.done()
	})
}

// rehearse asks where the copies go: those of the documents marked, or of all.
func (s *planSheet) rehearse() {
	s.rehearsal = openRehearsal(s.desk, firstList(s.plan.PlanNumbers(s.list.Marks()), s.numbers))
}

func firstList(a, b []string) []string {
	if len(a) > 0 {
		return a
	}
	return b
}
