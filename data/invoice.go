package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// LastIssued is the last number of our own series and its date; 0 and the zero Date before the first.
func (t *Tx) LastIssued(ctx context.Context) (number int64, date cal.Date, err error) {
	err = t.get(ctx, `SELECT seq, issue_date FROM invoice WHERE series = 'own' ORDER BY id DESC LIMIT 1`, nil, &number, scanDay(&date))
	if errors.Is(err, billing.ErrNotFound) {
		return 0, cal.Date{}, nil
	}
	return number, date, err
}

// HighestImported is the highest number among documents of a former system; numbers that are not digits alone, or more
// than fifteen of them, do not count, since ours can never be equal to one.
func (t *Tx) HighestImported(ctx context.Context) (int64, error) {
	var n int64
	err := t.get(ctx, `SELECT seq FROM invoice WHERE series = 'imported' ORDER BY seq DESC LIMIT 1`, nil, &n)
	if errors.Is(err, billing.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// InsertInvoice stores an issued document under its number in the series and returns it with its id. It returns
// ErrNumberTaken when the number exists or is not the next one.
func (t *Tx) InsertInvoice(ctx context.Context, number int64, inv billing.Invoice) (billing.Invoice, error) {
	id, err := t.insertInvoice(ctx, number, inv)
	if err != nil {
		return inv, fmt.Errorf("insert invoice %d: %w", number, err)
	}
	return billing.RestoreInvoice(id, inv.Number(), inv.KID(), inv.IssuedAt(), inv.Document()), nil
}

func (t *Tx) insertInvoice(ctx context.Context, number int64, inv billing.Invoice) (int64, error) {
	doc := inv.Document()
	if inv.Number() != strconv.FormatInt(number, 10) {
		return 0, fmt.Errorf("document carries number %q: %w", inv.Number(), billing.ErrConflict)
	}
	content, err := inv.Content()
	if err != nil {
		return 0, err
	}
	original, err := t.originalOf(ctx, doc)
	if err != nil {
		return 0, err
	}
	total, digest := doc.Totals, billing.Digest(content)
	id, err := t.insert(ctx, `INSERT INTO invoice (series, seq, number, kind, kid, customer_no, customer_name, customer_key, issue_date,
		due_date, currency, net, tax, payable, claim, credited, original_id, issued_at, digest, content)
		VALUES ('own', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, 0, $14, $15, $16, $17)`,
		number, inv.Number(), string(doc.Kind), inv.KID(), doc.CustomerNo, doc.Buyer.Name, sortKey(doc.Buyer.Name), day(doc.IssueDate),
		day(doc.DueDate), string(doc.Currency), total.Net.Minor, total.Tax.Minor, total.Payable.Minor, original, moment(inv.IssuedAt()),
		digest, string(content))
	if err != nil {
		return 0, taken(err)
	}
	if err = t.indexInvoice(ctx, id, inv.Number()+" "+documentText(doc)); err != nil {
		return 0, err
	}
	if err = t.issueWork(ctx, doc, id); err != nil {
		return 0, err
	}
	if err = t.linkInvoice(ctx, id, original, doc); err != nil {
		return 0, err
	}
	t.unsent[id] = true
	row := digestOf(id, "own", number, inv.Number(), string(doc.Kind), inv.KID(), doc.CustomerNo, doc.Buyer.Name, day(doc.IssueDate), day(doc.DueDate),
		string(doc.Currency), total.Net.Minor, total.Tax.Minor, total.Payable.Minor, total.Payable.Minor, 0, original, moment(inv.IssuedAt()), digest)
	return id, t.note("invoice.issue", "invoice", id, map[string]string{"number": inv.Number()}, row)
}

// originalOf is the id of the invoice a credit note reverses, nil for an invoice.
func (t *Tx) originalOf(ctx context.Context, doc billing.Document) (any, error) {
	if doc.Original == nil {
		return nil, nil
	}
	var id int64
	err := t.get(ctx, `SELECT id FROM invoice WHERE seq = $1 AND number = $2`, []any{number(doc.Original.Number), doc.Original.Number}, &id)
	if err != nil {
		return nil, fmt.Errorf("original %q: %w", doc.Original.Number, err)
	}
	return id, nil
}

// InvoiceByNumber finds an issued document. One of a former system has no lines: its document carries parties, dates and
// the amount only.
func (t *Tx) InvoiceByNumber(ctx context.Context, no string) (billing.Invoice, error) {
	inv, err := t.invoice(ctx, invoiceSelect+` WHERE seq = $1 AND number = $2`, number(no), no)
	if err != nil {
		return inv, fmt.Errorf("invoice %q: %w", no, err)
	}
	return inv, nil
}

// Invoice finds an issued document by id; see InvoiceByNumber.
func (t *Tx) Invoice(ctx context.Context, id int64) (billing.Invoice, error) {
	inv, err := t.invoice(ctx, invoiceSelect+` WHERE id = $1`, id)
	if err != nil {
		return inv, fmt.Errorf("invoice of id %d: %w", id, err)
	}
	return inv, nil
}

const invoiceSelect = `SELECT id, number, kind, kid, customer_no, customer_name, issue_date, due_date, currency, net, tax, payable,
	issued_at, digest, coalesce(content, '') FROM invoice`

// frozen is a stored document as its columns say.
type frozen struct {
	id       int64
	number   string
	kid      string
	issuedAt time.Time
	doc      billing.Document // from the columns alone
	digest   string
	content  string // empty for a former system's document
}

func scanFrozen(scan func(...any) error) (frozen, error) {
	var f frozen
	var cur money.Currency
	var net, tax, payable int64
	err := scan(&f.id, &f.number, &f.doc.Kind, &f.kid, &f.doc.CustomerNo, &f.doc.Buyer.Name, scanDay(&f.doc.IssueDate), scanDay(&f.doc.DueDate),
		&cur, &net, &tax, &payable, scanMoment(&f.issuedAt), &f.digest, &f.content)
	f.doc.Currency = cur
	f.doc.Totals = billing.Totals{Net: money.New(net, cur), Tax: money.New(tax, cur), Gross: money.New(net+tax, cur), Payable: money.New(payable, cur)}
	return f, err
}

// document is the frozen content. It fails with ErrDamaged when the content is not what was issued.
func (f frozen) document() (billing.Document, error) {
	if f.content == "" {
		return f.doc, nil
	}
	if billing.Digest([]byte(f.content)) != f.digest {
		return billing.Document{}, fmt.Errorf("content of document %s differs from its digest: %w", f.number, ErrDamaged)
	}
	var doc billing.Document
	if err := json.Unmarshal([]byte(f.content), &doc); err != nil {
		return billing.Document{}, fmt.Errorf("content of document %s: %w: %w", f.number, ErrDamaged, err)
	}
	return doc, nil
}

func (t *Tx) invoice(ctx context.Context, query string, args ...any) (billing.Invoice, error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return billing.Invoice{}, err
	}
	f, err := scanFrozen(st.QueryRowContext(ctx, args...).Scan)
	if err != nil {
		return billing.Invoice{}, mapError(err)
	}
	doc, err := f.document()
	return billing.RestoreInvoice(f.id, f.number, f.kid, f.issuedAt, doc), err
}

// CreditNotes are the credit notes of an invoice, oldest first.
func (t *Tx) CreditNotes(ctx context.Context, invoiceID int64) ([]billing.Invoice, error) {
	var rows []frozen
	err := t.each(ctx, invoiceSelect+` WHERE original_id = $1 ORDER BY id`, []any{invoiceID}, func(scan func(...any) error) error {
		f, err := scanFrozen(scan)
		rows = append(rows, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("credit notes of invoice %d: %w", invoiceID, err)
	}
	var out []billing.Invoice
	for _, f := range rows {
		doc, err := f.document()
		if err != nil {
			return nil, err
		}
		out = append(out, billing.RestoreInvoice(f.id, f.number, f.kid, f.issuedAt, doc))
	}
	return out, nil
}
