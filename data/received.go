package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/money"
)

const receivedSelect = `SELECT id, sha256, file_name, at, kind, number, seller, buyer, issue_date, due_date, currency, payable, kid, account,
	fatal, warnings, not_for_us FROM received`

func scanReceived(scan func(...any) error, more ...any) (billing.Received, error) {
	var r billing.Received
	var cur money.Currency
	err := scan(append([]any{&r.ID, &r.Digest, &r.FileName, scanMoment(&r.At), &r.Kind, &r.Number, jsonText{&r.Seller}, jsonText{&r.Buyer},
		scanDay(&r.IssueDate), scanDay(&r.DueDate), &cur, &r.Payable.Minor, &r.KID, &r.Account, &r.Fatal, &r.Warnings, &r.NotForUs}, more...)...)
	r.Payable.Currency = cur
	return r, err
}

// SaveReceived stores a document somebody sent us with its attachments, for good, and tells whether it is new. A file that is
// here already is given as it was stored first.
func (t *Tx) SaveReceived(ctx context.Context, r billing.Received, xml []byte) (stored billing.Received, fresh bool, err error) {
	digest := billing.Digest(xml)
	err = t.get(ctx, `SELECT id FROM received WHERE sha256 = $1`, []any{digest}, &r.ID)
	if errors.Is(err, billing.ErrNotFound) {
		fresh = true
		r.ID, err = t.insertReceived(ctx, r, digest, xml)
	}
	if err != nil {
		return r, false, fmt.Errorf("save received document: %w", err)
	}
	stored, _, err = t.Received(ctx, r.ID)
	return stored, fresh, err
}

func (t *Tx) insertReceived(ctx context.Context, r billing.Received, digest string, xml []byte) (int64, error) {
	id, err := t.insert(ctx, `INSERT INTO received (sha256, file_name, at, kind, number, seller, buyer, issue_date, due_date, currency, payable,
		kid, account, fatal, warnings, not_for_us, findings, bytes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		digest, r.FileName, moment(t.now), string(r.Kind), r.Number, jsonText{r.Seller}, jsonText{r.Buyer}, day(r.IssueDate), day(r.DueDate),
		string(r.Payable.Currency), r.Payable.Minor, r.KID, r.Account, r.Fatal, r.Warnings, flag(r.NotForUs), jsonText{r.Findings}, xml)
	if err != nil {
		return 0, err
	}
	for n, a := range r.Attached {
		_, err = t.insert(ctx, `INSERT INTO received_file (received_id, n, name, mime, description, sha256, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, n, a.Name, a.MIME, a.Description, billing.Digest(a.Content), append([]byte{}, a.Content...))
		if err != nil {
			return 0, fmt.Errorf("attachment %d: %w", n, err)
		}
	}
	return id, t.audit(ctx, "received.add", "received", id, map[string]string{"sha256": digest})
}

// Received is a document somebody sent us, with what our rules said the day it came, and the file as it came. Its attachments
// come without content (ReceivedFile), and what the file says in detail is for the reader to find out.
func (t *Tx) Received(ctx context.Context, id int64) (billing.Received, []byte, error) {
	st, err := t.stmt(ctx, receivedSelect[:len(receivedSelect)-len(" FROM received")]+`, findings, bytes FROM received WHERE id = $1`)
	if err != nil {
		return billing.Received{}, nil, err
	}
	var xml []byte
	var findings billing.Faults
	r, err := scanReceived(st.QueryRowContext(ctx, id).Scan, jsonText{&findings}, &xml)
	if err == nil && billing.Digest(xml) != r.Digest {
		err = fmt.Errorf("bytes differ from their digest: %w", ErrDamaged)
	}
	if err != nil {
		return r, nil, fmt.Errorf("received document %d: %w", id, mapError(err))
	}
	r.Findings = findings
	r.Attached, err = t.receivedFiles(ctx, id)
	return r, xml, err
}

func (t *Tx) receivedFiles(ctx context.Context, id int64) ([]billing.Attachment, error) {
	var out []billing.Attachment
	err := t.each(ctx, `SELECT name, mime, description FROM received_file WHERE received_id = $1 ORDER BY n`, []any{id},
		func(scan func(...any) error) error {
			var a billing.Attachment
			err := scan(&a.Name, &a.MIME, &a.Description)
			out = append(out, a)
			return err
		})
	return out, err
}

// ReceivedFile is the n-th attachment of a received document, from 0, with its content; ErrNotFound when it has none.
func (t *Tx) ReceivedFile(ctx context.Context, id int64, n int) (billing.Attachment, error) {
	var a billing.Attachment
	var digest string
	err := t.get(ctx, `SELECT name, mime, description, sha256, bytes FROM received_file WHERE received_id = $1 AND n = $2`, []any{id, n},
		&a.Name, &a.MIME, &a.Description, &digest, &a.Content)
	if err == nil && billing.Digest(a.Content) != digest {
		err = fmt.Errorf("bytes differ from their digest: %w", ErrDamaged)
	}
	if err != nil {
		return billing.Attachment{}, fmt.Errorf("attachment %d of received document %d: %w", n, id, err)
	}
	return a, nil
}

// ReceivedList is a page of received documents, newest first.
func (t *Tx) ReceivedList(ctx context.Context, after string, limit int) (billing.Page[billing.Received], error) {
	var page billing.Page[billing.Received]
	last, err := parseCursor(after)
	if err != nil {
		return page, fmt.Errorf("list received documents: %w", err)
	}
	if last.ID == 0 {
		last.ID = maxID
	}
	err = t.each(ctx, receivedSelect+` WHERE id < $1 ORDER BY id DESC LIMIT $2`, []any{last.ID, pageSize(limit) + 1},
		func(scan func(...any) error) error {
			r, err := scanReceived(scan)
			page.Rows = append(page.Rows, r)
			return err
		})
	if err != nil {
		return page, fmt.Errorf("list received documents: %w", err)
	}
	if len(page.Rows) > pageSize(limit) {
		page.Rows = page.Rows[:pageSize(limit)]
		page.Next = cursor{ID: page.Rows[len(page.Rows)-1].ID}.String()
	}
	return page, nil
}
