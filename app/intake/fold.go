package intake

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// fold makes names comparable: lower case, letters of the north as their nearest plain ones, without marks, signs and
// double blanks. "Ødegård & Sønn AS" is "odegard sonn as".
func fold(s string) string {
	var b strings.Builder
	blank := false
	s = letters.Replace(strings.ToLower(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case r >= 0x300 && r < 0x370: // marks
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 0x7f:
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteRune(r)
		default:
			blank = true
		}
	}
	return b.String()
}

var letters = strings.NewReplacer("ø", "o", "æ", "ae", "å", "a", "ä", "ae", "ö", "o", "đ", "d", "ł", "l", "ß", "ss", "aa", "a", "'", "", "’", "", "\u00ad", "")

// squeeze is fold without blanks, for the headers of columns: "E-post adresse" is "epostadresse", "Rabatt %" "rabattprosent".
func squeeze(s string) string {
	return strings.ReplaceAll(fold(strings.ReplaceAll(s, "%", "prosent")), " ", "")
}

// near tells whether two folded names are the same but for typing errors: one letter in five to eight, two in longer ones.
func near(a, b string) bool {
	if a == b {
		return true
	}
	most := 0
	switch n := min(len(a), len(b)); {
	case n >= 9:
		most = 2
	case n >= 5:
		most = 1
	}
	return most > 0 && distance(a, b, most) <= most
}

// distance is how many letters must be put in, left out, changed or swapped with their neighbour; above most it stops
// counting.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var room [3 * 64]int // most names need no more
	rows := room[:]
	if n := 3 * (len(b) + 1); n > len(rows) {
		rows = make([]int, n)
	}
	n := len(b) + 1
	before, last, row := rows[:n], rows[n:2*n], rows[2*n:3*n]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
