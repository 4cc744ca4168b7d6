package rule

import (
	"strings"

	"fakturist/billing/ubl"
)

// presences are the rules that ask for an element or attribute at every element of a path. LINE stands for InvoiceLine or
// CreditNoteLine. What is wanted is one of several alternatives apart by "|"; "@name" is an attribute of the element
// itself or of a child ("cbc:X@name"). With text, a blank one does not count.
var presences = []struct {
	id, at, want string
	text         bool
}{
	{"BR-01", "", "cbc:CustomizationID", true},
	{"BR-02", "", "cbc:ID", true},
	{"BR-03", "", "cbc:IssueDate", true},
	{"BR-04", "", "cbc:InvoiceTypeCode|cbc:CreditNoteTypeCode", true},
	{"BR-05", "", "cbc:DocumentCurrencyCode", true},
	{"BR-06", "", "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName", true},
	{"BR-07", "", "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName", true},
	{"BR-08", "", "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", false},
	{"BR-09", "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", "cac:Country/cbc:IdentificationCode", true},
	{"BR-10", "", "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", false},
	{"BR-11", "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", "cac:Country/cbc:IdentificationCode", true},
	{"BR-12", "cac:LegalMonetaryTotal", "cbc:LineExtensionAmount", false},
	{"BR-13", "cac:LegalMonetaryTotal", "cbc:TaxExclusiveAmount", false},
	{"BR-14", "cac:LegalMonetaryTotal", "cbc:TaxInclusiveAmount", false},
	{"BR-15", "cac:LegalMonetaryTotal", "cbc:PayableAmount", false},
	{"BR-16", "", "cac:InvoiceLine|cac:CreditNoteLine", false},
	{"BR-18", "cac:TaxRepresentativeParty", "cac:PartyName/cbc:Name", true},
	{"BR-19", "cac:TaxRepresentativeParty", "cac:PostalAddress", false},
	{"BR-20", "cac:TaxRepresentativeParty/cac:PostalAddress", "cac:Country/cbc:IdentificationCode", true},
	{"BR-21", "LINE", "cbc:ID", true},
	{"BR-22", "LINE", "cbc:InvoicedQuantity|cbc:CreditedQuantity", false},
	{"BR-23", "LINE", "cbc:InvoicedQuantity@unitCode|cbc:CreditedQuantity@unitCode", false},
	{"BR-24", "LINE", "cbc:LineExtensionAmount", false},
	{"BR-25", "LINE", "cac:Item/cbc:Name", true},
	{"BR-26", "LINE", "cac:Price/cbc:PriceAmount", false},
	{"BR-45", "cac:TaxTotal/cac:TaxSubtotal", "cbc:TaxableAmount", false},
	{"BR-46", "cac:TaxTotal/cac:TaxSubtotal", "cbc:TaxAmount", false},
	{"BR-49", "cac:PaymentMeans", "cbc:PaymentMeansCode", false},
	{"BR-52", "cac:AdditionalDocumentReference", "cbc:ID", true},
	{"BR-54", "LINE/cac:Item/cac:AdditionalItemProperty", "cbc:Name", false},
	{"BR-54", "LINE/cac:Item/cac:AdditionalItemProperty", "cbc:Value", false},
	{"BR-55", "cac:BillingReference", "cac:InvoiceDocumentReference/cbc:ID", false},
	{"BR-57", "cac:Delivery/cac:DeliveryLocation/cac:Address", "cac:Country/cbc:IdentificationCode", false},
	{"BR-62", "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID", "@schemeID", false},
	{"BR-63", "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", "@schemeID", false},
	{"BR-64", "LINE/cac:Item/cac:StandardItemIdentification/cbc:ID", "@schemeID", false},
	{"BR-65", "LINE/cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode", "@listID", false},
	{"BR-CO-18", "", "cac:TaxTotal/cac:TaxSubtotal", false},
	{"BR-CO-20", "LINE/cac:InvoicePeriod", "cbc:StartDate|cbc:EndDate", false},
	{"PEPPOL-EN16931-R001", "", "cbc:ProfileID", false},
	{"PEPPOL-EN16931-R003", "", "cbc:BuyerReference|cac:OrderReference/cbc:ID", false},
	{"PEPPOL-EN16931-R010", "cac:AccountingCustomerParty/cac:Party", "cbc:EndpointID", false},
	{"PEPPOL-EN16931-R020", "cac:AccountingSupplierParty/cac:Party", "cbc:EndpointID", false},
	{"UBL-DT-06", "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "@mimeCode", false},
	{"UBL-DT-07", "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "@filename", false},
}

func (c *checker) presence() {
	for _, p := range presences {
		for _, n := range c.nodes(p.at) {
			if !present(n, p.want, p.text) {
				c.fatal(p.id, n, "missing", p.want)
			}
		}
	}
	c.root.Walk(func(n *ubl.Node) {
		if len(n.Children) == 0 && n.Text == "" {
			c.fatal("PEPPOL-EN16931-R008", n)
		}
	})
}

// nodes are the elements at a path below the document element, which is meant by no path at all.
func (c *checker) nodes(path string) []*ubl.Node {
	if path == "" {
		return []*ubl.Node{c.root}
	}
	return c.root.All(strings.Replace(path, "LINE", "cac:"+c.root.Name+"Line", 1))
}

func present(n *ubl.Node, want string, text bool) bool {
	for _, path := range strings.Split(want, "|") {
		path, attr, isAttr := strings.Cut(path, "@")
		at := n
		if path != "" {
			at = n.First(path)
		}
		switch {
		case at == nil:
		case isAttr:
			if hasAttr(at, attr) {
				return true
			}
		case !text || at.Text != "":
			return true
		}
	}
	return false
}

func hasAttr(n *ubl.Node, name string) bool {
	for _, a := range n.Attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return true
		}
	}
	return false
}
