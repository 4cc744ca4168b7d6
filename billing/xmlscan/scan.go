// Package xmlscan is a pull parser for the XML of business: statements of banks, invoices. It holds the grammar of XML and
// its limits, about twenty times as fast as encoding/xml (BenchmarkScan); what names, namespaces and texts mean is left to
// those who read with it. It imports the standard library alone.
package xmlscan

import "bytes"

// Limits are how much of a document is taken; encoding/xml knows none. Nought is no limit.
type Limits struct {
	Depth int // of elements within each other
	Text  int // bytes of one run of text or one attribute value, as written
	Attrs int // of one element
}

// Event is what Next found.
type Event int

// The events.
const (
	End   Event = iota // the end of the innermost element
	Start              // an element; Name, Prefix and Attrs are its own
	Chars              // character data, or a part of it; see Text and Span
	EOF                // the end of a well-formed document, or a failure: see Err
)

// Scanner reads one document.
//
// It takes well-formed XML 1.0 in UTF-8 with one root element and without a document type. Comments, processing
// instructions, CDATA, character and predefined entity references are handled; other entities cannot exist without a
// document type. It is stricter than encoding/xml on the outside (one root, no text around it, limits) and laxer in one
// point: names may contain any character beyond ASCII. That bytes are UTF-8 is for the caller to see to, and so are
// namespaces: that a prefix is declared and an attribute comes once. FuzzScan holds the two against each other.
//
// After a failure Err tells it and Next gives EOF for ever, so that callers check once at the end.
type Scanner struct {
	data    []byte
	limits  Limits
	pos     int
	stack   []frame
	name    frame  // the element that started last
	root    bool   // a document element has begun
	text    []byte // found last; valid until the next call
	span    Span   // of text
	attrs   []Attr
	pending bool   // the start tag closed itself, its end comes next
	buf     []byte // of decode
	done    bool
	err     *Error
}

// frame is an open element.
type frame struct {
	qname []byte // as written, with prefix
	local []byte
	index int // count among its kind for Path, 0 for none
}

// Span is where a text stands in the document, as written. Plain says that it is the text itself: no reference and no line
// end has to be replaced.
type Span struct {
	From, To int
	Plain    bool
}

// Attr is an attribute of the element that started last; its Span is that of the value between the quotes.
type Attr struct {
	Prefix, Local []byte
	Span
}

// New reads a document, which must be UTF-8 without a byte order mark and stay as it is while it is read.
func New(data []byte, limits Limits) Scanner {
	return Scanner{data: data, limits: limits, stack: make([]frame, 0, 16)}
}

// Name is the local name of the element that started last.
func (s *Scanner) Name() []byte { return s.name.local }

// Prefix is the prefix of the element that started last, or nothing.
func (s *Scanner) Prefix() []byte { return prefix(s.name.qname, s.name.local) }

// Text is the text found last, references and line ends replaced. It is valid until the next call.
func (s *Scanner) Text() []byte { return s.text }

// Span is where the text found last stands.
func (s *Scanner) Span() Span { return s.span }

// Written is what stands in the document at a span.
func (s *Scanner) Written(at Span) []byte { return s.data[at.From:at.To] }

// Attrs are the attributes of the element that started last, valid until the next one starts.
func (s *Scanner) Attrs() []Attr { return s.attrs }

// Depth is how many elements are open.
func (s *Scanner) Depth() int { return len(s.stack) }

// Open is the local name of an open element, 0 being the document element.
func (s *Scanner) Open(level int) []byte { return s.stack[level].local }

// Offset is how much of the document has been read.
func (s *Scanner) Offset() int { return s.pos }

// Rest is what has not been read yet.
func (s *Scanner) Rest() []byte { return s.data[s.pos:] }

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

// Next gives the next event.
func (s *Scanner) Next() Event {
	if s.done {
		return EOF
	}
	if s.pending {
		s.pending = false
		s.stack = s.stack[:len(s.stack)-1]
		return End
	}
	for s.pos < len(s.data) {
		if s.data[s.pos] != '<' {
			if len(s.stack) > 0 {
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
				return EOF
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
func (s *Scanner) finish() Event {
	switch {
	case s.pos < len(s.data) || len(s.stack) > 0:
		return s.syntax("the file ends inside an element")
	case !s.root:
		return s.syntax("no element in the file")
	}
	return EOF
}

// skipSpace moves to the next tag, or says that there is something else.
func (s *Scanner) skipSpace() bool {
	for s.pos < len(s.data) && class[s.data[s.pos]]&clSpace != 0 {
		s.pos++
	}
	return s.pos == len(s.data) || s.data[s.pos] == '<'
}

// startTag reads "<name attr='v'>" or "<name/>".
func (s *Scanner) startTag() Event {
	if s.root && len(s.stack) == 0 {
		return s.syntax("a second document element")
	}
	qname, local := s.qname(s.pos + 1)
	if qname == nil {
		return s.syntax("no element name after <")
	}
	if limit := s.limits.Depth; limit > 0 && len(s.stack) == limit {
		return s.fail(&Error{Reason: Depth, Limit: limit})
	}
	s.name = frame{qname: qname, local: local}
	s.stack = append(s.stack, s.name)
	s.root = true
	s.pos += 1 + len(qname)
	s.attrs = s.attrs[:0]
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '>':
			s.pos++
			return Start
		case c == '/':
			if s.pos+1 >= len(s.data) || s.data[s.pos+1] != '>' {
				return s.syntax("no > after / in an element")
			}
			s.pos += 2
			s.pending = true
			return Start
		case class[c]&clSpace != 0:
			s.pos++
		default:
			if !s.attribute() {
				return EOF
			}
		}
	}
	return s.syntax("the file ends inside a tag")
}

// qname reads a name at i and splits off its prefix. A name with an empty part or two colons keeps them, or is none.
func (s *Scanner) qname(i int) (qname, local []byte) {
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

// prefix is what stands before the colon of a name.
func prefix(qname, local []byte) []byte {
	if len(local) == len(qname) {
		return nil
	}
	return qname[:len(qname)-len(local)-1]
}

// attribute reads "name = 'value'".
func (s *Scanner) attribute() bool {
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
	if s.limits.Attrs > 0 && len(s.attrs) == s.limits.Attrs {
		s.syntax("more attributes than any element has")
		return false
	}
	a := Attr{Prefix: prefix(qname, local), Local: local, Span: Span{From: s.pos + 1, To: s.pos + 1 + end, Plain: flags&clSpecial == 0}}
	if !a.Plain {
		if _, ok := s.decode(value, true); !ok {
			return false
		}
	}
	s.attrs = append(s.attrs, a)
	s.pos += end + 2
	return true
}

func (s *Scanner) space() {
	for s.pos < len(s.data) && class[s.data[s.pos]]&clSpace != 0 {
		s.pos++
	}
}

// Attr is the value of the attribute with a local name of the element that started last; nil when it has none.
// It is valid until the next call.
func (s *Scanner) Attr(local string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].Local) == local {
			return s.Value(&s.attrs[i])
		}
	}
	return nil
}

// Value is the value of an attribute, references and line ends replaced. It is valid until the next call.
func (s *Scanner) Value(a *Attr) []byte {
	written := s.data[a.From:a.To]
	if a.Plain {
		return written
	}
	v, _ := s.decode(written, true) // cannot fail, attribute has decoded it
	return v
}

// endTag reads "</name>".
func (s *Scanner) endTag() Event {
	if len(s.stack) == 0 {
		return s.syntax("an end tag without its start")
	}
	want := s.stack[len(s.stack)-1].qname
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
	s.stack = s.stack[:len(s.stack)-1]
	return End
}

// instruction passes over "<?target …?>". Of an XML declaration it checks the version; the character set has been seen to.
func (s *Scanner) instruction() bool {
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
