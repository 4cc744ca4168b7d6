package sheet

import (
	"fmt"
	"strings"
	"unicode"

	"fakturist/billing"
	"fakturist/billing/register"
)

// grid is the rows of a table as they stand, before anybody knows which is the header.
type grid struct {
	rows   []register.Line
	values int
	merged []span // merged cells of a workbook
	faults billing.Faults
}

// span is a range of merged cells on one row, columns from 0, both included.
type span struct{ line, from, to int }

// add takes a row; blank ones are passed over. The error is a limit that was crossed.
func (g *grid) add(line int, cells []register.Cell) error {
	for i := range cells {
		g.clean(line, i, &cells[i])
	}
	for len(cells) > 0 && cells[len(cells)-1].Text == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	var faults billing.Faults
	if len(cells) > MaxColumns {
		faults.Add("sheet-too-many-columns", register.At(line, ""), "limit", fmt.Sprint(MaxColumns))
	}
	if len(g.rows) > MaxRows {
		faults.Add("table-too-many-rows", register.At(line, ""), "limit", fmt.Sprint(MaxRows))
	}
	if g.values += len(cells); g.values > MaxValues {
		faults.Add("sheet-too-many-values", register.At(line, ""), "limit", fmt.Sprint(MaxValues))
	}
	g.rows = append(g.rows, register.Line{No: line, Cells: cells})
	return faults.Err()
}

// clean takes away what no value means to hold: blanks around it, marks nobody sees, line breaks. Letters that turn the
// direction of writing or steer a terminal are taken out and told.
func (g *grid) clean(line, column int, c *register.Cell) {
	if len(c.Text) > MaxCell {
		g.faults.Add("table-cell-too-long", register.At(line, letters(column)), "limit", fmt.Sprint(MaxCell))
		c.Text = strings.ToValidUTF8(c.Text[:MaxCell], "")
	}
	if plain(c.Text) {
		return
	}
	text := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
			return ' '
		case r == '\ufeff' || r == '\u200b' || r == '\u00ad' || r == '\u2060' || hostile(r):
			return -1
		}
		return r
	}, c.Text)
	if strings.ContainsFunc(c.Text, hostile) {
		g.faults.Warn("cell-signs-removed", register.At(line, letters(column)))
	}
	c.Text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
}

// plain tells whether a text needs no cleaning, as most do.
func plain(s string) bool {
	if s == "" {
		return true
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f || s[i] == 0xc2 || s[i] == 0xe2 || s[i] == 0xef {
			return false
		}
	}
	return s[0] != ' ' && s[len(s)-1] != ' ' && !strings.Contains(s, "  ")
}

// hostile are letters that steer instead of being read: controls, and marks that turn the direction of writing.
func hostile(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func (g *grid) warnBroken() {
	for _, row := range g.rows {
		for i, c := range row.Cells {
			if strings.ContainsRune(c.Text, '\ufffd') {
				g.faults.Warn("table-letters-wrong", register.At(row.No, letters(i)))
				return
			}
		}
	}
}

// settle finds the header and gives the sheet its columns and rows.
func (g *grid) settle(s *register.Sheet) {
	head := g.header()
	names := make([]string, g.width(head+1))
	if head >= 0 {
		for i := range names {
			names[i] = strings.Trim(g.rows[head].At(i).Text, "\"* ")
		}
		s.HeaderLine = g.rows[head].No
		g.prefix(head, names)
	}
	s.Rows = g.rows[head+1:]
	s.Columns = columns(names)
	s.Faults = g.faults
	g.tooWide(s, head)
	for i := range s.Faults { // places are told by the column's name where it has one
		line, column := register.Where(s.Faults[i].Path)
		if at := index(column); line > 0 && at >= 0 && at < len(s.Columns) {
			s.Faults[i].Path = register.At(line, s.Columns[at].Name)
		}
	}
	for i := range s.Columns {
		look(s, &s.Columns[i])
	}
}

// tooWide notes rows with more values than the header has names: their values may stand under the wrong ones.
func (g *grid) tooWide(s *register.Sheet, head int) {
	if head < 0 {
		return
	}
	named := len(g.rows[head].Cells)
	for _, row := range s.Rows {
		if s.Format == "csv" && len(row.Cells) > named {
			s.Faults.Add("table-too-many-cells", register.At(row.No, ""), "cells", fmt.Sprint(len(row.Cells)), "columns", fmt.Sprint(named))
		}
	}
	if s.Format == "csv" {
		s.Columns = s.Columns[:named]
	}
}

// width is the most values a row has, header and rows from a place on.
func (g *grid) width(from int) int {
	w := 0
	for _, row := range g.rows[max(from-1, 0):] {
		w = max(w, len(row.Cells))
	}
	return w
}

// letters is how a spreadsheet names a column: A, B, … Z, AA.
func letters(column int) string {
	s := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// index is the column of letters; -1 when they are none.
func index(name string) int {
	n := 0
	for _, r := range name {
		if r < 'A' || r > 'Z' || n > MaxColumns {
			return -1
		}
		n = 26*n + int(r-'A') + 1
	}
	return n - 1
}
