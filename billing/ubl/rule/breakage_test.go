package rule_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fakturist/billing/ubl/rule"
)

const invoiceHead = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ` +
	`xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" ` +
	`xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" ` +
	`xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2">`

// TestCheck_FindsEveryElementWithoutUse writes each element and attribute of unused.txt into a document of its own.
func TestCheck_FindsEveryElementWithoutUse(t *testing.T) {
	b, err := os.ReadFile("unused.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(b)) {
		id, path, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		seen++
		if doc := invoiceHead + nested(path) + "</Invoice>"; !ids(rule.Check([]byte(doc)))[id] {
			t.Errorf("%s is not found at %s", id, path)
		}
	}
	if seen < 650 {
		t.Errorf("only %d rows", seen)
	}
	for id := range ids(rule.Check([]byte(document(t, "everything")))) {
		if strings.HasPrefix(id, "UBL-CR") || strings.HasPrefix(id, "UBL-DT") {
			t.Errorf("a document of ours breaks %s", id)
		}
	}
}

// nested is XML of the elements of a path within each other; a last step with @ is an attribute.
func nested(path string) string {
	path = strings.ReplaceAll(strings.TrimPrefix(path, "//"), "LINE", "cac:InvoiceLine")
	open, shut, attr := "", "", ""
	steps := strings.Split(path, "/")
	if last := steps[len(steps)-1]; strings.HasPrefix(last, "@") {
		attr = fmt.Sprintf(` %s="x"`, last[1:])
		if steps = steps[:len(steps)-1]; len(steps) == 0 {
			steps = []string{"cbc:ID"}
		}
	}
	for i, s := range steps {
		if i == len(steps)-1 {
			open += "<" + s + attr + ">x"
		} else {
			open += "<" + s + ">"
		}
		shut = "</" + s + ">" + shut
	}
	return open + shut
}

// TestCheck_FindsByTheSchema breaks the order and the types of a document.
func TestCheck_FindsByTheSchema(t *testing.T) {
	for _, test := range []struct{ name, from, to, want string }{
		{"swapped", "<cbc:IssueDate>2026-11-22</cbc:IssueDate>", "", "XSD-ORDER"},
		{"out of place", "<cbc:ProfileID>", "<cbc:ID>1</cbc:ID><cbc:ProfileID>", "XSD-ORDER"},
		{"twice", "<cbc:BuyerReference>", "<cbc:BuyerReference>1</cbc:BuyerReference><cbc:BuyerReference>", "XSD-ORDER"},
		{"unknown", "<cbc:BuyerReference>", "<cbc:Odd>1</cbc:Odd><cbc:BuyerReference>", "XSD-ORDER"},
		{"of another namespace", "<cbc:BuyerReference>", `<x xmlns="urn:x">1</x><cbc:BuyerReference>`, "XSD-ORDER"},
		{"element in a value", "<cbc:BuyerReference>", "<cbc:BuyerReference><cbc:ID>1</cbc:ID>", "XSD-ORDER"},
		{"day that is none", ">2026-12-06<", ">2026-02-30<", "XSD"},
		{"indicator", "<cbc:InvoiceTypeCode>", `<cbc:InvoiceTypeCode odd="1">`, "XSD"},
		{"no currency", ` currencyID="NOK">1200.00</cbc:PayableAmount>`, ">1200.00</cbc:PayableAmount>", "XSD"},
	} {
		doc := replace(t, document(t, "club"), test.from, test.to)
		if !ids(rule.Check([]byte(doc)))[test.want] {
			t.Errorf("%s: %s is not found", test.name, test.want)
		}
	}
	added := replace(t, document(t, "club"), "<cbc:CustomizationID>", `<ext:UBLExtensions xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2">`+
		`<ext:UBLExtension><ext:ExtensionContent><anything xmlns="urn:x"/></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions><cbc:CustomizationID>`)
	if found := ids(rule.Check([]byte(added))); found["XSD-ORDER"] || !found["UBL-CR-001"] {
		t.Errorf("extensions: %v", found)
	}
}

// TestCheck_KnowsTheRulesOfACountry moves a document to a country and demands what its rules say of it, and that they say
// nothing of a seller at home.
func TestCheck_KnowsTheRulesOfACountry(t *testing.T) {
	for _, test := range []struct {
		country string
		want    []string
	}{
		{"DE", []string{"DE-R-005", "DE-R-014"}}, {"DK", []string{"DK-R-014", "DK-R-005", "DK-R-013", "DK-R-017"}}, {"SE", []string{"SE-R-004", "SE-R-013"}},
		{"IS", []string{"IS-R-002", "IS-R-004"}}, {"NL", []string{"NL-R-003", "NL-R-005"}}, {"GR", []string{"GR-R-001-1", "GR-R-002", "GR-R-004-1", "GR-R-009"}},
		{"NO", []string{"NO-R-002"}},
	} {
		doc := strings.ReplaceAll(document(t, "club"), "<cbc:IdentificationCode>NO<", "<cbc:IdentificationCode>"+test.country+"<")
		found := ids(rule.Check([]byte(doc)))
		for _, id := range test.want {
			if !found[id] {
				t.Errorf("%s: %s is not found, only %v", test.country, id, found)
			}
		}
		for id := range found {
			if k := layerOf(id); len(k) == 2 && k != "EN" && string(k) != test.country {
				t.Errorf("%s: %s is found", test.country, id)
			}
		}
	}
	italian := replace(t, document(t, "everything"), "NO991825827MVA", "IT00743110157")
	italian = strings.Replace(italian, "<cbc:CityName>Oslo</cbc:CityName>", "", 1)
	if found := ids(rule.Check([]byte(italian))); !found["IT-R-003"] {
		t.Errorf("IT-R-003 is not found, only %v", found)
	}
}

func layerOf(id string) rule.Layer {
	for _, k := range rule.All() {
		if k.ID == id {
			return k.Layer
		}
	}
	return ""
}

func TestFamily_IsOfTheRulesThatShareASentence(t *testing.T) {
	for id, want := range map[string]string{"UBL-CR-561": "UBL-CR", "UBL-DT-19": "UBL-CR", "UBL-SR-44": "", "BR-01": "", "": ""} {
		if got := rule.Family(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}
