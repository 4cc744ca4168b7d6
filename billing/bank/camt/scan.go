package camt

import (
	"bytes"

	"fakturist/billing/bank"
)

// Limits of the scanner: no bank file comes near them, and encoding/xml knows none.
const (
	maxDepth = 64
	maxText  = 4 << 10 // bytes of one text node or attribute value
	maxAttrs = 64      // of one element
)

// event is what next found.
type event int

const (
	evEnd   event = iota // end of the innermost element
	evStart              // start of an element; name and attributes are set
	evText               // character data; text is set
	evEOF                // end of a well-formed document, or a failure: err is set
)

// scanner is a pull parser for the XML that banks write, about twenty times as fast as encoding/xml (BenchmarkScan).
//
// It takes well-formed XML 1.0 in UTF-8 with one root element and without a document type, and compares names without their
// prefix. Comments, processing instructions, CDATA, character and predefined entity references are handled; other entities
// cannot exist without a document type. It is stricter than encoding/xml on the outside (one root, no text around it,
// limits) and laxer in one point: names may contain any character beyond ASCII. FuzzScan holds the two against each other.
//
// After a failure err is set and next gives evEOF for ever, so that callers check once at the end.
type scanner struct {
	data    []byte
	pos     int
	depth   int
	stack   [maxDepth]frame
	name    []byte // local name of the element that started last
	text    []byte // text found last; valid until the next call
	attrs   []attr
	pending bool   // the start tag closed itself, its end comes next
	buf     []byte // of decode
	scratch []byte // of firstText
	err     *bank.Error
}

// frame is an open element.
type frame struct {
	qname []byte // as written, with prefix
	local []byte
	index int // count among its kind for the error path, 0 for none
}

// attr is an attribute; value is as written, its references not replaced.
type attr struct {
	prefix, local, value []byte
	raw                  bool // value needs decode
}

// class flags of bytes.
const (
	clName    = 1 << iota // may stand in a name
	clFirst               // may begin a name
	clSpace               // white space
	clSpecial             // text with it needs the slow way: & CR ] 0xEF
	clControl             // may not stand in XML
)

var class = func() (t [256]uint8) {
	for c := range 256 {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == ':', c >= 0x80:
			t[c] = clName | clFirst
		case c >= '0' && c <= '9', c == '-', c == '.':
			t[c] = clName
		case c == ' ', c == '\t', c == '\n', c == '\r':
			t[c] = clSpace
		case c < 0x20:
			t[c] = clControl
		}
	}
	for _, c := range []byte("&\r]\xef") {
		t[c] |= clSpecial
	}
	return t
}()

// fail keeps the first failure, with line and element path, and stops the scanner.
func (s *scanner) fail(e *bank.Error) {
	if s.err != nil {
		return
	}
	if e.Path == "" {
		e.Path = s.path()
	}
	if e.Line == 0 {
		e.Line = 1 + bytes.Count(s.data[:min(s.pos, len(s.data))], []byte{'\n'})
	}
	s.err = e
}

func (s *scanner) syntax(what string) event {
	s.fail(bank.Fail(bank.ReasonSyntax, "what", what))
	return evEOF
}

// next gives the next event.
func (s *scanner) next() event {
	if s.err != nil {
		return evEOF
	}
	if s.pending {
		s.pending = false
		s.depth--
		return evEnd
	}
	for s.pos < len(s.data) {
		if s.data[s.pos] != '<' {
			if s.depth > 0 {
				return s.chars()
			}
			if !s.skipSpace() {
				return s.syntax("text outside the document element")
			}
			continue
		}
		if s.pos+1 >= len(s.data) {
			break
		}
		switch s.data[s.pos+1] {
		case '/':
			return s.endTag()
		case '?':
			if !s.instruction() {
				return evEOF
			}
		case '!':
			if ev, found := s.bang(); found {
				return ev
			}
		default:
			return s.startTag()
		}
	}
	return s.finish()
}

// finish ends the document, or fails when it is cut off.
func (s *scanner) finish() event {
	switch {
	case s.pos < len(s.data) || s.depth > 0:
		return s.syntax("the file ends inside an element")
	case s.stack[0].qname == nil:
		return s.syntax("no element in the file")
	}
	return evEOF
}

// skipSpace moves to the next tag, or says that there is something else.
func (s *scanner) skipSpace() bool {
	for s.pos < len(s.data) && class[s.data[s.pos]]&clSpace != 0 {
		s.pos++
	}
	return s.pos == len(s.data) || s.data[s.pos] == '<'
}

// startTag reads "<name attr='v'>" or "<name/>".
func (s *scanner) startTag() event {
	if s.depth == 0 && s.stack[0].qname != nil {
		return s.syntax("a second document element")
	}
	qname, local := s.qname(s.pos + 1)
	if qname == nil {
		return s.syntax("no element name after <")
	}
	if s.depth == maxDepth {
		s.fail(bank.Fail(bank.ReasonDepth, "limit", "64"))
		return evEOF
	}
	s.stack[s.depth] = frame{qname: qname, local: local}
	s.depth++
	s.pos += 1 + len(qname)
	s.name, s.attrs = local, s.attrs[:0]
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '>':
			s.pos++
			return evStart
		case c == '/':
			if s.pos+1 >= len(s.data) || s.data[s.pos+1] != '>' {
				return s.syntax("no > after / in an element")
			}
			s.pos += 2
			s.pending = true
			return evStart
		case class[c]&clSpace != 0:
			s.pos++
		default:
			if !s.attribute() {
				return evEOF
			}
		}
	}
	return s.syntax("the file ends inside a tag")
}

// qname reads a name at i and splits off its prefix. A name with an empty part or two colons keeps them, or is none.
func (s *scanner) qname(i int) (qname, local []byte) {
	if i >= len(s.data) || class[s.data[i]]&clFirst == 0 {
		return nil, nil
	}
	start, colon, colons := i, -1, 0
	for ; i < len(s.data) && class[s.data[i]]&clName != 0; i++ {
		if s.data[i] == ':' {
			colon = i
			colons++
		}
	}
	qname = s.data[start:i]
	switch {
	case colons > 1:
		return nil, nil
	case colon <= start || colon == i-1:
		return qname, qname
	}
	return qname, s.data[colon+1 : i]
}

// attribute reads "name = 'value'".
func (s *scanner) attribute() bool {
	qname, local := s.qname(s.pos)
	if qname == nil {
		s.syntax("no attribute name where one must stand")
		return false
	}
	s.pos += len(qname)
	s.space()
	if s.pos >= len(s.data) || s.data[s.pos] != '=' {
		s.syntax("attribute without =")
		return false
	}
	s.pos++
	s.space()
	if s.pos >= len(s.data) || (s.data[s.pos] != '"' && s.data[s.pos] != '\'') {
		s.syntax("attribute value without quotes")
		return false
	}
	end := bytes.IndexByte(s.data[s.pos+1:], s.data[s.pos])
	if end < 0 {
		s.syntax("attribute value without its closing quote")
		return false
	}
	value := s.data[s.pos+1 : s.pos+1+end]
	flags, ok := s.check(value)
	if !ok {
		return false
	}
	if bytes.IndexByte(value, '<') >= 0 {
		s.syntax("< in an attribute value")
		return false
	}
	if len(s.attrs) == maxAttrs {
		s.syntax("more attributes than any element has")
		return false
	}
	a := attr{local: local, value: value, raw: flags&clSpecial != 0}
	if len(local) < len(qname) {
		a.prefix = qname[:len(qname)-len(local)-1]
	}
	if a.raw {
		if _, ok := s.decode(value, true); !ok {
			return false
		}
	}
	s.attrs = append(s.attrs, a)
	s.pos += end + 2
	return true
}

func (s *scanner) space() {
	for s.pos < len(s.data) && class[s.data[s.pos]]&clSpace != 0 {
		s.pos++
	}
}

// attr is the value of the attribute with a local name of the element that started last; nil when it has none.
// It is valid until the next call.
func (s *scanner) attr(local string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].local) == local {
			return s.value(&s.attrs[i])
		}
	}
	return nil
}

func (s *scanner) value(a *attr) []byte {
	if !a.raw {
		return a.value
	}
	v, _ := s.decode(a.value, true) // cannot fail, attribute has decoded it
	return v
}

// endTag reads "</name>".
func (s *scanner) endTag() event {
	if s.depth == 0 {
		return s.syntax("an end tag without its start")
	}
	want := s.stack[s.depth-1].qname
	i := s.pos + 2
	if !bytes.HasPrefix(s.data[i:], want) {
		return s.syntax("the end tag does not fit <" + cut(want) + ">")
	}
	for i += len(want); i < len(s.data) && class[s.data[i]]&clSpace != 0; i++ {
	}
	if i >= len(s.data) || s.data[i] != '>' {
		return s.syntax("the end tag does not fit <" + cut(want) + ">")
	}
	s.pos = i + 1
	s.depth--
	return evEnd
}

// instruction passes over "<?target …?>". Of an XML declaration it checks the version; the character set has been seen to.
func (s *scanner) instruction() bool {
	target, _ := s.qname(s.pos + 2)
	if target == nil {
		s.syntax("no target after <?")
		return false
	}
	body := s.data[s.pos+2+len(target):]
	end := bytes.Index(body, []byte("?>"))
	if end < 0 {
		s.syntax("the file ends inside <?")
		return false
	}
	if string(target) == "xml" {
		if v := pseudo(body[:end], "version"); v != "" && v != "1.0" {
			s.syntax("XML version " + cut([]byte(v)))
			return false
		}
	}
	s.pos += 2 + len(target) + end + 2
	return true
}

// path names the open elements, "Document/BkToCstmrStmt/Stmt[1]/Ntry[12]".
func (s *scanner) path() string {
	var b []byte
	for i := range s.depth {
		if i > 0 {
			b = append(b, '/')
		}
		b = append(b, cut(s.stack[i].local)...)
		if n := s.stack[i].index; n > 0 {
			b = append(b, '[')
			b = appendInt(b, n)
			b = append(b, ']')
		}
	}
	return string(b)
}

// count numbers the current element in the path.
func (s *scanner) count(n int) { s.stack[s.depth-1].index = n }

// cut is a name for an error message.
func cut(name []byte) string { return bank.Excerpt(name) }
