package camt

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// decode replaces references and line ends in a text. It gives the text itself when there is nothing to replace, else the
// scanner's buffer. quoted says that the text is an attribute value, where "]]>" may stand.
func (s *scanner) decode(b []byte, quoted bool) ([]byte, bool) {
	if !quoted && bytes.Contains(b, []byte("]]>")) {
		s.syntax("]]> outside CDATA")
		return nil, false
	}
	if bytes.IndexByte(b, '&') < 0 {
		return s.newlines(b), true
	}
	out := s.buf[:0]
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			break
		}
		out = appendLines(out, b[:i])
		end := bytes.IndexByte(b[i:], ';')
		r, ok := rune(0), false
		if end > 0 {
			r, ok = reference(b[i+1 : i+end])
		}
		if !ok {
			s.syntax("a reference to an unknown character after &")
			return nil, false
		}
		out = utf8.AppendRune(out, r)
		b = b[i+end+1:]
	}
	s.buf = appendLines(out, b)
	return s.buf, true
}

// newlines turns CR LF and CR into LF, as XML asks for.
func (s *scanner) newlines(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	s.buf = appendLines(s.buf[:0], b)
	return s.buf
}

func appendLines(out, b []byte) []byte {
	for i, c := range b {
		switch {
		case c != '\r':
			out = append(out, c)
		case i+1 >= len(b) || b[i+1] != '\n':
			out = append(out, '\n')
		}
	}
	return out
}

// reference is the character of "amp", "#38" or "#x26".
func reference(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	r := rune(n)
	return r, err == nil && n <= utf8.MaxRune && allowed(r)
}

// allowed tells whether XML 1.0 has the character (production Char).
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || (r >= 0x20 && r <= 0xD7FF) || (r >= 0xE000 && r <= 0xFFFD) || r >= 0x10000
}

// pseudo is a value in an XML declaration, such as version in ` version="1.0" encoding='x'`.
func pseudo(decl []byte, name string) string {
	for {
		i := bytes.Index(decl, []byte(name))
		if i < 0 {
			return ""
		}
		decl = bytes.TrimLeft(decl[i+len(name):], " \t\r\n")
		if len(decl) == 0 || decl[0] != '=' {
			continue
		}
		decl = bytes.TrimLeft(decl[1:], " \t\r\n")
		if len(decl) == 0 || (decl[0] != '"' && decl[0] != '\'') {
			continue
		}
		end := bytes.IndexByte(decl[1:], decl[0])
		if end < 0 {
			return ""
		}
		return string(decl[1 : 1+end])
	}
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }
