package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// checkList is what keeps the document back, what to know, and what is in order. A fault leads to its field, and unfolds what
// the law says of it.
type checkList struct {
	desk   *desk
	column *fyne.Container
	goTo   func(path string)

	shown []view.Check
	open  map[string]bool // whose ground is unfolded, by key
	at    int             // the fault last gone to
}

func newCheckList(d *desk, goTo func(path string)) *checkList {
	return &checkList{desk: d, column: widget.Column(10), goTo: goTo, open: map[string]bool{}, at: -1}
}

// set shows other checks and tells whether they are others.
func (l *checkList) set(checks []view.Check) bool {
	if slices.Equal(checks, l.shown) && len(l.column.Objects) > 0 {
		return false
	}
	l.shown, l.at = checks, -1
	l.draw()
	return true
}

func (l *checkList) draw() {
	l.column.Objects = nil
	for _, c := range l.shown {
		l.column.Add(l.row(c))
	}
	l.column.Refresh()
}

func (l *checkList) row(c view.Check) fyne.CanvasObject {
	words := widget.Column(3, widget.Inset(2, 0, 0, 0, l.words(c)))
	if c.Ground.Text != "" {
		words.Add(l.why(c))
	}
	if l.open[c.Key] {
		words.Add(widget.Inset(2, 0, 4, 0, widget.Column(3, widget.NewParagraph(c.Ground.Text, widget.Muted), widget.NewParagraph(c.Ground.Source, widget.Small))))
	}
	return widget.Row(theme.Grid, widget.Top(chip(c.Chip)), widget.Grow(1, words))
}

// words is what is said; a press goes to the field.
func (l *checkList) words(c view.Check) fyne.CanvasObject {
	text := widget.NewParagraph(c.Text, widget.Body)
	if !c.Fault {
		return text
	}
	return pressable(text, func() { l.goTo(c.Path) })
}

// why unfolds and folds the ground.
func (l *checkList) why(c view.Check) fyne.CanvasObject {
	key := "check.why"
	if l.open[c.Key] {
		key = "check.why.close"
	}
	return pressable(widget.NewText(l.desk.T(key), widget.Small.In(widget.Accent)), func() { l.unfold(c.Key) })
}

func (l *checkList) unfold(key string) {
	l.open[key] = !l.open[key]
	l.draw()
}

// next goes to the field of the next fault, round and round.
func (l *checkList) next(form *view.Editor) {
	if i := form.NextFault(l.shown, l.at); i >= 0 {
		l.at = i
		l.goTo(l.shown[i].Path)
	}
}

// unfoldHere unfolds the ground of the fault last gone to, or of the first.
func (l *checkList) unfoldHere() {
	i := max(l.at, 0)
	for ; i < len(l.shown) && l.shown[i].Ground.Text == ""; i++ {
	}
	if i < len(l.shown) {
		l.unfold(l.shown[i].Key)
	}
}

// pressable lets an object be pressed, over its whole width.
func pressable(o fyne.CanvasObject, press func()) fyne.CanvasObject {
	box := widget.Grow(1, o)
	box.Add(newPressArea(press))
	return box
}

// pressArea is a place that can be pressed and draws nothing.
type pressArea struct {
	fynewidget.BaseWidget
	press func()
}

func newPressArea(press func()) *pressArea {
	a := &pressArea{press: press}
	a.ExtendBaseWidget(a)
	return a
}

// Tapped implements fyne.Tappable.
func (a *pressArea) Tapped(*fyne.PointEvent) { a.press() }

// Cursor implements desktop.Cursorable.
func (a *pressArea) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (a *pressArea) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
