package widget

import (
	"fyne.io/fyne/v2"
)

// Fact is a name and its value, as in "Forfall  06.12.2026".
type Fact struct {
	Name  string
	Value string
	Tone  Tone
	// Extra stands after the value, such as a button that copies it; it may be nil.
	Extra fyne.CanvasObject
}

// NewFacts sets names and values in two columns. A long value breaks into lines.
func NewFacts(facts []Fact) *fyne.Container {
	names := float32(0)
	for _, f := range facts {
		names = max(names, Muted.measure(f.Name).Width)
	}
	column := Column(6)
	for _, f := range facts {
		row := Row(16, Top(Sized(names, 0, NewText(f.Name, Muted))), Grow(1, NewParagraph(f.Value, Body.In(f.Tone))))
		if f.Extra != nil {
			row.Add(f.Extra)
		}
		column.Add(row)
	}
	return column
}
