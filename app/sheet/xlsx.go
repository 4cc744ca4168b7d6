package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/register"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// readXLSX reads one sheet of a workbook. excelize gives the values as a person sees them; what a cell is, number or text,
// it does not tell while it streams, so a second pass of our own reads that beside it.
func readXLSX(b []byte, opt Options, s *register.Sheet) (g *grid, err error) {
	defer func() {
		if r := recover(); r != nil { // a workbook is a stranger's: what breaks the library must not end the program
			g, err = nil, broken(fmt.Errorf("read workbook: %v", r))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: MaxUnzip,
		ShortDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, openError(err)
	}
	defer f.Close() // it closes files of its own making that were only read
	s.Format = "xlsx"
	if s.Name, s.Others, err = choose(f, opt.Sheet); err != nil {
		return nil, err
	}
	types, err := openTypes(b, s.Name)
	if err != nil {
		return nil, broken(err)
	}
	g, err = readRows(f, s.Name, types)
	if err == nil && len(s.Others) > 0 && opt.Sheet == "" {
		g.faults.Warn("sheet-others", "", "sheet", s.Name, "others", strings.Join(s.Others, ", "))
	}
	return g, err
}

// openError names what keeps a workbook from being opened.
func openError(err error) error {
	var faults billing.Faults
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		faults.Add("sheet-encrypted", "")
	case strings.Contains(err.Error(), "unzip size exceeds"): // the library has no value for it
		faults.Add("sheet-too-large-unpacked", "", "limit", fmt.Sprint(MaxUnzip>>20))
	default:
		return broken(err)
	}
	return errors.Join(faults.Err(), err)
}

func broken(err error) error {
	var faults billing.Faults
	faults.Add("sheet-broken", "")
	return errors.Join(faults.Err(), err)
}

// choose gives the sheet asked for, else the first in sight that holds something, and the other sheets that do.
func choose(f *excelize.File, asked string) (name string, others []string, err error) {
	all := f.GetSheetList()
	for _, sheet := range all {
		visible, err := f.GetSheetVisible(sheet)
		if err != nil {
			return "", nil, broken(err)
		}
		holds, err := holdsRows(f, sheet)
		if err != nil {
			return "", nil, broken(err)
		}
		switch {
		case asked != "" && strings.EqualFold(sheet, asked), asked == "" && name == "" && visible && holds:
			name = sheet
		case holds && visible:
			others = append(others, sheet)
		}
	}
	if name == "" {
		var faults billing.Faults
		if asked != "" {
			faults.Add("sheet-missing", "", "sheet", asked, "sheets", strings.Join(all, ", "))
		} else {
			faults.Add("table-empty", "")
		}
		return "", nil, faults.Err()
	}
	return name, others, nil
}

// holdsRows tells whether a sheet has at least a header and a row near its top.
func holdsRows(f *excelize.File, sheet string) (bool, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	filled := 0
	for n := 0; n < 2*looked && rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			filled++
		}
	}
	return filled >= 2, nil
}

func readRows(f *excelize.File, name string, types *typeReader) (*grid, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, broken(err)
	}
	defer rows.Close()
	shift := 0
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		shift = 1462 // days from 1900's first to 1904's, as Excel counts
	}
	g := &grid{}
	for line := 1; rows.Next(); line++ {
		texts, err := rows.Columns()
		if err != nil {
			return nil, broken(err)
		}
		if len(texts) > MaxColumns {
			texts = texts[:lastFilled(texts)+1]
		}
		numbers, err := types.row(line)
		if err != nil {
			return nil, broken(err)
		}
		cells := make([]register.Cell, len(texts))
		for i, text := range texts {
			cells[i] = cell(text, numbers[i], shift)
		}
		if err := g.add(line, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, broken(err)
	}
	g.merged, err = types.merged()
	if err != nil {
		return nil, broken(err)
	}
	return g, nil
}

func lastFilled(texts []string) int {
	last := -1
	for i, t := range texts {
		if strings.TrimSpace(t) != "" {
			last = i
		}
	}
	return last
}

// cell is a value by what is shown and by the number behind it, which is empty for a text.
func cell(shown, raw string, shift int) register.Cell {
	if raw == "" {
		return register.Cell{Text: shown}
	}
	d, err := decimal.NewFromString(raw)
	if err != nil {
		return register.Cell{Text: shown}
	}
	if d.Exponent() > maxDigits || d.Exponent() < -400 || d.NumDigits() > 400 {
		return register.Cell{Text: shown}
	}
	d = exact(d)
	if strings.Contains(shown, "%") {
		return register.Cell{Text: d.Shift(2).String() + " %"}
	}
	if strings.HasPrefix(shown, "0") && len(shown) > 1 && strings.Trim(shown, "0123456789") == "" {
		return register.Cell{Text: shown} // a post code or number shown with its zeros
	}
	if shown != raw {
		if day := cal.On(1899, 12, 30).AddDays(int(d.IntPart()) + shift); d.Sign() > 0 && d.LessThan(decimal.NewFromInt(200_000)) && shows(shown, day) {
			return register.Cell{Text: day.String(), Type: register.Day}
		}
	}
	return register.Cell{Text: d.String(), Type: register.Number}
}

// exact takes away what binary fractions add: a workbook holds 0.1 as 0.10000000000000001, and means 15 digits.
func exact(d decimal.Decimal) decimal.Decimal {
	places := 15 - (int32(d.NumDigits()) + d.Exponent())
	if -d.Exponent() <= places {
		return d
	}
	return d.Round(places) // of a way of writing, not of money
}

// shows tells whether a text is a day as some format writes it: its day, year and month are there, the month perhaps by name.
func shows(text string, day cal.Date) bool {
	groups := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	has := func(n int) bool {
		return slices.ContainsFunc(groups, func(g string) bool { return len(g) <= 4 && number(g) == n })
	}
	named := strings.ContainsFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
	return len(groups) >= 2 && has(day.Day) && (has(int(day.Month)) || named) && (has(day.Year) || has(day.Year%100))
}
