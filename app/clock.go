package app

import (
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// Now is the real clock.
func Now() time.Time { return time.Now() }

// ClockOn is the real clock moved by whole days so that today is day; it goes on running. The zero day leaves it alone.
func ClockOn(day cal.Date, real billing.Clock) billing.Clock {
	if day.IsZero() {
		return real
	}
	shift := day.DaysSince(billing.Day(real()))
	return func() time.Time { return real().AddDate(0, 0, shift) }
}
