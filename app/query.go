package app

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"fakturist/billing"
	"fakturist/data"
)

// Dashboard answers who owes us, what needs somebody and what goes out next.
func (c *Company) Dashboard(ctx context.Context) (billing.Dashboard, error) {
	var d billing.Dashboard
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		d, err = tx.Dashboard(ctx, c.Today())
		return err
	})
	return d, err
}

// Invoices is a page of issued documents, or of drafts when they are asked for. Today is filled in.
func (c *Company) Invoices(ctx context.Context, q billing.InvoiceQuery) (billing.Page[billing.InvoiceRow], error) {
	var page billing.Page[billing.InvoiceRow]
	q.Today = c.Today()
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		page, err = tx.Invoices(ctx, q)
		return err
	})
	return page, err
}

// AllInvoices is every document a query asks for.
func (c *Company) AllInvoices(ctx context.Context, q billing.InvoiceQuery) ([]billing.InvoiceRow, error) {
	q.Limit = 500
	var rows []billing.InvoiceRow
	for {
		page, err := c.Invoices(ctx, q)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page.Rows...)
		if q.After = page.Next; q.After == "" {
			return rows, nil
		}
	}
}

// InvoiceRow is a document as lists show it, one of a former system too.
func (c *Company) InvoiceRow(ctx context.Context, number string) (billing.InvoiceRow, error) {
	var row billing.InvoiceRow
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		row, err = tx.InvoiceRow(ctx, number, c.Today())
		return err
	})
	return row, named404("document-unknown", "number", number, err)
}

// InvoiceRows finds documents by number; numbers nobody has are left out.
func (c *Company) InvoiceRows(ctx context.Context, numbers []string) (map[string]billing.InvoiceRow, error) {
	rows := map[string]billing.InvoiceRow{}
	err := c.view(ctx, func(tx *data.Tx) error {
		for _, n := range numbers {
			row, err := tx.InvoiceRow(ctx, n, c.Today())
			if errors.Is(err, billing.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			rows[n] = row
		}
		return nil
	})
	return rows, err
}

// InvoiceCounts tells how many and how much there is under each filter.
func (c *Company) InvoiceCounts(ctx context.Context) (map[billing.InvoiceFilter]billing.Tally, error) {
	var counts map[billing.InvoiceFilter]billing.Tally
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		counts, err = tx.InvoiceCounts(ctx, c.Today())
		return err
	})
	return counts, err
}

// Customers is a page of customers by name; text narrows to name, number, organisation number, e-mail; group to members.
func (c *Company) Customers(ctx context.Context, text, group, after string, limit int) (billing.Page[billing.CustomerRow], error) {
	var page billing.Page[billing.CustomerRow]
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		page, err = tx.Customers(ctx, data.CustomerQuery{Text: text, Group: group, After: after, Limit: limit, Today: c.Today()})
		return err
	})
	return page, err
}

// Customer by number, with what it owes.
func (c *Company) Customer(ctx context.Context, no string) (billing.CustomerRow, error) {
	var row billing.CustomerRow
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		row, err = tx.CustomerRow(ctx, no, c.Today())
		return err
	})
	return row, named404("customer-unknown", "no", no, err)
}

// Groups are the names of all groups with their number of members.
func (c *Company) Groups(ctx context.Context) (map[string]int, error) {
	var groups map[string]int
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		groups, err = tx.Groups(ctx)
		return err
	})
	return groups, err
}

// Entries is a page of bank entries, newest first; without states all of them.
func (c *Company) Entries(ctx context.Context, states []billing.EntryState, after string, limit int) (billing.Page[billing.Entry], error) {
	var page billing.Page[billing.Entry]
	before, err := pageKey(after)
	if err != nil {
		return page, err
	}
	if limit <= 0 {
		limit = 100
	}
	err = c.view(ctx, func(tx *data.Tx) (err error) {
		page.Rows, err = entryPage(ctx, tx, states, before, limit+1)
		return err
	})
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		page.Next = itoa(page.Rows[limit-1].ID)
	}
	return page, err
}

func pageKey(after string) (int64, error) {
	if after == "" {
		return 0, nil
	}
	return strconv.ParseInt(after, 10, 64)
}

// entryPage merges the pages of several states by their id.
func entryPage(ctx context.Context, tx *data.Tx, states []billing.EntryState, before int64, limit int) ([]billing.Entry, error) {
	if len(states) == 0 {
		return tx.EntryPage(ctx, "", before, limit)
	}
	var rows []billing.Entry
	for _, s := range states {
		more, err := tx.EntryPage(ctx, s, before, limit)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	slices.SortFunc(rows, func(a, b billing.Entry) int { return int(b.ID - a.ID) })
	return rows[:min(limit, len(rows))], nil
}

// EntryCounts tells how many entries stand where.
func (c *Company) EntryCounts(ctx context.Context) (map[billing.EntryState]int, error) {
	var counts map[billing.EntryState]int
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		counts, err = tx.EntryCounts(ctx)
		return err
	})
	return counts, err
}

// Allocations are the bookings in force of entries.
func (c *Company) Allocations(ctx context.Context, entries []int64) (map[int64][]billing.Allocation, error) {
	var booked map[int64][]billing.Allocation
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		booked, err = tx.AllocationsInForce(ctx, entries)
		return err
	})
	return booked, err
}

// EntryBooking is one bank entry with its bookings in force.
func (c *Company) EntryBooking(ctx context.Context, id int64) (EntryBooking, error) {
	var e EntryBooking
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		if e.Entry, err = tx.Entry(ctx, id); err != nil {
			return err
		}
		booked, err := tx.AllocationsInForce(ctx, []int64{id})
		e.Allocations = booked[id]
		return err
	})
	return e, named404("entry-unknown", "entry", itoa(id), err)
}
