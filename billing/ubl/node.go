package ubl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// ErrMalformed says that bytes are not an XML document we can take.
var ErrMalformed = errors.New("not a well-formed UBL document")

// Node is an element of a parsed document. Names carry the usual prefixes whatever prefixes the file uses: cbc: and cac:
// for the two component namespaces, none for the document element. Its strings are parts of the document, which stays in
// memory as long as one of them.
type Node struct {
	Name     string     // "cbc:ID", "cac:Party", "Invoice"; of any other namespace "{namespace}local"
	Attrs    []xml.Attr // namespace declarations among them, as encoding/xml has them
	Text     string     // character data, without blanks around it; of an element with children nothing
	Raw      string     // Text with the blanks around it
	Children []*Node
	Parent   *Node // nil at the root
	Line     int   // in the file, from 1: where the start tag ends
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
