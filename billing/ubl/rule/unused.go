package rule

import (
	_ "embed"
	"strings"
	"sync"

	"fakturist/billing/ubl"
)

//go:embed unused.txt
var unusedFile string

// unusedRule is a row of unused.txt: an element or attribute of UBL that EHF has no use for.
type unusedRule struct {
	id       string
	path     []string // elements from the document element on, or the last ones of the path when anywhere
	attr     string
	anywhere bool
}

var unusedList = sync.OnceValue(func() []unusedRule {
	var out []unusedRule
	for line := range strings.Lines(unusedFile) {
		id, path, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		u := unusedRule{id: id}
		path, u.anywhere = strings.CutPrefix(path, "//")
		path = strings.ReplaceAll(path, "ext:UBLExtensions", extensions)
		for step := range strings.SplitSeq(path, "/") {
			if name, isAttr := strings.CutPrefix(step, "@"); isAttr {
				u.attr = name
				continue
			}
			u.path = append(u.path, step)
		}
		out = append(out, u)
	}
	return out
})

// unusedTree is the list as a tree, so that one walk through a document answers all of it.
type unusedTree struct {
	below map[string]*unusedTree
	rules []unusedRule // that end here
}

var unusedTrees = sync.OnceValue(func() (trees struct {
	root  *unusedTree
	ends  map[string][]unusedRule // anywhere, by the name of the last element
	attrs map[string]unusedRule   // anywhere, on any element
}) {
	trees.root, trees.ends, trees.attrs = &unusedTree{}, map[string][]unusedRule{}, map[string]unusedRule{}
	for _, u := range unusedList() {
		switch {
		case u.anywhere && len(u.path) == 0:
			trees.attrs[u.attr] = u
		case u.anywhere:
			last := u.path[len(u.path)-1]
			trees.ends[last] = append(trees.ends[last], u)
		default:
			trees.root.add(u)
		}
	}
	return trees
})

func (t *unusedTree) add(u unusedRule) {
	at := []*unusedTree{t}
	for _, step := range u.path {
		names := []string{step}
		if step == "LINE" {
			names = []string{"cac:InvoiceLine", "cac:CreditNoteLine"}
		}
		var next []*unusedTree
		for _, from := range at {
			for _, name := range names {
				next = append(next, from.child(name))
			}
		}
		at = next
	}
	for _, end := range at {
		end.rules = append(end.rules, u)
	}
}

func (t *unusedTree) child(name string) *unusedTree {
	if t.below == nil {
		t.below = map[string]*unusedTree{}
	}
	if t.below[name] == nil {
		t.below[name] = &unusedTree{}
	}
	return t.below[name]
}

// unused notes what EHF has no use for, each rule at the first place that breaks it, as receivers count it.
func (c *checker) unused() {
	seen := map[string]bool{}
	c.unusedBelow(c.root, unusedTrees().root, seen)
	c.unusedSpecial(seen)
}

// once notes a rule that was not noted before. All but two of them warn.
func (c *checker) once(seen map[string]bool, id string, n *ubl.Node, attr string) {
	if seen[id] {
		return
	}
	seen[id] = true
	what := n.Name
	if attr != "" {
		what += "/@" + attr
	}
	flag := Warning
	if id == "UBL-CR-666" || id == "UBL-CR-673" {
		flag = Fatal
	}
	c.noteAs(id, flag, n, []string{"element", what})
}

func (c *checker) unusedBelow(n *ubl.Node, t *unusedTree, seen map[string]bool) {
	if t != nil {
		for _, u := range t.rules {
			if u.attr == "" || hasAttr(n, u.attr) {
				c.once(seen, u.id, n, u.attr)
			}
		}
	}
	trees := unusedTrees()
	for _, u := range trees.ends[n.Name] {
		if u.matches(n) {
			c.once(seen, u.id, n, u.attr)
		}
	}
	for _, a := range n.Attrs {
		if u, listed := trees.attrs[a.Name.Local]; listed && a.Name.Space == "" {
			c.once(seen, u.id, n, u.attr)
		}
	}
	for _, child := range n.Children {
		var next *unusedTree
		if t != nil {
			next = t.below[child.Name]
		}
		c.unusedBelow(child, next, seen)
	}
}

func (u unusedRule) matches(n *ubl.Node) bool {
	if u.attr != "" && !hasAttr(n, u.attr) {
		return false
	}
	for i := len(u.path) - 1; i >= 0; i-- {
		if n == nil || !stepIs(n, u.path[i]) {
			return false
		}
		n = n.Parent
	}
	return true
}

// unusedSpecial are the rules of this kind that depend on more than a place.
func (c *checker) unusedSpecial(seen map[string]bool) {
	if v := c.root.First("cbc:UBLVersionID"); v != nil && v.Text != "2.1" {
		c.once(seen, "UBL-CR-002", v, "")
	}
	if d := c.root.First("cac:PaymentMeans/cbc:PaymentDueDate"); d != nil && !c.creditNote() {
		c.once(seen, "UBL-CR-412", d, "")
	}
	for _, d := range c.named["cac:AdditionalDocumentReference"] {
		object := is("cbc:DocumentTypeCode", "130")(d)
		for _, x := range d.Children {
			switch {
			case x.Name == "cbc:ID" && hasAttr(x, "schemeID") && !object:
				c.once(seen, "UBL-CR-665", x, "schemeID")
			case x.Name == "cac:Attachment" && object:
				c.once(seen, "UBL-CR-666", x, "")
			case x.Name == "cbc:DocumentDescription" && object:
				c.once(seen, "UBL-CR-673", x, "")
			}
		}
	}
	c.root.Walk(func(n *ubl.Node) {
		if n.Name != "cbc:PaymentMeansCode" && hasAttr(n, "name") {
			c.once(seen, "UBL-DT-18", n, "name")
		}
	})
}
