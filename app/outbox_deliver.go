package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// How long one delivery may take, and how long one that is under way has left when the program is to end: cut off, nobody
// would know whether it went.
var (
	sendTimeout = 2 * time.Minute
	sendGrace   = 3 * time.Second
)

// deliver takes one delivery as far as it gets. Only trouble with our own file is an error; what the other side says is
// recorded with the delivery.
func (w *worker) deliver(ctx context.Context, id int64) error {
	d, inv, today, err := w.open(ctx, id)
	if err != nil {
		return err
	}
	if d.State != billing.Queued || d.Held {
		return nil // taken back meanwhile
	}
	w.meet(id)
	fresh := d.Channel == billing.Email && d.Frozen.ID == "" // what is not frozen yet goes to the address of today
	switch {
	case w.channel == nil:
		err = w.refused(ctx, d, "channel-not-set-up", "")
	case fresh && today.Email == "":
		err = w.refused(ctx, d, "route-no-email", "")
	default:
		if fresh {
			d.Recipient = today.Email
		}
		err = w.try(ctx, d, inv)
	}
	w.signal(d)
	return err
}

// open reads a delivery with its frozen bytes, its document, and the buyer as it is reached today.
func (r *runner) open(ctx context.Context, id int64) (d billing.Delivery, inv billing.Invoice, today billing.Party, err error) {
	err = r.c.view(ctx, func(tx *data.Tx) error {
		if d, err = tx.Delivery(ctx, id); err != nil {
			return err
		}
		if inv, err = tx.Invoice(ctx, d.InvoiceID); err != nil {
			return err
		}
		today, err = buyerToday(ctx, tx, inv)
		return err
	})
	return d, inv, today, err
}

func (w *worker) try(ctx context.Context, d billing.Delivery, inv billing.Invoice) error {
	if d.Channel == billing.EHF {
		if stop, err := w.receiverTakes(ctx, d, inv); stop || err != nil {
			return err
		}
	}
	claim := data.Claim{Frozen: d.Frozen, Recipient: d.Recipient, Place: w.channel.Place()}
	if d.Frozen.ID == "" {
		var err error
		if claim.Frozen, err = w.freeze(ctx, d, inv); err != nil {
			return w.record(ctx, d, billing.Receipt{}, err)
		}
	}
	claimed, err := w.claim(ctx, d.ID, claim)
	if errors.Is(err, billing.ErrConflict) {
		return nil // taken back meanwhile
	}
	if err != nil {
		return err
	}
	w.allowance.take(w.c.clock())
	receipt, err := w.send(ctx, claimed.Frozen)
	return w.record(context.WithoutCancel(ctx), claimed, receipt, err) // what came of it is written down even when all is to end
}

// unaskedInARow is how many receivers in a row could not be asked before the fault is taken for one of the way there.
const unaskedInARow = 3

// receiverTakes asks whether the receiver takes EHF of this kind. A plain no goes on by the next channel; an address book
// that could not be asked is no answer: the delivery waits.
func (w *worker) receiverTakes(ctx context.Context, d billing.Delivery, inv billing.Invoice) (stop bool, err error) {
	document := billing.DocumentType(inv.Kind())
	known := w.lookUp(ctx, d.Recipient, document)
	takes := known.TakesType(document)
	if takes != nil {
		w.unasked = 0
	}
	switch {
	case takes == nil:
		d.Attempts++
		w.unasked++
		return true, w.later(ctx, d, setback{reason: known.Why(document), outOfOrder: w.unasked >= unaskedInARow})
	case !*takes:
		return true, w.refused(ctx, d, known.Why(document), "")
	}
	return false, nil
}

// freeze makes the bytes that will leave.
func (w *worker) freeze(ctx context.Context, d billing.Delivery, inv billing.Invoice) (f billing.Frozen, err error) {
	goods, err := w.c.consignment(ctx, d, inv)
	if err != nil {
		return f, err
	}
	err = surviving("freeze", func() (err error) {
		f, err = w.channel.Freeze(ctx, goods)
		return err
	})
	return f, err
}

// send hands the frozen bytes over. A channel that breaks down in the middle of it may have sent them.
func (w *worker) send(ctx context.Context, f billing.Frozen) (receipt billing.Receipt, err error) {
	ctx, cancel := withGrace(ctx)
	defer cancel()
	broken := billing.ErrOutcomeUnknown
	err = surviving("send", func() (err error) {
		receipt, err = w.channel.Send(ctx, f)
		broken = nil
		return err
	})
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = errors.Join(err, billing.ErrUnavailable) // who takes this long for one takes as long for each
	}
	return receipt, errors.Join(err, broken)
}

// withGrace is the time one sending has; a program that is to end leaves it a little of it.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	release := context.AfterFunc(ctx, func() {
		time.AfterFunc(sendGrace, cancel)
	})
	return limited, func() { release(); cancel() }
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
func (w *worker) claim(ctx context.Context, id int64, with data.Claim) (billing.Delivery, error) {
	var d billing.Delivery
	err := w.c.update(ctx, func(tx *data.Tx) (err error) {
		d, err = tx.Claim(ctx, id, with)
		return err
	})
	return d, err
}

// record writes down what the other side, or the attempt to make the bytes, came to.
func (w *worker) record(ctx context.Context, d billing.Delivery, receipt billing.Receipt, err error) error {
	reason, detail := reasonOf(err)
	switch {
	case err == nil:
		w.c.rests.works(w.by)
		return w.accepted(ctx, d, receipt)
	case errors.Is(err, billing.ErrOutcomeUnknown):
		d.State, d.Reason, d.Detail, d.NotBefore = billing.Unknown, reason, detail, time.Time{}
		return w.save(ctx, d)
	case errors.Is(err, billing.ErrRejected):
		w.c.rests.works(w.by)
		return w.refused(ctx, d, reason, detail)
	case errors.Is(err, billing.ErrNotConfigured):
		return w.refused(ctx, d, reason, detail)
	}
	if d.State == billing.Queued {
		d.Attempts++ // it did not come as far as being claimed
	}
	return w.later(ctx, d, setbackOf(err))
}

func (r *runner) accepted(ctx context.Context, d billing.Delivery, receipt billing.Receipt) error {
	d.State, d.Receipt, d.Reason, d.Detail, d.NotBefore = billing.Accepted, orElse(receipt.ID, d.Receipt), "", receipt.Detail, time.Time{}
	if receipt.Delivered {
		d.State = billing.Delivered
	}
	return unlessSettled(r.c.update(ctx, func(tx *data.Tx) error { return errors.Join(tx.SaveDelivery(ctx, d), wantCopy(ctx, tx, d)) }))
}

// setback is why a delivery did not get through this time.
type setback struct {
	reason, detail string
	outOfOrder     bool          // nothing else would get through by the channel
	least          time.Duration // the other side asks to be left alone for so long; 0: it does not say
}

// setbackOf reads a temporary error.
func setbackOf(err error) setback {
	s := setback{outOfOrder: errors.Is(err, billing.ErrUnavailable)}
	s.reason, s.detail = reasonOf(err)
	var asks interface{ RetryAfter() time.Duration }
	if errors.As(err, &asks) {
		s.least = min(asks.RetryAfter(), pauses[len(pauses)-1])
	}
	return s
}

// later lets a delivery wait for its next attempt, and the whole channel with it when nothing else would get through either.
// After two days of attempts the failure is shown to a person, and which way is taken then is theirs to say; a receiver that
// could not be asked is waited for as long as it takes.
func (w *worker) later(ctx context.Context, d billing.Delivery, why setback) error {
	now := w.c.clock()
	slog.Warn("delivery failed for now", "delivery", d.ID, "channel", d.Channel, "reason", why.reason, "attempts", d.Attempts)
	d.State, d.Reason, d.Detail = billing.Queued, why.reason, why.detail
	failures := d.Attempts
	if why.outOfOrder {
		failures = max(failures, w.c.rests.fails(w.by)+1)
	}
	d.NotBefore = now.Add(max(pause(failures), why.least))
	if why.outOfOrder {
		w.c.rests.fail(w.by, now, d.NotBefore, why.reason, why.detail)
	}
	if d.Frozen.ID != "" && givenUp(d.Attempts, now.Sub(d.CreatedAt)) {
		d.State, d.NotBefore = billing.Refused, time.Time{}
	}
	return w.save(ctx, d)
}

func (r *runner) save(ctx context.Context, d billing.Delivery) error {
	return unlessSettled(r.c.update(ctx, func(tx *data.Tx) error { return tx.SaveDelivery(ctx, d) }))
}

// unlessSettled passes over the conflict with what a notice said of a mail while it was still under way, read by another program
// that has the company open: that is newer, and stays.
func unlessSettled(err error) error {
	if errors.Is(err, billing.ErrConflict) {
		slog.Info("delivery was settled while it was sent")
		return nil
	}
	return err
}

// refused closes a delivery and puts the document on its next channel, in one transaction. When the list of channels ends
// there, or holds no other, a person has to choose.
func (r *runner) refused(ctx context.Context, d billing.Delivery, reason, detail string) error {
	defer r.crew.lookAgain() // the next channel has something to do
	return unlessSettled(r.c.update(ctx, func(tx *data.Tx) error {
		d.State, d.Reason, d.Detail, d.NotBefore = billing.Refused, reason, detail, time.Time{}
		return closed(ctx, tx, d, r.c.clock())
	}))
}
