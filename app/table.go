package app

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"golang.org/x/text/encoding/charmap"
)

// Limits of a table somebody hands us.
const (
	maxTableSize = 32 << 20
	maxTableRows = 200_000
	maxCell      = 4 << 10
)

// table is a CSV file read by its header.
type table struct {
	columns map[string]int
	header  []string
	rows    []tableRow
}

// tableRow is one row with the line it begins on, from 1 with the header.
type tableRow struct {
	line  int
	cells []string
	t     *table
}

// readTable reads a CSV file in UTF-8 or Windows-1252. The separator is the one of ; tab , that the header has most of.
// Rows that cannot be read are faults with their line.
func readTable(b []byte) (*table, billing.Faults) {
	var faults billing.Faults
	if len(b) > maxTableSize {
		faults.Add("table-too-large", "", "size", fmt.Sprint(len(b)), "limit", fmt.Sprint(maxTableSize))
		return nil, faults
	}
	text, err := decodeText(b)
	if err != nil {
		faults.Add("table-charset", "")
		return nil, faults
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	t := &table{columns: map[string]int{}}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			faults.Add("table-row-broken", lineAt(broken.Line, ""), "what", broken.Err.Error())
			return nil, faults
		}
		if err != nil {
			faults.Add("table-row-broken", "", "what", err.Error())
			return nil, faults
		}
		line, _ := r.FieldPos(0)
		if !t.add(line, cells, &faults) {
			return nil, faults
		}
	}
	if t.header == nil {
		faults.Add("table-empty", "")
	}
	return t, faults
}

// add takes the header, then rows; it is false when reading on makes no sense.
func (t *table) add(line int, cells []string, faults *billing.Faults) bool {
	if t.header == nil {
		t.setHeader(cells, faults)
		return true
	}
	if len(t.rows) >= maxTableRows {
		faults.Add("table-too-many-rows", lineAt(line, ""), "limit", fmt.Sprint(maxTableRows))
		return false
	}
	if blank(cells) {
		return true
	}
	for i, c := range cells {
		if len(c) > maxCell {
			faults.Add("table-cell-too-long", lineAt(line, t.name(i)), "limit", fmt.Sprint(maxCell))
		}
	}
	if len(cells) > len(t.header) {
		faults.Add("table-too-many-cells", lineAt(line, ""), "cells", fmt.Sprint(len(cells)), "columns", fmt.Sprint(len(t.header)))
	}
	t.rows = append(t.rows, tableRow{line: line, cells: cells, t: t})
	return true
}

func (t *table) setHeader(cells []string, faults *billing.Faults) {
	t.header = make([]string, len(cells))
	for i, c := range cells {
		name := strings.ToLower(strings.TrimSpace(c))
		t.header[i] = name
		if name == "" {
			continue
		}
		if _, twice := t.columns[name]; twice {
			faults.Add("column-twice", lineAt(1, name), "column", name)
		}
		t.columns[name] = i
	}
}

func (t *table) name(i int) string {
	if i < len(t.header) {
		return t.header[i]
	}
	return ""
}

// require notes columns that are missing.
func (t *table) require(faults *billing.Faults, names ...string) {
	for _, n := range names {
		if _, ok := t.columns[n]; !ok {
			faults.Add("column-missing", lineAt(1, n), "column", n)
		}
	}
}

// get is a cell by its column, without blanks around it; empty when the column or the cell is not there.
func (r tableRow) get(column string) string {
	i, ok := r.t.columns[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.Trim(r.cells[i], " \t\u00a0")
}

// place is where a cell stands, for faults.
func (r tableRow) place(column string) string { return lineAt(r.line, column) }

func lineAt(line int, column string) string {
	if column == "" {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("line %d, %s", line, column)
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// decodeText gives UTF-8 without a byte order mark. What is not UTF-8 is read as Windows-1252, which Norwegian office
// programs write.
func decodeText(b []byte) ([]byte, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) {
		if bytes.IndexByte(b, 0) >= 0 {
			return nil, errors.New("text with NUL bytes")
		}
		return b, nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err == nil && bytes.IndexByte(out, 0) >= 0 {
		err = errors.New("text with NUL bytes")
	}
	return out, err
}

func separator(text []byte) rune {
	head, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ';', bytes.Count(head, []byte(";"))
	for _, c := range []rune{'\t', ','} {
		if n := bytes.Count(head, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// date reads dd.mm.yyyy or yyyy-mm-dd.
func (r tableRow) date(column string, faults *billing.Faults) cal.Date {
	s := r.get(column)
	if s == "" {
		faults.Add("cell-missing", r.place(column), "column", column)
		return cal.Date{}
	}
	iso := s
	if parts := strings.Split(s, "."); len(parts) == 3 {
		iso = parts[2] + "-" + pad2(parts[1]) + "-" + pad2(parts[0])
	}
	d, err := cal.Parse(iso)
	if err != nil || d.Year < 1970 || d.Year > 2200 {
		faults.Add("date-wrong", r.place(column), "value", s)
		return cal.Date{}
	}
	return d
}

func pad2(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// amount reads "8633,33", "8 633,33" or "8.633,33"; without a comma, a point is the decimal point.
func (r tableRow) amount(column string, c money.Currency, faults *billing.Faults) money.Amount {
	s := r.get(column)
	if s == "" {
		faults.Add("cell-missing", r.place(column), "column", column)
		return money.New(0, c)
	}
	plain := decimalPoint(s)
	if strings.Trim(plain, "-0123456789.") != "" || len(plain) > 20 {
		plain = ""
	}
	a, err := money.Parse(plain, c)
	if err != nil {
		faults.Add("amount-wrong", r.place(column), "value", s)
		return money.New(0, c)
	}
	return a
}

func decimalPoint(s string) string {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2212", "-").Replace(s)
	if strings.Contains(s, ",") {
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	}
	return s
}
