// Package cal holds calendar days, Norwegian holidays and bank days.
//
// A day is a Date, never a time.Time: an invoice is due on a day, wherever the laptop is. The package imports nothing of ours.
package cal

import (
	"fmt"
	"time"
)

// Date is a day in the Gregorian calendar. The zero Date means "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// On makes a date; a day beyond the end of the month runs over as in time.Date.
func On(year int, month time.Month, day int) Date {
	return Of(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of is the day that t falls on in t's own zone.
func Of(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Parse reads "2026-11-22". A day that does not exist (2026-02-30) is an error; the empty string is the zero Date.
func Parse(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: not a day of the form YYYY-MM-DD", s)
	}
	return Of(t), nil
}

// MustParse is Parse for tables and tests; it panics on a date that cannot be.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// String gives "2026-11-22", or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero tells whether d means "no date".
func (d Date) IsZero() bool { return d == Date{} }

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays moves by n days, back when n is negative.
func (d Date) AddDays(n int) Date { return On(d.Year, d.Month, d.Day+n) }

// AddMonths moves by n months and stays in the month: 31 January plus one month is the last of February.
func (d Date) AddMonths(n int) Date {
	first := On(d.Year, d.Month+time.Month(n), 1)
	if last := first.EndOfMonth(); d.Day > last.Day {
		return last
	}
	first.Day = d.Day
	return first
}

// EndOfMonth is the last day of d's month.
func (d Date) EndOfMonth() Date { return On(d.Year, d.Month+1, 0) }

// DaysSince is the number of days from e to d; negative when d comes first.
func (d Date) DaysSince(e Date) int { return int(d.Time().Sub(e.Time()).Hours() / 24) }

// Compare is -1 when d comes before e, 0 when they are the same day, else 1.
func (d Date) Compare(e Date) int { return d.Time().Compare(e.Time()) }

// Before tells whether d comes before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After tells whether d comes after e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Weekday of the day.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// MarshalText writes as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads as Parse does.
func (d *Date) UnmarshalText(b []byte) error {
	p, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}

// Period is a span of days, both included; either end may be zero (open).
type Period struct {
	From Date `json:"from,omitzero"` // BT-73, BT-134
	To   Date `json:"to,omitzero"`   // BT-74, BT-135
}

// IsZero tells whether the period says nothing.
func (p Period) IsZero() bool { return p == Period{} }
