package app

import (
	"context"
	"errors"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/billing/register"
	"fakturist/data"
)

// ImportOpenItems brings the unpaid invoices of a former system over, all or none; see ReadOpenItems for the file. A number
// that exists is refused. A dry run stores nothing and is refused for the same reasons.
func (c *Company) ImportOpenItems(ctx context.Context, file []byte, dry bool) (billing.Tally, error) {
	seller, err := c.Seller(ctx)
	if err != nil {
		return billing.Tally{}, err
	}
	items, faults := ReadOpenItems(file, seller.KID)
	if err := faults.Err(); err != nil {
		return billing.Tally{}, err
	}
	var done billing.Tally
	err = c.update(ctx, func(tx *data.Tx) error {
		if done, err = insertOpenItems(ctx, tx, items); err == nil && dry {
			return errDry
		}
		return err
	})
	if err != nil && !errors.Is(err, errDry) {
		return billing.Tally{}, err
	}
	if !dry {
		c.signal(billing.CompanyOpened{})
	}
	return done, nil
}

func insertOpenItems(ctx context.Context, tx *data.Tx, items []billing.Import) (billing.Tally, error) {
	done := billing.Tally{Sum: money.New(0, money.NOK)}
	var faults billing.Faults
	for i, item := range items {
		_, err := tx.InvoiceByNumber(ctx, item.Number)
		if err == nil {
			faults.Add("document-number-taken", register.At(i+2, "number"), "number", item.Number)
			continue
		}
		if !errors.Is(err, billing.ErrNotFound) {
			return done, err
		}
		if _, err := tx.InsertImport(ctx, item); err != nil {
			return done, err
		}
		done.Count++
		if item.Outstanding.Currency == money.NOK {
			if done.Sum, err = done.Sum.Add(item.Outstanding); err != nil {
				return done, err
			}
		}
	}
	return done, faults.Err()
}
