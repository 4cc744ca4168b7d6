package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// scrollEdge is the room between what scrolls and where it is cut, so that borders and rings at the edge stay whole. It reaches
// into the gaps around, so that what scrolls stands in line with what does not.
const scrollEdge float32 = 4

// scroll lets something taller than its place be moved, without the toolkit's shadows at the ends.
func scroll(o fyne.CanvasObject) fyne.CanvasObject {
	inner := container.NewVScroll(widget.Inset(scrollEdge, scrollEdge, scrollEdge, scrollEdge, o))
	return widget.Inset(-scrollEdge, -scrollEdge, -scrollEdge, -scrollEdge, container.NewThemeOverride(inner, theme.Unshaded()))
}
