// Package theme is the look of the window: its colours light and dark, its type sizes, its measures and its icons, as one Fyne
// theme. It imports assets and Fyne and nothing else of ours; what is drawn with it stands in ui/widget and ui.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fakturist/assets"
)

// Mode says which of the two palettes is worn.
type Mode string

const (
	System Mode = "system" // as the desktop says
	Light  Mode = "light"
	Dark   Mode = "dark"
)

// Measures in the units of the canvas. Everything stands on a grid of 8; Inset is inside a card, Gap between cards, Margin
// around a page.
const (
	Grid   float32 = 8
	Inset  float32 = 16
	Gap    float32 = 16
	Margin float32 = 24
	Radius float32 = 8

	Hairline float32 = 1

	TextSmall float32 = 12 // chips, key caps, column heads
	TextBody  float32 = 13
	TextLead  float32 = 15
	TextTitle float32 = 20
	TextHero  float32 = 28

	IconSize float32 = 16

	// ControlHeight is that of a button, an entry and a search field, so that they stand in one line.
	ControlHeight float32 = 32
)

// Fonts of the window. Figures have one width in all of them.
var (
	Regular  = fyne.NewStaticResource("Inter-Regular.ttf", assets.InterRegular)
	SemiBold = fyne.NewStaticResource("Inter-SemiBold.ttf", assets.InterSemiBold)
	Bold     = fyne.NewStaticResource("Inter-Bold.ttf", assets.InterBold)
)

type fakturist struct {
	mode     Mode
	fallback fyne.Theme
}

// New gives the theme in a mode; an unknown one follows the desktop.
func New(mode Mode) fyne.Theme {
	return &fakturist{mode: mode, fallback: fynetheme.DefaultTheme()}
}

// Color implements fyne.Theme for our own names and for those Fyne's widgets ask for.
func (t *fakturist) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if none, ok := t.unshaded(name); ok {
		return none
	}
	variant = t.variant(variant)
	if variant == fynetheme.VariantDark {
		return pick(dark, name, t.fallback, variant)
	}
	return pick(light, name, t.fallback, variant)
}

func (t *fakturist) variant(asked fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.mode {
	case Light:
		return fynetheme.VariantLight
	case Dark:
		return fynetheme.VariantDark
	case worn:
		return ofWindow(asked)
	default:
		return asked
	}
}

func pick(p palette, name fyne.ThemeColorName, fallback fyne.Theme, variant fyne.ThemeVariant) color.Color {
	if own, ok := fyneNames[name]; ok {
		name = own
	}
	if c, ok := p[name]; ok {
		return c
	}
	return fallback.Color(name, variant)
}

// Font implements fyne.Theme. Inter is shipped upright only: a sloped style falls back on it.
func (t *fakturist) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol:
		return t.fallback.Font(style)
	case style.Bold:
		return SemiBold
	default:
		return Regular
	}
}

// Icon implements fyne.Theme for the icons that Fyne's own widgets draw.
func (t *fakturist) Icon(name fyne.ThemeIconName) fyne.Resource {
	return t.fallback.Icon(name)
}

// Size implements fyne.Theme.
func (t *fakturist) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := sizes[name]; ok {
		return size
	}
	return t.fallback.Size(name)
}

var sizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNameText:               TextBody,
	fynetheme.SizeNameCaptionText:        TextSmall,
	fynetheme.SizeNameSubHeadingText:     TextLead,
	fynetheme.SizeNameHeadingText:        TextTitle,
	fynetheme.SizeNamePadding:            4,
	fynetheme.SizeNameInnerPadding:       8,
	fynetheme.SizeNameLineSpacing:        4,
	fynetheme.SizeNameInlineIcon:         IconSize,
	fynetheme.SizeNameSeparatorThickness: Hairline,
	fynetheme.SizeNameInputBorder:        1,
	fynetheme.SizeNameInputRadius:        Radius,
	fynetheme.SizeNameButtonRadius:       Radius,
	fynetheme.SizeNameSelectionRadius:    4,
	fynetheme.SizeNameCardRadius:         Radius,
	fynetheme.SizeNameDialogRadius:       Radius,
	fynetheme.SizeNamePopupRadius:        Radius,
	fynetheme.SizeNameMenuRadius:         Radius,
	fynetheme.SizeNameScrollBar:          10,
	fynetheme.SizeNameScrollBarSmall:     4,
	fynetheme.SizeNameScrollBarRadius:    4,
}

// Color looks a name up in the theme that is worn now. Under a foreign theme, as before ours is set, it gives our own colour.
func Color(name fyne.ThemeColorName) color.Color {
	if _, ours := fynetheme.Current().(*fakturist); ours {
		return fynetheme.Color(name)
	}
	return New(System).Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}
