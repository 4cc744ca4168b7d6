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
	Changed     time.Time // when it began, or ceased, to take invoices, as far as we noticed; zero: it did not since we know it
	Services    []Service // what was asked about single document types; those not in it are taken as Documents has them
}

// Service is what a publisher says of one document type of a receiver: where it goes, and whether anybody is there.
type Service struct {
	Document  string    // document type id
	Open      *bool     // it can be received now; nil: could not be asked, or the answer is not to be believed
	Reason    string    // why not, or why it is not known: a fault code such as "smp-endpoint-expired"
	Publisher string    // host that answered; another than the receiver's where we were sent on
	Endpoint  string    // host that takes the documents
	Until     time.Time // when the way or its certificate expires; zero: not said
	Signature Signature // of the answer
}

// Signature is what became of the signature under a publisher's answer. It says that nobody changed the answer since the
// holder of the certificate in it signed it; who may hold such a certificate is the access point's to check.
type Signature string

// What became of signatures.
const (
	SignatureValid Signature = "valid"
	SignatureWeak  Signature = "weak"  // right, but made by a method no longer trusted (SHA-1, short key) or with an expired certificate
	SignatureWrong Signature = "wrong" // the answer is not what was signed; it is never believed
	SignatureNone  Signature = "none"  // there is no signature
)

// Service is what was asked about a document type.
func (c Capability) Service(documentType string) (Service, bool) {
	i := slices.IndexFunc(c.Services, func(s Service) bool { return s.Document == documentType })
	if i < 0 {
		return Service{}, false
	}
	return c.Services[i], true
}

// Why is the fault code that tells why the receiver cannot take a document type, or why that is not known; empty when it
// can.
func (c Capability) Why(documentType string) string {
	takes := c.TakesType(documentType)
	if takes != nil && *takes {
		return ""
	}
	switch s, asked := c.Service(documentType); {
	case c.Registered != nil && !*c.Registered:
		return "elma-not-registered"
	case asked && s.Reason != "":
		return s.Reason
	case takes != nil:
		return "elma-kind-not-taken"
	case c.Reason != "":
		return c.Reason
	}
	return "lookup-unknown"
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
	if s, asked := c.Service(documentType); asked && ok {
		return s.Open
	}
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
