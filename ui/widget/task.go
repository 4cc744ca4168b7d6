package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Task is a line of a short list of things to do: what it is about, a sentence, and the button that does it.
type Task struct {
	fynewidget.BaseWidget
	chip   *Chip
	words  *Text
	button *Button
	last   bool
}

const (
	taskHeight float32 = 49
	taskChip   float32 = 150
)

// NewTask gives a line; the last of a list has no hairline below it.
func NewTask(chip *Chip, words string, button *Button, last bool) *Task {
	t := &Task{chip: chip, words: NewShortText(words, Body), button: button, last: last}
	t.ExtendBaseWidget(t)
	return t
}

// Words is the sentence.
func (t *Task) Words() string { return t.words.Text() }

// Button does it.
func (t *Task) Button() *Button { return t.button }

// CreateRenderer implements fyne.Widget.
func (t *Task) CreateRenderer() fyne.WidgetRenderer {
	line := newSurface(theme.Line, "", 0)
	line.rect.Hidden = t.last
	objects := []fyne.CanvasObject{line.rect, t.chip, t.words}
	if t.button != nil {
		objects = append(objects, t.button)
	}
	return &renderer{
		self:    t,
		objects: objects,
		refresh: line.paint,
		min:     func() fyne.Size { return fyne.NewSize(360, taskHeight) },
		layout: func(size fyne.Size) {
			place(line.rect, 0, size.Height-1, size.Width, 1)
			left, right := max(taskChip, t.chip.MinSize().Width)+12, float32(0)
			if t.button != nil {
				right = t.button.MinSize().Width + 12
				place(t.button, size.Width-right+12, 0, right-12, size.Height-1)
			}
			place(t.chip, 0, 0, t.chip.MinSize().Width, size.Height-1)
			place(t.words, left, 0, max(0, size.Width-left-right), size.Height-1)
		},
	}
}

// ActionBar says what is marked in a list and what can be done with it. It is shown while something is marked.
type ActionBar struct {
	fynewidget.BaseWidget
	words   *Text
	card    *Card
	buttons []*Button
}

// NewActionBar gives a bar with its buttons at the right.
func NewActionBar(buttons ...*Button) *ActionBar {
	b := &ActionBar{words: NewShortText("", Strong), buttons: buttons}
	row := Row(12, Grow(1, b.words))
	for _, button := range buttons {
		row.Add(button)
	}
	b.card = newCard(Inset(10, theme.Inset, 10, theme.Inset, row), 0)
	b.ExtendBaseWidget(b)
	return b
}

// SetText says what is marked.
func (b *ActionBar) SetText(words string) {
	b.words.Set(words)
	canvas.Refresh(b)
}

// Text is what it says.
func (b *ActionBar) Text() string { return b.words.Text() }

// CreateRenderer implements fyne.Widget.
func (b *ActionBar) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(b.card)
}
