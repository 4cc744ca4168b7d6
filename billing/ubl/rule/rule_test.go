package rule_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/billing/payref"
	"fakturist/billing/ubl/rule"

	"github.com/google/go-cmp/cmp"
)

// document reads one of the documents that billing/ubl writes in its own tests.
func document(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// replace changes the first occurrence, which must be there.
func replace(t testing.TB, doc, from, to string) string {
	t.Helper()
	if !strings.Contains(doc, from) {
		t.Fatalf("nothing to break: %q is not in the document", from)
	}
	return strings.Replace(doc, from, to, 1)
}

func fatalIDs(found []rule.Finding) []string {
	var ids []string
	for _, f := range found {
		if f.Flag == rule.Fatal {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func TestCheck_FindsNothingInWhatWeWrite(t *testing.T) {
	for _, name := range []string{"club", "everything", "euro", "credit-whole", "credit-part"} {
		if ids := fatalIDs(rule.Check([]byte(document(t, name)))); len(ids) > 0 {
			t.Errorf("%s: %v", name, ids)
		}
	}
	found := rule.Check([]byte(document(t, "club")))
	if len(found) != 1 || found[0].ID != "NO-R-002" || found[0].Flag != rule.Warning {
		t.Errorf("a club outside Foretaksregisteret gets one warning, got %+v", found)
	}
}

// TestCheck_FindsWhatTheOfficialValidatorLetsPass breaks documents by one øre, one digit or one day. The official rules
// pass every one of them.
func TestCheck_FindsWhatTheOfficialValidatorLetsPass(t *testing.T) {
	for _, test := range []struct {
		name, doc string
		changes   [][2]string
		want      []string
	}{
		{"line net one øre up, carried through", "club", [][2]string{{">1200.00</cbc:TaxableAmount", ">1200.01</cbc:TaxableAmount"},
			{">1200.00</cbc:LineExtensionAmount", ">1200.01</cbc:LineExtensionAmount"}, {">1200.00</cbc:TaxExclusiveAmount", ">1200.01</cbc:TaxExclusiveAmount"},
			{">1200.00</cbc:TaxInclusiveAmount", ">1200.01</cbc:TaxInclusiveAmount"}, {">1200.00</cbc:PayableAmount", ">1200.01</cbc:PayableAmount"},
			{">1200.00</cbc:LineExtensionAmount", ">1200.01</cbc:LineExtensionAmount"}}, []string{"line-net-inexact"}},
		{"VAT one øre up, carried through", "euro", [][2]string{{">15.00</cbc:TaxAmount", ">15.01</cbc:TaxAmount"}, {">15.00</cbc:TaxAmount", ">15.01</cbc:TaxAmount"},
			{">74.99</cbc:TaxInclusiveAmount", ">75.00</cbc:TaxInclusiveAmount"}, {">74.99</cbc:PayableAmount", ">75.00</cbc:PayableAmount"}}, []string{"vat-inexact"}},
		{"VAT base one øre down", "everything", [][2]string{{">238.08</cbc:TaxableAmount", ">238.07</cbc:TaxableAmount"}}, []string{"vat-base-inexact"}},
		{"discount one øre up, its line one down", "everything", [][2]string{{">1.65</cbc:Amount", ">1.66</cbc:Amount"}}, []string{"line-net-inexact", "allowance-inexact"}},
		{"KID with a wrong digit", "club", [][2]string{{">1001100013<", ">1001100014<"}}, []string{"kid-wrong"}},
		{"account with two digits swapped", "club", [][2]string{{">15035035203<", ">15035035230<"}}, []string{"account-wrong"}},
		{"account with dots", "club", [][2]string{{">15035035203<", ">1503.50.35203<"}}, []string{"account-wrong"}},
		{"IBAN with a wrong digit", "euro", [][2]string{{">NO3515035035203<", ">NO3615035035203<"}}, []string{"iban-wrong"}},
		{"rate of another time", "everything", [][2]string{{">12</cbc:Percent>", ">10</cbc:Percent>"}, {">12</cbc:Percent>", ">10</cbc:Percent>"},
			{">30.00</cbc:TaxAmount", ">25.00</cbc:TaxAmount"}, {">150.13</cbc:TaxAmount", ">145.13</cbc:TaxAmount"},
			{">2740.25</cbc:TaxInclusiveAmount", ">2735.25</cbc:TaxInclusiveAmount"}, {">2640.25</cbc:PayableAmount", ">2635.25</cbc:PayableAmount"}},
			[]string{"vat-rate-wrong"}},
		{"no due date", "club", [][2]string{{"<cbc:DueDate>2026-12-06</cbc:DueDate>", ""}}, []string{"due-missing"}},
		{"due before issue", "club", [][2]string{{"2026-12-06", "2026-11-21"}}, []string{"due-before-issue"}},
	} {
		doc := document(t, test.doc)
		for _, c := range test.changes {
			doc = replace(t, doc, c[0], c[1])
		}
		if diff := cmp.Diff(fatalIDs(rule.Check([]byte(doc))), test.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", test.name, diff)
		}
	}
}

func TestCheck_NamesTheOfficialRule(t *testing.T) {
	for _, test := range []struct{ name, doc, from, to, want string }{
		{"org number", "club", ">974760673<", ">974760674<", "PEPPOL-COMMON-R041"},
		{"VAT number without MVA", "everything", "NO991825827MVA", "NO991825827", "NO-R-001"},
		{"buyer's VAT number", "everything", "NO923609016MVA", "NO923609017MVA", "buyer-vatno-wrong"},
		{"VAT number without NO", "everything", "NO991825827MVA", "991825827MVA", "BR-CO-09"},
		{"unit", "club", `unitCode="EA"`, `unitCode="stk"`, "BR-CL-23"},
		{"no buyer reference", "club", "<cbc:BuyerReference>1001</cbc:BuyerReference>", "", "PEPPOL-EN16931-R003"},
		{"empty element", "club", "<cbc:StreetName>Idrettsveien 1<", "<cbc:StreetName><", "PEPPOL-EN16931-R008"},
		{"two notes", "everything", "<cbc:Note>", "<cbc:Note>a</cbc:Note><cbc:Note>", "PEPPOL-EN16931-R002"},
		{"three decimals", "club", ">1200.00</cbc:PayableAmount", ">1200.001</cbc:PayableAmount", "BR-DEC-18"},
		{"payable", "club", ">1200.00</cbc:PayableAmount", ">1200.01</cbc:PayableAmount", "BR-CO-16"},
		{"gross", "everything", "cbc:TaxInclusiveAmount currencyID=\"NOK\">", "cbc:TaxInclusiveAmount currencyID=\"NOK\">1", "BR-CO-15"},
		{"line sum", "everything", "cbc:LineExtensionAmount currencyID=\"NOK\">", "cbc:LineExtensionAmount currencyID=\"NOK\">1", "BR-CO-10"},
		{"MIME type", "everything", "application/pdf", "application/zip", "PEPPOL-EN16931-CL001"},
		{"account missing", "club", "<cbc:ID>15035035203</cbc:ID>", "", "BR-61"},
		{"VAT number outside the act", "club", "<cac:PartyLegalEntity>", "<cac:PartyTaxScheme><cbc:CompanyID>NO974760673MVA</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>", "BR-O-02"},
		{"line outside the period", "everything", "<cbc:StartDate>2026-11-03<", "<cbc:StartDate>2026-10-31<", "PEPPOL-EN16931-R110"},
		{"date with a zone", "club", ">2026-11-22<", ">2026-11-22Z<", "PEPPOL-EN16931-F001"},
		{"currency", "club", "currencyID=\"NOK\">1200.00</cbc:PayableAmount", "currencyID=\"EUR\">1200.00</cbc:PayableAmount", "PEPPOL-EN16931-R051"},
		{"NOK total missing", "euro", "<cbc:TaxCurrencyCode>NOK</cbc:TaxCurrencyCode>", "<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>", "BR-53"},
		{"not a number", "club", ">1200.00</cbc:PayableAmount", ">1 200,00</cbc:PayableAmount", "XSD"},
	} {
		doc := document(t, test.doc)
		ids := fatalIDs(rule.Check([]byte(replace(t, doc, test.from, test.to))))
		found := false
		for _, id := range ids {
			found = found || id == test.want
		}
		if !found {
			t.Errorf("%s: %v, want %s among them", test.name, ids, test.want)
		}
	}
}

// TestCheck_SeesBlanksWhereTheOfficialRulesDo: BR-AF-04 alone does not know a category with blanks around its code, and
// DE-R-018 wants a new line behind a cash discount, also where it ends the text.
func TestCheck_SeesBlanksWhereTheOfficialRulesDo(t *testing.T) {
	const discount = "#SKONTO#TAGE=14#PROZENT=2.00#"
	charge := func(code string) string {
		return "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cac:TaxCategory><cbc:ID>" + code +
			"</cbc:ID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:AllowanceCharge>"
	}
	german := func(terms string) string {
		const party = "<cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress></cac:Party>"
		return "<cac:AccountingSupplierParty>" + party + "</cac:AccountingSupplierParty><cac:AccountingCustomerParty>" + party +
			"</cac:AccountingCustomerParty><cac:PaymentTerms><cbc:Note>" + terms + "</cbc:Note></cac:PaymentTerms>"
	}
	for _, test := range []struct {
		doc, id string
		found   bool
	}{
		{charge("L"), "BR-AF-04", true},
		{charge(" L "), "BR-AF-04", false},
		{charge("L") + charge("\nL"), "BR-AF-04", true},
		{charge(" M "), "BR-AG-04", true},
		{german(discount), "DE-R-018", true},
		{german(discount + "\n"), "DE-R-018", false},
		{german(discount + " \n  "), "DE-R-018", false},
		{german(discount + "\n" + discount), "DE-R-018", true},
		{german(" " + discount + "\n" + discount + "\n"), "DE-R-018", false},
		{german(discount + "\nNetto 30 Tage"), "DE-R-018", false},
		{german("Netto 30 Tage"), "DE-R-018", false},
	} {
		if found := ids(rule.Check([]byte(invoiceHead + test.doc + "</Invoice>")))[test.id]; found != test.found {
			t.Errorf("%s found: %v, want %v: %s", test.id, found, test.found, test.doc)
		}
	}
}

// TestCheckOwn_KnowsTheAgreedCheckDigit: 1001100013 has the digit of modulus 10; the other KID has that of modulus 11.
func TestCheckOwn_KnowsTheAgreedCheckDigit(t *testing.T) {
	doc := document(t, "club")
	const payload = "100110004"
	if payref.Mod11(payload) == payref.Luhn(payload) {
		t.Fatal("both methods give one digit")
	}
	other := replace(t, doc, ">1001100013<", ">"+payload+string(payref.Mod11(payload))+"<")
	agreed := payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{10}, Pattern: "CCCCIIIII"}
	for _, test := range []struct {
		name, doc string
		kid       payref.Agreement
		want      []string
	}{
		{"agreed", doc, agreed, nil},
		{"other method, nothing known", other, payref.Agreement{}, nil},
		{"other method", other, agreed, []string{"kid-wrong"}},
		{"other length", doc, payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{9}}, []string{"kid-wrong"}},
	} {
		if diff := cmp.Diff(fatalIDs(rule.CheckOwn([]byte(test.doc), test.kid)), test.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", test.name, diff)
		}
	}
}

func TestCheck_SaysWhereAndWhat(t *testing.T) {
	doc := replace(t, document(t, "everything"), ">1.65</cbc:Amount", ">1.66</cbc:Amount")
	want := []rule.Finding{
		{ID: "line-net-inexact", Flag: rule.Fatal, Path: "/Invoice/cac:InvoiceLine[1]/cbc:LineExtensionAmount", Args: map[string]string{"net": "14.81", "expected": "14.80"}},
		{ID: "allowance-inexact", Flag: rule.Fatal, Path: "/Invoice/cac:InvoiceLine[1]/cac:AllowanceCharge", Args: map[string]string{"amount": "1.66", "expected": "1.65"}},
	}
	if diff := cmp.Diff(rule.Check([]byte(doc)), want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	faults := rule.Faults(want)
	if len(faults.Fatal()) != 2 || faults[0].Code != "line-net-inexact" || faults[0].Path != want[0].Path {
		t.Errorf("faults: %+v", faults)
	}
}

func TestCheck_RefusesWhatIsNoInvoice(t *testing.T) {
	for _, test := range []struct{ doc, want string }{
		{"", "NOT-WELL-FORMED"}, {"<a>", "NOT-WELL-FORMED"}, {"<Order/>", "UNSUPPORTED-ROOT"},
		{`<!DOCTYPE Invoice><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`, "NOT-WELL-FORMED"},
	} {
		found := rule.Check([]byte(test.doc))
		if len(found) != 1 || found[0].ID != test.want || found[0].Flag != rule.Fatal {
			t.Errorf("%q: %+v, want %s", test.doc, found, test.want)
		}
	}
	if found := rule.Check([]byte(`<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`)); len(found) < 15 {
		t.Errorf("a bare invoice lacks nearly everything, found %d", len(found))
	}
}

// TestCheck_TakesBoundedTimeAndTellsBoundedMuch checks documents of a hundred thousand broken elements.
func TestCheck_TakesBoundedTimeAndTellsBoundedMuch(t *testing.T) {
	for _, part := range []string{"<cbc:Note/>", "<cac:AllowanceCharge/><cac:InvoiceLine/>", "<cac:LegalMonetaryTotal/><cac:InvoiceLine/>"} {
		found := rule.Check([]byte(invoiceHead + strings.Repeat(part, 50000) + "</Invoice>"))
		count := map[string]int{}
		for _, f := range found {
			if count[f.ID]++; count[f.ID] > 100 {
				t.Fatalf("%s: %s is found more than a hundred times", part, f.ID)
			}
		}
		if count["XSD-ORDER"] == 0 {
			t.Errorf("%s: the schema says nothing", part)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(document(f, "club")))
	f.Add([]byte(`<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, found := range rule.Check(data) {
			if found.ID == "" || found.Flag != rule.Fatal && found.Flag != rule.Warning {
				t.Fatalf("finding without id or flag: %+v", found)
			}
		}
	})
}
