package data

import (
	"context"
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// BasisQuery asks for one page of offers, orders or payment requests, newest first.
type BasisQuery struct {
	Kind       billing.Kind
	States     []billing.BasisState // empty: all
	CustomerNo string               // empty: all
	After      string               // Page.Next of the page before; empty: the first page
	Limit      int                  // 0: 100
	Today      cal.Date
}

// Bases is a page of offers, orders or payment requests. It goes along the numbers of the kind, so that page 100 costs what page 1
// costs.
func (t *Tx) Bases(ctx context.Context, q BasisQuery) (billing.Page[billing.BasisRow], error) {
	var page billing.Page[billing.BasisRow]
	after, err := parseCursor(q.After)
	if err != nil {
		return page, fmt.Errorf("list bases: %w", err)
	}
	if after.ID == 0 {
		after.ID = maxID
	}
	query, args := basisRowSelect+` WHERE b.kind = $1 AND b.seq < $2`, []any{string(q.Kind), after.ID, pageSize(q.Limit) + 1}
	for _, f := range []struct {
		ask   bool
		where string
		arg   any
	}{
		{len(q.States) > 0, ` AND +b.state IN (SELECT value FROM json_each($%d))`, jsonText{q.States}},
		{q.CustomerNo != "", ` AND +b.customer_no = $%d`, q.CustomerNo},
	} {
		if f.ask {
			args = append(args, f.arg)
			query += fmt.Sprintf(f.where, len(args))
		}
	}
	page.Rows, err = t.basisRows(ctx, query+` ORDER BY b.seq DESC LIMIT $3`, q.Today, args...)
	if err == nil && len(page.Rows) > pageSize(q.Limit) {
		page.Rows = page.Rows[:pageSize(q.Limit)]
		_, seq, _ := strings.Cut(page.Rows[len(page.Rows)-1].No, "-")
		page.Next = cursor{ID: number(seq)}.String()
	}
	return page, err
}

// CustomerBases are the ids of every offer, order and payment request of a customer, oldest first.
func (t *Tx) CustomerBases(ctx context.Context, customerNo string) ([]int64, error) {
	return t.ids(ctx, `SELECT id FROM basis WHERE customer_no = $1 ORDER BY id`, customerNo)
}

// basisRowSelect tells of an order how much of its quantities stands on drafts and invoices, and which invoices those are;
// both are asked for the rows of a page only.
const basisRowSelect = `SELECT b.id, b.no, b.kind, b.state, b.customer_no, b.customer_name, b.title, b.issue_date, b.valid_until, b.payable, b.currency,
	CASE b.kind WHEN 'offer' THEN 0 ELSE (SELECT CASE coalesce(sum(l.drafted + l.invoiced <> l.ordered), 1) WHEN 0 THEN 100
		ELSE coalesce(min(sum(abs(l.drafted + l.invoiced) / 1000) / max(sum(abs(l.ordered) / 1000) / 100, 1), 99), 0) END
		FROM basis_taken l WHERE l.basis_id = b.id) END,
	(SELECT json_group_array(i.number ORDER BY i.id) FROM invoice i WHERE i.kind = 'invoice'
		AND i.id IN (SELECT s.invoice_id FROM invoice_source s WHERE s.basis_id = b.id))
	FROM basis b`

func (t *Tx) basisRows(ctx context.Context, query string, today cal.Date, args ...any) ([]billing.BasisRow, error) {
	var out []billing.BasisRow
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		var r billing.BasisRow
		err := scan(&r.ID, &r.No, &r.Kind, &r.State, &r.CustomerNo, &r.CustomerName, &r.Title, scanDay(&r.Date), scanDay(&r.ValidUntil),
			&r.Payable.Minor, &r.Payable.Currency, &r.Invoiced, jsonText{&r.Documents})
		r.Expired = billing.Basis{Kind: r.Kind, State: r.State, ValidUntil: r.ValidUntil}.Expired(today)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list bases: %w", err)
	}
	return out, nil
}

// findBases reads every basis: there are few, and they change too often for an index.
func (t *Tx) findBases(ctx context.Context, q query) ([]billing.SearchHit, error) {
	where, args := q.everyWord(`lower(no) || ' ' || search`)
	return t.hits(ctx, `SELECT kind, id, customer_name, no, payable, currency, issue_date FROM basis
		WHERE (`+where+`) OR (?2 <> 0 AND payable = ?2) ORDER BY id DESC LIMIT ?1`, args...)
}
