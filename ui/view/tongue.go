package view

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// Words are the sentences of a language.
type Words interface {
	// T is the sentence of a key; args are name, value pairs for its places. A key nobody wrote comes back as it is.
	T(key string, args ...any) string
}

// Tongue speaks one language: sentences, numbers and days.
type Tongue struct {
	Words
	Lang  string        // nb, nn, en, sv, da
	Clock billing.Clock // for "today"; never nil
}

// thin stands between thousands: narrow, and no line breaks there.
const thin = "\u202f"

// Today is the Norwegian day it is.
func (t Tongue) Today() cal.Date { return billing.Day(t.Clock()) }

// Number writes a number as it is, with the signs of the language.
func (t Tongue) Number(d decimal.Decimal) string { return t.signs(d.String()) }

// Price writes a price with at least two decimals.
func (t Tongue) Price(d decimal.Decimal) string {
	if full := d.StringFixed(2); d.Equal(decimal.RequireFromString(full)) {
		return t.signs(full)
	}
	return t.signs(d.String())
}

// Percent writes "12,5 %".
func (t Tongue) Percent(d decimal.Decimal) string { return t.Number(d) + "\u00a0%" }

// Amount writes a sum without its currency; the Norwegian krone goes without saying.
func (t Tongue) Amount(a money.Amount) string {
	s := t.signs(a.String())
	if a.Currency != "" && a.Currency != money.NOK {
		return string(a.Currency) + " " + s
	}
	return s
}

// Count writes a number of things.
func (t Tongue) Count(n int) string { return t.signs(strconv.Itoa(n)) }

// signs puts thousands apart and writes the decimal and minus signs of the language.
func (t Tongue) signs(s string) string {
	minus := ""
	if strings.HasPrefix(s, "-") {
		minus, s = "−", s[1:]
	}
	whole, part, has := strings.Cut(s, ".")
	between, point := thin, ","
	if t.Lang == "en" {
		between, point = ",", "."
	}
	out := minus + group(whole, between)
	if has {
		out += point + part
	}
	return out
}

func group(digits, between string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(between)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Date writes a day in full: 22.11.2026.
func (t Tongue) Date(d cal.Date) string {
	if d.IsZero() {
		return ""
	}
	if t.Lang == "en" {
		return d.Time().Format("2 Jan 2006")
	}
	return d.Time().Format("02.01.2006")
}

// Day writes a day of this year without the year: 22.11.
func (t Tongue) Day(d cal.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Year != t.Today().Year:
		return t.Date(d)
	case t.Lang == "en":
		return d.Time().Format("2 Jan")
	}
	return d.Time().Format("02.01")
}

// Weekday writes "søndag 22. november".
func (t Tongue) Weekday(d cal.Date) string {
	return t.T("date.long", "weekday", t.T("weekday."+strconv.Itoa(int(d.Weekday()))), "day", d.Day, "month", t.Month(d.Month))
}

// Month is the name of a month.
func (t Tongue) Month(m time.Month) string { return t.T("month." + strconv.Itoa(int(m))) }

// Hour writes the time of day of a moment, with its day when that is another than today.
func (t Tongue) Hour(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(t.Clock().Location())
	if day := billing.Day(at); day != t.Today() {
		return t.Day(day) + " " + local.Format("15:04")
	}
	return local.Format("15:04")
}

// Account writes "1503 50 35203" for a Norwegian account number and other text as it is.
func Account(s string) string {
	if len(s) != 11 || strings.Trim(s, "0123456789") != "" {
		return s
	}
	return s[:4] + " " + s[4:6] + " " + s[6:]
}

// OrgNo writes "923 609 016".
func OrgNo(s string) string {
	if len(s) != 9 || strings.Trim(s, "0123456789") != "" {
		return s
	}
	return s[:3] + " " + s[3:6] + " " + s[6:]
}

// DocumentNo writes a number of ours as lists show it, "10 261"; numbers of a former system stay as they are.
func DocumentNo(s string) string {
	if strings.Trim(s, "0123456789") != "" || len(s) < 4 || strings.HasPrefix(s, "0") {
		return s
	}
	return group(s, thin)
}

// KID writes a reference in fours, as it is printed and as it is easiest to type: "0412 1026 18".
func KID(kid string) string {
	var b strings.Builder
	for i := range len(kid) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(kid[i])
	}
	return b.String()
}

// kidParts writes a reference by what it is made of, to show how: customer, invoice and check digit.
func kidParts(kid, pattern string) string {
	var b strings.Builder
	for i := range len(kid) {
		if i > 0 && (i >= len(pattern) || pattern[i] != pattern[i-1]) {
			b.WriteByte(' ')
		}
		b.WriteByte(kid[i])
	}
	return b.String()
}

// Tone is what a colour says; the values are those of ui/widget.
type Tone int

// The tones.
const (
	Plain  Tone = iota // text
	Quiet              // secondary
	Accent             // on its way
	Good               // paid, delivered
	Warn               // due soon, waiting
	Bad                // overdue, failed
)

// Chip is a status: a colour, a word, and the reason for whoever asks.
type Chip struct {
	Text string
	Tone Tone
	Why  string
}

// capital begins a word on its own with a capital letter.
func capital(s string) string {
	if strings.HasPrefix(s, "eFaktura") {
		return s // that is how its name is written
	}
	if s == "" {
		return ""
	}
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// join sets parts that say something behind each other: "Kari Nordmann · faktura 10234".
func join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}
