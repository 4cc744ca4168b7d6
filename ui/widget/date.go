package widget

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
)

// CalendarWords are the names a calendar is written with.
type CalendarWords struct {
	Months   [12]string // from January
	Weekdays [7]string  // two letters, from Sunday as time.Weekday counts
	Previous string
	Next     string
}

// DateEntry is a field for a day: typed in any short form, or chosen from a month. Days are midnights in UTC.
type DateEntry struct {
	FormattedEntry
	// OnDay is called when the field comes to hold another day.
	OnDay func(day time.Time)

	today  func() time.Time
	layout string
	day    time.Time
	month  *monthView
	drop   *dropList
	open   bool
}

// NewDateEntry gives a field that writes days by a layout of package time ("02.01.2006"). Today is asked each time.
func NewDateEntry(layout string, today func() time.Time, words CalendarWords) *DateEntry {
	d := &DateEntry{today: today, layout: layout}
	d.format = d.read
	d.Entry.extend(d, "")
	d.OnFocus = func() { d.before = d.Text }
	d.OnBlur = func() {
		if d.open && !d.month.hovered {
			d.close()
		}
		d.commit()
	}
	d.OnSubmitted = func(string) { d.commit() }
	d.month = newMonthView(words, func(day time.Time) {
		d.close()
		d.take(day)
	})
	d.drop = newDropList(d.month)
	d.OnKey = d.key
	d.ActionItem = newTapIcon(theme.GlyphCalendar, d.toggle)
	return d
}

// Day is the day in the field; zero when there is none.
func (d *DateEntry) Day() time.Time { return d.day }

// SetDay writes a day without calling back; the zero day empties the field.
func (d *DateEntry) SetDay(day time.Time) {
	d.day = day
	text := ""
	if !day.IsZero() {
		text = day.Format(d.layout)
	}
	d.SetWrong(false)
	d.SetText(text)
	d.before = text
}

// commit takes what was typed; an emptied field holds no day.
func (d *DateEntry) commit() {
	if d.Value() == "" && !d.day.IsZero() {
		d.take(time.Time{})
		return
	}
	d.FormattedEntry.commit()
}

func (d *DateEntry) read(text string) (string, bool) {
	day, ok := ParseDay(text, d.today())
	if !ok {
		return "", false
	}
	d.take(day)
	return day.Format(d.layout), true
}

func (d *DateEntry) take(day time.Time) {
	changed := !day.Equal(d.day)
	d.SetDay(day)
	if changed && d.OnDay != nil {
		d.OnDay(day)
	}
}

// Calendar tells whether the month is shown.
func (d *DateEntry) Calendar() bool { return d.open }

func (d *DateEntry) toggle() {
	if d.open {
		d.close()
		return
	}
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(d); canvas != nil {
		canvas.Focus(d)
	}
	at := d.day
	if at.IsZero() {
		at = d.today()
	}
	d.month.show(at, d.today())
	d.open = true
	size := d.month.MinSize()
	d.drop.show(d, size.Width, size.Height)
}

func (d *DateEntry) close() {
	d.open = false
	d.drop.hide(d)
}

func (d *DateEntry) key(ev *fyne.KeyEvent) bool {
	if !d.open {
		if ev.Name == fyne.KeyDown {
			d.toggle()
			return true
		}
		return false
	}
	if ev.Name == fyne.KeyEscape {
		d.close()
		return true
	}
	return d.month.key(ev)
}

// ParseDay reads a day in the forms people type: "24" (this month), "24.12", "24/12" and "2412" (the year that brings it nearest
// to today), "24.12.26", "241226", "24.12.2026", "24122026", "2026-12-24", and "+14" or "-3" days from today.
func ParseDay(text string, today time.Time) (time.Time, bool) {
	text = strings.TrimSuffix(strings.ReplaceAll(strings.TrimSpace(text), " ", ""), ".")
	today = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") {
		days, err := strconv.Atoi(text)
		if err != nil || days > 3660 || days < -3660 {
			return time.Time{}, false
		}
		return today.AddDate(0, 0, days), true
	}
	parts, ok := dayParts(text)
	if !ok {
		return time.Time{}, false
	}
	switch len(parts) {
	case 1:
		return date(today.Year(), today.Month(), parts[0])
	case 2:
		return nearestYear(parts[0], time.Month(parts[1]), today)
	default:
		return date(fullYear(parts[2]), time.Month(parts[1]), parts[0])
	}
}

// dayParts gives day, month and year as far as they were typed.
func dayParts(text string) ([]int, bool) {
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '/' || r == '-' })
	if len(fields) == 3 && len(fields[0]) == 4 { // 2026-12-24
		fields[0], fields[2] = fields[2], fields[0]
	}
	if len(fields) == 1 {
		fields = runTogether(fields[0])
	}
	if len(fields) == 0 || len(fields) > 3 {
		return nil, false
	}
	parts := make([]int, len(fields))
	for i, f := range fields {
		n, err := strconv.ParseUint(f, 10, 16)
		if err != nil || i < 2 && len(f) > 2 || i == 2 && len(f) != 2 && len(f) != 4 {
			return nil, false
		}
		parts[i] = int(n)
	}
	return parts, true
}

// runTogether cuts 2412, 241226 and 24122026.
func runTogether(s string) []string {
	switch len(s) {
	case 4:
		return []string{s[:2], s[2:]}
	case 6, 8:
		return []string{s[:2], s[2:4], s[4:]}
	default:
		return []string{s}
	}
}

func fullYear(y int) int {
	if y < 100 {
		return 2000 + y
	}
	return y
}

func nearestYear(day int, month time.Month, today time.Time) (time.Time, bool) {
	best, found := time.Time{}, false
	for _, year := range []int{today.Year(), today.Year() + 1, today.Year() - 1} {
		d, ok := date(year, month, day)
		if ok && (!found || d.Sub(today).Abs() < best.Sub(today).Abs()) {
			best, found = d, true
		}
	}
	return best, found
}

// date refuses days that cannot be, which time.Date would carry over.
func date(year int, month time.Month, day int) (time.Time, bool) {
	d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return d, d.Year() == year && d.Month() == month && d.Day() == day && year >= 1900
}
