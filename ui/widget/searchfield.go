package widget

import (
	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
)

// SearchField looks like a field and opens the search when pressed; the typing happens there.
type SearchField struct {
	pressable
	words, key string
}

// NewSearchField gives a field with its placeholder and the key that opens it too.
func NewSearchField(words, key string, press func()) *SearchField {
	s := &SearchField{words: words, key: key}
	s.extend(s, press)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *SearchField) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Card, theme.Line, theme.Radius)
	inside := Row(theme.Grid, newIcon(theme.GlyphSearch, theme.Mist, 14), Grow(1, NewShortText(s.words, Muted)), NewKeyCap(s.key))
	return &renderer{
		self:    s,
		objects: []fyne.CanvasObject{ground.rect, inside},
		refresh: func() {
			stroke := theme.Line
			if s.focused || s.hovered {
				stroke = theme.FjordDim
			}
			ground.set(theme.Card, stroke)
		},
		min: func() fyne.Size { return fyne.NewSize(160, theme.ControlHeight) },
		layout: func(size fyne.Size) {
			top := (size.Height - theme.ControlHeight) / 2
			place(ground.rect, 0, top, size.Width, theme.ControlHeight)
			place(inside, 10, top, size.Width-20, theme.ControlHeight)
		},
	}
}
