package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"fakturist/ui/theme"
)

// Kind is how strongly a button asks to be pressed.
type Kind int

const (
	Secondary Kind = iota
	Primary        // the one thing to do here
	Danger         // what cannot be undone; its words name the object
	Ghost          // without a border, for actions beside others
)

const buttonPad float32 = 14

// Button is an action. It may carry an icon before its words and the key that does the same after them.
type Button struct {
	pressable
	kind   Kind
	words  string
	glyph  theme.Glyph
	hint   string
	reason string
	small  bool
}

// NewButton gives a button.
func NewButton(kind Kind, words string, press func()) *Button {
	b := &Button{kind: kind, words: words}
	b.extend(b, press)
	return b
}

// NewSmallButton gives a lower one, for rows of lists.
func NewSmallButton(kind Kind, words string, press func()) *Button {
	b := NewButton(kind, words, press)
	b.small = true
	return b
}

// WithGlyph puts an icon before the words; without words the button is a square.
func (b *Button) WithGlyph(glyph theme.Glyph) *Button {
	b.glyph = glyph
	b.Refresh()
	return b
}

// WithKey shows the key that does the same ("Ctrl N"). Binding it is for the stage.
func (b *Button) WithKey(hint string) *Button {
	b.hint = hint
	b.Refresh()
	return b
}

// SetText changes the words, as in a button that says what it will do.
func (b *Button) SetText(words string) {
	if b.words != words {
		b.words = words
		b.Refresh()
	}
}

// Text is what the button says.
func (b *Button) Text() string { return b.words }

// SetPress changes what the button does.
func (b *Button) SetPress(press func()) { b.press = press }

// Forbid greys the button out and tells the reason under the pointer; an empty reason allows it again.
func (b *Button) Forbid(reason string) {
	b.reason = reason
	if reason == "" {
		b.Enable()
		return
	}
	b.Disable()
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(ev *desktop.MouseEvent) {
	b.pressable.MouseIn(ev)
	if b.Disabled() {
		showTip(b, b.reason)
	}
}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	hideTip(b)
	b.pressable.MouseOut()
}

func (b *Button) height() float32 {
	if b.small {
		return 28
	}
	return theme.ControlHeight
}

// Flush lets the words of a button without a border begin where the text above it does.
func Flush(b *Button) fyne.CanvasObject { return Inset(0, 0, 0, -b.pad(), b) }

func (b *Button) pad() float32 {
	switch {
	case b.words == "":
		return (b.height() - theme.IconSize) / 2
	case b.small:
		return 11
	default:
		return buttonPad
	}
}

// colours gives ground, border and words.
func (b *Button) colours() (fill, stroke, words fyne.ThemeColorName) {
	switch {
	case b.Disabled() && b.kind == Ghost:
		return "", "", theme.Mist
	case b.Disabled():
		return theme.MistSoft, "", theme.MistInk
	case b.kind == Primary:
		return theme.Fjord, "", theme.OnFjord
	case b.kind == Danger:
		return theme.Rowan, "", theme.OnRowan
	case b.kind == Ghost:
		return "", "", theme.Fjord
	default:
		return theme.Card, theme.Line, theme.Fjord
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		b:      b,
		ground: newSurface("", "", theme.Radius),
		veil:   newSurface("", "", theme.Radius),
		ring:   newSurface("", "", theme.Radius+2),
		icon:   newIcon(theme.GlyphDot, theme.Ink, theme.IconSize),
		words:  canvas.NewText("", transparent),
		hint:   canvas.NewText("", transparent),
	}
	r.ring.width = 2
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b                  *Button
	ground, veil, ring *surface
	icon               *Icon
	words, hint        *canvas.Text
}

func (r *buttonRenderer) Destroy() {}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring.rect, r.ground.rect, r.veil.rect, r.icon, r.words, r.hint}
}

// parts gives the widths of icon, words and hint, 0 for what is not there.
func (r *buttonRenderer) parts() (icon, words, hint float32) {
	if r.b.glyph != "" {
		icon = theme.IconSize
	}
	if r.b.words != "" {
		words = Strong.measure(r.b.words).Width
	}
	if r.b.hint != "" {
		hint = Body.measure(r.b.hint).Width
	}
	return icon, words, hint
}

func (r *buttonRenderer) width() float32 {
	total, count := float32(0), 0
	icon, words, hint := r.parts()
	for _, w := range []float32{icon, words, hint} {
		if w > 0 {
			total += w
			count++
		}
	}
	return total + float32(max(0, count-1))*theme.Grid
}

func (r *buttonRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.width()+2*r.b.pad(), r.b.height())
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	height := min(size.Height, r.b.height())
	top := (size.Height - height) / 2
	place(r.ring.rect, -2, top-2, size.Width+4, height+4)
	place(r.ground.rect, 0, top, size.Width, height)
	place(r.veil.rect, 0, top, size.Width, height)
	icon, words, hint := r.parts()
	x := (size.Width - r.width()) / 2
	if icon > 0 {
		place(r.icon, x, top, icon, height)
		x += icon + theme.Grid
	}
	if words > 0 {
		place(r.words, x, top, words, height)
		x += words + theme.Grid
	}
	place(r.hint, x, top, hint, height)
}

func (r *buttonRenderer) Refresh() {
	b := r.b
	fill, stroke, words := b.colours()
	r.ground.set(fill, stroke)
	r.veil.set("", "")
	if b.hovered && !b.Disabled() {
		r.veil.set(theme.Hover, "")
	}
	r.ring.set("", "")
	if b.focused {
		r.ring.set("", theme.FjordDim)
	}
	r.icon.Hidden = b.glyph == ""
	if b.glyph != "" {
		r.icon.set(b.glyph, words)
	}
	Strong.dress(r.words)
	r.words.Text, r.words.Color = b.words, theme.Color(words)
	Body.dress(r.hint)
	r.hint.Text, r.hint.Color = b.hint, fade(theme.Color(words))
	r.Layout(b.Size())
	canvas.Refresh(b)
}
