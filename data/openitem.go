package data

import (
	"context"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/money"
)

const openItemSelect = `SELECT o.invoice_id, o.number, o.kid, o.customer_no, o.customer_name, o.issue_date, o.due_date, o.currency,
	o.payable, o.outstanding, o.credited, o.series = 'imported' FROM open_item o`

func scanOpenItem(scan func(...any) error) (billing.OpenItem, error) {
	var o billing.OpenItem
	var cur money.Currency
	err := scan(&o.InvoiceID, &o.Number, &o.KID, &o.CustomerNo, &o.CustomerName, scanDay(&o.IssueDate), scanDay(&o.DueDate), &cur,
		&o.Payable.Minor, &o.Outstanding.Minor, &o.Credited.Minor, &o.Imported)
	o.Payable.Currency, o.Outstanding.Currency, o.Credited.Currency = cur, cur, cur
	return o, err
}

// OpenItem is what is left of an invoice, 0 when settled.
func (t *Tx) OpenItem(ctx context.Context, invoiceID int64) (billing.OpenItem, error) {
	items, err := t.openItems(ctx, openItemSelect+` WHERE o.invoice_id = $1`, invoiceID)
	if err == nil && len(items) == 0 {
		err = billing.ErrNotFound
	}
	if err != nil {
		return billing.OpenItem{}, fmt.Errorf("open item %d: %w", invoiceID, err)
	}
	return items[0], nil
}

// OpenItems are all invoices with something outstanding, oldest due date first.
func (t *Tx) OpenItems(ctx context.Context) ([]billing.OpenItem, error) {
	return t.openItems(ctx, `SELECT i.id, i.number, i.kid, i.customer_no, i.customer_name, i.issue_date, i.due_date, i.currency,
		i.payable, s.outstanding, s.credited, i.series = 'imported'
		FROM standing s CROSS JOIN invoice i ON i.id = s.invoice_id WHERE s.outstanding <> 0 AND s.outstanding > 0 ORDER BY s.due_date, s.invoice_id`)
}

// Receivables are all invoices, settled ones too, in the order they were stored: what a matcher needs to tell a payment of
// something already paid from one of nothing we know.
func (t *Tx) Receivables(ctx context.Context) ([]billing.OpenItem, error) {
	return t.openItems(ctx, openItemSelect+` ORDER BY o.invoice_id`)
}

// ReceivablesByKID are the invoices of some KIDs, settled ones too.
func (t *Tx) ReceivablesByKID(ctx context.Context, kids []string) ([]billing.OpenItem, error) {
	return t.openItems(ctx, openItemSelect+` WHERE o.kid IN (SELECT value FROM json_each($1)) AND o.kid <> '' ORDER BY o.invoice_id`, jsonText{kids})
}

// CustomerReceivables are the invoices of a customer, settled ones too, oldest due date first.
func (t *Tx) CustomerReceivables(ctx context.Context, no string) ([]billing.OpenItem, error) {
	return t.openItems(ctx, openItemSelect+` WHERE o.customer_no = $1 ORDER BY o.due_date, o.invoice_id`, no)
}

func (t *Tx) openItems(ctx context.Context, query string, args ...any) ([]billing.OpenItem, error) {
	var out []billing.OpenItem
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		o, err := scanOpenItem(scan)
		out = append(out, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read open items: %w", err)
	}
	return out, nil
}
