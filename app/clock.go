package app

import (
	"sync/atomic"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// Now is the real clock.
func Now() time.Time { return time.Now() }

// calendar is the real clock moved by whole days; it goes on running. A practice company may move it while it is open.
type calendar struct {
	real billing.Clock
	days atomic.Int64
}

func newCalendar(real billing.Clock, today cal.Date) *calendar {
	c := &calendar{real: real}
	c.moveTo(today)
	return c
}

// moveTo makes a day today; the zero day is the real one.
func (c *calendar) moveTo(day cal.Date) {
	if day.IsZero() {
		c.days.Store(0)
		return
	}
	c.days.Store(int64(day.DaysSince(billing.Day(c.real()))))
}

// Now is the moment on the moved clock.
func (c *calendar) Now() time.Time { return c.real().AddDate(0, 0, int(c.days.Load())) }
