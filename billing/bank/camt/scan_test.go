package camt

import (
	"strings"
	"testing"

	"fakturist/billing/bank"
	"fakturist/billing/xmlscan"
)

// These tests are inside the package: the scanner is not exported.

func TestScanner_FailsAsABankFile(t *testing.T) {
	for _, test := range []struct {
		doc    string
		reason bank.Reason
		limit  string
	}{
		{`<a></b>`, bank.ReasonSyntax, ""},
		{`<a ` + strings.Repeat(`b="" `, 65) + `/>`, bank.ReasonSyntax, ""},
		{`<!DOCTYPE a><a/>`, bank.ReasonDoctype, ""},
		{strings.Repeat("<a>", 65), bank.ReasonDepth, "64"},
		{`<a>` + strings.Repeat("x", 4097) + `</a>`, bank.ReasonText, "4096"},
	} {
		s := newScanner([]byte(test.doc))
		for s.next() != xmlscan.EOF {
		}
		if s.err == nil || s.err.Reason != test.reason || s.err.Args["limit"] != test.limit {
			t.Errorf("%.60q: error %v, want reason %s", test.doc, s.err, test.reason)
		}
	}
}

func TestScanner_ErrorNamesLineAndPath(t *testing.T) {
	s := newScanner([]byte("<Document>\n <Stmt>\n  <Ntry>&x;</Ntry></Stmt></Document>"))
	for s.next() != xmlscan.EOF {
	}
	if s.err.Line != 3 || s.err.Path != "Document/Stmt/Ntry" || s.err.Args["what"] == "" {
		t.Errorf("place %q, want line 3, Document/Stmt/Ntry", s.err.Place())
	}
}

func TestScanner_KeepsItsFirstFailure(t *testing.T) {
	s := newScanner([]byte("<a>\n<b></c></a>"))
	s.next()
	s.fail(bank.Fail(bank.ReasonEmpty))
	if ev := s.next(); ev != xmlscan.EOF || s.err.Reason != bank.ReasonEmpty || s.err.Path != "a" || s.err.Line != 1 {
		t.Errorf("event %v with %v after a failure of the reader", ev, s.err)
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
			s := newScanner([]byte(test.doc))
			s.next()
			if got := string(read.of(&s)); got != read.want || s.Depth() != 0 || s.err != nil {
				t.Errorf("%s of %s: %q at depth %d with %v, want %q", read.what, test.doc, got, s.Depth(), s.err, read.want)
			}
		}
	}
}
