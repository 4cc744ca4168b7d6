package ubl_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"fakturist/billing/ubl"
)

func xmlAttr(name, value string) xml.Attr { return xml.Attr{Name: xml.Name{Local: name}, Value: value} }

// serialize writes a tree as it is, whatever is wrong with it.
func serialize(root *ubl.Node) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	ns := "urn:oasis:names:specification:ubl:schema:xsd:" + root.Name + "-2"
	attrs := fmt.Sprintf(` xmlns="%s" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" `+
		`xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"`, ns)
	serializeNode(&b, root, attrs)
	return []byte(b.String())
}

func serializeNode(b *strings.Builder, n *ubl.Node, attrs string) {
	name := n.Name
	if strings.HasPrefix(name, "{") {
		space, local, _ := strings.Cut(name[1:], "}")
		name = "x:" + local
		attrs += fmt.Sprintf(` xmlns:x="%s"`, space)
	}
	fmt.Fprintf(b, "<%s%s", name, attrs)
	for _, a := range n.Attrs {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			fmt.Fprintf(b, ` %s="`, a.Name.Local)
			xml.EscapeText(b, []byte(a.Value))
			b.WriteString(`"`)
		}
	}
	b.WriteString(">")
	text := n.Text
	if strings.TrimSpace(n.Raw) == n.Text { // not changed since it was read
		text = n.Raw
	}
	xml.EscapeText(b, []byte(text))
	for _, c := range n.Children {
		serializeNode(b, c, "")
	}
	fmt.Fprintf(b, "</%s>", name)
}

// orders are the lines of the schema table, by name of the parent.
var orders = sync.OnceValue(func() map[string][]string {
	b, err := os.ReadFile(filepath.Join("rule", "schema.txt"))
	if err != nil {
		panic(err)
	}
	m, types := map[string][]string{}, map[string][]string{}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case name == "=":
			for pair := range strings.FieldsSeq(rest) {
				element, of, _ := strings.Cut(pair, "=")
				m["cac:"+element] = types[of]
			}
		case strings.HasSuffix(name, ":"):
			var children []string
			for word := range strings.FieldsSeq(rest) {
				word = strings.TrimRight(word, "?*+")
				if local, ok := strings.CutPrefix(word, "."); ok {
					children = append(children, "cac:"+local)
				} else {
					children = append(children, "cbc:"+word)
				}
			}
			name = strings.TrimSuffix(name, ":")
			types[strings.TrimPrefix(name, ".")] = children
			if local, aggregate := strings.CutPrefix(name, "."); aggregate {
				m["cac:"+local] = children
			} else {
				m[name] = children
			}
		}
	}
	return m
})

// orderPlace is where the schema wants a child of a name; -1 when it knows none.
func orderPlace(parent *ubl.Node, name string) int {
	rank := map[string]int{}
	for i, child := range orders()[parent.Name] {
		rank[child] = i
	}
	own, known := rank[name]
	if !known {
		return -1
	}
	at := 0
	for i, c := range parent.Children {
		if r, known := rank[c.Name]; known && r < own {
			at = i + 1
		}
	}
	return at
}
