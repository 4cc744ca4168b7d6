package rule

import (
	"strconv"
	"strings"
)

// fields are the fields of a draft by the element that is written from them; an element not listed has the field of the
// one around it. # stands for the place of a line, adjustment or attachment.
var fields = map[string]string{
	"": "",

	"cbc:IssueDate": "issueDate", "cbc:DueDate": "dueDate", "cbc:InvoiceTypeCode": "kind", "cbc:CreditNoteTypeCode": "kind", "cbc:Note": "note",
	"cbc:DocumentCurrencyCode": "currency", "cbc:TaxCurrencyCode": "exchangeRate", "cbc:BuyerReference": "buyerReference",
	"cac:InvoicePeriod": "period", "cac:InvoicePeriod/cbc:StartDate": "period.from", "cac:InvoicePeriod/cbc:EndDate": "period.to",
	"cac:OrderReference": "orderReference", "cac:BillingReference": "credits", "cac:ContractDocumentReference": "contractReference",
	"cac:ProjectReference": "projectReference", "cac:AdditionalDocumentReference": "attachments[#]",
	"cac:AdditionalDocumentReference/cbc:DocumentDescription":                         "attachments[#].description",
	"cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject": "attachments[#].mime",
	"cac:Delivery": "delivery", "cac:Delivery/cbc:ActualDeliveryDate": "delivery.date", "cac:Delivery/cac:DeliveryLocation": "delivery.address",

	"cac:AccountingSupplierParty":                                              "company",
	"cac:AccountingSupplierParty/cac:Party/cbc:EndpointID":                     "company.orgNo",
	"cac:AccountingSupplierParty/cac:Party/cac:PostalAddress":                  "company.address",
	"cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme":                 "company.vatNo",
	"cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity":               "company.name",
	"cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID": "company.orgNo",
	"cac:AccountingSupplierParty/cac:Party/cac:Contact":                        "company.contact",
	"cac:AccountingSupplierParty/cac:Party/cac:Contact/cbc:Telephone":          "company.phone",
	"cac:AccountingSupplierParty/cac:Party/cac:Contact/cbc:ElectronicMail":     "company.email",
	"cac:AccountingCustomerParty":                                              "customer",
	"cac:AccountingCustomerParty/cac:Party/cbc:EndpointID":                     "customer.endpoint",
	"cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification":            "customer.no",
	"cac:AccountingCustomerParty/cac:Party/cac:PostalAddress":                  "customer.address",
	"cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme":                 "customer.vatNo",
	"cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity":               "customer.name",
	"cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID": "customer.orgNo",
	"cac:AccountingCustomerParty/cac:Party/cac:Contact":                        "customer.contact",
	"cac:AccountingCustomerParty/cac:Party/cac:Contact/cbc:Telephone":          "customer.phone",
	"cac:AccountingCustomerParty/cac:Party/cac:Contact/cbc:ElectronicMail":     "customer.email",
	"cac:PayeeParty": "payee", "cac:PayeeParty/cac:PartyName": "payee.name", "cac:PayeeParty/cac:PartyLegalEntity": "payee.orgNo",

	"cac:PaymentMeans": "company.account", "cac:PaymentMeans/cbc:PaymentDueDate": "dueDate", "cac:PaymentMeans/cbc:PaymentID": "company.kid",
	"cac:PaymentMeans/cac:PayeeFinancialAccount":                                "company.account",
	"cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch": "company.bic",

	"cac:AllowanceCharge": "adjustments[#]", "cac:AllowanceCharge/cbc:ChargeIndicator": "adjustments[#].charge",
	"cac:AllowanceCharge/cbc:AllowanceChargeReason": "adjustments[#].reason", "cac:AllowanceCharge/cbc:AllowanceChargeReasonCode": "adjustments[#].reason",
	"cac:AllowanceCharge/cbc:MultiplierFactorNumeric": "adjustments[#].percent", "cac:AllowanceCharge/cbc:Amount": "adjustments[#].amount",
	"cac:AllowanceCharge/cac:TaxCategory": "adjustments[#].vat",
	"cac:TaxTotal":                        "lines", "cac:LegalMonetaryTotal": "lines", "cac:LegalMonetaryTotal/cbc:PrepaidAmount": "prepaid",

	"LINE": "lines[#]", "LINE/cbc:Note": "lines[#].for", "LINE/QUANTITY": "lines[#].quantity", "LINE/cac:InvoicePeriod": "lines[#].period",
	"LINE/cac:AllowanceCharge": "lines[#].discount", "LINE/cac:Item": "lines[#].item", "LINE/cac:Item/cbc:Description": "lines[#].description",
	"LINE/cac:Item/cac:SellersItemIdentification": "lines[#].sellerItemNo", "LINE/cac:Item/cac:ClassifiedTaxCategory": "lines[#].vat",
	"LINE/cac:Price": "lines[#].price", "LINE/cac:Price/cbc:BaseQuantity": "lines[#].priceBase",
}

// addressParts are the fields within an address.
var addressParts = map[string]string{
	"cbc:StreetName": ".street", "cbc:AdditionalStreetName": ".extra", "cbc:CityName": ".city", "cbc:PostalZone": ".postCode", "cac:Country": ".country",
}

// Field is the field of a draft, or of the settings, that an element of a document of our own was written from: the
// Finding.Path "/Invoice/cac:InvoiceLine[2]/cbc:InvoicedQuantity" is "lines[1].quantity". It is empty for the document as a
// whole and for what no field decides.
func Field(path string) string {
	steps := strings.Split(strings.TrimPrefix(path, "/"), "/")
	place, names := 0, []string{}
	for i, step := range steps[1:] {
		name, at, placed := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		if n, err := strconv.Atoi(at); placed && err == nil && n > 0 && i == 0 {
			place = n - 1
		}
		names = append(names, fieldStep(name))
	}
	for n := len(names); n > 0; n-- {
		if field, known := fields[strings.Join(names[:n], "/")]; known {
			return strings.Replace(field, "#", strconv.Itoa(place), 1) + addressPart(field, names[n:])
		}
	}
	return ""
}

func fieldStep(name string) string {
	switch name {
	case "cac:InvoiceLine", "cac:CreditNoteLine":
		return "LINE"
	case "cbc:InvoicedQuantity", "cbc:CreditedQuantity":
		return "QUANTITY"
	}
	return name
}

// addressPart is the part of an address that the rest of a path names.
func addressPart(field string, rest []string) string {
	if !strings.HasSuffix(field, "address") {
		return ""
	}
	for _, step := range rest {
		if part, known := addressParts[step]; known {
			return part
		}
	}
	return ""
}
