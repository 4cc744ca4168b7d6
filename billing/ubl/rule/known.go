package rule

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Layer is where a rule comes from: EN, Peppol, the country whose sellers it is for, UBL for the schema, or Own.
type Layer string

// The layers that are no country.
const (
	EN     Layer = "EN"     // EN 16931 and its UBL syntax
	Peppol Layer = "Peppol" // BIS Billing 3.0, common and billing rules
	UBL    Layer = "UBL"    // the XML schema, and what is no document at all
	Own    Layer = "Own"    // ours alone, beyond the official rules
)

// Known is a rule that Check may find broken.
type Known struct {
	ID    string
	Flag  Flag // the heaviest a finding of it can be
	Layer Layer
}

// step is one part of Check, with the ids that its functions note by name; those of its tables are found there.
type step struct {
	run      func(*checker)
	fatal    string
	warnings string
}

// steps are everything Check does, in the order of the document as far as there is one.
var steps = []step{
	{run: (*checker).schema, fatal: "XSD XSD-ORDER"},
	{run: (*checker).unused, warnings: "UBL-CR-002 UBL-CR-412 UBL-CR-665 UBL-DT-18", fatal: "UBL-CR-666 UBL-CR-673"},
	{run: func(c *checker) { c.demands(model); c.demands(syntax); c.demands(peppol) }},
	{run: (*checker).empty, fatal: "PEPPOL-EN16931-R008"},
	{run: (*checker).codes, fatal: "BR-CL-07 BR-CL-08 BR-CL-10"},
	{run: (*checker).numbers, fatal: "UBL-DT-01 PEPPOL-EN16931-R051"},
	{run: (*checker).header, fatal: "PEPPOL-EN16931-R002 PEPPOL-EN16931-R004 PEPPOL-EN16931-R005 PEPPOL-EN16931-R007 PEPPOL-EN16931-P0100 " +
		"PEPPOL-EN16931-P0101 PEPPOL-EN16931-P0112 PEPPOL-EN16931-F001 PEPPOL-EN16931-R110 PEPPOL-EN16931-R111 BR-29 BR-30 " +
		"due-missing due-before-issue"},
	{run: (*checker).parties, fatal: "BR-17 BR-CO-09 buyer-vatno-wrong"},
	{run: (*checker).payment, fatal: "UBL-SR-44 UBL-SR-47 account-wrong iban-wrong kid-wrong"},
	{run: (*checker).reductions, fatal: "PEPPOL-EN16931-R040 PEPPOL-EN16931-R041 PEPPOL-EN16931-R042 PEPPOL-EN16931-R043 " +
		"PEPPOL-EN16931-R046 allowance-inexact"},
	{run: (*checker).taxes, fatal: "BR-B-01 BR-B-02 BR-O-11 BR-O-12 BR-O-13 BR-O-14 BR-IC-11 BR-IC-12 vat-base-inexact vat-rate-wrong"},
	{run: (*checker).totals, fatal: "BR-53 BR-CO-10 BR-CO-11 BR-CO-12 BR-CO-13 BR-CO-14 BR-CO-15 BR-CO-16 BR-CO-17 PEPPOL-EN16931-R053 " +
		"PEPPOL-EN16931-R054 PEPPOL-EN16931-R055 vat-inexact"},
	{run: (*checker).lineRules, fatal: "BR-27 BR-28 PEPPOL-EN16931-R120 PEPPOL-EN16931-R121 PEPPOL-EN16931-R130 line-net-inexact"},
	{run: (*checker).national},
}

// known are the rules by id, gathered from every table.
var known = sync.OnceValue(func() map[string]Known {
	ids := map[string]Known{}
	add := func(flag Flag, list ...string) {
		for _, id := range list {
			ids[id] = Known{ID: id, Flag: flag, Layer: layerOf(id)}
		}
	}
	add(Fatal, notWellFormed, unsupportedRoot)
	for _, s := range steps {
		add(Fatal, strings.Fields(s.fatal)...)
		add(Warning, strings.Fields(s.warnings)...)
	}
	tables := [][]demand{model, syntax, peppol}
	for _, n := range nationals {
		tables = append(tables, n.rules)
	}
	for _, table := range tables {
		for _, d := range table {
			add(d.flag, d.id)
		}
	}
	for _, u := range unusedList() {
		add(Warning, u.id)
	}
	for _, r := range codeRules {
		add(Fatal, r.id)
	}
	add(Fatal, slices.Collect(maps.Values(decimals))...)
	for _, r := range []reductionRules{documentAllowance, documentCharge, lineAllowance, lineCharge} {
		add(Fatal, r.ids()...)
	}
	for _, k := range categories {
		add(Fatal, k.ids()...)
	}
	for _, i := range identifiers {
		add(i.flag, i.rule)
	}
	for _, e := range exemptions {
		add(Fatal, e.rule)
	}
	delete(ids, "")
	return ids
})

// All are the rules that Check knows, by layer and id.
func All() []Known {
	return slices.SortedFunc(maps.Values(known()), func(a, b Known) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.ID, b.ID))
	})
}

var countryRule = regexp.MustCompile(`^([A-Z]{2})-[RS]-`)

func layerOf(id string) Layer {
	switch country := countryRule.FindStringSubmatch(id); {
	case country != nil && country[1] != "BR":
		return Layer(country[1])
	case strings.HasPrefix(id, "PEPPOL-"):
		return Peppol
	case strings.HasPrefix(id, "XSD"), id == notWellFormed, id == unsupportedRoot:
		return UBL
	case id == strings.ToLower(id):
		return Own
	}
	return EN
}
