package rule

import (
	"regexp"
	"strings"

	"fakturist/billing/payref"
	"fakturist/billing/ubl"
)

// germanTrade tells whether both parties have their address in Germany; the rules of XRechnung hold between them only.
func germanTrade(c *checker) bool {
	return strings.EqualFold(only(c.root, sellerCountryPath), "DE") && strings.EqualFold(only(c.root, buyerCountryPath), "DE")
}

const (
	germanSeller   = "/cac:AccountingSupplierParty/cac:Party"
	germanBuyer    = "/cac:AccountingCustomerParty/cac:Party"
	germanDelivery = "/cac:Delivery/cac:DeliveryLocation/cac:Address"
)

var germany = []demand{
	must("DE-R-001", "/", has("cac:PaymentMeans")),
	must("DE-R-002", "/cac:AccountingSupplierParty", has("cac:Party/cac:Contact")),
	must("DE-R-003", germanSeller+"/cac:PostalAddress", filled("cbc:CityName")),
	must("DE-R-004", germanSeller+"/cac:PostalAddress", filled("cbc:PostalZone")),
	must("DE-R-005", germanSeller+"/cac:Contact", filled("cbc:Name")),
	must("DE-R-006", germanSeller+"/cac:Contact", filled("cbc:Telephone")),
	must("DE-R-007", germanSeller+"/cac:Contact", filled("cbc:ElectronicMail")),
	must("DE-R-008", germanBuyer+"/cac:PostalAddress", filled("cbc:CityName")),
	must("DE-R-009", germanBuyer+"/cac:PostalAddress", filled("cbc:PostalZone")),
	must("DE-R-010", germanDelivery, filled("cbc:CityName")),
	must("DE-R-011", germanDelivery, filled("cbc:PostalZone")),
	must("DE-R-014", "/cac:TaxTotal/cac:TaxSubtotal", filled("cac:TaxCategory/cbc:Percent")),
	must("DE-R-015", "/", filled("cbc:BuyerReference")),
	must("DE-R-016", "/", either(not(germanTaxed), has("cac:TaxRepresentativeParty"), filled("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"))),
	should("DE-R-017", "/", is("cbc:InvoiceTypeCode|cbc:CreditNoteTypeCode", "326", "380", "384", "389", "381", "875", "876", "877")),
	must("DE-R-018", "/", germanDiscounts),
	should("DE-R-019", "/cac:PaymentMeans", when(is("cbc:PaymentMeansCode", "58"), suits(payeeID, germanIBAN))),
	should("DE-R-020", "/cac:PaymentMeans", when(is("cbc:PaymentMeansCode", "59"), suits("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID", germanIBAN))),
	must("DE-R-022", "/", germanFilenames),
	must("DE-R-023-1", "/cac:PaymentMeans", when(transfer, has("cac:PayeeFinancialAccount"))),
	must("DE-R-023-2", "/cac:PaymentMeans", when(transfer, none("cac:CardAccount|cac:PaymentMandate"))),
	must("DE-R-024-1", "/cac:PaymentMeans", when(germanCard, has("cac:CardAccount"))),
	must("DE-R-024-2", "/cac:PaymentMeans", when(germanCard, none("cac:PayeeFinancialAccount|cac:PaymentMandate"))),
	must("DE-R-025-1", "/cac:PaymentMeans", when(is("cbc:PaymentMeansCode", "59"), has("cac:PaymentMandate"))),
	must("DE-R-025-2", "/cac:PaymentMeans", when(is("cbc:PaymentMeansCode", "59"), none("cac:PayeeFinancialAccount|cac:CardAccount"))),
	should("DE-R-026", "/", when(is("cbc:InvoiceTypeCode|cbc:CreditNoteTypeCode", "384"), has("cac:BillingReference/cac:InvoiceDocumentReference"))),
	should("DE-R-027", germanSeller+"/cac:Contact", like("cbc:Telephone", `(?s)([0-9].*){3}`)),
	should("DE-R-028", germanSeller+"/cac:Contact", like("cbc:ElectronicMail", `^[^@\s]+@([^@.\s]+\.)+[^@.\s]+$`)),
	must("DE-R-030", "/", when(has("cac:PaymentMeans/cac:PaymentMandate"),
		is("cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID/@schemeID|cac:PayeeParty/cac:PartyIdentification/cbc:ID/@schemeID", "SEPA"))),
	must("DE-R-031", "/", when(has("cac:PaymentMeans/cac:PaymentMandate"), has("cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"))),
	should("DE-R-T02", "/cac:AdditionalDocumentReference/cac:Attachment/cac:ExternalReference", like("cbc:URI", `^[a-zA-Z][a-zA-Z0-9+.-]+:`)),
}

var germanCard = is("cbc:PaymentMeansCode", "48", "54", "55")

// germanTaxed tells whether a document uses a VAT category for which the seller needs a tax number.
var germanTaxed = func() condition {
	taxed := []string{"S", "Z", "E", "AE", "K", "G", "L", "M"}
	reduced := below("cac:AllowanceCharge", both(is("cbc:ChargeIndicator", "true", "false"), is("cac:TaxCategory/cbc:ID", taxed...)))
	return either(reduced, is("LINE/cac:Item/cac:ClassifiedTaxCategory/cbc:ID", taxed...))
}()

// germanIBAN tells whether an account has the form of an IBAN and its check digits.
func germanIBAN(s string) bool {
	s = strings.Join(strings.Fields(s), "")
	return ibanForm(s) && payref.ValidIBAN(s)
}

var ibanForm = matching(`^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{0,30}$`)

var (
	discountLine = matching(`^#SKONTO#TAGE=[0-9]+#PROZENT=[0-9]+\.[0-9]{2}(#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#$`)
	discountMark = regexp.MustCompile(`#.+#`)
	discountEnd  = matching(`^\s*\n`)
	lineEnd      = regexp.MustCompile(`\r?\n`)
)

// germanDiscounts asks that lines of the payment terms that begin with # offer a cash discount in the agreed form, and
// that a new line ends the last of them.
func germanDiscounts(n *ubl.Node) bool {
	note := n.First("cac:PaymentTerms/cbc:Note")
	if note == nil {
		return true
	}
	for _, line := range lineEnd.Split(note.Raw, -1) {
		if line = strings.Trim(line, " \t\r\n"); strings.HasPrefix(line, "#") {
			parts := discountMark.Split(note.Raw, -1)
			if !discountLine(line) || !discountEnd(parts[len(parts)-1]) {
				return false
			}
		}
	}
	return true
}

// germanFilenames asks that no two files bear one name.
func germanFilenames(n *ubl.Node) bool {
	seen := map[string]bool{}
	for _, file := range n.All("cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject") {
		if !hasAttr(file, "filename") {
			continue
		}
		if seen[file.Attr("filename")] {
			return false
		}
		seen[file.Attr("filename")] = true
	}
	return true
}
