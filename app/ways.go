package app

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// plainNoAge is how long a receiver's no is good.
const plainNoAge = 24 * time.Hour

// ways tells by which channel documents go, from what is known now: nobody is asked.
type ways struct {
	seller billing.Company
	off    map[billing.ChannelName]string // channels that are not set up, and why
	known  map[string]billing.Capability
	read   map[string]bool                         // receivers whose answers were read
	rests  map[billing.ChannelName]billing.Resting // channels that take a pause
	rate   int                                     // mails a minute; 0: no limit
	now    time.Time
}

// openWays reads which channels are set up.
func (c *Company) openWays(ctx context.Context) (*ways, error) {
	seller, err := c.Seller(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := c.Settings(ctx)
	if err != nil {
		return nil, err
	}
	outside, err := c.openWorld(ctx)
	if err != nil {
		return nil, err
	}
	w := &ways{seller: seller, off: map[billing.ChannelName]string{}, known: map[string]billing.Capability{}, read: map[string]bool{}, rate: mailRate(settings), now: c.clock(),
		rests: map[billing.ChannelName]billing.Resting{}}
	for _, name := range billing.Channels {
		if why := notSetUp(ctx, outside.channels[name], seller.Practice); why != "" {
			w.off[name] = why
		}
		if rest, ok := c.rests.of(name, w.now); ok {
			w.rests[name] = rest
		}
	}
	return w, nil
}

// notSetUp is the fault code of why a channel is not set up, empty when it is. A channel says so before it looks at anything
// else, and making the bytes of nothing touches no net.
func notSetUp(ctx context.Context, channel billing.Channel, practice bool) string {
	if channel == nil {
		return "channel-not-set-up"
	}
	_, err := channel.Freeze(ctx, billing.Consignment{Practice: practice})
	if !errors.Is(err, billing.ErrNotConfigured) {
		return ""
	}
	reason, _ := reasonOf(err)
	return reason
}

// learn reads what is kept about receivers, each once.
func (w *ways) learn(ctx context.Context, tx *data.Tx, participants []string) error {
	var fresh []string
	for _, p := range participants {
		if p = participant(p); p != "" && !w.read[p] {
			w.read[p], fresh = true, append(fresh, p)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	known, err := tx.Known(ctx, fresh)
	maps.Copy(w.known, known)
	return err
}

// way is how one document goes.
type way struct {
	channel   billing.ChannelName // empty: there is none
	recipient string
	passed    []billing.Passed
	waits     string
}

// after finds the way of a document by the channels of a list behind one; "" is before the first.
func (w *ways) after(list []billing.ChannelName, last billing.ChannelName, buyer billing.Party, kind billing.Kind) way {
	var found way
	for {
		next, passed, ok := billing.PickChannel(list, buyer, last)
		found.passed = append(found.passed, passed...)
		if !ok {
			return found
		}
		to := billing.Recipient(next, buyer)
		no, waits := w.closed(next, to, kind)
		if no == "" {
			found.channel, found.recipient, found.waits = next, to, waits
			return found
		}
		found.passed = append(found.passed, billing.Passed{Channel: next, Reason: no})
		last = next
	}
}

// closed tells why a channel does not carry to a receiver (no), or that the receiver is asked first (waits).
func (w *ways) closed(ch billing.ChannelName, recipient string, kind billing.Kind) (no, waits string) {
	if why := w.off[ch]; why != "" {
		return why, ""
	}
	switch {
	case ch == billing.Email && recipient == "":
		return "route-no-email", "" // the customer had an address when it was queued
	case ch != billing.EHF:
		return "", ""
	}
	known, asked := w.known[participant(recipient)]
	takes := known.Takes(kind)
	switch {
	case !asked || takes == nil:
		return "", billing.WaitsAsk
	case *takes:
		return "", ""
	case w.now.Sub(known.CheckedAt) >= plainNoAge:
		return "", billing.WaitsAsk // it may have registered since
	}
	return known.Why(billing.DocumentType(kind)), ""
}

// participant is a receiver's id as the cache writes it.
func participant(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
