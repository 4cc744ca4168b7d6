package ubl

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
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

// charsetReader turns a declared encoding into UTF-8; what was UTF-16 is UTF-8 by then.
func charsetReader(wide bool) func(string, io.Reader) (io.Reader, error) {
	return func(name string, r io.Reader) (io.Reader, error) {
		name = strings.ToLower(name)
		switch set := charsets[name]; {
		case wide && strings.HasPrefix(name, "utf-16"), name == "us-ascii", name == "ascii", name == "utf8":
			return r, nil
		case set != nil && !wide:
			return set.NewDecoder().Reader(r), nil
		}
		return nil, fmt.Errorf("encoding %.40q is not read, or is not what the bytes are in", name)
	}
}
