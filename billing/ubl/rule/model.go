package rule

import (
	"strings"

	"fakturist/billing/ubl"
)

// vatScheme asks that the element belongs to VAT.
func vatScheme(n *ubl.Node) bool { return isVAT(n) }

// underVAT asks for an element below one of a name that belongs to VAT.
func underVAT(name, path string) condition { return below(name, both(vatScheme, has(path))) }

// model are the rules of EN 16931 on what must be there.
var model = []demand{
	must("BR-01", "/", filled("cbc:CustomizationID")),
	must("BR-02", "/", filled("cbc:ID")),
	must("BR-03", "/", filled("cbc:IssueDate")),
	must("BR-04", "/", filled("cbc:InvoiceTypeCode|cbc:CreditNoteTypeCode")),
	must("BR-05", "/", filled("cbc:DocumentCurrencyCode")),
	must("BR-06", "/", filled("cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName")),
	must("BR-07", "/", filled("cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName")),
	must("BR-08", "/", has("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress")),
	must("BR-09", "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", filled("cac:Country/cbc:IdentificationCode")),
	must("BR-10", "/", has("cac:AccountingCustomerParty/cac:Party/cac:PostalAddress")),
	must("BR-11", "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", filled("cac:Country/cbc:IdentificationCode")),
	must("BR-12", "cac:LegalMonetaryTotal", has("cbc:LineExtensionAmount")),
	must("BR-13", "cac:LegalMonetaryTotal", has("cbc:TaxExclusiveAmount")),
	must("BR-14", "cac:LegalMonetaryTotal", has("cbc:TaxInclusiveAmount")),
	must("BR-15", "cac:LegalMonetaryTotal", has("cbc:PayableAmount")),
	must("BR-16", "/", has("cac:InvoiceLine|cac:CreditNoteLine")),
	must("BR-18", "cac:TaxRepresentativeParty", filled("cac:PartyName/cbc:Name")),
	must("BR-19", "cac:TaxRepresentativeParty", has("cac:PostalAddress")),
	must("BR-20", "cac:TaxRepresentativeParty/cac:PostalAddress", filled("cac:Country/cbc:IdentificationCode")),
	must("BR-21", "LINE", filled("cbc:ID")),
	must("BR-22", "LINE", has("cbc:InvoicedQuantity|cbc:CreditedQuantity")),
	must("BR-23", "LINE", has("cbc:InvoicedQuantity/@unitCode|cbc:CreditedQuantity/@unitCode")),
	must("BR-24", "LINE", has("cbc:LineExtensionAmount")),
	must("BR-25", "LINE", filled("cac:Item/cbc:Name")),
	must("BR-26", "LINE", has("cac:Price/cbc:PriceAmount")),
	must("BR-45", "cac:TaxTotal/cac:TaxSubtotal", has("cbc:TaxableAmount")),
	must("BR-46", "cac:TaxTotal/cac:TaxSubtotal", has("cbc:TaxAmount")),
	must("BR-47", "cac:TaxTotal/cac:TaxSubtotal", underVAT("cac:TaxCategory", "cbc:ID")),
	must("BR-48", "cac:TaxTotal/cac:TaxSubtotal", either(underVAT("cac:TaxCategory", "cbc:Percent"), below("cac:TaxCategory", both(vatScheme, is("cbc:ID", "O"))))),
	must("BR-49", "cac:PaymentMeans", has("cbc:PaymentMeansCode")),
	must("BR-50", "cac:PaymentMeans/cac:PayeeFinancialAccount", when(upward(1, transfer), filled("cbc:ID"))),
	should("BR-51", "cac:PaymentMeans/cac:CardAccount/cbc:PrimaryAccountNumberID", suits(".", func(s string) bool { return len([]rune(s)) <= 10 })),
	must("BR-52", "cac:AdditionalDocumentReference", filled("cbc:ID")),
	must("BR-54", "cac:AdditionalItemProperty", both(has("cbc:Name"), has("cbc:Value"))),
	must("BR-55", "cac:BillingReference", has("cac:InvoiceDocumentReference/cbc:ID")),
	must("BR-56", "cac:TaxRepresentativeParty", underVAT("cac:PartyTaxScheme", "cbc:CompanyID")),
	must("BR-57", "cac:Delivery/cac:DeliveryLocation/cac:Address", has("cac:Country/cbc:IdentificationCode")),
	must("BR-61", "cac:PaymentMeans", when(transfer, has("cac:PayeeFinancialAccount/cbc:ID"))),
	must("BR-62", "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID", has("@schemeID")),
	must("BR-63", "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", has("@schemeID")),
	must("BR-64", "LINE/cac:Item/cac:StandardItemIdentification/cbc:ID", has("@schemeID")),
	must("BR-65", "LINE/cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode", has("@listID")),
	must("BR-CO-03", "/", either(none("cbc:TaxPointDate"), none("cac:InvoicePeriod/cbc:DescriptionCode"))),
	must("BR-CO-04", "LINE", underVAT("cac:Item/cac:ClassifiedTaxCategory", "cbc:ID")),
	must("BR-CO-18", "/", has("cac:TaxTotal/cac:TaxSubtotal")),
	must("BR-CO-19", "cac:InvoicePeriod", either(upward(1, isLine), has("cbc:StartDate|cbc:EndDate|cbc:DescriptionCode"))),
	must("BR-CO-20", "LINE/cac:InvoicePeriod", has("cbc:StartDate|cbc:EndDate")),
	must("BR-CO-26", "cac:AccountingSupplierParty", either(underVAT("cac:Party/cac:PartyTaxScheme", "cbc:CompanyID"),
		has("cac:Party/cac:PartyLegalEntity/cbc:CompanyID"), below("cac:Party/cac:PartyIdentification/cbc:ID", not(is("@schemeID", "SEPA"))))),
}

// transfer tells whether a payment means is a credit transfer.
var transfer = is("cbc:PaymentMeansCode", "30", "58")

// syntax are the rules of EN 16931 on how often an element of UBL may come.
var syntax = []demand{
	must("UBL-SR-01", "/", atMost(1, "cac:ContractDocumentReference/cbc:ID")),
	must("UBL-SR-02", "/", atMost(1, "cac:ReceiptDocumentReference/cbc:ID")),
	must("UBL-SR-03", "/", atMost(1, "cac:DespatchDocumentReference/cbc:ID")),
	must("UBL-SR-04", "/", atMostOf(1, "cac:AdditionalDocumentReference", is("cbc:DocumentTypeCode", "130"), "cbc:ID")),
	must("UBL-SR-05", "/", atMost(1, "cac:PaymentTerms/cbc:Note")),
	must("UBL-SR-06", "cac:BillingReference", atMost(1, "cac:InvoiceDocumentReference")),
	must("UBL-SR-07", "cac:BillingReference", has("cac:InvoiceDocumentReference/cbc:ID")),
	must("UBL-SR-08", "/", atMost(1, "cac:InvoicePeriod")),
	must("UBL-SR-09", "/", atMost(1, "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName")),
	must("UBL-SR-10", "/", atMost(1, "cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name")),
	must("UBL-SR-11", "/", atMost(1, "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID")),
	must("UBL-SR-12", "/", atMostOf(1, "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme", vatWord, "cbc:CompanyID")),
	must("UBL-SR-13", "/", atMostOf(1, "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme", otherWord, "cbc:CompanyID")),
	must("UBL-SR-14", "/", atMost(1, "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyLegalForm")),
	must("UBL-SR-15", "/", atMost(1, "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName")),
	must("UBL-SR-16", "/", atMost(1, "cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification/cbc:ID")),
	must("UBL-SR-17", "/", atMost(1, "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID")),
	must("UBL-SR-18", "/", atMostOf(1, "cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme", vatWord, "cbc:CompanyID")),
	must("UBL-SR-19", "cac:PayeeParty", both(atMost(1, "cac:PartyName/cbc:Name"), notTheSeller)),
	must("UBL-SR-20", "cac:PayeeParty", both(atMostOf(1, "cac:PartyIdentification/cbc:ID", not(sepa), ""), notTheSeller)),
	must("UBL-SR-21", "cac:PayeeParty", both(atMost(1, "cac:PartyLegalEntity/cbc:CompanyID"), notTheSeller)),
	must("UBL-SR-22", "cac:TaxRepresentativeParty", atMost(1, "cac:PartyName/cbc:Name")),
	must("UBL-SR-23", "cac:TaxRepresentativeParty", atMost(1, "cac:PartyTaxScheme/cbc:CompanyID")),
	must("UBL-SR-24", "/", atMost(1, "cac:Delivery")),
	must("UBL-SR-25", "cac:Delivery", atMost(1, "cac:DeliveryParty/cac:PartyName/cbc:Name")),
	must("UBL-SR-26", "cac:PaymentMeans", atMost(1, "cbc:PaymentID")),
	must("UBL-SR-27", "cac:PaymentMeans", atMost(1, "cbc:PaymentMeansCode")),
	must("UBL-SR-28", "cac:PaymentMeans", atMost(1, "cac:PaymentMandate/cbc:ID")),
	must("UBL-SR-29", "/", func(n *ubl.Node) bool { return countSEPA(n) <= 1 }),
	must("UBL-SR-30", "cac:AllowanceCharge", when(isAllowance, atMost(1, "cbc:AllowanceChargeReason"))),
	must("UBL-SR-31", "cac:AllowanceCharge", when(isCharge, atMost(1, "cbc:AllowanceChargeReason"))),
	must("UBL-SR-32", "cac:TaxSubtotal", atMost(1, "cac:TaxCategory/cbc:TaxExemptionReason")),
	must("UBL-SR-33", "cac:AdditionalDocumentReference", atMost(1, "cbc:DocumentDescription")),
	must("UBL-SR-34", "LINE", atMost(1, "cbc:Note")),
	must("UBL-SR-35", "LINE", atMost(1, "cac:OrderLineReference/cbc:LineID")),
	must("UBL-SR-36", "LINE", atMost(1, "cac:InvoicePeriod")),
	must("UBL-SR-37", "LINE", atMost(1, "cac:Price/cac:AllowanceCharge/cbc:Amount")),
	must("UBL-SR-39", "/", atMost(1, "cac:ProjectReference/cbc:ID")),
	must("UBL-SR-40", "/", atMost(1, "cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name")),
	must("UBL-SR-42", "cac:AccountingSupplierParty/cac:Party", atMost(2, "cac:PartyTaxScheme")),
	must("UBL-SR-43", "cac:AdditionalDocumentReference", either(is("cbc:DocumentTypeCode", "130"),
		both(func(n *ubl.Node) bool { return top(n).Name == "CreditNote" }, is("cbc:DocumentTypeCode", "50")),
		both(none("cbc:ID/@schemeID"), none("cbc:DocumentTypeCode")))),
	must("UBL-SR-45", "/", atMost(1, "cac:PaymentMeans/cbc:PaymentDueDate")),
	must("UBL-SR-46", "/", atMost(1, "cac:PaymentMeans/cbc:PaymentMeansCode/@name")),
	must("UBL-SR-48", "LINE", one("cac:Item/cac:ClassifiedTaxCategory", has("."))),
	must("UBL-SR-49", "/", atMost(1, "cac:InvoicePeriod/cbc:DescriptionCode")),
	must("UBL-SR-50", "LINE", atMost(1, "cac:Item/cbc:Description")),
	must("UBL-SR-51", "cac:PostalAddress|cac:Address", atMost(1, "cac:AddressLine")),
	must("UBL-SR-52", "LINE", atMost(1, "cac:DocumentReference")),
	must("UBL-SR-53", "cac:PartyTaxScheme", both(has("cac:TaxScheme/cbc:ID"), has("cbc:CompanyID"))),
	must("UBL-SR-54", "/", atMost(1, "cac:PaymentMeans/cac:CardAccount")),
	must("UBL-SR-55", "/", atMost(1, "cac:PaymentMeans/cac:PaymentMandate")),
	must("UBL-SR-56", "/", atMost(1, "cac:OriginatorDocumentReference/cbc:ID")),
	must("UBL-DT-06", "cbc:EmbeddedDocumentBinaryObject", has("@mimeCode")),
	must("UBL-DT-07", "cbc:EmbeddedDocumentBinaryObject", has("@filename")),
}

// atMostOf limits the elements at a path that keep a condition, or what they have at a path of their own.
func atMostOf(limit int, path string, of condition, sub string) condition {
	return func(n *ubl.Node) bool {
		count := 0
		for _, found := range all(n, path) {
			if of(found) {
				count += len(all(found, sub))
			}
		}
		return count <= limit
	}
}

var (
	vatWord   = below("cac:TaxScheme", func(n *ubl.Node) bool { return isVATWord(n.Value("cbc:ID")) })
	otherWord = below("cac:TaxScheme", func(n *ubl.Node) bool { return !isVATWord(n.Value("cbc:ID")) })
	sepa      = func(n *ubl.Node) bool { return strings.EqualFold(n.Attr("schemeID"), "SEPA") }
)

// countSEPA counts the bank's creditor identifiers of a document.
func countSEPA(root *ubl.Node) int {
	count := 0
	root.Walk(func(n *ubl.Node) {
		if n.Name == "cbc:ID" && n.Parent != nil && n.Parent.Name == "cac:PartyIdentification" && sepa(n) {
			count++
		}
	})
	return count
}

// notTheSeller asks that a payee bears another name than the seller's registered one.
func notTheSeller(payee *ubl.Node) bool {
	for _, name := range payee.All("cac:PartyName/cbc:Name") {
		for _, seller := range payee.Parent.All("cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName") {
			if name.Text != seller.Text {
				return true
			}
		}
	}
	return false
}
