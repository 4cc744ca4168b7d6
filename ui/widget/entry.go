package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Entry is a field to type in. Beyond Fyne's own it draws its edge, as a ring while it has the focus or is wrong, selects its text
// when reached by the keyboard, and leaves keys it has no use for to the stage.
type Entry struct {
	fynewidget.Entry
	// OnKey sees every key first and tells whether it took it.
	OnKey func(*fyne.KeyEvent) bool
	// OnFocus and OnBlur are called when the focus comes and goes.
	OnFocus, OnBlur func()

	self    fyne.Widget
	ring    *surface
	focused bool
	wrong   bool
	clicked bool // the focus comes by a click, which sets the cursor itself
	plain   bool // select nothing on focus
}

// NewEntry gives a field of one line with a placeholder.
func NewEntry(placeholder string) *Entry {
	e := &Entry{}
	e.extend(e, placeholder)
	return e
}

// NewTextArea gives a field of several lines.
func NewTextArea(placeholder string, rows int) *Entry {
	e := &Entry{}
	e.MultiLine, e.plain, e.Wrapping = true, true, fyne.TextWrapWord
	e.extend(e, placeholder)
	e.SetMinRowsVisible(rows)
	return e
}

// NewPassword gives a field that shows dots.
func NewPassword(placeholder string) *Entry {
	e := &Entry{}
	e.Password = true
	e.extend(e, placeholder)
	return e
}

func (e *Entry) extend(self fyne.Widget, placeholder string) {
	e.self = self
	e.PlaceHolder = placeholder
	if !e.MultiLine {
		e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	}
	e.ring = newSurface("", theme.Edge, theme.Radius)
	e.ExtendBaseWidget(self)
}

// SetWrong draws the field as one that must be corrected. The words for it are the Field's.
func (e *Entry) SetWrong(wrong bool) {
	if e.wrong != wrong {
		e.wrong = wrong
		e.paintRing()
	}
}

// Wrong tells whether it is drawn so.
func (e *Entry) Wrong() bool { return e.wrong }

// Value is the text without spaces around it.
func (e *Entry) Value() string { return strings.TrimSpace(e.Text) }

// Focused tells whether the keyboard types here.
func (e *Entry) Focused() bool { return e.focused }

// SelectAll marks the whole text, so that typing replaces it.
func (e *Entry) SelectAll() {
	if e.Text != "" {
		e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// Resume gives it the keyboard with the cursor at a letter, as if it had never been left: nothing is marked.
func (e *Entry) Resume(c fyne.Canvas, column int) {
	e.clicked = true
	c.Focus(e.self.(fyne.Focusable))
	e.clicked = false
	e.CursorColumn = column
	e.Refresh()
}

// MouseDown implements desktop.Mouseable.
func (e *Entry) MouseDown(ev *desktop.MouseEvent) {
	e.clicked = true
	e.Entry.MouseDown(ev)
	e.clicked = false
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	if !e.clicked && !e.plain {
		e.SelectAll()
	}
	e.paintRing()
	if e.OnFocus != nil {
		e.OnFocus()
	}
}

// FocusLost implements fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	e.paintRing()
	if e.OnBlur != nil {
		e.OnBlur()
	}
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(ev *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(ev) {
		return
	}
	if ev.Name == fyne.KeyEscape || isFunctionKey(ev.Name) {
		passKey(e.self, ev)
		return
	}
	e.Entry.TypedKey(ev)
}

// TypedShortcut implements fyne.Shortcutable: editing stays in the field, every other chord goes to the stage if it is bound.
func (e *Entry) TypedShortcut(sc fyne.Shortcut) {
	if _, custom := sc.(*desktop.CustomShortcut); custom {
		if stage := StageOf(e.self); stage != nil && stage.Shortcut(sc) {
			return
		}
	}
	e.Entry.TypedShortcut(sc)
}

func (e *Entry) paintRing() {
	switch {
	case e.wrong:
		e.ring.width = 2
		e.ring.set("", theme.Rowan)
	case e.focused:
		e.ring.width = 2
		e.ring.set("", theme.Fjord)
	default:
		e.ring.width = theme.Hairline
		e.ring.set("", theme.Edge)
	}
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	return &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), e: e}
}

// entryRenderer draws the ring over what Fyne draws.
type entryRenderer struct {
	fyne.WidgetRenderer
	e *Entry
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	inner := r.WidgetRenderer.Objects()
	return append(inner[:len(inner):len(inner)], r.e.ring.rect)
}

func (r *entryRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.e.ring.rect.Resize(size)
}

func (r *entryRenderer) MinSize() fyne.Size {
	size := r.WidgetRenderer.MinSize()
	return fyne.NewSize(max(48, size.Width), max(theme.ControlHeight, size.Height))
}

func (r *entryRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.e.paintRing()
}

func isFunctionKey(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		return true
	default:
		return false
	}
}
