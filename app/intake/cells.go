package intake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/register"

	"github.com/shopspring/decimal"
)

// cells is one row read by field; what is wrong with a value is noted with its place.
type cells struct {
	line    register.Line
	columns map[register.Field]register.Column
	today   cal.Date
	faults  billing.Faults
}

func (p *planner) cells(line register.Line) *cells {
	return &cells{line: line, columns: p.columns, today: p.have.Today, faults: slices.Clone(p.byLine[line.No])}
}

func (c *cells) cell(f register.Field) register.Cell {
	column, ok := c.columns[f]
	if !ok {
		return register.Cell{}
	}
	return c.line.At(column.Index)
}

// text is a value as text; empty when the column is not there.
func (c *cells) text(f register.Field) string { return c.cell(f).Text }

// place is where a field stands; a field without a column is told by its own name.
func (c *cells) place(f register.Field) string {
	if column, ok := c.columns[f]; ok {
		return register.At(c.line.No, column.Name)
	}
	return register.At(c.line.No, string(f))
}

// required is text, and a fault when there is none.
func (c *cells) required(f register.Field) string {
	s := c.text(f)
	if s == "" {
		c.faults.Add("cell-missing", c.place(f), "column", c.named(f))
	}
	return s
}

// named is what a person calls the column of a field.
func (c *cells) named(f register.Field) string {
	if column, ok := c.columns[f]; ok {
		return column.Name
	}
	return string(f)
}

// The reach of numbers, as billing has it for documents.
const (
	maxDigits   = 15
	maxDecimals = 8
)

// number reads a number; ok is false when there is none or it is wrong, which is noted.
func (c *cells) number(f register.Field) (d decimal.Decimal, ok bool) {
	cell := c.cell(f)
	if cell.Text == "" {
		return decimal.Decimal{}, false
	}
	if d, ok = sheet.ParseNumber(cell, c.columns[f].Numbers); !ok {
		c.faults.Add("number-unread", c.place(f), "value", cell.Text)
		return d, false
	}
	if d.NumDigits() > maxDigits || d.Exponent() < -maxDecimals || d.Exponent() > maxDigits {
		c.faults.Add("number-out-of-reach", c.place(f))
		return decimal.Decimal{}, false
	}
	return d, true
}

// day reads a day; the zero one when there is none or it is wrong, which is noted.
func (c *cells) day(f register.Field) cal.Date {
	cell := c.cell(f)
	if cell.Text == "" {
		return cal.Date{}
	}
	d, ok := sheet.ParseDay(cell, c.columns[f].Dates)
	if !ok || d.Year < 1970 {
		c.faults.Add("date-wrong", c.place(f), "value", cell.Text)
		return cal.Date{}
	}
	return d
}

// list reads several values in one cell, separated by commas, semicolons or bars.
func (c *cells) list(f register.Field) []string {
	var out []string
	for _, s := range strings.FieldsFunc(c.text(f), func(r rune) bool { return r == ',' || r == '|' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// days reads a number of days: "14", "14 dager".
func (c *cells) days(f register.Field, low, high int) (int, bool) {
	s := c.text(f)
	if s == "" {
		return 0, false
	}
	digits, rest := s, ""
	if i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }); i > 0 {
		digits, rest = s[:i], strings.TrimLeft(s[i:], " ")
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < low || n > high || strings.ContainsAny(rest, "0123456789,.-") {
		c.faults.Add("number-out-of-range", c.place(f), "value", s, "low", fmt.Sprint(low), "high", fmt.Sprint(high))
		return 0, false
	}
	return n, true
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func equalFold(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
