package sheet

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"
)

// readCSV reads a text file of separated values.
func readCSV(b []byte, _ Options, s *register.Sheet) (*grid, error) {
	var faults billing.Faults
	text, charset, ok := decode(b)
	if !ok {
		faults.Add("table-charset", "")
		return nil, faults.Err()
	}
	first := 1
	sep, rest := stated(text)
	if sep != 0 {
		first, text = 2, rest
	} else {
		sep = separator(text)
	}
	s.Format, s.Charset, s.Separator = "csv", charset, string(sep)
	g := &grid{}
	sc := &scanner{text: text, sep: byte(sep), line: first}
	for {
		line, cells, fault := sc.next()
		if fault != nil {
			g.faults = append(g.faults, *fault)
			return nil, g.faults.Err()
		}
		if cells == nil {
			break
		}
		row := make([]register.Cell, len(cells))
		for i, c := range cells {
			row[i].Text = c
		}
		if err := g.add(line, row); err != nil {
			return nil, err
		}
	}
	if bytes.ContainsRune(text, '\ufffd') {
		g.warnBroken()
	}
	if misread(text) {
		g.faults.Warn("table-letters-wrong", "")
	}
	return g, nil
}

// misread finds UTF-8 that an earlier program read as Windows-1252 and wrote again: "BjÃ¸rn".
func misread(text []byte) bool {
	return slices.ContainsFunc([]string{"Ã¸", "Ã¥", "Ã¦", "Ã˜", "Ã…", "Ã†"}, func(s string) bool { return bytes.Contains(text, []byte(s)) })
}

// separators in the order they are preferred when they explain a file equally well.
var separators = []rune{';', '\t', '|', ','}

// stated reads Excel's own line "sep=;", if it is there.
func stated(text []byte) (sep rune, rest []byte) {
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.ToLower(bytes.Trim(line, "\r\" "))
	if len(line) == 5 && bytes.HasPrefix(line, []byte("sep=")) && slices.Contains(separators, rune(line[4])) {
		return rune(line[4]), rest
	}
	return 0, text
}

// separator is the one that cuts most rows into the same number of values, the most values counting.
func separator(text []byte) rune {
	best, most := separators[0], 0
	for _, sep := range separators {
		if n := evenness(text, byte(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}

// evenness counts, over the first rows, the separators of the rows that have the commonest number of them.
func evenness(text []byte, sep byte) int {
	sc := &scanner{text: text, sep: sep, line: 1}
	rows := map[int]int{}
	for range 100 {
		_, cells, fault := sc.next()
		if fault != nil || cells == nil {
			break
		}
		rows[len(cells)-1]++
	}
	most := 0
	for n, times := range rows {
		most = max(most, n*times)
	}
	return most
}

// scanner cuts a text into rows. Quotes around a value are taken off and doubled ones inside halved; a quote in the middle of
// an unquoted value is a letter like any other, for names have them: Kafé "Kråka" AS.
type scanner struct {
	text []byte
	sep  byte
	line int // of the next row
	pos  int
}

// next gives a row and the line it begins on; no cells at the end.
func (s *scanner) next() (line int, cells []string, fault *billing.Fault) {
	if s.pos >= len(s.text) {
		return 0, nil, nil
	}
	line = s.line
	for {
		cell, end, fault := s.cell()
		if fault != nil {
			return line, nil, fault
		}
		if len(cells) >= MaxColumns {
			return line, nil, &billing.Fault{Code: "sheet-too-many-columns", Path: register.At(line, ""), Args: map[string]string{"limit": fmt.Sprint(MaxColumns)}}
		}
		cells = append(cells, cell)
		if end {
			return line, cells, nil
		}
	}
}

// cell gives the next value and whether it is the row's last.
func (s *scanner) cell() (value string, last bool, fault *billing.Fault) {
	s.blanks()
	if s.pos < len(s.text) && s.text[s.pos] == '"' {
		if value, fault = s.quoted(); fault != nil {
			return "", true, fault
		}
	}
	n := bytes.IndexAny(s.text[s.pos:], string(rune(s.sep))+"\r\n")
	if n < 0 {
		n = len(s.text) - s.pos
	}
	value += string(s.text[s.pos : s.pos+n])
	s.pos += n
	if s.pos < len(s.text) && s.text[s.pos] == s.sep {
		s.pos++
		return value, false, nil
	}
	s.newline()
	return value, true, nil
}

// blanks passes blanks before a value.
func (s *scanner) blanks() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t' && s.sep != '\t') {
		s.pos++
	}
}

// newline passes the end of a line: \r\n, \n, or \r as old Macs write it.
func (s *scanner) newline() {
	if s.pos < len(s.text) && s.text[s.pos] == '\r' {
		s.pos++
		s.line++
		if s.pos < len(s.text) && s.text[s.pos] == '\n' {
			s.pos++
		}
		return
	}
	if s.pos < len(s.text) && s.text[s.pos] == '\n' {
		s.pos++
		s.line++
	}
}

// quoted reads a value in quotes. One that is not closed would swallow the rest of the file, so it is refused where it opens.
func (s *scanner) quoted() (string, *billing.Fault) {
	open := s.line
	var b strings.Builder
	for s.pos++; s.pos < len(s.text); s.pos++ {
		c := s.text[s.pos]
		if c == '"' {
			s.pos++
			if s.pos >= len(s.text) || s.text[s.pos] != '"' {
				return b.String(), nil
			}
		}
		if c == '\n' {
			s.line++
		}
		if b.Len() > 4*MaxCell {
			break
		}
		b.WriteByte(c)
	}
	return "", &billing.Fault{Code: "table-row-broken", Path: register.At(open, ""), Args: map[string]string{"what": "quote not closed"}}
}
