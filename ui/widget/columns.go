package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// ColumnBar is one column of a row over time.
type ColumnBar struct {
	Label string
	Share float32 // height between 0 and 1
	Sure  bool    // drawn strong; what is only expected is drawn faint
	Tip   string  // the amount, under the pointer
	Press func()
}

// ColumnBars draws amounts over time, such as what is expected each week.
type ColumnBars struct {
	fynewidget.BaseWidget
	columns []ColumnBar
}

// NewColumnBars gives columns side by side.
func NewColumnBars(columns []ColumnBar) *ColumnBars {
	c := &ColumnBars{columns: columns}
	c.ExtendBaseWidget(c)
	return c
}

const columnLabelHeight float32 = 24

func (c *ColumnBars) step() float32 {
	return c.Size().Width / float32(max(1, len(c.columns)))
}

func (c *ColumnBars) at(x float32) (int, bool) {
	i := int(x / max(1, c.step()))
	return i, i >= 0 && i < len(c.columns)
}

// Tapped implements fyne.Tappable.
func (c *ColumnBars) Tapped(ev *fyne.PointEvent) {
	if i, ok := c.at(ev.Position.X); ok && c.columns[i].Press != nil {
		c.columns[i].Press()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *ColumnBars) MouseIn(ev *desktop.MouseEvent) { c.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (c *ColumnBars) MouseMoved(ev *desktop.MouseEvent) {
	if i, ok := c.at(ev.Position.X); ok {
		showTipAt(c, c.columns[i].Tip, fyne.NewPos(float32(i)*c.step(), 0), c.Size())
	}
}

// MouseOut implements desktop.Hoverable.
func (c *ColumnBars) MouseOut() { hideTip(c) }

// CreateRenderer implements fyne.Widget.
func (c *ColumnBars) CreateRenderer() fyne.WidgetRenderer {
	look := Look{Size: 11, Tone: Quiet, Align: fyne.TextAlignCenter}
	r := &renderer{self: c}
	var bars []*surface
	var labels []*canvas.Text
	for _, column := range c.columns {
		fill := theme.FjordDim
		if column.Sure {
			fill = theme.Fjord
		}
		bar, label := newSurface(fill, "", 3), canvas.NewText(column.Label, nil)
		bars, labels = append(bars, bar), append(labels, label)
		r.objects = append(r.objects, bar.rect, label)
	}
	r.refresh = func() {
		for i := range bars {
			bars[i].paint()
			look.dress(labels[i])
		}
	}
	r.min = func() fyne.Size { return fyne.NewSize(float32(len(c.columns))*24, 96) }
	r.layout = func(size fyne.Size) {
		step := c.step()
		room := size.Height - columnLabelHeight
		for i, bar := range bars {
			height := max(2, room*min(1, max(0, c.columns[i].Share)))
			place(bar.rect, float32(i)*step+4, room-height, step-8, height)
			place(labels[i], float32(i)*step, room+6, step, columnLabelHeight-6)
		}
	}
	r.refresh()
	return r
}
