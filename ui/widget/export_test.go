package widget

import "fyne.io/fyne/v2"

// TipsAtOnce shows tips without waiting until the returned function is called.
func TipsAtOnce() (back func()) {
	before := tipDelay
	tipDelay = 0
	return func() { tipDelay = before }
}

// Tip is the tip shown on a stage, empty for none.
func (s *Stage) Tip() string {
	if s.tip == nil || !s.tip.Visible() {
		return ""
	}
	return s.tip.words.Text()
}

// Body is the part of a list that scrolls and holds its focus.
func (l *List) Body() interface {
	fyne.Focusable
	fyne.Scrollable
	fyne.Tappable
} {
	return l.body
}

// Offset is how far a list is scrolled.
func (l *List) Offset() float32 { return l.body.offset }

// PagesHeld is how many pages a list keeps.
func (l *List) PagesHeld() int { return len(l.pages) }

// Fit shortens a text to a width.
func (l Look) Fit(text string, width float32) string { return l.fit(text, width) }

// Width is how wide a text is.
func (l Look) Width(text string) float32 { return l.measure(text).Width }
