package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
)

// DeliveryByEnvelope is the delivery that sent a mail under an envelope id: the part of its Message-ID before the @, which
// notices may name instead; billing.ErrNotFound when none did.
func (t *Tx) DeliveryByEnvelope(ctx context.Context, envelope string) (billing.Delivery, error) {
	id, err := t.byMessage(ctx, `SELECT message_id FROM delivery_frozen WHERE message_id >= $1 AND message_id < $2 LIMIT 1`, envelope)
	if err != nil {
		return billing.Delivery{}, err
	}
	return t.DeliveryByMessage(ctx, id)
}

// SendingByMessage is the mail with an offer, order or payment request that went out under a Message-ID, without its bytes;
// billing.ErrNotFound when none did.
func (t *Tx) SendingByMessage(ctx context.Context, messageID string) (billing.BasisSending, error) {
	list, err := t.sendings(ctx, sendingSelect+` WHERE message_id = $1 LIMIT 1`, messageID)
	if err == nil && len(list) == 0 {
		err = billing.ErrNotFound
	}
	if err != nil {
		return billing.BasisSending{}, err
	}
	return list[0], nil
}

// SendingByEnvelope is SendingByMessage for the part of the Message-ID before the @.
func (t *Tx) SendingByEnvelope(ctx context.Context, envelope string) (billing.BasisSending, error) {
	id, err := t.byMessage(ctx, `SELECT message_id FROM basis_sending WHERE message_id >= $1 AND message_id < $2 LIMIT 1`, envelope)
	if err != nil {
		return billing.BasisSending{}, err
	}
	return t.SendingByMessage(ctx, id)
}

// byMessage finds the Message-ID that begins with an envelope id; A comes next after @.
func (t *Tx) byMessage(ctx context.Context, query, envelope string) (string, error) {
	if envelope == "" {
		return "", billing.ErrNotFound
	}
	var id string
	err := t.get(ctx, query, []any{"<" + envelope + "@", "<" + envelope + "A"}, &id)
	if err != nil && !errors.Is(err, billing.ErrNotFound) {
		return "", fmt.Errorf("mail by its envelope: %w", err)
	}
	return id, err
}
