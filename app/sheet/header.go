package sheet

import (
	"fmt"
	"strings"

	"fakturist/billing/register"
)

// looked is how many rows the header may stand below the top.
const looked = 50

// header is the place of the header among the rows, -1 when the file has none: the first row that is more than half as
// wide as the widest near the top and holds only names. Titles and dates of export above it are narrower or hold values.
func (g *grid) header() int {
	widest := 0
	for _, row := range g.rows[:min(len(g.rows), looked)] {
		widest = max(widest, filled(row))
	}
	for i, row := range g.rows[:min(len(g.rows), looked)] {
		if n := filled(row); (2*n > widest || widest == 1) && names(row) {
			return i
		}
	}
	return -1
}

func filled(row register.Line) int {
	n := 0
	for _, c := range row.Cells {
		if c.Text != "" {
			n++
		}
	}
	return n
}

// names tells whether a row holds names of columns and no values.
func names(row register.Line) bool {
	for _, c := range row.Cells {
		if c.Type != register.Text || value(c.Text) {
			return false
		}
	}
	return true
}

// value tells a text that stands in a row and never in a header: a number of some length, a day, an e-mail address.
func value(s string) bool {
	if strings.Contains(s, "@") && strings.Contains(s, ".") {
		return true
	}
	digits := strings.Count(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, s), "0")
	return digits > 0 && strings.Trim(s, "+-0123456789.,:/% ") == ""
}

// prefix puts the name of a merged cell above the header before the names under it: "Foresatt" over "Navn" and "E-post".
func (g *grid) prefix(head int, names []string) {
	if head == 0 {
		return
	}
	above := g.rows[head-1]
	for _, m := range g.merged {
		if m.line != above.No || m.from == m.to {
			continue
		}
		title := above.At(m.from).Text
		for i := m.from; i <= m.to && i < len(names); i++ {
			if title != "" && names[i] != "" && m.to-m.from+1 < len(names) {
				names[i] = title + " " + names[i]
			}
		}
	}
}

// columns gives every column a name of its own: its header, numbered when it is not the first of that name, or its letters.
func columns(names []string) []register.Column {
	seen := map[string]bool{}
	out := make([]register.Column, len(names))
	for i, header := range names {
		name := header
		if name == "" {
			name = letters(i)
		}
		for n := 2; seen[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s (%d)", header, n)
		}
		seen[strings.ToLower(name)] = true
		out[i] = register.Column{Index: i, Name: name, Header: header}
	}
	return out
}

// samples is how many values a column shows; judged is how many rows it is judged on.
const (
	samples = 5
	judged  = 2_000
)

// look fills in what a column's values look like.
func look(s *register.Sheet, c *register.Column) {
	var texts []string
	seen := map[string]bool{}
	typed := map[register.CellType]int{}
	for _, row := range s.Rows {
		cell := row.At(c.Index)
		if cell.Text == "" {
			continue
		}
		if len(c.Samples) < samples && !seen[cell.Text] {
			seen[cell.Text] = true
			c.Samples = append(c.Samples, cell.Text)
		}
		if typed[cell.Type]++; cell.Type == register.Text {
			texts = append(texts, cell.Text)
		}
		if len(texts) >= judged {
			break
		}
	}
	c.Numbers, c.NumbersSure = GuessNumbers(texts)
	c.Dates, c.DatesSure = GuessDays(texts)
	if len(texts) == 0 && typed[register.Number] > 0 {
		c.Numbers, c.NumbersSure = register.Point, true
	}
	if len(texts) == 0 && typed[register.Day] > 0 {
		c.Dates, c.DatesSure = register.YearMonthDay, true
	}
}
