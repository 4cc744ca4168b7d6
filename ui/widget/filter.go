package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Filter is one choice of a row of filters. Count is shown after the words, unless it is empty.
type Filter struct {
	ID    string
	Words string
	Count string
	Tone  Tone // Bad draws attention also when it is not chosen
}

// FilterChips lets one of several filters be chosen, by mouse or, with the focus, by the arrow keys.
type FilterChips struct {
	fynewidget.BaseWidget
	row     *fyne.Container
	filters []Filter
	chips   []*filterChip
	chosen  string
	changed func(id string)
}

// NewFilterChips gives a row of filters; changed is called when the user chooses.
func NewFilterChips(filters []Filter, chosen string, changed func(id string)) *FilterChips {
	f := &FilterChips{row: Row(theme.Grid), chosen: chosen, changed: changed}
	f.ExtendBaseWidget(f)
	f.Set(filters)
	return f
}

// Set changes words and counts and keeps the choice.
func (f *FilterChips) Set(filters []Filter) {
	f.filters = filters
	for len(f.chips) < len(filters) {
		chip := &filterChip{row: f, index: len(f.chips)}
		chip.extend(chip, func() { f.choose(chip.index) })
		f.chips = append(f.chips, chip)
		f.row.Add(chip)
	}
	for i, chip := range f.chips {
		chip.Hidden = i >= len(filters)
	}
	f.refresh()
}

// Choose sets the choice without calling back.
func (f *FilterChips) Choose(id string) {
	f.chosen = id
	f.refresh()
}

// Chosen is the filter that holds.
func (f *FilterChips) Chosen() string { return f.chosen }

// Press chooses the filter with these words as a click does, and tells whether there is one.
func (f *FilterChips) Press(words string) bool {
	for i, one := range f.filters {
		if one.Words == words {
			f.choose(i)
			return true
		}
	}
	return false
}

func (f *FilterChips) choose(index int) {
	f.Choose(f.filters[index].ID)
	if f.changed != nil {
		f.changed(f.chosen)
	}
}

func (f *FilterChips) refresh() {
	for _, chip := range f.chips {
		chip.Refresh()
	}
	f.row.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (f *FilterChips) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(f.row)
}

type filterChip struct {
	pressable
	row   *FilterChips
	index int
}

func (c *filterChip) filter() Filter {
	if c.index >= len(c.row.filters) {
		return Filter{}
	}
	return c.row.filters[c.index]
}

func (c *filterChip) words() string {
	f := c.filter()
	if f.Count == "" {
		return f.Words
	}
	return f.Words + " " + f.Count
}

// TypedKey implements fyne.Focusable.
func (c *filterChip) TypedKey(ev *fyne.KeyEvent) {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	next := c.index + step
	if step == 0 || next < 0 || next >= len(c.row.filters) {
		c.pressable.TypedKey(ev)
		return
	}
	c.row.choose(next)
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c); canvas != nil {
		canvas.Focus(c.row.chips[next])
	}
}

// CreateRenderer implements fyne.Widget.
func (c *filterChip) CreateRenderer() fyne.WidgetRenderer {
	const height float32 = 24
	ground := newSurface("", "", height/2)
	label := canvas.NewText("", nil)
	r := &renderer{self: c, objects: []fyne.CanvasObject{ground.rect, label}}
	r.refresh = func() {
		f := c.filter()
		fill, ink, stroke := theme.MistSoft, theme.MistInk, fyne.ThemeColorName("")
		switch {
		case f.ID == c.row.chosen:
			fill, ink, stroke = theme.FjordSoft, theme.FjordInk, theme.Fjord
		case f.Tone == Bad || f.Tone == Warn:
			fill, ink = f.Tone.soft(), f.Tone.ink()
		}
		if c.focused || c.hovered {
			stroke = theme.FjordDim
		}
		ground.set(fill, stroke)
		chipLook.Centre().dress(label)
		label.Text, label.Color = c.words(), theme.Color(ink)
	}
	r.min = func() fyne.Size { return fyne.NewSize(pillWidth(c.words())+4, height) }
	r.layout = func(size fyne.Size) {
		top := (size.Height - height) / 2
		place(ground.rect, 0, top, size.Width, height)
		place(label, 0, top, size.Width, height)
	}
	r.refresh()
	return r
}
