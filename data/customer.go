package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
)

const customerSelect = `SELECT c.id, c.no, c.name, c.type, c.org_no, c.vat_no, c.email, c.phone, c.contact, c.street, c.extra,
	c.post_code, c.city, c.country, c.endpoint_scheme, c.endpoint_id, c.register, coalesce(c.payer, ''), c.routes, c.language,
	c.terms, c.note, c.groups, c.accounts, c.other_format
	FROM customer c`

// scanCustomer reads a row of customerSelect; more are columns after it.
func scanCustomer(scan func(...any) error, more ...any) (billing.Customer, error) {
	var c billing.Customer
	var routes, groups, accounts string
	dest := []any{&c.ID, &c.No, &c.Name, &c.Type, &c.OrgNo, &c.VATNo, &c.Email, &c.Phone, &c.Contact, &c.Address.Street,
		&c.Address.Extra, &c.Address.PostCode, &c.Address.City, &c.Address.Country, &c.Endpoint.Scheme, &c.Endpoint.ID, &c.Register,
		&c.Payer, &routes, &c.Language, &c.Terms, &c.Note, &groups, &accounts, &c.OtherFormat}
	if err := scan(append(dest, more...)...); err != nil {
		return billing.Customer{}, err
	}
	for _, r := range split(routes, ",") {
		c.Routes = append(c.Routes, billing.ChannelName(r))
	}
	c.Groups, c.Accounts = split(groups, "\x1f"), split(accounts, "\x1f")
	return c, nil
}

// split is strings.Split without the one empty part of an empty text.
func split(s, sep string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, sep)
}

// Customer by number.
func (t *Tx) Customer(ctx context.Context, no string) (billing.Customer, error) {
	c, err := t.customer(ctx, customerSelect+` WHERE c.no = $1`, no)
	if err != nil {
		return c, fmt.Errorf("customer %q: %w", no, err)
	}
	return c, nil
}

func (t *Tx) customer(ctx context.Context, query string, arg any) (billing.Customer, error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return billing.Customer{}, err
	}
	c, err := scanCustomer(st.QueryRowContext(ctx, arg).Scan)
	return c, mapError(err)
}

// SaveCustomer stores a customer under its number, new or changed, and returns it with its id; without a number it gets
// the next free one. What cannot be is refused with *billing.FaultError, a number in use by another with ErrNumberTaken.
func (t *Tx) SaveCustomer(ctx context.Context, c billing.Customer) (billing.Customer, error) {
	saved, err := t.saveCustomer(ctx, c)
	if err != nil {
		return c, fmt.Errorf("save customer %q: %w", c.No, err)
	}
	return saved, t.checkPayer(ctx, saved)
}

// checkPayer refuses a payer nobody has, and one that lets somebody else pay.
func (t *Tx) checkPayer(ctx context.Context, c billing.Customer) error {
	if c.Payer == "" {
		return nil
	}
	payer, err := t.Customer(ctx, c.Payer)
	switch {
	case errors.Is(err, billing.ErrNotFound):
		return billing.Faults{{Code: "payer-unknown", Path: "customer.payer", Args: map[string]string{"no": c.Payer}}}.Err()
	case err != nil:
		return err
	case payer.Payer != "":
		return billing.Faults{{Code: "payer-has-payer", Path: "customer.payer", Args: map[string]string{"no": c.Payer}}}.Err()
	}
	return nil
}

func (t *Tx) saveCustomer(ctx context.Context, c billing.Customer) (billing.Customer, error) {
	if err := c.Check().Err(); err != nil {
		return c, err
	}
	c.Groups, c.Accounts = distinct(c.Groups), distinct(c.Accounts)
	var err error
	if c.No == "" {
		if c.No, err = t.nextCustomerNo(ctx); err != nil {
			return c, err
		}
	}
	action := "customer.save"
	if c.ID == 0 {
		err = t.get(ctx, `SELECT id FROM customer WHERE no = $1`, []any{c.No}, &c.ID)
	}
	switch {
	case errors.Is(err, billing.ErrNotFound):
		action = "customer.add"
		c.ID, err = t.insertCustomer(ctx, c)
	case err == nil:
		err = t.updateCustomer(ctx, c)
	}
	if err != nil {
		return c, taken(err)
	}
	if err = t.saveCustomerLists(ctx, c); err != nil {
		return c, err
	}
	if err = t.indexRegister(ctx, 2*c.ID, customerText(c)); err != nil {
		return c, err
	}
	return c, t.audit(ctx, action, "customer", c.ID, map[string]string{"no": c.No})
}

// distinct is a list in order with every value once, nil for none.
func distinct(list []string) []string {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

func (t *Tx) nextCustomerNo(ctx context.Context) (string, error) {
	var last int64
	err := t.get(ctx, `SELECT max(1000, coalesce(max(seq), 0)) FROM customer`, nil, &last)
	return fmt.Sprint(last + 1), err
}

func customerArgs(c billing.Customer) []any {
	routes := make([]string, len(c.Routes))
	for i, r := range c.Routes {
		routes[i] = string(r)
	}
	var payer any
	if c.Payer != "" {
		payer = c.Payer
	}
	return []any{c.No, number(c.No), c.Name, sortKey(c.Name), string(c.Type), c.OrgNo, c.VATNo, c.Email, c.Phone, c.Contact,
		c.Address.Street, c.Address.Extra, c.Address.PostCode, c.Address.City, c.Address.Country, c.Endpoint.Scheme, c.Endpoint.ID,
		flag(c.Register), payer, strings.Join(routes, ","), c.Language, c.Terms, c.Note, strings.Join(c.Groups, "\x1f"), strings.Join(c.Accounts, "\x1f"), flag(c.OtherFormat)}
}

func (t *Tx) insertCustomer(ctx context.Context, c billing.Customer) (int64, error) {
	return t.insert(ctx, `INSERT INTO customer (no, seq, name, name_key, type, org_no, vat_no, email, phone, contact, street, extra,
		post_code, city, country, endpoint_scheme, endpoint_id, register, payer, routes, language, terms, note, groups, accounts, other_format)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`, customerArgs(c)...)
}

func (t *Tx) updateCustomer(ctx context.Context, c billing.Customer) error {
	return t.change(ctx, `UPDATE customer SET no = $1, seq = $2, name = $3, name_key = $4, type = $5, org_no = $6, vat_no = $7,
		email = $8, phone = $9, contact = $10, street = $11, extra = $12, post_code = $13, city = $14, country = $15,
		endpoint_scheme = $16, endpoint_id = $17, register = $18, payer = $19, routes = $20, language = $21, terms = $22, note = $23, groups = $24,
		accounts = $25, other_format = $26 WHERE id = $27`, append(customerArgs(c), c.ID)...)
}

func (t *Tx) saveCustomerLists(ctx context.Context, c billing.Customer) error {
	if _, err := t.exec(ctx, `DELETE FROM customer_group WHERE customer_id = $1`, c.ID); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM customer_account WHERE customer_id = $1`, c.ID); err != nil {
		return err
	}
	for _, g := range c.Groups {
		if _, err := t.exec(ctx, `INSERT INTO customer_group (customer_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING`, c.ID, g); err != nil {
			return err
		}
	}
	for _, a := range c.Accounts {
		if _, err := t.exec(ctx, `INSERT INTO customer_account (customer_id, account) VALUES ($1, $2) ON CONFLICT DO NOTHING`, c.ID, a); err != nil {
			return err
		}
	}
	return nil
}

// ImportCustomers stores many customers at once, in any order of payers, and returns them with their numbers. The first
// that is refused stops it; the caller rolls back.
func (t *Tx) ImportCustomers(ctx context.Context, customers []billing.Customer) ([]billing.Customer, error) {
	out := make([]billing.Customer, len(customers))
	for i, c := range customers {
		var err error
		if out[i], err = t.saveCustomer(ctx, c); err != nil {
			return nil, fmt.Errorf("import customer %d: %w", i+1, err)
		}
	}
	for i, c := range out {
		if err := t.checkPayer(ctx, c); err != nil {
			return nil, fmt.Errorf("import customer %d: %w", i+1, err)
		}
	}
	return out, nil
}

// DeleteCustomer removes a customer that was never invoiced or offered anything and pays for nobody; else it returns billing.ErrConflict.
func (t *Tx) DeleteCustomer(ctx context.Context, no string) error {
	var id, used int64
	err := t.get(ctx, `SELECT c.id, EXISTS (SELECT 1 FROM invoice i WHERE i.customer_no = c.no)
		OR EXISTS (SELECT 1 FROM draft d WHERE d.customer_no = c.no) OR EXISTS (SELECT 1 FROM basis b WHERE b.customer_no = c.no) OR EXISTS (SELECT 1 FROM customer p WHERE p.payer = c.no)
		OR EXISTS (SELECT 1 FROM work w WHERE w.customer_no = c.no)
		FROM customer c WHERE c.no = $1`, []any{no}, &id, &used)
	if err == nil && used != 0 {
		err = billing.ErrConflict
	}
	if err == nil {
		err = t.change(ctx, `DELETE FROM customer WHERE id = $1`, id)
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM search_register WHERE rowid = $1`, 2*id)
	}
	if err != nil {
		return fmt.Errorf("delete customer %q: %w", no, err)
	}
	return t.note("customer.delete", "customer", id, map[string]string{"no": no}, "")
}
