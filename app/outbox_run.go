package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"fakturist/app/channel/email"
	"fakturist/billing"
	"fakturist/data"
)

// lookUp tells what a receiver can take, of the document types named above all. A Capability that is not known says why.
type lookUp func(ctx context.Context, participant string, about ...string) billing.Capability

// runner sends what is due: one worker for each channel, so that a server that hangs holds up nothing but what goes by it, and
// one delivery after the other by each. It is the only one that sends: the caller holds the lock.
type runner struct {
	c        *Company
	channels map[billing.ChannelName]billing.Channel
	rates    map[billing.ChannelName]int  // deliveries a minute; 0 or not there: no limit
	tells    map[billing.ChannelName]bool // the other side can be asked whether a delivery it accepted arrived
	lookUp   lookUp
	how      Sending
	crew     crew

	mu      sync.Mutex
	touched []int64        // deliveries that were met
	met     map[int64]bool // of touched
	telling sync.Mutex     // one signal at a time
}

func (c *Company) newRunner(ctx context.Context, how Sending) (*runner, error) {
	w, err := c.openWorld(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := c.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return &runner{c: c, channels: w.channels, lookUp: w.lookUp, how: how, met: map[int64]bool{},
		rates: map[billing.ChannelName]int{billing.Email: mailRate(settings)},
		tells: tellers(w.channels)}, nil
}

// tellers are the channels whose other side can be asked whether a delivery it accepted arrived.
func tellers(channels map[billing.ChannelName]billing.Channel) map[billing.ChannelName]bool {
	out := map[billing.ChannelName]bool{}
	for name, ch := range channels {
		t, ok := ch.(interface{ Tells() bool })
		out[name] = ok && t.Tells()
	}
	return out
}

// mailRate is how many mails a minute may leave: what the settings say, else what the provider is known to take; 0: no limit.
func mailRate(s billing.Settings) int {
	if n, err := strconv.Atoi(s["mail.rate"]); err == nil {
		return n
	}
	return email.RateOf(s["mail.smtp.host"])
}

// run settles what an earlier run left open, then sends what is due until nothing is. A delivery is tried once a run; the
// next channel of a refused one goes in the same run.
func (r *runner) run(ctx context.Context) error {
	if r.how.Now {
		r.c.rests.wake()
	}
	if err := r.recover(ctx); err != nil {
		return err
	}
	r.crew.gather(len(billing.Channels))
	look := time.NewTicker(lookAgain)
	defer look.Stop()
	ended := make(chan struct{})
	var all, prompter sync.WaitGroup
	prompter.Go(func() {
		for {
			select {
			case <-look.C:
				r.crew.lookAgain()
			case <-ended:
				return
			}
		}
	})
	for _, ch := range billing.Channels {
		w := &worker{runner: r, by: ch, channel: r.channels[ch]}
		all.Go(func() {
			if err := surviving("send by "+string(ch), func() error { return w.work(ctx) }); err != nil {
				r.crew.halt(err)
			}
		})
	}
	all.Wait()
	close(ended)
	prompter.Wait()
	return r.crew.err
}

// lookAgain is how often workers without work look whether some came up while another is still at it.
const lookAgain = 500 * time.Millisecond

// surviving makes an error of a panic.
func surviving(what string, f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("panicked", "work", what, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%s panicked: %v", what, p)
		}
	}()
	return f()
}

// recover makes unknown what was under way when a program ended: nobody else sends now.
func (r *runner) recover(ctx context.Context) error {
	return r.c.update(ctx, func(tx *data.Tx) error {
		_, err := tx.RecoverSending(ctx, r.c.clock().AddDate(100, 0, 0))
		return errors.Join(err, tx.RecoverSendings(ctx))
	})
}

func (r *runner) meet(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.met[id] {
		r.met[id] = true
		r.touched = append(r.touched, id)
	}
}

func (r *runner) hasMet(id int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.met[id]
}

func (r *runner) signal(d billing.Delivery) {
	r.telling.Lock()
	defer r.telling.Unlock()
	r.c.signal(billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice})
}

// crew lets the workers of a run wait for each other: what one channel refuses may be the next one's to send.
type crew struct {
	mu      sync.Mutex
	changed sync.Cond
	busy    int // workers that send, or have to look again
	waiting int // workers without work
	turns   int // counts what may have brought those without work some
	over    bool
	err     error
}

// gather counts on a number of workers.
func (c *crew) gather(n int) {
	c.busy = n
	c.changed.L = &c.mu
}

// turn is what rest wants to know: how things stood before a worker looked for work.
func (c *crew) turn() (turns int, over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.turns, c.over
}

// lookAgain lets those without work look whether there is some now.
func (c *crew) lookAgain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return
	}
	c.turns++
	c.busy += c.waiting
	c.waiting = 0
	c.changed.Broadcast()
}

// rest waits until there may be work again, and is false when there will be none: everybody rests.
func (c *crew) rest(seen int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turns != seen && !c.over {
		return true
	}
	if c.busy--; c.busy == 0 {
		c.over = true
		c.changed.Broadcast()
	}
	c.waiting++
	for c.turns == seen && !c.over {
		c.changed.Wait()
	}
	return !c.over
}

// halt lets nobody begin anything more; what is under way ends first.
func (c *crew) halt(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err, c.over = errors.Join(c.err, err), true
	c.changed.Broadcast()
}

// worker sends what is due by one channel.
type worker struct {
	*runner
	by        billing.ChannelName
	channel   billing.Channel // nil: not set up
	after     int64           // the last delivery met
	unasked   int             // receivers in a row that could not be asked
	allowance *allowance      // nil: not read yet
}

func (w *worker) work(ctx context.Context) error {
	if err := w.askAll(ctx); err != nil {
		return err
	}
	for {
		seen, over := w.crew.turn()
		if over {
			return nil
		}
		if err := w.sendDue(ctx); err != nil {
			return err
		}
		if !w.crew.rest(seen) {
			return nil
		}
	}
}

// duePage is how many deliveries are read at once.
const duePage = 100

// sendDue sends what is due by the channel, until nothing is or the channel takes a pause.
func (w *worker) sendDue(ctx context.Context) error {
	if !w.how.Now {
		w.after = 0 // what was met waits now, and one before it may be due since
	}
	for {
		due, err := w.due(ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, over := w.crew.turn(); over {
				return nil
			}
			if pause, err := w.pauses(ctx); err != nil || pause {
				return err
			}
			w.after = d.ID
			if w.hasMet(d.ID) {
				continue
			}
			if err := w.deliver(ctx, d.ID); err != nil {
				return err
			}
		}
	}
}

// due are the next deliveries whose turn it is and that this run has not met.
func (w *worker) due(ctx context.Context) (due []billing.Delivery, err error) {
	now := w.c.clock()
	q := data.Due{Channel: w.by, Now: now, Stray: now.Add(longestWait), After: w.after, Limit: duePage}
	if w.how.Now {
		q.Now, q.Stray = now.AddDate(100, 0, 0), time.Time{}
	}
	err = w.c.view(ctx, func(tx *data.Tx) error {
		due, err = tx.DueDeliveries(ctx, q)
		return err
	})
	return due, err
}

// pauses tells whether the channel takes a pause, or has to from now on since it carried as much as it may.
func (w *worker) pauses(ctx context.Context) (bool, error) {
	now := w.c.clock()
	if _, rests := w.c.rests.of(w.by, now); rests {
		return true, nil
	}
	if w.allowance == nil {
		a, err := w.c.allowanceOf(ctx, w.by, w.rates[w.by])
		if err != nil {
			return false, err
		}
		w.allowance = a
	}
	until := w.allowance.room(now)
	if until.IsZero() {
		return false, nil
	}
	w.c.rests.full(w.by, now, until)
	return true, nil
}
