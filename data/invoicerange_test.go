package data_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/data"
)

// A month and a group narrow every list, whatever the sort and filter, and pages of two are together what one page holds.
func TestInvoices_AMonthAndAGroupNarrowEveryList(t *testing.T) {
	s, _ := club(t)
	for no, group := range map[string]string{"1002": "Blåbær", "1004": "Multer"} { // 1001 pays for 1004
		update(t, s, func(tx *data.Tx) error {
			c, err := tx.Customer(context.Background(), no)
			if err != nil {
				return err
			}
			c.Groups = append(c.Groups, group)
			_, err = tx.SaveCustomer(context.Background(), c)
			return err
		})
	}
	before := cal.Period{From: today.AddDays(-100), To: today.AddDays(-80)}
	for _, c := range []struct {
		q    billing.InvoiceQuery
		want int
	}{
		{billing.InvoiceQuery{Issued: before}, 3}, {billing.InvoiceQuery{Issued: cal.Period{From: today}}, 8},
		{billing.InvoiceQuery{Group: "Blåbær"}, 4}, {billing.InvoiceQuery{Group: "Multer"}, 7}, {billing.InvoiceQuery{Group: "Blåbær", Issued: before}, 3},
		{billing.InvoiceQuery{Group: "ingen"}, 0}, {billing.InvoiceQuery{Group: "Blåbær", CustomerNo: "1001"}, 0},
		{billing.InvoiceQuery{Group: "Blåbær", Filter: billing.FilterOverdue}, 3}, {billing.InvoiceQuery{Group: "Blåbær", Filter: billing.FilterDrafts}, 0},
		{billing.InvoiceQuery{Group: "Multer", Filter: billing.FilterDrafts}, 1}, {billing.InvoiceQuery{Issued: before, Filter: billing.FilterDrafts}, 1},
	} {
		for _, sort := range []string{"", "number", "customer", "issued", "due", "payable"} {
			q := c.q
			q.Sort = sort
			all := numbers(rowsOf(t, s, q).Rows)
			if len(all) != c.want {
				t.Errorf("%+v: %v, want %d", q, all, c.want)
			}
			var got []string
			q.Limit = 2
			for range 20 {
				page := rowsOf(t, s, q)
				got = append(got, numbers(page.Rows)...)
				if q.After = page.Next; q.After == "" {
					break
				}
			}
			if !slices.Equal(got, all) {
				t.Errorf("%s: pages %v, want %v", fmt.Sprintf("%+v", q), got, all)
			}
		}
	}
}
