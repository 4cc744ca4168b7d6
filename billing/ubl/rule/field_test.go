package rule_test

import (
	"strings"
	"testing"

	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

func TestField_NamesTheFieldOfADraft(t *testing.T) {
	for _, test := range []struct{ path, want string }{
		{"/Invoice/cac:InvoiceLine[2]/cbc:InvoicedQuantity", "lines[1].quantity"},
		{"/CreditNote/cac:CreditNoteLine/cbc:CreditedQuantity", "lines[0].quantity"},
		{"/Invoice/cac:InvoiceLine[3]/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", "lines[2].vat"},
		{"/Invoice/cac:InvoiceLine[3]/cac:AllowanceCharge/cbc:Amount", "lines[2].discount"},
		{"/Invoice/cac:InvoiceLine[12]", "lines[11]"},
		{"/Invoice/cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", "customer.endpoint"},
		{"/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "customer.address.country"},
		{"/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID", "company.orgNo"},
		{"/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", "company.address"},
		{"/Invoice/cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CityName", "delivery.address.city"},
		{"/Invoice/cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", "company.account"},
		{"/Invoice/cac:AllowanceCharge[2]/cac:TaxCategory", "adjustments[1].vat"},
		{"/Invoice/cbc:DueDate", "dueDate"}, {"/Invoice/cbc:BuyerReference", "buyerReference"},
		{"/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount", "lines"}, {"/Invoice/cac:LegalMonetaryTotal/cbc:PrepaidAmount", "prepaid"},
		{"/Invoice", ""}, {"", ""}, {"/Invoice/cbc:ID", ""}, {"/Invoice/cac:InvoiceLine[x]/cbc:ID", "lines[0]"}, {"/Invoice/[", ""},
	} {
		if got := rule.Field(test.path); got != test.want {
			t.Errorf("%s: %q, want %q", test.path, got, test.want)
		}
	}
}

// nobodysFields are the elements that no field of a draft decides.
var nobodysFields = map[string]bool{"cbc:CustomizationID": true, "cbc:ProfileID": true, "cbc:ID": true}

// TestField_KnowsEveryElementWeWrite walks through documents that between them hold every element the writer writes.
func TestField_KnowsEveryElementWeWrite(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"club", "everything", "euro", "credit-whole", "credit-part"} {
		root, err := ubl.Parse([]byte(document(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		root.Walk(func(n *ubl.Node) {
			path := n.Path()
			if field := rule.Field(path); field == "" && n != root && !(n.Parent == root && nobodysFields[n.Name]) {
				t.Errorf("%s: %s has no field", name, path)
			} else {
				seen[strings.TrimRight(field, "0123456789[]")] = true
			}
			if strings.Contains(path, "Line[2]") && !strings.HasPrefix(rule.Field(path), "lines[1]") {
				t.Errorf("%s is %s", path, rule.Field(path))
			}
		})
	}
	if len(seen) < 40 {
		t.Errorf("only %d fields were named", len(seen))
	}
}
