package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fakturist/billing"
	"fakturist/data"

	"github.com/shopspring/decimal"
)

// Work are hours and expenses by day; receipts come without content (WorkReceipt).
func (c *Company) Work(ctx context.Context, q billing.WorkQuery) ([]billing.Work, error) {
	var rows []billing.Work
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		rows, err = tx.Work(ctx, q)
		return err
	})
	return rows, err
}

// WorkSummaries are what waits to be invoiced, by customer and project.
func (c *Company) WorkSummaries(ctx context.Context) ([]billing.WorkSummary, error) {
	var rows []billing.WorkSummary
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		rows, err = tx.WorkSummaries(ctx)
		return err
	})
	return rows, err
}

// WorkReceipt is the receipt of an expense with its content.
func (c *Company) WorkReceipt(ctx context.Context, id int64) (billing.Attachment, error) {
	var receipt billing.Attachment
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		receipt, err = tx.WorkReceipt(ctx, id)
		return err
	})
	return receipt, named404("work-receipt-unknown", "id", itoa(id), err)
}

// SaveWork stores new hours or an expense (ID 0) or changed ones. A receipt without content stays as it is stored. What
// stands on an invoice is refused (work-on-invoice); what stands on a draft keeps what the draft says it costs
// (work-on-draft), so that no changed hour is lost.
func (c *Company) SaveWork(ctx context.Context, w billing.Work) (billing.Work, error) {
	saved, err := c.saveWork(ctx, []billing.Work{w})
	if err != nil {
		return w, err
	}
	return saved[0], nil
}

// AddWork stores new hours and expenses, all or none. The paths of faults name the row when there are several.
func (c *Company) AddWork(ctx context.Context, rows []billing.Work) ([]billing.Work, error) {
	for i := range rows {
		rows[i].ID = 0
	}
	return c.saveWork(ctx, rows)
}

func (c *Company) saveWork(ctx context.Context, rows []billing.Work) ([]billing.Work, error) {
	saved := make([]billing.Work, len(rows))
	err := c.update(ctx, func(tx *data.Tx) error {
		var faults billing.Faults
		for i, w := range rows {
			more, err := checkWork(ctx, tx, w)
			if err != nil {
				return err
			}
			if len(rows) > 1 {
				more = within(fmt.Sprintf("work[%d]", i), more)
			}
			faults = append(faults, more...)
		}
		if err := faults.Err(); err != nil {
			return err
		}
		for i, w := range rows {
			var err error
			if saved[i], err = tx.SaveWork(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.signal(billing.WorkChanged{})
	return saved, nil
}

// checkWork notes what keeps hours or an expense from being stored.
func checkWork(ctx context.Context, tx *data.Tx, w billing.Work) (billing.Faults, error) {
	checked := w
	if w.ID != 0 && w.Receipt != nil && len(w.Receipt.Content) == 0 {
		checked.Receipt = nil // the stored one, which was checked
	}
	faults := append(checkWorkNumbers(w), checked.Check()...)
	known, err := knownCustomer(ctx, tx, w.CustomerNo)
	if err != nil {
		return nil, err
	}
	if w.CustomerNo != "" && !known {
		faults.Add("customer-unknown", "customerNo", "no", w.CustomerNo)
	}
	if w.ID == 0 {
		return faults, nil
	}
	before, err := tx.WorkByID(ctx, w.ID)
	if errors.Is(err, billing.ErrNotFound) {
		faults.Add("work-unknown", "", "id", itoa(w.ID))
		return faults, nil
	}
	if err != nil {
		return nil, err
	}
	if before.Invoice != "" || !sameCost(before, w) {
		faults = append(faults, standing(before)...)
	}
	return faults, nil
}

// sameCost tells whether two states of a row come to the same on a document.
func sameCost(a, b billing.Work) bool {
	return a.CustomerNo == b.CustomerNo && a.Kind == b.Kind && a.ItemNo == b.ItemNo && a.UnitCode() == b.UnitCode() &&
		a.Quantity.Equal(b.Quantity) && a.Price.Equal(b.Price) && a.VAT.Category == b.VAT.Category && a.VAT.Rate.Equal(b.VAT.Rate) &&
		(a.Receipt == nil) == (b.Receipt == nil) && (b.Receipt == nil || len(b.Receipt.Content) == 0)
}

// standing is the refusal of a change to what stands on a document.
func standing(w billing.Work) billing.Faults {
	var faults billing.Faults
	switch {
	case w.Invoice != "":
		faults.Add("work-on-invoice", "", "text", w.Text, "date", w.Date.String(), "number", w.Invoice)
	case w.DraftID != 0:
		faults.Add("work-on-draft", "", "text", w.Text, "date", w.Date.String(), "draft", itoa(w.DraftID))
	}
	return faults
}

// checkWorkNumbers refuses numbers no hour or expense needs, before anything is computed with them.
func checkWorkNumbers(w billing.Work) billing.Faults {
	var faults billing.Faults
	for path, n := range map[string]decimal.Decimal{"quantity": w.Quantity, "price": w.Price, "vat": w.VAT.Rate} {
		if tooLong(n) {
			faults.Add("number-too-long", path)
		}
	}
	return faults
}

// DeleteWork removes hours or an expense that stand on no document.
func (c *Company) DeleteWork(ctx context.Context, id int64) error {
	return c.changeWork(ctx, id, func(tx *data.Tx, w billing.Work) error {
		if err := standing(w).Err(); err != nil {
			return err
		}
		return tx.DeleteWork(ctx, id)
	})
}

// FreeWork lets hours or an expense be invoiced again, because the invoice they stand on was credited whole
// (work-not-credited when it was not). Nobody does this but a person: what was credited may be settled otherwise.
func (c *Company) FreeWork(ctx context.Context, id int64) error {
	return c.changeWork(ctx, id, func(tx *data.Tx, w billing.Work) error {
		if w.Invoice == "" {
			return refuse("work-not-invoiced", "", "text", w.Text, "date", w.Date.String())
		}
		err := tx.FreeWork(ctx, id)
		if errors.Is(err, billing.ErrConflict) {
			return errors.Join(refuse("work-not-credited", "", "text", w.Text, "date", w.Date.String(), "number", w.Invoice), err)
		}
		return err
	})
}

func (c *Company) changeWork(ctx context.Context, id int64, change func(*data.Tx, billing.Work) error) error {
	err := c.update(ctx, func(tx *data.Tx) error {
		w, err := tx.WorkByID(ctx, id)
		if err != nil {
			return err
		}
		return change(tx, w)
	})
	if err != nil {
		return named404("work-unknown", "id", itoa(id), err)
	}
	c.signal(billing.WorkChanged{})
	return nil
}

// InvoiceWork makes a draft of hours and expenses of one customer: lines by grouping, receipts as attachments, and the
// timesheet as timeliste.pdf when it is asked for. What stands on a document already is refused.
func (c *Company) InvoiceWork(ctx context.Context, ids []int64, by billing.WorkGrouping, timesheet bool) (draftID int64, err error) {
	if !slices.Contains([]billing.WorkGrouping{billing.EachWork, billing.ByText, billing.ByPerson, billing.BySumTotal}, by) {
		return 0, refuse("work-grouping-unknown", "", "by", string(by))
	}
	look, err := c.look(ctx)
	if err != nil {
		return 0, err
	}
	err = c.update(ctx, func(tx *data.Tx) error {
		work, err := workToInvoice(ctx, tx, ids)
		if err != nil {
			return err
		}
		draft, err := workDraft(ctx, tx, work, by, timesheet, look)
		if err != nil {
			return err
		}
		draftID, err = tx.SaveDraft(ctx, draft)
		return err
	})
	if err != nil {
		return 0, err
	}
	c.signal(billing.DraftChanged{ID: draftID}, billing.WorkChanged{})
	return draftID, nil
}

// workToInvoice are the rows with their receipts, each once.
func workToInvoice(ctx context.Context, tx *data.Tx, ids []int64) ([]billing.Work, error) {
	var work []billing.Work
	var faults billing.Faults
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			continue
		}
		w, err := tx.WorkByID(ctx, id)
		if errors.Is(err, billing.ErrNotFound) {
			faults.Add("work-unknown", "", "id", itoa(id))
			continue
		}
		if err == nil && w.Receipt != nil {
			*w.Receipt, err = tx.WorkReceipt(ctx, id)
		}
		if err != nil {
			return nil, err
		}
		switch {
		case w.Invoice != "":
			faults.Add("work-invoiced", "", "text", w.Text, "date", w.Date.String(), "number", w.Invoice)
		case w.DraftID != 0:
			faults.Add("work-drafted", "", "text", w.Text, "date", w.Date.String(), "draft", itoa(w.DraftID))
		}
		work = append(work, w)
	}
	return work, faults.Err()
}
