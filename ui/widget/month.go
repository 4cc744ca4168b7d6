package widget

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

const (
	dayCell  float32 = 32
	monthTop float32 = 40
	weekTop  float32 = 24
)

// monthView shows a month, Mondays first, with one day under the cursor. It takes no focus; its owner gives it keys.
type monthView struct {
	fynewidget.BaseWidget
	words   CalendarWords
	cursor  time.Time
	today   time.Time
	hovered bool
	pick    func(day time.Time)
}

func newMonthView(words CalendarWords, pick func(time.Time)) *monthView {
	m := &monthView{words: words, pick: pick}
	m.ExtendBaseWidget(m)
	return m
}

func (m *monthView) show(cursor, today time.Time) {
	m.cursor, m.today = cursor, today
	m.Refresh()
}

func (m *monthView) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyLeft:
		m.move(0, -1)
	case fyne.KeyRight:
		m.move(0, 1)
	case fyne.KeyUp:
		m.move(0, -7)
	case fyne.KeyDown:
		m.move(0, 7)
	case fyne.KeyPageUp:
		m.move(-1, 0)
	case fyne.KeyPageDown:
		m.move(1, 0)
	case fyne.KeyReturn, fyne.KeyEnter:
		m.pick(m.cursor)
	default:
		return false
	}
	return true
}

// move keeps the day within a shorter month instead of running over into the next.
func (m *monthView) move(months, days int) {
	if months != 0 {
		last := time.Date(m.cursor.Year(), m.cursor.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
		m.cursor = time.Date(last.Year(), last.Month(), min(m.cursor.Day(), last.Day()), 0, 0, 0, 0, time.UTC)
	}
	m.cursor = m.cursor.AddDate(0, 0, days)
	m.Refresh()
}

// first is the Monday the grid begins with.
func (m *monthView) first() time.Time {
	first := time.Date(m.cursor.Year(), m.cursor.Month(), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
}

// Tapped implements fyne.Tappable: the arrows turn the month, a day is taken.
func (m *monthView) Tapped(ev *fyne.PointEvent) {
	x, y := ev.Position.X-theme.Grid, ev.Position.Y-theme.Grid
	if y < monthTop {
		switch {
		case x > 6*dayCell:
			m.move(1, 0)
		case x > 5*dayCell:
			m.move(-1, 0)
		}
		return
	}
	column, row := int(x/dayCell), int((y-monthTop-weekTop)/dayCell)
	if x >= 0 && y >= monthTop+weekTop && column < 7 && row < 6 {
		m.pick(m.first().AddDate(0, 0, row*7+column))
	}
}

// MouseIn implements desktop.Hoverable.
func (m *monthView) MouseIn(*desktop.MouseEvent) { m.hovered = true }

// MouseMoved implements desktop.Hoverable.
func (m *monthView) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (m *monthView) MouseOut() { m.hovered = false }

// CreateRenderer implements fyne.Widget.
func (m *monthView) CreateRenderer() fyne.WidgetRenderer {
	cursor, today := newSurface(theme.Fjord, "", 6), newSurface("", theme.FjordDim, 6)
	title := canvas.NewText("", nil)
	previous, next := newIcon(theme.GlyphLeft, theme.Fjord, theme.IconSize), newIcon(theme.GlyphRight, theme.Fjord, theme.IconSize)
	r := &renderer{self: m, objects: []fyne.CanvasObject{cursor.rect, today.rect, title, previous, next}}
	var heads, days []*canvas.Text
	for range 7 {
		heads = append(heads, canvas.NewText("", nil))
		r.objects = append(r.objects, heads[len(heads)-1])
	}
	for range 42 {
		days = append(days, canvas.NewText("", nil))
		r.objects = append(r.objects, days[len(days)-1])
	}
	r.min = func() fyne.Size {
		return fyne.NewSize(7*dayCell+2*theme.Grid, monthTop+weekTop+6*dayCell+2*theme.Grid)
	}
	r.refresh = func() { cursor.paint(); today.paint() }
	r.layout = func(fyne.Size) {
		const g = theme.Grid
		Strong.dress(title)
		title.Text = m.words.Months[m.cursor.Month()-1] + " " + strconv.Itoa(m.cursor.Year())
		place(title, g+9, g, 5*dayCell, monthTop-g)
		place(previous, g+5*dayCell, g, dayCell, monthTop-g)
		place(next, g+6*dayCell, g, dayCell, monthTop-g)
		for i, head := range heads {
			Small.Centre().dress(head)
			head.Text = m.words.Weekdays[(i+1)%7]
			place(head, g+float32(i)*dayCell, g+monthTop-4, dayCell, weekTop)
		}
		cursor.rect.Hidden, today.rect.Hidden = true, true
		for i, text := range days {
			day := m.first().AddDate(0, 0, i)
			x, y := g+float32(i%7)*dayCell, g+monthTop+weekTop+float32(i/7)*dayCell
			look := Body.Centre()
			if day.Month() != m.cursor.Month() {
				look = Muted.Centre()
			}
			look.dress(text)
			text.Text = strconv.Itoa(day.Day())
			place(text, x, y, dayCell, dayCell)
			if day.Equal(m.cursor) {
				text.Color = theme.Color(theme.OnFjord)
				cursor.rect.Hidden = false
				place(cursor.rect, x+2, y+2, dayCell-4, dayCell-4)
			}
			if sameDay(day, m.today) {
				today.rect.Hidden = false
				place(today.rect, x+2, y+2, dayCell-4, dayCell-4)
			}
			text.Refresh()
		}
	}
	return r
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}
