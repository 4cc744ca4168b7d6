package app

import (
	"context"
	"errors"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/data"
)

// SetReady says of drafts that they may be issued, or that they may not yet; all or none.
func (c *Company) SetReady(ctx context.Context, ids []int64, ready bool) error {
	var faults billing.Faults
	err := c.update(ctx, func(tx *data.Tx) error {
		for _, id := range ids {
			d, err := tx.Draft(ctx, id)
			if errors.Is(err, billing.ErrNotFound) {
				faults.Add("draft-unknown", "", "id", itoa(id))
				continue
			}
			if err != nil {
				return err
			}
			if d.Ready == ready {
				continue
			}
			d.Ready = ready
			if _, err := tx.SaveDraft(ctx, d); err != nil {
				return err
			}
		}
		return faults.Err()
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		c.signal(billing.DraftChanged{ID: id})
	}
	return nil
}

// Ready are all drafts as they would be issued today: those marked ready first, each with what stops it and the channel it
// would go by.
func (c *Company) Ready(ctx context.Context) ([]billing.ReadyRow, error) {
	var rows []billing.ReadyRow
	err := c.preparing(ctx, func(tx *preparingTx) error {
		drafts, err := tx.ReadyDrafts(ctx)
		if err != nil {
			return err
		}
		rows = make([]billing.ReadyRow, len(drafts))
		for i, d := range drafts {
			if rows[i], err = c.readyRow(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	return rows, err
}

func (c *Company) readyRow(ctx context.Context, tx billing.Tx, d data.ReadyDraft) (billing.ReadyRow, error) {
	row := billing.ReadyRow{InvoiceRow: d.Row, Ready: d.Draft.Ready}
	p, err := billing.Prepare(ctx, tx, c.clock(), d.Draft, c.checks)
	if err != nil {
		return row, err
	}
	if _, err := p.KID(); err != nil {
		p.Faults.Add("kid-too-long", "kid", "reason", err.Error())
	}
	doc := p.Document
	row.CustomerName, row.IssueDate, row.DueDate = doc.Buyer.Name, doc.IssueDate, doc.DueDate
	row.Net, row.Tax, row.Payable, row.Faults = doc.Totals.Net, doc.Totals.Tax, doc.Totals.Payable, p.Faults
	row.Channel, _ = billing.NextChannel(billing.Route(p.Company, p.Buyer), doc.Buyer, "")
	return row, nil
}

// ReadyIDs are the drafts somebody marked as ready, oldest first: the order in which they get their numbers.
func (c *Company) ReadyIDs(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		ids, err = tx.ReadyIDs(ctx)
		return err
	})
	return ids, err
}

// Duplicate makes a new draft like an issued document and returns its id.
func (c *Company) Duplicate(ctx context.Context, number string) (draftID int64, err error) {
	inv, err := c.Invoice(ctx, number)
	if err != nil {
		return 0, err
	}
	return c.SaveDraft(ctx, billing.Duplicate(inv.Document()))
}

// preparing runs f in a transaction that only reads and in which many drafts are prepared one after the other.
func (c *Company) preparing(ctx context.Context, f func(tx *preparingTx) error) error {
	return c.view(ctx, func(tx *data.Tx) error { return f(&preparingTx{Tx: tx, customers: map[string]billing.Customer{}}) })
}

// preparingTx remembers what every draft asks for: the company, the end of the series, and customers.
type preparingTx struct {
	*data.Tx
	company   *billing.Company
	customers map[string]billing.Customer
	last      *lastIssued
	imported  *int64
}

type lastIssued struct {
	number int64
	date   cal.Date
}

// Company is the seller, read once.
func (t *preparingTx) Company(ctx context.Context) (billing.Company, error) {
	if t.company == nil {
		seller, err := t.Tx.Company(ctx)
		if err != nil {
			return seller, err
		}
		t.company = &seller
	}
	return *t.company, nil
}

// Customer is a customer, read once.
func (t *preparingTx) Customer(ctx context.Context, no string) (billing.Customer, error) {
	if c, known := t.customers[no]; known {
		return c, nil
	}
	c, err := t.Tx.Customer(ctx, no)
	if err == nil {
		t.customers[no] = c
	}
	return c, err
}

// LastIssued is the end of the series, read once.
func (t *preparingTx) LastIssued(ctx context.Context) (int64, cal.Date, error) {
	if t.last == nil {
		number, date, err := t.Tx.LastIssued(ctx)
		if err != nil {
			return 0, date, err
		}
		t.last = &lastIssued{number, date}
	}
	return t.last.number, t.last.date, nil
}

// HighestImported is the highest number of a former system, read once.
func (t *preparingTx) HighestImported(ctx context.Context) (int64, error) {
	if t.imported == nil {
		n, err := t.Tx.HighestImported(ctx)
		if err != nil {
			return 0, err
		}
		t.imported = &n
	}
	return *t.imported, nil
}
