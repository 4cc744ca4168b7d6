package app

import (
	"context"
	"fmt"
	"slices"

	"fakturist/billing"
	"fakturist/data"
)

// Draft by id.
func (c *Company) Draft(ctx context.Context, id int64) (billing.Draft, error) {
	var d billing.Draft
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		d, err = tx.Draft(ctx, id)
		return err
	})
	return d, err
}

// DraftIDs are the ids of all drafts, oldest first.
func (c *Company) DraftIDs(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		ids, err = tx.DraftIDs(ctx)
		return err
	})
	return ids, err
}

// SaveDrafts stores drafts, all or none, and returns their ids. A draft may be unfinished; what is refused here could never
// become a document: a customer nobody has, numbers beyond all use.
func (c *Company) SaveDrafts(ctx context.Context, drafts []billing.Draft) ([]int64, error) {
	var faults billing.Faults
	for i, d := range drafts {
		faults = append(faults, placed("drafts", len(drafts), i, checkNumbers(d))...)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	ids := make([]int64, len(drafts))
	err := c.update(ctx, func(tx *data.Tx) error {
		for i, d := range drafts {
			known, err := knownCustomer(ctx, tx, d.Customer.No)
			if err != nil {
				return err
			}
			if d.Customer.No != "" && !known {
				var f billing.Faults
				f.Add("customer-unknown", "customer.no", "no", d.Customer.No)
				faults = append(faults, placed("drafts", len(drafts), i, f)...)
				continue
			}
			if ids[i], err = tx.SaveDraft(ctx, d); err != nil {
				return err
			}
		}
		return faults.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		c.signal(billing.DraftChanged{ID: id})
	}
	return ids, nil
}

// placed names the one of several a fault stands in; list is what they are called, n how many there are.
func placed(list string, n, i int, faults billing.Faults) billing.Faults {
	if n == 1 {
		return faults
	}
	return within(fmt.Sprintf("%s[%d]", list, i), faults)
}

// SaveDraft stores a new draft (ID 0) or a changed one, as unfinished as it may be, and returns its id.
func (c *Company) SaveDraft(ctx context.Context, d billing.Draft) (int64, error) {
	if err := checkNumbers(d).Err(); err != nil {
		return 0, err
	}
	var before, after []int64
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		if before, err = tx.DraftBases(ctx, d.ID); err != nil {
			return err
		}
		if d.ID, err = tx.SaveDraft(ctx, d); err != nil {
			return err
		}
		after, err = tx.DraftBases(ctx, d.ID)
		return err
	})
	if err != nil {
		return 0, err
	}
	c.signal(billing.DraftChanged{ID: d.ID})
	c.signalBases(slices.Compact(slices.Sorted(slices.Values(append(before, after...)))))
	return d.ID, nil
}

// DeleteDraft throws a draft away.
func (c *Company) DeleteDraft(ctx context.Context, id int64) error {
	var bases []int64
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		if bases, err = tx.DraftBases(ctx, id); err != nil {
			return err
		}
		return tx.DeleteDraft(ctx, id)
	})
	if err != nil {
		return err
	}
	c.signal(billing.DraftChanged{ID: id})
	c.signalBases(bases)
	return nil
}
