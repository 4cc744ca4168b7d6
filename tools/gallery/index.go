package main

import (
	"fmt"
	"strings"
)

// file is one file of the gallery.
type file struct {
	name    string
	content []byte
}

// files are the gallery's files with the index.
func files(sheets []hung) []file {
	out := []file{{"README.md", index(sheets)}}
	for _, h := range sheets {
		out = append(out, file{h.base() + ".pdf", h.pdf})
		if h.xml != nil {
			out = append(out, file{h.base() + ".xml", h.xml})
		}
	}
	return out
}

func (h hung) base() string { return fmt.Sprintf("%02d-%s", h.no, h.name) }

const head = `# Gallery

Documents Fakturist writes, each issued by the program itself: PDF as it is printed and mailed, XML as it is sent (EHF Billing
3.0, that is Peppol BIS Billing 3.0.21). Sellers and buyers are made up, and so are their numbers. Consumers take no EHF;
offers, order confirmations, payment requests and timesheets are no sales documents. ` + "`make gallery`" + ` writes this folder anew; a
test holds that it would not change, and ` + "`make conformance`" + ` shows every XML to the official validator.

BF is bokføringsforskriften (FOR-2004-12-01-1558), mval. is merverdiavgiftsloven, GBS is god bokføringsskikk. Sections point to where a
thing is said and are no advice; those of mval. were not read in the law itself.

| | Shows | Law and rules | Files |
|---|---|---|---|
`

// index is the README of the gallery.
func index(sheets []hung) []byte {
	var b strings.Builder
	b.WriteString(head)
	for _, h := range sheets {
		links := fmt.Sprintf("[PDF](%s.pdf)", h.base())
		if h.xml != nil {
			links += fmt.Sprintf(" [XML](%s.xml)", h.base())
		}
		fmt.Fprintf(&b, "| %02d | %s | %s | %s |\n", h.no, h.shows, h.rules, links)
	}
	return []byte(b.String())
}
