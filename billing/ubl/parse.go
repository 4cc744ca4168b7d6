package ubl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"fakturist/billing/xmlscan"
)

// Limits of Parse. A document with its attachments in Peppol practice stays far below them.
const (
	maxBytes  = 50 << 20
	maxDepth  = 40
	maxNodes  = 1 << 20
	maxAttrs  = 64       // of one element
	maxAttr   = 16 << 10 // the longest value
	maxText   = 1 << 20  // of one element, other than an embedded file
	maxSpaces = 128      // namespaces declared at one place of the document
	maxNames  = 8 << 20  // bytes of all names, each counted once
)

// Parse reads a document into a tree, in UTF-8, UTF-16 or a one-byte encoding it declares. A document that lies in the
// envelope of a network (StandardBusinessDocument) is taken out of it. What is not well-formed, document type definitions
// and documents beyond its limits are refused; every error wraps ErrMalformed and names the line.
func Parse(data []byte) (*Node, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%d bytes, at most %d are read: %w", len(data), maxBytes, ErrMalformed)
	}
	data, err := decoded(data)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	p := parser{data: data, doc: string(data), scan: xmlscan.New(data, xmlscan.Limits{Depth: maxDepth, Attrs: maxAttrs}), line: 1, names: newNames()}
	if err := p.run(); err != nil {
		line, column := p.scan.Place()
		return nil, fmt.Errorf("line %d, column %d: %v: %w", line, column, err, ErrMalformed)
	}
	return unwrapped(p.root), nil
}

// envelope is the document element of a message in its envelope (SBDH 1.3), as Peppol sends it.
const envelope = "{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}StandardBusinessDocument"

// unwrapped is the invoice or credit note in an envelope, and any other document as it is.
func unwrapped(root *Node) *Node {
	if root.Name != envelope {
		return root
	}
	for _, c := range root.Children {
		if c.Name == "Invoice" || c.Name == "CreditNote" {
			c.Parent = nil
			return c
		}
	}
	return root
}

// parser builds the tree. It makes one string of the document and cuts the texts out of it; only those that hold
// references, or are broken up by comments, are made anew.
type parser struct {
	data    []byte
	doc     string // data
	scan    xmlscan.Scanner
	names   names
	root    *Node
	open    []level
	family  []*Node // the open elements and the children they have so far, innermost last
	text    text    // of the innermost element, while it has no children
	nodes   int
	line    int // of the offset counted
	counted int

	nodeSlab  slab[Node]
	childSlab slab[*Node]
	attrSlab  slab[xml.Attr]
}

// level is an open element.
type level struct {
	node  *Node
	kids  int // where its children begin in family
	bound int // how many namespaces were declared outside it
}

func (p *parser) run() error {
	for {
		var err error
		switch p.scan.Next() {
		case xmlscan.Start:
			err = p.start()
		case xmlscan.Chars:
			err = p.chars()
		case xmlscan.End:
			p.end()
		case xmlscan.EOF:
			if e := p.scan.Err(); e != nil {
				err = errors.New(e.Sentence())
			}
			return err
		}
		if err != nil {
			return err
		}
	}
}

func (p *parser) start() error {
	if p.nodes++; p.nodes > maxNodes {
		return fmt.Errorf("more than %d elements", maxNodes)
	}
	n := &p.nodeSlab.take(1)[0]
	l := level{node: n, bound: len(p.names.bound)}
	err := p.attributes(n)
	if err != nil {
		return err
	}
	if n.Name, err = p.names.element(p.scan.Prefix(), p.scan.Name()); err != nil {
		return err
	}
	at := p.scan.Offset()
	p.line += bytes.Count(p.data[p.counted:at], []byte{'\n'})
	n.Line, p.counted = p.line, at
	if len(p.open) == 0 {
		p.root = n
	} else {
		n.Parent = p.open[len(p.open)-1].node
	}
	p.family = append(p.family, n)
	l.kids = len(p.family)
	p.open = append(p.open, l)
	p.text.reset()
	return nil
}

// attributes gives an element its attributes and takes down the namespaces it declares.
func (p *parser) attributes(n *Node) error {
	found := p.scan.Attrs()
	if len(found) == 0 {
		return nil
	}
	attrs := p.attrSlab.take(len(found))
	for i := range found {
		a := &found[i]
		if attrs[i].Value = p.value(a); len(attrs[i].Value) > maxAttr {
			return fmt.Errorf("attribute %.40q longer than %d characters", a.Local, maxAttr)
		}
		if err := p.names.declare(a, attrs[i].Value); err != nil {
			return err
		}
	}
	for i := range found { // a prefix may be declared behind its use
		var err error
		if attrs[i].Name, err = p.names.attribute(found[i].Prefix, found[i].Local); err != nil {
			return err
		}
		for _, before := range attrs[:i] {
			if before.Name == attrs[i].Name {
				return fmt.Errorf("attribute %.40q comes twice", found[i].Local)
			}
		}
	}
	n.Attrs = attrs
	return nil
}

func (p *parser) value(a *xmlscan.Attr) string {
	if a.Plain {
		return p.doc[a.From:a.To]
	}
	return string(p.scan.Value(a))
}

// embedded is the element of a file within the document (BT-125).
const embedded = "cbc:EmbeddedDocumentBinaryObject"

func (p *parser) chars() error {
	l := p.open[len(p.open)-1]
	if len(p.family) > l.kids {
		return nil
	}
	if n := p.text.add(&p.scan); n > maxText && l.node.Name != embedded {
		return fmt.Errorf("text of more than %d characters in %s", maxText, l.node.Name)
	}
	return nil
}

func (p *parser) end() {
	l := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	if kids := p.family[l.kids:]; len(kids) > 0 {
		l.node.Children = p.childSlab.take(len(kids))
		copy(l.node.Children, kids)
		p.family = p.family[:l.kids]
	} else {
		l.node.Raw = p.text.in(p.doc)
		l.node.Text = strings.TrimSpace(l.node.Raw)
	}
	p.names.bound = p.names.bound[:l.bound]
}

// text is character data as it comes: one part of the document as it stands, or several put together.
type text struct {
	span   xmlscan.Span // while not apart
	joined []byte
	apart  bool // joined counts
}

func (t *text) reset() { t.span, t.joined, t.apart = xmlscan.Span{}, t.joined[:0], false }

// add takes what the scanner found last, and gives the length so far.
func (t *text) add(s *xmlscan.Scanner) int {
	found := s.Span()
	if !t.apart && t.span.From == t.span.To && found.Plain {
		t.span = found
		return found.To - found.From
	}
	if !t.apart {
		t.joined, t.apart = append(t.joined, s.Written(t.span)...), true
	}
	t.joined = append(t.joined, s.Text()...)
	return len(t.joined)
}

// in is the text as a string.
func (t *text) in(doc string) string {
	if t.apart {
		return string(t.joined)
	}
	return doc[t.span.From:t.span.To]
}

// slab hands out parts of larger allocations, so that a tree costs few of them.
type slab[T any] struct {
	free []T
	size int
}

func (s *slab[T]) take(n int) []T {
	if n > len(s.free) {
		s.size = min(max(2*s.size, 32), 256)
		s.free = make([]T, max(n, s.size))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}
