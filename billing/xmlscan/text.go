package xmlscan

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// bang reads what begins with "<!": a comment, which is passed over, or CDATA, which is text.
func (s *Scanner) bang() (Event, bool) {
	rest := s.data[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		end := bytes.Index(rest[4:], []byte("--"))
		if end < 0 || 4+end+2 >= len(rest) {
			return s.syntax("the file ends inside a comment"), true
		}
		if rest[4+end+2] != '>' {
			return s.syntax("-- inside a comment"), true
		}
		s.pos += 4 + end + 3
		return 0, false
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.cdata(rest[9:]), true
	case len(rest) < 9 && bytes.HasPrefix([]byte("<![CDATA["), rest):
		return s.syntax("the file ends inside <!"), true
	}
	return s.fail(&Error{Reason: Doctype}), true
}

func (s *Scanner) cdata(rest []byte) Event {
	if len(s.stack) == 0 {
		return s.syntax("text outside the document element")
	}
	end := bytes.Index(rest, []byte("]]>"))
	if end < 0 {
		return s.syntax("the file ends inside CDATA")
	}
	flags, ok := s.check(rest[:end])
	if !ok {
		return EOF
	}
	s.text, s.span = rest[:end], Span{From: s.pos + 9, To: s.pos + 9 + end, Plain: flags&clSpecial == 0}
	if !s.span.Plain {
		s.text = s.newlines(s.text)
	}
	s.pos += 9 + end + 3
	return Chars
}

// chars reads text up to the next tag.
func (s *Scanner) chars() Event {
	rest := s.data[s.pos:]
	end := bytes.IndexByte(rest, '<')
	if end < 0 {
		return s.syntax("the file ends inside an element")
	}
	flags, ok := s.check(rest[:end])
	if !ok {
		return EOF
	}
	s.text, s.span = rest[:end], Span{From: s.pos, To: s.pos + end, Plain: flags&clSpecial == 0}
	if !s.span.Plain {
		if s.text, ok = s.decode(rest[:end], false); !ok {
			return EOF
		}
	}
	s.pos += end
	return Chars
}

// check looks at every byte of a text: length, characters that XML forbids. Its flags tell whether decode is needed.
func (s *Scanner) check(b []byte) (flags uint8, ok bool) {
	if limit := s.limits.Text; limit > 0 && len(b) > limit {
		s.fail(&Error{Reason: Text, Limit: limit})
		return 0, false
	}
	for _, c := range b {
		flags |= class[c]
	}
	if flags&clControl != 0 || (flags&clSpecial != 0 && (bytes.Contains(b, []byte("\uFFFE")) || bytes.Contains(b, []byte("\uFFFF")))) {
		s.syntax("a control character")
		return 0, false
	}
	return flags, true
}

// decode replaces references and line ends in a text. It gives the text itself when there is nothing to replace, else the
// scanner's buffer. quoted says that the text is an attribute value, where "]]>" may stand.
func (s *Scanner) decode(b []byte, quoted bool) ([]byte, bool) {
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
func (s *Scanner) newlines(b []byte) []byte {
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

// Encoding is the character set that the XML declaration of a document names, in lower case; empty when there is none.
func Encoding(data []byte) string {
	data = bytes.TrimLeft(data, " \t\r\n")
	if len(data) < 6 || !bytes.HasPrefix(data, []byte("<?xml")) || class[data[5]]&clSpace == 0 {
		return ""
	}
	end := bytes.Index(data, []byte("?>"))
	if end < 0 {
		return ""
	}
	return strings.ToLower(pseudo(data[5:end], "encoding"))
}
