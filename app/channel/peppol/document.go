package peppol

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

// label is what a network is told beside the document; it is read from the frozen bytes, so that what is said and what is
// sent cannot differ.
type label struct {
	sender  string // participant, from the seller's electronic address
	docType string
	process string
	country string // C1: the sender's
	root    string // Invoice or CreditNote
	version string // of the document type
	number  string // BT-1
}

// reminder tells whether the document is an EHF Reminder.
func (l label) reminder() bool { return l.docType == billing.ReminderType }

// DocumentTypeOf is the Peppol document type id of a document, by which a receiver says what it takes; empty for bytes that
// are none. A document in its envelope (SBDH) counts as the document.
func DocumentTypeOf(document []byte) string {
	l, _, err := labelled(document)
	if err != nil {
		return ""
	}
	return l.docType
}

// reminderCustomization is BT-24 of EHF Reminder 3.0, whose document type has a version of its own.
var reminderCustomization, _, _ = strings.Cut(strings.SplitN(billing.ReminderType, "##", 2)[1], "::")

// labelled reads the label, whoever the document is from.
func labelled(document []byte) (label, *ubl.Node, error) {
	root, err := ubl.Parse(document)
	if err != nil {
		return label{}, nil, rejected(CodeNoDocument, err.Error())
	}
	kind := billing.KindInvoice
	if root.Name == "CreditNote" {
		kind = billing.KindCreditNote
	}
	name, namespace := ubl.Root(kind)
	if root.Name != name {
		return label{}, nil, rejected(CodeNoDocument, fmt.Sprintf("document element %q", root.Name))
	}
	l := label{process: root.Value("cbc:ProfileID"), root: name, version: "2.1", number: root.Value("cbc:ID"),
		country: root.Value("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode")}
	if root.Value("cbc:CustomizationID") == reminderCustomization {
		l.version = "2.2"
	}
	l.docType = namespace + "::" + name + "##" + root.Value("cbc:CustomizationID") + "::" + l.version
	if address := root.First("cac:AccountingSupplierParty/cac:Party/cbc:EndpointID"); address != nil {
		l.sender = address.Attr("schemeID") + ":" + address.Text
	}
	return l, root, nil
}

// read reads the label of a document for the network, which names its sender.
func read(document []byte) (label, error) {
	l, _, err := labelled(document)
	if err != nil {
		return label{}, err
	}
	if !participant(l.sender) {
		return label{}, rejected(CodeNoSender, "the seller has no electronic address")
	}
	return l, nil
}

// check refuses a document that the receiver would refuse, except for rules that do not count here.
func check(document []byte, except ...string) error {
	l, root, err := labelled(document)
	if err != nil {
		return err
	}
	if l.reminder() {
		except = append(except, droppedForReminder...)
	}
	broken := fatal(rule.Check(document), except)
	if l.reminder() {
		broken = append(broken, brokenReminder(root)...)
	}
	if len(broken) > 0 {
		return rejected(CodeRules, strings.Join(broken, ", "))
	}
	return nil
}

// droppedForReminder are the rules of Billing that EHF Reminder 3.0 leaves out: the type code, the process of Billing and the
// list that lacks the code of a reminder's fee (guide v3.0.1, the build of its Schematron). All others hold for it as well.
var droppedForReminder = []string{"BR-04", "BR-CL-20", "PEPPOL-EN16931-R007", "PEPPOL-EN16931-CL003"}

// reminderProfile is BT-23 of EHF Reminder 3.0.
const reminderProfile = "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:06:1.0"

// removedFromReminder are the business terms a reminder must not have (guide v3.0.1), with their numbers.
var removedFromReminder = []struct{ path, term string }{
	{"cbc:InvoiceTypeCode", "BT-3"}, {"cac:InvoicePeriod", "BG-14"}, {"cac:ProjectReference", "BT-11"}, {"cac:OrderReference", "BT-13"},
	{"cac:ReceiptDocumentReference", "BT-15"}, {"cac:DespatchDocumentReference", "BT-16"}, {"cac:OriginatorDocumentReference", "BT-17"},
	{"cac:AdditionalDocumentReference", "BG-24"}, {"cac:Delivery", "BG-13"}, {"cac:PaymentMeans/cac:CardAccount", "BG-18"},
	{"cac:PaymentMeans/cac:PaymentMandate", "BG-19"}, {"cac:InvoiceLine/cac:DocumentReference", "BT-128"},
	{"cac:InvoiceLine/cac:Item/cbc:Description", "BT-154"}, {"cac:InvoiceLine/cac:Item/cac:SellersItemIdentification", "BT-155"},
	{"cac:InvoiceLine/cac:Item/cac:BuyersItemIdentification", "BT-156"}, {"cac:InvoiceLine/cac:Item/cac:StandardItemIdentification", "BT-157"},
	{"cac:InvoiceLine/cac:Item/cac:CommodityClassification", "BT-158"}, {"cac:InvoiceLine/cac:Item/cac:OriginCountry", "BT-159"},
	{"cac:InvoiceLine/cac:Item/cac:AdditionalItemProperty", "BG-32"},
}

// brokenReminder names what a reminder has or lacks against its guide: its own process, exactly one invoice it reminds of
// (BG-3), and nothing of what was taken out of Billing.
func brokenReminder(root *ubl.Node) []string {
	var out []string
	if root.Value("cbc:ProfileID") != reminderProfile {
		out = append(out, "reminder-BT-23")
	}
	if len(root.All("cac:BillingReference/cac:InvoiceDocumentReference")) != 1 {
		out = append(out, "reminder-BG-3")
	}
	for _, r := range removedFromReminder {
		if root.First(r.path) != nil {
			out = append(out, "reminder-"+r.term)
		}
	}
	return out
}

// fatal lists the rules a document breaks, each once.
func fatal(found []rule.Finding, except []string) []string {
	var ids []string
	for _, f := range found {
		if f.Flag == rule.Fatal && !slices.Contains(ids, f.ID) && !slices.Contains(except, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// participant tells whether s is a scheme and an id, such as "0192:923609016".
func participant(s string) bool {
	scheme, id, ok := strings.Cut(s, ":")
	return ok && scheme != "" && id != "" && !strings.ContainsAny(s, " \t\r\n/?#&")
}

// wrapped tells whether bytes are a document in its envelope.
func wrapped(document []byte) bool {
	for d := xml.NewDecoder(bytes.NewReader(document)); ; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Space == envelopeSpace && start.Name.Local == "StandardBusinessDocument"
		}
	}
}
