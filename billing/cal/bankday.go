package cal

import "time"

// Easter is Easter Sunday of a year (Gauss's rule for the Gregorian calendar).
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// Holiday tells whether d is a Norwegian public holiday: the fixed ones (lov om helligdager og helligdagsfred § 2, lov om
// 1 og 17 mai som høgtidsdagar § 1) and the ones that follow Easter.
func Holiday(d Date) bool {
	switch {
	case d.Month == time.January && d.Day == 1,
		d.Month == time.May && (d.Day == 1 || d.Day == 17),
		d.Month == time.December && (d.Day == 25 || d.Day == 26):
		return true
	}
	switch d.DaysSince(Easter(d.Year)) {
	case -3, -2, 0, 1, 39, 49, 50: // Maundy Thursday, Good Friday, Easter, Ascension, Whitsun
		return true
	}
	return false
}

// BankDay tells whether Norwegian banks settle on d: no Saturday, no Sunday, no public holiday.
func BankDay(d Date) bool {
	wd := d.Weekday()
	return wd != time.Saturday && wd != time.Sunday && !Holiday(d)
}

// WorkingDayOfMonth counts the bank days of d's month up to and including d; a law that speaks of "the first 15 working
// days of the month" (bokføringsforskriften § 5-1-3) asks for at most 15.
func WorkingDayOfMonth(d Date) int {
	n := 0
	for e := (Date{d.Year, d.Month, 1}); !e.After(d); e = e.AddDays(1) {
		if BankDay(e) {
			n++
		}
	}
	return n
}
