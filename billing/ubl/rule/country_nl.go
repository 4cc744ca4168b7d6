package rule

import (
	"strings"

	"fakturist/billing/ubl"
)

func dutchSeller(c *checker) bool { return strings.EqualFold(only(c.root, sellerCountryPath), "NL") }
func dutchTrade(c *checker) bool {
	return dutchSeller(c) && strings.EqualFold(only(c.root, buyerCountryPath), "NL")
}
func dutchRepresentative(c *checker) bool {
	return dutchSeller(c) && strings.EqualFold(only(c.root, "cac:TaxRepresentativeParty/cac:PostalAddress/cac:Country/cbc:IdentificationCode"), "NL")
}

var (
	wholeAddress = both(has("cbc:StreetName"), has("cbc:CityName"), has("cbc:PostalZone"))
	dutchLegalID = both(is("@schemeID", "0106", "0190"), filled("."))
)

var netherlands = []demand{
	must("NL-R-001", "cbc:CreditNoteTypeCode", atTop(has("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"))),
	must("NL-R-002", "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", wholeAddress),
	must("NL-R-003", "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID", dutchLegalID),
	must("NL-R-007", "cac:LegalMonetaryTotal", either(nothingToPay, atTop(func(n *ubl.Node) bool { return hasBelow(n, "cac:PaymentMeans") }))),
	must("NL-R-009", "cac:OrderLineReference/cbc:LineID", atTop(has("cac:OrderReference/cbc:ID"))),
}

var netherlandsHome = []demand{
	must("NL-R-004", "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", wholeAddress),
	must("NL-R-005", "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID", dutchLegalID),
	must("NL-R-008", "cac:PaymentMeans", is("cbc:PaymentMeansCode", "30", "48", "49", "57", "58", "59")),
}

var netherlandsRepresentative = []demand{
	must("NL-R-006", "cac:TaxRepresentativeParty/cac:PostalAddress", wholeAddress),
}

// nothingToPay asks that the buyer owes nothing.
func nothingToPay(n *ubl.Node) bool {
	payable, err := num(n, "cbc:PayableAmount")
	if top(n).Name == "CreditNote" {
		return err == nil && !payable.IsNegative()
	}
	return err == nil && !payable.IsPositive()
}

// hasBelow tells whether an element of a name stands anywhere below n.
func hasBelow(n *ubl.Node, name string) bool {
	found := false
	n.Walk(func(x *ubl.Node) { found = found || x.Name == name })
	return found
}
