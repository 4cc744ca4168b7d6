package sheet

import (
	"fmt"
	"strconv"
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/register"
)

// The years a register may speak of.
const (
	firstYear = 1900
	lastYear  = 2200
)

// GuessDays finds how the days of a column of texts are written: empty when most are no days, sure when at least one has a
// day beyond 12 or is written in a way only we use (with points) or only ISO does.
func GuessDays(texts []string) (order register.DateOrder, sure bool) {
	days, dayFirst, monthFirst, iso, pointed := 0, 0, 0, 0, 0
	for _, s := range texts {
		p, sep, ok := dateParts(s)
		if !ok {
			continue
		}
		days++
		switch {
		case len(p[0]) == 4:
			iso++
		case number(p[0]) > 12:
			dayFirst++
		case number(p[1]) > 12:
			monthFirst++
		case sep == '.':
			pointed++
		}
	}
	switch {
	case days == 0 || 2*days < len(texts):
		return "", false
	case 2*iso > days:
		return register.YearMonthDay, true
	case monthFirst > dayFirst && pointed == 0:
		return register.MonthDayYear, true
	}
	return register.DayMonthYear, dayFirst > 0 || pointed > 0
}

// dateParts cuts "31.01.2026", "2026-01-31", "3/4/26" and "31.01.2026 12:30" into three numbers.
func dateParts(s string) (parts [3]string, sep byte, ok bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " T"); i > 5 && strings.Trim(s[i+1:], "0123456789:.+Z") == "" {
		s = s[:i]
	}
	if len(s) < 6 || len(s) > 10 {
		return parts, 0, false
	}
	i := strings.IndexAny(s, ".-/")
	if i < 1 {
		return parts, 0, false
	}
	sep = s[i]
	cut := strings.Split(s, string(rune(sep)))
	if len(cut) != 3 {
		return parts, sep, false
	}
	for n, p := range cut {
		long := len(p) == 4 && n != 1
		if p == "" || len(p) > 2 && !long || strings.Trim(p, "0123456789") != "" {
			return parts, sep, false
		}
	}
	if len(cut[0]) == 4 == (len(cut[2]) == 4) && len(cut[0]) == 4 || len(cut[2]) == 1 && len(cut[0]) != 4 {
		return parts, sep, false
	}
	return [3]string(cut), sep, true
}

// ParseDay reads a day. order decides where it could be two; a serial number of Excel is taken where the whole column is
// days. ok is false for what is no day.
func ParseDay(c register.Cell, order register.DateOrder) (cal.Date, bool) {
	if c.Type == register.Day {
		d, err := cal.Parse(c.Text)
		return d, err == nil && !d.IsZero()
	}
	if d, ok := serial(c.Text); ok {
		return d, true
	}
	if d, ok := compact(c.Text); ok {
		return d, true
	}
	p, sep, ok := dateParts(c.Text)
	if !ok {
		return cal.Date{}, false
	}
	day, month, year := p[0], p[1], p[2]
	switch {
	case len(p[0]) == 4:
		year, day = p[0], p[2]
	case order == register.MonthDayYear && sep != '.' || number(p[1]) > 12:
		day, month = p[1], p[0]
	case order == register.YearMonthDay && len(p[2]) == 2:
		year, day = p[0], p[2]
	}
	return whole(year, month, day)
}

// whole makes a day of its parts; two digits of a year are of this century unless that lies far ahead.
func whole(year, month, day string) (cal.Date, bool) {
	y := number(year)
	if len(year) <= 2 {
		y += 2000
		if y > 2060 {
			y -= 100
		}
	}
	d, err := cal.Parse(fmt.Sprintf("%04d-%02d-%02d", y, number(month), number(day)))
	return d, err == nil && d.Year >= firstYear && d.Year <= lastYear
}

// compact reads 20260131.
func compact(s string) (cal.Date, bool) {
	if len(s) != 8 || strings.Trim(s, "0123456789") != "" {
		return cal.Date{}, false
	}
	return whole(s[:4], s[4:6], s[6:])
}

// The first and last serial number taken for a day: 1954 to 2119. Smaller ones are years, larger ones something else.
const (
	firstSerial = 20_000
	lastSerial  = 80_000
)

// serial reads a day as Excel counts them, from 30 December 1899 on; a fraction is the time of day.
func serial(s string) (cal.Date, bool) {
	text, _, _ := strings.Cut(s, ".")
	if len(text) != 5 || strings.Trim(text, "0123456789") != "" {
		return cal.Date{}, false
	}
	n := number(text)
	if n < firstSerial || n > lastSerial {
		return cal.Date{}, false
	}
	return cal.On(1899, 12, 30).AddDays(n), true
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
