package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Tabs lets one of a few parts of a screen be chosen, by mouse or, with the focus, by the arrow keys. The one chosen is
// underlined.
type Tabs struct {
	fynewidget.BaseWidget
	row     *fyne.Container
	tabs    []*tab
	chosen  int
	changed func(index int)
}

// NewTabs gives tabs with the first one chosen; changed is called when the user chooses.
func NewTabs(words []string, changed func(index int)) *Tabs {
	t := &Tabs{row: Row(4), changed: changed}
	for i, w := range words {
		one := &tab{of: t, index: i, words: w}
		one.extend(one, func() { t.choose(one.index) })
		t.tabs = append(t.tabs, one)
		t.row.Add(one)
	}
	t.ExtendBaseWidget(t)
	return t
}

// Choose sets the choice without calling back.
func (t *Tabs) Choose(index int) {
	t.chosen = max(0, min(index, len(t.tabs)-1))
	for _, one := range t.tabs {
		one.Refresh()
	}
}

// Chosen is the index of the tab that is shown.
func (t *Tabs) Chosen() int { return t.chosen }

func (t *Tabs) choose(index int) {
	if index < 0 || index >= len(t.tabs) || index == t.chosen {
		return
	}
	t.Choose(index)
	if t.changed != nil {
		t.changed(index)
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(t.row) }

type tab struct {
	pressable
	of    *Tabs
	index int
	words string
}

// TypedKey implements fyne.Focusable.
func (t *tab) TypedKey(ev *fyne.KeyEvent) {
	next := t.index + map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if next == t.index || next < 0 || next >= len(t.of.tabs) {
		t.pressable.TypedKey(ev)
		return
	}
	t.of.choose(next)
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t.of.tabs[next])
	}
}

const (
	tabPad  float32 = 12
	tabLine float32 = 2
)

// CreateRenderer implements fyne.Widget.
func (t *tab) CreateRenderer() fyne.WidgetRenderer {
	ground, line := newSurface("", "", 6), newSurface("", "", 1)
	label := canvas.NewText("", nil)
	r := &renderer{self: t, objects: []fyne.CanvasObject{ground.rect, line.rect, label}}
	r.refresh = func() {
		look, fill, under, stroke := Body.In(Quiet), fyne.ThemeColorName(""), fyne.ThemeColorName(""), fyne.ThemeColorName("")
		switch {
		case t.of.chosen == t.index:
			look, under = Strong.In(Accent), theme.Fjord
		case t.hovered:
			look, fill = Body, theme.Hover
		}
		if t.focused {
			stroke = theme.FjordDim
		}
		ground.set(fill, stroke)
		line.set(under, "")
		look.Centre().dress(label)
		label.Text = t.words
	}
	r.min = func() fyne.Size { return fyne.NewSize(Strong.measure(t.words).Width+2*tabPad, theme.ControlHeight) }
	r.layout = func(size fyne.Size) {
		place(ground.rect, 0, 0, size.Width, size.Height-tabLine)
		place(label, 0, 0, size.Width, size.Height-tabLine)
		place(line.rect, tabPad, size.Height-tabLine, size.Width-2*tabPad, tabLine)
	}
	r.refresh()
	return r
}
