package billing

import (
	"slices"
	"time"
)

// Capability is what a receiver can take, as far as we know.
type Capability struct {
	Participant string    // "0192:923609016"
	Registered  *bool     // nil: could not be asked
	Documents   []string  // document type ids it takes
	CheckedAt   time.Time // when it was last asked with an answer
	Reason      string    // why it could not be asked: a fault code such as "dns-timeout"
	Publisher   string    // host of the metadata publisher that answered; empty: none, or from an older version's cache
}

// Takes tells whether the receiver takes EHF of a kind; nil means it is not known.
func (c Capability) Takes(k Kind) *bool {
	if c.Registered == nil || !*c.Registered {
		return c.Registered
	}
	return c.TakesType(DocumentType(k))
}

// TakesType tells whether the receiver takes documents of a Peppol document type, such as ReminderType; nil: not known.
func (c Capability) TakesType(documentType string) *bool {
	if c.Registered == nil || !*c.Registered {
		return c.Registered
	}
	ok := slices.Contains(c.Documents, documentType)
	return &ok
}

// ReminderType is the Peppol document type id of EHF Reminder 3.0, which is written in the syntax of an invoice (code lists
// v9.7).
const ReminderType = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice" +
	"##urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0" +
	"#conformant#urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0::2.2"

// DocumentType is the Peppol document type id of a kind (code lists v9.7).
func DocumentType(k Kind) string {
	root := "Invoice"
	if k == KindCreditNote {
		root = "CreditNote"
	}
	return "urn:oasis:names:specification:ubl:schema:xsd:" + root + "-2::" + root +
		"##urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1"
}
