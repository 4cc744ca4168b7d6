package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"

	"github.com/shopspring/decimal"
)

// basisDetail is an offer, order or payment request beside its list: the facts, what can be done, and its page.
type basisDetail struct {
	desk    *desk
	owner   *basesPart
	content fyne.CanvasObject
	facts   *fyne.Container
	paper   *Paper
	id      int64
	basis   billing.Basis
	taken   map[int]decimal.Decimal
	shown   view.BasisDetail
	ready   bool // it was read
	current latest
}

// basisContents is what is read of a basis.
type basisContents struct {
	basis    billing.Basis
	prepared billing.Prepared
	taken    map[int]decimal.Decimal
	sendings []billing.BasisSending
	drawn    []drawnPage
}

func newBasisDetail(d *desk, owner *basesPart) *basisDetail {
	v := &basisDetail{desk: d, owner: owner, facts: widget.Column(theme.Gap), paper: NewPaper()}
	v.content = widget.Row(theme.Gap, widget.Sized(factsWidth, 0, scroll(v.facts)), widget.Grow(1, scroll(v.paper)))
	return v
}

// set shows a basis; row is what the list knows of it already.
func (v *basisDetail) set(id int64, row billing.BasisRow, known bool) {
	v.id, v.ready = id, false
	v.paper.Set(nil)
	v.facts.Objects = nil
	if known {
		head := v.desk.tongue.BasisRow(row)
		v.facts.Objects = []fyne.CanvasObject{widget.NewCard(widget.Column(theme.Grid,
			widget.Row(theme.Grid, widget.NewText(v.desk.tongue.BasisTitle(row.Kind, row.No), widget.Lead), widget.Spring(), chip(head.Status)),
			widget.NewParagraph(head.Customer, widget.Strong)))}
	}
	v.facts.Refresh()
	v.renew()
}

// renew reads the basis again.
func (v *basisDetail) renew() {
	current, d, id := v.current.next(), v.desk, v.id
	fetch(d, func(ctx context.Context) (basisContents, error) { return readBasis(ctx, d.services, v.paper, id) }, func(c basisContents) {
		if current() && v.id == id {
			v.show(c)
			v.paper.Set(c.drawn)
			v.owner.room.renewHead()
		}
	})
}

func readBasis(ctx context.Context, s basisServices, paper *Paper, id int64) (basisContents, error) {
	var c basisContents
	var err error
	if c.basis, err = s.Basis(ctx, id); err != nil {
		return c, err
	}
	if c.basis.Kind != billing.KindOffer {
		if c.taken, err = s.BasisTaken(ctx, id); err != nil {
			return c, err
		}
	}
	if c.sendings, err = s.BasisSendings(ctx, id); err != nil {
		return c, err
	}
	p, pages, err := s.PreviewBasis(ctx, c.basis)
	c.prepared, c.drawn = p, paper.Draw(pages)
	return c, err
}

func (v *basisDetail) show(c basisContents) {
	t := v.desk.tongue
	row, _ := v.owner.bases.Find(v.id)
	v.basis, v.taken, v.ready = c.basis, c.taken, true
	v.shown = t.BasisDetail(c.basis, row, c.prepared, c.taken)
	cards := []fyne.CanvasObject{widget.NewCard(v.head())}
	if len(v.shown.Faults) > 0 {
		faults := widget.Column(theme.Grid)
		for _, p := range v.shown.Faults {
			words := "check.note"
			if p.Tone == view.Bad {
				words = "check.stop"
			}
			text := p.Text
			if p.Where != "" {
				text = p.Where + ": " + text
			}
			faults.Add(widget.Row(theme.Grid, widget.Top(widget.NewChip(t.T(words), widget.Tone(p.Tone), p.Copy)), widget.Grow(1, widget.NewParagraph(text, widget.Body))))
		}
		cards = append(cards, widget.NewTitledCard(t.T("check.title"), faults))
	}
	if len(v.shown.Lines) > 0 {
		cards = append(cards, widget.NewTitledCard(t.T("basis.lines"), v.lines()))
	}
	if events := t.BasisEvents(c.basis, c.sendings); len(events) > 0 {
		cards = append(cards, widget.NewTitledCard(t.T("detail.timeline"), v.timeline(events)))
	}
	if len(v.shown.Papers) > 0 {
		cards = append(cards, widget.NewTitledCard(t.T("basis.papers"), v.papers()))
	}
	v.facts.Objects = cards
	v.facts.Refresh()
}

// head is who, what, how much, and what can be done.
func (v *basisDetail) head() fyne.CanvasObject {
	s := v.shown
	column := widget.Column(theme.Grid, widget.Row(theme.Grid, widget.NewText(s.Title, widget.Lead), widget.Spring(), chip(s.Status)),
		widget.NewParagraph(s.Customer, widget.Strong))
	if s.Address != "" {
		column.Add(widget.NewParagraph(s.Address, widget.Muted))
	}
	facts := make([]widget.Fact, len(s.Facts))
	for i, f := range s.Facts {
		facts[i] = widget.Fact{Name: f.Name, Value: f.Value, Tone: widget.Tone(f.Tone)}
	}
	column.Add(widget.NewRule())
	column.Add(widget.NewFacts(facts))
	column.Add(widget.NewRule())
	column.Add(sums(s.Sums))
	for _, row := range v.buttons() {
		column.Add(row)
	}
	return column
}

// lines tell how much of each line is left to invoice, and where the rest stands.
func (v *basisDetail) lines() fyne.CanvasObject {
	d := v.desk
	column := widget.Column(theme.Grid)
	for _, l := range v.shown.Lines {
		left := widget.NewText(d.T("basis.left", "left", l.Left, "of", l.Quantity), widget.Muted.Right())
		if l.Done {
			left = widget.NewText(d.T("basis.all-invoiced"), widget.Muted.In(widget.Good).Right())
		}
		column.Add(widget.Row(12, widget.Grow(1, widget.NewShortText(l.Text, widget.Body)), left))
	}
	if len(v.shown.Documents) > 0 {
		row := widget.Row(theme.Grid)
		for _, number := range v.shown.Documents {
			row.Add(widget.NewSmallButton(widget.Secondary, d.T("entry.invoice", "number", view.DocumentNo(number)), func() {
				d.shell.Go(placeInvoices, showDocument(number))
			}))
		}
		column.Add(container.NewHScroll(row))
	}
	return column
}

// timeline is what happened to the basis.
func (v *basisDetail) timeline(events []view.EventRow) fyne.CanvasObject {
	return widget.NewTimeline(timelineEvents(events))
}

// papers are what came back, such as the signed offer.
func (v *basisDetail) papers() fyne.CanvasObject {
	column := widget.Column(theme.Grid)
	for _, a := range v.shown.Papers {
		column.Add(widget.Row(theme.Grid, widget.NewIcon(theme.GlyphPaper, widget.Quiet), widget.Grow(1, widget.NewShortText(a.Name, widget.Body))))
	}
	return column
}

// buttons are what can be done with the basis, what comes next first.
func (v *basisDetail) buttons() []fyne.CanvasObject {
	d, can := v.desk, v.shown.Can
	next, others := widget.Row(theme.Grid), widget.Row(theme.Grid)
	quiet := widget.Row(4)
	add := func(first bool, words string, do func()) *widget.Button {
		if first {
			b := widget.NewButton(widget.Primary, d.T(words), do)
			next.Add(widget.Grow(1, b))
			return b
		}
		b := widget.NewButton(widget.Secondary, d.T(words), do)
		others.Add(widget.Grow(1, b))
		return b
	}
	waits := v.basis.State == billing.BasisSent
	switch {
	case can.Invoice:
		add(v.basis.Kind == billing.KindOrder || waits, "basis.do.invoice", v.invoice)
	case can.Accept:
		add(waits, "basis.do.accept", v.accept)
	}
	if can.Send {
		v.guardSend(add(len(next.Objects) == 0, "basis.do.send", v.send))
	}
	add(false, "detail.save", v.savePDF)
	ghost := func(can bool, words string, do func()) {
		if can {
			quiet.Add(widget.NewButton(widget.Ghost, d.T(words), do))
		}
	}
	ghost(can.Edit, "basis.do.edit", v.edit)
	ghost(can.Decline, "basis.do.decline", v.decline)
	ghost(can.Finish, "basis.do.finish", v.finish)
	ghost(can.Cancel, "basis.do.cancel", v.cancel)
	ghost(v.basis.From != 0, "basis.do.origin", func() { v.owner.wanted = v.basis.From; v.owner.reload() })
	var out []fyne.CanvasObject
	for _, row := range []*fyne.Container{next, others, quiet} {
		if len(row.Objects) > 0 {
			out = append(out, row)
		}
	}
	out[0] = widget.Inset(theme.Grid, 0, 0, 0, out[0])
	return out
}

// guardSend says why a basis cannot be sent, while it cannot.
func (v *basisDetail) guardSend(b *widget.Button) {
	for _, p := range v.shown.Faults {
		if p.Tone == view.Bad {
			b.Forbid(p.Text)
			return
		}
	}
}

func (v *basisDetail) keys() []widget.Key {
	d := v.desk
	if !v.ready {
		return nil
	}
	keys := []widget.Key{{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("detail.save"), Do: v.savePDF}}
	can := v.shown.Can
	if can.Edit {
		keys = append(keys, widget.Key{Name: fyne.KeyE, Mod: widget.Ctrl, Words: d.T("basis.do.edit"), Do: v.edit})
	}
	switch {
	case can.Invoice:
		keys = append(keys, widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("basis.do.invoice"), Do: v.invoice})
	case can.Accept && v.basis.State == billing.BasisSent:
		keys = append(keys, widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("basis.do.accept"), Do: v.accept})
	case can.Send:
		keys = append(keys, widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("basis.do.send"), Do: v.send})
	}
	return keys
}
