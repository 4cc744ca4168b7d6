package billing_test

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// ledger is as much of a company file as Prepare reads: nothing was issued yet but the invoices given.
type ledger struct {
	billing.Tx
	company  billing.Company
	buyer    billing.Customer
	invoice  billing.Invoice
	credited []billing.Invoice
}

func (l ledger) Company(context.Context) (billing.Company, error) { return l.company, nil }

func (l ledger) Customer(_ context.Context, no string) (billing.Customer, error) {
	if no != l.buyer.No {
		return billing.Customer{}, billing.ErrNotFound
	}
	return l.buyer, nil
}

func (l ledger) LastIssued(context.Context) (int64, cal.Date, error) { return 0, cal.Date{}, nil }
func (l ledger) HighestImported(context.Context) (int64, error)      { return 0, nil }
func (l ledger) CreditNotes(context.Context, int64) ([]billing.Invoice, error) {
	return l.credited, nil
}

func (l ledger) InvoiceByNumber(_ context.Context, number string) (billing.Invoice, error) {
	if number != l.invoice.Number() {
		return billing.Invoice{}, billing.ErrNotFound
	}
	return l.invoice, nil
}
