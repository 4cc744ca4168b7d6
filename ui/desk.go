package ui

import (
	"context"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// desk is what every screen has at hand. All of it belongs to the goroutine that draws.
type desk struct {
	services Services
	tongue   view.Tongue
	shell    *Shell
	company  billing.Company
	undo     *undo

	// start runs work off the goroutine that draws; ctx ends with the window.
	start func(work func(ctx context.Context))
	// after calls do on the goroutine that draws once the time has passed, unless it is stopped before.
	after func(pause time.Duration, do func()) (stop func())
	// openURL hands a file or address to the desktop.
	openURL func(address string) error
	files   fileDialogs
}

// T is the sentence of a key.
func (d *desk) T(key string, args ...any) string { return d.tongue.T(key, args...) }

// ask runs work off the goroutine that draws and hands its answer to show upon it.
func ask[R any](d *desk, work func(ctx context.Context) (R, error), show func(R, error)) {
	d.start(func(ctx context.Context) {
		answer, err := work(ctx)
		if ctx.Err() == nil {
			fyne.Do(func() { show(answer, err) })
		}
	})
}

// fetch is ask for what a screen shows: a failure is told in a toast, and what was shown stays.
func fetch[R any](d *desk, work func(ctx context.Context) (R, error), show func(R)) {
	ask(d, work, func(answer R, err error) {
		if err != nil {
			d.murmur(err)
			return
		}
		show(answer)
	})
}

// do runs a use case that has nothing to answer; done follows when it went well, else the reasons are shown.
func (d *desk) do(work func(ctx context.Context) error, done func()) {
	ask(d, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		switch {
		case err != nil:
			d.complain(err)
		case done != nil:
			done()
		}
	})
}

// complain shows why something the user asked for was not done, and holds the window until it is read.
func (d *desk) complain(err error) {
	problems := d.tongue.Error(err)
	if len(problems) == 0 {
		return
	}
	title, rest := headline(problems[0].Text)
	m := widget.Message{Glyph: theme.GlyphAlert, Tone: widget.Bad, Title: title, CopyWords: d.T("error.copy"),
		Buttons: []*widget.Button{widget.NewButton(widget.Primary, d.T("error.close"), nil)}}
	if rest != "" {
		m.Sentences = append(m.Sentences, rest)
	}
	var details []string
	for i, p := range problems {
		if i > 0 {
			m.Sentences = append(m.Sentences, strings.TrimPrefix(p.Where+": "+p.Text, ": "))
		}
		details = append(details, p.Copy)
	}
	m.Details = strings.Join(details, "\n")
	widget.ShowMessage(d.shell.Window().Canvas(), m)
}

// headline parts the first sentence, what happened, from the rest, what it means and what to do.
func headline(text string) (first, rest string) {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '.' && text[i+1] == ' ' && i > 12 {
			return text[:i+1], text[i+2:]
		}
	}
	return text, ""
}

// murmur tells of a failure nobody waits for.
func (d *desk) murmur(err error) {
	problems := d.tongue.Error(err)
	if len(problems) == 0 {
		return
	}
	slog.Warn("window could not read", "err", err)
	first, _ := headline(problems[0].Text)
	d.shell.Toast(theme.GlyphAlert, widget.Bad, first, d.T("error.copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(problems[0].Copy)
	}, 2*widget.ToastTime)
}

// tell says that something went well.
func (d *desk) tell(words string) {
	d.shell.Toast(theme.GlyphDone, widget.Good, words, "", nil, widget.ToastTime)
}

// confirm asks before something that cannot be taken back; the button names what it does.
func (d *desk) confirm(title, text, action string, do func()) {
	widget.ShowMessage(d.shell.Window().Canvas(), widget.Message{Glyph: theme.GlyphWarning, Tone: widget.Warn, Title: title,
		Sentences: []string{text}, Buttons: []*widget.Button{widget.NewButton(widget.Secondary, d.T("error.cancel"), nil),
			widget.NewButton(widget.Danger, action, do)}})
}

// guarded runs work and keeps a fault in it from taking the window down; it is logged with its stack.
func guarded(work func()) {
	defer func() {
		if r := recover(); r != nil {
			slog.Error("work in the background broke off", "reason", r, "stack", string(debug.Stack()))
		}
	}()
	work()
}

// latest tells late answers from the newest question.
type latest int

// next starts a new question; the function it gives tells whether that is still the newest.
func (l *latest) next() (current func() bool) {
	*l++
	mine := *l
	return func() bool { return mine == *l }
}

// debounce calls do once nothing was asked for during a pause.
type debounce struct {
	desk  *desk
	pause time.Duration
	stop  func()
}

func (b *debounce) call(do func()) {
	b.cancel()
	b.stop = b.desk.after(b.pause, do)
}

func (b *debounce) cancel() {
	if b.stop != nil {
		b.stop()
		b.stop = nil
	}
}

// chip draws a status.
func chip(c view.Chip) *widget.Chip { return widget.NewChip(c.Text, widget.Tone(c.Tone), c.Why) }

// chipCell is a status in a list.
func chipCell(c view.Chip) widget.ListCell {
	return widget.ListCell{Text: c.Text, Tone: widget.Tone(c.Tone), Chip: true, Tip: c.Why}
}
