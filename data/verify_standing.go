package data

import (
	"cmp"
	"context"
	"slices"

	"fakturist/billing"
)

// verifyStanding derives where every document stands again from allocations and deliveries.
func (t *Tx) verifyStanding(ctx context.Context, f *findings) error {
	type sums struct{ outstanding, paid, credited int64 }
	stored, derived := map[int64]sums{}, map[int64]sums{}
	err := t.each(ctx, `SELECT i.id, i.number, i.kind, i.claim, i.payable - i.claim - i.credited, i.credited,
		coalesce(s.outstanding, 0), coalesce(s.paid, 0), coalesce(s.credited, 0), s.invoice_id IS NULL, coalesce(s.delivery, ''),
		coalesce((SELECT d.state FROM delivery d WHERE d.invoice_id = i.id ORDER BY d.id DESC LIMIT 1), CASE i.series WHEN 'own' THEN 'none' ELSE 'imported' END)
		FROM invoice i LEFT JOIN standing s ON s.invoice_id = i.id ORDER BY i.id`, nil, func(scan func(...any) error) error {
		var id int64
		var no, kind, delivery, state string
		var missing bool
		var have, want sums
		if err := scan(&id, &no, &kind, &want.outstanding, &want.paid, &want.credited, &have.outstanding, &have.paid, &have.credited,
			&missing, &delivery, &state); err != nil {
			return err
		}
		f.looked++
		if kind == string(billing.KindCreditNote) {
			want.outstanding = -want.outstanding
		}
		if missing || delivery != state {
			f.add("document %s: its deliveries and where it stands differ", no)
		}
		stored[id], derived[id] = have, want
		return nil
	})
	if err != nil {
		return err
	}
	err = t.each(ctx, `SELECT invoice_id, coalesce(credit_id, 0), sum(amount) FROM allocation WHERE undone_at = '' GROUP BY 1, 2`, nil,
		func(scan func(...any) error) error {
			var invoice, credit, amount int64
			if err := scan(&invoice, &credit, &amount); err != nil {
				return err
			}
			d := derived[invoice]
			d.outstanding -= amount
			if credit == 0 {
				d.paid += amount
			} else {
				d.credited += amount
				c := derived[credit]
				c.outstanding, c.credited = c.outstanding+amount, c.credited+amount
				derived[credit] = c
			}
			derived[invoice] = d
			return nil
		})
	if err != nil {
		return err
	}
	var ids []int64
	for id, want := range derived {
		if want != stored[id] {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, cmp.Compare[int64])
	for _, id := range ids {
		f.add("invoice:%d: %d outstanding by its allocations, %d stored", id, derived[id].outstanding, stored[id].outstanding)
	}
	return t.verifyLimits(ctx, f)
}

// verifyLimits looks for allocations beyond what a claim or a payment holds.
func (t *Tx) verifyLimits(ctx context.Context, f *findings) error {
	for _, q := range []string{
		`SELECT 'invoice:' || i.id, i.claim, sum(a.amount) FROM allocation a JOIN invoice i ON i.id = a.invoice_id WHERE a.undone_at = '' GROUP BY i.id HAVING sum(a.amount) > i.claim`,
		`SELECT 'bank_entry:' || e.id, e.amount, sum(a.amount) FROM allocation a JOIN bank_entry e ON e.id = a.entry_id WHERE a.undone_at = '' GROUP BY e.id HAVING sum(a.amount) > e.amount`,
		`SELECT 'invoice:' || c.id, c.claim, sum(a.amount) FROM allocation a JOIN invoice c ON c.id = a.credit_id WHERE a.undone_at = '' GROUP BY c.id HAVING sum(a.amount) > c.claim`,
	} {
		err := t.each(ctx, q, nil, func(scan func(...any) error) error {
			var subject string
			var holds, booked int64
			err := scan(&subject, &holds, &booked)
			f.add("%s holds %d, %d are booked", subject, holds, booked)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
