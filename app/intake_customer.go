package app

import (
	"context"
	"errors"
	"reflect"

	"fakturist/app/intake"
	"fakturist/billing"
	"fakturist/billing/register"
	"fakturist/data"
)

// incoming is one customer to be stored, of one row or of several that are the same.
type incoming struct {
	customer billing.Customer
	before   *billing.Customer // as it was when the plan was made; nil: a new one
	payer    *incoming         // who pays, when that is a row of the file
	line     int
	label    string
	store    bool // false: there already, or left out; only others refer to it
}

// arrivals are the customers of a plan by the rows they come from.
type arrivals struct {
	order []*incoming
	byRow map[int]*incoming
	byNo  map[string]*incoming // those that change customers we have
	done  *register.Result
}

// applyCustomers stores customers and members. Whoever pays for others is stored before them, for they need the number.
func applyCustomers(ctx context.Context, tx *data.Tx, plan register.Plan, choices register.Choices, done *register.Result) error {
	a := &arrivals{byRow: map[int]*incoming{}, byNo: map[string]*incoming{}, done: done}
	for _, r := range plan.Rows {
		if r.Verdict != register.Faulty {
			a.take(r, choices.For(r.ID), choices.Rows[r.ID])
		}
	}
	var first, second []*incoming
	for _, in := range a.order {
		switch {
		case !in.store:
		case in.payer == nil || in.payer == in:
			first = append(first, in)
		default:
			second = append(second, in)
		}
	}
	if err := a.storeAll(ctx, tx, first); err != nil {
		return err
	}
	for _, in := range second {
		in.customer.Payer = in.payer.customer.No
	}
	return a.storeAll(ctx, tx, second)
}

// take decides what becomes of one row. own is the choice for this very row, which may also be made where we saw no doubt.
func (a *arrivals) take(r register.Row, choice, own register.Choice) {
	if r.Verdict == register.New && (own == register.Undecided || len(r.Duplicates) == 0 && own != register.Skip) {
		choice = register.AsNew
	}
	switch {
	case r.Verdict == register.Same:
		a.done.Same++
		a.put(r, &incoming{customer: *r.Customer, line: r.Line, label: r.Label})
	case r.Verdict == register.Changed:
		a.change(r, *r.Customer, *r.Before)
	case choice == register.Merge:
		a.merge(r)
	case choice == register.Skip:
		a.done.Skipped++
		a.put(r, a.other(r))
	default:
		a.put(r, &incoming{customer: *r.Customer, line: r.Line, label: r.Label, store: true})
	}
}

// put notes what a row became, and who pays for it.
func (a *arrivals) put(r register.Row, in *incoming) {
	if in == nil {
		return
	}
	if _, seen := a.byRow[r.ID]; !seen && in.store && in.payer == nil && r.PayerRow != 0 && a.byRow[r.PayerRow] != in {
		in.payer = a.byRow[r.PayerRow]
	}
	a.byRow[r.ID] = in
	a.order = append(a.order, in)
}

// change lays a row over a customer we have; several rows may.
func (a *arrivals) change(r register.Row, after, before billing.Customer) {
	if in := a.byNo[before.No]; in != nil {
		in.customer = intake.Fill(in.customer, after)
		a.byRow[r.ID] = in
		return
	}
	in := &incoming{customer: after, before: &before, line: r.Line, label: r.Label, store: true}
	a.byNo[before.No] = in
	a.put(r, in)
}

// merge lays a row over the one it resembles most: a customer we have, or an earlier row.
func (a *arrivals) merge(r register.Row) {
	d := r.Duplicates[0]
	if d.Row == 0 {
		a.change(r, *d.Merged, *d.Before)
		return
	}
	in := a.byRow[d.Row]
	if in == nil || !in.store {
		a.done.Skipped++ // so was the row it is the same as
		a.byRow[r.ID] = in
		return
	}
	in.customer = intake.Fill(in.customer, *r.Customer)
	if payer := a.byRow[r.PayerRow]; r.PayerRow != 0 && in.payer == nil && payer != in {
		in.payer = payer
	}
	a.byRow[r.ID] = in
}

// other is the one a row that is left out resembles, who pays in its place if it should have.
func (a *arrivals) other(r register.Row) *incoming {
	if len(r.Duplicates) == 0 {
		return nil
	}
	d := r.Duplicates[0]
	if d.Row != 0 {
		return a.byRow[d.Row]
	}
	return &incoming{customer: *d.Before, line: r.Line, label: r.Label}
}

// storeAll stores customers that refer to none that is not stored yet but each other.
func (a *arrivals) storeAll(ctx context.Context, tx *data.Tx, list []*incoming) error {
	seen := map[*incoming]bool{}
	var once []*incoming
	for _, in := range list {
		if !seen[in] {
			seen[in] = true
			once = append(once, in)
		}
	}
	customers := make([]billing.Customer, len(once))
	for i, in := range once {
		if err := unchangedCustomer(ctx, tx, in); err != nil {
			return err
		}
		customers[i] = in.customer
	}
	stored, err := tx.ImportCustomers(ctx, customers)
	if err != nil {
		return err
	}
	for i, in := range once {
		in.customer = stored[i]
		a.done.Numbers = append(a.done.Numbers, stored[i].No)
		if in.before == nil {
			a.done.Added++
		} else {
			a.done.Changed++
		}
	}
	return nil
}

// unchangedCustomer refuses to write over what somebody changed since the plan was made, and a number that was taken since.
func unchangedCustomer(ctx context.Context, tx *data.Tx, in *incoming) error {
	if in.before == nil {
		known, err := knownCustomer(ctx, tx, in.customer.No)
		if err == nil && known {
			err = changedMeanwhile(in.line, in.label)
		}
		return err
	}
	now, err := tx.Customer(ctx, in.before.No)
	if errors.Is(err, billing.ErrNotFound) || err == nil && !reflect.DeepEqual(now, *in.before) {
		return changedMeanwhile(in.line, in.label)
	}
	return err
}
