package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Event is a point of a timeline. What has not happened yet is drawn as a ring.
type Event struct {
	When   string
	Words  string
	Detail string
	Tone   Tone
	Ahead  bool
}

// NewTimeline tells what happened to a thing, the eldest first.
func NewTimeline(events []Event) *fyne.Container {
	when := float32(0)
	for _, e := range events {
		when = max(when, Muted.measure(e.When).Width)
	}
	column := Column(0)
	for i, e := range events {
		column.Add(newEventRow(e, when, i == 0, i == len(events)-1))
	}
	return column
}

type eventRow struct {
	fynewidget.BaseWidget
	event       Event
	when        float32
	first, last bool
	words       *Paragraph
	detail      *Paragraph
}

func newEventRow(e Event, when float32, first, last bool) *eventRow {
	r := &eventRow{event: e, when: when, first: first, last: last}
	r.words = NewParagraph(e.Words, Body)
	if e.Ahead {
		r.words.look = Muted
	}
	if e.Detail != "" {
		r.detail = NewParagraph(e.Detail, Small)
	}
	r.ExtendBaseWidget(r)
	return r
}

const eventDot float32 = 9

func (e *eventRow) textLeft() float32 { return e.when + 12 + eventDot + 12 }

func (e *eventRow) heightFor(width float32) float32 {
	room := width - e.textLeft()
	height := heightFor(e.words, room)
	if e.detail != nil {
		height += 2 + heightFor(e.detail, room)
	}
	return height + 12
}

// CreateRenderer implements fyne.Widget.
func (e *eventRow) CreateRenderer() fyne.WidgetRenderer {
	above, below := newSurface(theme.Line, "", 0), newSurface(theme.Line, "", 0)
	dot := newSurface(e.event.Tone.fill(), "", eventDot/2)
	when := canvas.NewText(e.event.When, nil)
	r := &renderer{self: e, objects: []fyne.CanvasObject{above.rect, below.rect, dot.rect, when, e.words}}
	if e.detail != nil {
		r.objects = append(r.objects, e.detail)
	}
	if e.event.Ahead {
		dot.fill, dot.stroke, dot.width = theme.Card, theme.Mist, 1.5
	}
	above.rect.Hidden, below.rect.Hidden = e.first, e.last
	r.refresh = func() {
		above.paint()
		below.paint()
		dot.paint()
		Muted.dress(when)
	}
	r.min = func() fyne.Size { return fyne.NewSize(e.textLeft()+120, e.heightFor(e.Size().Width)) }
	r.layout = func(size fyne.Size) {
		line, x := Body.measure("x").Height, e.when+12
		middle := line / 2
		place(when, 0, 0, e.when, line)
		place(dot.rect, x, middle-eventDot/2, eventDot, eventDot)
		place(above.rect, x+eventDot/2-0.5, 0, 1, middle-eventDot/2-2)
		place(below.rect, x+eventDot/2-0.5, middle+eventDot/2+2, 1, size.Height-middle-eventDot/2-2)
		room := size.Width - e.textLeft()
		height := heightFor(e.words, room)
		place(e.words, e.textLeft(), 0, room, height)
		if e.detail != nil {
			place(e.detail, e.textLeft(), height+2, room, heightFor(e.detail, room))
		}
	}
	r.refresh()
	return r
}
