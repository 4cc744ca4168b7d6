package intake

import (
	"slices"
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

// near tells whether two folded names are the same but for typing errors and a name in the middle: every word of the shorter
// stands in the longer, nearly, and all but one word do.
func near(a, b string) bool {
	if a == b {
		return true
	}
	short, long := strings.Fields(a), strings.Fields(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(long)-len(short) > 1 || len(long) != len(short) && len(short) < 2 {
		return false
	}
	for _, w := range short {
		at := slices.IndexFunc(long, func(other string) bool { return nearWord(w, other) })
		if at < 0 {
			return false
		}
		long = slices.Delete(slices.Clone(long), at, at+1)
	}
	return len(short) > 0
}

// nearWord allows one wrong letter in a word of five, two in one of nine; Per and Pål are two.
func nearWord(a, b string) bool {
	if a == b {
		return true
	}
	n := min(len(a), len(b))
	return n >= 9 && distance(a, b, 2) <= 2 || n >= 5 && distance(a, b, 1) <= 1
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
