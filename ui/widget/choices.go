package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Choice is one thing to choose: an icon, its name, a quiet remark after it, and at the right an amount or a status.
type Choice struct {
	Glyph  theme.Glyph
	Title  string
	Detail string
	Amount string
	Chip   string
	Tone   Tone // of the chip
}

const choiceHeight float32 = 36

// Choices is a short list to choose from. It takes no focus: whoever owns it moves its highlight from the keyboard.
type Choices struct {
	fynewidget.BaseWidget
	choices   []Choice
	rows      int // shown at once
	first     int
	highlight int
	hovered   bool
	pick      func(index int)
}

// NewChoices gives an empty list that shows so many rows at once; pick is called when one is chosen.
func NewChoices(rows int, pick func(index int)) *Choices {
	c := &Choices{rows: rows, pick: pick}
	c.ExtendBaseWidget(c)
	return c
}

// Set replaces what can be chosen and highlights the first.
func (c *Choices) Set(choices []Choice) {
	c.choices, c.first, c.highlight = choices, 0, 0
	c.Refresh()
}

// Len is how many there are.
func (c *Choices) Len() int { return len(c.choices) }

// Highlight is the index that Pick would choose.
func (c *Choices) Highlight() int { return c.highlight }

// Step takes the highlight up or down, and rows along with it.
func (c *Choices) Step(by int) { c.moveTo(c.highlight + by) }

func (c *Choices) moveTo(index int) {
	c.highlight = max(0, min(index, len(c.choices)-1))
	c.first = max(c.highlight-c.rows+1, min(c.first, c.highlight))
	c.Refresh()
}

// Pick chooses what is highlighted.
func (c *Choices) Pick() {
	if c.highlight < len(c.choices) && c.pick != nil {
		c.pick(c.highlight)
	}
}

// Key gives the list a key of its owner: the arrows, the page keys and Enter. It tells whether it took it.
func (c *Choices) Key(ev *fyne.KeyEvent) bool {
	if len(c.choices) == 0 {
		return false
	}
	switch ev.Name {
	case fyne.KeyUp:
		c.Step(-1)
	case fyne.KeyDown:
		c.Step(1)
	case fyne.KeyPageUp:
		c.Step(-c.rows)
	case fyne.KeyPageDown:
		c.Step(c.rows)
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Pick()
	default:
		return false
	}
	return true
}

// Height is what the list needs for what it has.
func (c *Choices) Height() float32 {
	return float32(min(c.rows, len(c.choices)))*choiceHeight + theme.Grid
}

func (c *Choices) at(y float32) (int, bool) {
	i := c.first + int((y-theme.Grid/2)/choiceHeight)
	return i, i >= 0 && i < len(c.choices)
}

// Tapped implements fyne.Tappable.
func (c *Choices) Tapped(ev *fyne.PointEvent) {
	if i, ok := c.at(ev.Position.Y); ok {
		c.moveTo(i)
		c.Pick()
	}
}

// Scrolled implements fyne.Scrollable.
func (c *Choices) Scrolled(ev *fyne.ScrollEvent) {
	step := 1
	if ev.Scrolled.DY > 0 {
		step = -1
	}
	c.first = max(0, min(c.first+step, len(c.choices)-c.rows))
	c.highlight = max(c.first, min(c.highlight, c.first+c.rows-1))
	c.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (c *Choices) MouseIn(ev *desktop.MouseEvent) { c.hovered = true; c.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (c *Choices) MouseMoved(ev *desktop.MouseEvent) {
	if i, ok := c.at(ev.Position.Y); ok && i != c.highlight {
		c.moveTo(i)
	}
}

// MouseOut implements desktop.Hoverable.
func (c *Choices) MouseOut() { c.hovered = false }

// Cursor implements desktop.Cursorable.
func (c *Choices) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (c *Choices) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{self: c}
	var rows []*choiceRow
	for range c.rows {
		row := newChoiceRow()
		rows = append(rows, row)
		r.objects = append(r.objects, row.objects()...)
	}
	r.refresh = func() {}
	r.min = func() fyne.Size { return fyne.NewSize(200, c.Height()) }
	r.layout = func(size fyne.Size) {
		for i, row := range rows {
			index := c.first + i
			if index >= len(c.choices) {
				row.hide()
				continue
			}
			row.show(c.choices[index], index == c.highlight)
			row.place(theme.Grid/2+float32(i)*choiceHeight, size.Width)
		}
	}
	return r
}

// choiceRow draws one choice.
type choiceRow struct {
	ground *surface
	icon   *Icon
	title  *canvas.Text
	detail *canvas.Text
	amount *canvas.Text
	pill   *pill
	choice Choice
}

func newChoiceRow() *choiceRow {
	return &choiceRow{ground: newSurface("", "", 6), icon: newIcon(theme.GlyphDot, theme.Mist, theme.IconSize), pill: newPill(),
		title: canvas.NewText("", nil), detail: canvas.NewText("", nil), amount: canvas.NewText("", nil)}
}

func (r *choiceRow) objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.ground.rect, r.icon, r.title, r.detail, r.amount}, r.pill.objects()...)
}

func (r *choiceRow) hide() {
	for _, o := range r.objects() {
		o.Hide()
	}
}

func (r *choiceRow) show(c Choice, highlight bool) {
	r.choice = c
	for _, o := range r.objects() {
		o.Show()
	}
	r.ground.set("", "")
	color := theme.Mist
	if highlight {
		r.ground.set(theme.FjordSoft, "")
		color = theme.Fjord
	}
	r.icon.Hidden = c.Glyph == ""
	if c.Glyph != "" {
		r.icon.set(c.Glyph, color)
	}
	Body.dress(r.title)
	if c.Detail != "" {
		Strong.dress(r.title)
	}
	Muted.dress(r.detail)
	Body.Right().dress(r.amount)
	r.amount.Text = c.Amount
	r.pill.set(c.Chip, c.Tone)
	r.pill.ground.Hidden, r.pill.label.Hidden = c.Chip == "", c.Chip == ""
}

func (r *choiceRow) place(y, width float32) {
	place(r.ground.rect, theme.Grid/2, y, width-theme.Grid, choiceHeight)
	left, right := float32(14), width-14
	if r.choice.Glyph != "" {
		place(r.icon, left, y, theme.IconSize, choiceHeight)
		left += theme.IconSize + 10
	}
	if r.choice.Amount != "" {
		wide := Body.measure(r.choice.Amount).Width
		place(r.amount, right-wide, y, wide, choiceHeight)
		right -= wide + 12
	}
	if r.choice.Chip != "" {
		wide := pillWidth(r.choice.Chip)
		r.pill.place(right-wide, y+(choiceHeight-chipHeight)/2, wide)
		right -= wide + 12
	}
	look := Body
	if r.choice.Detail != "" {
		look = Strong
	}
	r.title.Text = look.fit(r.choice.Title, right-left)
	title := look.measure(r.title.Text).Width
	place(r.title, left, y, title, choiceHeight)
	left += title + theme.Grid
	r.detail.Hidden = right-left < 24
	if !r.detail.Hidden {
		r.detail.Text = Muted.fit(r.choice.Detail, right-left)
		place(r.detail, left, y, right-left, choiceHeight)
	}
}

// dropList lets choices float below a control without taking its focus.
type dropList struct {
	fynewidget.BaseWidget
	inside fyne.CanvasObject
}

func newDropList(inside fyne.CanvasObject) *dropList {
	d := &dropList{inside: inside}
	d.ExtendBaseWidget(d)
	return d
}

// show floats the list under a control, or over it where there is no room below.
func (d *dropList) show(under fyne.CanvasObject, width, height float32) {
	stage := StageOf(under)
	if stage == nil {
		return
	}
	pos := stage.place(under).AddXY(0, under.Size().Height+4)
	if pos.Y+height > stage.Size().Height {
		pos.Y = max(0, pos.Y-under.Size().Height-height-8)
	}
	pos.X = max(0, min(pos.X, stage.Size().Width-width))
	stage.float(d, pos, fyne.NewSize(width, height))
	d.Refresh()
}

func (d *dropList) hide(under fyne.CanvasObject) {
	if stage := StageOf(under); stage != nil {
		stage.sink(d)
	}
}

// Tapped implements fyne.Tappable, so that a click on the edge does not fall through.
func (d *dropList) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (d *dropList) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Card, theme.Line, theme.Radius)
	return &renderer{
		self:    d,
		objects: []fyne.CanvasObject{shadow(ground.rect), d.inside},
		refresh: ground.paint,
		min:     d.inside.MinSize,
		layout: func(size fyne.Size) {
			ground.rect.Resize(size)
			d.inside.Resize(size)
			d.inside.Refresh()
		},
	}
}
