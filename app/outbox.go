package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// Sending says how the outbox is run.
type Sending struct {
	DryRun bool // tell what is due, touch nothing
	Now    bool // what waits to be taken back, or for its next attempt, goes now
}

// sendTimeout is how long one delivery may take.
const sendTimeout = 2 * time.Minute

// lookUp tells what a receiver can take. A Capability that is not known says why.
type lookUp func(ctx context.Context, participant string) billing.Capability

// runner sends what is due, one delivery after the other. It is the only one that sends: the caller holds the lock.
type runner struct {
	c        *Company
	channels map[billing.ChannelName]billing.Channel
	lookUp   lookUp
	how      Sending
	touched  []int64        // deliveries in the order they were met
	met      map[int64]bool // of touched
}

// Send runs the outbox once and returns the deliveries it met, as they stand now. Another program that sends is a refusal
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
		w, err := c.openWorld(ctx)
		if err != nil {
			return err
		}
		r := &runner{c: c, channels: w.channels, lookUp: w.lookUp, how: how, met: map[int64]bool{}}
		err = r.run(ctx)
		var read error
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
			if !d.NotBefore.After(now) {
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

// run settles what an earlier run left open, then sends what is due until nothing is. A delivery is tried once a run; the
// next channel of a refused one goes in the same run.
func (r *runner) run(ctx context.Context) error {
	if err := r.recover(ctx); err != nil {
		return err
	}
	if err := r.askAll(ctx, billing.Unknown); err != nil {
		return err
	}
	if err := r.askAll(ctx, billing.Accepted); err != nil {
		return err
	}
	for {
		d, ok, err := r.next(ctx)
		if err != nil || !ok {
			return err
		}
		r.meet(d.ID)
		if err := r.deliver(ctx, d); err != nil {
			return err
		}
		r.c.signal(billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice})
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// recover makes unknown what was under way when a program ended: nobody else sends now.
func (r *runner) recover(ctx context.Context) error {
	return r.c.update(ctx, func(tx *data.Tx) error {
		_, err := tx.RecoverSending(ctx, r.c.clock().AddDate(100, 0, 0))
		return errors.Join(err, tx.RecoverSendings(ctx))
	})
}

func (r *runner) meet(id int64) {
	if !r.met[id] {
		r.met[id] = true
		r.touched = append(r.touched, id)
	}
}

// next is a queued delivery whose turn it is and that this run has not met.
func (r *runner) next(ctx context.Context) (billing.Delivery, bool, error) {
	var due billing.Delivery
	found := false
	now := r.c.clock()
	if r.how.Now {
		now = now.AddDate(1, 0, 0)
	}
	err := r.c.view(ctx, func(tx *data.Tx) error {
		for after := int64(0); ; after = due.ID {
			var err error
			due, err = tx.NextDue(ctx, now, after)
			if errors.Is(err, billing.ErrNotFound) {
				return nil
			}
			if err != nil || !r.met[due.ID] {
				found = err == nil
				return err
			}
		}
	})
	return due, found, err
}

// deliver takes one delivery as far as it gets. Only trouble with our own file is an error; what the other side says is
// recorded with the delivery.
func (r *runner) deliver(ctx context.Context, d billing.Delivery) error {
	inv, err := r.c.invoiceByID(ctx, d.InvoiceID)
	if err != nil {
		return err
	}
	channel := r.channels[d.Channel]
	if channel == nil {
		return r.refused(ctx, d, "channel-not-set-up", "")
	}
	if d.Channel == billing.EHF {
		if stop, err := r.receiverTakes(ctx, d, inv); stop || err != nil {
			return err
		}
	}
	frozen, err := r.frozenBefore(ctx, d.ID)
	if err != nil {
		return err
	}
	if frozen.ID == "" {
		if frozen, err = r.freeze(ctx, d, inv, channel); err != nil {
			return r.record(ctx, d, inv, billing.Receipt{}, err)
		}
	}
	claimed, err := r.claim(ctx, d.ID, frozen)
	if errors.Is(err, billing.ErrConflict) {
		return nil // taken back meanwhile
	}
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	receipt, err := channel.Send(limited, claimed.Frozen)
	cancel()
	return r.record(context.WithoutCancel(ctx), claimed, inv, receipt, err)
}

// receiverTakes asks whether the receiver takes EHF of this kind. A plain no goes on by the next channel; an address book
// that could not be asked is no answer: the delivery waits.
func (r *runner) receiverTakes(ctx context.Context, d billing.Delivery, inv billing.Invoice) (stop bool, err error) {
	known := r.lookUp(ctx, d.Recipient)
	takes := known.Takes(inv.Kind())
	switch {
	case takes == nil:
		reason := known.Reason
		if reason == "" {
			reason = "lookup-unknown"
		}
		d.Attempts++
		return true, r.later(ctx, d, reason, "")
	case !*takes && known.Registered != nil && *known.Registered:
		return true, r.refused(ctx, d, "elma-kind-not-taken", "")
	case !*takes:
		return true, r.refused(ctx, d, "elma-not-registered", "")
	}
	return false, nil
}

// frozenBefore is what an earlier attempt froze; zero before the first one.
func (r *runner) frozenBefore(ctx context.Context, id int64) (billing.Frozen, error) {
	var have billing.Delivery
	err := r.c.view(ctx, func(tx *data.Tx) (err error) {
		have, err = tx.Delivery(ctx, id)
		return err
	})
	return have.Frozen, err
}

// freeze makes the bytes that will leave.
func (r *runner) freeze(ctx context.Context, d billing.Delivery, inv billing.Invoice, channel billing.Channel) (billing.Frozen, error) {
	goods, err := r.c.consignment(ctx, d, inv)
	if err != nil {
		return billing.Frozen{}, err
	}
	return channel.Freeze(ctx, goods)
}

func (c *Company) consignment(ctx context.Context, d billing.Delivery, inv billing.Invoice) (billing.Consignment, error) {
	l, err := c.look(ctx)
	if err != nil {
		return billing.Consignment{}, err
	}
	goods := billing.Consignment{Invoice: inv, Recipient: d.Recipient, Language: inv.Document().Language, Practice: l.practice}
	if goods.PDF, err = c.storedFile(ctx, inv, data.PDF); err != nil {
		return goods, err
	}
	if takesEHF(inv.Document().Buyer) {
		goods.UBL, err = c.storedFile(ctx, inv, data.EHF)
	}
	return goods, err
}

// claim writes "sending" with the frozen bytes, on disk before the first byte leaves.
func (r *runner) claim(ctx context.Context, id int64, f billing.Frozen) (billing.Delivery, error) {
	var d billing.Delivery
	err := r.c.update(ctx, func(tx *data.Tx) (err error) {
		d, err = tx.Claim(ctx, id, f)
		return err
	})
	return d, err
}

// record writes down what the other side, or the attempt to make the bytes, came to.
func (r *runner) record(ctx context.Context, d billing.Delivery, inv billing.Invoice, receipt billing.Receipt, err error) error {
	reason, detail := reasonOf(err)
	switch {
	case err == nil:
		return r.accepted(ctx, d, receipt)
	case errors.Is(err, billing.ErrRejected), errors.Is(err, billing.ErrNotConfigured):
		return r.refused(ctx, d, reason, detail)
	case errors.Is(err, billing.ErrOutcomeUnknown):
		d.State, d.Reason, d.Detail = billing.Unknown, reason, detail
		return r.save(ctx, d)
	}
	if d.State == billing.Queued {
		d.Attempts++ // it did not come as far as being claimed
	}
	slog.Warn("delivery failed for now", "delivery", d.ID, "channel", d.Channel, "reason", reason, "attempts", d.Attempts)
	return r.later(ctx, d, reason, detail)
}

func (r *runner) accepted(ctx context.Context, d billing.Delivery, receipt billing.Receipt) error {
	d.State, d.Receipt, d.Reason, d.Detail = billing.Accepted, receipt.ID, "", receipt.Detail
	if receipt.Delivered {
		d.State = billing.Delivered
	}
	return r.save(ctx, d)
}

// tries is how many attempts fit into giveUpAfter; a delivery that merely lay in a closed laptop for days has fewer.
const tries = 12

// later lets a delivery wait for its next attempt. After two days of attempts the failure is shown to a person, and which
// way is taken then is theirs to say; a receiver that could not be asked is waited for as long as it takes.
func (r *runner) later(ctx context.Context, d billing.Delivery, reason, detail string) error {
	now := r.c.clock()
	d.State, d.Reason, d.Detail = billing.Queued, reason, detail
	d.NotBefore = now.Add(pause(d.Attempts))
	if d.Frozen.ID != "" && d.Attempts >= tries && now.Sub(d.CreatedAt) >= giveUpAfter {
		d.State, d.NotBefore = billing.Refused, time.Time{}
	}
	return r.save(ctx, d)
}

func (r *runner) save(ctx context.Context, d billing.Delivery) error {
	return r.c.update(ctx, func(tx *data.Tx) error { return tx.SaveDelivery(ctx, d) })
}

// refused closes a delivery and puts the document on its next channel, in one transaction. When the list of channels ends
// there, or holds no other, a person has to choose.
func (r *runner) refused(ctx context.Context, d billing.Delivery, reason, detail string) error {
	return r.c.update(ctx, func(tx *data.Tx) error {
		d.State, d.Reason, d.Detail = billing.Refused, reason, detail
		return closed(ctx, tx, d, r.c.clock())
	})
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
