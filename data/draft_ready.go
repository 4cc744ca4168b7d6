package data

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/money"
)

// ReadyDraft is a draft beside its row.
type ReadyDraft struct {
	Row   billing.InvoiceRow
	Draft billing.Draft
}

// ReadyDrafts are all drafts, those marked ready first, oldest first.
func (t *Tx) ReadyDrafts(ctx context.Context) ([]ReadyDraft, error) {
	var out []ReadyDraft
	err := t.each(ctx, `SELECT id, kind, customer_no, customer_name, currency, content FROM draft ORDER BY ready DESC, id`, nil, func(scan func(...any) error) error {
		d := ReadyDraft{Row: billing.InvoiceRow{Status: billing.StatusDraft}}
		var cur money.Currency
		err := scan(&d.Row.ID, &d.Row.Kind, &d.Row.CustomerNo, &d.Row.CustomerName, &cur, jsonText{&d.Draft})
		d.Draft.ID = d.Row.ID
		d.Row.Outstanding.Currency = cur
		out = append(out, d)
		return err
	})
	return out, err
}

// ReadyIDs are the ids of the drafts marked ready, oldest first.
func (t *Tx) ReadyIDs(ctx context.Context) ([]int64, error) {
	return t.ids(ctx, `SELECT id FROM draft WHERE ready = 1 ORDER BY id`)
}
