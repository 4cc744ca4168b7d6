package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
)

// NoteDelivery keeps what was told about a delivery without moving it. A notice that is known by its source already changes
// nothing.
func (t *Tx) NoteDelivery(ctx context.Context, n billing.DeliveryNote) error {
	if n.At.IsZero() {
		n.At = t.now
	}
	_, err := t.exec(ctx, `INSERT INTO delivery_note (delivery_id, at, kind, reason, detail, source) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (delivery_id, source) WHERE source <> '' DO NOTHING`, n.Delivery, moment(n.At), n.Kind, n.Reason, n.Detail, n.Source)
	if err != nil {
		return fmt.Errorf("note on delivery %d: %w", n.Delivery, err)
	}
	return nil
}

// DeliveryNotes are what was told about a delivery, oldest first.
func (t *Tx) DeliveryNotes(ctx context.Context, id int64) ([]billing.DeliveryNote, error) {
	var out []billing.DeliveryNote
	err := t.each(ctx, `SELECT at, kind, reason, detail, source FROM delivery_note WHERE delivery_id = $1 ORDER BY at, id`, []any{id},
		func(scan func(...any) error) error {
			n := billing.DeliveryNote{Delivery: id}
			err := scan(scanMoment(&n.At), &n.Kind, &n.Reason, &n.Detail, &n.Source)
			out = append(out, n)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("notes on delivery %d: %w", id, err)
	}
	return out, nil
}

// DeliveryByMessage is the delivery that sent a message or document under an id of ours (Message-ID with its angle brackets,
// SBDH instance id); billing.ErrNotFound when none did.
func (t *Tx) DeliveryByMessage(ctx context.Context, messageID string) (billing.Delivery, error) {
	var id int64
	err := t.get(ctx, `SELECT delivery_id FROM delivery_frozen WHERE message_id = $1`, []any{messageID}, &id)
	if errors.Is(err, billing.ErrNotFound) {
		return billing.Delivery{}, err
	}
	if err != nil {
		return billing.Delivery{}, fmt.Errorf("delivery of a message: %w", err)
	}
	return t.Delivery(ctx, id)
}
