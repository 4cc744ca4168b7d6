package ubl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// difference tells how Parse and the reference differ on a document beyond what they may.
func difference(data []byte) string {
	got, err := Parse(data)
	want, wantErr := referenceParse(data)
	switch {
	case err == nil && wantErr == nil:
		return treeDiff(got, want)
	case err == nil && !laxer(data, wantErr):
		return fmt.Sprintf("taken, and refused by encoding/xml: %v", wantErr)
	case err != nil && wantErr == nil && !stricter(data, err):
		return fmt.Sprintf("refused, and taken by encoding/xml: %v", err)
	}
	return ""
}

// treeDiff is where two trees differ first. (cmp.Diff would try every pair of children.)
func treeDiff(got, want *Node) string {
	flat := func(n *Node) Node {
		return Node{Name: n.Name, Attrs: n.Attrs, Text: n.Text, Raw: n.Raw, Line: n.Line}
	}
	if diff := cmp.Diff(flat(got), flat(want)); diff != "" {
		return got.Path() + " differs (-got +want):\n" + diff
	}
	if len(got.Children) != len(want.Children) {
		return fmt.Sprintf("%s has %d children, want %d", got.Path(), len(got.Children), len(want.Children))
	}
	for i, c := range got.Children {
		if c.Parent != got {
			return c.Path() + " has another parent"
		}
		if d := treeDiff(c, want.Children[i]); d != "" {
			return d
		}
	}
	return ""
}

// laxer tells whether Parse may take what encoding/xml refused: names beyond ASCII are not looked up in the tables of XML,
// and of a declaration only version and encoding are read, in any order and with blanks around the =.
func laxer(data []byte, err error) bool {
	text := err.Error()
	return strings.Contains(text, "name") && bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf || r == 0 }) ||
		bytes.Contains(data, []byte("<?xml")) && (strings.Contains(text, "unsupported version") || strings.Contains(text, "opening charset"))
}

// stricter tells whether Parse may refuse what encoding/xml took: where that one does not ask what XML and its namespaces
// ask for, and limits of our own.
func stricter(data []byte, err error) bool {
	text := err.Error()
	for _, ours := range []string{"is not declared", "is declared as no namespace", "stand for themselves", "comes twice", "namespaces at one place",
		"text outside the document element"} {
		if strings.Contains(text, ours) {
			return true
		}
	}
	switch {
	case strings.Contains(text, "a reference"): // &#xD800; becomes U+FFFD there
		return bytes.Contains(data, []byte("&#")) || bytes.Contains(data, []byte("&\x00#\x00")) || bytes.Contains(data, []byte("\x00&\x00#"))
	case strings.Contains(text, "not UTF-8"): // they may stand in a comment there
		return bytes.Contains(data, []byte("<!")) || bytes.Contains(data, []byte("<?"))
	case strings.Contains(text, "no target after"): // of several colons
		return bytes.Count(data, []byte(":")) > 1
	case strings.Contains(text, "XML version"), strings.Contains(text, "encoding"):
		return bytes.Contains(bytes.ReplaceAll(data, []byte{0}, nil), []byte("<?xml"))
	}
	return false
}

// oneDeclaration tells whether an XML declaration stands at the beginning or nowhere; encoding/xml obeys any.
func oneDeclaration(data []byte) bool {
	plain := bytes.ReplaceAll(data, []byte{0}, nil)
	at := bytes.LastIndex(plain, []byte("<?xml"))
	return at < 0 || len(bytes.Trim(plain[:at], " \t\r\n\xef\xbb\xbf\xff\xfe")) == 0
}

func TestParse_ReadsWhatEncodingXMLReads(t *testing.T) {
	for _, name := range documents(t) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if root, err := Parse(data); err != nil || len(root.Children) == 0 {
			t.Errorf("%s: %v", name, err)
		}
		if d := difference(data); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	for _, doc := range oddDocuments {
		if _, err := Parse([]byte(doc)); err != nil {
			t.Errorf("%s: %v", doc, err)
		}
		if d := difference([]byte(doc)); d != "" {
			t.Errorf("%s: %s", doc, d)
		}
	}
}

const basic, aggregate = ` xmlns:b="` + nsBasic + `"`, ` xmlns:a="` + nsAggregate + `"`

// oddDocuments are well-formed and unusual.
var oddDocuments = []string{
	`<Invoice xmlns="` + nsInvoice + `"` + basic + aggregate + `><b:ID>1</b:ID><a:Party><b:ID>2</b:ID></a:Party></Invoice>`,
	`<i:Invoice xmlns:i="` + nsInvoice + `"><ID xmlns="` + nsBasic + `">1</ID><b:ID` + basic + ` b:c="x" c="y">2</b:ID></i:Invoice>`,
	`<Invoice xmlns="` + nsInvoice + `"><b:X` + basic + `><b:Y xmlns:b="` + nsAggregate + `"/><b:Z/></b:X><X xmlns=""><Y/></X><Z/></Invoice>`,
	`<b:X b:at="1"` + basic + ` xml:lang="nb" lang="en"/>`,
	`<X xmlns:xml="` + nsXML + `" xml:space="preserve"/>`,
	"<X>\r\n a<!-- c -->b <![CDATA[<c> ]]>\r&#65;&amp; \n</X>",
	"<X> <Y> 1 </Y> text <Z/> </X>",
	"<X><![CDATA[]]>a</X>", "<X>&lt;<!-- -->a</X>", "<X>a<!-- -->&lt;</X>", "<X>a<!-- --></X>", "<X></X>", "<X/>", "<X> </X>",
	"\n<?xml version='1.0' encoding='ISO-8859-1'?>\n<X a='\xe6'>\n\xf8\n</X>",
	"\xef\xbb\xbf<X>\u00e5</X>",
	"<X\na='1\n2'\n>\n<Y\n/>\n<Z/></X>",
	`<X xmlns="` + envelope[1:strings.Index(envelope, "}")] + `"/>`,
	`<StandardBusinessDocument xmlns="` + envelope[1:strings.Index(envelope, "}")] + `"><H/><Invoice xmlns="` + nsInvoice + `"><c/></Invoice></StandardBusinessDocument>`,
	`<:a b:="1"/>`,
	"<X>\u00a0a\u00a0</X>",
}

func documents(tb testing.TB) []string {
	tb.Helper()
	var all []string
	for _, pattern := range []string{"testdata/*.xml", "testdata/received/*.xml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			tb.Fatalf("no documents %s: %v", pattern, err)
		}
		all = append(all, names...)
	}
	return all
}

// TestParse_ResolvesNamesAsEncodingXMLDoes declares, hides and uses few prefixes at random.
func TestParse_ResolvesNamesAsEncodingXMLDoes(t *testing.T) {
	prefix := rapid.SampledFrom([]string{"", "a:", "b:", "c:"})
	uri := rapid.SampledFrom([]string{nsBasic, nsAggregate, nsInvoice, nsCreditNote, "urn:x", "&#117;rn:x"})
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		var write func(level int) string
		write = func(level int) string {
			name := prefix.Draw(t, "element") + rapid.SampledFrom([]string{"X", "ID"}).Draw(t, "local")
			out := "<" + name
			for i := range rapid.IntRange(0, 3).Draw(t, "declared") {
				out += " " + []string{"xmlns:a", "xmlns:b", "xmlns"}[i] + `="` + uri.Draw(t, "uri") + `"`
			}
			for i := range rapid.IntRange(0, 2).Draw(t, "attributes") {
				out += fmt.Sprintf(` %sat%d="%d"`, prefix.Draw(t, "attribute"), i, level)
			}
			out += ">"
			for range rapid.IntRange(0, 3-level).Draw(t, "children") {
				out += rapid.SampledFrom([]string{"", " \n", "<!-- -->", "&amp;", "x"}).Draw(t, "text") + write(level+1)
			}
			return out + rapid.SampledFrom([]string{"", "\r\n", " x "}).Draw(t, "text") + "</" + name + ">"
		}
		doc := write(0)
		if _, err := Parse([]byte(doc)); err == nil {
			taken++
		}
		if d := difference([]byte(doc)); d != "" {
			t.Fatalf("%s: %s", doc, d)
		}
	})
	if taken == 0 {
		t.Error("no document was taken")
	}
}

func TestParse_RefusesWhatNamespacesForbid(t *testing.T) {
	many := ""
	for i := range 60 {
		many += fmt.Sprintf(` xmlns:p%d="urn:x"`, i)
	}
	for doc, part := range map[string]string{
		`<a:X/>`:                                     `"a" is not declared`,
		`<X a:b="1"/>`:                               `"a" is not declared`,
		`<X><a:Y xmlns:a="u"/><a:Z/></X>`:            `"a" is not declared`,
		`<xmlns:X/>`:                                 `"xmlns" is not declared`,
		`<X xmlns:a=""/>`:                            "no namespace",
		`<X xmlns:xml="urn:x"/>`:                     "themselves",
		`<X xmlns:xmlns="urn:x"/>`:                   "themselves",
		`<X xmlns:a="` + nsXML + `"/>`:               "themselves",
		`<X a="1" a="2"/>`:                           "twice",
		`<X xmlns="u" xmlns="u"/>`:                   "twice",
		`<X xmlns:a="u" xmlns:b="u" a:c="" b:c=""/>`: "twice",
		"<X" + many + "><X" + many + "><X" + many + "/></X></X>": "namespaces at one place",
		"<X>\n\xff</X>": "line 2: bytes that are not UTF-8",
	} {
		if _, err := Parse([]byte(doc)); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%.80s: error %v, want %q in it", doc, err, part)
		}
	}
}

func TestParse_LimitsTheBytesOfNames(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<X xmlns="` + strings.Repeat("u", 16<<10) + `">`)
	for i := range 600 {
		fmt.Fprintf(&b, "<x%d/>", i)
	}
	b.WriteString("</X>")
	if _, err := Parse([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "bytes of names") {
		t.Errorf("error %v", err)
	}
}

func TestParse_ChildrenDoNotRunIntoEachOther(t *testing.T) {
	root, err := Parse([]byte(`<X><Y a="1"><A/></Y><Z b="2"><B/></Z></X>`))
	if err != nil {
		t.Fatal(err)
	}
	y, z := root.Children[0], root.Children[1]
	y.Children = append(y.Children, &Node{Name: "new"})
	y.Attrs = append(y.Attrs, z.Attrs[0])
	if len(z.Children) != 1 || z.Children[0].Name != "{}B" || len(z.Attrs) != 1 || z.Attrs[0].Value != "2" {
		t.Errorf("adding to one element changed the next: %v", z)
	}
}

// FuzzParse holds Parse against encoding/xml: what both take is the same tree, and what one alone takes is a deliberate
// difference.
func FuzzParse(f *testing.F) {
	for _, name := range documents(f) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, doc := range oddDocuments {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !oneDeclaration(data) || bytes.Contains(data, []byte("<xmlns")) {
			return // an element xmlns is in no namespace there
		}
		if d := difference(data); d != "" {
			t.Error(d)
		}
	})
}
