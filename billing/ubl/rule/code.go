package rule

import (
	_ "embed"
	"strings"
	"sync"

	"fakturist/billing/ubl"
)

//go:embed codes.txt
var codesFile string

// codeLists are the lists of codes.txt by name.
var codeLists = sync.OnceValue(func() map[string]map[string]bool {
	lists := map[string]map[string]bool{}
	for line := range strings.Lines(codesFile) {
		name, codes, ok := strings.Cut(line, ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		lists[name] = map[string]bool{}
		for _, code := range strings.Fields(codes) {
			lists[name][code] = true
		}
	}
	return lists
})

func coded(list, code string) bool { return codeLists()[list][code] }

// codeRule says which list the text or an attribute of an element comes from. parent narrows the element down to those
// within another one.
type codeRule struct{ id, element, parent, attr, list string }

var codeRules = []codeRule{
	{"BR-CL-01", "cbc:InvoiceTypeCode", "", "", "invoice"},
	{"BR-CL-01", "cbc:CreditNoteTypeCode", "", "", "credit"},
	{"BR-CL-04", "cbc:DocumentCurrencyCode", "", "", "currency"},
	{"BR-CL-05", "cbc:TaxCurrencyCode", "", "", "currency"},
	{"BR-CL-06", "cbc:DescriptionCode", "cac:InvoicePeriod", "", "vat-point"},
	{"PEPPOL-EN16931-CL006", "cbc:DescriptionCode", "cac:InvoicePeriod", "", "vat-point"},
	{"BR-CL-11", "cbc:CompanyID", "cac:PartyLegalEntity", "schemeID", "icd"},
	{"BR-CL-13", "cbc:ItemClassificationCode", "cac:CommodityClassification", "listID", "classification"},
	{"BR-CL-14", "cbc:IdentificationCode", "cac:Country", "", "country"},
	{"BR-CL-15", "cbc:IdentificationCode", "cac:OriginCountry", "", "country"},
	{"BR-CL-16", "cbc:PaymentMeansCode", "cac:PaymentMeans", "", "means"},
	{"BR-CL-17", "cbc:ID", "cac:TaxCategory", "", "category"},
	{"BR-CL-18", "cbc:ID", "cac:ClassifiedTaxCategory", "", "category"},
	{"BR-CL-21", "cbc:ID", "cac:StandardItemIdentification", "schemeID", "icd"},
	{"BR-CL-22", "cbc:TaxExemptionReasonCode", "", "", "exemption"},
	{"BR-CL-23", "cbc:InvoicedQuantity", "", "unitCode", "unit"},
	{"BR-CL-23", "cbc:CreditedQuantity", "", "unitCode", "unit"},
	{"BR-CL-23", "cbc:BaseQuantity", "", "unitCode", "unit"},
	{"BR-CL-24", "cbc:EmbeddedDocumentBinaryObject", "", "mimeCode", "mime"},
	{"PEPPOL-EN16931-CL001", "cbc:EmbeddedDocumentBinaryObject", "", "mimeCode", "mime"},
	{"BR-CL-25", "cbc:EndpointID", "", "schemeID", "eas"},
	{"PEPPOL-EN16931-CL008", "cbc:EndpointID", "", "schemeID", "eas-peppol"},
	{"BR-CL-26", "cbc:ID", "cac:DeliveryLocation", "schemeID", "icd"},
}

// byElement are the rules of each element's name, since nearly every element has none.
var byElement = sync.OnceValue(func() map[string][]codeRule {
	m := map[string][]codeRule{}
	for _, r := range codeRules {
		m[r.element] = append(m[r.element], r)
	}
	return m
})

func (c *checker) codes() {
	rules := byElement()
	c.root.Walk(func(n *ubl.Node) {
		for _, r := range rules[n.Name] {
			if r.parent != "" && (n.Parent == nil || n.Parent.Name != r.parent) {
				continue
			}
			code := n.Text
			if r.attr != "" {
				if !hasAttr(n, r.attr) {
					continue
				}
				code = n.Attr(r.attr)
			}
			if !coded(r.list, code) {
				c.fatal(r.id, n, "code", code)
			}
		}
		c.specialCode(n)
	})
}

// specialCode checks the codes whose list depends on more than where they stand.
func (c *checker) specialCode(n *ubl.Node) {
	switch {
	case n.Name == "cbc:AllowanceChargeReasonCode" && n.Parent != nil:
		c.reasonCode(n)
	case n.Name == "cbc:ID" && n.Parent != nil && n.Parent.Name == "cac:PartyIdentification" && hasAttr(n, "schemeID"):
		if s := n.Attr("schemeID"); !coded("icd", s) && !(s == "SEPA" && sepaParty(n)) {
			c.fatal("BR-CL-10", n, "code", s)
		}
	case n.Name == "cbc:ID" && n.Parent != nil && n.Parent.Value("cbc:DocumentTypeCode") == "130" && hasAttr(n, "schemeID") &&
		(n.Parent.Name == "cac:AdditionalDocumentReference" || n.Parent.Name == "cac:DocumentReference"):
		if s := n.Attr("schemeID"); !coded("object", s) {
			c.fatal("BR-CL-07", n, "code", s)
		}
	}
}

// sepaParty tells whether a bank's creditor identifier may stand here: at the seller and the payee only.
func sepaParty(n *ubl.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Name == "cac:AccountingSupplierParty" || p.Name == "cac:PayeeParty" {
			return true
		}
	}
	return false
}

func (c *checker) reasonCode(n *ubl.Node) {
	if isCharge(n.Parent) {
		if !coded("charge", n.Text) {
			c.fatal("BR-CL-20", n, "code", n.Text)
		}
		if n.Parent.Value("cbc:ChargeIndicator") == "true" && !coded("charge-peppol", n.Text) {
			c.fatal("PEPPOL-EN16931-CL003", n, "code", n.Text)
		}
		return
	}
	if n.Parent.First("cbc:ChargeIndicator") == nil || coded("allowance", n.Text) {
		return
	}
	c.fatal("BR-CL-19", n, "code", n.Text)
	c.fatal("PEPPOL-EN16931-CL002", n, "code", n.Text)
}
