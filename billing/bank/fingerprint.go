package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
)

// Fingerprint gives every entry its Fingerprint and Likeness. Read has done so already.
//
// A fingerprint covers account, booking date, amount with sign and currency, KID or folded text, payer's account, the bank's
// reference and which of several equal rows of the file this is: the same row delivered again has the same one, two equal
// payments of a day have different ones. Pending and interim rows never share one with the booking they announce.
// It is a hash, so that it may stand in logs.
func (f *File) Fingerprint() {
	seen := map[string]int{}
	for i := range f.Statements {
		s := &f.Statements[i]
		for j := range s.Entries {
			e := &s.Entries[j]
			like := likeness(s, e)
			row := like + "|" + e.Refs.Servicer
			seen[row]++
			e.Likeness = digest(like)
			e.Fingerprint = digest(row + "|" + itoa(seen[row]))
		}
	}
}

// likeness is what two deliveries of one payment have in common, whatever reference they carry.
func likeness(s *Statement, e *Entry) string {
	state := string(e.Status)
	if !s.Kind.Bookable() {
		state = string(s.Kind)
	}
	what := e.KID
	if what == "" {
		what = Fold(e.Text)
	}
	return strings.Join([]string{s.Account, e.Date().String(), strconv.FormatInt(e.Amount.Minor, 10), string(e.Amount.Currency),
		what, e.PayerAccount, string(e.Role), state}, "|")
}

// Fold is a text for comparing: letters and digits only, in lower case.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
