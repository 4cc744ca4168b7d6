package ubl

import (
	"encoding/xml"
	"errors"
	"fmt"

	"fakturist/billing/xmlscan"
)

// nsXML is the namespace the prefix xml stands for without being declared.
const nsXML = "http://www.w3.org/XML/1998/namespace"

// names resolves the names of a document by the namespaces declared where they stand (Namespaces in XML 1.0). Each name is
// made once.
type names struct {
	bound  []binding         // in scope, innermost last
	spaces map[string]*space // by URI
	locals map[string]string // of attributes
	size   int               // bytes of all names
}

// binding is a prefix, empty for the default, and the namespace it stands for.
type binding struct {
	prefix string
	space  *space
}

// space is a namespace with the names met in it.
type space struct {
	uri   string
	label string // what our names begin with
	names map[string]string
}

func newNames() names {
	n := names{spaces: map[string]*space{}, locals: map[string]string{}}
	n.bound = append(make([]binding, 0, 8), binding{"xml", n.space(nsXML)}, binding{"", n.space("")})
	return n
}

func (n *names) space(uri string) *space {
	if s := n.spaces[uri]; s != nil {
		return s
	}
	s := &space{uri: uri, label: label(uri), names: map[string]string{}}
	n.spaces[uri] = s
	return s
}

// label is what names of a namespace begin with.
func label(uri string) string {
	switch uri {
	case nsBasic:
		return "cbc:"
	case nsAggregate:
		return "cac:"
	case nsInvoice, nsCreditNote:
		return ""
	}
	return "{" + uri + "}"
}

// declare takes down an attribute that declares a namespace, and passes over any other.
func (n *names) declare(a *xmlscan.Attr, uri string) error {
	prefix := ""
	switch {
	case string(a.Prefix) == "xmlns":
		prefix = string(a.Local)
	case len(a.Prefix) > 0 || string(a.Local) != "xmlns":
		return nil
	}
	switch {
	case prefix == "xmlns" || (prefix == "xml") != (uri == nsXML):
		return errors.New("xml and xmlns stand for themselves alone")
	case prefix != "" && uri == "":
		return fmt.Errorf("prefix %.40q is declared as no namespace", prefix)
	case len(n.bound) == maxSpaces:
		return fmt.Errorf("more than %d namespaces at one place", maxSpaces)
	}
	n.bound = append(n.bound, binding{prefix, n.space(uri)})
	return nil
}

// find is the namespace a prefix stands for here.
func (n *names) find(prefix []byte) (*space, error) {
	for i := len(n.bound) - 1; i >= 0; i-- {
		if b := &n.bound[i]; b.prefix == string(prefix) {
			return b.space, nil
		}
	}
	return nil, fmt.Errorf("prefix %.40q is not declared", prefix)
}

// element is the name of an element.
func (n *names) element(prefix, local []byte) (string, error) {
	s, err := n.find(prefix)
	if err != nil {
		return "", err
	}
	if name, known := s.names[string(local)]; known {
		return name, nil
	}
	name := s.label + string(local)
	s.names[name[len(s.label):]] = name
	return name, n.grow(len(name))
}

// attribute is the name of an attribute; one without a prefix is in no namespace.
func (n *names) attribute(prefix, local []byte) (xml.Name, error) {
	name := xml.Name{Space: string(prefix)}
	if len(prefix) > 0 && name.Space != "xmlns" {
		s, err := n.find(prefix)
		if err != nil {
			return xml.Name{}, err
		}
		name.Space = s.uri
	}
	var known bool
	if name.Local, known = n.locals[string(local)]; known {
		return name, nil
	}
	name.Local = string(local)
	n.locals[name.Local] = name.Local
	return name, n.grow(len(name.Local))
}

func (n *names) grow(by int) error {
	if n.size += by; n.size > maxNames {
		return fmt.Errorf("more than %d bytes of names", maxNames)
	}
	return nil
}
