package app

import (
	"context"
	"sync"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// rests are the pauses channels take: a server that is down is not asked by each of a thousand deliveries, and one that
// takes so many mails a minute is given no more. They last as long as the program; the pauses of single deliveries are in the
// file.
type rests struct {
	mu sync.Mutex
	by map[billing.ChannelName]billing.Resting
}

// of is the pause a channel takes now. One that would last longer than any may is none: the clock was set back since.
func (r *rests) of(ch billing.ChannelName, now time.Time) (billing.Resting, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rest, ok := r.by[ch]
	return rest, ok && rest.Until.After(now) && !rest.Until.After(now.Add(longestWait))
}

// fails is how often in a row a channel was out of order.
func (r *rests) fails(ch billing.ChannelName) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.by[ch].Tries
}

// fail lets a channel rest that is out of order, as long as the delivery that met it.
func (r *rests) fail(ch billing.ChannelName, now, until time.Time, reason, detail string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rest := r.by[ch]
	if rest.Tries == 0 {
		rest.Since = now
	}
	rest.Tries++
	rest.Reason, rest.Detail, rest.Until = reason, detail, until
	r.put(ch, rest)
}

// full lets a channel rest that has carried as much as it may for now.
func (r *rests) full(ch billing.ChannelName, now, until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(ch, billing.Resting{Until: until, Reason: rateReason, Since: now})
}

func (r *rests) put(ch billing.ChannelName, rest billing.Resting) {
	if r.by == nil {
		r.by = map[billing.ChannelName]billing.Resting{}
	}
	r.by[ch] = rest
}

// works ends the pauses of a channel: something got through.
func (r *rests) works(ch billing.ChannelName) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.by, ch)
}

// wake ends all pauses of channels that were out of order, since somebody asked to send now; how often they failed is kept.
func (r *rests) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for ch, rest := range r.by {
		if rest.Tries > 0 {
			rest.Until = time.Time{}
			r.by[ch] = rest
		}
	}
}

// clear forgets everything: the settings changed.
func (r *rests) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.by = nil
}

// Resting are the channels that take a pause now, and why. What waits by them stays as it is.
func (c *Company) Resting(context.Context) map[billing.ChannelName]billing.Resting {
	out := map[billing.ChannelName]billing.Resting{}
	for _, ch := range billing.Channels {
		if rest, ok := c.rests.of(ch, c.clock()); ok {
			out[ch] = rest
		}
	}
	return out
}

// rateReason is why a channel rests that has carried as much as it may within a minute.
const rateReason = "delivery-rate"

// rateSpan is what a rate counts over.
const rateSpan = time.Minute

// allowance counts what a channel may still carry within a minute. It goes by what the file says was sent, so that a program
// started anew does not start over, and only the runner takes from it.
type allowance struct {
	rate int // a minute; 0: as much as there is
	sent []time.Time
}

// allowanceOf reads what a channel carried lately.
func (c *Company) allowanceOf(ctx context.Context, ch billing.ChannelName, rate int) (*allowance, error) {
	a := &allowance{rate: rate}
	if rate == 0 {
		return a, nil
	}
	now := c.clock()
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		a.sent, err = tx.SentSince(ctx, ch, now.Add(-rateSpan), now.Add(rateSpan))
		return err
	})
	return a, err
}

// room is when one more may go; zero: now. What lies more than a minute ahead was sent before the clock was set back and does
// not count.
func (a *allowance) room(now time.Time) time.Time {
	if a.rate == 0 {
		return time.Time{}
	}
	var within []time.Time
	for _, at := range a.sent {
		if at.After(now.Add(-rateSpan)) && at.Before(now.Add(rateSpan)) {
			within = append(within, at)
		}
	}
	a.sent = within
	if len(within) < a.rate {
		return time.Time{}
	}
	oldest := within[0]
	for _, at := range within {
		if at.Before(oldest) {
			oldest = at
		}
	}
	return oldest.Add(rateSpan)
}

func (a *allowance) take(now time.Time) {
	if a.rate > 0 {
		a.sent = append(a.sent, now)
	}
}
