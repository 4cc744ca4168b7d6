package pile

import (
	"strings"
	"unicode"

	"fakturist/billing"
)

// Sheet is what a person who folds a letter would look at: how many pages it has and what stands on the first.
type Sheet struct {
	Pages int
	Texts []Text // of the upper half of the first page
}

// Look reads a letter's PDF.
func Look(pdf []byte) (Sheet, error) {
	s, err := open(pdf)
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Pages: len(s.pages)}
	all, err := s.texts(s.pages[0])
	if err != nil {
		return Sheet{}, err
	}
	for _, t := range all {
		if t.Y < 148.5 {
			sheet.Texts = append(sheet.Texts, t)
		}
	}
	return sheet, nil
}

// What Through may see, as fault codes.
const (
	CodeOutside = "letter-address-outside" // the address does not show whole
	CodeCovered = "letter-window-covered"  // something else shows as well
)

// Through looks through an envelope's window: the receiver's address must show whole, and nothing else. It tells what is wrong;
// the letter can be posted all the same, in an envelope without a window.
func (s Sheet) Through(e billing.Envelope, to billing.Party) []string {
	window, address := Window(e), addressWords(to)
	strangers := 0
	if to.Address.CountryCode() != "NO" {
		strangers = 1 // the country, in words of some language
	}
	shown := map[string]bool{}
	outside, covered := false, false
	for _, t := range s.Texts {
		if !window.touches(t.Box) {
			continue
		}
		words := wordsOf(t.Words)
		switch {
		case !anyOf(words, address):
			strangers--
			covered = covered || strangers < 0
		case !window.holds(t.Box):
			outside = true
		}
		for _, w := range words {
			shown[w] = true
		}
	}
	var wrong []string
	if outside || !showsAll(shown, to) {
		wrong = append(wrong, CodeOutside)
	}
	if covered {
		wrong = append(wrong, CodeCovered)
	}
	return wrong
}

// showsAll tells whether the words that the post needs are among those shown: somebody's name and a place.
func showsAll(shown map[string]bool, to billing.Party) bool {
	for _, need := range []string{to.Name, to.Address.PostCode, to.Address.City} {
		if words := wordsOf(need); len(words) > 0 && !shown[words[0]] {
			return false
		}
	}
	return true
}

func addressWords(to billing.Party) map[string]bool {
	out := map[string]bool{}
	for _, s := range append(to.Address.Lines(), to.Name, to.Contact, to.Address.CountryCode()) {
		for _, w := range wordsOf(s) {
			out[w] = true
		}
	}
	return out
}

// wordsOf are the words of a text in lower case. Letters a font has not come as a question mark, so they part words too.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func anyOf(words []string, known map[string]bool) bool {
	for _, w := range words {
		if known[w] {
			return true
		}
	}
	return false
}
