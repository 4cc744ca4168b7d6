package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// Hit is one thing the search found, ready to be shown and opened.
type Hit struct {
	widget.Choice
	Open func() // on the goroutine that draws, after the search has closed
}

// search is the popup of Ctrl+K.
type search struct {
	shell *Shell
	find  func(ctx context.Context, text string) ([]Hit, error)

	sheet   *widget.Sheet
	entry   *widget.Entry
	list    *widget.Choices
	note    *widget.Paragraph
	hits    []Hit
	asked   int // counts the questions, so that a late answer to an older one is dropped
	cancel  context.CancelFunc
	noHits  *fyne.Container
	holding *fyne.Container
}

const searchRows = 9

func newSearch(s *Shell) *search { return &search{shell: s} }

// SetSearch gives the search its source; it is called off the goroutine that draws, and its ctx ends when nobody waits any
// more for the answer.
func (s *Shell) SetSearch(find func(ctx context.Context, text string) ([]Hit, error)) {
	s.search.find = find
}

// OpenSearch opens the search, or does nothing while it has no source or is open.
func (s *Shell) OpenSearch() {
	if s.search.find != nil && s.search.sheet == nil {
		s.search.open()
	}
}

func (f *search) open() {
	words := f.shell.words
	f.entry = widget.NewEntry(words.T("search.placeholder"))
	f.list = widget.NewChoices(searchRows, f.choose)
	f.note = widget.NewParagraph(words.T("search.start"), widget.Muted)
	f.noHits = widget.Inset(12, 14, 12, 14, f.note)
	f.holding = widget.Column(0, f.noHits, f.list)
	f.list.Hide()
	f.entry.OnChanged = f.changed
	f.entry.OnKey = func(ev *fyne.KeyEvent) bool { return f.list.Key(ev) }
	hints := widget.NewHints(widget.Hint{Key: "↑ ↓", Words: words.T("search.hint.choose")},
		widget.Hint{Key: "Enter", Words: words.T("search.hint.open")}, widget.Hint{Key: "Esc", Words: words.T("search.hint.close")})
	content := widget.Column(0, widget.Inset(12, 12, 12, 12, f.entry), widget.NewRule(), f.holding, widget.NewRule(),
		widget.Inset(theme.Grid, 14, theme.Grid, 14, hints))
	canvas := f.shell.window.Canvas()
	f.sheet = widget.ShowSheet(canvas, content, fyne.NewSize(640, 0), 72, f.closed)
	canvas.Focus(f.entry)
}

func (f *search) closed() {
	f.stop()
	f.sheet = nil
}

// stop ends the question that is under way.
func (f *search) stop() {
	f.asked++
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

func (f *search) changed(text string) {
	f.stop()
	text = strings.TrimSpace(text)
	if text == "" {
		f.show(nil, f.shell.words.T("search.start"))
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	question := f.asked
	f.shell.run(func() {
		hits, err := f.find(ctx, text)
		fyne.Do(func() {
			if question == f.asked && f.sheet != nil {
				f.answered(text, hits, err)
			}
		})
	})
}

func (f *search) answered(text string, hits []Hit, err error) {
	switch {
	case err != nil:
		f.show(nil, f.shell.words.T("search.failed"))
	case len(hits) == 0:
		f.show(nil, f.shell.words.T("search.empty", "text", text))
	default:
		f.show(hits, "")
	}
}

// show lists what was found, or says why there is nothing.
func (f *search) show(hits []Hit, note string) {
	f.hits = hits
	choices := make([]widget.Choice, len(hits))
	for i, h := range hits {
		choices[i] = h.Choice
	}
	f.list.Set(choices)
	f.note.Set(note)
	f.list.Hidden, f.noHits.Hidden = len(hits) == 0, len(hits) > 0
	f.sheet.Fit()
}

func (f *search) choose(index int) {
	if index >= len(f.hits) {
		return
	}
	open := f.hits[index].Open
	f.sheet.Close()
	if open != nil {
		open()
	}
}
