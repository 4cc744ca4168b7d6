package rule

import (
	"regexp"
	"slices"
	"strings"

	"fakturist/billing/ubl"
)

// demand is a rule told in one row: what must hold of every element at a place.
type demand struct {
	id   string
	flag Flag
	at   []place
	ok   condition
}

// condition is what a demand asks of an element.
type condition func(*ubl.Node) bool

// must is a demand that makes a document be refused.
func must(id, at string, ok condition) demand { return demand{id, Fatal, places(at), ok} }

// should is a demand that only warns.
func should(id, at string, ok condition) demand { return demand{id, Warning, places(at), ok} }

// place is where a demand holds: a path from the document element ("/cac:Delivery", "/" for the element itself) or a path
// that may begin anywhere ("cac:TaxTotal/cac:TaxSubtotal"). LINE stands for InvoiceLine and CreditNoteLine.
type place struct {
	steps    []string // names from the innermost outwards
	anchored bool
}

// places reads places apart by "|".
func places(s string) []place {
	var out []place
	for p := range strings.SplitSeq(s, "|") {
		path, anchored := strings.CutPrefix(p, "/")
		one := place{anchored: anchored}
		if path != "" {
			one.steps = strings.Split(path, "/")
			slices.Reverse(one.steps)
		}
		out = append(out, one)
	}
	return out
}

func (p place) holds(n *ubl.Node) bool {
	for _, step := range p.steps {
		if n == nil || !stepIs(n, step) {
			return false
		}
		n = n.Parent
	}
	return !p.anchored || n != nil && n.Parent == nil
}

func stepIs(n *ubl.Node, step string) bool {
	return n.Name == step || step == "LINE" && isLine(n)
}

func isLine(n *ubl.Node) bool { return n.Name == "cac:InvoiceLine" || n.Name == "cac:CreditNoteLine" }

// at are the elements of a place.
func (c *checker) at(p place) []*ubl.Node {
	if len(p.steps) == 0 {
		return []*ubl.Node{c.root}
	}
	candidates := c.named[p.steps[0]]
	if p.steps[0] == "LINE" {
		candidates = slices.Concat(c.named["cac:InvoiceLine"], c.named["cac:CreditNoteLine"])
	}
	if len(p.steps) == 1 && !p.anchored {
		return candidates
	}
	var out []*ubl.Node
	for _, n := range candidates {
		if p.holds(n) {
			out = append(out, n)
		}
	}
	return out
}

// demands checks the rows of a table.
func (c *checker) demands(table []demand) {
	for _, d := range table {
		for _, p := range d.at {
			for _, n := range c.at(p) {
				if !d.ok(n) {
					c.noteAs(d.id, d.flag, n, nil)
				}
			}
		}
	}
}

// The conditions tables are made of. A path may end in "@name", an attribute; several paths stand apart by "|", and one of
// them is enough.

// has asks for an element or attribute, be it empty.
func has(paths string) condition {
	return anyOf(paths, func(n *ubl.Node, attr string) bool { return attr == "" || hasAttr(n, attr) })
}

// filled asks for an element or attribute with text.
func filled(paths string) condition {
	return anyOf(paths, func(n *ubl.Node, attr string) bool { return valueOf(n, attr) != "" })
}

// is asks that some element or attribute has one of the values.
func is(paths string, values ...string) condition {
	return anyOf(paths, func(n *ubl.Node, attr string) bool { return slices.Contains(values, valueOf(n, attr)) })
}

// like asks that some element or attribute has a form.
func like(paths, pattern string) condition {
	form := regexp.MustCompile(pattern)
	return anyOf(paths, func(n *ubl.Node, attr string) bool { return form.MatchString(valueOf(n, attr)) })
}

// suits asks that the text of some element passes a test.
func suits(paths string, test func(string) bool) condition {
	return anyOf(paths, func(n *ubl.Node, attr string) bool { return test(valueOf(n, attr)) })
}

// atMost limits how often an element or attribute may come.
func atMost(limit int, path string) condition {
	path, attr, _ := strings.Cut(path, "@")
	path = strings.TrimSuffix(path, "/")
	return func(n *ubl.Node) bool {
		count := 0
		for _, found := range all(n, path) {
			if attr == "" || hasAttr(found, attr) {
				count++
			}
		}
		return count <= limit
	}
}

// none asks that there is no such element or attribute.
func none(paths string) condition { return not(has(paths)) }

func not(ok condition) condition { return func(n *ubl.Node) bool { return !ok(n) } }

func both(all ...condition) condition {
	return func(n *ubl.Node) bool {
		for _, ok := range all {
			if !ok(n) {
				return false
			}
		}
		return true
	}
}

func either(some ...condition) condition {
	return func(n *ubl.Node) bool {
		for _, ok := range some {
			if ok(n) {
				return true
			}
		}
		return false
	}
}

// when asks for the second only where the first holds.
func when(first, then condition) condition { return either(not(first), then) }

// below asks that some element at a path keeps a condition.
func below(path string, ok condition) condition {
	return func(n *ubl.Node) bool { return slices.ContainsFunc(all(n, path), ok) }
}

// one asks that exactly one element at a path keeps a condition.
func one(path string, ok condition) condition {
	return func(n *ubl.Node) bool {
		count := 0
		for _, found := range all(n, path) {
			if ok(found) {
				count++
			}
		}
		return count == 1
	}
}

// upward asks a condition of the element so many levels up.
func upward(levels int, ok condition) condition {
	return func(n *ubl.Node) bool {
		for range levels {
			if n = n.Parent; n == nil {
				return false
			}
		}
		return ok(n)
	}
}

// anyOf asks that some element at one of the paths passes a test of it and the attribute the path ends in.
func anyOf(paths string, test func(n *ubl.Node, attr string) bool) condition {
	type target struct{ path, attr string }
	var targets []target
	for p := range strings.SplitSeq(paths, "|") {
		path, attr, _ := strings.Cut(p, "@")
		targets = append(targets, target{strings.TrimSuffix(path, "/"), attr})
	}
	return func(n *ubl.Node) bool {
		for _, t := range targets {
			for _, found := range all(n, t.path) {
				if (t.attr == "" || hasAttr(found, t.attr)) && test(found, t.attr) {
					return true
				}
			}
		}
		return false
	}
}

// all are the elements at a path below n; no path or "." is n, and LINE a line of either kind.
func all(n *ubl.Node, path string) []*ubl.Node {
	if n == nil {
		return nil
	}
	if path == "" || path == "." {
		return []*ubl.Node{n}
	}
	if rest, ok := strings.CutPrefix(path, "LINE/"); ok {
		return slices.Concat(n.All("cac:InvoiceLine/"+rest), n.All("cac:CreditNoteLine/"+rest))
	}
	return n.All(path)
}

func valueOf(n *ubl.Node, attr string) string {
	if attr == "" {
		return n.Text
	}
	return n.Attr(attr)
}

func hasAttr(n *ubl.Node, name string) bool {
	for _, a := range n.Attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return true
		}
	}
	return false
}

// top is the document element n stands in.
func top(n *ubl.Node) *ubl.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}
