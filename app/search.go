package app

import (
	"context"

	"fakturist/billing"
	"fakturist/data"
)

// Search looks in documents, KIDs, names, amounts, organisation numbers and texts; best first, at most 30.
func (c *Company) Search(ctx context.Context, text string) ([]billing.SearchHit, error) {
	var hits []billing.SearchHit
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		hits, err = tx.Search(ctx, text)
		return err
	})
	return hits, err
}
