package camt

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fakturist/billing/bank"
)

// These tests are inside the package: the scanner is not exported, and it is held against encoding/xml event by event.

// events lists what the scanner finds, text put together.
func events(data []byte) ([]string, *bank.Error) {
	s := scanner{data: data}
	var out []string
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out = append(out, "T "+text.String())
			text.Reset()
		}
	}
	for {
		switch s.next() {
		case evStart:
			flush()
			line := "S " + string(s.name)
			for i := range s.attrs {
				line += fmt.Sprintf(" %s=%q", s.attrs[i].local, s.value(&s.attrs[i]))
			}
			out = append(out, line)
		case evText:
			text.Write(s.text)
		case evEnd:
			flush()
			out = append(out, "E")
		case evEOF:
			flush()
			return out, s.err
		}
	}
}

// standard lists the same by encoding/xml.
func standard(data []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var out []string
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out = append(out, "T "+text.String())
			text.Reset()
		}
	}
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			flush()
			line := "S " + token.Name.Local
			for _, a := range token.Attr {
				line += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
			}
			out = append(out, line)
			depth++
		case xml.EndElement:
			flush()
			out = append(out, "E")
			depth--
		case xml.CharData:
			if depth > 0 {
				text.Write(token)
			}
		}
	}
}

func TestScanner_FindsWhatEncodingXMLFinds(t *testing.T) {
	for _, doc := range []string{
		`<a/>`,
		`<?xml version="1.0" encoding="UTF-8"?><a><b>x</b></a>`,
		"<a>\r\n<b  c = 'd' >x\ry\r\nz</b\n></a>\n",
		`<n:a xmlns:n="urn:x"><n:b n:c="1"/></n:a>`,
		`<a><!-- <b> --><b/><!----></a>`,
		`<a>x<!-- - -->y<?pi <b> ?>z</a>`,
		`<a><![CDATA[<b>&amp;]]]]>&#65;&#x42;&lt;&gt;&amp;&apos;&quot;</a>`,
		`<a b="x > y" c='&quot;"'>]]</a>`,
		`<a b="]]>"/>`,
		`<æ><b>æøå €</b></æ>`,
		`<a>` + strings.Repeat("<b>", 63) + strings.Repeat("</b>", 63) + `</a>`,
	} {
		got, err := events([]byte(doc))
		if err != nil {
			t.Errorf("%.60s: %v", doc, err)
			continue
		}
		want, wantErr := standard([]byte(doc))
		if wantErr != nil {
			t.Fatalf("%.60s: encoding/xml: %v", doc, wantErr)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%.60s: events differ (-got +want):\n%s", doc, diff)
		}
	}
}

func TestScanner_RefusesWhatIsNotWellFormed(t *testing.T) {
	deep := strings.Repeat("<a>", 65)
	for _, test := range []struct {
		doc    string
		reason bank.Reason
	}{
		{``, bank.ReasonSyntax},
		{`  `, bank.ReasonSyntax},
		{`<`, bank.ReasonSyntax},
		{`<a`, bank.ReasonSyntax},
		{`<a>`, bank.ReasonSyntax},
		{`<a></b>`, bank.ReasonSyntax},
		{`<a></ab>`, bank.ReasonSyntax},
		{`<n:a></a>`, bank.ReasonSyntax},
		{`</a>`, bank.ReasonSyntax},
		{`<a/><b/>`, bank.ReasonSyntax},
		{`<a/>x`, bank.ReasonSyntax},
		{`x<a/>`, bank.ReasonSyntax},
		{`<a/><![CDATA[x]]>`, bank.ReasonSyntax},
		{`<a b></a>`, bank.ReasonSyntax},
		{`<a b=c></a>`, bank.ReasonSyntax},
		{`<a b="c></a>`, bank.ReasonSyntax},
		{`<a b="<"></a>`, bank.ReasonSyntax},
		{`<a b="&x;"></a>`, bank.ReasonSyntax},
		{`<a/ >`, bank.ReasonSyntax},
		{`<1a/>`, bank.ReasonSyntax},
		{`<a:b:c/>`, bank.ReasonSyntax},
		{`<a>&nbsp;</a>`, bank.ReasonSyntax},
		{`<a>&amp</a>`, bank.ReasonSyntax},
		{`<a>&#0;</a>`, bank.ReasonSyntax},
		{`<a>&#xD800;</a>`, bank.ReasonSyntax},
		{`<a>&#1114112;</a>`, bank.ReasonSyntax},
		{"<a>\x01</a>", bank.ReasonSyntax},
		{"<a>\uFFFE</a>", bank.ReasonSyntax},
		{`<a>]]></a>`, bank.ReasonSyntax},
		{`<a><![CDATA[x</a>`, bank.ReasonSyntax},
		{`<a><!-- -- --></a>`, bank.ReasonSyntax},
		{`<a><!--></a>`, bank.ReasonSyntax},
		{`<a><!`, bank.ReasonSyntax},
		{`<?xml version="1.1"?><a/>`, bank.ReasonSyntax},
		{`<? x?><a/>`, bank.ReasonSyntax},
		{`<?x <a/>`, bank.ReasonSyntax},
		{`<a ` + strings.Repeat(`b="" `, 65) + `/>`, bank.ReasonSyntax},
		{`<!DOCTYPE a><a/>`, bank.ReasonDoctype},
		{`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, bank.ReasonDoctype},
		{`<a><!ELEMENT a ANY></a>`, bank.ReasonDoctype},
		{deep, bank.ReasonDepth},
		{`<a>` + strings.Repeat("x", 4097) + `</a>`, bank.ReasonText},
		{`<a><![CDATA[` + strings.Repeat("x", 4097) + `]]></a>`, bank.ReasonText},
		{`<a b="` + strings.Repeat("x", 4097) + `"/>`, bank.ReasonText},
	} {
		if _, err := events([]byte(test.doc)); err == nil || err.Reason != test.reason {
			t.Errorf("%.60q: error %v, want reason %s", test.doc, err, test.reason)
		}
	}
}

func TestScanner_ErrorNamesLineAndPath(t *testing.T) {
	s := scanner{data: []byte("<Document>\n <Stmt>\n  <Ntry>&x;</Ntry></Stmt></Document>")}
	for s.next() != evEOF {
	}
	if s.err.Line != 3 || s.err.Path != "Document/Stmt/Ntry" {
		t.Errorf("place %q, want line 3, Document/Stmt/Ntry", s.err.Place())
	}
}

func TestScanner_ContentAndChoice(t *testing.T) {
	for _, test := range []struct{ doc, content, first string }{
		{`<a> x &amp; y </a>`, "x & y", "x & y"},
		{`<a>&amp;1<!-- c -->&amp;2</a>`, "&1&2", "&1&2"},
		{`<a>&amp;1<![CDATA[&]]>&#50;</a>`, "&1&2", "&1&2"},
		{`<a>x<b c="&amp;&amp;&amp;">y</b>&amp;</a>`, "x&", "x"},
		{`<a> <b> <c>BO<!-- -->OK</c> </b> <d>z</d></a>`, "", "BOOK"},
		{`<a/>`, "", ""},
	} {
		for _, read := range []struct {
			what, want string
			of         func(*scanner) []byte
		}{{"content", test.content, (*scanner).content}, {"firstText", test.first, (*scanner).firstText}} {
			s := scanner{data: []byte(test.doc)}
			s.next()
			if got := string(read.of(&s)); got != read.want || s.depth != 0 || s.err != nil {
				t.Errorf("%s of %s: %q at depth %d with %v, want %q", read.what, test.doc, got, s.depth, s.err, read.want)
			}
		}
	}
}

// FuzzScan holds the scanner against encoding/xml: what it takes, encoding/xml takes with the same events, and what it
// refuses of that is one of the deliberate differences.
func FuzzScan(f *testing.F) {
	for _, name := range samples(f) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`<?xml version="1.0"?><a b='c>'><!-- x --><![CDATA[]]]]>&#65;&lt;]]</a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("\uFEFF")) {
			return // the reader never hands these to the scanner
		}
		got, err := events(data)
		want, wantErr := standard(data)
		switch {
		case err == nil && wantErr == nil:
			if diff := cmp.Diff(got, want); diff != "" {
				t.Errorf("events differ (-got +want):\n%s", diff)
			}
		case err == nil && !laxer(data, wantErr):
			t.Errorf("scanner takes what encoding/xml refuses: %v", wantErr)
		case err != nil && wantErr == nil && !stricter(data, err):
			t.Errorf("scanner refuses what encoding/xml takes: %v", err)
		}
	})
}

// laxer tells whether the scanner may take what encoding/xml refused: names beyond ASCII, and XML declarations, which it
// does not check beyond the version.
func laxer(data []byte, err error) bool {
	beyond := bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
	return (beyond && strings.Contains(err.Error(), "name")) || bytes.Contains(data, []byte("<?xml"))
}

// stricter tells whether the scanner may refuse what encoding/xml took.
func stricter(data []byte, err *bank.Error) bool {
	switch err.Reason {
	case bank.ReasonDoctype, bank.ReasonDepth, bank.ReasonText:
		return true
	}
	switch what := err.Args["what"]; {
	case what == "text outside the document element", what == "a second document element", what == "no element in the file",
		what == "more attributes than any element has":
		return true
	case strings.HasPrefix(what, "a reference"): // &#xD800; becomes U+FFFD in encoding/xml
		return bytes.Contains(data, []byte("&#"))
	case strings.HasPrefix(what, "XML version"):
		return true
	}
	return false
}

func samples(tb testing.TB) []string {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no samples in testdata: %v", err)
	}
	return names
}

// BenchmarkScan is the scanner alone over the samples, without a reader.
func BenchmarkScan(b *testing.B) {
	data, err := os.ReadFile("testdata/club.053.08.xml")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := scanner{data: data}
		for s.next() != evEOF {
		}
		if s.err != nil {
			b.Fatal(s.err)
		}
	}
}
