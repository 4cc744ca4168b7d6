package ui

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/money"
)

type queueServices interface {
	// SetReady says that drafts may be issued, or that they may not; all or none.
	SetReady(ctx context.Context, ids []int64, ready bool) error
	// Ready are all drafts, those somebody said are ready first, each with what still stops it and the way it would go.
	Ready(ctx context.Context) ([]billing.ReadyRow, error)
	// Duplicate makes a draft of what an issued document says and returns its id.
	Duplicate(ctx context.Context, number string) (draftID int64, err error)
}

type creditServices interface {
	// CreditLeft is what of an invoice credit notes have not taken yet.
	CreditLeft(ctx context.Context, number string) (billing.CreditLeft, error)
	// CreditAmount issues a credit note of an amount with VAT that is no line of the invoice.
	CreditAmount(ctx context.Context, number string, amount money.Amount, text, reason string) (billing.Invoice, error)
}
