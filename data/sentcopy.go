package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
)

// WantCopy asks for a copy of a mail in the folder of sent mail, once.
func (t *Tx) WantCopy(ctx context.Context, id int64) error {
	_, err := t.exec(ctx, `UPDATE delivery SET copied = 'wanted' WHERE id = $1 AND channel = 'email' AND copied = ''`, id)
	if err != nil {
		return fmt.Errorf("want a copy of delivery %d: %w", id, err)
	}
	return nil
}

// NextCopy is the oldest delivery above an id whose copy is wanted, with its frozen bytes; billing.ErrNotFound when none is.
func (t *Tx) NextCopy(ctx context.Context, after int64) (billing.Delivery, error) {
	var id int64
	err := t.get(ctx, `SELECT id FROM delivery WHERE copied = 'wanted' AND id > $1 ORDER BY id LIMIT 1`, []any{after}, &id)
	if err != nil {
		if !errors.Is(err, billing.ErrNotFound) {
			err = fmt.Errorf("next copy of sent mail: %w", err)
		}
		return billing.Delivery{}, err
	}
	return t.Delivery(ctx, id)
}

// CopyKept records that the copy lies in the folder, or needs not to.
func (t *Tx) CopyKept(ctx context.Context, id int64) error {
	if err := t.change(ctx, `UPDATE delivery SET copied = 'done' WHERE id = $1 AND copied = 'wanted'`, id); err != nil {
		return fmt.Errorf("copy of delivery %d: %w", id, err)
	}
	return t.NoteDelivery(ctx, billing.DeliveryNote{Delivery: id, Kind: billing.NoteCopied})
}
