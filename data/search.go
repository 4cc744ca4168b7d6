package data

import (
	"context"
	"strings"

	"fakturist/billing"
)

// indexInvoice makes an issued document findable.
func (t *Tx) indexInvoice(ctx context.Context, id int64, text string) error {
	_, err := t.exec(ctx, `INSERT INTO search_invoice (rowid, body) VALUES ($1, $2)`, id, fold(text))
	return err
}

// indexEntry makes a bank entry findable.
func (t *Tx) indexEntry(ctx context.Context, id int64, text string) error {
	_, err := t.exec(ctx, `INSERT INTO search_entry (rowid, body) VALUES ($1, $2)`, id, fold(text))
	return err
}

// indexRegister makes a customer (2 × id) or an item (2 × id + 1) findable by its newest text.
func (t *Tx) indexRegister(ctx context.Context, rowid int64, text string) error {
	if _, err := t.exec(ctx, `DELETE FROM search_register WHERE rowid = $1`, rowid); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO search_register (rowid, body) VALUES ($1, $2)`, rowid, fold(text))
	return err
}

func customerText(c billing.Customer) string {
	return strings.Join([]string{c.No, c.Name, c.OrgNo, c.Email, c.Phone, c.Contact, c.Address.City, strings.Join(c.Groups, " "),
		strings.Join(c.Accounts, " ")}, " ")
}
