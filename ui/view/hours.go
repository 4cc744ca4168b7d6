package view

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// What people write behind hours and minutes.
var (
	hourMarks   = []string{"timer", "time", "hours", "hour", "hrs", "t", "h"}
	minuteMarks = []string{"minutter", "minutt", "minutes", "min", "m"}
)

// hourDecimals is how exactly minutes are told as hours: a third of an hour is 0.33.
const hourDecimals = 2

// ParseHours reads hours in any sensible form: "1:30", "1,5", "1.5 t", "1t30", "1 t 30 min", "90 min", ":45". ok is false when
// s is none of them.
func ParseHours(s string) (d decimal.Decimal, ok bool) {
	s = strings.ToLower(strings.Map(dropBlank, s))
	if hours, minutes, isClock := strings.Cut(s, ":"); isClock {
		return clockTime(hours, minutes)
	}
	if minutes, is := cutMark(s, minuteMarks); is {
		if hours, rest, both := splitHours(minutes); both {
			return clockTime(hours, rest)
		}
		n, ok := ParseNumber(minutes)
		return asHours(n), ok
	}
	if hours, rest, both := splitHours(s); both && rest != "" {
		return clockTime(hours, rest)
	}
	if hours, is := cutMark(s, hourMarks); is {
		s = hours
	}
	return ParseNumber(s)
}

// splitHours parts "1t30" at its mark.
func splitHours(s string) (hours, minutes string, ok bool) {
	for _, mark := range hourMarks {
		if hours, minutes, ok = strings.Cut(s, mark); ok {
			return hours, minutes, true
		}
	}
	return "", "", false
}

func cutMark(s string, marks []string) (before string, ok bool) {
	for _, mark := range marks {
		if before, ok = strings.CutSuffix(s, mark); ok {
			return before, true
		}
	}
	return s, false
}

// clockTime is whole hours, perhaps none, and minutes below 60.
func clockTime(hours, minutes string) (decimal.Decimal, bool) {
	negative := strings.HasPrefix(hours, "-") || strings.HasPrefix(hours, "−")
	hours = strings.TrimPrefix(strings.TrimPrefix(hours, "-"), "−")
	if hours == "" {
		hours = "0"
	}
	h, err := strconv.ParseUint(hours, 10, 16)
	m, err2 := strconv.ParseUint(minutes, 10, 8)
	if err != nil || err2 != nil || len(minutes) > 2 || m > 59 {
		return decimal.Zero, false
	}
	d := asHours(decimal.NewFromUint64(h*60 + m))
	if negative {
		d = d.Neg()
	}
	return d, true
}

func asHours(minutes decimal.Decimal) decimal.Decimal {
	return minutes.DivRound(decimal.NewFromInt(60), hourDecimals)
}

// ParseQuantity reads a quantity of a unit: hours also as a clock tells them.
func ParseQuantity(s, unit string) (decimal.Decimal, bool) {
	if unit == "HUR" {
		return ParseHours(s)
	}
	return ParseNumber(s)
}

// Hours writes "12,5 t".
func (t Tongue) Hours(d decimal.Decimal) string { return t.T("work.hours", "n", t.Number(d)) }
