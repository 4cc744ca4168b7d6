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

// codeText is a list as it stands, with a blank before and behind every code.
func codeText(list string) string {
	_, rest, _ := strings.Cut(codesFile, "\n"+list+": ")
	codes, _, _ := strings.Cut(rest, "\n")
	return " " + codes + " "
}

// codeRule says which list the text or an attribute of an element comes from. parent narrows the element down to those
// within another one.
type codeRule struct{ id, element, parent, attr, list string }

var codeRules = []codeRule{
	{"BR-CL-01", "cbc:InvoiceTypeCode", "", "", "invoice"},
	{"BR-CL-01", "cbc:CreditNoteTypeCode", "", "", "credit"},
	{"BR-CL-03", "MONEY", "", "currencyID", "currency"},
	{"PEPPOL-EN16931-CL007", "MONEY", "", "currencyID", "currency"},
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
	{"BR-CL-19", "cbc:AllowanceChargeReasonCode", "ALLOWANCE", "", "allowance"},
	{"PEPPOL-EN16931-CL002", "cbc:AllowanceChargeReasonCode", "ALLOWANCE-WORD", "", "allowance"},
	{"BR-CL-20", "cbc:AllowanceChargeReasonCode", "CHARGE", "", "charge"},
	{"PEPPOL-EN16931-CL003", "cbc:AllowanceChargeReasonCode", "CHARGE-WORD", "", "charge-peppol"},
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

// moneys are the amounts whose currency is checked.
var moneys = []string{"cbc:Amount", "cbc:BaseAmount", "cbc:PriceAmount", "cbc:TaxAmount", "cbc:TaxableAmount", "cbc:LineExtensionAmount",
	"cbc:TaxExclusiveAmount", "cbc:TaxInclusiveAmount", "cbc:AllowanceTotalAmount", "cbc:ChargeTotalAmount", "cbc:PrepaidAmount",
	"cbc:PayableRoundingAmount", "cbc:PayableAmount"}

// within tells whether an element stands in a parent of a name, or in an allowance or charge: CHARGE and ALLOWANCE as the
// indicator is read, the others only as it is written out.
func within(n *ubl.Node, parent string) bool {
	switch parent {
	case "":
		return true
	case "ALLOWANCE":
		return n.Parent.Name == "cac:AllowanceCharge" && isAllowance(n.Parent)
	case "ALLOWANCE-WORD":
		return n.Parent.Name == "cac:AllowanceCharge" && n.Parent.Value("cbc:ChargeIndicator") == "false"
	case "CHARGE":
		return n.Parent.Name == "cac:AllowanceCharge" && isCharge(n.Parent)
	case "CHARGE-WORD":
		return n.Parent.Name == "cac:AllowanceCharge" && n.Parent.Value("cbc:ChargeIndicator") == "true"
	}
	return n.Parent.Name == parent
}

// codes checks that every code stands in its list.
func (c *checker) codes() {
	for _, r := range codeRules {
		names := []string{r.element}
		if r.element == "MONEY" {
			names = moneys
		}
		list := codeLists()[r.list]
		for _, name := range names {
			for _, n := range c.named[name] {
				c.code(r, list, n)
			}
		}
	}
	c.objectCodes()
	c.partyCodes()
	c.subjectCodes()
}

func (c *checker) code(r codeRule, list map[string]bool, n *ubl.Node) {
	code := n.Text
	if r.attr != "" {
		code = n.Attr(r.attr)
	}
	if r.list == "exemption" {
		code = strings.ToUpper(code)
	}
	if list[code] || n.Parent == nil || !within(n, r.parent) || r.attr != "" && r.element != "MONEY" && !hasAttr(n, r.attr) {
		return
	}
	if r.element == "MONEY" {
		c.note(r.id, n, []string{"currency", code})
		return
	}
	c.note(r.id, n, []string{"code", code})
}

// objectCodes checks what kind of number an invoiced object has.
func (c *checker) objectCodes() {
	for _, name := range []string{"cac:AdditionalDocumentReference", "cac:DocumentReference"} {
		for _, ref := range c.named[name] {
			for _, id := range ref.All("cbc:ID") {
				if s := id.Attr("schemeID"); hasAttr(id, "schemeID") && is("cbc:DocumentTypeCode", "130")(ref) && !coded("object", s) {
					c.fatal("BR-CL-07", id, "code", s)
				}
			}
		}
	}
}

// partyCodes checks what kind of number a party has. A bank's creditor identifier stands at the seller and payee only.
func (c *checker) partyCodes() {
	for _, party := range c.named["cac:PartyIdentification"] {
		for _, id := range party.All("cbc:ID") {
			if s := id.Attr("schemeID"); hasAttr(id, "schemeID") && !coded("icd", s) && !(s == "SEPA" && sepaParty(id)) {
				c.fatal("BR-CL-10", id, "code", s)
			}
		}
	}
}

func sepaParty(n *ubl.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Name == "cac:AccountingSupplierParty" || p.Name == "cac:PayeeParty" {
			return true
		}
	}
	return false
}

// subjectCodes checks the code a note may begin with, as in #AAI#text.
func (c *checker) subjectCodes() {
	for _, n := range c.root.All("cbc:Note") {
		_, rest, marked := strings.Cut(n.Text, "#")
		code, _, closed := strings.Cut(rest, "#")
		if marked && closed && len([]rune(code)) == 3 && !strings.Contains(codeText("subject"), code) {
			c.fatal("BR-CL-08", n, "code", code)
		}
	}
}
