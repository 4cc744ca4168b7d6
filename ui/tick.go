package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// tick is a yes or no with its words after it.
type tick struct {
	fynewidget.BaseWidget
	words   *widget.Text
	on      bool
	focused bool
	changed func(on bool)
}

const tickSide float32 = 18

func newTick(words string, on bool, changed func(on bool)) *tick {
	t := &tick{words: widget.NewText(words, widget.Body), on: on, changed: changed}
	t.ExtendBaseWidget(t)
	return t
}

// set changes it without calling back.
func (t *tick) set(on bool) {
	t.on = on
	t.Refresh()
}

func (t *tick) toggle() {
	t.set(!t.on)
	t.changed(t.on)
}

// Tapped implements fyne.Tappable.
func (t *tick) Tapped(*fyne.PointEvent) { t.toggle() }

// FocusGained implements fyne.Focusable.
func (t *tick) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost implements fyne.Focusable.
func (t *tick) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *tick) TypedRune(r rune) {
	if r == ' ' {
		t.toggle()
	}
}

// TypedKey implements fyne.Focusable: what it has no use for goes to the stage.
func (t *tick) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace {
		return // it comes as a rune too
	}
	if stage := widget.StageOf(t); stage != nil {
		stage.TypedKey(ev)
	}
}

// Cursor implements desktop.Cursorable.
func (t *tick) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (t *tick) CreateRenderer() fyne.WidgetRenderer {
	box, mark := canvas.NewRectangle(color.Transparent), canvas.NewImageFromResource(theme.Icon(theme.GlyphCheck, theme.OnFjord))
	box.CornerRadius, mark.FillMode = 4, canvas.ImageFillContain
	r := &lineRenderer{self: t, objects: []fyne.CanvasObject{box, mark, t.words}}
	r.refresh = func() {
		box.FillColor, box.StrokeColor, box.StrokeWidth = theme.Color(theme.Card), theme.Color(theme.Mist), 1
		if t.on {
			box.FillColor, box.StrokeColor = theme.Color(theme.Fjord), theme.Color(theme.Fjord)
		}
		if t.focused {
			box.StrokeColor, box.StrokeWidth = theme.Color(theme.Fjord), 2
		}
		mark.Hidden = !t.on
		mark.Resource = theme.Icon(theme.GlyphCheck, theme.OnFjord)
		box.Refresh()
		mark.Refresh()
	}
	r.layout = func(size fyne.Size) {
		top := (size.Height - tickSide) / 2
		box.Move(fyne.NewPos(0, top))
		box.Resize(fyne.NewSquareSize(tickSide))
		mark.Move(fyne.NewPos(2, top+2))
		mark.Resize(fyne.NewSquareSize(tickSide - 4))
		t.words.Move(fyne.NewPos(tickSide+10, 0))
		t.words.Resize(fyne.NewSize(max(0, size.Width-tickSide-10), size.Height))
	}
	r.min = func() fyne.Size { return fyne.NewSize(tickSide+10+t.words.MinSize().Width, theme.ControlHeight) }
	return r
}
