package register

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"fakturist/billing"
)

// Sheet is one table of a file: a header and rows under it.
type Sheet struct {
	File       string         // name of the file without its folder, for people
	Format     string         // csv or xlsx
	Name       string         // of the sheet in a workbook
	Others     []string       // other sheets of the workbook that hold something
	Charset    string         // of a CSV: utf-8, utf-16le, utf-16be, windows-1252, macintosh, cp865
	Separator  string         // of a CSV: ; , | or a tab
	HeaderLine int            // line of the header, from 1; rows above it are titles
	Columns    []Column       // from left to right
	Rows       []Line         // below the header, blank ones left out
	Faults     billing.Faults // what is wrong with rows and columns; fatal ones are of rows that cannot be trusted
}

// Column is one column of a sheet with what its values look like.
type Column struct {
	Index       int        // from 0
	Name        string     // the header as it stands, made unique; "C" for the third column without one
	Header      string     // the header as it stands; empty: it has none
	Samples     []string   // the first values that differ, at most five
	Numbers     NumberForm // how its numbers are written; empty: it holds none
	NumbersSure bool       // false: could be read the other way too ("1.234")
	Dates       DateOrder  // how its days are written; empty: it holds none
	DatesSure   bool       // false: day and month could be the other way round (03/04/2026)
}

// NumberForm is the decimal sign of a column.
type NumberForm string

// The decimal signs.
const (
	Comma NumberForm = ","
	Point NumberForm = "."
)

// DateOrder is how the days of a column are written.
type DateOrder string

// The orders.
const (
	DayMonthYear DateOrder = "dmy"
	MonthDayYear DateOrder = "mdy"
	YearMonthDay DateOrder = "ymd"
)

// Line is one row of a sheet.
type Line struct {
	No    int    // line in the file, from 1 with the header; the row's number in a workbook
	Cells []Cell // as many as the row has, which may be fewer than there are columns
}

// Cell is one value.
type Cell struct {
	Text string   // of a text as it stands; of a Number plain with a point ("1234.5"), of a Day "2026-11-22"
	Type CellType // what a workbook says it is; Text in a CSV
}

// CellType is what a workbook says of a cell.
type CellType uint8

// The types of a cell.
const (
	Text CellType = iota
	Number
	Day
)

// At is the cell of a column; the empty one beyond the end of the row.
func (l Line) At(column int) Cell {
	if column < 0 || column >= len(l.Cells) {
		return Cell{}
	}
	return l.Cells[column]
}

// Fingerprint is the same for files of the same columns, whatever their rows: a mapping is remembered under it.
func (s Sheet) Fingerprint() string {
	h := sha256.New()
	for _, c := range s.Columns {
		h.Write([]byte(strings.ToLower(strings.Join(strings.Fields(c.Header), " ")) + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Column finds a column by its name, in upper or lower case.
func (s Sheet) Column(name string) (Column, bool) {
	for _, c := range s.Columns {
		if strings.EqualFold(c.Name, strings.TrimSpace(name)) {
			return c, true
		}
	}
	return Column{}, false
}

// Mapping says which column is which field. Its JSON is what is kept for the next time.
type Mapping struct {
	Kind    Kind                  `json:"kind"`
	Fields  map[string]Field      `json:"fields"`            // by Column.Name; a column that is not there, or is Ignore, is left out
	Numbers map[string]NumberForm `json:"numbers,omitempty"` // by Column.Name, where a person says otherwise than Column.Numbers
	Dates   map[string]DateOrder  `json:"dates,omitempty"`   // by Column.Name, where a person says otherwise than Column.Dates
}
