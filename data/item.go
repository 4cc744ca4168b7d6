package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
)

const itemSelect = `SELECT id, no, name, description, unit, price, vat FROM item`

func scanItem(scan func(...any) error) (billing.Item, error) {
	var i billing.Item
	err := scan(&i.ID, &i.No, &i.Name, &i.Description, &i.Unit, &i.Price, jsonText{&i.VAT})
	return i, err
}

// Item by number.
func (t *Tx) Item(ctx context.Context, no string) (billing.Item, error) {
	st, err := t.stmt(ctx, itemSelect+` WHERE no = $1`)
	if err != nil {
		return billing.Item{}, err
	}
	i, err := scanItem(st.QueryRowContext(ctx, no).Scan)
	if err != nil {
		return i, fmt.Errorf("item %q: %w", no, mapError(err))
	}
	return i, nil
}

// Items are all items by name.
func (t *Tx) Items(ctx context.Context) ([]billing.Item, error) {
	var out []billing.Item
	err := t.each(ctx, itemSelect+` ORDER BY name_key, id`, nil, func(scan func(...any) error) error {
		i, err := scanItem(scan)
		out = append(out, i)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list items: %w", err)
	}
	return out, nil
}

// SaveItem stores an item under its number, new or changed, and returns it with its id. What cannot be is refused with
// *billing.FaultError, a number in use by another with ErrNumberTaken.
func (t *Tx) SaveItem(ctx context.Context, i billing.Item) (billing.Item, error) {
	saved, err := t.saveItem(ctx, i)
	if err != nil {
		return i, fmt.Errorf("save item %q: %w", i.No, err)
	}
	return saved, nil
}

func (t *Tx) saveItem(ctx context.Context, i billing.Item) (billing.Item, error) {
	err := i.Check().Err()
	if err != nil {
		return i, err
	}
	if i.ID == 0 {
		err = t.get(ctx, `SELECT id FROM item WHERE no = $1`, []any{i.No}, &i.ID)
	}
	args := []any{i.No, i.Name, sortKey(i.Name), i.Description, i.Unit, i.Price.String(), jsonText{i.VAT}}
	switch {
	case errors.Is(err, billing.ErrNotFound):
		i.ID, err = t.insert(ctx, `INSERT INTO item (no, name, name_key, description, unit, price, vat) VALUES ($1, $2, $3, $4, $5, $6, $7)`, args...)
	case err == nil:
		err = t.change(ctx, `UPDATE item SET no = $1, name = $2, name_key = $3, description = $4, unit = $5, price = $6, vat = $7 WHERE id = $8`,
			append(args, i.ID)...)
	}
	if err != nil {
		return i, taken(err)
	}
	if err = t.indexRegister(ctx, 2*i.ID+1, i.No+" "+i.Name+" "+i.Description); err != nil {
		return i, err
	}
	return i, t.audit(ctx, "item.save", "item", i.ID, map[string]string{"no": i.No})
}

// DeleteItem removes an item; documents keep what they took from it.
func (t *Tx) DeleteItem(ctx context.Context, no string) error {
	var id int64
	err := t.get(ctx, `DELETE FROM item WHERE no = $1 RETURNING id`, []any{no}, &id)
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM search_register WHERE rowid = $1`, 2*id+1)
	}
	if err != nil {
		return fmt.Errorf("delete item %q: %w", no, err)
	}
	return t.note("item.delete", "item", id, map[string]string{"no": no}, "")
}
