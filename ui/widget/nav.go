package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fakturist/ui/theme"
)

const navHeight float32 = 32

// NavItem is a place to go in the rail: an icon, a word, and how much waits there.
type NavItem struct {
	pressable
	glyph    theme.Glyph
	words    string
	badge    string
	tone     Tone
	selected bool
}

// NewNavItem gives an item that goes somewhere when pressed.
func NewNavItem(glyph theme.Glyph, words string, press func()) *NavItem {
	n := &NavItem{glyph: glyph, words: words}
	n.extend(n, press)
	return n
}

// Select marks the item as where we are.
func (n *NavItem) Select(selected bool) {
	if n.selected != selected {
		n.selected = selected
		n.Refresh()
	}
}

// Selected tells whether it is where we are.
func (n *NavItem) Selected() bool { return n.selected }

// SetBadge shows how much waits: in a quiet tone a bare number, in another a pill. An empty text shows none.
func (n *NavItem) SetBadge(text string, tone Tone) {
	if n.badge != text || n.tone != tone {
		n.badge, n.tone = text, tone
		n.Refresh()
	}
}

// Badge is the number shown.
func (n *NavItem) Badge() string { return n.badge }

// SetText changes the word, as a change of language does.
func (n *NavItem) SetText(words string) {
	n.words = words
	n.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (n *NavItem) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface("", "", theme.Radius)
	icon := newIcon(n.glyph, theme.Mist, theme.IconSize)
	words := canvas.NewText("", transparent)
	badge := newPill()
	r := &renderer{self: n, objects: append([]fyne.CanvasObject{ground.rect, icon, words}, badge.objects()...)}
	r.refresh = func() {
		look, fill, stroke, glyph := Body, fyne.ThemeColorName(""), fyne.ThemeColorName(""), theme.Mist
		switch {
		case n.selected:
			look, fill, glyph = Strong.In(Accent), theme.FjordSoft, theme.Fjord
		case n.hovered:
			fill, glyph = theme.Hover, theme.Ink
		}
		if n.focused {
			stroke = theme.FjordDim
		}
		ground.set(fill, stroke)
		icon.set(n.glyph, glyph)
		look.dress(words)
		words.Text = n.words
		badge.set(n.badge, n.tone)
		if n.tone == Plain || n.tone == Quiet {
			badge.ground.FillColor = transparent
			badge.label.Color = theme.Color(theme.Mist)
		}
		badge.ground.Hidden, badge.label.Hidden = n.badge == "", n.badge == ""
	}
	r.min = func() fyne.Size {
		return fyne.NewSize(10+theme.IconSize+10+Strong.measure(n.words).Width+theme.Grid+pillWidth(n.badge), navHeight)
	}
	r.layout = func(size fyne.Size) {
		ground.rect.Resize(size)
		place(icon, 10, 0, theme.IconSize, size.Height)
		place(words, 10+theme.IconSize+10, 0, size.Width-36, size.Height)
		width := pillWidth(n.badge)
		right := size.Width - 10
		if n.tone == Plain || n.tone == Quiet {
			right += chipPad
		}
		badge.place(right-width, (size.Height-chipHeight)/2, width)
	}
	r.refresh()
	return r
}
