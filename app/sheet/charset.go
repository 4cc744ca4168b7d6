package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
)

// oldCharsets are what office programs wrote before UTF-8, the likeliest first. ISO-8859-1 is a part of the first.
var oldCharsets = []struct {
	name string
	enc  encoding.Encoding
}{
	{"windows-1252", charmap.Windows1252},
	{"macintosh", charmap.Macintosh},
	{"cp865", charmap.CodePage865},
}

// decode gives a text in UTF-8 without a byte order mark, and what it was written in. ok is false when it is no text.
func decode(b []byte) (text []byte, charset string, ok bool) {
	if enc, name := wide(b); enc != nil {
		out, err := enc.NewDecoder().Bytes(b)
		return out, name, err == nil && bytes.IndexByte(out, 0) < 0
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, "", false
	}
	if utf8.Valid(b) || mostlyUTF8(b) {
		return bytes.ToValidUTF8(b, []byte("\ufffd")), "utf-8", true
	}
	best, most := 0, 0
	for i, c := range oldCharsets {
		if n := nordic(b, c.enc); i == 0 || n > most {
			best, most = i, n
		}
	}
	out, err := oldCharsets[best].enc.NewDecoder().Bytes(b)
	return out, oldCharsets[best].name, err == nil
}

// wide finds UTF-16 by its mark, or by every second byte being nought.
func wide(b []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM), "utf-16le"
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM), "utf-16be"
	}
	var zeros [2]int
	head := b[:min(len(b), 512)]
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	if half := len(head) / 2; half > 1 {
		switch {
		case zeros[0] == 0 && zeros[1] > half*3/4:
			return xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), "utf-16le"
		case zeros[1] == 0 && zeros[0] > half*3/4:
			return xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM), "utf-16be"
		}
	}
	return nil, ""
}

// mostlyUTF8 tells a UTF-8 file with a few broken letters from a file in an old character set.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 1 {
			good++
		}
		b = b[n:]
	}
	return good > 10*bad
}

// sampled is how many bytes beyond ASCII a character set is judged on.
const sampled = 10_000

// nordic tells how much a text looks like ours when read in a character set: letters of the north speak for it, signs and
// letters nobody here writes against it.
func nordic(b []byte, enc encoding.Encoding) int {
	score, seen := 0, 0
	dec := enc.NewDecoder()
	var out [8]byte
	for _, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		if seen++; seen > sampled {
			break
		}
		n, _, err := dec.Transform(out[:], []byte{c}, true)
		r, _ := utf8.DecodeRune(out[:n])
		switch {
		case err != nil || r == utf8.RuneError || unicode.IsControl(r):
			score -= 5
		case strings.ContainsRune("æøåÆØÅ", r):
			score += 3
		case strings.ContainsRune("äöüéèêóòôáàÄÖÜÉ", r):
			score++
		case r == '\u00a0', strings.ContainsRune("–’“”«»§´°", r):
		default:
			score -= 2
		}
	}
	return score
}
