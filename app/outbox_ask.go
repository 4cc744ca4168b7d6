package app

import (
	"context"
	"errors"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

const (
	// stillAtWork is how long another machine may be at work on a document before it tells of it. Until then "never seen" is
	// no answer: an access point that sends slowly would get the document a second time and send both.
	stillAtWork = 10 * time.Minute

	askLimit    = 100                 // deliveries asked about in one run of a channel; the others are asked in the next
	askFor      = 14 * 24 * time.Hour // how long an accepted delivery is asked about
	silentNote  = "silent"            // source of the note that says that nobody told
	silentFault = "delivery-silent"
)

// askAll asks the other side about deliveries of the channel whose turn it is: unknown ones, and accepted ones that may have
// been delivered since. When nobody answers the others are left for the next run.
func (w *worker) askAll(ctx context.Context) error {
	if w.channel == nil {
		return nil
	}
	for _, state := range []billing.DeliveryState{billing.Unknown, billing.Accepted} {
		open, err := w.toAsk(ctx, state)
		if err != nil {
			return err
		}
		for _, d := range open {
			answered, err := w.ask(ctx, d.ID)
			if err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if !answered {
				break
			}
		}
	}
	return w.noteSilence(ctx)
}

// toAsk are the deliveries in a state whose turn it is; all that are open when somebody wants it now.
func (w *worker) toAsk(ctx context.Context, state billing.DeliveryState) (open []billing.Delivery, err error) {
	now := w.c.clock()
	q := data.Ask{Channel: w.by, State: state, Now: now, Stray: now.Add(2 * askSeldomest), Limit: askLimit}
	if state == billing.Accepted {
		if !w.tells[w.by] {
			return nil, nil // mail and the pile of letters report nothing more
		}
		q.Since = now.Add(-askFor)
	}
	if w.how.Now {
		q.Now, q.Stray = now.AddDate(100, 0, 0), time.Time{}
	}
	err = w.c.view(ctx, func(tx *data.Tx) error {
		open, err = tx.DeliveriesToAsk(ctx, q)
		return err
	})
	return open, err
}

// ask asks what became of one delivery and records the answer; answered is false when nobody was to be reached. Without an
// answer everything stays as it is: an unknown one is never sent again silently.
func (w *worker) ask(ctx context.Context, id int64) (answered bool, err error) {
	d, _, _, err := w.open(ctx, id)
	if err != nil || d.Frozen.ID == "" {
		return true, err
	}
	receipt, err := w.status(ctx, d.Frozen)
	unknown := d.State == billing.Unknown
	answered = true
	switch {
	case err == nil && !unknown && !receipt.Delivered:
		return true, w.askAgain(ctx, d)
	case err == nil:
		w.meet(d.ID)
		err = w.accepted(ctx, d, receipt)
	case errors.Is(err, billing.ErrRejected):
		w.meet(d.ID)
		reason, detail := reasonOf(err)
		err = w.refused(ctx, d, reason, detail)
	case errors.Is(err, billing.ErrNotFound) && unknown && w.settled(d):
		d.State, d.Reason, d.Detail, d.NotBefore = billing.Queued, "", "", w.c.clock()
		err = w.save(ctx, d) // the other side never saw it: the same bytes go once more
	default:
		answered = errors.Is(err, billing.ErrNotFound) || errors.Is(err, billing.ErrNoStatus)
		if unknown {
			w.meet(d.ID) // nobody can tell: a person has to
			return answered, w.explain(ctx, d, err)
		}
		return answered, w.askAgain(ctx, d)
	}
	w.signal(d)
	return true, err
}

func (w *worker) status(ctx context.Context, f billing.Frozen) (receipt billing.Receipt, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err = surviving("ask", func() (err error) {
		receipt, err = w.channel.Status(ctx, f)
		return err
	})
	return receipt, err
}

// askAgain lets some time pass before the next question, the more the longer nothing changed.
func (w *worker) askAgain(ctx context.Context, d billing.Delivery) error {
	return w.c.update(ctx, func(tx *data.Tx) error { return tx.AskAgain(ctx, d.ID, w.nextAsk(d)) })
}

func (w *worker) nextAsk(d billing.Delivery) time.Time {
	now, soonest := w.c.clock(), askSoonest
	if d.State == billing.Unknown {
		soonest = askUnknown
	}
	return now.Add(askPause(soonest, now.Sub(d.UpdatedAt)))
}

// explain notes why an access point cannot tell; other ways out never can, and what happened there says more. A delivery that
// was unknown before the clock was set back is dated anew, so that it can settle.
func (w *worker) explain(ctx context.Context, d billing.Delivery, cause error) error {
	reason, detail := reasonOf(cause)
	tells := w.tells[w.by] && errors.Is(cause, billing.ErrNoStatus) && d.Reason != reason
	ahead := d.UpdatedAt.After(w.c.clock().Add(stillAtWork))
	if !tells && !ahead {
		return w.askAgain(ctx, d)
	}
	if tells {
		d.Reason, d.Detail = reason, detail
	}
	d.NotBefore = w.nextAsk(d)
	return w.save(ctx, d)
}

// settled tells whether nobody can be at work on an unknown delivery any more. Our own print pile never is.
func (w *worker) settled(d billing.Delivery) bool {
	return d.Channel == billing.Letter && !w.tells[billing.Letter] || w.c.clock().Sub(d.UpdatedAt) >= stillAtWork
}

// noteSilence notes with what was accepted long ago that nobody ever told whether it arrived. It is not asked about any more.
func (w *worker) noteSilence(ctx context.Context) error {
	if !w.tells[w.by] {
		return nil
	}
	var silent []billing.Delivery
	err := w.c.view(ctx, func(tx *data.Tx) (err error) {
		silent, err = tx.SilentDeliveries(ctx, w.by, w.c.clock().Add(-askFor), silentNote, askLimit)
		return err
	})
	if err != nil || len(silent) == 0 {
		return err
	}
	return w.c.update(ctx, func(tx *data.Tx) error {
		for _, d := range silent {
			note := billing.DeliveryNote{Delivery: d.ID, At: w.c.clock(), Kind: billing.NoteTold, Reason: silentFault, Source: silentNote}
			if err := tx.NoteDelivery(ctx, note); err != nil {
				return err
			}
		}
		return nil
	})
}
