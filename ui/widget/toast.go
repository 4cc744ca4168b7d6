package widget

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// ToastTime is how long a toast without an action stays.
const ToastTime = 5 * time.Second

// Toast is a message at the lower edge that goes by itself, with at most one action, as a rule "undo".
type Toast struct {
	fynewidget.BaseWidget
	stage  *Stage
	glyph  theme.Glyph
	tone   Tone
	words  *Text
	button *Button
	stop   func() // of the wait; nil for one that stays
}

// SetTimer lets somebody else wait for toasts to go: after calls do on the goroutine that draws once the time has passed, unless
// it is stopped before. Without one the stage keeps its own timers.
func (s *Stage) SetTimer(after func(pause time.Duration, do func()) (stop func())) { s.after = after }

// wait calls do on the goroutine that draws once the time has passed.
func (s *Stage) wait(pause time.Duration, do func()) (stop func()) {
	if s.after != nil {
		return s.after(pause, do)
	}
	timer := time.AfterFunc(pause, func() { fyne.Do(do) })
	return func() { timer.Stop() }
}

// Toast shows a message for a while; 0 leaves it until Close. An empty action shows no button; pressing it closes the toast.
func (s *Stage) Toast(glyph theme.Glyph, tone Tone, words, action string, act func(), stay time.Duration) *Toast {
	t := &Toast{stage: s, glyph: glyph, tone: tone, words: NewShortText(words, Body)}
	if action != "" {
		t.button = NewButton(Ghost, action, func() {
			t.Close()
			if act != nil {
				act()
			}
		})
	}
	t.ExtendBaseWidget(t)
	s.toasts = append(s.toasts, t)
	s.float(t, fyne.NewPos(0, 0), t.MinSize())
	s.layToasts()
	if stay > 0 {
		t.stop = s.wait(stay, t.Close)
	}
	return t
}

// SetText changes the words, as a countdown does.
func (t *Toast) SetText(words string) {
	t.words.Set(words)
	t.stage.layToasts()
}

// Text is what the toast says.
func (t *Toast) Text() string { return t.words.Text() }

// Button is the action, or nil.
func (t *Toast) Button() *Button { return t.button }

// Close takes the toast away; closing twice does nothing.
func (t *Toast) Close() {
	if t.stop != nil {
		t.stop()
	}
	if at := slices.Index(t.stage.toasts, t); at >= 0 {
		t.stage.toasts = slices.Delete(t.stage.toasts, at, at+1)
		t.stage.sink(t)
		t.stage.layToasts()
	}
}

// Toasts lists what is shown, oldest first.
func (s *Stage) Toasts() []*Toast { return slices.Clone(s.toasts) }

// layToasts stacks them upwards from the lower edge, the newest lowest.
func (s *Stage) layToasts() {
	y := s.Size().Height - theme.Margin
	for _, t := range slices.Backward(s.toasts) {
		full := Body.measure(t.words.Text()).Width + t.MinSize().Width - t.words.MinSize().Width
		width := max(0, min(full, s.Size().Width-2*theme.Margin))
		height := t.MinSize().Height
		y -= height
		place(t, (s.Size().Width-width)/2, y, width, height)
		y -= theme.Grid
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Card, theme.Line, theme.Radius)
	row := Row(12, NewIcon(t.glyph, t.tone), Grow(1, t.words))
	right := theme.Inset
	if t.button != nil {
		row.Add(t.button)
		right = theme.Grid
	}
	inside := Inset(theme.Grid, right, theme.Grid, theme.Inset, Sized(0, theme.ControlHeight, row))
	return &renderer{
		self:    t,
		objects: []fyne.CanvasObject{shadow(ground.rect), inside},
		refresh: ground.paint,
		min:     inside.MinSize,
		layout: func(size fyne.Size) {
			ground.rect.Resize(size)
			inside.Resize(size)
		},
	}
}
