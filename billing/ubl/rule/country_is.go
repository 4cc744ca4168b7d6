package rule

import "fakturist/billing/ubl"

func icelandicSeller(c *checker) bool { return c.sellerIn("IS") }
func icelandicTrade(c *checker) bool  { return icelandicSeller(c) && c.buyerIn("IS") }

const (
	icelandicID  = "0196"
	icelandicDue = "EINDAGI" // how a final due date is marked
)

var iceland = []demand{
	should("IS-R-001", "/", is("cbc:InvoiceTypeCode|cbc:CreditNoteTypeCode", "380", "381")),
	must("IS-R-002", "/", is("cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID/@schemeID", icelandicID)),
	must("IS-R-003", "/", both(has("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:StreetName"), has("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:PostalZone"))),
	must("IS-R-006", "/", icelandicAccount("9")),
	must("IS-R-007", "/", icelandicAccount("42")),
	must("IS-R-008", "/", finalDue(func(ref, _ *ubl.Node) bool { return isDay(ref.Value("cbc:ID")) })),
	must("IS-R-009", "/", finalDue(func(_, due *ubl.Node) bool { return due != nil })),
	must("IS-R-010", "/", finalDue(func(ref, due *ubl.Node) bool {
		return due != nil && ref.First("cbc:ID") != nil && due.Text <= ref.Value("cbc:ID")
	})),
}

// icelandicAccount asks for an account of twelve characters for one code of payment means.
func icelandicAccount(code string) condition {
	means := is("cbc:PaymentMeansCode", code)
	return either(not(below("cac:PaymentMeans", means)), below("cac:PaymentMeans", both(means, suits(payeeID, lengthOf(12, 12)))))
}

// finalDue asks something of a document that states a final due date, and of its due date.
func finalDue(ok func(ref, due *ubl.Node) bool) condition {
	return func(n *ubl.Node) bool {
		for _, ref := range n.All("cac:AdditionalDocumentReference") {
			if is("cbc:DocumentDescription", icelandicDue)(ref) {
				return ok(ref, n.First("cbc:DueDate"))
			}
		}
		return true
	}
}

// isDay tells whether s is a day in ten characters.
func isDay(s string) bool { return len(s) == 10 && !date(&ubl.Node{Text: s}).IsZero() }

var icelandHome = []demand{
	must("IS-R-004", "/cac:AccountingCustomerParty", is("cac:Party/cac:PartyLegalEntity/cbc:CompanyID/@schemeID", icelandicID)),
	must("IS-R-005", "/cac:AccountingCustomerParty", both(has("cac:Party/cac:PostalAddress/cbc:StreetName"), has("cac:Party/cac:PostalAddress/cbc:PostalZone"))),
}
