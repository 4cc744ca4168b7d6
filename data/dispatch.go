package data

import (
	"context"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/money"
)

// The reads of this file answer for thousands of documents at once: what sending would do is asked before each batch.

// OnWay is a document beside its delivery that waits, or without one.
type OnWay struct {
	Delivery     billing.Delivery // as much as the plan needs; ID 0: nothing waits
	InvoiceID    int64
	Number       string
	Kind         billing.Kind
	CustomerNo   string
	CustomerName string
	Payable      money.Amount
	Live         billing.ChannelName // where it is under way, or may be, besides; empty: nowhere
}

// onWayColumns tell of mail that has frozen nothing yet the address the customer has today: that is where it goes.
const onWayColumns = `i.id, i.number, i.kind, i.customer_no, i.customer_name, i.payable, i.currency,
	coalesce(d.id, 0), coalesce(d.channel, ''),
	CASE WHEN d.channel = 'email' AND c.no IS NOT NULL AND f.delivery_id IS NULL THEN c.email ELSE coalesce(d.recipient, '') END, coalesce(d.passed, ''), coalesce(d.attempts, 0),
	coalesce(d.not_before, ''), coalesce(d.held, 0), coalesce(d.reason, ''), coalesce(d.detail, '')`

const onWayJoins = ` LEFT JOIN customer c ON c.no = i.customer_no LEFT JOIN delivery_frozen f ON f.delivery_id = d.id`

func scanOnWay(scan func(...any) error, more ...any) (OnWay, error) {
	var w OnWay
	d := &w.Delivery
	dest := []any{&w.InvoiceID, &w.Number, &w.Kind, &w.CustomerNo, &w.CustomerName, &w.Payable.Minor, &w.Payable.Currency,
		&d.ID, &d.Channel, &d.Recipient, jsonText{&d.Passed}, &d.Attempts, scanMoment(&d.NotBefore), &d.Held, &d.Reason, &d.Detail}
	err := scan(append(dest, more...)...)
	d.InvoiceID, d.Invoice = w.InvoiceID, w.Number
	if d.ID != 0 {
		d.State = billing.Queued
	}
	return w, err
}

// Waiting are all deliveries that wait, in the order they go.
func (t *Tx) Waiting(ctx context.Context) ([]OnWay, error) {
	var out []OnWay
	err := t.each(ctx, `SELECT `+onWayColumns+` FROM delivery d JOIN invoice i ON i.id = d.invoice_id`+onWayJoins+` WHERE d.state = 'queued' ORDER BY d.id`, nil,
		func(scan func(...any) error) error {
			w, err := scanOnWay(scan)
			out = append(out, w)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read what waits: %w", err)
	}
	return out, nil
}

// OnWay are documents by number, each with what waits of it; numbers nobody has are left out. A document that waits by two
// channels comes twice.
func (t *Tx) OnWay(ctx context.Context, numbers []string) ([]OnWay, error) {
	var out []OnWay
	err := t.each(ctx, `SELECT `+onWayColumns+`,
		coalesce((SELECT max(l.channel) FROM delivery l WHERE l.invoice_id = i.id AND l.state IN ('sending', 'unknown', 'accepted')), '')
		FROM json_each($1) n JOIN invoice i ON i.number = n.value AND i.seq = CASE WHEN n.value GLOB '*[^0-9]*' OR length(n.value) > 15 THEN 0 ELSE CAST(n.value AS INTEGER) END
		LEFT JOIN delivery d ON d.invoice_id = i.id AND d.state = 'queued'`+onWayJoins+` ORDER BY n.key, d.id`, []any{jsonText{numbers}},
		func(scan func(...any) error) error {
			var live billing.ChannelName
			w, err := scanOnWay(scan, &live)
			w.Live = live
			out = append(out, w)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read documents to send: %w", err)
	}
	return out, nil
}

// Buyers are the parties that documents are made out to, by the document's id; one of a former system has none.
func (t *Tx) Buyers(ctx context.Context, invoices []int64) (map[int64]billing.Party, error) {
	out := make(map[int64]billing.Party, len(invoices))
	err := t.each(ctx, `SELECT i.id, coalesce(json_extract(i.content, '$.buyer'), '') FROM json_each($1) n JOIN invoice i ON i.id = n.value`,
		[]any{jsonText{invoices}}, func(scan func(...any) error) error {
			var id int64
			var p billing.Party
			err := scan(&id, jsonText{&p})
			out[id] = p
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read buyers of documents: %w", err)
	}
	return out, nil
}

// DraftOnWay is as much of a draft as tells which way it would go.
type DraftOnWay struct {
	ID       int64
	Kind     billing.Kind
	Customer billing.CustomerRef
	Name     string // of the customer
	Payable  money.Amount
}

// DraftsOnWay are drafts by id, in order; ids nobody has are left out.
func (t *Tx) DraftsOnWay(ctx context.Context, ids []int64) ([]DraftOnWay, error) {
	var out []DraftOnWay
	err := t.each(ctx, `SELECT d.id, d.kind, d.customer_name, d.payable, d.currency, coalesce(json_extract(d.content, '$.customer'), '')
		FROM json_each($1) n JOIN draft d ON d.id = n.value ORDER BY n.key`, []any{jsonText{ids}}, func(scan func(...any) error) error {
		var d DraftOnWay
		err := scan(&d.ID, &d.Kind, &d.Name, &d.Payable.Minor, &d.Payable.Currency, jsonText{&d.Customer})
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read drafts to send: %w", err)
	}
	return out, nil
}

// CustomersByNo are customers by their numbers; numbers nobody has are left out.
func (t *Tx) CustomersByNo(ctx context.Context, numbers []string) (map[string]billing.Customer, error) {
	list, err := t.customers(ctx, customerSelect+` WHERE c.no IN (SELECT value FROM json_each($1))`, jsonText{numbers})
	if err != nil {
		return nil, err
	}
	out := make(map[string]billing.Customer, len(list))
	for _, c := range list {
		out[c.No] = c
	}
	return out, nil
}

// CustomersByName are all customers in the order of their names.
func (t *Tx) CustomersByName(ctx context.Context) ([]billing.Customer, error) {
	return t.customers(ctx, customerSelect+` ORDER BY c.name_key, c.id`)
}

// Known is what was last answered about receivers, by participant; whoever was never asked is left out.
func (t *Tx) Known(ctx context.Context, participants []string) (map[string]billing.Capability, error) {
	out := make(map[string]billing.Capability, len(participants))
	err := t.each(ctx, `SELECT participant, content FROM lookup_cache WHERE participant IN (SELECT lower(trim(value)) FROM json_each($1))`,
		[]any{jsonText{participants}}, func(scan func(...any) error) error {
			var participant string
			var c billing.Capability
			err := scan(&participant, jsonText{&c})
			out[participant] = c
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read what receivers take: %w", err)
	}
	return out, nil
}

// NoteRehearsal writes into the audit log that copies of documents were sent to ourselves.
func (t *Tx) NoteRehearsal(sent, failed []string) error {
	detail := map[string][]string{"numbers": sent}
	if len(failed) > 0 {
		detail["failed"] = failed
	}
	return t.note("delivery.rehearse", "rehearsal", t.now.Format(momentLayout), detail, "")
}
