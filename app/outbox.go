package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fakturist/billing"
	"fakturist/data"
)

// Sending says how the outbox is run.
type Sending struct {
	DryRun bool // tell what is due, touch nothing
	Now    bool // what waits to be taken back, or for its next attempt, goes now, and channels that take a pause are tried again
}

// Send runs the outbox once and returns the deliveries it met, as they stand now. What waits by a channel that takes a pause
// (Resting) is not met. Another program that sends is a refusal
// (sender-busy); a clock that was moved must not send for real (ErrRehearsal).
func (c *Company) Send(ctx context.Context, how Sending) ([]billing.Delivery, error) {
	if how.DryRun {
		return c.dueDeliveries(ctx)
	}
	if err := c.mayLeave(ctx); err != nil {
		return nil, err
	}
	var met []billing.Delivery
	err := c.alone("sender", func() error {
		if err := c.fileRest(ctx); err != nil {
			return err
		}
		r, err := c.newRunner(ctx, how)
		if err != nil {
			return err
		}
		err = errors.Join(r.run(ctx), c.closeHouse(context.WithoutCancel(ctx)))
		var read error
		slices.Sort(r.touched) // workers finish in any order
		met, read = c.deliveriesByID(ctx, r.touched)
		return errors.Join(err, read)
	})
	return met, err
}

// mayLeave refuses to send for real on a day that is not today.
func (c *Company) mayLeave(ctx context.Context) error {
	if c.opt.Today.IsZero() {
		return nil
	}
	seller, err := c.Seller(ctx)
	if err != nil {
		return err
	}
	if !seller.Practice {
		return ErrRehearsal
	}
	return nil
}

// dueDeliveries are the deliveries a run would send now.
func (c *Company) dueDeliveries(ctx context.Context) ([]billing.Delivery, error) {
	var due []billing.Delivery
	now := c.clock()
	err := c.view(ctx, func(tx *data.Tx) error {
		queued, err := tx.DeliveriesIn(ctx, billing.Queued)
		for _, d := range queued {
			if !d.Held && (!d.NotBefore.After(now) || d.NotBefore.After(now.Add(longestWait))) {
				due = append(due, d)
			}
		}
		return err
	})
	return due, err
}

func (c *Company) deliveriesByID(ctx context.Context, ids []int64) ([]billing.Delivery, error) {
	out := make([]billing.Delivery, 0, len(ids))
	err := c.view(ctx, func(tx *data.Tx) error {
		for _, id := range ids {
			d, err := tx.Delivery(ctx, id)
			if err != nil {
				return err
			}
			d.Frozen.Bytes = nil
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

// reasonOf is the fault code of a failed delivery, and what the other side said.
func reasonOf(err error) (reason, detail string) {
	if err == nil {
		return "", ""
	}
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		reason = coded.Code()
	} else if faults := Faults(err); len(faults) > 0 {
		reason = faults[0].Code
	} else {
		reason = "delivery-failed"
	}
	var told interface{ Detail() string }
	if errors.As(err, &told) {
		return reason, told.Detail()
	}
	return reason, fmt.Sprint(err)
}
