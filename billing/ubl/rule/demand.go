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

// candidates are the elements that bear the name of a place.
func (c *checker) candidates(p place) []*ubl.Node {
	switch {
	case len(p.steps) == 0:
		return []*ubl.Node{c.root}
	case p.steps[0] == "LINE":
		return c.lines
	}
	return c.named[p.steps[0]]
}

// demands checks the rows of a table.
func (c *checker) demands(table []demand) {
	for _, d := range table {
		for _, p := range d.at {
			for _, n := range c.candidates(p) {
				if p.holds(n) && !d.ok(n) {
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
	steps, counted := stepsOf(strings.TrimSuffix(path, "/")), func(n *ubl.Node) bool { return attr == "" || hasAttr(n, attr) }
	return func(n *ubl.Node) bool { return count(n, steps, counted) <= limit }
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
	steps := stepsOf(path)
	return func(n *ubl.Node) bool { return some(n, steps, ok) }
}

// one asks that exactly one element at a path keeps a condition.
func one(path string, ok condition) condition {
	steps := stepsOf(path)
	return func(n *ubl.Node) bool { return count(n, steps, ok) == 1 }
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
	type target struct {
		steps []string
		ok    condition
	}
	var targets []target
	for p := range strings.SplitSeq(paths, "|") {
		path, attr, _ := strings.Cut(p, "@")
		targets = append(targets, target{stepsOf(strings.TrimSuffix(path, "/")), func(n *ubl.Node) bool {
			return (attr == "" || hasAttr(n, attr)) && test(n, attr)
		}})
	}
	return func(n *ubl.Node) bool {
		for _, t := range targets {
			if some(n, t.steps, t.ok) {
				return true
			}
		}
		return false
	}
}

// stepsOf are the names of a path; none for the element itself.
func stepsOf(path string) []string {
	if path == "" || path == "." {
		return nil
	}
	return strings.Split(path, "/")
}

// some tells whether an element at a path below n keeps a condition.
func some(n *ubl.Node, steps []string, ok condition) bool {
	if n == nil {
		return false
	}
	if len(steps) == 0 {
		return ok(n)
	}
	for _, c := range n.Children {
		if stepIs(c, steps[0]) && some(c, steps[1:], ok) {
			return true
		}
	}
	return false
}

// count is how many elements at a path below n keep a condition.
func count(n *ubl.Node, steps []string, ok condition) int {
	if n == nil {
		return 0
	}
	if len(steps) == 0 {
		if ok(n) {
			return 1
		}
		return 0
	}
	found := 0
	for _, c := range n.Children {
		if stepIs(c, steps[0]) {
			found += count(c, steps[1:], ok)
		}
	}
	return found
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
