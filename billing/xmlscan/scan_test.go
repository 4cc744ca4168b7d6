package xmlscan_test

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

	"fakturist/billing/xmlscan"
)

// limits are those of bank files.
var limits = xmlscan.Limits{Depth: 64, Text: 4096, Attrs: 64}

// events lists what the scanner finds, text put together.
func events(data []byte) ([]string, *xmlscan.Error) {
	s := xmlscan.New(data, limits)
	var out []string
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out = append(out, "T "+text.String())
			text.Reset()
		}
	}
	for {
		switch s.Next() {
		case xmlscan.Start:
			flush()
			line := "S " + string(s.Name())
			for _, a := range s.Attrs() {
				line += fmt.Sprintf(" %s=%q", a.Local, s.Value(&a))
				if a.Plain && string(data[a.From:a.To]) != string(s.Value(&a)) {
					line += " is not plain"
				}
			}
			out = append(out, line)
		case xmlscan.Chars:
			text.Write(s.Text())
			if at := s.Span(); at.Plain && string(data[at.From:at.To]) != string(s.Text()) {
				out = append(out, "text is not plain")
			}
		case xmlscan.End:
			flush()
			out = append(out, "E")
		case xmlscan.EOF:
			flush()
			return out, s.Err()
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
		reason xmlscan.Reason
	}{
		{``, xmlscan.Syntax},
		{`  `, xmlscan.Syntax},
		{`<`, xmlscan.Syntax},
		{`<a`, xmlscan.Syntax},
		{`<a>`, xmlscan.Syntax},
		{`<a></b>`, xmlscan.Syntax},
		{`<a></ab>`, xmlscan.Syntax},
		{`<n:a></a>`, xmlscan.Syntax},
		{`</a>`, xmlscan.Syntax},
		{`<a/><b/>`, xmlscan.Syntax},
		{`<a/>x`, xmlscan.Syntax},
		{`x<a/>`, xmlscan.Syntax},
		{`<a/><![CDATA[x]]>`, xmlscan.Syntax},
		{`<a b></a>`, xmlscan.Syntax},
		{`<a b=c></a>`, xmlscan.Syntax},
		{`<a b="c></a>`, xmlscan.Syntax},
		{`<a b="<"></a>`, xmlscan.Syntax},
		{`<a b="&x;"></a>`, xmlscan.Syntax},
		{`<a/ >`, xmlscan.Syntax},
		{`<1a/>`, xmlscan.Syntax},
		{`<a:b:c/>`, xmlscan.Syntax},
		{`<a>&nbsp;</a>`, xmlscan.Syntax},
		{`<a>&amp</a>`, xmlscan.Syntax},
		{`<a>&#0;</a>`, xmlscan.Syntax},
		{`<a>&#xD800;</a>`, xmlscan.Syntax},
		{`<a>&#1114112;</a>`, xmlscan.Syntax},
		{"<a>\x01</a>", xmlscan.Syntax},
		{"<a>\uFFFE</a>", xmlscan.Syntax},
		{`<a>]]></a>`, xmlscan.Syntax},
		{`<a><![CDATA[x</a>`, xmlscan.Syntax},
		{`<a><!-- -- --></a>`, xmlscan.Syntax},
		{`<a><!--></a>`, xmlscan.Syntax},
		{`<a><!`, xmlscan.Syntax},
		{`<?xml version="1.1"?><a/>`, xmlscan.Syntax},
		{`<? x?><a/>`, xmlscan.Syntax},
		{`<?x <a/>`, xmlscan.Syntax},
		{`<a ` + strings.Repeat(`b="" `, 65) + `/>`, xmlscan.Syntax},
		{`<!DOCTYPE a><a/>`, xmlscan.Doctype},
		{`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, xmlscan.Doctype},
		{`<a><!ELEMENT a ANY></a>`, xmlscan.Doctype},
		{deep, xmlscan.Depth},
		{`<a>` + strings.Repeat("x", 4097) + `</a>`, xmlscan.Text},
		{`<a><![CDATA[` + strings.Repeat("x", 4097) + `]]></a>`, xmlscan.Text},
		{`<a b="` + strings.Repeat("x", 4097) + `"/>`, xmlscan.Text},
	} {
		if _, err := events([]byte(test.doc)); err == nil || err.Reason != test.reason {
			t.Errorf("%.60q: error %v, want reason %d", test.doc, err, test.reason)
		}
	}
}

func TestScanner_ErrorNamesPlaceAndPath(t *testing.T) {
	s := xmlscan.New([]byte("<Document>\n <Stmt>\n  <Ntry>&x;</Ntry></Stmt></Document>"), limits)
	for s.Next() != xmlscan.EOF {
		if string(s.Name()) == "Stmt" {
			s.Count(2)
		}
	}
	want := &xmlscan.Error{What: "a reference to an unknown character after &", Line: 3, Column: 9, Path: "Document/Stmt[2]/Ntry"}
	if diff := cmp.Diff(s.Err(), want); diff != "" {
		t.Errorf("error differs (-got +want):\n%s", diff)
	}
}

func TestScanner_WithoutLimitsTakesWhatIsLong(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	doc := strings.Repeat("<a>", 1000) + `<b c="` + long + `"` + strings.Repeat(` d=""`, 1000) + ">" + long + "</b>" + strings.Repeat("</a>", 1000)
	s := xmlscan.New([]byte(doc), xmlscan.Limits{})
	for s.Next() != xmlscan.EOF {
	}
	if s.Err() != nil {
		t.Errorf("%.100s", s.Err())
	}
}

func TestScanner_StopEndsIt(t *testing.T) {
	s := xmlscan.New([]byte("<a><b/></a>"), limits)
	s.Next()
	s.Stop()
	if ev := s.Next(); ev != xmlscan.EOF || s.Err() != nil {
		t.Errorf("event %v, error %v after Stop", ev, s.Err())
	}
}

func TestEncoding_IsThatOfTheDeclaration(t *testing.T) {
	for doc, want := range map[string]string{
		`<?xml version="1.0" encoding="UTF-8"?><a/>`:       "utf-8",
		"\n<?xml version='1.0' encoding = 'ISO-8859-1' ?>": "iso-8859-1",
		`<?xml version="1.0"?><a encoding="x"/>`:           "",
		`<a><?xml encoding="x"?></a>`:                      "",
		`<?xml encoding="x"`:                               "",
		`<?xmlx encoding="x"?><a/>`:                        "",
	} {
		if got := xmlscan.Encoding([]byte(doc)); got != want {
			t.Errorf("%s: %q, want %q", doc, got, want)
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

// laxer tells whether the scanner may take what encoding/xml refused: names beyond ASCII, and declarations in which the
// two do not find the version at the same place.
func laxer(data []byte, err error) bool {
	beyond := bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
	return (beyond && strings.Contains(err.Error(), "name")) || strings.Contains(err.Error(), "unsupported version")
}

// stricter tells whether the scanner may refuse what encoding/xml took.
func stricter(data []byte, err *xmlscan.Error) bool {
	switch err.Reason {
	case xmlscan.Doctype, xmlscan.Depth, xmlscan.Text:
		return true
	}
	switch what := err.What; {
	case what == "text outside the document element", what == "a second document element", what == "no element in the file",
		what == "more attributes than any element has":
		return true
	case strings.HasPrefix(what, "a reference"): // &#xD800; becomes U+FFFD in encoding/xml
		return bytes.Contains(data, []byte("&#"))
	case strings.HasPrefix(what, "XML version"):
		return true
	case strings.HasPrefix(what, "no target"): // of several colons
		return bytes.Count(data, []byte(":")) > 1
	}
	return false
}

// samples are the documents of those who read with the scanner.
func samples(tb testing.TB) []string {
	tb.Helper()
	var all []string
	for _, readers := range []string{"../bank/camt/testdata/*.xml", "../ubl/testdata/*.xml"} {
		names, err := filepath.Glob(readers)
		if err != nil || len(names) == 0 {
			tb.Fatalf("no samples in %s: %v", readers, err)
		}
		all = append(all, names...)
	}
	return all
}

// BenchmarkScan is the scanner alone over the samples, without a reader.
func BenchmarkScan(b *testing.B) {
	data, err := os.ReadFile("../bank/camt/testdata/club.053.08.xml")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := xmlscan.New(data, limits)
		for s.Next() != xmlscan.EOF {
		}
		if s.Err() != nil {
			b.Fatal(s.Err())
		}
	}
}
