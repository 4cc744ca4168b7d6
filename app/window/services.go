package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/money"
)

// with calls f on the open company and gives its answer; without one, the error of that.
func with[T any](s *Session, f func(c *app.Company) (T, error)) (T, error) {
	c, err := s.open()
	if err != nil {
		var none T
		return none, err
	}
	return f(c)
}

// do is with for a call without an answer.
func (s *Session) do(f func(c *app.Company) error) error {
	c, err := s.open()
	if err != nil {
		return err
	}
	return f(c)
}

// Dashboard answers who owes us, what needs me and what goes out next.
func (s *Session) Dashboard(ctx context.Context) (billing.Dashboard, error) {
	return with(s, func(c *app.Company) (billing.Dashboard, error) { return c.Dashboard(ctx) })
}

// Search looks in everything.
func (s *Session) Search(ctx context.Context, text string) ([]billing.SearchHit, error) {
	return with(s, func(c *app.Company) ([]billing.SearchHit, error) { return c.Search(ctx, text) })
}

// Company is the open one.
func (s *Session) Company(ctx context.Context) (billing.Company, error) {
	return with(s, func(c *app.Company) (billing.Company, error) { return c.Seller(ctx) })
}

// Backup writes a checked copy of the open file.
func (s *Session) Backup(ctx context.Context, path string) error {
	return s.do(func(c *app.Company) error { return c.Backup(ctx, path) })
}

// Verify checks the open file; what does not hold comes as faults.
func (s *Session) Verify(ctx context.Context) (billing.Faults, error) {
	return with(s, func(c *app.Company) (billing.Faults, error) { return c.Verify(ctx) })
}

// Settings are all of the company's settings by key, without secrets.
func (s *Session) Settings(ctx context.Context) (billing.Settings, error) {
	return with(s, func(c *app.Company) (billing.Settings, error) { return c.Settings(ctx) })
}

// SaveSettings stores these keys and leaves the others.
func (s *Session) SaveSettings(ctx context.Context, changed billing.Settings) error {
	return s.do(func(c *app.Company) error { return c.SaveSettings(ctx, changed) })
}

// SetSecret puts a password into the keyring.
func (s *Session) SetSecret(ctx context.Context, name, value string) error {
	return s.do(func(c *app.Company) error { return c.SetSecret(ctx, name, value) })
}

// lookedUp is the answer of Lookup as one value.
type lookedUp struct {
	party billing.Party
	known billing.Capability
}

// Lookup asks the company register and the electronic address book about an organisation number.
func (s *Session) Lookup(ctx context.Context, orgNo string) (billing.Party, billing.Capability, error) {
	found, err := with(s, func(c *app.Company) (lookedUp, error) {
		p, k, err := c.Lookup(ctx, orgNo)
		return lookedUp{p, k}, err
	})
	return found.party, found.known, err
}

// Customers is a page of customers by name.
func (s *Session) Customers(ctx context.Context, text, group, after string, limit int) (billing.Page[billing.CustomerRow], error) {
	return with(s, func(c *app.Company) (billing.Page[billing.CustomerRow], error) {
		return c.Customers(ctx, text, group, after, limit)
	})
}

// Customer by number, with what it owes.
func (s *Session) Customer(ctx context.Context, no string) (billing.CustomerRow, error) {
	return with(s, func(c *app.Company) (billing.CustomerRow, error) { return c.Customer(ctx, no) })
}

// SaveCustomer stores a new customer or a changed one.
func (s *Session) SaveCustomer(ctx context.Context, customer billing.Customer) (billing.Customer, error) {
	return with(s, func(c *app.Company) (billing.Customer, error) { return c.SaveCustomer(ctx, customer) })
}

// CustomerSearch finds own customers and entries of the company register.
func (s *Session) CustomerSearch(ctx context.Context, text string) ([]billing.Customer, error) {
	return with(s, func(c *app.Company) ([]billing.Customer, error) { return c.CustomerSearch(ctx, text) })
}

func readFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("read %q: more than %d bytes", path, limit)
	}
	return os.ReadFile(path)
}

// Groups are the names of all groups with their number of members.
func (s *Session) Groups(ctx context.Context) (map[string]int, error) {
	return with(s, func(c *app.Company) (map[string]int, error) { return c.Groups(ctx) })
}

// Items are all items, by name.
func (s *Session) Items(ctx context.Context, text string) ([]billing.Item, error) {
	return with(s, func(c *app.Company) ([]billing.Item, error) { return c.Items(ctx, text) })
}

// SaveItem stores a new item or a changed one.
func (s *Session) SaveItem(ctx context.Context, i billing.Item) (billing.Item, error) {
	return with(s, func(c *app.Company) (billing.Item, error) { return c.SaveItem(ctx, i) })
}

// DeleteItem removes an item.
func (s *Session) DeleteItem(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.DeleteItem(ctx, id) })
}

// Draft by id.
func (s *Session) Draft(ctx context.Context, id int64) (billing.Draft, error) {
	return with(s, func(c *app.Company) (billing.Draft, error) { return c.Draft(ctx, id) })
}

// SaveDraft stores a new draft or a changed one and returns its id.
func (s *Session) SaveDraft(ctx context.Context, d billing.Draft) (int64, error) {
	return with(s, func(c *app.Company) (int64, error) { return c.SaveDraft(ctx, d) })
}

// DeleteDraft throws a draft away.
func (s *Session) DeleteDraft(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.DeleteDraft(ctx, id) })
}

// previewed is the answer of Preview as one value.
type previewed struct {
	prepared billing.Prepared
	pages    []layout.Page
}

// Preview is what a draft would become now, and its pages.
func (s *Session) Preview(ctx context.Context, d billing.Draft) (billing.Prepared, []layout.Page, error) {
	p, err := with(s, func(c *app.Company) (previewed, error) {
		prepared, pages, err := c.Preview(ctx, d)
		return previewed{prepared, pages}, err
	})
	return p.prepared, p.pages, err
}

// issued is the answer of Issue as one value.
type issued struct {
	invoices []billing.Invoice
	refused  map[int64]billing.Faults
}

// Issue gives each draft its number and queues its delivery.
func (s *Session) Issue(ctx context.Context, ids []int64) ([]billing.Invoice, map[int64]billing.Faults, error) {
	done, err := with(s, func(c *app.Company) (issued, error) {
		invoices, refused, err := c.Issue(ctx, ids, app.Issuing{})
		return issued{invoices, refused}, err
	})
	return done.invoices, done.refused, err
}

// Credit issues a credit note of an invoice.
func (s *Session) Credit(ctx context.Context, number string, lines []billing.CreditLine, reason string) (billing.Invoice, error) {
	return with(s, func(c *app.Company) (billing.Invoice, error) {
		return c.Credit(ctx, number, lines, reason, app.Issuing{})
	})
}

// Invoices is a page of documents; drafts stand before the first page of all documents.
func (s *Session) Invoices(ctx context.Context, q billing.InvoiceQuery) (billing.Page[billing.InvoiceRow], error) {
	return with(s, func(c *app.Company) (billing.Page[billing.InvoiceRow], error) {
		page, err := c.Invoices(ctx, q)
		if err != nil || q.Filter != billing.FilterAll || q.Status != "" || q.After != "" {
			return page, err
		}
		drafts, err := c.Invoices(ctx, billing.InvoiceQuery{Filter: billing.FilterDrafts, CustomerNo: q.CustomerNo, Limit: q.Limit})
		page.Rows = append(drafts.Rows, page.Rows...)
		return page, err
	})
}

// InvoiceCounts tells how many and how much there is under each filter.
func (s *Session) InvoiceCounts(ctx context.Context) (map[billing.InvoiceFilter]billing.Tally, error) {
	return with(s, func(c *app.Company) (map[billing.InvoiceFilter]billing.Tally, error) { return c.InvoiceCounts(ctx) })
}

// InvoiceRows finds documents by number.
func (s *Session) InvoiceRows(ctx context.Context, numbers []string) (map[string]billing.InvoiceRow, error) {
	return with(s, func(c *app.Company) (map[string]billing.InvoiceRow, error) { return c.InvoiceRows(ctx, numbers) })
}

// Invoice is an issued document.
func (s *Session) Invoice(ctx context.Context, number string) (billing.Invoice, error) {
	return with(s, func(c *app.Company) (billing.Invoice, error) { return c.Invoice(ctx, number) })
}

// Timeline is what happened to a document, oldest first.
func (s *Session) Timeline(ctx context.Context, number string) ([]billing.Event, error) {
	return with(s, func(c *app.Company) ([]billing.Event, error) { return c.Timeline(ctx, number) })
}

// Pages are an issued document's pages as printed.
func (s *Session) Pages(ctx context.Context, number string) ([]layout.Page, error) {
	return with(s, func(c *app.Company) ([]layout.Page, error) { return c.Pages(ctx, number) })
}

// SavePDF writes the stored PDF of a document, or several documents as one PDF.
func (s *Session) SavePDF(ctx context.Context, numbers []string, path string) error {
	return s.do(func(c *app.Company) error {
		var b []byte
		var err error
		if len(numbers) == 1 {
			b, err = c.PDF(ctx, numbers[0])
		} else {
			b, err = c.MergedPDF(ctx, numbers)
		}
		if err != nil {
			return err
		}
		return app.WriteFile(path, b)
	})
}

// Entries is a page of bank entries, newest first.
func (s *Session) Entries(ctx context.Context, states []billing.EntryState, after string, limit int) (billing.Page[billing.Entry], error) {
	return with(s, func(c *app.Company) (billing.Page[billing.Entry], error) { return c.Entries(ctx, states, after, limit) })
}

// EntryCounts tells how many entries stand where.
func (s *Session) EntryCounts(ctx context.Context) (map[billing.EntryState]int, error) {
	return with(s, func(c *app.Company) (map[billing.EntryState]int, error) { return c.EntryCounts(ctx) })
}

// Allocations are the bookings in force of entries.
func (s *Session) Allocations(ctx context.Context, entries []int64) (map[int64][]billing.Allocation, error) {
	return with(s, func(c *app.Company) (map[int64][]billing.Allocation, error) { return c.Allocations(ctx, entries) })
}

// AcceptProposal books proposal n of an entry, counted from 0.
func (s *Session) AcceptProposal(ctx context.Context, entry int64, n int) error {
	return s.do(func(c *app.Company) error { return c.Accept(ctx, entry, n) })
}

// BookOn books a part of an entry on a document by hand.
func (s *Session) BookOn(ctx context.Context, entry int64, invoice string, amount money.Amount) error {
	return s.do(func(c *app.Company) error { return c.BookOn(ctx, entry, invoice, amount) })
}

// UndoEntry takes back an entry's bookings.
func (s *Session) UndoEntry(ctx context.Context, entry int64) error {
	return s.do(func(c *app.Company) error { return c.UndoEntry(ctx, entry) })
}

// ReleaseFile accepts a quarantined file and books what is certain of it.
func (s *Session) ReleaseFile(ctx context.Context, fileID int64) error {
	return s.do(func(c *app.Company) error {
		if err := c.ReleaseFile(ctx, fileID); err != nil {
			return err
		}
		_, err := c.Match(ctx)
		return err
	})
}

// maxStatement is the largest statement file that is read.
const maxStatement = 50 << 20

// ImportFiles reads statement files and books what is certain; a file that cannot be read is the error, the others are read.
func (s *Session) ImportFiles(ctx context.Context, paths []string) ([]billing.ImportReport, error) {
	return with(s, func(c *app.Company) ([]billing.ImportReport, error) {
		var reports []billing.ImportReport
		var errs []error
		for _, path := range paths {
			b, err := readFile(path, maxStatement)
			if err == nil {
				var r app.StatementReport
				r, err = c.ImportStatement(ctx, filepath.Base(path), b, app.Origin{})
				if err == nil {
					reports = append(reports, r.ImportReport)
					continue
				}
			}
			errs = append(errs, err)
		}
		_, err := c.Match(ctx)
		return reports, app.JoinFaults(append(errs, err)...)
	})
}

// FetchInbox reads the statement mailbox once and books what is certain.
func (s *Session) FetchInbox(ctx context.Context) ([]billing.ImportReport, error) {
	return with(s, func(c *app.Company) ([]billing.ImportReport, error) {
		read, err := c.FetchInbox(ctx)
		var reports []billing.ImportReport
		for _, r := range read {
			reports = append(reports, r.ImportReport)
		}
		_, returns := c.FetchReturns(ctx)
		_, matched := c.Match(ctx)
		return reports, app.JoinFaults(err, returns, matched)
	})
}

// Outbox is what waits, failed, is unknown or went lately.
func (s *Session) Outbox(ctx context.Context) ([]billing.DeliveryRow, error) {
	return with(s, func(c *app.Company) ([]billing.DeliveryRow, error) { return c.Outbox(ctx) })
}

// SendBy queues documents by a channel; an empty one means the best.
func (s *Session) SendBy(ctx context.Context, numbers []string, by billing.ChannelName) error {
	return s.do(func(c *app.Company) error { return c.SendBy(ctx, numbers, by) })
}

// ResolveDelivery says what became of an unknown delivery.
func (s *Session) ResolveDelivery(ctx context.Context, id int64, sent bool) error {
	return s.do(func(c *app.Company) error {
		_, err := c.Resolve(ctx, id, sent)
		return err
	})
}

// CancelDelivery takes back a delivery that has not left.
func (s *Session) CancelDelivery(ctx context.Context, id int64) error {
	return s.do(func(c *app.Company) error { return c.CancelDelivery(ctx, id) })
}

// UndoSend takes back the waiting deliveries of documents.
func (s *Session) UndoSend(ctx context.Context, numbers []string) (int, error) {
	return with(s, func(c *app.Company) (int, error) { return c.UndoSend(ctx, numbers) })
}

// SendNow runs the outbox once, including what waits for its undo time.
func (s *Session) SendNow(ctx context.Context) error {
	return s.do(func(c *app.Company) error {
		_, err := c.Send(ctx, app.Sending{Now: true})
		return err
	})
}
