package rule

import (
	"strings"

	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

const addressCountry = "cac:PostalAddress/cac:Country/cbc:IdentificationCode"

var (
	inSweden      = is(addressCountry, "SE")
	swedishVAT    = below("cac:PartyTaxScheme", both(is("cac:TaxScheme/cbc:ID", "VAT"), like("cbc:CompanyID", `^SE`)))
	swedishTaxed  = both(inSweden, swedishVAT)
	swedishSeller = below("cac:AccountingSupplierParty/cac:Party", inSweden)
	swedishBuyer  = below("cac:AccountingCustomerParty/cac:Party", inSweden)
)

// swedishAddress tells whether a seller's address is in Sweden; the rules ask no other.
func swedishAddress(c *checker) bool { return swedishSeller(c.root) }

// fromSweden asks only where the document has a Swedish seller.
func fromSweden(ok condition) condition { return when(atTop(swedishSeller), ok) }

// atTop asks a condition of the document element.
func atTop(ok condition) condition { return func(n *ubl.Node) bool { return ok(top(n)) } }

// swedishVATNumbers asks for a form of the VAT numbers of a party that has them.
func swedishVATNumbers(ok func(string) bool) condition {
	return when(swedishTaxed, below("cac:PartyTaxScheme", both(is("cac:TaxScheme/cbc:ID", "VAT"), suits("cbc:CompanyID", ok))))
}

// swedishLegal asks for a form of the organisation number of a legal entity in Sweden.
func swedishLegal(ok func(string) bool) condition {
	return when(both(upward(1, inSweden), has("cbc:CompanyID")), suits("cbc:CompanyID", ok))
}

// giro asks for a form of an account at one of the two Swedish giros.
func giro(branch string, ok func(string) bool) condition {
	means := func(n *ubl.Node) bool {
		return only(n, "cbc:PaymentMeansCode") == "30" && only(n, "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID") == branch
	}
	return fromSweden(when(upward(2, means), suits(".", ok)))
}

func lengthOf(low, high int) func(string) bool {
	return func(s string) bool { n := len([]rune(s)); return n >= low && n <= high }
}

var sweden = []demand{
	must("SE-R-001", "cac:AccountingSupplierParty/cac:Party", swedishVATNumbers(lengthOf(14, 14))),
	must("SE-R-002", "cac:AccountingSupplierParty/cac:Party", swedishVATNumbers(func(s string) bool { return double(part(s, 2, 12)) })),
	must("SE-R-003", "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity", swedishLegal(double)),
	must("SE-R-004", "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity", swedishLegal(lengthOf(10, 10))),
	must("SE-R-005", "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID",
		when(both(upward(1, func(n *ubl.Node) bool { return !isVATWord(n.Value("cac:TaxScheme/cbc:ID")) }), upward(2, both(inSweden, has("cac:PartyLegalEntity/cbc:CompanyID")))),
			suits(".", func(s string) bool { return strings.ToUpper(s) == "GODKÄND FÖR F-SKATT" }))),
	must("SE-R-006", "cac:TaxCategory|cac:ClassifiedTaxCategory",
		when(both(is("cbc:ID", "S"), atTop(below("cac:AccountingSupplierParty/cac:Party", swedishTaxed))), swedishRate)),
	must("SE-R-013", "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity", swedishLegal(swedish)),
	should("SE-R-007", "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", giro("SE:PLUSGIRO", double)),
	should("SE-R-010", "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", giro("SE:PLUSGIRO", lengthOf(2, 8))),
	should("SE-R-008", "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", giro("SE:BANKGIRO", double)),
	should("SE-R-009", "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", giro("SE:BANKGIRO", lengthOf(7, 8))),
	should("SE-R-011", "cac:PaymentMeans", fromSweden(not(is("cbc:PaymentMeansCode", "50", "56")))),
	should("SE-R-012", "cac:PaymentMeans", fromSweden(when(atTop(swedishBuyer), not(is("cbc:PaymentMeansCode", "31"))))),
}

// swedishRate asks for one of the Swedish rates.
func swedishRate(n *ubl.Node) bool {
	rate, err := num(n, "cbc:Percent")
	for _, known := range []int64{25, 12, 6} {
		if err == nil && rate.Equal(decimal.NewFromInt(known)) {
			return true
		}
	}
	return false
}
