package data

import (
	"context"
	"fmt"

	"fakturist/billing"
)

// InsertImport stores an unpaid invoice of a former system under its own number and returns its id. It returns
// ErrNumberTaken when the number exists.
func (t *Tx) InsertImport(ctx context.Context, i billing.Import) (int64, error) {
	id, err := t.insertImport(ctx, i)
	if err != nil {
		return 0, fmt.Errorf("import open item %q: %w", i.Number, err)
	}
	return id, nil
}

func (t *Tx) insertImport(ctx context.Context, i billing.Import) (int64, error) {
	if i.Outstanding.Currency != i.Amount.Currency {
		return 0, ErrCurrency
	}
	var credited int64
	if i.Credited {
		credited = i.Amount.Minor - i.Outstanding.Minor
	}
	id, err := t.insert(ctx, `INSERT INTO invoice (series, seq, number, kind, kid, customer_no, customer_name, customer_key, issue_date,
		due_date, currency, net, tax, payable, claim, credited, original_id, issued_at, digest, content)
		VALUES ('imported', $1, $2, 'invoice', $3, $4, $5, $6, $7, $8, $9, $10, 0, $10, $11, $12, NULL, $13, $14, NULL)`,
		number(i.Number), i.Number, i.KID, i.CustomerNo, i.CustomerName, sortKey(i.CustomerName), day(i.IssueDate), day(i.DueDate),
		string(i.Amount.Currency), i.Amount.Minor, i.Outstanding.Minor, credited, moment(t.now), billing.Digest(nil))
	if err != nil {
		return 0, taken(err)
	}
	if err = t.indexInvoice(ctx, id, i.Number+" "+i.CustomerNo+" "+i.CustomerName); err != nil {
		return 0, err
	}
	return id, t.audit(ctx, "invoice.import", "invoice", id, map[string]string{"number": i.Number})
}
