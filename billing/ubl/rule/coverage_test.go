package rule_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fakturist/billing/ubl/rule"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/ehf-rules.md anew")

// notCovered are the official rules that Check does not know, each with its reason.
var notCovered = map[string]string{
	"BR-CO-05":  "asks nothing: the official test is always true",
	"BR-CO-06":  "asks nothing: the official test is always true",
	"BR-CO-07":  "asks nothing: the official test is always true",
	"BR-CO-08":  "asks nothing: the official test is always true",
	"BR-DEC-13": "cannot fail: it looks for a currency inside the amount, where there is none; UBL-DT-01 finds the decimals",
	"BR-DEC-15": "cannot fail: it looks for a currency inside the amount, where there is none; UBL-DT-01 finds the decimals",
}

// beyond are our own rules and what they find that the official ones let pass.
var beyond = map[string]string{
	"account-wrong":     "a Norwegian account number whose check digit (modulus 11) is wrong; no official rule looks at accounts",
	"allowance-inexact": "an allowance or charge that is not its percentage, to the øre; PEPPOL-EN16931-R040 lets it be off by 0.02",
	"buyer-vatno-wrong": "a Norwegian buyer's VAT number that is none; NO-R-001 asks of sellers only",
	"due-before-issue":  "a due date before the issue date",
	"due-missing":       "a Norwegian invoice with something to pay and no due date (bokføringsforskriften § 5-1-1 no. 5); BR-CO-25 is gone since 3.0.21",
	"iban-wrong":        "an IBAN whose check digits (modulus 97) are wrong; a warning for sellers abroad",
	"kid-wrong":         "a KID whose check digit is wrong, by either modulus or by the seller's own agreement; a warning with another payment means than 30",
	"line-net-inexact":  "a line that is not quantity × price less discount, to the øre; PEPPOL-EN16931-R120 lets it be off by 0.02",
	"vat-base-inexact":  "a VAT base that is not the sum of its lines, to the øre; BR-S-08 lets it be off by almost a krone",
	"vat-inexact":       "VAT that is not base × rate, to the øre; BR-CO-17 lets it be off by almost a krone",
	"vat-rate-wrong":    "a VAT rate that the seller's country did not have on the day of supply; no official rule knows Norwegian rates",
}

// officialRule is a row of testdata/official.tsv.
type officialRule struct{ id, layer, flag string }

func officialRules(t *testing.T) []officialRule {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "official.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []officialRule
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
			out = append(out, officialRule{f[0], f[1], f[2]})
		}
	}
	if len(out) < 1000 {
		t.Fatalf("only %d official rules", len(out))
	}
	return out
}

// TestAll_CoversTheOfficialRules: every official rule is known with its flag and layer, or told why not; every other known
// rule is of the schema or our own, and described.
func TestAll_CoversTheOfficialRules(t *testing.T) {
	known := map[string]rule.Known{}
	for _, k := range rule.All() {
		known[k.ID] = k
	}
	for _, o := range officialRules(t) {
		k, covered := known[o.id]
		switch {
		case !covered && notCovered[o.id] == "":
			t.Errorf("%s is not known, and nothing says why", o.id)
		case covered && notCovered[o.id] != "":
			t.Errorf("%s is known, and listed as not covered", o.id)
		case covered && (string(k.Flag) != o.flag || string(k.Layer) != o.layer):
			t.Errorf("%+v, officially %+v", k, o)
		}
		delete(known, o.id)
	}
	for id, k := range known {
		if k.Layer != rule.UBL && beyond[id] == "" {
			t.Errorf("%s is no official rule, and not described as ours", id)
		}
	}
	for id := range beyond {
		if k, ok := known[id]; !ok || k.Layer != rule.Own {
			t.Errorf("%s is described as ours, and is not", id)
		}
	}
}

// ruleID is the form of ids in our sources.
var (
	callID  = regexp.MustCompile(`\bc\.(?:fatal|warn|note|noteAs|equal|reductionTotal|once|period)\((?:seen, )?(?:p, )?"([^"]+)"`)
	stepIDs = regexp.MustCompile(`(?:fatal|warnings): +("(?:[^"]+)"(?: \+\s+"[^"]+")*)`)
)

// TestAll_IsWhatTheCodeSays: what the functions note by name is declared by their step, and what a step declares is noted.
func TestAll_IsWhatTheCodeSays(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	known, noted, declared, text := knownIDs(), map[string]bool{}, map[string]bool{}, ""
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, m := range callID.FindAllStringSubmatch(string(b), -1) {
			noted[m[1]] = true
		}
		if f == "known.go" {
			for _, m := range stepIDs.FindAllStringSubmatch(string(b), -1) {
				for _, id := range regexp.MustCompile(`[A-Za-z][A-Za-z0-9-]+`).FindAllString(m[1], -1) {
					declared[id] = true
				}
			}
			continue
		}
		text += string(b)
	}
	if len(noted) < 50 || len(declared) < 50 {
		t.Fatalf("only %d ids are noted and %d declared", len(noted), len(declared))
	}
	for id := range noted {
		if !known[id] {
			t.Errorf("%s is noted, and not known", id)
		}
	}
	for id := range declared {
		if !strings.Contains(text, `"`+id+`"`) {
			t.Errorf("%s is declared, and never noted", id)
		}
	}
}

// TestDocument_IsCurrent holds docs/ehf-rules.md current.
func TestDocument_IsCurrent(t *testing.T) {
	path := filepath.Join("..", "..", "..", "docs", "ehf-rules.md")
	want := rulesDocument(t)
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), string(want)); diff != "" {
		t.Errorf("docs/ehf-rules.md is not current; go test ./billing/ubl/rule -run Document -update writes it (-got +want):\n%s", diff)
	}
}

// layerNames are the layers in the order of the document, and what they are.
var layerNames = [][2]string{
	{"EN", "EN 16931 and its UBL syntax"}, {"Peppol", "Peppol BIS Billing 3.0"}, {"NO", "sellers in Norway"}, {"SE", "sellers in Sweden"}, {"DK", "sellers in Denmark"},
	{"IS", "sellers in Iceland"}, {"DE", "both parties in Germany"}, {"NL", "sellers in the Netherlands"}, {"IT", "sellers in Italy"}, {"GR", "sellers in Greece"},
}

func rulesDocument(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	known := knownIDs()
	total, covered := map[string]int{}, map[string]int{}
	for _, o := range officialRules(t) {
		for _, key := range []string{o.layer + o.flag, "all" + o.flag} {
			total[key]++
			if known[o.id] {
				covered[key]++
			}
		}
	}
	b.WriteString(documentHead)
	b.WriteString("\n| Layer | Rules for | Fatal | Warnings |\n| --- | --- | --- | --- |\n")
	row := func(key, name, what string) {
		fmt.Fprintf(&b, "| %s | %s | %d of %d | %d of %d |\n", name, what, covered[key+"fatal"], total[key+"fatal"], covered[key+"warning"], total[key+"warning"])
	}
	for _, l := range layerNames {
		row(l[0], l[0], l[1])
	}
	row("all", "**All**", "")
	b.WriteString("\n## Not covered\n\n| Rule | Why |\n| --- | --- |\n")
	for _, id := range slices.Sorted(maps.Keys(notCovered)) {
		fmt.Fprintf(&b, "| %s | %s |\n", id, notCovered[id])
	}
	b.WriteString(documentSchema)
	b.WriteString("\n## Beyond the official rules\n\n| Code | What it finds |\n| --- | --- |\n")
	for _, id := range slices.Sorted(maps.Keys(beyond)) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", id, beyond[id])
	}
	b.WriteString(documentTail)
	return b.Bytes()
}

const documentHead = `# The rules of EHF that Fakturist checks

Written by a test of billing/ubl/rule; do not edit. ` + "`go test ./billing/ubl/rule -run Document -update`" + ` writes it anew.

Before a document goes out, and when one comes in, Fakturist checks it against the rules that a receiver's access point will
hold it against: EN 16931 for UBL (CEN Schematron 1.3.16) and Peppol BIS Billing 3.0.21 with its national rules. A rule keeps its
official id. The list of official rules is ` + "`billing/ubl/rule/testdata/official.tsv`" + `.

## Covered
`

const documentSchema = `
## The schema

` + "`XSD-ORDER`" + ` is an element that is unknown, out of its place, missing or there too often by the UBL 2.1 schema; ` + "`XSD`" + ` is a value or an
attribute that is not of its type. The order of all 331 aggregates is a table, ` + "`billing/ubl/rule/schema.txt`" + `. What stands in UBL
extensions is not looked at. ` + "`NOT-WELL-FORMED`" + ` and ` + "`UNSUPPORTED-ROOT`" + ` are told of bytes that are no invoice or credit note at all.
`

const documentTail = `
## What we say otherwise

- Blanks around a value are cut before it is checked. The official rules mostly do the same. Of those that do not, ours do
  not either in BR-AF-04 (a category code) and DE-R-018 (the new line at the end); BR-AF-01, BR-AG-01, BR-B-01 and BR-B-02
  do not know a category code with blanks around it, and ours do.
- Where an element comes twice that may come once, the official rules break down and say nothing more of their layer. Ours
  name the fault (XSD-ORDER or UBL-SR) and go on.
- A tax base of category S, L or M that is off by one whole krone is judged by decimals here and by floating point there.
- A file that is no base64 is refused here; the library of the validator reads over it.
- EHF Reminder and EHF Forward Billing are other document types, with other rules. They are not checked here.

## How it is compared

` + "`make conformance SHARED=/path`" + ` runs the official validator (the compiled Schematron, with the UBL schemas) against ours. Without
that folder the comparison is skipped, and says so.

- ` + "`TestConformance_OfficialUnitDocumentsAgree`" + `: each of the 1540 official unit documents agrees on the rule it was written for.
- ` + "`TestConformance_SameVerdictOnOfficialDocuments`" + `: the same documents and the official examples, every rule id of each.
- ` + "`TestConformance_SameVerdictOnBrokenDocuments`" + `: 700 documents broken at random (elements deleted, emptied, doubled, swapped,
  added, foreign; codes, numbers, dates, attributes, countries, categories, parties and payment means changed), every rule
  id of each. ` + "`FAKTURIST_SEED`" + ` and ` + "`FAKTURIST_MUTANTS`" + ` ask for others and more.
- ` + "`TestConformance_OfficialValidatorPassesRandomDocuments`" + `: what Fakturist issues passes both, and what is off by one øre or
  digit is found by ours.
`
