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

// showDeliveries is a group of deliveries callers of Go may want to see.
type showDeliveries string

// dispatch is the outbox: what waits, where it is, what failed and why, what to do; and the print pile as one button.
type dispatch struct {
	*Page
	desk    *desk
	body    *fyne.Container
	list    *widget.List
	chips   *widget.FilterChips
	pile    *fyne.Container // says that letters wait
	letters *pileList
	middle  *fyne.Container // the list with its side, or the letters
	rows    fyne.CanvasObject
	gaps    *fyne.Container // what of sending is not set up, and which channels rest
	release *widget.Button
	steps   *fyne.Container
	told    latest // of what happened to the document chosen
	full    fyne.CanvasObject
	empty   fyne.CanvasObject
	box     view.Outbox
	shown   map[string]view.DeliveryRow
	group   string
	current latest
	plan    *planSheet // the last one opened
}

func newDispatch(d *desk) *dispatch {
	v := &dispatch{desk: d, body: container.NewStack(), pile: container.NewStack(), gaps: widget.Column(theme.Grid), steps: widget.Column(theme.Grid), group: view.GroupAll}
	v.release = widget.NewSmallButton(widget.Secondary, "", v.releaseAll)
	v.chips = widget.NewFilterChips(nil, v.group, func(id string) { v.group = id; v.fill() })
	v.list = widget.NewList([]widget.ListColumn{{Title: d.T("col.number"), Width: widget.TextWidth("100 000")}, {Title: d.T("editor.customer"), Flex: 3},
		{Title: d.T("editor.col.amount"), Width: widget.TextWidth("100 000,00"), Right: true},
		{Title: d.T("col.status"), Width: widget.ChipWidth("Skriv ut brev")}, {Title: d.T("dispatch.why"), Flex: 4}}).Tall()
	v.list.OnSelect = func(_ int, row widget.ListRow) { v.select_(row.ID) }
	v.list.OnOpen = func(_ int, row widget.ListRow) { v.openDocument(row.ID) }
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphDone, d.T("dispatch.none.title"), d.T("dispatch.none.text"), nil))
	side := widget.Sized(factsWidth, 0, widget.NewCard(scroll(widget.Inset(0, theme.Grid, 0, 0, v.steps))))
	v.letters = newPileList(d)
	v.rows = widget.Row(theme.Gap, widget.Grow(1, widget.NewBareCard(v.list)), side)
	v.middle = container.NewStack(v.rows)
	v.full = widget.Column(theme.Gap, v.gaps, v.pile, widget.Row(theme.Gap, v.chips, widget.Spring(), v.release), widget.Grow(1, v.middle))
	v.empty = widget.NewCard(widget.NewEmptyState(theme.GlyphDispatch, d.T("dispatch.empty.title"), d.T("dispatch.empty.text"),
		widget.NewButton(widget.Primary, d.T("editor.new"), func() { d.shell.Go(placeInvoices, newInvoice{}) }), practiceButton(d)))
	v.Page = NewPage(d.T("shell.dispatch"), "", v.body, widget.NewButton(widget.Secondary, d.T("plan.try"), v.tryIt).WithGlyph(theme.GlyphView),
		widget.NewButton(widget.Secondary, d.T("dispatch.now"), v.sendNow).WithGlyph(theme.GlyphDispatch))
	return v
}

// Enter implements Screen.
func (v *dispatch) Enter(arg any) {
	if group, ok := arg.(showDeliveries); ok {
		v.group = string(group)
	}
	v.renew()
}

// Keyboard implements Typist.
func (v *dispatch) Keyboard() fyne.Focusable {
	if v.group == view.GroupPile {
		return v.letters.list.Keyboard()
	}
	return v.list.Keyboard()
}

// Changed implements listener.
func (v *dispatch) Changed([]billing.Signal) { v.renew() }

// Keys implements Screen.
func (v *dispatch) Keys() []widget.Key {
	d := v.desk
	return []widget.Key{{Name: fyne.KeyT, Mod: widget.Ctrl, Words: d.T("plan.key"), Do: v.tryIt}, {Name: fyne.KeyP, Mod: widget.Ctrl, Words: d.T("dispatch.print"), Do: v.print},
		{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("letters.key.posted"), Do: v.markPosted}}
}

func (v *dispatch) renew() {
	current := v.current.next()
	fetch(v.desk, func(ctx context.Context) (outboxNow, error) { return readOutbox(ctx, v.desk.services) }, func(now outboxNow) {
		if current() {
			v.box = v.desk.tongue.Outbox(now.rows, now.rests)
			v.showNotices(now)
			v.fill()
		}
	})
}

// outboxNow is what the screen is made of, read together.
type outboxNow struct {
	rows     []billing.DeliveryRow
	rests    map[billing.ChannelName]billing.Resting
	settings billing.Settings
}

func readOutbox(ctx context.Context, s Services) (now outboxNow, err error) {
	if now.rows, err = s.Outbox(ctx); err != nil {
		return now, err
	}
	if now.rests, err = s.Resting(ctx); err != nil {
		return now, err
	}
	now.settings, err = s.Settings(ctx)
	return now, err
}

// fill shows the deliveries of the group chosen.
func (v *dispatch) fill() {
	d := v.desk
	var filters []widget.Filter
	for _, g := range view.OutboxGroups {
		n := 0
		for _, r := range v.box.Rows {
			if r.InGroup(g) {
				n++
			}
		}
		if n > 0 || g == view.GroupAll || g == v.group {
			f := widget.Filter{ID: g, Words: d.T("dispatch.group." + g), Count: d.tongue.Count(n)}
			if g == view.GroupNeed && n > 0 {
				f.Tone = widget.Bad
			}
			filters = append(filters, f)
		}
	}
	v.chips.Set(filters)
	v.chips.Choose(v.group)
	v.SetTitle(d.T("shell.dispatch"), v.box.Sum)
	v.shown = map[string]view.DeliveryRow{}
	var rows []widget.ListRow
	for _, r := range v.box.Rows {
		if r.InGroup(v.group) {
			v.shown[r.Key] = r
			rows = append(rows, deliveryListRow(d, r))
		}
	}
	v.list.SetAll(rows)
	v.showPile()
	v.showLetters()
	v.showHeld()
	v.showBody()
	if len(rows) > 0 {
		v.list.Select(max(0, v.list.Cursor()))
	} else {
		v.select_("")
	}
}

func deliveryListRow(d *desk, r view.DeliveryRow) widget.ListRow {
	why := widget.ListCell{Text: firstSentence(r.Why), Detail: r.When, Tip: r.Why}
	return widget.ListRow{ID: r.Key, Cells: []widget.ListCell{{Text: r.Number, Strong: true}, {Text: r.Customer, Detail: r.Way},
		{Text: d.tongue.Amount(r.Row.Payable)}, chipCell(r.Status), why}}
}

func firstSentence(s string) string {
	first, _ := headline(s)
	return first
}

func (v *dispatch) showBody() {
	o := v.full
	if len(v.box.Rows) == 0 {
		o = v.empty
	}
	put(v.body, o)
}

// showPile says that letters wait to be printed, above the other groups.
func (v *dispatch) showPile() {
	d := v.desk
	v.pile.Objects = nil
	if v.box.Pile > 0 && v.group != view.GroupPile {
		bar := widget.NewActionBar(widget.NewButton(widget.Primary, d.T("dispatch.print"), v.print).WithGlyph(theme.GlyphPrinter).WithKey("Ctrl P"))
		bar.SetText(v.box.Text)
		v.pile.Objects = []fyne.CanvasObject{bar}
	}
	v.pile.Hidden = len(v.pile.Objects) == 0
	v.pile.Refresh()
}

// showLetters shows the check list in place of the deliveries when the pile is looked at.
func (v *dispatch) showLetters() {
	o := v.rows
	if v.group == view.GroupPile {
		o = v.letters.content
		v.letters.load()
	}
	put(v.middle, o)
}

func (v *dispatch) sendNow() {
	d := v.desk
	d.undo.end()
	d.do(d.services.SendNow, func() {
		d.tell(d.T("dispatch.ran"))
		v.renew()
	})
}

// print goes to the check list; there it prints what is ticked.
func (v *dispatch) print() {
	if v.group == view.GroupPile {
		v.letters.printTicked()
		return
	}
	v.group = view.GroupPile
	v.fill()
	v.desk.focus(v.letters.list.Keyboard())
}

func (v *dispatch) markPosted() {
	if v.group == view.GroupPile {
		v.letters.markPosted()
	}
}
