package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Event is a point of a timeline: what happened, when and where, what it means, and what was answered. What has not happened
// yet is drawn as a ring.
type Event struct {
	When   string
	Words  string
	Detail string // whom it went to and by which server
	Why    string
	Quote  string // the other side's own words
	Tone   Tone
	Ahead  bool
}

// NewTimeline tells what happened to a thing, the eldest first.
func NewTimeline(events []Event) *fyne.Container {
	column := Column(0)
	for i, e := range events {
		column.Add(newEventRow(e, i == 0, i == len(events)-1))
	}
	return column
}

type eventRow struct {
	fynewidget.BaseWidget
	event       Event
	first, last bool
	parts       []*Paragraph // one below the other
	quote       *Paragraph   // below them, set off by a bar
}

func newEventRow(e Event, first, last bool) *eventRow {
	r := &eventRow{event: e, first: first, last: last}
	look, when := Body, e.When
	if e.Ahead {
		look = Muted
	}
	if when != "" && e.Detail != "" {
		when += " · "
	}
	r.add(e.Words, look)
	r.add(when+e.Detail, Small)
	r.add(e.Why, Small.In(Plain))
	if e.Quote != "" {
		r.quote = NewParagraph(e.Quote, Small).Whole()
	}
	r.ExtendBaseWidget(r)
	return r
}

func (e *eventRow) add(words string, look Look) {
	if words != "" {
		e.parts = append(e.parts, NewParagraph(words, look).Whole())
	}
}

const (
	eventDot   float32 = 9
	eventLeft          = eventDot + 12
	eventGap   float32 = 2
	eventAfter float32 = 14
	quoteInset float32 = 9
	quoteGap   float32 = 4
)

func (e *eventRow) heightFor(width float32) float32 {
	height := eventAfter
	for i, p := range e.parts {
		if i > 0 {
			height += eventGap
		}
		height += heightFor(p, width-eventLeft)
	}
	if e.quote != nil {
		height += quoteGap + heightFor(e.quote, width-eventLeft-quoteInset)
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (e *eventRow) CreateRenderer() fyne.WidgetRenderer {
	above, below := newSurface(theme.Line, "", 0), newSurface(theme.Line, "", 0)
	dot, bar := newSurface(e.event.Tone.fill(), "", eventDot/2), newSurface(theme.Edge, "", 1)
	r := &renderer{self: e, objects: []fyne.CanvasObject{above.rect, below.rect, dot.rect}}
	for _, p := range e.parts {
		r.objects = append(r.objects, p)
	}
	if e.quote != nil {
		r.objects = append(r.objects, bar.rect, e.quote)
	}
	if e.event.Ahead {
		dot.fill, dot.stroke, dot.width = theme.Card, theme.Mist, 1.5
	}
	above.rect.Hidden, below.rect.Hidden = e.first, e.last
	r.refresh = func() {
		for _, s := range []*surface{above, below, dot, bar} {
			s.paint()
		}
	}
	r.min = func() fyne.Size { return fyne.NewSize(eventLeft+120, e.heightFor(e.Size().Width)) }
	r.layout = func(size fyne.Size) {
		middle := Body.measure("x").Height / 2
		place(dot.rect, 0, middle-eventDot/2, eventDot, eventDot)
		place(above.rect, eventDot/2-0.5, 0, 1, middle-eventDot/2-2)
		place(below.rect, eventDot/2-0.5, middle+eventDot/2+2, 1, size.Height-middle-eventDot/2-2)
		e.placeWords(size.Width-eventLeft, bar)
	}
	r.refresh()
	return r
}

func (e *eventRow) placeWords(room float32, bar *surface) {
	y := float32(0)
	for i, p := range e.parts {
		if i > 0 {
			y += eventGap
		}
		height := heightFor(p, room)
		place(p, eventLeft, y, room, height)
		y += height
	}
	if e.quote != nil {
		height := heightFor(e.quote, room-quoteInset)
		place(bar.rect, eventLeft, y+quoteGap, 2, height)
		place(e.quote, eventLeft+quoteInset, y+quoteGap, room-quoteInset, height)
	}
}
