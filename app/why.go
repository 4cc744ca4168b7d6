package app

import (
	"context"
	"errors"
	"slices"

	"fakturist/billing"
	"fakturist/data"
)

// What became of a channel of the list that no delivery went by.
const (
	stepPassed    = "passed"
	stepNotNeeded = "not-needed" // an earlier one took it
	stepNotTried  = "not-tried"  // nobody let it go so far
)

// routeByChoice says that a channel was passed over though it could be used: a person chose another one, or the list was
// another then.
const routeByChoice = "route-by-choice"

// WhyRoute says why a document went the way it went: the list of channels, whose it is, and what came of each.
func (c *Company) WhyRoute(ctx context.Context, number string) (billing.RouteStory, error) {
	var story billing.RouteStory
	err := c.view(ctx, func(tx *data.Tx) error {
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return err
		}
		seller, err := tx.Company(ctx)
		if err != nil {
			return err
		}
		customer, err := tx.Customer(ctx, inv.Document().CustomerNo)
		if err != nil && !errors.Is(err, billing.ErrNotFound) {
			return err
		}
		buyer, err := buyerToday(ctx, tx, inv)
		if err != nil {
			return err
		}
		tried, err := tx.InvoiceDeliveries(ctx, inv.ID())
		if err != nil {
			return err
		}
		story.Invoice = inv.Number()
		story.List, story.Of, story.Group = billing.RouteFrom(seller, customer)
		story.Steps = routeSteps(story.List, buyer, tried)
		return nil
	})
	return story, named404("document-unknown", "number", number, err)
}

// routeSteps tells of every channel of a list in the order things happened, and then of those that were not come to.
func routeSteps(list []billing.ChannelName, buyer billing.Party, tried []billing.Delivery) []billing.RouteStep {
	var steps []billing.RouteStep
	told := map[billing.ChannelName]bool{}
	tell := func(s billing.RouteStep) {
		told[s.Channel] = true
		steps = append(steps, s)
	}
	for _, d := range tried {
		for _, p := range passedBefore(list, buyer, d) {
			if !told[p.Channel] {
				tell(billing.RouteStep{Channel: p.Channel, Outcome: stepPassed, Reason: p.Reason})
			}
		}
		step := billing.RouteStep{Channel: d.Channel, Outcome: string(d.State), Reason: d.Reason, Detail: d.Detail, Place: d.Place}
		if d.Held && d.Reason == "" {
			step.Reason = billing.WaitsHeld
		}
		if d.Attempts > 0 || d.State != billing.Queued {
			step.At = d.UpdatedAt
		}
		tell(step)
	}
	rest := stepNotTried
	if n := len(tried); n > 0 && !tried[n-1].State.Failed() && tried[n-1].State != billing.Cancelled {
		rest = stepNotNeeded
	}
	for _, ch := range list {
		if told[ch] {
			continue
		}
		step := billing.RouteStep{Channel: ch, Outcome: rest}
		if reason := billing.Skip(ch, buyer); reason != "" && rest == stepNotTried {
			step.Outcome, step.Reason = stepPassed, reason
		}
		tell(step)
	}
	return steps
}

// passedBefore are the channels passed over before a delivery. One that was chosen by a person, or made by an older version,
// does not carry them: what comes before it in the list could not be used, or was not chosen.
func passedBefore(list []billing.ChannelName, buyer billing.Party, d billing.Delivery) []billing.Passed {
	passed := slices.Clone(d.Passed)
	for _, ch := range list {
		if ch == d.Channel {
			break
		}
		if slices.ContainsFunc(passed, func(p billing.Passed) bool { return p.Channel == ch }) {
			continue
		}
		reason := billing.Skip(ch, buyer)
		if reason == "" {
			reason = routeByChoice
		}
		passed = append(passed, billing.Passed{Channel: ch, Reason: reason})
	}
	return passed
}
