// Package tax holds the VAT codes of a country with their rates by date, and checks a document against them.
//
// The tables are data with their sources and how sure they are (no.json). The package imports billing and its leaves. How
// VAT is computed is billing's; which category may stand with which party is checked there and in billing/ubl/rule. Here
// is what no rule of EN 16931 knows: which rates a country had on a day.
package tax

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

//go:embed no.json
var norway []byte

// Code is one VAT treatment of sales, as a country's tax authority numbers them.
type Code struct {
	SAFT     string              `json:"saft"`             // standard tax code of SAF-T
	Name     string              `json:"name"`             // as the authority calls it
	Category billing.VATCategory `json:"category"`         // of EHF
	Reason   string              `json:"reason,omitempty"` // printed, and BT-120 where the category asks for one
	Fiken    string              `json:"fiken,omitempty"`  // vatType of Fiken's interface
	Rates    []Rate              `json:"rates"`            // oldest first
}

// Rate is a percentage from a day on, until the next one starts.
type Rate struct {
	From    cal.Date        `json:"from"`
	Percent decimal.Decimal `json:"percent"`
	Mark    string          `json:"mark"`   // how sure the row is
	Source  string          `json:"source"` // where it was read
}

// table is one country's file.
type table struct {
	Country string   `json:"country"`
	AsOf    string   `json:"asOf"`
	Sources []string `json:"sources"`
	Marks   string   `json:"marks"`
	Codes   []Code   `json:"codes"`
}

var tables = sync.OnceValue(func() map[string]table {
	out := map[string]table{}
	for _, file := range [][]byte{norway} {
		var t table
		if err := json.Unmarshal(file, &t); err != nil {
			panic(fmt.Sprintf("embedded VAT table: %v", err)) // a programmer's error, found by the first test
		}
		out[t.Country] = t
	}
	return out
})

// Codes are the codes of a country (ISO 3166-1 alpha-2); none for a country we have no table for.
func Codes(country string) []Code { return slices.Clone(tables()[strings.ToUpper(country)].Codes) }

// On is the code's rate on a day; ok is false before its first row.
func (c Code) On(day cal.Date) (percent decimal.Decimal, ok bool) {
	for _, r := range c.Rates {
		if r.From.After(day) {
			break
		}
		percent, ok = r.Percent, true
	}
	return percent, ok
}

// Rates are the rates of category S in a country on a day, highest first.
func Rates(country string, day cal.Date) []decimal.Decimal {
	var out []decimal.Decimal
	for _, c := range Codes(country) {
		if p, ok := c.On(day); ok && c.Category == billing.Standard {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b decimal.Decimal) int { return b.Cmp(a) })
	return out
}

// Find is the code for a category and rate on a day; ok is false when the country had no such rate then.
func Find(country string, category billing.VATCategory, percent decimal.Decimal, day cal.Date) (Code, bool) {
	for _, c := range Codes(country) {
		if p, ok := c.On(day); ok && c.Category == category && p.Equal(percent) {
			return c, true
		}
	}
	return Code{}, false
}

// Verdict is what is known of a rate on a day.
type Verdict int

// The verdicts.
const (
	Unjudged Verdict = iota // no table for the country, or the day is before it starts
	Right                   // the country had the rate on the day
	Wrong                   // it had not
)

// Judge tells whether a country had a rate of category S on a day.
func Judge(country string, percent decimal.Decimal, day cal.Date) Verdict {
	codes := Codes(country)
	known := slices.ContainsFunc(codes, func(c Code) bool {
		_, ok := c.On(day)
		return ok && c.Category == billing.Standard
	})
	if !known || day.IsZero() {
		return Unjudged
	}
	if _, ok := Find(country, billing.Standard, percent, day); ok {
		return Right
	}
	return Wrong
}
