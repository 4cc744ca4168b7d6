package app

import (
	"context"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fakturist/app/lookup"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/data"
)

// Looking receivers up anew: once a night, of those something was sent to within inUse days or may soon be, who were not asked
// for a while; one after the other with a pause, so that nobody's servers feel it.
const (
	inUse        = 60             // days
	refreshAfter = 20 * time.Hour // answers younger than that are let be
	refreshPause = time.Second    // between two receivers
	refreshEvery = time.Hour      // after a night that broke off
	nightSpan    = 5 * time.Hour  // from midnight; each company begins at a minute of its own
)

// RefreshLookups asks anew what the receivers in use can take, whatever the hour, and tells how many it asked. It stops where
// nobody can be asked at all. A receiver that began or ceased to take EHF is told of by a signal and by LookupChanges.
func (c *Company) RefreshLookups(ctx context.Context) (asked int, err error) {
	return c.refreshLookups(ctx, refreshPause)
}

func (c *Company) refreshLookups(ctx context.Context, pause time.Duration) (asked int, err error) {
	if err := c.mayLeave(ctx); err != nil {
		return 0, err
	}
	stale, err := c.staleReceivers(ctx)
	if err != nil {
		return 0, err
	}
	if len(stale) == 0 {
		return 0, c.store.Lookups().SetRefreshed(ctx, c.clock())
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return 0, err
	}
	for _, participant := range stale {
		if asked > 0 && !sleep(ctx, pause) {
			return asked, ctx.Err()
		}
		asked++
		if offline(c.lookUpAnew(ctx, w.directory, participant)) {
			slog.Info("look-ups broken off, since nobody answers", "asked", asked, "of", len(stale))
			return asked, nil
		}
	}
	return asked, c.store.Lookups().SetRefreshed(ctx, c.clock())
}

// staleReceivers are the receivers in use whose answer is old, or that were never asked.
func (c *Company) staleReceivers(ctx context.Context) ([]string, error) {
	var customers []billing.Customer
	now := c.clock()
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		customers, err = tx.CustomersInUse(ctx, cal.Of(now).AddDays(-inUse))
		return err
	})
	if err != nil {
		return nil, err
	}
	fresh, err := c.store.Lookups().Since(ctx, now.Add(-refreshAfter))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, f := range fresh {
		known[f.Participant] = !f.CheckedAt.After(now) // an answer of tomorrow, since the clock was set back, is none
	}
	var stale []string
	for _, customer := range customers {
		p := strings.ToLower(customer.PeppolAddress().String())
		if p != "" && !known[p] {
			known[p] = true
			stale = append(stale, p)
		}
	}
	return stale, nil
}

// lookUpAnew asks about one receiver and tells whoever listens when it began or ceased to take EHF.
func (c *Company) lookUpAnew(ctx context.Context, directory *lookup.Lookup, participant string) billing.Capability {
	known := directory.Ask(ctx, participant)
	if takes := known.Takes(billing.KindInvoice); takes != nil && !known.Changed.IsZero() && known.Changed.Equal(known.CheckedAt) {
		c.signal(billing.LookupChanged{Participant: participant, Takes: *takes})
	}
	return known
}

// offline tells whether it is us, not the receiver asked about, who cannot ask.
func offline(known billing.Capability) bool {
	return slices.Contains([]string{lookup.CodeDNSDown, lookup.CodeDNSTimeout, lookup.CodeNoResolver, lookup.CodeNoZone, lookup.CodeCancelled,
		lookup.CodePractice}, known.Reason)
}

// LookupChanges are the customers that began or ceased to take EHF since a moment, the newest first.
func (c *Company) LookupChanges(ctx context.Context, since time.Time) ([]billing.LookupChange, error) {
	answers, err := c.store.Lookups().Since(ctx, since)
	if err != nil {
		return nil, err
	}
	changed := map[string]billing.Capability{}
	for _, a := range answers {
		if !a.Changed.IsZero() && !a.Changed.Before(since) {
			changed[a.Participant] = a
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	var out []billing.LookupChange
	err = c.view(ctx, func(tx *data.Tx) error {
		customers, err := tx.AllCustomers(ctx)
		for _, customer := range customers {
			a, ok := changed[strings.ToLower(customer.PeppolAddress().String())]
			takes := a.Takes(billing.KindInvoice)
			if !ok || takes == nil {
				continue
			}
			out = append(out, billing.LookupChange{CustomerNo: customer.No, CustomerName: customer.Name, Participant: a.Participant, Takes: *takes,
				Reason: a.Why(billing.DocumentType(billing.KindInvoice)), At: a.Changed})
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b billing.LookupChange) int { return b.At.Compare(a.At) })
	return out, err
}

// nightWork looks receivers up beside all else that is attended to, since a night of many takes long. The zero nightWork has
// done nothing yet.
type nightWork struct {
	looked  time.Time
	busy    atomic.Bool
	running sync.WaitGroup
}

// look begins the night's work when it is due and not under way.
func (n *nightWork) look(ctx context.Context, c *Company, now time.Time) {
	if !itIsTime(now, n.looked, refreshEvery) {
		return
	}
	n.looked = now
	if !c.nightDue(ctx, now) || !n.busy.CompareAndSwap(false, true) {
		return
	}
	n.running.Go(func() {
		defer n.busy.Store(false)
		c.attempt("look up", func() error { _, err := c.RefreshLookups(ctx); return err })
	})
}

// wait waits for the work under way, which ends with its context.
func (n *nightWork) wait() { n.running.Wait() }

// nightDue tells whether a night began since the receivers were looked up last. A machine that slept through it makes up for
// it when it wakes.
func (c *Company) nightDue(ctx context.Context, now time.Time) bool {
	last, err := c.store.Lookups().Refreshed(ctx)
	return err == nil && (last.Before(nightBefore(now, c.nightMinute())) || last.After(now))
}

// nightMinute is when this company's night begins, after midnight: the same every night, and another for each company.
func (c *Company) nightMinute() time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.Path())) // a hash never fails
	return time.Duration(h.Sum32()) * time.Second % nightSpan
}

// nightBefore is when the last night began: so much after midnight, universal time.
func nightBefore(now time.Time, after time.Duration) time.Time {
	today := cal.Of(now.UTC())
	if begin := today.Time().Add(after); !begin.After(now) {
		return begin
	}
	return today.AddDays(-1).Time().Add(after)
}

// sleep waits, and tells whether it waited to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
