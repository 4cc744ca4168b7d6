package bank

import (
	"bytes"
	"math"
	"strings"
	"time"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// maxDecimals is what ISO 20022 allows in an amount.
const maxDecimals = 5

// ParseAmount reads an amount of a bank file in major units with a decimal point, without a sign: "8.850" is 8.85.
// It fails with ReasonAmount, or with ReasonMinor when part of a minor unit would be lost.
func ParseAmount(b []byte, c money.Currency) (money.Amount, *Error) {
	whole, frac, _ := bytes.Cut(b, []byte{'.'})
	if len(whole)+len(frac) == 0 {
		return money.Amount{}, badAmount(b, "no digits")
	}
	if len(frac) > maxDecimals {
		return money.Amount{}, badAmount(b, "more than 5 decimals")
	}
	exp := int(c.Exponent())
	for len(frac) > exp && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	minor, ok := digits(0, whole)
	if ok {
		minor, ok = digits(minor, frac)
	}
	if !ok {
		return money.Amount{}, badAmount(b, "not an unsigned number of at most 18 digits")
	}
	if len(frac) > exp {
		return money.Amount{}, Fail(ReasonMinor, "value", string(b), "currency", string(c))
	}
	for range exp - len(frac) {
		if minor > math.MaxInt64/10 {
			return money.Amount{}, badAmount(b, "too large")
		}
		minor *= 10
	}
	return money.New(minor, c), nil
}

func badAmount(b []byte, what string) *Error {
	return Fail(ReasonAmount, "value", Excerpt(b), "what", what)
}

// digits reads b as further decimal digits of n.
func digits(n int64, b []byte) (int64, bool) {
	for _, c := range b {
		if c < '0' || c > '9' || n > (math.MaxInt64-9)/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// ParseDate reads the day of an ISO 8601 date or moment ("2026-11-22", "2026-11-22T06:39:09.123456789+01:00"), as the bank
// sees it: the zone is not converted. It fails with ReasonDate.
func ParseDate(b []byte) (cal.Date, *Error) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' || (len(b) > 10 && !bytes.ContainsRune([]byte("TZ+-"), rune(b[10]))) {
		return cal.Date{}, Fail(ReasonDate, "value", Excerpt(b))
	}
	y, ok1 := digits(0, b[:4])
	m, ok2 := digits(0, b[5:7])
	d, ok3 := digits(0, b[8:10])
	if !ok1 || !ok2 || !ok3 {
		return cal.Date{}, Fail(ReasonDate, "value", Excerpt(b))
	}
	return Day(int(y), int(m), int(d), b)
}

// Day makes a date out of its parts, or fails with ReasonDate naming value when there is no such day.
func Day(year, month, day int, value []byte) (cal.Date, *Error) {
	if year < 1 || month < 1 || month > 12 || day < 1 || (day > 28 && cal.On(year, time.Month(month), day).Day != day) {
		return cal.Date{}, Fail(ReasonDate, "value", Excerpt(value))
	}
	return cal.Date{Year: year, Month: time.Month(month), Day: day}, nil
}

// Excerpt is b for an error message: at most 60 bytes of it.
func Excerpt(b []byte) string {
	if len(b) > 60 {
		return strings.ToValidUTF8(string(b[:60]), "") + "…"
	}
	return string(b)
}

// KID gives s without blanks when it has the form of a Norwegian payment reference, 2 to 25 digits of which the last may
// be "-", else "". It checks no modulus: files carry references that fail both, and they are shown.
func KID(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) < 2 || len(s) > 25 {
		return ""
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] != '-' || i < len(s)-1) {
			return ""
		}
	}
	return s
}
