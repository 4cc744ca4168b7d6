package view

import (
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// Cell is a field of a line in the editor, in reading order.
type Cell int

// The cells.
const (
	CellItem Cell = iota
	CellFor
	CellQuantity
	CellUnit
	CellPrice
	CellDiscount
	CellVAT
	Cells // how many stand in the table
)

// The cells behind a line, seldom filled in.
const (
	CellDescription Cell = Cells + iota
	CellPer              // the price is for so many
	AllCells
)

var cellPath = [AllCells]string{"item", "for", "quantity", "unit", "price", "discount", "vat", "description", "priceBase"}

// LineForm is a line as it stands in the editor: text in every cell, whatever it may mean.
type LineForm struct {
	base   billing.Line // what the cells do not show
	Text   [AllCells]string
	Period cal.Period // BG-26
}

// Detailed tells whether something stands behind the line that the table does not show.
func (f LineForm) Detailed() bool {
	return f.Text[CellDescription] != "" || f.Text[CellPer] != "" || !f.Period.IsZero()
}

// lineForm shows a line of a draft.
func (t Tongue) lineForm(l billing.Line) LineForm {
	f := LineForm{base: l, Period: l.Period}
	f.Text[CellItem], f.Text[CellFor], f.Text[CellDescription] = l.Item, l.For, l.Description
	if !l.PriceBase.IsZero() && !l.PriceBase.Equal(decimal.NewFromInt(1)) {
		f.Text[CellPer] = t.Number(l.PriceBase)
	}
	f.Text[CellQuantity], f.Text[CellPrice] = t.Number(l.Quantity), t.Price(l.Price)
	f.Text[CellUnit], f.Text[CellVAT] = t.Unit(l.Unit), t.VAT(l.VAT)
	if d := l.Discount; d != nil {
		if !d.Percent.IsZero() {
			f.Text[CellDiscount] = t.Percent(d.Percent)
		} else if !d.Amount.IsZero() {
			f.Text[CellDiscount] = t.Price(d.Amount)
		}
	}
	return f
}

// blank tells whether nothing was typed.
func (f LineForm) blank() bool {
	return strings.TrimSpace(f.Text[CellItem]+f.Text[CellFor]+f.Text[CellPrice]) == ""
}

// line reads the cells; what cannot be read is a fault at its cell and counts as nothing.
func (t Tongue) line(f LineForm, i int, faults *billing.Faults) billing.Line {
	l := f.base
	l.Item, l.For = strings.TrimSpace(f.Text[CellItem]), strings.TrimSpace(f.Text[CellFor])
	l.Description, l.Period = strings.TrimSpace(f.Text[CellDescription]), f.Period
	number := func(c Cell, parse func(string) (decimal.Decimal, bool)) decimal.Decimal {
		text := strings.TrimSpace(f.Text[c])
		if text == "" {
			return decimal.Zero
		}
		d, ok := parse(text)
		if !ok {
			faults.Add("number-unread", linePath(i, c), "value", text)
		}
		return d
	}
	l.Quantity, l.Price = number(CellQuantity, ParseNumber), number(CellPrice, ParsePrice)
	l.PriceBase = number(CellPer, ParseNumber)
	l.Discount = t.discount(f, number)
	var ok bool
	if l.Unit, ok = t.ParseUnit(f.Text[CellUnit]); !ok {
		faults.Add("unit-unread", linePath(i, CellUnit), "value", f.Text[CellUnit])
	}
	if l.VAT, ok = t.ParseVAT(f.Text[CellVAT], f.base.VAT); !ok {
		faults.Add("vat-unread", linePath(i, CellVAT), "value", f.Text[CellVAT])
	}
	return l
}

func linePath(i int, c Cell) string { return fmt.Sprintf("lines[%d].%s", i, cellPath[c]) }

// discount is a percentage with a sign behind it, or below a hundred without one when the line had a percentage; else a sum.
func (t Tongue) discount(f LineForm, number func(Cell, func(string) (decimal.Decimal, bool)) decimal.Decimal) *billing.Discount {
	if strings.TrimSpace(f.Text[CellDiscount]) == "" {
		return nil
	}
	d := billing.Discount{}
	if f.base.Discount != nil {
		d.Reason = f.base.Discount.Reason
	}
	if isPercent(f.Text[CellDiscount]) {
		d.Percent = number(CellDiscount, ParsePercent)
	} else {
		d.Amount = number(CellDiscount, ParsePrice)
	}
	if d.Percent.IsZero() && d.Amount.IsZero() {
		return nil
	}
	return &d
}

// tidy writes a cell anew as the language does, once one leaves it; what cannot be read stays.
func (t Tongue) tidy(c Cell, text string) string {
	text = strings.TrimSpace(text)
	switch c {
	case CellQuantity, CellPer:
		if d, ok := ParseNumber(text); ok {
			return t.Number(d)
		}
	case CellPrice:
		if d, ok := ParsePrice(text); ok {
			return t.Price(d)
		}
	case CellDiscount:
		if d, ok := ParsePercent(text); ok && isPercent(text) {
			return t.Percent(d)
		} else if d, ok := ParsePrice(text); ok && !isPercent(text) {
			return t.Price(d)
		}
	case CellUnit:
		if code, ok := t.ParseUnit(text); ok && code != "" {
			return t.Unit(code)
		}
	case CellVAT:
		if v, ok := t.ParseVAT(text, billing.VAT{}); ok {
			return t.VAT(v)
		}
	}
	return text
}

// Units are the units of the list to choose from, the commonest first; every code of the standard may be typed.
var Units = []string{"EA", "HUR", "DAY", "MON", "WEE", "ANN", "KGM", "MTR", "KMT", "LTR", "MTK", "MTQ", "SET", "XPK"}

// Unit is a unit in words: EA is "stk".
func (t Tongue) Unit(code string) string {
	if code == "" {
		return ""
	}
	if word := t.T("unit." + code); word != "unit."+code {
		return word
	}
	return code
}

// ParseUnit finds the code of a unit as people write it, "stk." or "timer", or takes a code; nothing is the seller's usual one.
func (t Tongue) ParseUnit(s string) (code string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", true
	}
	for _, u := range Units {
		if strings.EqualFold(s, t.Unit(u)) || strings.EqualFold(strings.TrimSuffix(s, "."), t.Unit(u)) {
			return u, true
		}
	}
	return billing.UnitCode(s)
}
