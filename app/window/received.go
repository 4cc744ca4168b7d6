package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/layout"
)

// ReceivedList is a page of documents others sent us, newest first.
func (s *Session) ReceivedList(ctx context.Context, after string, limit int) (billing.Page[billing.Received], error) {
	return with(s, func(c *app.Company) (billing.Page[billing.Received], error) { return c.ReceivedList(ctx, after, limit) })
}

// ReceiveFile checks and stores the document in a file; the same file twice gives the first one.
func (s *Session) ReceiveFile(ctx context.Context, path string) (billing.Received, error) {
	return with(s, func(c *app.Company) (billing.Received, error) { return c.ReceiveFile(ctx, path) })
}

// shown is the answer of ReceivedDocument as one value.
type shown struct {
	received billing.Received
	pages    []layout.Page
}

// ReceivedDocument is a stored document with its check result and its pages.
func (s *Session) ReceivedDocument(ctx context.Context, id int64) (billing.Received, []layout.Page, error) {
	r, err := with(s, func(c *app.Company) (shown, error) {
		received, pages, err := c.ReceivedDocument(ctx, id)
		return shown{received, pages}, err
	})
	return r.received, r.pages, err
}

// SaveReceivedFile writes the n-th attachment, from 0, to a file; -1 writes the document itself.
func (s *Session) SaveReceivedFile(ctx context.Context, id int64, n int, path string) error {
	return s.do(func(c *app.Company) error { return c.SaveReceivedFile(ctx, id, n, path) })
}
