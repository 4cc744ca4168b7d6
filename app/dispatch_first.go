package app

import (
	"context"

	"fakturist/billing"
	"fakturist/data"
)

// SendFirst sends a few of many documents now, and lets the rest wait until a person lets them go (see Release): what came
// out of the few shows whether the rest is right. What does not wait by a channel yet is put on its best one. No numbers at
// all means what waits; first must be among them. It is all or none: with one that is refused, nothing changes.
func (c *Company) SendFirst(ctx context.Context, numbers, first []string) error {
	var faults billing.Faults
	var touched []string
	err := c.update(ctx, func(tx *data.Tx) error {
		list, err := firstOf(ctx, tx, numbers, &faults)
		if err != nil {
			return err
		}
		now := make(map[string]bool, len(first))
		for _, n := range first {
			now[n] = true
		}
		for _, doc := range list {
			if err := c.goOrHold(ctx, tx, doc, !now[doc.Number], &faults); err != nil {
				return err
			}
			touched = append(touched, doc.Number)
		}
		checkFirst(first, touched, &faults)
		return faults.Err()
	})
	if err != nil {
		return err
	}
	for _, n := range touched {
		c.signal(billing.DeliveryChanged{Invoice: n})
	}
	return nil
}

// firstOf are the documents named, or all that wait.
func firstOf(ctx context.Context, tx *data.Tx, numbers []string, faults *billing.Faults) ([]data.OnWay, error) {
	if len(numbers) == 0 {
		return tx.Waiting(ctx)
	}
	list, err := tx.OnWay(ctx, numbers)
	p := planner{}
	p.noteMissing(numbers, list)
	*faults = append(*faults, p.missing...)
	return list, err
}

// checkFirst refuses a small group that is none, and members nobody named.
func checkFirst(first, all []string, faults *billing.Faults) {
	if len(first) == 0 {
		faults.Add("first-none", "first")
	}
	known := make(map[string]bool, len(all))
	for _, n := range all {
		known[n] = true
	}
	for _, n := range first {
		if !known[n] {
			faults.Add("first-not-among", n, "number", n)
		}
	}
}

// goOrHold lets one document go at once, or lets it wait for a person. One that is under way already is left alone.
func (c *Company) goOrHold(ctx context.Context, tx *data.Tx, doc data.OnWay, hold bool, faults *billing.Faults) error {
	if doc.Delivery.ID == 0 {
		return c.queueHeld(ctx, tx, doc, hold, faults)
	}
	d, err := tx.Delivery(ctx, doc.Delivery.ID)
	if err != nil {
		return err
	}
	d.Held = hold
	if !hold && d.Reason == "" {
		d.NotBefore = c.clock()
	}
	return tx.SaveDelivery(ctx, d)
}

func (c *Company) queueHeld(ctx context.Context, tx *data.Tx, doc data.OnWay, hold bool, faults *billing.Faults) error {
	if doc.Live != "" {
		if !hold {
			faults.Add(billing.WaitsLive, doc.Number, "number", doc.Number)
		}
		return nil
	}
	inv, err := tx.InvoiceByNumber(ctx, doc.Number)
	if err != nil {
		return err
	}
	route, err := routeOf(ctx, tx, inv)
	if err != nil {
		return err
	}
	buyer, err := buyerToday(ctx, tx, inv)
	if err != nil {
		return err
	}
	ch, passed, ok := billing.PickChannel(route, buyer, "")
	if !ok {
		faults.Add("no-channel", doc.Number, "number", doc.Number)
		return nil
	}
	return queue(ctx, tx, billing.Delivery{InvoiceID: inv.ID(), Invoice: inv.Number(), Channel: ch, Passed: passed,
		Recipient: billing.Recipient(ch, buyer), Held: hold, NotBefore: c.clock()})
}
