package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// tipDelay is how long the pointer rests before a tip shows; 0 shows it at once, without a timer.
var tipDelay = 350 * time.Millisecond

// tipWidth is where a tip breaks into lines.
const tipWidth float32 = 320

// tip is a short text beside what it explains. It takes no events, so the pointer never loses what it is on.
type tip struct {
	fynewidget.BaseWidget
	owner fyne.CanvasObject
	words *Paragraph
}

// showTip lets words float below an object once the pointer has rested on it.
func showTip(owner fyne.CanvasObject, words string) {
	showTipAt(owner, words, fyne.NewPos(0, 0), owner.Size())
}

// showTipAt does so for a part of the object.
func showTipAt(owner fyne.CanvasObject, words string, at fyne.Position, part fyne.Size) {
	stage := StageOf(owner)
	if stage == nil {
		return
	}
	stage.dropTip()
	if words == "" {
		return
	}
	t := &tip{owner: owner, words: NewParagraph(words, Look{Size: theme.TextSmall})}
	t.ExtendBaseWidget(t)
	stage.tip = t
	show := func() {
		if stage.tip == t {
			stage.floatTip(t, at, part)
		}
	}
	if tipDelay == 0 {
		show()
		return
	}
	time.AfterFunc(tipDelay, func() { fyne.Do(show) })
}

// hideTip takes away the tip of an object.
func hideTip(owner fyne.CanvasObject) {
	if stage := StageOf(owner); stage != nil && stage.tip != nil && stage.tip.owner == owner {
		stage.dropTip()
	}
}

func (s *Stage) dropTip() {
	if s.tip != nil {
		s.sink(s.tip)
		s.tip = nil
	}
}

func (s *Stage) floatTip(t *tip, at fyne.Position, part fyne.Size) {
	width := min(tipWidth, Look{Size: theme.TextSmall}.measure(t.words.Text()).Width) + 2*theme.Grid
	size := fyne.NewSize(width, heightFor(t.words, width-2*theme.Grid)+theme.Grid+4)
	pos := s.place(t.owner).Add(at).AddXY(0, part.Height+4)
	if pos.Y+size.Height > s.Size().Height {
		pos.Y -= part.Height + size.Height + 8
	}
	pos.X = max(4, min(pos.X, s.Size().Width-size.Width-4))
	s.float(t, pos, size)
}

// CreateRenderer implements fyne.Widget.
func (t *tip) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Card, theme.Line, 6)
	return &renderer{
		self:    t,
		objects: []fyne.CanvasObject{shadow(ground.rect), t.words},
		refresh: ground.paint,
		min:     func() fyne.Size { return fyne.NewSize(0, 0) },
		layout: func(size fyne.Size) {
			ground.rect.Resize(size)
			place(t.words, theme.Grid, theme.Grid/2+2, size.Width-2*theme.Grid, size.Height-theme.Grid-4)
		},
	}
}

// shadow lifts what floats a little off what it covers.
func shadow(r *canvas.Rectangle) *canvas.Rectangle {
	r.Shadow = canvas.Shadow{Color: theme.Color(theme.Press), BlurRadius: 12, Offset: fyne.NewPos(0, 4)}
	return r
}
