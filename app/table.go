package app

import (
	"strings"

	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/register"
)

// table is a file read by the names of its columns.
type table struct {
	columns map[string]register.Column
	header  int // line of the header
	rows    []tableRow
}

// tableRow is one row of a table.
type tableRow struct {
	register.Line
	t *table
}

// readTable reads a CSV or XLSX file. Rows that cannot be read are faults with their line.
func readTable(b []byte) (*table, billing.Faults) {
	s, err := ReadSheet(b, "", "")
	if err != nil {
		return nil, Faults(err)
	}
	t := &table{columns: map[string]register.Column{}, header: max(s.HeaderLine, 1)}
	faults := s.Faults
	for _, c := range s.Columns {
		name := strings.ToLower(c.Header)
		if _, twice := t.columns[name]; twice && name != "" {
			faults.Add("column-twice", register.At(t.header, name), "column", name)
		}
		t.columns[name] = c
	}
	for _, line := range s.Rows {
		t.rows = append(t.rows, tableRow{line, t})
	}
	return t, faults
}

// require notes columns that are missing.
func (t *table) require(faults *billing.Faults, names ...string) {
	for _, n := range names {
		if _, ok := t.columns[n]; !ok {
			faults.Add("column-missing", register.At(t.header, n), "column", n)
		}
	}
}

// cell is a value by its column; the empty one when the column or the value is not there.
func (r tableRow) cell(column string) register.Cell {
	c, ok := r.t.columns[column]
	if !ok {
		return register.Cell{}
	}
	return r.At(c.Index)
}

// get is a value as text.
func (r tableRow) get(column string) string { return r.cell(column).Text }

// place is where a value stands, for faults.
func (r tableRow) place(column string) string { return register.At(r.No, column) }

// date reads a day.
func (r tableRow) date(column string, faults *billing.Faults) cal.Date {
	c := r.cell(column)
	if c.Text == "" {
		faults.Add("cell-missing", r.place(column), "column", column)
		return cal.Date{}
	}
	d, ok := sheet.ParseDay(c, r.t.columns[column].Dates)
	if !ok || d.Year < 1970 {
		faults.Add("date-wrong", r.place(column), "value", c.Text)
		return cal.Date{}
	}
	return d
}

// amount reads an amount that has no more decimals than its currency.
func (r tableRow) amount(column string, c money.Currency, faults *billing.Faults) money.Amount {
	cell := r.cell(column)
	if cell.Text == "" {
		faults.Add("cell-missing", r.place(column), "column", column)
		return money.New(0, c)
	}
	d, ok := sheet.ParseNumber(cell, r.t.columns[column].Numbers)
	a, err := money.Parse(d.String(), c)
	if !ok || err != nil {
		faults.Add("amount-wrong", r.place(column), "value", cell.Text)
		return money.New(0, c)
	}
	return a
}
