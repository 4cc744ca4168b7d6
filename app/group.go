package app

import (
	"context"
	"slices"

	"fakturist/billing"
	"fakturist/data"
)

// PreviewGroup is what one invoice to every member of a group would be: the drafts by buyer, composed and checked, with what
// each has to pay. It changes nothing.
func (c *Company) PreviewGroup(ctx context.Context, o billing.GroupOrder) ([]billing.GroupRow, error) {
	rows, err := c.groupRows(ctx, o)
	if err != nil {
		return nil, err
	}
	return rows, c.preparing(ctx, func(tx *preparingTx) error {
		for i := range rows {
			if err := c.fillGroupRow(ctx, tx, &rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *Company) fillGroupRow(ctx context.Context, tx billing.Tx, row *billing.GroupRow) error {
	p, err := billing.Prepare(ctx, tx, c.clock(), row.Draft, c.checks)
	if err != nil {
		return err
	}
	row.Buyer, row.Payable, row.Faults = p.Document.Buyer.Name, p.Document.Totals.Payable, p.Faults
	return nil
}

// groupRows are the drafts of a group order by buyer. An order without a group, or to one that has no members, is refused.
func (c *Company) groupRows(ctx context.Context, o billing.GroupOrder) ([]billing.GroupRow, error) {
	if err := checkNumbers(o.Draft).Err(); err != nil {
		return nil, err
	}
	o.Draft.Lines = slices.Clone(o.Draft.Lines)
	for i := range o.Draft.Lines {
		o.Draft.Lines[i].Source = nil // what stands on one document cannot stand on everybody's
	}
	var members []billing.Customer
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		members, err = tx.CustomersOfGroup(ctx, o.Group)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(members) == 0 {
		return nil, refuse("group-empty", "group", "group", o.Group)
	}
	return billing.GroupDrafts(o, members), nil
}

// MakeGroup stores the drafts of a group order for everybody who is not excluded, all or none, marked ready when asked for,
// and returns their ids in the order of the preview. What a draft lacks is told by the queue and when it is issued.
func (c *Company) MakeGroup(ctx context.Context, o billing.GroupOrder, ready bool) ([]int64, error) {
	rows, err := c.groupRows(ctx, o)
	if err != nil {
		return nil, err
	}
	var ids []int64
	err = c.update(ctx, func(tx *data.Tx) error {
		for _, row := range rows {
			if row.Excluded {
				continue
			}
			row.Draft.Ready = ready
			id, err := tx.SaveDraft(ctx, row.Draft)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, refuse("group-all-excluded", "excluded", "group", o.Group)
	}
	for _, id := range ids {
		c.signal(billing.DraftChanged{ID: id})
	}
	return ids, nil
}
