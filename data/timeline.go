package data

import (
	"context"
	"fmt"
	"slices"

	"fakturist/billing"
	"fakturist/billing/money"
)

// Timeline is everything that happened to a document, oldest first.
func (t *Tx) Timeline(ctx context.Context, invoiceID int64) ([]billing.Event, error) {
	var out []billing.Event
	for _, part := range []func(context.Context, int64) ([]billing.Event, error){t.issuedEvents, t.deliveryEvents, t.bookedEvents, t.creditEvents} {
		events, err := part(ctx, invoiceID)
		if err != nil {
			return nil, fmt.Errorf("timeline of invoice %d: %w", invoiceID, err)
		}
		out = append(out, events...)
	}
	slices.SortStableFunc(out, func(a, b billing.Event) int { return a.At.Compare(b.At) })
	return out, nil
}

func (t *Tx) issuedEvents(ctx context.Context, id int64) ([]billing.Event, error) {
	e := billing.Event{Kind: "issued", Args: map[string]string{}}
	var number, series string
	if err := t.get(ctx, `SELECT number, series, issued_at FROM invoice WHERE id = $1`, []any{id}, &number, &series, scanMoment(&e.At)); err != nil {
		return nil, err
	}
	if series == "imported" {
		e.Kind = "imported"
	}
	e.Args["number"] = number
	return []billing.Event{e}, nil
}

// deliveryEvents are the steps of every delivery, and what was told of it in between. A first step says which channels were
// passed over on the way to it.
func (t *Tx) deliveryEvents(ctx context.Context, id int64) ([]billing.Event, error) {
	var out []billing.Event
	err := t.each(ctx, `SELECT d.created_at, d.began, '', '', d.channel, d.recipient, '', d.passed, 0 AS step FROM delivery d WHERE d.invoice_id = $1
		UNION ALL SELECT v.at, v.state, v.reason, v.detail, d.channel, d.recipient, v.place, '[]', v.id FROM delivery_event v
		JOIN delivery d ON d.id = v.delivery_id WHERE v.invoice_id = $1
		UNION ALL SELECT n.at, 'note-' || n.kind, n.reason, n.detail, d.channel, d.recipient, '', '[]', 0 FROM delivery_note n
		JOIN delivery d ON d.id = n.delivery_id WHERE d.invoice_id = $1 ORDER BY step`, []any{id}, func(scan func(...any) error) error {
		var e billing.Event
		var reason, detail, channel, recipient, place string
		var over []billing.Passed
		var step int64
		err := scan(scanMoment(&e.At), &e.Kind, &reason, &detail, &channel, &recipient, &place, jsonText{&over}, &step)
		for _, p := range over {
			out = append(out, billing.Event{At: e.At, Kind: "passed", Args: map[string]string{"channel": string(p.Channel), "reason": p.Reason}})
		}
		e.Args = map[string]string{"channel": channel, "recipient": recipient}
		for name, value := range map[string]string{"reason": reason, "detail": detail, "place": place} {
			if value != "" {
				e.Args[name] = value
			}
		}
		out = append(out, e)
		return err
	})
	return out, err
}

// numberOf is the number of a document by its key.
func (t *Tx) numberOf(ctx context.Context, id int64) (number string, err error) {
	err = t.get(ctx, `SELECT number FROM invoice WHERE id = $1`, []any{id}, &number)
	return number, err
}

// creditEvents are the credit notes that were not set off against the invoice, since nothing of it was open: the payer has
// money to get back.
func (t *Tx) creditEvents(ctx context.Context, id int64) ([]billing.Event, error) {
	var out []billing.Event
	err := t.each(ctx, `SELECT c.number, c.issued_at, c.payable, c.currency FROM invoice c WHERE c.original_id = $1
		AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.credit_id = c.id) ORDER BY c.id`, []any{id}, func(scan func(...any) error) error {
		e := billing.Event{Kind: "credited", Args: map[string]string{}}
		var number string
		var sum money.Amount
		err := scan(&number, scanMoment(&e.At), &sum.Minor, &sum.Currency)
		e.Args["number"], e.Args["amount"], e.Args["currency"] = number, sum.String(), string(sum.Currency)
		out = append(out, e)
		return err
	})
	return out, err
}

// bookedEvents are payments, set-offs and what was undone of them; the last payment of a settled invoice is "paid".
func (t *Tx) bookedEvents(ctx context.Context, id int64) ([]billing.Event, error) {
	var left money.Amount
	if err := t.get(ctx, `SELECT claim, currency FROM invoice WHERE id = $1`, []any{id}, &left.Minor, &left.Currency); err != nil {
		return nil, err
	}
	list, err := t.InvoiceAllocations(ctx, id)
	if err != nil {
		return nil, err
	}
	type step struct {
		billing.Event
		change int64
	}
	var steps []step
	for _, a := range list {
		args := map[string]string{"amount": a.Amount.String(), "currency": string(a.Amount.Currency), "rule": a.Rule}
		kind := "part-paid"
		if a.CreditID != 0 {
			kind = "credited"
			if args["number"], err = t.numberOf(ctx, a.CreditID); err != nil {
				return nil, err
			}
		}
		steps = append(steps, step{billing.Event{At: a.At, Kind: kind, Args: args}, -a.Amount.Minor})
		if !a.UndoneAt.IsZero() {
			steps = append(steps, step{billing.Event{At: a.UndoneAt, Kind: "undone", Args: args}, a.Amount.Minor})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.At.Compare(b.At) })
	var out []billing.Event
	for _, s := range steps {
		if left.Minor += s.change; left.Minor == 0 && s.Kind == "part-paid" {
			s.Kind = "paid"
		}
		out = append(out, s.Event)
	}
	return out, nil
}
