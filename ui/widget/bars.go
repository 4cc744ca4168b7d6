package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fakturist/ui/theme"
)

// Bar is one share of a whole: its label, how long it is between 0 and 1, and its amount in words.
type Bar struct {
	Label  string
	Share  float32
	Amount string
	Tone   Tone
	Press  func() // leads to the list behind the bar; may be nil
}

const barRowHeight float32 = 27

// NewBars stacks bars under one another with their labels and amounts aligned.
func NewBars(bars []Bar) *fyne.Container {
	label, amount := float32(64), float32(64)
	for _, b := range bars {
		label = max(label, Muted.measure(b.Label).Width)
		amount = max(amount, Body.measure(b.Amount).Width)
	}
	column := Column(0)
	for _, b := range bars {
		column.Add(newBarRow(b, label, amount))
	}
	return column
}

// BarRow is one line of Bars.
type BarRow struct {
	pressable
	bar           Bar
	label, amount float32
}

func newBarRow(bar Bar, label, amount float32) *BarRow {
	b := &BarRow{bar: bar, label: label, amount: amount}
	b.extend(b, bar.Press)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *BarRow) CreateRenderer() fyne.WidgetRenderer {
	veil, fill := newSurface("", "", 4), newSurface(b.bar.Tone.fill(), "", 4)
	label, amount := canvas.NewText(b.bar.Label, nil), canvas.NewText(b.bar.Amount, nil)
	r := &renderer{self: b, objects: []fyne.CanvasObject{veil.rect, fill.rect, label, amount}}
	r.refresh = func() {
		veil.set("", "")
		if b.press != nil && (b.hovered || b.focused) {
			veil.set(theme.Hover, "")
		}
		fill.paint()
		Muted.dress(label)
		Body.Right().dress(amount)
	}
	r.min = func() fyne.Size { return fyne.NewSize(b.label+b.amount+96, barRowHeight) }
	r.layout = func(size fyne.Size) {
		place(veil.rect, -theme.Grid, 0, size.Width+2*theme.Grid, size.Height)
		place(label, 0, 0, b.label, size.Height)
		place(amount, size.Width-b.amount, 0, b.amount, size.Height)
		room := size.Width - b.label - b.amount - 2*theme.Inset
		share := min(1, max(0, b.bar.Share))
		fill.rect.Hidden = share == 0
		place(fill.rect, b.label+theme.Inset, (size.Height-18)/2, max(4, room*share), 18)
	}
	r.refresh()
	return r
}
