package app

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// How often the wall clock is looked at. The clock counts, not the ticker: a laptop that slept does at once what fell due
// meanwhile.
const (
	workTick = 2 * time.Second
	askEvery = 5 * time.Minute // deliveries accepted or unknown are asked about
)

// Attend does what falls due while the program runs, until ctx ends: it sends, reads the mailbox and matches. Trouble is
// logged and recorded with what it befell; it never stops the work.
func (c *Company) Attend(ctx context.Context) {
	ticker := time.NewTicker(workTick)
	defer ticker.Stop()
	var night nightWork
	defer night.wait()
	asked, mail := time.Time{}, newMailWork(c.clock())
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now := c.clock()
		night.look(ctx, c, now)
		if due := c.somethingDue(ctx, now); due || itIsTime(now, asked, askEvery) {
			asked = now
			c.attempt("send", func() error { _, err := c.Send(ctx, Sending{}); return err })
			if due {
				mail.sent(now)
			}
		}
		mail.look(ctx, c, now)
	}
}

// attempt runs one job and survives it.
func (c *Company) attempt(job string, f func() error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("job panicked", "job", job, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	if err := f(); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, ErrRehearsal) {
		slog.Warn("job failed", "job", job, "error", err)
	}
}

// somethingDue tells whether a delivery may go now by a channel that does not take a pause.
func (c *Company) somethingDue(ctx context.Context, now time.Time) bool {
	var due []billing.ChannelName
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		due, err = tx.DueChannels(ctx, now, now.Add(longestWait))
		return err
	})
	return err == nil && slices.ContainsFunc(due, func(ch billing.ChannelName) bool {
		_, rests := c.rests.of(ch, now)
		return !rests
	})
}

// itIsTime tells whether something done last at a moment is to be done again. A clock that was set back since does not put it
// off.
func itIsTime(now, last time.Time, every time.Duration) bool {
	since := now.Sub(last)
	return since < 0 || since >= every
}

// fetchAndMatch reads the mailbox, if there is one, and matches what came.
func (c *Company) fetchAndMatch(ctx context.Context) error {
	reports, err := c.FetchInbox(ctx)
	if faults := Faults(err); len(faults) == 1 && faults[0].Code == "inbox-not-set-up" {
		return nil
	}
	if len(reports) == 0 {
		return err
	}
	_, matched := c.Match(ctx)
	return JoinFaults(err, matched)
}
