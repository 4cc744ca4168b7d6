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
	seen := map[[sha256.Size]byte]int{}
	var b []byte
	for i := range f.Statements {
		s := &f.Statements[i]
		for j := range s.Entries {
			e := &s.Entries[j]
			b = appendLikeness(b[:0], s, e)
			e.Likeness = digest(b)
			b = append(append(b, '|'), e.Refs.Servicer...)
			row := sha256.Sum256(b)
			seen[row]++
			e.Occurrence = seen[row]
			b = strconv.AppendInt(append(b, '|'), int64(e.Occurrence), 10)
			e.Fingerprint = digest(b)
		}
	}
}

// appendLikeness appends what two deliveries of one payment have in common, whatever reference they carry.
func appendLikeness(b []byte, s *Statement, e *Entry) []byte {
	b = append(append(b, s.Account...), '|')
	day := e.Date()
	b = strconv.AppendInt(b, int64(day.Year*10000+int(day.Month)*100+day.Day), 10)
	b = strconv.AppendInt(append(b, '|'), e.Amount.Minor, 10)
	b = append(append(b, e.Amount.Currency...), '|')
	if e.KID != "" {
		b = append(b, e.KID...)
	} else {
		b = append(b, Fold(e.Text)...)
	}
	b = append(append(b, '|'), e.PayerAccount...)
	b = append(append(b, '|'), e.Role...)
	if !s.Kind.Bookable() {
		return append(append(b, '|'), s.Kind...)
	}
	return append(append(b, '|'), e.Status...)
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

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
