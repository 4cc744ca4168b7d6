package sheet

import (
	"strings"

	"fakturist/billing/register"

	"github.com/shopspring/decimal"
)

// maxDigits is the longest number we read; no price and no sum has more.
const maxDigits = 20

// GuessNumbers finds the decimal sign of a column of texts: empty when most are no numbers, sure when at least one number
// cannot be read the other way.
func GuessNumbers(texts []string) (form register.NumberForm, sure bool) {
	votes := map[register.NumberForm]int{}
	numbers := 0
	for _, s := range texts {
		core, ok := numberCore(s)
		if !ok {
			continue
		}
		numbers++
		votes[vote(core)]++
	}
	switch {
	case numbers == 0 || 2*numbers < len(texts):
		return "", false
	case votes[register.Comma] > votes[register.Point]:
		return register.Comma, true
	case votes[register.Point] > votes[register.Comma]:
		return register.Point, true
	}
	return register.Comma, votes[unclear] == 0 && votes[register.Comma] == 0
}

// unclear is the vote of "1.234" and "1,234", which are two numbers each.
const unclear register.NumberForm = "?"

// vote tells which decimal sign a number must have; empty when it has none of the signs.
func vote(s string) register.NumberForm {
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma >= 0 && point >= 0 && comma > point:
		return register.Comma
	case comma >= 0 && point >= 0:
		return register.Point
	case comma >= 0:
		return single(s, comma, ",", register.Comma, register.Point)
	case point >= 0:
		return single(s, point, ".", register.Point, register.Comma)
	}
	return ""
}

// single judges a number with one of the signs only: twice it groups thousands; once it groups them if three digits follow,
// which a decimal sign may have too.
func single(s string, at int, sign string, its, other register.NumberForm) register.NumberForm {
	if strings.Count(s, sign) > 1 {
		return other
	}
	whole := strings.TrimLeft(s[:at], "-")
	if len(s)-at-1 != 3 || whole == "" || whole == "0" || len(whole) > 3 {
		return its
	}
	return unclear
}

// numberCore takes away what stands around a number: blanks, currency, per cent. A minus behind it goes to the front, and
// brackets mean less than nothing. ok is false when the rest is no number.
func numberCore(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, word := range []string{"nok", "sek", "dkk", "eur", "kr.", "kr", "€", "$", "%"} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, word), word))
	}
	s = strings.TrimSuffix(s, ",-")
	s = spaced.Replace(s)
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s = "-" + strings.TrimSuffix(inner, ")")
	}
	if front, ok := strings.CutSuffix(s, "-"); ok && !strings.HasPrefix(s, "-") {
		s = "-" + front
	}
	s = strings.TrimPrefix(s, "+")
	digits := strings.TrimPrefix(s, "-")
	ok := digits != "" && len(digits) <= maxDigits+4 && strings.Trim(digits, "0123456789.,") == "" && strings.ContainsAny(digits, "0123456789")
	return s, ok
}

// spaced takes out what groups thousands and is no sign, and writes every kind of minus the same.
var spaced = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "'", "", "\u2019", "", "\u2212", "-", "\u2013", "-")

// ParseNumber reads a number: "1 234,50", "1.234,50", "kr 1234,-", "(12,50)", "25 %". form decides where the number itself
// does not; a typed Number of a workbook needs none. ok is false for what is no number, and for one whose signs cannot be.
func ParseNumber(c register.Cell, form register.NumberForm) (decimal.Decimal, bool) {
	if c.Type == register.Number {
		d, err := decimal.NewFromString(c.Text)
		return d, err == nil
	}
	s, ok := numberCore(c.Text)
	if !ok || c.Type == register.Day {
		return decimal.Decimal{}, false
	}
	switch v := vote(s); {
	case v != unclear && v != "":
		form = v
	case form == "":
		form = register.Comma
	}
	sign, group := ",", "."
	if form == register.Point {
		sign, group = ".", ","
	}
	whole, fraction, _ := strings.Cut(s, sign)
	if strings.ContainsAny(fraction, ".,") || !grouped(whole, group) {
		return decimal.Decimal{}, false
	}
	plain := strings.ReplaceAll(whole, group, "")
	if fraction != "" {
		plain += "." + fraction
	}
	d, err := decimal.NewFromString(plain)
	return d, err == nil && len(plain) <= maxDigits+2
}

// grouped tells whether the thousands of a whole number are cut off in threes, if at all: "12.34.567" is no number.
func grouped(whole, group string) bool {
	parts := strings.Split(strings.TrimPrefix(whole, "-"), group)
	for i, p := range parts {
		if i > 0 && len(p) != 3 || i == 0 && len(parts) > 1 && (p == "" || len(p) > 3) {
			return false
		}
	}
	return true
}
