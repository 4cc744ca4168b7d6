package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fakturist/billing"
)

const (
	deliveryColumns = `d.id, d.invoice_id, i.number, d.channel, d.recipient, d.passed, d.state, d.attempts, d.not_before, d.held, d.place,
	d.receipt, d.reason, d.detail, d.created_at, d.updated_at`
	deliveryFrom   = ` FROM delivery d JOIN invoice i ON i.id = d.invoice_id`
	deliverySelect = `SELECT ` + deliveryColumns + deliveryFrom

	// isOpen is what the index delivery_open is of; SQLite takes it for no query that does not say the same
	// (https://sqlite.org/partialindex.html, 3.1).
	isOpen = ` d.state IN ('sending', 'unknown', 'accepted', 'bounced', 'refused')`
)

func scanDelivery(scan func(...any) error, more ...any) (billing.Delivery, error) {
	var d billing.Delivery
	dest := []any{&d.ID, &d.InvoiceID, &d.Invoice, &d.Channel, &d.Recipient, jsonText{&d.Passed}, &d.State, &d.Attempts, scanMoment(&d.NotBefore),
		&d.Held, &d.Place, &d.Receipt, &d.Reason, &d.Detail, scanMoment(&d.CreatedAt), scanMoment(&d.UpdatedAt)}
	err := scan(append(dest, more...)...)
	return d, err
}

// InsertDelivery puts a document on its way. It fails with ErrConflict when a live delivery by that channel exists.
func (t *Tx) InsertDelivery(ctx context.Context, d billing.Delivery) (billing.Delivery, error) {
	if d.CreatedAt.IsZero() {
		d.CreatedAt = t.now
	}
	d.UpdatedAt = d.CreatedAt
	var err error
	d.ID, err = t.insert(ctx, `INSERT INTO delivery (invoice_id, channel, recipient, began, passed, state, attempts, not_before, held, place, receipt,
		reason, detail, copied, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $4, $6, $7, $8, $9, $10, $11, $12, '', $13, $13)`,
		d.InvoiceID, string(d.Channel), d.Recipient, string(d.State), jsonText{passed(d.Passed)}, d.Attempts, moment(d.NotBefore), d.Held, d.Place,
		d.Receipt, d.Reason, d.Detail, moment(d.CreatedAt))
	if err != nil {
		return d, fmt.Errorf("deliver %q by %s: %w", d.Invoice, d.Channel, err)
	}
	delete(t.unsent, d.InvoiceID)
	digest := digestOf(d.ID, d.InvoiceID, string(d.Channel), d.Recipient, string(d.State), d.Receipt, nil, nil)
	return d, t.note("delivery."+string(d.State), "delivery", d.ID, map[string]string{"channel": string(d.Channel)}, digest)
}

// passed is never null in the file.
func passed(list []billing.Passed) []billing.Passed {
	if list == nil {
		return []billing.Passed{}
	}
	return list
}

// Delivery by id, with its frozen bytes.
func (t *Tx) Delivery(ctx context.Context, id int64) (billing.Delivery, error) {
	st, err := t.stmt(ctx, deliverySelect+` WHERE d.id = $1`)
	if err != nil {
		return billing.Delivery{}, err
	}
	d, err := scanDelivery(st.QueryRowContext(ctx, id).Scan)
	if err == nil {
		d.Frozen, err = t.frozenBytes(ctx, id)
		d.Frozen.Receipt = d.Receipt
	}
	if err != nil {
		return d, fmt.Errorf("delivery %d: %w", id, mapError(err))
	}
	return d, nil
}

// frozenBytes is what a delivery sends; zero before the first attempt.
func (t *Tx) frozenBytes(ctx context.Context, id int64) (billing.Frozen, error) {
	var f billing.Frozen
	var digest string
	err := t.get(ctx, `SELECT message_id, recipient, sha256, bytes, via FROM delivery_frozen WHERE delivery_id = $1`, []any{id},
		&f.ID, &f.Recipient, &digest, &f.Bytes, &f.Via)
	if errors.Is(err, billing.ErrNotFound) {
		return billing.Frozen{}, nil
	}
	if err == nil && billing.Digest(f.Bytes) != digest {
		err = fmt.Errorf("frozen bytes differ from their digest: %w", ErrDamaged)
	}
	return f, err
}

// InvoiceDeliveries are the deliveries of a document in the order they were made, without frozen bytes.
func (t *Tx) InvoiceDeliveries(ctx context.Context, invoiceID int64) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE d.invoice_id = $1 ORDER BY d.id`, invoiceID)
}

// Due asks for the queued deliveries of a channel whose turn it is.
type Due struct {
	Channel billing.ChannelName
	Now     time.Time
	Stray   time.Time // waits for later than this moment do not count: the clock was set back since they were set; zero: all count
	After   int64     // id of the last one met; 0: from the first
	Limit   int
}

const isDue = ` d.state = 'queued' AND d.held = 0 AND (d.not_before <= $1 OR d.not_before > $2)`

// DueDeliveries are the deliveries whose turn it is, oldest first, without frozen bytes.
func (t *Tx) DueDeliveries(ctx context.Context, q Due) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE`+isDue+` AND d.channel = $3 AND d.id > $4 ORDER BY d.id LIMIT $5`,
		moment(q.Now), latest(q.Stray), string(q.Channel), q.After, q.Limit)
}

// DueChannels are the channels that have a delivery whose turn it is; see Due for stray.
func (t *Tx) DueChannels(ctx context.Context, now, stray time.Time) ([]billing.ChannelName, error) {
	var out []billing.ChannelName
	err := t.each(ctx, `SELECT DISTINCT d.channel FROM delivery d WHERE`+isDue, []any{moment(now), latest(stray)}, func(scan func(...any) error) error {
		var ch billing.ChannelName
		err := scan(&ch)
		out = append(out, ch)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("channels with something due: %w", err)
	}
	return out, nil
}

// latest is a moment, or for the zero time one after all others.
func latest(at time.Time) any {
	if at.IsZero() {
		return "a" // behind every digit
	}
	return moment(at)
}

// HeldDeliveries are those that wait for a person to let them go, oldest first, without frozen bytes.
func (t *Tx) HeldDeliveries(ctx context.Context) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE d.state = 'queued' AND d.held = 1 ORDER BY d.id`)
}

func (t *Tx) deliveries(ctx context.Context, query string, args ...any) ([]billing.Delivery, error) {
	var out []billing.Delivery
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		d, err := scanDelivery(scan)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return out, nil
}

// Claim is what a delivery is taken for sending with.
type Claim struct {
	Frozen    billing.Frozen // what will leave the machine; a second attempt sends the bytes of the first whatever this says
	Recipient string         // where it goes; empty: as it was queued
	Place     string         // where it is tried
}

// Claim takes a queued delivery for sending, durably once the transaction is committed: its state becomes sending, and what
// will leave the machine is kept with it. The delivery comes back with the bytes that are to be sent. It fails with
// ErrConflict when the delivery is not queued any more, or is held.
func (t *Tx) Claim(ctx context.Context, id int64, c Claim) (billing.Delivery, error) {
	d, err := t.claim(ctx, id, c)
	if err != nil {
		return d, fmt.Errorf("claim delivery %d: %w", id, err)
	}
	return d, nil
}

func (t *Tx) claim(ctx context.Context, id int64, c Claim) (billing.Delivery, error) {
	d, err := t.Delivery(ctx, id)
	if err != nil {
		return d, err
	}
	if d.State != billing.Queued || d.Held {
		return d, billing.ErrConflict
	}
	if d.Frozen.ID == "" {
		f := c.Frozen
		if _, err = t.exec(ctx, `INSERT INTO delivery_frozen (delivery_id, message_id, recipient, sha256, bytes, via)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			id, f.ID, f.Recipient, billing.Digest(f.Bytes), f.Bytes, f.Via); err != nil {
			return d, err
		}
		d.Frozen = f
		if c.Recipient != "" {
			d.Recipient = c.Recipient
		}
	}
	d.State, d.Attempts, d.Place, d.UpdatedAt = billing.Sending, d.Attempts+1, c.Place, t.now
	d.Reason, d.Detail = "", ""
	return d, t.saveDelivery(ctx, d)
}

// SaveDelivery records what became of a delivery: state, recipient, attempts, not before, held, place, receipt, reason and detail. What does not go
// together with the stored state (a final one that moves again) is refused with ErrConflict.
func (t *Tx) SaveDelivery(ctx context.Context, d billing.Delivery) error {
	d.UpdatedAt = t.now
	if err := t.saveDelivery(ctx, d); err != nil {
		return fmt.Errorf("save delivery %d: %w", d.ID, err)
	}
	return nil
}

func (t *Tx) saveDelivery(ctx context.Context, d billing.Delivery) error {
	err := t.change(ctx, `UPDATE delivery SET state = $1, attempts = $2, not_before = $3, held = $4, place = $5, receipt = $6, reason = $7, detail = $8,
		updated_at = $9, recipient = $10 WHERE id = $11`, string(d.State), d.Attempts, moment(d.NotBefore), d.Held, d.Place, d.Receipt, d.Reason,
		d.Detail, moment(d.UpdatedAt), d.Recipient, d.ID)
	if err != nil {
		return err
	}
	var detail map[string]string
	if d.Reason != "" {
		detail = map[string]string{"reason": d.Reason}
	}
	return t.audit(ctx, "delivery."+string(d.State), "delivery", d.ID, detail)
}

// CancelDelivery takes a delivery back that has not begun; else it fails with ErrConflict.
func (t *Tx) CancelDelivery(ctx context.Context, id int64) error {
	d, err := t.Delivery(ctx, id)
	if err != nil {
		return err
	}
	if d.State != billing.Queued {
		return fmt.Errorf("cancel delivery %d in state %s: %w", id, d.State, billing.ErrConflict)
	}
	d.State = billing.Cancelled
	return t.SaveDelivery(ctx, d)
}

// DeliveriesIn are all deliveries in a state, oldest first, without frozen bytes.
func (t *Tx) DeliveriesIn(ctx context.Context, state billing.DeliveryState) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE d.state = $1 ORDER BY d.id`, string(state))
}

// RecoverSending turns deliveries that were claimed before a moment and never recorded into unknown ones, and says how many:
// the program ended while it sent them. A runner that knows itself alone passes the moment of its start; one beside others
// leaves them time to finish. Nothing is sent again by it.
func (t *Tx) RecoverSending(ctx context.Context, before time.Time) (int, error) {
	list, err := t.deliveries(ctx, deliverySelect+` WHERE`+isOpen+` AND d.state = 'sending' AND d.updated_at < $1 ORDER BY d.id`, moment(before))
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		d.State, d.Reason = billing.Unknown, "interrupted"
		if err = t.SaveDelivery(ctx, d); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// markUnsent notes that the documents issued in this transaction that went on no way have none, for somebody to see.
func (t *Tx) markUnsent(ctx context.Context) error {
	for id := range t.unsent {
		if err := t.change(ctx, `UPDATE standing SET delivery = 'none' WHERE invoice_id = $1`, id); err != nil {
			return fmt.Errorf("mark document %d as without a way out: %w", id, err)
		}
	}
	return nil
}
