package data

import (
	"context"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// CustomerQuery asks for one page of customers by name.
type CustomerQuery struct {
	Text  string // words of name, number, organisation number, address …; empty: all
	Group string // empty: any
	After string // Page.Next of the page before; empty: the first page
	Limit int    // 0: 100
	Today cal.Date
}

// Customers is a page of customers with what they owe in NOK.
func (t *Tx) Customers(ctx context.Context, q CustomerQuery) (billing.Page[billing.CustomerRow], error) {
	var page billing.Page[billing.CustomerRow]
	after, err := parseCursor(q.After)
	if err != nil {
		return page, fmt.Errorf("list customers: %w", err)
	}
	where, args := ` WHERE (c.name_key, c.id) > (?1, ?2) AND (?3 = '' OR EXISTS
		(SELECT 1 FROM customer_group g WHERE g.customer_id = c.id AND g.name = ?3))`, []any{after.Text, after.ID, q.Group}
	if match := registerMatch(q.Text); match != "" {
		where += ` AND c.id IN (SELECT rowid / 2 FROM search_register WHERE search_register MATCH ?4 AND rowid % 2 = 0)`
		args = append(args, match)
	}
	query := customerSelect + where + fmt.Sprintf(` ORDER BY c.name_key, c.id LIMIT ?%d`, len(args)+1)
	args = append(args, pageSize(q.Limit)+1)
	err = t.each(ctx, query, args, func(scan func(...any) error) error {
		c, err := scanCustomer(scan)
		page.Rows = append(page.Rows, customerRow(c))
		return err
	})
	if err == nil && len(page.Rows) > pageSize(q.Limit) {
		page.Rows = page.Rows[:pageSize(q.Limit)]
		last := page.Rows[len(page.Rows)-1]
		page.Next = cursor{Text: sortKey(last.Name), ID: last.ID}.String()
	}
	if err == nil {
		err = t.customerSums(ctx, page.Rows, q.Today)
	}
	if err != nil {
		return page, fmt.Errorf("list customers: %w", err)
	}
	return page, nil
}

// customerRow is a customer whose sums are not known yet.
func customerRow(c billing.Customer) billing.CustomerRow {
	zero := money.New(0, money.NOK)
	return billing.CustomerRow{Customer: c, Outstanding: zero, Overdue: zero}
}

// customerSums fills in what customers owe; it is asked for a page only.
func (t *Tx) customerSums(ctx context.Context, rows []billing.CustomerRow, today cal.Date) error {
	for i := range rows {
		r := &rows[i]
		err := t.get(ctx, `SELECT count(*), coalesce(sum(CASE WHEN i.currency = 'NOK' AND s.outstanding > 0 THEN s.outstanding END), 0),
			coalesce(sum(CASE WHEN i.currency = 'NOK' AND s.outstanding > 0 AND s.due_date < $2 THEN s.outstanding END), 0)
			FROM invoice i JOIN standing s ON s.invoice_id = i.id WHERE i.customer_no = $1`, []any{r.No, day(today)},
			&r.Invoices, &r.Outstanding.Minor, &r.Overdue.Minor)
		if err != nil {
			return err
		}
	}
	return nil
}

// CustomerRow is one customer with what it owes in NOK.
func (t *Tx) CustomerRow(ctx context.Context, no string, today cal.Date) (billing.CustomerRow, error) {
	c, err := t.Customer(ctx, no)
	if err != nil {
		return billing.CustomerRow{}, err
	}
	rows := []billing.CustomerRow{customerRow(c)}
	err = t.customerSums(ctx, rows, today)
	return rows[0], err
}

// AllCustomers are all customers by number, for exports and matching.
func (t *Tx) AllCustomers(ctx context.Context) ([]billing.Customer, error) {
	return t.customers(ctx, customerSelect+` ORDER BY c.seq, c.no`)
}

// CustomersByAccount are the customers known to pay from an account.
func (t *Tx) CustomersByAccount(ctx context.Context, account string) ([]billing.Customer, error) {
	return t.customers(ctx, customerSelect+` WHERE c.id IN (SELECT x.customer_id FROM customer_account x WHERE x.account = $1) ORDER BY c.id`, account)
}

// CustomersByOrgNo are the customers of an organisation number.
func (t *Tx) CustomersByOrgNo(ctx context.Context, orgNo string) ([]billing.Customer, error) {
	return t.customers(ctx, customerSelect+` WHERE c.org_no = $1 AND c.org_no <> '' ORDER BY c.id`, orgNo)
}

// CustomersOfGroup are the members of a group, by name.
func (t *Tx) CustomersOfGroup(ctx context.Context, group string) ([]billing.Customer, error) {
	return t.customers(ctx, customerSelect+` WHERE c.id IN (SELECT g.customer_id FROM customer_group g WHERE g.name = $1) ORDER BY c.name_key, c.id`, group)
}

func (t *Tx) customers(ctx context.Context, query string, args ...any) ([]billing.Customer, error) {
	var out []billing.Customer
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		c, err := scanCustomer(scan)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	return out, nil
}

// Groups are the customer groups and how many customers each has.
func (t *Tx) Groups(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	err := t.each(ctx, `SELECT name, count(*) FROM customer_group GROUP BY name`, nil, func(scan func(...any) error) error {
		var name string
		var n int
		err := scan(&name, &n)
		out[name] = n
		return err
	})
	return out, err
}
