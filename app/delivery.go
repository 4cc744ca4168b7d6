package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// outboxLimit is how many deliveries of a kind the outbox shows.
const outboxLimit = 500

// Outbox is what waits, failed, is unknown or went lately, what needs a person first. A document without any way out comes
// as a row with ID 0, no channel and the reason of the last one tried.
func (c *Company) Outbox(ctx context.Context) ([]billing.DeliveryRow, error) {
	var rows []billing.DeliveryRow
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		if rows, err = openAndLate(ctx, tx); err != nil {
			return err
		}
		stranded, err := c.stranded(ctx, tx)
		rows = append(stranded, rows...)
		return err
	})
	slices.SortStableFunc(rows, func(a, b billing.DeliveryRow) int { return cmp.Compare(urgency(a), urgency(b)) })
	return rows, err
}

// openAndLate are the deliveries that need a person or wait, however old they are, and those that were made last.
func openAndLate(ctx context.Context, tx *data.Tx) ([]billing.DeliveryRow, error) {
	var rows []billing.DeliveryRow
	seen := map[int64]bool{}
	for _, states := range [][]billing.DeliveryState{{billing.Unknown, billing.Sending}, {billing.Queued}, nil} {
		more, err := tx.Outbox(ctx, data.DeliveryQuery{States: states, Limit: outboxLimit})
		if err != nil {
			return nil, err
		}
		for _, r := range more {
			if !seen[r.ID] {
				seen[r.ID] = true
				rows = append(rows, r)
			}
		}
	}
	slices.SortFunc(rows, func(a, b billing.DeliveryRow) int { return cmp.Compare(b.ID, a.ID) })
	return rows, nil
}

// urgency sorts what needs a person first, then what waits, then what went.
func urgency(r billing.DeliveryRow) int {
	switch {
	case r.State == billing.Unknown:
		return 0
	case r.ID == 0:
		return 1
	case r.State == billing.Queued || r.State == billing.Sending:
		return 2
	}
	return 3
}

// stranded are documents that are on no way out any more, or never were: the list of channels ended.
func (c *Company) stranded(ctx context.Context, tx *data.Tx) ([]billing.DeliveryRow, error) {
	page, err := tx.Invoices(ctx, billing.InvoiceQuery{Filter: billing.FilterAttention, Limit: outboxLimit, Today: c.Today()})
	if err != nil {
		return nil, err
	}
	var out []billing.DeliveryRow
	for _, row := range page.Rows {
		tried, err := tx.InvoiceDeliveries(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(tried, func(d billing.Delivery) bool {
			return !d.State.Failed() && d.State != billing.Cancelled
		}) {
			continue
		}
		r := billing.DeliveryRow{Delivery: billing.Delivery{InvoiceID: row.ID, Invoice: row.Number, State: billing.Refused, Reason: "no-channel"},
			CustomerName: row.CustomerName, Payable: row.Payable}
		if len(tried) > 0 {
			last := tried[len(tried)-1]
			r.Reason, r.Detail, r.Attempts = cmp.Or(last.Reason, r.Reason), last.Detail, last.Attempts
		}
		out = append(out, r)
	}
	return out, nil
}

// SendBy queues documents by a channel of the caller's choice; an empty one means the best. A document that is on its way by
// it already is left as it is; when all are, that is a refusal (delivery-live).
func (c *Company) SendBy(ctx context.Context, numbers []string, by billing.ChannelName) error {
	var faults, live billing.Faults
	err := c.update(ctx, func(tx *data.Tx) error {
		for _, n := range numbers {
			code, err := c.sendOne(ctx, tx, n, by)
			switch {
			case errors.Is(err, billing.ErrConflict):
				live.Add("delivery-live", n, "number", n, "channel", string(by))
			case err != nil:
				return err
			case code != "":
				faults.Add(code, n, "number", n, "channel", string(by))
			}
		}
		if len(live) == len(numbers) {
			return live.Err()
		}
		return faults.Err()
	})
	if err != nil {
		return err
	}
	for _, n := range numbers {
		c.signal(billing.DeliveryChanged{Invoice: n})
	}
	return nil
}

func (c *Company) sendOne(ctx context.Context, tx *data.Tx, number string, by billing.ChannelName) (fault string, err error) {
	inv, err := tx.InvoiceByNumber(ctx, number)
	if errors.Is(err, billing.ErrNotFound) {
		return "document-unknown", nil
	}
	if err != nil {
		return "", err
	}
	seller, err := tx.Company(ctx)
	if err != nil {
		return "", err
	}
	at := undoable(seller, c.clock())
	if by != "" {
		return queueBy(ctx, tx, inv, by, at)
	}
	ok, err := queueNext(ctx, tx, inv, "", at)
	if !ok && err == nil {
		return "no-channel", nil
	}
	return "", err
}

// undoable is when a sending asked for now leaves: when the time in which it can be taken back is over.
func undoable(seller billing.Company, now time.Time) time.Time {
	return now.Add(time.Duration(seller.SendUndo) * time.Second)
}

// Release lets deliveries go that are held for a person, those of all documents when none is named, and tells how many. They
// can be taken back as long as any other sending.
func (c *Company) Release(ctx context.Context, numbers []string) (int, error) {
	var released []billing.Delivery
	err := c.update(ctx, func(tx *data.Tx) error {
		seller, err := tx.Company(ctx)
		if err != nil {
			return err
		}
		held, err := tx.HeldDeliveries(ctx)
		if err != nil {
			return err
		}
		for _, d := range held {
			if len(numbers) > 0 && !slices.Contains(numbers, d.Invoice) {
				continue
			}
			d.Held, d.NotBefore = false, undoable(seller, c.clock())
			if err := tx.SaveDelivery(ctx, d); err != nil {
				return err
			}
			released = append(released, d)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, d := range released {
		c.signal(billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice})
	}
	return len(released), nil
}

// Resolve says what became of an unknown delivery: it went (sent), or the same bytes are to be sent again.
func (c *Company) Resolve(ctx context.Context, id int64, sent bool) (billing.Delivery, error) {
	var d billing.Delivery
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		if d, err = tx.Delivery(ctx, id); err != nil {
			return err
		}
		if d.State != billing.Unknown {
			return refuse("delivery-not-unknown", "", "id", itoa(id), "state", string(d.State))
		}
		d.State, d.Reason, d.Detail = billing.Accepted, "", ""
		if !sent {
			d.State, d.NotBefore = billing.Queued, c.clock()
			return tx.SaveDelivery(ctx, d)
		}
		return errors.Join(tx.SaveDelivery(ctx, d), wantCopy(ctx, tx, d))
	})
	if err != nil {
		return d, named404("delivery-unknown-id", "id", itoa(id), err)
	}
	c.signal(billing.DeliveryChanged{ID: id, Invoice: d.Invoice})
	d.Frozen.Bytes = nil
	return d, nil
}

// CancelDelivery takes back a delivery that has not left.
func (c *Company) CancelDelivery(ctx context.Context, id int64) error {
	var d billing.Delivery
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		if d, err = tx.Delivery(ctx, id); err != nil {
			return err
		}
		return tx.CancelDelivery(ctx, id)
	})
	if errors.Is(err, billing.ErrConflict) {
		return errors.Join(refuse("delivery-left", "", "id", itoa(id)), err)
	}
	if err != nil {
		return named404("delivery-unknown-id", "id", itoa(id), err)
	}
	c.signal(billing.DeliveryChanged{ID: id, Invoice: d.Invoice})
	return nil
}

// UndoSend takes back the waiting deliveries of documents, held ones too, and tells how many had not left yet.
func (c *Company) UndoSend(ctx context.Context, numbers []string) (int, error) {
	undone := 0
	err := c.update(ctx, func(tx *data.Tx) error {
		for _, n := range numbers {
			inv, err := tx.InvoiceByNumber(ctx, n)
			if err != nil {
				return err
			}
			list, err := tx.InvoiceDeliveries(ctx, inv.ID())
			if err != nil {
				return err
			}
			for _, d := range list {
				if d.State != billing.Queued {
					continue
				}
				if err := tx.CancelDelivery(ctx, d.ID); err != nil {
					return err
				}
				undone++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, n := range numbers {
		c.signal(billing.DeliveryChanged{Invoice: n})
	}
	return undone, nil
}

// MarkPosted says that letters were posted.
func (c *Company) MarkPosted(ctx context.Context, ids []int64) error {
	var posted []billing.Delivery
	err := c.update(ctx, func(tx *data.Tx) error {
		for _, id := range ids {
			d, err := tx.Delivery(ctx, id)
			if err != nil {
				return err
			}
			if d.Channel != billing.Letter || d.State != billing.Accepted {
				return refuse("delivery-not-on-pile", "", "id", itoa(id), "state", string(d.State))
			}
			d.State = billing.Delivered
			if err := tx.SaveDelivery(ctx, d); err != nil {
				return err
			}
			posted = append(posted, d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range posted {
		if d.Place == "" { // on our pile; what a print house has is its own
			c.offPile(d)
		}
		c.signal(billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice})
	}
	return nil
}

// offPile moves the copy of a posted letter away. Should it stay, the letter is posted all the same.
func (c *Company) offPile(d billing.Delivery) {
	if err := c.pile().Printed([]string{d.Receipt}); err != nil {
		slog.Info("letter stays on the pile", "delivery", d.ID, "error", err)
	}
}
