package layout

import (
	"fmt"
	"strconv"
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// blank keeps a number in one piece when a line is broken.
const blank = "\u00A0"

// locale is how numbers and days are written in a document language.
type locale struct {
	language string
	point    string // before the decimals
	group    string // between thousands
}

func localeOf(language string) locale {
	switch language {
	case "en":
		return locale{language, ".", ","}
	case "da":
		return locale{language, ",", "."}
	}
	return locale{language, ",", blank}
}

// number writes a decimal with at least so many decimals, and all it has.
func (l locale) number(d decimal.Decimal, least int32) string {
	s := d.StringFixed(max(least, -d.Exponent()))
	sign := ""
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		sign, s = "−", rest
	}
	whole, decimals, _ := strings.Cut(s, ".")
	for len(decimals) > int(least) && strings.HasSuffix(decimals, "0") {
		decimals = decimals[:len(decimals)-1]
	}
	out := sign + groups(whole, 3, l.group, true)
	if decimals != "" {
		out += l.point + decimals
	}
	return out
}

// money writes an amount with the decimals of its currency, without its name: "2 740,00".
func (l locale) money(a money.Amount) string { return l.number(a.Decimal(), a.Currency.Exponent()) }

// currency writes an amount with its currency: "2 740,00 kr", "NOK 2,740.00".
func (l locale) currency(a money.Amount) string {
	switch {
	case l.language == "en":
		return string(a.Currency) + blank + l.money(a)
	case a.Currency == money.NOK && (l.language == "nb" || l.language == "nn"):
		return l.money(a) + blank + "kr"
	}
	return l.money(a) + blank + string(a.Currency)
}

// percent writes "25 %", in English "25%".
func (l locale) percent(d decimal.Decimal) string {
	if l.language == "en" {
		return l.number(d, 0) + "%"
	}
	return l.number(d, 0) + blank + "%"
}

// date writes "22.11.2026", in English "22 Nov 2026", in Swedish "2026-11-22".
func (l locale) date(d cal.Date) string {
	switch {
	case d.IsZero():
		return ""
	case l.language == "en":
		return fmt.Sprintf("%d%s%s%s%d", d.Day, blank, d.Month.String()[:3], blank, d.Year)
	case l.language == "sv":
		return d.String()
	}
	return fmt.Sprintf("%02d.%02d.%d", d.Day, int(d.Month), d.Year)
}

// months by language; English ones come from time.Month.
var months = map[string]string{
	"nb": "januar februar mars april mai juni juli august september oktober november desember",
	"nn": "januar februar mars april mai juni juli august september oktober november desember",
	"sv": "januari februari mars april maj juni juli augusti september oktober november december",
	"da": "januar februar marts april maj juni juli august september oktober november december",
}

// long writes "22. november 2026".
func (l locale) long(d cal.Date) string {
	if d.IsZero() {
		return ""
	}
	month, dot := d.Month.String(), ""
	if names, ok := months[l.language]; ok {
		month = strings.Fields(names)[d.Month-1]
		if l.language != "sv" {
			dot = "."
		}
	}
	return fmt.Sprintf("%d%s %s %d", d.Day, dot, month, d.Year)
}

// period writes a span of days without saying month and year twice: "01.–30.11.2026".
func (l locale) period(p cal.Period) string {
	from, to := l.date(p.From), l.date(p.To)
	switch {
	case p.From.IsZero() && p.To.IsZero():
		return ""
	case p.From.IsZero():
		return "–" + blank + to
	case p.To.IsZero():
		return from + blank + "–"
	case p.From == p.To:
		return to
	case p.From.Year != p.To.Year || l.language == "sv":
		return from + " – " + to
	}
	return l.shortened(p, to)
}

// shortened leaves out of the first day what the second one says.
func (l locale) shortened(p cal.Period, to string) string {
	sameMonth := p.From.Month == p.To.Month
	switch {
	case l.language == "en" && sameMonth:
		return fmt.Sprintf("%d–%s", p.From.Day, to)
	case l.language == "en":
		return fmt.Sprintf("%d%s%s – %s", p.From.Day, blank, p.From.Month.String()[:3], to)
	case sameMonth:
		return fmt.Sprintf("%02d.–%s", p.From.Day, to)
	}
	return fmt.Sprintf("%02d.%02d.–%s", p.From.Day, int(p.From.Month), to)
}

// account writes "1503 50 35203"; what is no Norwegian account stays as it is.
func account(s string) string {
	if len(s) != 11 {
		return s
	}
	return s[:4] + blank + s[4:6] + blank + s[6:]
}

// orgNo writes "923 609 016"; what is no Norwegian number stays as it is.
func orgNo(s string) string {
	if _, err := strconv.Atoi(s); err != nil || len(s) != 9 {
		return s
	}
	return groups(s, 3, blank, false)
}

// fours writes a KID or an IBAN in groups of four, the way it is easiest to type.
func fours(s string) string { return groups(s, 4, blank, false) }

// groups puts a separator between groups of n characters, counted from the right or from the left.
func groups(s string, n int, separator string, fromRight bool) string {
	var b strings.Builder
	for i := range len(s) {
		at := i
		if fromRight {
			at = len(s) - i
		}
		if i > 0 && at%n == 0 {
			b.WriteString(separator)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
