package app

import (
	"context"
	"errors"

	"fakturist/billing"
)

// Done is what one run of everything due did.
type Done struct {
	Deliveries []billing.Delivery
	Files      []StatementReport
	Booked     int
}

// Run does everything that is due, once: outbox, mailbox, returned mail, copies of sent mail, matching. It is safe to repeat, and
// trouble with one part does not stop the others. A mailbox that is not set up is no trouble.
func (c *Company) Run(ctx context.Context) (Done, error) {
	var done Done
	if err := c.mayLeave(ctx); err != nil {
		return done, err
	}
	var sent, fetched, matched error
	done.Deliveries, sent = c.Send(ctx, Sending{})
	done.Files, fetched = c.FetchInbox(ctx)
	if faults := Faults(fetched); len(faults) == 1 && faults[0].Code == "inbox-not-set-up" {
		fetched = nil
	}
	_, returns := c.FetchReturns(ctx)
	copied := c.CopySent(ctx)
	done.Booked, matched = c.Match(ctx)
	return done, JoinFaults(sent, fetched, returns, copied, matched)
}

// JoinFaults puts the faults of several refusals into one; other errors are joined to them.
func JoinFaults(errs ...error) error {
	var faults billing.Faults
	var others []error
	for _, err := range errs {
		if f := Faults(err); f != nil {
			faults = append(faults, f...)
		} else if err != nil {
			others = append(others, err)
		}
	}
	return errors.Join(append(others, faults.Err())...)
}
