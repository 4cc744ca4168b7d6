package data

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// quantityPlaces is how exact the quantities of orders are kept: the decimals billing takes at most.
const quantityPlaces = 8

// parts is a quantity in hundred-millionths; ok is false for one beyond reach.
func parts(q decimal.Decimal) (n int64, ok bool) {
	shifted := q.Shift(quantityPlaces)
	if !shifted.IsInteger() || shifted.Abs().GreaterThan(decimal.New(4, 18)) {
		return 0, false
	}
	return shifted.IntPart(), true
}

// quantityOf is a quantity out of its parts, with no more digits than it needs.
func quantityOf(n int64) decimal.Decimal {
	places := int32(quantityPlaces)
	for ; places > 0 && n%10 == 0; places-- {
		n /= 10
	}
	return decimal.New(n, -places)
}

// ordered is how much of an order's line stands where, in parts.
type ordered struct{ quantity, drafted, invoiced int64 }

func (t *Tx) ordered(ctx context.Context, basisID int64, line int) (ordered, error) {
	var o ordered
	err := t.get(ctx, `SELECT ordered, drafted, invoiced FROM basis_taken WHERE basis_id = $1 AND line = $2`, []any{basisID, line},
		&o.quantity, &o.drafted, &o.invoiced)
	return o, err
}

// left is what stands neither on drafts nor on invoices.
func (o ordered) left() int64 { return o.quantity - o.drafted - o.invoiced }

// fits tells whether a part can still be taken: on the side of what was ordered, and no more than is left.
func (o ordered) fits(part int64) bool {
	if o.quantity < 0 {
		return part <= 0 && part >= o.left()
	}
	return part >= 0 && part <= o.left()
}

// linkDraft notes which lines of orders a stored draft was made from, in place of what was noted before.
func (t *Tx) linkDraft(ctx context.Context, d billing.Draft, id int64) error {
	if d.ID != 0 {
		if _, err := t.exec(ctx, `DELETE FROM draft_source WHERE draft_id = $1`, id); err != nil {
			return err
		}
	}
	if d.Kind == billing.KindCreditNote {
		return nil // what it takes back is free once it is issued
	}
	var faults billing.Faults
	for i, l := range d.Lines {
		if l.Source == nil || l.Source.Kind != billing.FromOrder {
			continue
		}
		if err := t.linkOrder(ctx, id, i, l, &faults); err != nil {
			return err
		}
	}
	return faults.Err()
}

func (t *Tx) linkOrder(ctx context.Context, id int64, i int, l billing.Line, faults *billing.Faults) error {
	path := fmt.Sprintf("lines[%d].quantity", i)
	o, err := t.ordered(ctx, l.Source.ID, l.Source.Line)
	if errors.Is(err, billing.ErrNotFound) {
		faults.Add("order-unknown", path, "id", fmt.Sprint(l.Source.ID), "line", fmt.Sprint(l.Source.Line))
		return nil
	}
	if err != nil {
		return err
	}
	part, ok := parts(l.Quantity)
	if !ok || !o.fits(part) {
		faults.Add("order-exceeds", path, "line", fmt.Sprint(l.Source.Line), "left", quantityOf(o.left()).String())
		return nil
	}
	_, err = t.exec(ctx, `INSERT INTO draft_source (draft_id, line, basis_id, basis_line, quantity) VALUES ($1, $2, $3, $4, $5)`,
		id, i+1, l.Source.ID, l.Source.Line, part)
	return err
}

// linkInvoice notes which lines of orders an issued document was made from. A credit note gives back what the lines it
// reverses took. Orders that stand on invoices to the end are done by it, and open again when some of it was given back.
func (t *Tx) linkInvoice(ctx context.Context, id int64, original any, doc billing.Document) error {
	var touched []int64
	for _, l := range doc.Lines {
		basis, err := int64(0), error(nil)
		switch {
		case l.Source == nil:
		case doc.Kind == billing.KindInvoice && l.Source.Kind == billing.FromOrder:
			basis, err = l.Source.ID, t.takeLine(ctx, id, l.ID, l.Source.ID, l.Source.Line, l.Quantity)
		case doc.Kind == billing.KindCreditNote && l.Source.Kind == billing.FromInvoice:
			basis, err = t.giveBack(ctx, id, original, l)
		}
		if err != nil {
			return err
		}
		if basis != 0 && !slices.Contains(touched, basis) {
			touched = append(touched, basis)
		}
	}
	for _, basis := range touched {
		if err := t.settleBasis(ctx, basis); err != nil {
			return err
		}
	}
	return nil
}

// giveBack frees what a line of a credit note reverses; 0 when that line was made from no order.
func (t *Tx) giveBack(ctx context.Context, id int64, original any, l billing.PricedLine) (basis int64, err error) {
	var line int
	err = t.get(ctx, `SELECT basis_id, basis_line FROM invoice_source WHERE invoice_id = $1 AND line = $2`, []any{original, l.Source.Line}, &basis, &line)
	if errors.Is(err, billing.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return basis, t.takeLine(ctx, id, l.ID, basis, line, l.Quantity.Neg())
}

func (t *Tx) takeLine(ctx context.Context, id int64, line int, basis int64, basisLine int, quantity decimal.Decimal) error {
	part, ok := parts(quantity)
	if !ok {
		return fmt.Errorf("line %d of basis %d: quantity beyond reach: %w", basisLine, basis, billing.ErrExceeds)
	}
	_, err := t.exec(ctx, `INSERT INTO invoice_source (invoice_id, line, basis_id, basis_line, quantity) VALUES ($1, $2, $3, $4, $5)`,
		id, line, basis, basisLine, part)
	if err != nil {
		return fmt.Errorf("line %d of basis %d: %w", basisLine, basis, err)
	}
	return nil
}

// settleBasis lets an order or payment request be done when everything of it stands on invoices, and open again when a
// credit note took some of that back. What a person ended stays ended.
func (t *Tx) settleBasis(ctx context.Context, id int64) error {
	var state billing.BasisState
	var decided string
	var whole bool
	err := t.get(ctx, `SELECT b.state, b.decided_on, NOT EXISTS (SELECT 1 FROM basis_taken t WHERE t.basis_id = b.id AND t.invoiced <> t.ordered)
		FROM basis b WHERE b.id = $1`, []any{id}, &state, &decided, &whole)
	if err != nil {
		return err
	}
	next := state
	switch {
	case whole && !state.Closed():
		next = billing.BasisDone
	case !whole && state == billing.BasisDone && decided == "":
		next = billing.BasisOpen
	}
	if next == state {
		return nil
	}
	return t.moveBasis(ctx, id, next)
}

// BasisTaken is how much of each line of an order or payment request stands on drafts and invoices, by line from 1; lines of
// which nothing does are not in it.
func (t *Tx) BasisTaken(ctx context.Context, id int64) (map[int]decimal.Decimal, error) {
	taken, err := t.touchedLines(ctx, id)
	for line, q := range taken {
		if q.IsZero() {
			delete(taken, line)
		}
	}
	return taken, err
}

// touchedLines is BasisTaken with the lines whose quantities were all given back, which keep their place too.
func (t *Tx) touchedLines(ctx context.Context, id int64) (map[int]decimal.Decimal, error) {
	taken := map[int]decimal.Decimal{}
	err := t.each(ctx, `SELECT line, drafted + invoiced FROM basis_taken l WHERE basis_id = $1
		AND (EXISTS (SELECT 1 FROM draft_source d WHERE d.basis_id = l.basis_id AND d.basis_line = l.line)
		OR EXISTS (SELECT 1 FROM invoice_source i WHERE i.basis_id = l.basis_id AND i.basis_line = l.line))`, []any{id},
		func(scan func(...any) error) error {
			var line int
			var n int64
			err := scan(&line, &n)
			taken[line] = quantityOf(n)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("what is taken of basis %d: %w", id, err)
	}
	return taken, nil
}

// DraftBases are the orders and payment requests a draft's lines were made from.
func (t *Tx) DraftBases(ctx context.Context, draftID int64) ([]int64, error) {
	return t.ids(ctx, `SELECT DISTINCT basis_id FROM draft_source WHERE draft_id = $1 ORDER BY 1`, draftID)
}

// InvoiceBases are the orders and payment requests an issued document took from, or gave back to.
func (t *Tx) InvoiceBases(ctx context.Context, invoiceID int64) ([]int64, error) {
	return t.ids(ctx, `SELECT DISTINCT basis_id FROM invoice_source WHERE invoice_id = $1 ORDER BY 1`, invoiceID)
}

func (t *Tx) ids(ctx context.Context, query string, args ...any) ([]int64, error) {
	var out []int64
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
