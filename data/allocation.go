package data

import (
	"context"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/money"
)

// InsertAllocation books a part of a payment or credit note on an invoice. It is the one way a payment is booked. More
// than payment or claim hold is refused with ErrExceeds, another currency with ErrCurrency.
func (t *Tx) InsertAllocation(ctx context.Context, a billing.Allocation) (billing.Allocation, error) {
	id, err := t.insertAllocation(ctx, a)
	if err != nil {
		return a, fmt.Errorf("allocate on invoice %q: %w", a.Invoice, err)
	}
	a.ID = id
	return a, nil
}

func (t *Tx) insertAllocation(ctx context.Context, a billing.Allocation) (int64, error) {
	if a.InvoiceID == 0 && a.Invoice != "" {
		if err := t.get(ctx, `SELECT id FROM invoice WHERE seq = $1 AND number = $2`, []any{number(a.Invoice), a.Invoice}, &a.InvoiceID); err != nil {
			return 0, err
		}
	}
	if a.At.IsZero() {
		a.At = t.now
	}
	if a.Evidence == nil {
		a.Evidence = []string{}
	}
	entry, credit := orNull(a.EntryID), orNull(a.CreditID)
	id, err := t.insert(ctx, `INSERT INTO allocation (entry_id, credit_id, invoice_id, amount, currency, rule, evidence, by_hand, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		entry, credit, a.InvoiceID, a.Amount.Minor, string(a.Amount.Currency), a.Rule, jsonText{a.Evidence}, flag(a.ByHand), moment(a.At))
	if err != nil {
		return 0, err
	}
	digest := digestOf(id, entry, credit, a.InvoiceID, a.Amount.Minor, string(a.Amount.Currency), a.Rule, flag(a.ByHand), "")
	return id, t.note("allocation.book", "allocation", id, map[string]string{"rule": a.Rule}, digest)
}

// orNull is the id, nil for 0.
func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// UndoAllocation takes an allocation out of force, once. The row stays.
func (t *Tx) UndoAllocation(ctx context.Context, id int64) error {
	err := t.change(ctx, `UPDATE allocation SET undone_at = $1 WHERE id = $2`, moment(t.now), id)
	if err != nil {
		return fmt.Errorf("undo allocation %d: %w", id, err)
	}
	return t.audit(ctx, "allocation.undo", "allocation", id, nil)
}

const allocationSelect = `SELECT a.id, coalesce(a.entry_id, 0), coalesce(a.credit_id, 0), a.invoice_id, i.number, a.amount, a.currency,
	a.rule, a.evidence, a.by_hand, a.at, a.undone_at FROM allocation a JOIN invoice i ON i.id = a.invoice_id`

// InvoiceAllocations are the allocations on an invoice, undone ones too, in the order they were made.
func (t *Tx) InvoiceAllocations(ctx context.Context, invoiceID int64) ([]billing.Allocation, error) {
	return t.allocations(ctx, allocationSelect+` WHERE a.invoice_id = $1 ORDER BY a.id`, invoiceID)
}

// EntryAllocations are the allocations of a bank entry, undone ones too, in the order they were made.
func (t *Tx) EntryAllocations(ctx context.Context, entryID int64) ([]billing.Allocation, error) {
	return t.allocations(ctx, allocationSelect+` WHERE a.entry_id = $1 ORDER BY a.id`, entryID)
}

// AllocationsInForce are all allocations of bank entries in force, by entry: for lists of entries.
func (t *Tx) AllocationsInForce(ctx context.Context, entries []int64) (map[int64][]billing.Allocation, error) {
	list, err := t.allocations(ctx, allocationSelect+` WHERE a.entry_id IN (SELECT value FROM json_each($1)) AND a.undone_at = '' ORDER BY a.id`,
		jsonText{entries})
	out := map[int64][]billing.Allocation{}
	for _, a := range list {
		out[a.EntryID] = append(out[a.EntryID], a)
	}
	return out, err
}

func (t *Tx) allocations(ctx context.Context, query string, args ...any) ([]billing.Allocation, error) {
	var out []billing.Allocation
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		var a billing.Allocation
		err := scan(&a.ID, &a.EntryID, &a.CreditID, &a.InvoiceID, &a.Invoice, &a.Amount.Minor, &a.Amount.Currency, &a.Rule,
			jsonText{&a.Evidence}, &a.ByHand, scanMoment(&a.At), scanMoment(&a.UndoneAt))
		out = append(out, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read allocations: %w", err)
	}
	return out, nil
}

// UndoEntry takes every allocation of a bank entry out of force and lets the entry wait for a person again, with a reason.
// It returns how many there were.
func (t *Tx) UndoEntry(ctx context.Context, entryID int64) (int, error) {
	list, err := t.EntryAllocations(ctx, entryID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, a := range list {
		if !a.UndoneAt.IsZero() {
			continue
		}
		if err = t.UndoAllocation(ctx, a.ID); err != nil {
			return n, err
		}
		n++
	}
	return n, t.SetEntryState(ctx, billing.Entry{ID: entryID, State: billing.EntryUnmatched, Reason: "undone"})
}

// Allocated is how much of a bank entry is booked.
func (t *Tx) Allocated(ctx context.Context, entryID int64) (money.Amount, error) {
	var a money.Amount
	err := t.get(ctx, `SELECT e.currency, coalesce((SELECT sum(a.amount) FROM allocation a WHERE a.entry_id = e.id AND a.undone_at = ''), 0)
		FROM bank_entry e WHERE e.id = $1`, []any{entryID}, &a.Currency, &a.Minor)
	if err != nil {
		return a, fmt.Errorf("allocated of entry %d: %w", entryID, err)
	}
	return a, nil
}
