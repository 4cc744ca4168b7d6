package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"fakturist/billing"
	"fakturist/billing/match"
	"fakturist/billing/money"
	"fakturist/data"
)

// reasonUndone is the reason of an entry whose booking a person took back: no rule books it again.
const reasonUndone = "undone"

// Match books what is certain and proposes the rest, over all entries that wait, oldest first. It tells how many entries it
// booked. Run again it changes nothing.
func (c *Company) Match(ctx context.Context) (booked int, err error) {
	var changed []billing.Entry
	err = c.update(ctx, func(tx *data.Tx) error {
		entries, err := tx.Entries(ctx, billing.EntryUnmatched, billing.EntrySuggested)
		if err != nil || len(entries) == 0 {
			return err
		}
		items, err := tx.Receivables(ctx)
		if err != nil {
			return err
		}
		slices.SortStableFunc(entries, func(a, b billing.Entry) int { return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID)) })
		book := match.NewBook(items)
		for _, e := range entries {
			after, err := c.decide(ctx, tx, book, e)
			if err != nil {
				return fmt.Errorf("match entry %d: %w", e.ID, err)
			}
			if after.State == billing.EntryMatched {
				booked++
			}
			if !same(e, after) {
				changed = append(changed, after)
			}
		}
		return tx.SetEntryStates(ctx, changed)
	})
	if err != nil {
		return 0, err
	}
	for _, e := range changed {
		c.signal(billing.PaymentAllocated{EntryID: e.ID})
	}
	return booked, nil
}

// decide explains one entry and books what is certain of it.
func (c *Company) decide(ctx context.Context, tx *data.Tx, book *match.Book, e billing.Entry) (billing.Entry, error) {
	if e.Reason == reasonUndone {
		return e, nil // a person took it back; booking it is for a person
	}
	d := book.Decide(e)
	e.State, e.Reason, e.Args, e.Suggestions = d.State, d.Reason, d.Args, d.Suggestions
	for _, a := range d.Allocations {
		a.At = c.clock()
		if _, err := tx.InsertAllocation(ctx, a); err != nil {
			return e, err
		}
	}
	return e, nil
}

func same(a, b billing.Entry) bool {
	return a.State == b.State && a.Reason == b.Reason && maps.Equal(a.Args, b.Args) &&
		slices.EqualFunc(a.Suggestions, b.Suggestions, func(p, q billing.Proposal) bool { return fmt.Sprint(p) == fmt.Sprint(q) })
}

// Accept books proposal n of an entry, counted from 0, as a person's booking.
func (c *Company) Accept(ctx context.Context, id int64, n int) error {
	return c.byHand(ctx, id, func(tx *data.Tx, e billing.Entry) error {
		if n < 0 || n >= len(e.Suggestions) {
			return refuse("proposal-unknown", "", "entry", itoa(id), "n", itoa(n+1), "count", itoa(len(e.Suggestions)))
		}
		for _, a := range e.Suggestions[n].Allocations {
			a.EntryID, a.ByHand, a.At = id, true, c.clock()
			if _, err := tx.InsertAllocation(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// BookOn books a part of an entry on a document by hand.
func (c *Company) BookOn(ctx context.Context, id int64, number string, amount money.Amount) error {
	return c.byHand(ctx, id, func(tx *data.Tx, e billing.Entry) error {
		if e.Pending || e.Reversal || e.Amount.Sign() <= 0 || e.State == billing.EntryQuarantined {
			return refuse("entry-not-bookable", "", "entry", itoa(id), "state", string(e.State))
		}
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return named404("document-unknown", "number", number, err)
		}
		_, err = tx.InsertAllocation(ctx, billing.Allocation{EntryID: id, InvoiceID: inv.ID(), Invoice: number, Amount: amount,
			Rule: "manual", Evidence: []string{"person"}, ByHand: true, At: c.clock()})
		return err
	})
}

// byHand runs a person's booking of an entry and notes what is left of it.
func (c *Company) byHand(ctx context.Context, id int64, book func(tx *data.Tx, e billing.Entry) error) error {
	err := c.update(ctx, func(tx *data.Tx) error {
		e, err := tx.Entry(ctx, id)
		if err != nil {
			return err
		}
		if err := book(tx, e); err != nil {
			return err
		}
		taken, err := tx.Allocated(ctx, id)
		if err != nil {
			return err
		}
		rest, err := e.Amount.Sub(taken)
		if err != nil {
			return err
		}
		e.State, e.Reason, e.Args, e.Suggestions = billing.EntryMatched, "", nil, nil
		if rest.Sign() > 0 {
			e.Reason, e.Args = "entry-rest", map[string]string{"rest": rest.String()}
		}
		return tx.SetEntryState(ctx, e)
	})
	switch {
	case errors.Is(err, billing.ErrExceeds):
		return errors.Join(refuse("booking-exceeds", "", "entry", itoa(id)), err)
	case errors.Is(err, data.ErrCurrency):
		return errors.Join(refuse("booking-currency", "", "entry", itoa(id)), err)
	case errors.Is(err, billing.ErrNotFound) && Faults(err) == nil:
		return named404("entry-unknown", "entry", itoa(id), err)
	case err != nil:
		return err
	}
	c.signal(billing.PaymentAllocated{EntryID: id})
	return nil
}

// UndoEntry takes back an entry's bookings; no rule books it again.
func (c *Company) UndoEntry(ctx context.Context, id int64) error {
	err := c.update(ctx, func(tx *data.Tx) error {
		e, err := tx.Entry(ctx, id)
		if err != nil {
			return err
		}
		if e.State != billing.EntryMatched {
			return refuse("entry-not-booked", "", "entry", itoa(id), "state", string(e.State))
		}
		_, err = tx.UndoEntry(ctx, id)
		return err
	})
	if err != nil {
		return named404("entry-unknown", "entry", itoa(id), err)
	}
	c.signal(billing.PaymentAllocated{EntryID: id})
	return nil
}

// EntryBooking is a bank entry with its bookings in force.
type EntryBooking struct {
	billing.Entry
	Allocations []billing.Allocation
}

// EntryBookings are the bank entries of a state, oldest first; an empty state means all.
func (c *Company) EntryBookings(ctx context.Context, state billing.EntryState) ([]EntryBooking, error) {
	var out []EntryBooking
	err := c.view(ctx, func(tx *data.Tx) error {
		var states []billing.EntryState
		if state != "" {
			states = append(states, state)
		}
		entries, err := tx.Entries(ctx, states...)
		if err != nil {
			return err
		}
		ids := make([]int64, len(entries))
		for i, e := range entries {
			ids[i] = e.ID
		}
		booked, err := tx.AllocationsInForce(ctx, ids)
		for _, e := range entries {
			out = append(out, EntryBooking{Entry: e, Allocations: booked[e.ID]})
		}
		return err
	})
	return out, err
}
