package ui

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/layout"
)

// receivedServices keep the invoices others sent us.
type receivedServices interface {
	// ReceivedList is a page of documents others sent us, newest first.
	ReceivedList(ctx context.Context, after string, limit int) (billing.Page[billing.Received], error)
	// ReceiveFile checks and stores the document in a file; the same file twice gives the first one.
	ReceiveFile(ctx context.Context, path string) (billing.Received, error)
	// ReceivedDocument is a stored document with what our rules say of it, and its pages.
	ReceivedDocument(ctx context.Context, id int64) (billing.Received, []layout.Page, error)
	// SaveReceivedFile writes the n-th attachment, from 0, to a file; -1 writes the document itself.
	SaveReceivedFile(ctx context.Context, id int64, n int, path string) error
}
