package ubl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of Parse. A document with its attachments in Peppol practice stays far below them.
const (
	maxBytes = 50 << 20
	maxDepth = 40
	maxNodes = 1 << 20
	maxAttrs = 64       // of one element
	maxAttr  = 16 << 10 // the longest value
	maxText  = 1 << 20  // of one element, other than an embedded file
)

// ErrMalformed says that bytes are not an XML document we can take.
var ErrMalformed = errors.New("not a well-formed UBL document")

// Node is an element of a parsed document. Names carry the usual prefixes whatever prefixes the file uses: cbc: and cac:
// for the two component namespaces, none for the document element.
type Node struct {
	Name     string // "cbc:ID", "cac:Party", "Invoice"; of any other namespace "{namespace}local"
	Attrs    []xml.Attr
	Text     string // character data, without blanks around it
	Children []*Node
	Parent   *Node // nil at the root
	Line     int   // in the file, from 1
}

// Parse reads a document into a tree, in UTF-8, UTF-16 or a one-byte encoding it declares. A document that lies in the
// envelope of a network (StandardBusinessDocument) is taken out of it. What is not well-formed, document type definitions
// and documents beyond its limits are refused; every error wraps ErrMalformed and names the line.
func Parse(data []byte) (*Node, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%d bytes, at most %d are read: %w", len(data), maxBytes, ErrMalformed)
	}
	data, wide, err := toUTF8(data)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	p := parser{dec: xml.NewDecoder(bytes.NewReader(data))}
	p.dec.CharsetReader = charsetReader(wide)
	if err := p.run(); err != nil {
		line, column := p.dec.InputPos()
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

type parser struct {
	dec   *xml.Decoder
	root  *Node
	open  *Node
	text  []byte // of the open element, while it has no children
	depth int
	nodes int
}

func (p *parser) run() error {
	for {
		token, err := p.dec.Token()
		if errors.Is(err, io.EOF) && p.root != nil && p.open == nil {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return errors.New("the document ends early")
		}
		if err != nil {
			return err
		}
		if err := p.token(token); err != nil {
			return err
		}
	}
}

func (p *parser) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		p.open.Text = string(bytes.TrimSpace(p.text))
		p.text = p.text[:0]
		p.open = p.open.Parent
		p.depth--
	case xml.CharData:
		if p.open == nil && len(bytes.TrimSpace(t)) > 0 {
			return errors.New("text outside the document element")
		}
		if p.open != nil && len(p.open.Children) == 0 {
			p.text = append(p.text, t...)
			if len(p.text) > maxText && p.open.Name != embedded {
				return fmt.Errorf("text of more than %d characters in %s", maxText, p.open.Name)
			}
		}
	case xml.Directive:
		return errors.New("a document type definition is not allowed")
	}
	return nil
}

// embedded is the element of a file within the document (BT-125).
const embedded = "cbc:EmbeddedDocumentBinaryObject"

func (p *parser) start(t xml.StartElement) error {
	if p.open == nil && p.root != nil {
		return errors.New("a second document element")
	}
	if p.depth++; p.depth > maxDepth {
		return fmt.Errorf("elements nest deeper than %d", maxDepth)
	}
	if p.nodes++; p.nodes > maxNodes {
		return fmt.Errorf("more than %d elements", maxNodes)
	}
	if len(t.Attr) > maxAttrs {
		return fmt.Errorf("more than %d attributes on one element", maxAttrs)
	}
	for _, a := range t.Attr {
		if len(a.Value) > maxAttr {
			return fmt.Errorf("attribute %.40q longer than %d characters", a.Name.Local, maxAttr)
		}
	}
	line, _ := p.dec.InputPos()
	n := &Node{Name: qualified(t.Name), Attrs: t.Copy().Attr, Parent: p.open, Line: line}
	if p.open == nil {
		p.root = n
	} else {
		p.open.Children = append(p.open.Children, n)
	}
	p.open, p.text = n, p.text[:0]
	return nil
}

func qualified(n xml.Name) string {
	switch n.Space {
	case nsBasic:
		return "cbc:" + n.Local
	case nsAggregate:
		return "cac:" + n.Local
	case nsInvoice, nsCreditNote:
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// All gives the elements at a path below n, such as "cac:Party/cbc:EndpointID", in document order.
func (n *Node) All(path string) []*Node {
	if n == nil {
		return nil
	}
	name, rest, more := strings.Cut(path, "/")
	var out []*Node
	for _, c := range n.Children {
		if c.Name != name {
			continue
		}
		if more {
			out = append(out, c.All(rest)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// First is the first element at a path, or nil. Its methods take nil, so that look-ups chain.
func (n *Node) First(path string) *Node {
	if n == nil {
		return nil
	}
	name, rest, more := strings.Cut(path, "/")
	for _, c := range n.Children {
		if c.Name != name {
			continue
		}
		if !more {
			return c
		}
		if found := c.First(rest); found != nil {
			return found
		}
	}
	return nil
}

// Value is the text of the first element at a path, or nothing.
func (n *Node) Value(path string) string {
	if found := n.First(path); found != nil {
		return found.Text
	}
	return ""
}

// Attr is the value of an attribute without namespace, or nothing.
func (n *Node) Attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// Walk calls visit for n and everything below it, in document order.
func (n *Node) Walk(visit func(*Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, c := range n.Children {
		c.Walk(visit)
	}
}

// Path is where n stands, such as "/Invoice/cac:InvoiceLine[2]/cbc:ID"; places count from 1 and are given only where
// several elements share the name.
func (n *Node) Path() string {
	if n == nil {
		return ""
	}
	step := "/" + n.Name
	if n.Parent == nil {
		return step
	}
	same, place := 0, 0
	for _, c := range n.Parent.Children {
		if c.Name == n.Name {
			same++
		}
		if c == n {
			place = same
		}
	}
	if same > 1 {
		step += fmt.Sprintf("[%d]", place)
	}
	return n.Parent.Path() + step
}
