package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/ui/theme"
)

// NewEmptyState fills a place where nothing is yet: what belongs here, one button, and quieter ways in such as an import.
func NewEmptyState(glyph theme.Glyph, title, sentence string, primary *Button, others ...*Button) *fyne.Container {
	buttons := Row(theme.Grid, Spring())
	if primary != nil {
		buttons.Add(primary)
	}
	for _, b := range others {
		buttons.Add(b)
	}
	buttons.Add(Spring())
	words := NewParagraph(sentence, Muted.Centre())
	return container.NewCenter(Sized(400, 0, Column(theme.Grid,
		Sized(0, 44, newIcon(glyph, theme.FjordDim, 32)),
		NewText(title, Lead.Centre()),
		words,
		Inset(12, 0, 0, 0, buttons),
	)))
}
