package app

import (
	"context"
	"errors"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// stillAtWork is how long another machine may be at work on a document before it tells of it. Until then "never seen" is no
// answer: an access point that sends slowly would get the document a second time and send both.
const stillAtWork = 10 * time.Minute

// askAll asks the other side about deliveries of a state: unknown ones, and accepted ones that may have been delivered since.
func (r *runner) askAll(ctx context.Context, state billing.DeliveryState) error {
	var open []billing.Delivery
	err := r.c.view(ctx, func(tx *data.Tx) (err error) {
		open, err = tx.DeliveriesIn(ctx, state)
		return err
	})
	if err != nil {
		return err
	}
	for _, d := range open {
		if state == billing.Accepted && d.Channel != billing.EHF {
			continue // mail and letters report nothing more
		}
		if err := r.ask(ctx, d.ID); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// ask asks what became of one delivery and records the answer. Without an answer everything stays as it is: an unknown one
// is never sent again silently.
func (r *runner) ask(ctx context.Context, id int64) error {
	var d billing.Delivery
	err := r.c.view(ctx, func(tx *data.Tx) (err error) {
		d, err = tx.Delivery(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	channel := r.channels[d.Channel]
	if channel == nil || d.Frozen.ID == "" {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	receipt, err := channel.Status(limited, d.Frozen)
	cancel()
	unknown := d.State == billing.Unknown
	switch {
	case err == nil && !unknown && !receipt.Delivered:
		return nil
	case err == nil:
		r.meet(d.ID)
		err = r.accepted(ctx, d, receipt)
	case errors.Is(err, billing.ErrRejected):
		r.meet(d.ID)
		err = r.turnedDown(ctx, d, err)
	case errors.Is(err, billing.ErrNotFound) && unknown && r.settled(d):
		d.State, d.Reason, d.Detail, d.NotBefore = billing.Queued, "", "", r.c.clock()
		err = r.save(ctx, d) // the other side never saw it: the same bytes go once more
	case unknown:
		r.meet(d.ID) // nobody can tell: a person has to
		return r.explain(ctx, d, err)
	default:
		return nil
	}
	r.c.signal(billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice})
	return err
}

// explain notes why an access point cannot tell; other ways out never can, and what happened there says more.
func (r *runner) explain(ctx context.Context, d billing.Delivery, cause error) error {
	reason, detail := reasonOf(cause)
	if d.Channel != billing.EHF || !errors.Is(cause, billing.ErrNoStatus) || d.Reason == reason {
		return nil
	}
	d.Reason, d.Detail = reason, detail
	return r.save(ctx, d)
}

// settled tells whether nobody can be at work on an unknown delivery any more. Our own print pile never is.
func (r *runner) settled(d billing.Delivery) bool {
	return d.Channel == billing.Letter || r.c.clock().Sub(d.UpdatedAt) >= stillAtWork
}

func (r *runner) turnedDown(ctx context.Context, d billing.Delivery, cause error) error {
	reason, detail := reasonOf(cause)
	return r.refused(ctx, d, reason, detail)
}
