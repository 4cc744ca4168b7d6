package app

import (
	"context"
	"errors"
	"strings"

	"fakturist/billing"
	"fakturist/data"
)

// Items are all items by name; text narrows to number and name.
func (c *Company) Items(ctx context.Context, text string) ([]billing.Item, error) {
	var items []billing.Item
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		items, err = tx.Items(ctx)
		return err
	})
	if text == "" {
		return items, err
	}
	var out []billing.Item
	want := strings.ToLower(text)
	for _, i := range items {
		if strings.Contains(strings.ToLower(i.No+" "+i.Name), want) {
			out = append(out, i)
		}
	}
	return out, err
}

// SaveItem stores a new item (ID 0) or a changed one.
func (c *Company) SaveItem(ctx context.Context, i billing.Item) (billing.Item, error) {
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		i, err = tx.SaveItem(ctx, i)
		return err
	})
	if errors.Is(err, billing.ErrNumberTaken) {
		return i, errors.Join(refuse("item-no-taken", "item.no", "no", i.No), err)
	}
	if err != nil {
		return i, err
	}
	c.signal(billing.ItemChanged{No: i.No})
	return i, nil
}

// DeleteItem removes an item; documents keep what they say.
func (c *Company) DeleteItem(ctx context.Context, id int64) error {
	var no string
	err := c.update(ctx, func(tx *data.Tx) error {
		items, err := tx.Items(ctx)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.ID == id {
				no = i.No
				return tx.DeleteItem(ctx, i.No)
			}
		}
		return billing.ErrNotFound
	})
	if err != nil {
		return err
	}
	c.signal(billing.ItemChanged{No: no})
	return nil
}
