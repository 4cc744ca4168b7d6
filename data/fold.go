package data

import "strings"

// fold makes a text ready for the full-text index and for asking it: lower case, and the letters SQLite's tokenizer does
// not fold written as their nearest plain ones, so that "odegard" finds "Ødegård". The tokenizer folds accents itself.
func fold(s string) string { return folder.Replace(strings.ToLower(s)) }

var folder = strings.NewReplacer("ø", "o", "æ", "ae", "å", "a", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "ł", "l", "ŋ", "n", "ŧ", "t", "œ", "oe")

// sortKey makes a name sort as Norwegians sort: a to z, æ, ø, å; ä with æ, ö with ø, other accents with their letter.
func sortKey(s string) string { return sorter.Replace(strings.ToLower(strings.TrimSpace(s))) }

var sorter = strings.NewReplacer("æ", "{a", "ä", "{a", "ø", "{b", "ö", "{b", "å", "{c", "é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a",
	"â", "a", "ó", "o", "ò", "o", "ô", "o", "ü", "y", "ú", "u", "í", "i", "ñ", "n", "ç", "c", "č", "c", "š", "s", "ž", "z", "đ", "d", "ŋ", "n", "ŧ", "t")
