package ui

import (
	"context"

	"fakturist/billing"
)

// workServices are the use cases of hours and expenses.
type workServices interface {
	// Work is the hours and expenses of a query, with where they stand; receipts come without content.
	Work(ctx context.Context, q billing.WorkQuery) ([]billing.Work, error)
	// SaveWork stores new work (ID 0) or changed work that stands on no invoice. A receipt without content stays as stored.
	SaveWork(ctx context.Context, w billing.Work) (billing.Work, error)
	// DeleteWork removes work that stands on no draft and no invoice.
	DeleteWork(ctx context.Context, id int64) error
	// FreeWork lets work be invoiced again whose invoice was credited whole.
	FreeWork(ctx context.Context, id int64) error
	// WorkSummaries is what waits to be invoiced, by customer and project.
	WorkSummaries(ctx context.Context) ([]billing.WorkSummary, error)
	// InvoiceWork makes the invoice draft of work, with the timesheet attached if wanted.
	InvoiceWork(ctx context.Context, ids []int64, by billing.WorkGrouping, timesheet bool) (draftID int64, err error)
}
