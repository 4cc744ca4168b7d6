package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// Bases is a page of offers, orders or payment requests, newest first.
func (s *Session) Bases(ctx context.Context, kind billing.Kind, states []billing.BasisState, after string, limit int) (billing.Page[billing.BasisRow], error) {
	return with(s, func(c *app.Company) (billing.Page[billing.BasisRow], error) {
		return c.Bases(ctx, kind, states, after, limit)
	})
}

// Basis is an offer, order or payment request by id.
func (s *Session) Basis(ctx context.Context, id int64) (billing.Basis, error) {
	return with(s, func(c *app.Company) (billing.Basis, error) { return c.Basis(ctx, id) })
}

// SaveBasis stores a new basis or a changed one.
func (s *Session) SaveBasis(ctx context.Context, b billing.Basis) (billing.Basis, error) {
	return with(s, func(c *app.Company) (billing.Basis, error) { return c.SaveBasis(ctx, b) })
}

// PreviewBasis is what a basis would be if it were sent now, and its pages.
func (s *Session) PreviewBasis(ctx context.Context, b billing.Basis) (billing.Prepared, []layout.Page, error) {
	p, err := with(s, func(c *app.Company) (previewed, error) {
		prepared, pages, err := c.PreviewBasis(ctx, b)
		return previewed{prepared, pages}, err
	})
	return p.prepared, p.pages, err
}

// AcceptOffer records that the customer said yes and makes the order.
func (s *Session) AcceptOffer(ctx context.Context, id int64, by string, on cal.Date, papers []billing.Attachment) (order billing.Basis, err error) {
	return with(s, func(c *app.Company) (billing.Basis, error) { return c.AcceptOffer(ctx, id, by, on, papers) })
}

// CloseBasis ends a basis by hand.
func (s *Session) CloseBasis(ctx context.Context, id int64, state billing.BasisState, by string) error {
	return s.do(func(c *app.Company) error { return c.CloseBasis(ctx, id, state, by) })
}

// BasisTaken is how much of each line stands on drafts and invoices.
func (s *Session) BasisTaken(ctx context.Context, id int64) (map[int]decimal.Decimal, error) {
	return with(s, func(c *app.Company) (map[int]decimal.Decimal, error) { return c.BasisTaken(ctx, id) })
}

// InvoiceBasis makes the invoice draft of an order or payment request.
func (s *Session) InvoiceBasis(ctx context.Context, id int64, takes []billing.Take) (draftID int64, err error) {
	return with(s, func(c *app.Company) (int64, error) { return c.InvoiceBasis(ctx, id, takes) })
}

// SaveBasisPDF writes a basis as PDF.
func (s *Session) SaveBasisPDF(ctx context.Context, id int64, path string) error {
	return s.do(func(c *app.Company) error { return c.SaveBasisPDF(ctx, id, path) })
}

// SendBasis mails a basis with its attachments, never twice.
func (s *Session) SendBasis(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.SendBasis(ctx, id) })
}

// ResendBasis mails a basis that went out before, or may have.
func (s *Session) ResendBasis(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.ResendBasis(ctx, id) })
}

// BasisSendings are the mails of a basis, oldest first.
func (s *Session) BasisSendings(ctx context.Context, id int64) ([]billing.BasisSending, error) {
	return with(s, func(c *app.Company) ([]billing.BasisSending, error) { return c.BasisSendings(ctx, id) })
}

// PreviewGroup is what one invoice to every member of a group would be.
func (s *Session) PreviewGroup(ctx context.Context, o billing.GroupOrder) ([]billing.GroupRow, error) {
	return with(s, func(c *app.Company) ([]billing.GroupRow, error) { return c.PreviewGroup(ctx, o) })
}

// MakeGroup stores the drafts of a group order.
func (s *Session) MakeGroup(ctx context.Context, o billing.GroupOrder, ready bool) ([]int64, error) {
	return with(s, func(c *app.Company) ([]int64, error) { return c.MakeGroup(ctx, o, ready) })
}

// SetReady says of drafts that they may be issued, or not yet.
func (s *Session) SetReady(ctx context.Context, ids []int64, ready bool) error {
	return s.do(func(c *app.Company) error { return c.SetReady(ctx, ids, ready) })
}

// Ready are all drafts, those marked ready first, with what stops them.
func (s *Session) Ready(ctx context.Context) ([]billing.ReadyRow, error) {
	return with(s, func(c *app.Company) ([]billing.ReadyRow, error) { return c.Ready(ctx) })
}

// Duplicate makes a new draft like an issued document.
func (s *Session) Duplicate(ctx context.Context, number string) (draftID int64, err error) {
	return with(s, func(c *app.Company) (int64, error) { return c.Duplicate(ctx, number) })
}

// CreditLeft is what of an invoice can still be credited.
func (s *Session) CreditLeft(ctx context.Context, number string) (billing.CreditLeft, error) {
	return with(s, func(c *app.Company) (billing.CreditLeft, error) { return c.CreditLeft(ctx, number) })
}

// CreditAmount issues a credit note of an amount that is no line of an invoice.
func (s *Session) CreditAmount(ctx context.Context, number string, amount money.Amount, text, reason string) (billing.Invoice, error) {
	return with(s, func(c *app.Company) (billing.Invoice, error) {
		return c.CreditAmount(ctx, number, amount, text, reason, app.Issuing{})
	})
}
