package ui

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/money"
)

// Services is the window's whole world: the use cases it needs, one transaction each, called from goroutines and never from
// the one that draws. Every type in it belongs to billing or its leaves, so that whoever implements it need not know ui.
//
// A refusal wraps *billing.FaultError with every fault at once; what is named and does not exist wraps billing.ErrNotFound.
// Without an open company file every method but those of companyServices returns billing.ErrNotFound.
type Services interface {
	companyServices
	settingServices
	customerServices
	itemServices
	draftServices
	invoiceServices
	paymentServices
	deliveryServices
	dispatchServices
	mailServices
	queueServices
	creditServices
	basisServices
	groupServices
	letterServices
	workServices
	importServices
	receivedServices
	registerServices

	// Dashboard answers who owes us, what needs me and what goes out next.
	Dashboard(ctx context.Context) (billing.Dashboard, error)
	// Search looks in documents, KIDs, names, amounts, organisation numbers and texts; best first, at most 30.
	Search(ctx context.Context, text string) ([]billing.SearchHit, error)
	// Subscribe calls notify, on any goroutine, after each change, until stop is called. notify returns at once.
	Subscribe(notify func(billing.Signal)) (stop func())
}

type companyServices interface {
	// Company is the open one.
	Company(ctx context.Context) (billing.Company, error)
	// CreateCompany makes a file at path with these settings and opens it; it never overwrites. An empty path chooses one in
	// the user's data folder, named after the company.
	CreateCompany(ctx context.Context, path string, s billing.Settings) error
	// OpenCompany closes the open file and opens another. The errors wrap billing.FaultError with code file-locked, file-newer
	// or file-damaged; the file that was open stays open then.
	OpenCompany(ctx context.Context, path string) error
	// OpenPractice builds a practice company anew and opens it. Nothing leaves the machine from it.
	OpenPractice(ctx context.Context) error
	// Backup writes a checked copy of the open file.
	Backup(ctx context.Context, path string) error
	// Verify checks integrity, audit chain, unbroken series and totals; what does not hold comes as faults.
	Verify(ctx context.Context) (billing.Faults, error)
}

type settingServices interface {
	// Settings are all of the company's settings by key, without secrets.
	Settings(ctx context.Context) (billing.Settings, error)
	// SaveSettings stores these keys and leaves the others.
	SaveSettings(ctx context.Context, s billing.Settings) error
	// SetSecret puts a password into the keyring: "mail.smtp", "mail.imap" or "accesspoint".
	SetSecret(ctx context.Context, name, value string) error
	// Lookup asks the company register and the electronic address book about an organisation number. The party is zero when
	// the register could not be asked; the capability says so for the address book.
	Lookup(ctx context.Context, orgNo string) (billing.Party, billing.Capability, error)
}

type customerServices interface {
	// Customers is a page of customers by name; text narrows to name, number, organisation number, e-mail; group to members.
	Customers(ctx context.Context, text, group, after string, limit int) (billing.Page[billing.CustomerRow], error)
	// Customer by number, with what it owes.
	Customer(ctx context.Context, no string) (billing.CustomerRow, error)
	// SaveCustomer stores a new customer (no number: gets the next free one) or a changed one.
	SaveCustomer(ctx context.Context, c billing.Customer) (billing.Customer, error)
	// CustomerSearch finds own customers and, from three letters, entries of the company register; the latter have no number.
	CustomerSearch(ctx context.Context, text string) ([]billing.Customer, error)
	// Groups are the names of all groups with their number of members.
	Groups(ctx context.Context) (map[string]int, error)
}

type itemServices interface {
	// Items are all items, by name; text narrows to number and name.
	Items(ctx context.Context, text string) ([]billing.Item, error)
	// SaveItem stores a new item (ID 0) or a changed one.
	SaveItem(ctx context.Context, i billing.Item) (billing.Item, error)
	// DeleteItem removes an item; documents keep what they say.
	DeleteItem(ctx context.Context, id int64) error
}

type draftServices interface {
	// Draft by id.
	Draft(ctx context.Context, id int64) (billing.Draft, error)
	// SaveDraft stores a new draft (ID 0) or a changed one and returns its id.
	SaveDraft(ctx context.Context, d billing.Draft) (int64, error)
	// DeleteDraft throws a draft away.
	DeleteDraft(ctx context.Context, id int64) error
	// Preview is what a draft would become now: composed and checked, and its pages as they would be printed. It changes
	// nothing and must answer within 100 ms.
	Preview(ctx context.Context, d billing.Draft) (billing.Prepared, []layout.Page, error)
	// Issue gives each draft its number and queues its delivery, each in its own transaction. Refused drafts come by id.
	Issue(ctx context.Context, ids []int64) ([]billing.Invoice, map[int64]billing.Faults, error)
	// Credit issues a credit note of an invoice: the whole of it when no lines are named.
	Credit(ctx context.Context, number string, lines []billing.CreditLine, reason string) (billing.Invoice, error)
}

type invoiceServices interface {
	// Invoices is a page of documents; drafts are among them under FilterAll and FilterDrafts. Today is filled in.
	Invoices(ctx context.Context, q billing.InvoiceQuery) (billing.Page[billing.InvoiceRow], error)
	// InvoiceCounts tells how many and how much there is under each filter.
	InvoiceCounts(ctx context.Context) (map[billing.InvoiceFilter]billing.Tally, error)
	// InvoiceRows finds documents by number; numbers nobody has are left out.
	InvoiceRows(ctx context.Context, numbers []string) (map[string]billing.InvoiceRow, error)
	// Invoice is an issued document; ErrNotFound for one of a former system, of which only the row is known.
	Invoice(ctx context.Context, number string) (billing.Invoice, error)
	// Timeline is what happened to a document, oldest first.
	Timeline(ctx context.Context, number string) ([]billing.Event, error)
	// Pages are an issued document's pages as printed.
	Pages(ctx context.Context, number string) ([]layout.Page, error)
	// SavePDF writes the stored PDFs of documents into one file.
	SavePDF(ctx context.Context, numbers []string, path string) error
}

type paymentServices interface {
	// Entries is a page of bank entries, newest first; without states all of them.
	Entries(ctx context.Context, states []billing.EntryState, after string, limit int) (billing.Page[billing.Entry], error)
	// EntryCounts tells how many entries stand where.
	EntryCounts(ctx context.Context) (map[billing.EntryState]int, error)
	// Allocations are the bookings in force of entries.
	Allocations(ctx context.Context, entries []int64) (map[int64][]billing.Allocation, error)
	// AcceptProposal books proposal n of an entry, counted from 0.
	AcceptProposal(ctx context.Context, entry int64, n int) error
	// BookOn books a part of an entry on a document by hand.
	BookOn(ctx context.Context, entry int64, invoice string, amount money.Amount) error
	// UndoEntry takes back an entry's bookings.
	UndoEntry(ctx context.Context, entry int64) error
	// ReleaseFile accepts the quarantined file an entry came in: its entries are matched like any others. A file of a foreign
	// account is refused (account-not-ours).
	ReleaseFile(ctx context.Context, fileID int64) error
	// ImportFiles reads statement files of any known format; a file that cannot be read is the error, the others are read.
	ImportFiles(ctx context.Context, paths []string) ([]billing.ImportReport, error)
	// FetchInbox reads the statement mailbox once.
	FetchInbox(ctx context.Context) ([]billing.ImportReport, error)
}

type deliveryServices interface {
	// Outbox is what waits, failed, is unknown or went lately, what needs a person first. A document without any way out
	// comes as a row with ID 0, no channel and the reason of the last one tried.
	Outbox(ctx context.Context) ([]billing.DeliveryRow, error)
	// SendBy queues documents by a channel of the caller's choice; an empty one means the best.
	SendBy(ctx context.Context, numbers []string, by billing.ChannelName) error
	// ResolveDelivery says what became of an unknown delivery: it went (sent), or it is to be sent again.
	ResolveDelivery(ctx context.Context, id int64, sent bool) error
	// CancelDelivery takes back a delivery that has not left.
	CancelDelivery(ctx context.Context, id int64) error
	// UndoSend takes back the waiting deliveries of documents and tells how many had not left yet.
	UndoSend(ctx context.Context, numbers []string) (int, error)
	// SendNow runs the outbox once, including what waits for its undo time.
	SendNow(ctx context.Context) error
}
