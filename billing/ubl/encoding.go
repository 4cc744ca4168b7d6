package ubl

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"fakturist/billing/xmlscan"
)

// charsets are the one-byte sets a document may declare, beside UTF-8 and UTF-16. Peppol wants UTF-8; others send what
// their system writes.
var charsets = map[string]*charmap.Charmap{
	"iso-8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "iso-8859-2": charmap.ISO8859_2, "iso-8859-4": charmap.ISO8859_4,
	"iso-8859-9": charmap.ISO8859_9, "iso-8859-10": charmap.ISO8859_10, "iso-8859-15": charmap.ISO8859_15,
	"windows-1250": charmap.Windows1250, "windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252, "windows-1257": charmap.Windows1257,
}

// toUTF8 drops a byte order mark and turns UTF-16, with or without one, into UTF-8; wide tells that it did.
func toUTF8(data []byte) (out []byte, wide bool, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], false, nil
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return nil, false, errors.New("encoding UTF-32 is not read")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian)
	case bytes.HasPrefix(data, []byte("<\x00")):
		return fromUTF16(data, binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\x00<")):
		return fromUTF16(data, binary.BigEndian)
	}
	return data, false, nil
}

func fromUTF16(data []byte, order binary.ByteOrder) ([]byte, bool, error) {
	if len(data)%2 != 0 {
		return nil, true, errors.New("encoding UTF-16: half a character at the end")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units))), true, nil
}

// decoded gives a document in UTF-8, whatever it was in; what was UTF-16 is UTF-8 before its declaration is read.
func decoded(data []byte) ([]byte, error) {
	data, wide, err := toUTF8(data)
	if err != nil {
		return nil, err
	}
	name := xmlscan.Encoding(data)
	switch set := charsets[name]; {
	case name == "", name == "utf-8", name == "utf8", name == "us-ascii", name == "ascii", wide && strings.HasPrefix(name, "utf-16"):
	case set != nil && !wide:
		if data, err = set.NewDecoder().Bytes(data); err != nil {
			return nil, fmt.Errorf("encoding %.40q: %v", name, err)
		}
	default:
		return nil, fmt.Errorf("encoding %.40q is not read, or is not what the bytes are in", name)
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("line %d: bytes that are not UTF-8", 1+bytes.Count(data[:valid(data)], []byte{'\n'}))
	}
	return data, nil
}

// valid is how many bytes are UTF-8.
func valid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}
