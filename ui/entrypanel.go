package ui

import (
	"context"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// entryPanel is the bank entry under the cursor: what it says, what it may be booked on, and the keys that do it.
type entryPanel struct {
	desk    *desk
	owner   *payments
	content *fyne.Container
	row     *view.EntryRow
	chosen  int
	boxes   []*choiceBox
}

func newEntryPanel(d *desk, owner *payments) *entryPanel {
	return &entryPanel{desk: d, owner: owner, content: widget.Column(10)}
}

// set shows an entry; nil shows none.
func (p *entryPanel) set(row *view.EntryRow) {
	if p.row == nil || row == nil || p.row.Key != row.Key {
		p.chosen = 0
	}
	p.row, p.boxes, p.content.Objects = row, nil, nil
	if row != nil {
		p.build()
	}
	p.content.Refresh()
}

func (p *entryPanel) build() {
	d, r := p.desk, p.row
	put := func(o fyne.CanvasObject) { p.content.Add(o) }
	label := func(key string) { put(widget.Inset(4, 0, 0, 0, widget.NewText(d.T(key), widget.Muted))) }
	put(widget.NewText(d.T("payments.selected"), widget.Muted))
	put(widget.NewText(r.Amount, widget.Title))
	put(widget.NewParagraph(r.From, widget.Body))
	if account := view.Account(r.Entry.PayerAccount); account != "" && account != r.From {
		put(widget.NewText(d.T("payments.account", "account", account), widget.Muted))
	}
	if text := p.message(); text != "" {
		label("payments.message")
		put(widget.NewParagraph(text, widget.Body))
	}
	switch {
	case len(r.Booked) > 0:
		p.booked(label, put)
	case len(r.Choices) > 0:
		p.proposals(label, put)
	default:
		label("payments.why")
		put(widget.NewParagraph(r.Status.Text, widget.Strong))
		if r.Status.Why != "" {
			put(widget.NewParagraph(r.Status.Why, widget.Body))
		} else {
			put(widget.NewParagraph(r.Why, widget.Body))
		}
	}
	p.buttons(put)
}

func (p *entryPanel) message() string {
	e := p.row.Entry
	switch {
	case e.KID != "" && e.Text != "" && e.Text != e.KID:
		return "KID " + e.KID + "\n" + e.Text
	case e.KID != "":
		return "KID " + e.KID
	}
	return e.Text
}

func (p *entryPanel) booked(label func(string), put func(fyne.CanvasObject)) {
	d := p.desk
	label("payments.booked-on")
	for _, a := range p.row.Booked {
		number := a.Invoice
		put(widget.Row(theme.Grid, widget.NewSmallButton(widget.Secondary, d.T("entry.invoice", "number", number), func() {
			d.shell.Go(placeInvoices, showDocument(number))
		}), widget.Spring(), widget.NewText(d.tongue.Amount(a.Amount), widget.Body)))
	}
	if p.row.More != "" {
		put(widget.NewParagraph(p.row.More, widget.Muted))
	}
}

func (p *entryPanel) proposals(label func(string), put func(fyne.CanvasObject)) {
	label("payments.proposals")
	for i, c := range p.row.Choices {
		box := newChoiceBox(c, i == p.chosen, func() { p.choose(i) })
		p.boxes = append(p.boxes, box)
		put(box)
	}
}

// buttons are what can be done, with the keys that do it.
func (p *entryPanel) buttons(put func(fyne.CanvasObject)) {
	d, r := p.desk, p.row
	row := widget.Row(theme.Grid)
	var hints []widget.Hint
	switch {
	case len(r.Booked) > 0:
		row.Add(widget.NewButton(widget.Secondary, d.T("undo.action"), p.undo).WithGlyph(theme.GlyphUndo))
		hints = append(hints, widget.Hint{Key: "U", Words: d.T("key.undo")})
	case len(r.Choices) > 0:
		row.Add(widget.NewButton(widget.Primary, d.T("payments.accept"), p.accept))
		row.Add(widget.NewButton(widget.Secondary, d.T("payments.other"), p.search))
		hints = append(hints, widget.Hint{Key: "Enter", Words: d.T("key.accept")})
		if len(r.Choices) > 1 {
			hints = append(hints, widget.Hint{Key: "→", Words: d.T("key.next-proposal")})
		}
	case r.Entry.State == billing.EntryQuarantined && r.Entry.Reason != "account-not-ours":
		row.Add(widget.NewButton(widget.Secondary, d.T("entry.release"), p.release))
	case r.Entry.Amount.Sign() > 0 && bookable(r.Entry.State):
		row.Add(widget.NewButton(widget.Primary, d.T("payments.find"), p.search))
		hints = append(hints, widget.Hint{Key: "/", Words: d.T("key.find")})
	}
	row.Add(widget.Spring())
	put(widget.Inset(6, 0, 0, 0, row))
	for _, h := range hints {
		put(widget.NewHints(h))
	}
}

// release accepts the whole file the entry came in.
func (p *entryPanel) release() {
	d, file := p.desk, p.row.Entry.FileID
	d.do(func(ctx context.Context) error { return d.services.ReleaseFile(ctx, file) }, func() {
		d.tell(d.T("entry.released"))
		p.owner.reload(true)
	})
}

func bookable(s billing.EntryState) bool {
	return s == billing.EntryUnmatched || s == billing.EntrySuggested || s == billing.EntryMatched
}

func (p *entryPanel) choose(i int) {
	p.chosen = i
	for j, b := range p.boxes {
		b.set(j == i)
	}
}

// key sees what is typed in the list first: the arrows to the side choose another proposal.
func (p *entryPanel) key(ev *fyne.KeyEvent) bool {
	if p.row == nil || len(p.row.Choices) == 0 {
		return false
	}
	switch ev.Name {
	case fyne.KeyRight:
		p.choose((p.chosen + 1) % len(p.row.Choices))
	case fyne.KeyLeft:
		p.choose((p.chosen + len(p.row.Choices) - 1) % len(p.row.Choices))
	default:
		return false
	}
	return true
}

func (p *entryPanel) rune(r rune) {
	switch r {
	case 'u', 'U':
		p.undo()
	case '/':
		p.search()
	}
}

// accept books the proposal chosen; undo is offered at once.
func (p *entryPanel) accept() {
	if p.row == nil || len(p.row.Choices) == 0 || len(p.row.Booked) > 0 {
		return
	}
	d, row, n := p.desk, *p.row, p.chosen
	d.do(func(ctx context.Context) error { return d.services.AcceptProposal(ctx, row.Entry.ID, n) }, func() {
		p.bookedNow(row.Entry.ID, row.Choices[n].Title)
	})
}

func (p *entryPanel) bookedNow(id int64, on string) {
	d := p.desk
	d.shell.Toast(theme.GlyphDone, widget.Good, d.T("payments.booked-now", "on", on), d.T("undo.action"), func() { p.undoEntry(id) }, 2*widget.ToastTime)
	p.owner.reload(true)
}

func (p *entryPanel) undo() {
	if p.row != nil && len(p.row.Booked) > 0 {
		p.undoEntry(p.row.Entry.ID)
	}
}

func (p *entryPanel) undoEntry(id int64) {
	d := p.desk
	d.do(func(ctx context.Context) error { return d.services.UndoEntry(ctx, id) }, func() {
		d.tell(d.T("payments.undone"))
		p.owner.reload(true)
	})
}

// search finds the document by hand and asks how much of the payment it gets.
func (p *entryPanel) search() {
	if p.row == nil || p.row.Entry.Amount.Sign() <= 0 || !bookable(p.row.Entry.State) {
		return
	}
	d, entry := p.desk, p.row.Entry
	var sheet *widget.Sheet
	var hits []billing.SearchHit
	find := widget.NewComplete(d.T("search.placeholder"), 2)
	amount := widget.NewEntry("")
	amount.SetText(d.tongue.Amount(entry.Amount))
	field := widget.NewField(d.T("editor.col.amount"), amount)
	number := ""
	var question latest
	find.OnQuery = func(text string) {
		current := question.next()
		fetch(d, func(ctx context.Context) ([]billing.SearchHit, error) { return d.services.Search(ctx, text) }, func(found []billing.SearchHit) {
			if !current() {
				return
			}
			hits = nil
			var choices []widget.Choice
			for _, h := range found {
				if h.Kind == "invoice" {
					row := d.tongue.Hit(h)
					hits = append(hits, h)
					choices = append(choices, widget.Choice{Glyph: theme.GlyphInvoice, Title: row.Title, Detail: row.Detail, Amount: row.Amount})
				}
			}
			find.Answer(text, choices)
		})
	}
	book := func() {
		sum, ok := view.ParseAmount(amount.Text, entry.Amount.Currency)
		if !ok || sum.Sign() <= 0 {
			field.SetFault(d.tongue.Reason("number-unread", map[string]string{"value": amount.Text}))
			return
		}
		if number == "" {
			d.focus(find)
			return
		}
		sheet.Close()
		p.bookOn(entry.ID, number, sum)
	}
	find.OnPick = func(i int) {
		number = hits[i].Ref
		find.SetText(hits[i].Title)
		d.focus(amount)
	}
	amount.OnSubmitted = func(string) { book() }
	body := widget.Column(theme.Gap, widget.NewText(d.T("payments.book.title"), widget.Lead), widget.NewField(d.T("payments.book.on"), find), field,
		widget.Row(theme.Grid, widget.Spring(), widget.NewButton(widget.Secondary, d.T("error.cancel"), func() { sheet.Close() }),
			widget.NewButton(widget.Primary, d.T("payments.book"), book)))
	canvas := d.shell.Window().Canvas()
	sheet = widget.ShowSheet(canvas, widget.Inset(20, 20, 20, 20, body), fyne.NewSize(480, 0), 120, nil)
	canvas.Focus(find)
}

func (p *entryPanel) bookOn(id int64, number string, sum money.Amount) {
	d := p.desk
	d.do(func(ctx context.Context) error { return d.services.BookOn(ctx, id, number, sum) }, func() {
		p.bookedNow(id, d.T("entry.invoice", "number", number))
	})
}

// choiceBox is one proposal: what, how much, and what speaks for it. The one chosen wears a ring.
type choiceBox struct {
	fynewidget.BaseWidget
	choice  view.Choice
	chosen  bool
	press   func()
	content *fyne.Container
}

func newChoiceBox(c view.Choice, chosen bool, press func()) *choiceBox {
	b := &choiceBox{choice: c, chosen: chosen, press: press}
	b.content = widget.Inset(10, 12, 10, 12, widget.Column(3,
		widget.Row(theme.Grid, widget.NewText(c.Title, widget.Strong), widget.Grow(1, widget.NewText(c.Amount, widget.Body.Right()))),
		widget.NewShortText(c.Who, widget.Body), widget.NewShortText(c.Why, widget.Muted)))
	b.ExtendBaseWidget(b)
	return b
}

func (b *choiceBox) set(chosen bool) {
	if b.chosen != chosen {
		b.chosen = chosen
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *choiceBox) Tapped(*fyne.PointEvent) { b.press() }

// CreateRenderer implements fyne.Widget.
func (b *choiceBox) CreateRenderer() fyne.WidgetRenderer {
	ring := canvas.NewRectangle(color.Transparent)
	ring.CornerRadius = theme.Radius
	return &boxRenderer{box: b, ring: ring}
}

type boxRenderer struct {
	box  *choiceBox
	ring *canvas.Rectangle
}

func (r *boxRenderer) Destroy() {}
func (r *boxRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.box.content}
}
func (r *boxRenderer) MinSize() fyne.Size { return r.box.content.MinSize() }

func (r *boxRenderer) Layout(size fyne.Size) {
	r.ring.Resize(size)
	r.box.content.Resize(size)
	r.paint()
}

func (r *boxRenderer) paint() {
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Line), 1
	if r.box.chosen {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Fjord), 2
	}
	r.ring.Refresh()
}

func (r *boxRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.box)
}
