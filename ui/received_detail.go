package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// receivedDetail is a received document beside its list: who wants what, what the rules say of it, and its page.
type receivedDetail struct {
	desk    *desk
	owner   *received
	content fyne.CanvasObject
	facts   *fyne.Container
	paper   *Paper
	id      int64
	shown   view.Received
	current latest
}

// receivedContents is a document with the pictures of its pages.
type receivedContents struct {
	document billing.Received
	drawn    []drawnPage
}

func newReceivedDetail(d *desk, owner *received) *receivedDetail {
	v := &receivedDetail{desk: d, owner: owner, facts: widget.Column(theme.Gap), paper: NewPaper()}
	v.content = widget.Row(theme.Gap, widget.Sized(factsWidth, 0, scroll(v.facts)), widget.Grow(1, scroll(v.paper)))
	return v
}

// set shows a document; row is what the list knows of it already.
func (v *receivedDetail) set(id int64, row billing.Received, known bool) {
	v.id = id
	v.paper.Set(nil)
	if known {
		v.show(row)
	}
	current, d := v.current.next(), v.desk
	fetch(d, func(ctx context.Context) (receivedContents, error) {
		r, pages, err := d.services.ReceivedDocument(ctx, id)
		return receivedContents{r, v.paper.Draw(pages)}, err
	}, func(c receivedContents) {
		if current() {
			v.show(c.document)
			v.paper.Set(c.drawn)
		}
	})
}

func (v *receivedDetail) show(r billing.Received) {
	d := v.desk
	s := d.tongue.Received(r)
	v.shown = s
	cards := []fyne.CanvasObject{}
	if s.NotOurs != "" {
		cards = append(cards, widget.NewCard(widget.Row(theme.Grid, widget.Top(widget.NewIcon(theme.GlyphWarning, widget.Bad)),
			widget.Grow(1, widget.NewParagraph(s.NotOurs, widget.Body.In(widget.Bad))))))
	}
	cards = append(cards, widget.NewCard(v.head()))
	if len(s.Problems) > 0 {
		body := widget.Column(12)
		if s.Advice != "" {
			body.Add(widget.NewParagraph(s.Advice, widget.Muted))
		}
		body.Add(problemColumn(d, s.Problems))
		cards = append(cards, widget.NewTitledCard(d.T("received.check"), body))
	}
	if len(s.Papers) > 0 {
		cards = append(cards, widget.NewTitledCard(d.T("received.papers"), v.papers()))
	}
	v.facts.Objects = cards
	v.content.Refresh()
}

// head is who, what and how much.
func (v *receivedDetail) head() fyne.CanvasObject {
	s := v.shown
	column := widget.Column(theme.Grid, widget.Row(theme.Grid, widget.Grow(1, widget.NewParagraph(s.Title, widget.Lead)), widget.Top(chip(s.Check))),
		widget.NewParagraph(s.Seller, widget.Strong))
	if s.Address != "" {
		column.Add(widget.NewParagraph(s.Address, widget.Muted))
	}
	column.Add(widget.NewRule())
	column.Add(v.factRows())
	column.Add(widget.NewRule())
	column.Add(sums([]view.Fact{s.Sum}))
	return column
}

// copyDrop is how much lower words stand beside a small button, to be in line with its own.
const copyDrop float32 = 5

// factRows are names and values; those a bank asks for have a button that copies them.
func (v *receivedDetail) factRows() fyne.CanvasObject {
	names := float32(0)
	for _, f := range v.shown.Facts {
		names = max(names, widget.NewText(f.Name, widget.Muted).MinSize().Width)
	}
	column := widget.Column(6)
	for _, f := range v.shown.Facts {
		name, value := widget.NewText(f.Name, widget.Muted), widget.NewParagraph(f.Value, widget.Body.In(widget.Tone(f.Tone)))
		if f.Copy == "" {
			column.Add(widget.Row(16, widget.Top(widget.Sized(names, 0, name)), widget.Grow(1, value)))
			continue
		}
		column.Add(widget.Row(16, widget.Top(widget.Inset(copyDrop, 0, 0, 0, widget.Sized(names, 0, name))),
			widget.Grow(1, widget.Inset(copyDrop, 0, 0, 0, value)), widget.Top(v.copyButton(f))))
	}
	return column
}

// copyButton puts a value on the clipboard as a bank takes it, without blanks.
func (v *receivedDetail) copyButton(f view.Fact) fyne.CanvasObject {
	d := v.desk
	return widget.NewSmallButton(widget.Secondary, d.T("received.copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(f.Copy)
		d.tell(d.T("received.copied", "what", f.Name))
	})
}

// papers are the attachments, each with a button that stores it.
func (v *receivedDetail) papers() fyne.CanvasObject {
	column := widget.Column(theme.Grid)
	for n, p := range v.shown.Papers {
		words := widget.Column(2, widget.NewShortText(p.Name, widget.Body))
		if p.Size != "" {
			words.Add(widget.NewText(p.Size, widget.Small))
		}
		column.Add(widget.Row(theme.Grid, widget.NewIcon(theme.GlyphPaper, widget.Quiet), widget.Grow(1, words),
			widget.NewSmallButton(widget.Secondary, v.desk.T("received.store"), func() { v.store(n, p.Name) })))
	}
	return column
}

// saveFile stores the document itself as it came.
func (v *receivedDetail) saveFile() { v.store(-1, v.shown.File) }

func (v *receivedDetail) store(n int, name string) {
	d, id := v.desk, v.id
	d.files.Save(name, func(path string) {
		d.do(func(ctx context.Context) error { return d.services.SaveReceivedFile(ctx, id, n, path) }, func() {
			d.tell(d.T("detail.saved", "path", filepath.Base(path)))
		})
	})
}
