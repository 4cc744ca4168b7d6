package data

import "strings"

// fold makes a text ready for the full-text index and for asking it: lower case, and letters written as their nearest plain
// ones, so that "odegard" finds "Ødegård". SQLite's tokenizer folds accents too, but none of ø, æ and đ.
func fold(s string) string { return strings.Map(unmarked, folder.Replace(strings.ToLower(s))) }

// unmarked takes the marks off letters written as letter and mark, as files from a Mac have them: the ring of å and the dots
// of ö fall away like those of the letters in one.
func unmarked(r rune) rune {
	if r >= 0x0300 && r < 0x0370 {
		return -1
	}
	return r
}

var folder = newFolder("a àáâãäåāąă", "ae æ", "c çćčĉ", "d đðď", "e èéêëēęěė", "g ğģ", "i ìíîïīįı", "k ķ", "l łļľĺ", "n ñńňņŋ", "o øòóôõöōő", "oe œ",
	"r řŕ", "s śšşș", "ss ß", "t ŧťţț", "th þ", "u ùúûüūůűų", "y ýÿ", "z źżž")

// newFolder takes groups of a plain spelling and the letters it stands for.
func newFolder(groups ...string) *strings.Replacer {
	var pairs []string
	for _, g := range groups {
		plain, letters, _ := strings.Cut(g, " ")
		for _, l := range letters {
			pairs = append(pairs, string(l), plain)
		}
	}
	return strings.NewReplacer(pairs...)
}

// sortKey makes a name sort as Norwegians sort: a to z, æ, ø, å; ä with æ, ö with ø, other accents with their letter.
func sortKey(s string) string { return sorter.Replace(strings.ToLower(strings.TrimSpace(s))) }

var sorter = strings.NewReplacer("æ", "{a", "ä", "{a", "ø", "{b", "ö", "{b", "å", "{c", "é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a",
	"â", "a", "ó", "o", "ò", "o", "ô", "o", "ü", "y", "ú", "u", "í", "i", "ñ", "n", "ç", "c", "č", "c", "š", "s", "ž", "z", "đ", "d", "ŋ", "n", "ŧ", "t")
