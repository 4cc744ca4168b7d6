package billing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"fakturist/billing/money"
)

// Invoice is an issued document, invoice or credit note: it has a number and never changes, so it has no setters.
// Correction is a credit note.
type Invoice struct {
	id       int64
	number   string
	kid      string
	issuedAt time.Time
	doc      Document
}

// RestoreInvoice makes an invoice from what was stored. Only storage calls it.
func RestoreInvoice(id int64, number, kid string, issuedAt time.Time, doc Document) Invoice {
	return Invoice{id: id, number: number, kid: kid, issuedAt: issuedAt, doc: doc}
}

// ID is the key in storage; 0 before it was stored.
func (i Invoice) ID() int64 { return i.id }

// Number is BT-1.
func (i Invoice) Number() string { return i.number }

// KID is the payment reference, BT-83; empty on a credit note and for a seller without a KID agreement.
func (i Invoice) KID() string { return i.kid }

// IssuedAt is the moment of issue, UTC.
func (i Invoice) IssuedAt() time.Time { return i.issuedAt }

// Kind of the document.
func (i Invoice) Kind() Kind { return i.doc.Kind }

// Document is the frozen content. Its slices are shared: read them only.
func (i Invoice) Document() Document { return i.doc }

// Effect is what the document does to what the buyer owes: payable, negative for a credit note.
func (i Invoice) Effect() money.Amount {
	if i.doc.Kind == KindCreditNote {
		return i.doc.Totals.Payable.Neg()
	}
	return i.doc.Totals.Payable
}

// Content is the frozen content as JSON, byte for byte as it is stored and digested.
func (i Invoice) Content() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(i.doc); err != nil {
		return nil, fmt.Errorf("content of document %s: %w", i.number, err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Digest is the SHA-256 of some bytes in hex, as every stored file and frozen content carries it.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
