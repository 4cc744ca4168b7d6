package camt

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"fakturist/billing/bank"
	"fakturist/billing/xmlscan"
)

// charsets are the one-byte sets that Nordic bank files declare, beside UTF-8.
var charsets = map[string]*charmap.Charmap{
	"iso-8859-1":   charmap.Windows1252, // QUIRK: as browsers do; files that say Latin-1 carry € and dashes of windows-1252
	"latin1":       charmap.Windows1252,
	"windows-1252": charmap.Windows1252,
	"cp1252":       charmap.Windows1252,
	"iso-8859-15":  charmap.ISO8859_15,
	"latin9":       charmap.ISO8859_15,
	"iso-8859-4":   charmap.ISO8859_4,
	"iso-8859-10":  charmap.ISO8859_10,
	"windows-1257": charmap.Windows1257,
}

// toUTF8 gives the file in UTF-8 without a byte order mark. The declaration is honoured; where the bytes contradict it, the
// file is read as windows-1252 and a note says so. Nothing is dropped.
func toUTF8(data []byte) ([]byte, *bank.Note, *bank.Error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return repaired(data[3:], "utf-8")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], 0)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], 1)
	}
	declared := xmlscan.Encoding(data)
	switch {
	case declared == "" || declared == "utf-8" || declared == "utf8" || declared == "us-ascii" || declared == "ascii":
		return repaired(data, declared)
	case declared == "utf-16" && utf8.Valid(data): // what .NET writes into a string that is then saved as UTF-8
		return data, &bank.Note{Code: bank.NoteCharset, Args: map[string]string{"declared": declared, "used": "utf-8"}}, nil
	case charsets[declared] != nil:
		return fromCharmap(data, charsets[declared])
	case ascii(data): // whatever it says, these bytes mean the same
		return data, nil, nil
	}
	return nil, nil, bank.Fail(bank.ReasonCharset, "charset", bank.Excerpt([]byte(declared)))
}

// repaired gives UTF-8 as it is, and other bytes as windows-1252 with a note.
func repaired(data []byte, declared string) ([]byte, *bank.Note, *bank.Error) {
	if utf8.Valid(data) {
		return data, nil, nil
	}
	out, _, err := fromCharmap(data, charmap.Windows1252)
	if declared == "" {
		declared = "utf-8"
	}
	return out, &bank.Note{Code: bank.NoteCharset, Args: map[string]string{"declared": declared, "used": "windows-1252"}}, err
}

func fromCharmap(data []byte, c *charmap.Charmap) ([]byte, *bank.Note, *bank.Error) {
	out, err := c.NewDecoder().Bytes(data)
	if err != nil {
		return nil, nil, bank.Fail(bank.ReasonCharset, "charset", c.String())
	}
	return out, nil, nil
}

// fromUTF16 reads pairs of bytes; high is the place of the more significant one.
func fromUTF16(data []byte, order int) ([]byte, *bank.Note, *bank.Error) {
	if len(data)%2 != 0 {
		return nil, nil, bank.Fail(bank.ReasonCharset, "charset", "utf-16")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		low, high := data[2*i+order], data[2*i+1-order]
		units[i] = uint16(high)<<8 | uint16(low)
	}
	return []byte(string(utf16.Decode(units))), nil, nil
}

func ascii(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
