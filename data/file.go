package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
)

// FileKind names a stored form of a document.
type FileKind string

// The stored forms.
const (
	PDF FileKind = "pdf"
	EHF FileKind = "ehf"
)

// File is the stored PDF or EHF of a document, byte for byte as it was made. billing.ErrNotFound: not made yet.
func (t *Tx) File(ctx context.Context, invoiceID int64, kind FileKind) ([]byte, error) {
	var b []byte
	var digest string
	err := t.get(ctx, `SELECT bytes, sha256 FROM invoice_file WHERE invoice_id = $1 AND kind = $2`, []any{invoiceID, string(kind)}, &b, &digest)
	if err == nil && billing.Digest(b) != digest {
		err = fmt.Errorf("bytes differ from their digest: %w", ErrDamaged)
	}
	if err != nil {
		return nil, fmt.Errorf("%s of invoice %d: %w", kind, invoiceID, err)
	}
	return b, nil
}

// SaveFile stores the PDF or EHF of a document. It is made once: other bytes for one that is stored are refused with
// billing.ErrIssued, the same bytes are taken as done.
func (t *Tx) SaveFile(ctx context.Context, invoiceID int64, kind FileKind, b []byte) error {
	if err := t.saveFile(ctx, invoiceID, kind, b); err != nil {
		return fmt.Errorf("save %s of invoice %d: %w", kind, invoiceID, err)
	}
	return nil
}

func (t *Tx) saveFile(ctx context.Context, invoiceID int64, kind FileKind, b []byte) error {
	digest := billing.Digest(b)
	var have string
	err := t.get(ctx, `SELECT sha256 FROM invoice_file WHERE invoice_id = $1 AND kind = $2`, []any{invoiceID, string(kind)}, &have)
	switch {
	case err == nil && have == digest:
		return nil
	case err == nil:
		return billing.ErrIssued
	case !errors.Is(err, billing.ErrNotFound):
		return err
	}
	id, err := t.insert(ctx, `INSERT INTO invoice_file (invoice_id, kind, sha256, at, bytes) VALUES ($1, $2, $3, $4, $5)`,
		invoiceID, string(kind), digest, moment(t.now), b)
	if err != nil {
		return err
	}
	return t.audit(ctx, "invoice.file", "invoice_file", id, map[string]string{"kind": string(kind)})
}

// WithoutFile are the ids of own documents that have no stored form of a kind yet, oldest first.
func (t *Tx) WithoutFile(ctx context.Context, kind FileKind, limit int) ([]int64, error) {
	var out []int64
	err := t.each(ctx, `SELECT i.id FROM invoice i WHERE i.series = 'own'
		AND NOT EXISTS (SELECT 1 FROM invoice_file f WHERE f.invoice_id = i.id AND f.kind = $1) ORDER BY i.id LIMIT $2`,
		[]any{string(kind), limit}, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			out = append(out, id)
			return err
		})
	return out, err
}
