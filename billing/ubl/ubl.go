// Package ubl writes and reads EHF Billing 3.0, that is Peppol BIS Billing 3.0 in UBL 2.1: invoice and credit note.
//
// Write turns an issued document into bytes, the same ones every time. Parse gives any UBL document as a tree with places,
// for the rules in billing/ubl/rule. Read gives the business terms of a document as text and decimals. The package imports
// billing, its leaves and encoding/xml; it judges nothing: what a receiver will refuse is for billing/ubl/rule to find,
// and the network is for app/channel.
package ubl

import "fakturist/billing"

// The namespaces of UBL 2.1.
const (
	nsInvoice    = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
	nsCreditNote = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
	nsAggregate  = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
	nsBasic      = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
)

// The identifiers of EHF Billing 3.0 and of the Peppol network (code lists v9.7).
const (
	CustomizationID = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0" // BT-24
	ProfileID       = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"                                // BT-23, the process id
	DocumentScheme  = "busdox-docid-qns"                                                           // of document type ids
	ProcessScheme   = "cenbii-procid-ubl"                                                          // of ProfileID
	ActorScheme     = "iso6523-actorid-upis"                                                       // of participants
	OrgNoScheme     = "0192"                                                                       // Norwegian organisation number (EAS and ICD)
)

// Root is the name of the document element of a kind, and its namespace.
func Root(k billing.Kind) (name, namespace string) {
	if k == billing.KindCreditNote {
		return "CreditNote", nsCreditNote
	}
	return "Invoice", nsInvoice
}
