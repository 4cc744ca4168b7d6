package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The colours by their names in the design. A soft colour is the ground of a chip or a selection, and the ink of the same name
// the text upon it; every such pair has a contrast of at least 4.5 to 1.
const (
	Ink      fyne.ThemeColorName = "ink"      // text
	Paper    fyne.ThemeColorName = "paper"    // the window
	Card     fyne.ThemeColorName = "card"     // surfaces
	Line     fyne.ThemeColorName = "line"     // hairlines and borders
	Edge     fyne.ThemeColorName = "edge"     // of fields one writes or chooses in: seen without looking for it
	Fjord    fyne.ThemeColorName = "fjord"    // primary action, selection, links
	OnFjord  fyne.ThemeColorName = "onFjord"  // text upon fjord
	FjordDim fyne.ThemeColorName = "fjordDim" // what is expected, not certain
	Moss     fyne.ThemeColorName = "moss"     // paid, delivered
	Amber    fyne.ThemeColorName = "amber"    // due soon, waiting
	Rowan    fyne.ThemeColorName = "rowan"    // overdue, failed
	OnRowan  fyne.ThemeColorName = "onRowan"
	Mist     fyne.ThemeColorName = "mist"  // secondary text
	Hover    fyne.ThemeColorName = "veil"  // laid over what the pointer is on
	Press    fyne.ThemeColorName = "press" // laid over what is pressed
	Shade    fyne.ThemeColorName = "shade" // laid over the window behind a sheet

	unseen fyne.ThemeColorName = "unseen"

	FjordSoft fyne.ThemeColorName = "fjordSoft"
	MossSoft  fyne.ThemeColorName = "mossSoft"
	AmberSoft fyne.ThemeColorName = "amberSoft"
	RowanSoft fyne.ThemeColorName = "rowanSoft"
	MistSoft  fyne.ThemeColorName = "mistSoft"

	FjordInk fyne.ThemeColorName = "fjordInk"
	MossInk  fyne.ThemeColorName = "mossInk"
	AmberInk fyne.ThemeColorName = "amberInk"
	RowanInk fyne.ThemeColorName = "rowanInk"
	MistInk  fyne.ThemeColorName = "mistInk"
)

type palette map[fyne.ThemeColorName]color.Color

var light = palette{
	Ink:      rgb(0x14232B),
	Paper:    rgb(0xF7F8F6),
	Card:     rgb(0xFFFFFF),
	Line:     rgb(0xE2E6E4),
	Edge:     rgb(0xC3CCCA),
	Fjord:    rgb(0x0B5563),
	OnFjord:  rgb(0xFFFFFF),
	FjordDim: rgb(0x91B2B9),
	Moss:     rgb(0x2F7D4F),
	Amber:    rgb(0xB7791F),
	Rowan:    rgb(0xB3372F),
	OnRowan:  rgb(0xFFFFFF),
	Mist:     rgb(0x64737A),
	Hover:    rgba(0x14232B, 0x0A),
	Press:    rgba(0x14232B, 0x14),
	Shade:    rgba(0x14232B, 0x40),
	unseen:   rgba(0xFFFFFF, 0x00),

	FjordSoft: rgb(0xE3EEF0),
	MossSoft:  rgb(0xE4F1E8),
	AmberSoft: rgb(0xFAF0DC),
	RowanSoft: rgb(0xF8E5E3),
	MistSoft:  rgb(0xE9ECEA),

	FjordInk: rgb(0x0B5563),
	MossInk:  rgb(0x276B43),
	AmberInk: rgb(0x87570F),
	RowanInk: rgb(0xA8322A),
	MistInk:  rgb(0x55646B),
}

var dark = palette{
	Ink:      rgb(0xE8EEF0),
	Paper:    rgb(0x10191E),
	Card:     rgb(0x18242B),
	Line:     rgb(0x2A3940),
	Edge:     rgb(0x45575F),
	Fjord:    rgb(0x4FB3C4),
	OnFjord:  rgb(0x10191E),
	FjordDim: rgb(0x31646F),
	Moss:     rgb(0x6BC28A),
	Amber:    rgb(0xE3B04B),
	Rowan:    rgb(0xF0776D),
	OnRowan:  rgb(0x10191E),
	Mist:     rgb(0x93A4AB),
	Hover:    rgba(0xE8EEF0, 0x0C),
	Press:    rgba(0xE8EEF0, 0x18),
	Shade:    rgba(0x000000, 0x80),
	unseen:   rgba(0x18242B, 0x00),

	FjordSoft: rgb(0x17363D),
	MossSoft:  rgb(0x193326),
	AmberSoft: rgb(0x3A2F17),
	RowanSoft: rgb(0x3D211F),
	MistSoft:  rgb(0x2A3940),

	FjordInk: rgb(0x5BBDCD),
	MossInk:  rgb(0x6BC28A),
	AmberInk: rgb(0xE3B04B),
	RowanInk: rgb(0xF28379),
	MistInk:  rgb(0xA6B5BB),
}

// fyneNames gives the colours of ours that Fyne's own widgets wear.
var fyneNames = map[fyne.ThemeColorName]fyne.ThemeColorName{
	fynetheme.ColorNameBackground:          Paper,
	fynetheme.ColorNameButton:              Card,
	fynetheme.ColorNameDisabledButton:      MistSoft,
	fynetheme.ColorNameDisabled:            Mist,
	fynetheme.ColorNameError:               Rowan,
	fynetheme.ColorNameFocus:               FjordSoft,
	fynetheme.ColorNameForeground:          Ink,
	fynetheme.ColorNameForegroundOnError:   OnRowan,
	fynetheme.ColorNameForegroundOnPrimary: OnFjord,
	fynetheme.ColorNameHeaderBackground:    Card,
	fynetheme.ColorNameHover:               Hover,
	fynetheme.ColorNameHyperlink:           Fjord,
	fynetheme.ColorNameInputBackground:     Card,
	fynetheme.ColorNameInputBorder:         unseen, // ui/widget draws the edge of a field
	fynetheme.ColorNameMenuBackground:      Card,
	fynetheme.ColorNameOverlayBackground:   Card,
	fynetheme.ColorNamePlaceHolder:         Mist,
	fynetheme.ColorNamePressed:             Press,
	fynetheme.ColorNamePrimary:             Fjord,
	fynetheme.ColorNameScrollBar:           Mist,
	fynetheme.ColorNameSelection:           FjordSoft,
	fynetheme.ColorNameSeparator:           Line,
	fynetheme.ColorNameShadow:              Shade,
	fynetheme.ColorNameSuccess:             Moss,
	fynetheme.ColorNameWarning:             Amber,
}

func rgb(hex uint32) color.Color {
	return rgba(hex, 0xFF)
}

func rgba(hex uint32, alpha uint8) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}
