package view

import (
	"strings"

	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// A number as typed has at most this many digits; a longer one is a slip of the keyboard.
const maxDigits = 15

// blanks are what people and spreadsheets put between thousands.
const blanks = " \t\u00a0\u2009\u202f'’"

// ParseNumber reads a number in any sensible form: "1 234,50", "1.234,50", "1234.5", "1,234.50", "−3", ",5".
// With both signs the last one is the decimal sign; one that occurs twice separates thousands; a single one is the decimal
// sign. ok is false when s is no number.
func ParseNumber(s string) (d decimal.Decimal, ok bool) {
	s = strings.Map(dropBlank, strings.ReplaceAll(s, "−", "-"))
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	s = pointed(s)
	if !plainNumber(s) {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(strings.TrimSuffix(s, "."))
	if err != nil {
		return decimal.Zero, false
	}
	if negative {
		d = d.Neg()
	}
	return d, true
}

func dropBlank(r rune) rune {
	if strings.ContainsRune(blanks, r) {
		return -1
	}
	return r
}

// pointed gives s with a point as its only sign.
func pointed(s string) string {
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	decimalSign := max(comma, point)
	if decimalSign < 0 {
		return s
	}
	sign := s[decimalSign]
	if strings.Count(s, string(sign)) > 1 {
		if min(comma, point) >= 0 {
			return "" // 1,2.3,4
		}
		return ungroup(s, sign)
	}
	whole := s[:decimalSign]
	for _, other := range []byte{',', '.'} {
		if strings.IndexByte(whole, other) >= 0 {
			whole = ungroup(whole, other)
		}
	}
	if whole == "" && decimalSign > 0 {
		return ""
	}
	return whole + "." + s[decimalSign+1:]
}

// ungroup drops a sign that separates thousands, or gives nothing when the groups are not of three.
func ungroup(s string, sign byte) string {
	groups := strings.Split(s, string(sign))
	for i, g := range groups {
		if len(g) > 3 || i > 0 && len(g) != 3 || g == "" {
			return ""
		}
	}
	return strings.Join(groups, "")
}

func plainNumber(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		} else if r != '.' {
			return false
		}
	}
	return digits > 0 && digits <= maxDigits
}

// ParsePrice reads a price: as ParseNumber, and with what people write around it: "kr 1 200,-", "1200 NOK".
func ParsePrice(s string) (decimal.Decimal, bool) {
	s = strings.TrimSpace(strings.ToLower(s))
	for _, mark := range []string{"kr.", "kr", "nok"} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, mark), mark))
	}
	for _, even := range []string{",-", ",–", ",—"} {
		s = strings.TrimSuffix(s, even)
	}
	return ParseNumber(s)
}

// ParseAmount reads a sum of money in full øre.
func ParseAmount(s string, c money.Currency) (money.Amount, bool) {
	d, ok := ParsePrice(s)
	if !ok {
		return money.Amount{}, false
	}
	a, err := money.Round(d, c)
	return a, err == nil && a.Decimal().Equal(d)
}

// ParsePercent reads "12,5 %", "12.5" or "12,5%".
func ParsePercent(s string) (decimal.Decimal, bool) {
	return ParseNumber(strings.TrimSuffix(strings.TrimSpace(s), "%"))
}

// isPercent tells whether somebody means a percentage, not a sum.
func isPercent(s string) bool { return strings.HasSuffix(strings.TrimSpace(s), "%") }
