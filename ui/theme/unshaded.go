package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// worn is the mode of a theme laid over parts of the window: whichever the whole window wears.
const worn Mode = "worn"

// Unshaded is the theme that is worn, without the shadows the toolkit draws at the ends of what scrolls.
func Unshaded() fyne.Theme { return New(worn) }

// unshaded gives the colour of a part without shadows; ok is false for every other colour and mode.
func (t *fakturist) unshaded(name fyne.ThemeColorName) (color.Color, bool) {
	return color.Transparent, t.mode == worn && name == fynetheme.ColorNameShadow
}

// ofWindow is the variant the window wears.
func ofWindow(asked fyne.ThemeVariant) fyne.ThemeVariant {
	if whole, ok := fyne.CurrentApp().Settings().Theme().(*fakturist); ok && whole.mode != worn {
		return whole.variant(asked)
	}
	return asked
}
