package ui

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"

	"github.com/shopspring/decimal"
)

// basisServices are the use cases of offers, orders and payment requests.
type basisServices interface {
	// Bases is a page of offers, orders or payment requests, newest first; without states all of the kind.
	Bases(ctx context.Context, kind billing.Kind, states []billing.BasisState, after string, limit int) (billing.Page[billing.BasisRow], error)
	// Basis by id, with its papers.
	Basis(ctx context.Context, id int64) (billing.Basis, error)
	// SaveBasis stores a new basis (ID 0), which gets its number, or a changed one.
	SaveBasis(ctx context.Context, b billing.Basis) (billing.Basis, error)
	// PreviewBasis composes and checks a basis and lays out its pages. It changes nothing and must answer within 100 ms.
	PreviewBasis(ctx context.Context, b billing.Basis) (billing.Prepared, []layout.Page, error)
	// AcceptOffer notes who said yes and when, and makes the order of it.
	AcceptOffer(ctx context.Context, id int64, by string, on cal.Date, papers []billing.Attachment) (order billing.Basis, err error)
	// CloseBasis ends a basis: declined, cancelled or done.
	CloseBasis(ctx context.Context, id int64, state billing.BasisState, by string) error
	// BasisTaken are the quantities of a basis that stand on drafts and invoices, by line from 1.
	BasisTaken(ctx context.Context, id int64) (map[int]decimal.Decimal, error)
	// InvoiceBasis makes the invoice draft of what takes name, or of all that is left.
	InvoiceBasis(ctx context.Context, id int64, takes []billing.Take) (draftID int64, err error)
	// SaveBasisPDF writes the pages of a basis into a file.
	SaveBasisPDF(ctx context.Context, id int64, path string) error
	// SendBasis sends a basis by e-mail with its papers and waits until it went. What went before, or may have, is refused
	// (basis-sent-already, basis-send-unknown).
	SendBasis(ctx context.Context, id int64) error
	// ResendBasis is SendBasis for somebody who knows that it went before, or may have.
	ResendBasis(ctx context.Context, id int64) error
	// BasisSendings are the mails of a basis, oldest first.
	BasisSendings(ctx context.Context, id int64) ([]billing.BasisSending, error)
}

// groupServices make one invoice for each member of a group.
type groupServices interface {
	// PreviewGroup is what an order for a group would give: composed and checked, with sums. It changes nothing.
	PreviewGroup(ctx context.Context, o billing.GroupOrder) ([]billing.GroupRow, error)
	// MakeGroup makes the drafts of a group, all or none, and says they are ready if wanted.
	MakeGroup(ctx context.Context, o billing.GroupOrder, ready bool) ([]int64, error)
}
