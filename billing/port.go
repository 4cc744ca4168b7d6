package billing

import (
	"context"

	"fakturist/billing/cal"
)

// Tx is one transaction on the company file. Every method that changes something writes its row of the audit log in the
// same transaction. Methods return ErrNotFound when what they name does not exist.
type Tx interface {
	// Company is the seller as the settings say now.
	Company(ctx context.Context) (Company, error)
	// Customer by number.
	Customer(ctx context.Context, no string) (Customer, error)
	// Draft by id.
	Draft(ctx context.Context, id int64) (Draft, error)
	// SaveDraft stores a new draft (ID 0) or a changed one and returns its id.
	SaveDraft(ctx context.Context, d Draft) (int64, error)
	// DeleteDraft removes a draft that became an invoice or was thrown away.
	DeleteDraft(ctx context.Context, id int64) error
	// LastIssued is the last number of our own series and its date; 0 and the zero Date before the first.
	LastIssued(ctx context.Context) (number int64, date cal.Date, err error)
	// HighestImported is the highest number, read as digits, among documents of a former system; 0 when there are none.
	HighestImported(ctx context.Context) (int64, error)
	// InsertInvoice stores an issued document under its number in the series and returns it with its id.
	// It returns ErrNumberTaken when the number exists.
	InsertInvoice(ctx context.Context, number int64, inv Invoice) (Invoice, error)
	// InvoiceByNumber finds an issued document.
	InvoiceByNumber(ctx context.Context, number string) (Invoice, error)
	// OpenItem is what is left of an invoice, 0 when settled.
	OpenItem(ctx context.Context, invoiceID int64) (OpenItem, error)
	// CreditNotes are the credit notes of an invoice, oldest first.
	CreditNotes(ctx context.Context, invoiceID int64) ([]Invoice, error)
	// InsertDelivery puts a document on its way. It fails when a live delivery by that channel exists (ErrConflict).
	InsertDelivery(ctx context.Context, d Delivery) (Delivery, error)
	// InsertAllocation books; storage refuses more than payment or claim hold (ErrExceeds).
	InsertAllocation(ctx context.Context, a Allocation) (Allocation, error)
}
