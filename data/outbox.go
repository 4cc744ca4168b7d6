package data

import (
	"context"
	"fmt"
	"slices"
	"time"

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
	switch { // only for the index: the condition above holds anyway
	case len(q.States) == 1 && q.States[0] == billing.Queued:
		query += ` AND d.state = 'queued'`
	case len(q.States) > 0 && !slices.Contains(q.States, billing.Queued) && !slices.ContainsFunc(q.States, closedState):
		query += ` AND` + isOpen
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

// closedState tells whether deliveries in a state are in no index of states.
func closedState(s billing.DeliveryState) bool {
	return s == billing.Delivered || s == billing.Cancelled
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

// Ask asks for the deliveries of a channel and state whose other side is to be asked what became of them.
type Ask struct {
	Channel billing.ChannelName
	State   billing.DeliveryState // Unknown or Accepted
	Now     time.Time
	Stray   time.Time // see Due
	Since   time.Time // only what moved last after this moment; zero: all
	Limit   int
}

// DeliveriesToAsk are those whose turn it is to be asked about, the longest waiting first, without frozen bytes.
func (t *Tx) DeliveriesToAsk(ctx context.Context, q Ask) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE`+isOpen+` AND d.state = $1 AND d.channel = $2 AND (d.not_before <= $3 OR d.not_before > $4) AND d.updated_at > $5
		ORDER BY d.not_before, d.id LIMIT $6`, string(q.State), string(q.Channel), moment(q.Now), latest(q.Stray), moment(q.Since), q.Limit)
}

// AskAgain sets when the other side is asked next what became of a delivery. Nothing of the delivery itself changes by it.
func (t *Tx) AskAgain(ctx context.Context, id int64, at time.Time) error {
	if err := t.change(ctx, `UPDATE delivery SET not_before = $1 WHERE id = $2 AND state IN ('unknown', 'accepted')`, moment(at), id); err != nil {
		return fmt.Errorf("ask about delivery %d again: %w", id, err)
	}
	return nil
}

// SilentDeliveries are deliveries of a channel that were accepted before a moment, of which nobody told anything since and
// that have no note under a source yet. They come without frozen bytes.
func (t *Tx) SilentDeliveries(ctx context.Context, by billing.ChannelName, before time.Time, source string, limit int) ([]billing.Delivery, error) {
	return t.deliveries(ctx, deliverySelect+` WHERE`+isOpen+` AND d.state = 'accepted' AND d.channel = $1 AND d.updated_at <= $2
		AND NOT EXISTS (SELECT 1 FROM delivery_note n WHERE n.delivery_id = d.id AND n.source = $3) ORDER BY d.id LIMIT $4`,
		string(by), moment(before), source, limit)
}

// recentEvents is how far back SentSince looks: more happens in no minute.
const recentEvents = 20_000

// SentSince are the moments at which deliveries of a channel were taken for sending after from and before to, latest first.
// Moments out of that span, such as those of a clock that was set back since, are left out.
func (t *Tx) SentSince(ctx context.Context, by billing.ChannelName, from, to time.Time) ([]time.Time, error) {
	var out []time.Time
	err := t.each(ctx, `SELECT v.at FROM (SELECT delivery_id, at, state FROM delivery_event ORDER BY id DESC LIMIT $1) v
		JOIN delivery d ON d.id = v.delivery_id WHERE v.state = 'sending' AND d.channel = $2 AND v.at > $3 AND v.at < $4 ORDER BY v.at DESC`,
		[]any{recentEvents, string(by), moment(from), moment(to)}, func(scan func(...any) error) error {
			var at time.Time
			err := scan(scanMoment(&at))
			out = append(out, at)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("what was sent lately by %s: %w", by, err)
	}
	return out, nil
}
