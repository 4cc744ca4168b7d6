package data

import (
	"context"
	"fmt"

	"fakturist/billing"
)

// DeliveryQuery asks for one page of the outbox, newest first.
type DeliveryQuery struct {
	States []billing.DeliveryState // empty: all
	Before int64                   // id of the last row of the page before; 0: the first page
	Limit  int                     // 0: 100
}

// Outbox is a page of deliveries without frozen bytes.
func (t *Tx) Outbox(ctx context.Context, q DeliveryQuery) ([]billing.DeliveryRow, error) {
	if q.Before == 0 {
		q.Before = maxID
	}
	var out []billing.DeliveryRow
	query := `SELECT ` + deliveryColumns + `, i.customer_name, i.payable, i.currency` + deliveryFrom + ` WHERE d.id < $1`
	args := []any{q.Before, pageSize(q.Limit)}
	if len(q.States) > 0 {
		query += ` AND d.state IN (SELECT value FROM json_each($3))`
		args = append(args, jsonText{q.States})
	}
	err := t.each(ctx, query+` ORDER BY d.id DESC LIMIT $2`, args, func(scan func(...any) error) (err error) {
		var r billing.DeliveryRow
		r.Delivery, err = scanDelivery(scan, &r.CustomerName, &r.Payable.Minor, &r.Payable.Currency)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list outbox: %w", err)
	}
	return out, nil
}

// DeliveryCounts are how many deliveries stand in each state.
func (t *Tx) DeliveryCounts(ctx context.Context) (map[billing.DeliveryState]int, error) {
	out := map[billing.DeliveryState]int{}
	err := t.each(ctx, `SELECT state, count(*) FROM delivery GROUP BY state`, nil, func(scan func(...any) error) error {
		var s billing.DeliveryState
		var n int
		err := scan(&s, &n)
		out[s] = n
		return err
	})
	return out, err
}
