package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
)

// Work are hours and expenses by day; receipts come without content.
func (s *Session) Work(ctx context.Context, q billing.WorkQuery) ([]billing.Work, error) {
	return with(s, func(c *app.Company) ([]billing.Work, error) { return c.Work(ctx, q) })
}

// WorkReceipt is the receipt of an expense with its content.
func (s *Session) WorkReceipt(ctx context.Context, id int64) (billing.Attachment, error) {
	return with(s, func(c *app.Company) (billing.Attachment, error) { return c.WorkReceipt(ctx, id) })
}

// SaveWork stores new hours or an expense, or changed ones. A receipt without content stays as it is stored.
func (s *Session) SaveWork(ctx context.Context, w billing.Work) (billing.Work, error) {
	return with(s, func(c *app.Company) (billing.Work, error) { return c.SaveWork(ctx, w) })
}

// DeleteWork removes hours or an expense that stand on no document.
func (s *Session) DeleteWork(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.DeleteWork(ctx, id) })
}

// FreeWork lets work be invoiced again whose invoice was credited whole.
func (s *Session) FreeWork(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.FreeWork(ctx, id) })
}

// WorkSummaries are what waits to be invoiced, by customer and project.
func (s *Session) WorkSummaries(ctx context.Context) ([]billing.WorkSummary, error) {
	return with(s, func(c *app.Company) ([]billing.WorkSummary, error) { return c.WorkSummaries(ctx) })
}

// InvoiceWork makes a draft of one customer's work, with its receipts and, if asked for, the timesheet.
func (s *Session) InvoiceWork(ctx context.Context, ids []int64, by billing.WorkGrouping, timesheet bool) (draftID int64, err error) {
	return with(s, func(c *app.Company) (int64, error) { return c.InvoiceWork(ctx, ids, by, timesheet) })
}
