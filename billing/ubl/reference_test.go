package ubl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The parser that Parse is held against: the same tree by encoding/xml. It shares the limits and the character sets, and
// nothing else. It is inside the package for those.

func referenceParse(data []byte) (*Node, error) {
	if len(data) > maxBytes {
		return nil, errors.New("too long")
	}
	data, wide, err := toUTF8(data)
	if err != nil {
		return nil, err
	}
	p := reference{dec: xml.NewDecoder(bytes.NewReader(data))}
	p.dec.CharsetReader = func(name string, r io.Reader) (io.Reader, error) {
		name = strings.ToLower(name)
		switch set := charsets[name]; {
		case wide && strings.HasPrefix(name, "utf-16"), name == "us-ascii", name == "ascii", name == "utf8":
			return r, nil
		case set != nil && !wide:
			return set.NewDecoder().Reader(r), nil
		}
		return nil, fmt.Errorf("encoding %q", name)
	}
	for {
		token, err := p.dec.Token()
		if errors.Is(err, io.EOF) && p.root != nil && p.open == nil {
			return unwrapped(p.root), nil
		}
		if err != nil {
			return nil, err
		}
		if err := p.token(token); err != nil {
			return nil, err
		}
	}
}

type reference struct {
	dec          *xml.Decoder
	root, open   *Node
	text         []byte
	depth, nodes int
}

func (p *reference) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		if len(p.open.Children) == 0 {
			p.open.Raw = string(p.text)
			p.open.Text = strings.TrimSpace(p.open.Raw)
		}
		p.open = p.open.Parent
		p.depth--
	case xml.CharData:
		if p.open == nil && len(bytes.TrimSpace(t)) > 0 {
			return errors.New("text outside")
		}
		if p.open != nil && len(p.open.Children) == 0 {
			if p.text = append(p.text, t...); len(p.text) > maxText && p.open.Name != embedded {
				return errors.New("text too long")
			}
		}
	case xml.Directive:
		return errors.New("doctype")
	}
	return nil
}

func (p *reference) start(t xml.StartElement) error {
	p.depth++
	p.nodes++
	if p.open == nil && p.root != nil || p.depth > maxDepth || p.nodes > maxNodes || len(t.Attr) > maxAttrs {
		return errors.New("second root, or beyond a limit")
	}
	for _, a := range t.Attr {
		if len(a.Value) > maxAttr {
			return errors.New("attribute too long")
		}
	}
	line, _ := p.dec.InputPos()
	n := &Node{Name: label(t.Name.Space) + t.Name.Local, Parent: p.open, Line: line}
	if len(t.Attr) > 0 {
		n.Attrs = t.Copy().Attr
	}
	if p.open == nil {
		p.root = n
	} else {
		p.open.Children = append(p.open.Children, n)
	}
	p.open, p.text = n, p.text[:0]
	return nil
}
