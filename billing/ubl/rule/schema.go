package rule

import (
	_ "embed"
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"fakturist/billing/ubl"
)

//go:embed schema.txt
var schemaFile string

// extensions holds what others add to UBL; what is in it is nobody's business here.
const extensions = "{urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2}UBLExtensions"

// particle is a child in the order of its parent.
type particle struct {
	name           string
	required, many bool
}

// types are the orders of schema.txt: by document element, and by aggregate element.
var types = sync.OnceValue(func() map[string][]particle {
	byType, byName := map[string][]particle{}, map[string][]particle{}
	for line := range strings.Lines(schemaFile) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case !ok || name == "#":
		case name == "=":
			for pair := range strings.FieldsSeq(rest) {
				element, of, _ := strings.Cut(pair, "=")
				byName["cac:"+element] = byType["."+of]
			}
		default:
			byType[strings.TrimSuffix(name, ":")] = particles(rest)
		}
	}
	for name, of := range byType {
		if element, aggregate := strings.CutPrefix(name, "."); aggregate {
			if _, other := byName["cac:"+element]; !other {
				byName["cac:"+element] = of
			}
			continue
		}
		byName[name] = of
	}
	return byName
})

func particles(list string) []particle {
	var out []particle
	for word := range strings.FieldsSeq(list) {
		p := particle{name: strings.TrimRight(word, "?*+"), required: true}
		switch word[len(word)-1] {
		case '?':
			p.required = false
		case '*':
			p.required, p.many = false, true
		case '+':
			p.many = true
		}
		switch {
		case strings.HasPrefix(p.name, "ext:"):
			p.name = extensions
		case strings.HasPrefix(p.name, "."):
			p.name = "cac:" + p.name[1:]
		default:
			p.name = "cbc:" + p.name
		}
		out = append(out, p)
	}
	return out
}

// schema checks what the XML schema of UBL checks: which elements stand where, in which order and how often, and that
// values and attributes are of their type. Each parent gives one finding on order at most.
func (c *checker) schema() {
	c.root.Walk(func(n *ubl.Node) {
		if inExtensions(n) {
			return
		}
		switch {
		case strings.HasPrefix(n.Name, "cbc:"):
			c.value(n)
		case n.Name != extensions:
			c.order(n)
		}
	})
}

func inExtensions(n *ubl.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Name == extensions {
			return true
		}
	}
	return false
}

// order checks the children of an element against its type.
func (c *checker) order(n *ubl.Node) {
	model, known := types()[n.Name]
	if !known {
		return // its parent was told
	}
	for _, a := range n.Attrs {
		if !foreignAttr(a.Name.Space, a.Name.Local) {
			c.fatal("XSD", n, "value", a.Name.Local)
			break
		}
	}
	at, count := 0, 0
	for _, child := range n.Children {
		found := slices.IndexFunc(model[at:], func(p particle) bool { return p.name == child.Name })
		if found < 0 || found == 0 && count > 0 && !model[at].many {
			c.fatal("XSD-ORDER", child, "element", child.Name)
			return
		}
		if missing := required(model[at:at+found], count); missing != "" {
			c.fatal("XSD-ORDER", child, "element", child.Name, "missing", missing)
			return
		}
		if found > 0 {
			at, count = at+found, 0
		}
		count++
	}
	if missing := required(model[at:], count); missing != "" {
		c.fatal("XSD-ORDER", n, "element", n.Name, "missing", missing)
	}
}

// required is the first of some particles that had to come and did not; the first one came so many times.
func required(skipped []particle, count int) string {
	for _, p := range skipped {
		if p.required && count == 0 {
			return p.name
		}
		count = 0
	}
	return ""
}

// foreignAttr tells whether an attribute is none of UBL's: a namespace declaration, or one for the processor.
func foreignAttr(space, local string) bool {
	return space == "xmlns" || space == "" && local == "xmlns" || space == "http://www.w3.org/2001/XMLSchema-instance"
}

// kind is what the values of a type must look like, and which attributes they may have; those with ! they must.
type kind struct {
	suffix string            // of the names of its elements
	form   func(string) bool // nil: any
	attrs  []string
}

var (
	dayZone    = matching("^" + zone)
	zone       = `(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?$`
	codeAttrs  = strings.Fields("listID listAgencyID listAgencyName listName listVersionID name languageID listURI listSchemeURI")
	idAttrs    = strings.Fields("schemeID schemeName schemeAgencyID schemeAgencyName schemeVersionID schemeDataURI schemeURI")
	measures   = strings.Fields("unitCode! unitCodeListVersionID")
	quantities = strings.Fields("unitCode unitCodeListID unitCodeListAgencyID unitCodeListAgencyName")
	formatted  = []string{"format"}
)

// kinds are the data types of UBL by the last word of an element's name; any other is text.
var kinds = []kind{
	{"Amount", isDecimal, strings.Fields("currencyID! currencyCodeListVersionID")},
	{"BinaryObject", nil, strings.Fields("mimeCode! format encodingCode characterSetCode uri filename")},
	{"Date", matching(`^-?[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])` + zone), nil},
	{"Time", matching(`^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?` + zone), nil},
	{"Indicator", matching(`^(true|false|1|0)$`), nil},
	{"Measure", isDecimal, measures},
	{"Quantity", isDecimal, quantities},
	{"Numeric", isDecimal, formatted},
	{"Percent", isDecimal, formatted},
	{"Rate", isDecimal, formatted},
	{"Code", nil, codeAttrs},
	{"ID", nil, idAttrs},
	{"URI", nil, idAttrs},
	{"", nil, strings.Fields("languageID languageLocaleID")},
}

// kindOf remembers the kind of every name met.
var kindOf = sync.OnceValue(func() map[string]*kind {
	m := map[string]*kind{}
	for _, model := range types() {
		for _, p := range model {
			if strings.HasPrefix(p.name, "cbc:") {
				m[p.name] = &kinds[slices.IndexFunc(kinds, func(k kind) bool { return strings.HasSuffix(p.name, k.suffix) })]
			}
		}
	}
	return m
})

// value checks text and attributes of a leaf.
func (c *checker) value(n *ubl.Node) {
	k := kindOf()[n.Name]
	if k == nil {
		return // unknown, and its parent was told
	}
	switch {
	case len(n.Children) > 0:
		c.fatal("XSD-ORDER", n.Children[0], "element", n.Children[0].Name)
	case k.form != nil && !k.form(n.Text),
		k.suffix == "Date" && !realDay(n.Text),
		k.suffix == "BinaryObject" && !base64Text(n.Text):
		c.fatal("XSD", n, "value", n.Text)
	}
	c.attributes(n, k)
}

// isDecimal tells whether s is an xs:decimal: digits with an optional sign and decimal point.
func isDecimal(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	digits, points := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		default:
			return false
		}
	}
	return digits > 0 && points <= 1
}

// realDay tells whether a date that has the form of one stands in the calendar.
func realDay(s string) bool {
	return len(s) < 10 || s[0] == '-' || !date(&ubl.Node{Text: s[:10]}).IsZero() || s[:4] == "0000"
}

func base64Text(s string) bool {
	_, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	return err == nil
}

func (c *checker) attributes(n *ubl.Node, k *kind) {
	required := ""
	for _, name := range k.attrs {
		if must, ok := strings.CutSuffix(name, "!"); ok && !hasAttr(n, must) {
			required = must
		}
	}
	if required != "" {
		c.fatal("XSD", n, "value", required)
	}
	for _, a := range n.Attrs {
		if foreignAttr(a.Name.Space, a.Name.Local) || a.Name.Space == "" && (slices.Contains(k.attrs, a.Name.Local) || slices.Contains(k.attrs, a.Name.Local+"!")) {
			continue
		}
		c.fatal("XSD", n, "value", a.Name.Local)
	}
}
