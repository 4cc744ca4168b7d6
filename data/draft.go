package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// Draft by id.
func (t *Tx) Draft(ctx context.Context, id int64) (billing.Draft, error) {
	var d billing.Draft
	if err := t.get(ctx, `SELECT content FROM draft WHERE id = $1`, []any{id}, jsonText{&d}); err != nil {
		return billing.Draft{}, fmt.Errorf("draft %d: %w", id, err)
	}
	d.ID = id
	return d, nil
}

// SaveDraft stores a new draft (ID 0) or a changed one and returns its id. Lines made from an order are refused with
// *billing.FaultError when they take more than is left of it.
func (t *Tx) SaveDraft(ctx context.Context, d billing.Draft) (int64, error) {
	id, err := t.saveDraft(ctx, d)
	if err != nil {
		return 0, fmt.Errorf("save draft %d: %w", d.ID, err)
	}
	return id, nil
}

func (t *Tx) saveDraft(ctx context.Context, d billing.Draft) (int64, error) {
	content, err := json.Marshal(d)
	if err != nil {
		return 0, err
	}
	if !d.Kind.SalesDocument() {
		return 0, billing.Faults{{Code: "draft-kind-wrong", Path: "kind", Args: map[string]string{"kind": string(d.Kind)}}}.Err()
	}
	doc, err := t.preview(ctx, d)
	if err != nil {
		return 0, err
	}
	args := []any{string(doc.Kind), d.Customer.No, doc.Buyer.Name, day(d.IssueDate), day(d.DueDate), string(doc.Currency),
		doc.Totals.Net.Minor, doc.Totals.Tax.Minor, doc.Totals.Payable.Minor, fold(documentText(doc)), moment(t.now), string(content), flag(d.Ready)}
	id := d.ID
	action := "draft.save"
	if id == 0 {
		action = "draft.add"
		id, err = t.insert(ctx, `INSERT INTO draft (kind, customer_no, customer_name, issue_date, due_date, currency, net, tax, payable,
			search, updated_at, content, ready) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, args...)
	} else {
		err = t.change(ctx, `UPDATE draft SET kind = $1, customer_no = $2, customer_name = $3, issue_date = $4, due_date = $5, currency = $6,
			net = $7, tax = $8, payable = $9, search = $10, updated_at = $11, content = $12, ready = $13 WHERE id = $14`, append(args, id)...)
	}
	if err == nil {
		err = t.linkWork(ctx, d, id)
	}
	if err == nil {
		err = t.linkDraft(ctx, d, id)
	}
	if err != nil {
		return 0, err
	}
	return id, t.audit(ctx, action, "draft", id, nil)
}

// preview composes the document for the columns lists show; what is wrong with it stops nobody from saving a draft.
func (t *Tx) preview(ctx context.Context, d billing.Draft) (billing.Document, error) {
	company, err := t.Company(ctx)
	if err != nil {
		return billing.Document{}, err
	}
	var buyer billing.Customer
	if d.Customer.No != "" {
		buyer, err = t.Customer(ctx, d.Customer.No)
		if err == nil && buyer.Payer != "" {
			buyer, err = t.Customer(ctx, buyer.Payer)
		}
		if err != nil && !errors.Is(err, billing.ErrNotFound) {
			return billing.Document{}, err
		}
	}
	doc, _ := billing.Compose(company, buyer, nil, d, billing.Day(t.now))
	return doc, nil
}

// DeleteDraft removes a draft that became an invoice or was thrown away.
func (t *Tx) DeleteDraft(ctx context.Context, id int64) error {
	if err := t.freeDraftWork(ctx, id); err != nil {
		return fmt.Errorf("delete draft %d: %w", id, err)
	}
	if err := t.change(ctx, `DELETE FROM draft WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete draft %d: %w", id, err)
	}
	return t.note("draft.delete", "draft", id, nil, "")
}

// DraftIDs are the ids of all drafts, oldest first: the order in which `issue --all` numbers them.
func (t *Tx) DraftIDs(ctx context.Context) ([]int64, error) {
	var out []int64
	err := t.each(ctx, `SELECT id FROM draft ORDER BY id`, nil, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// Drafts are the drafts as lists show them, newest first, at most limit after the id given (0: from the newest).
func (t *Tx) Drafts(ctx context.Context, before int64, limit int) ([]billing.InvoiceRow, error) {
	if before == 0 {
		before = maxID
	}
	return t.draftRows(ctx, draftSelect+` WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}

const (
	maxID       = 1<<63 - 1
	draftSelect = `SELECT id, kind, customer_no, customer_name, issue_date, due_date, currency, net, tax, payable FROM draft`
)

func (t *Tx) draftRows(ctx context.Context, query string, args ...any) ([]billing.InvoiceRow, error) {
	var out []billing.InvoiceRow
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		r := billing.InvoiceRow{Status: billing.StatusDraft}
		var cur money.Currency
		err := scan(&r.ID, &r.Kind, &r.CustomerNo, &r.CustomerName, scanDay(&r.IssueDate), scanDay(&r.DueDate), &cur,
			&r.Net.Minor, &r.Tax.Minor, &r.Payable.Minor)
		r.Net.Currency, r.Tax.Currency, r.Payable.Currency, r.Outstanding.Currency = cur, cur, cur, cur
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return out, nil
}

// documentText is what a document is found by, beside its number and KID: who it is to, what it is for.
func documentText(d billing.Document) string {
	var b strings.Builder
	add := func(parts ...string) {
		for _, p := range parts {
			if p != "" {
				b.WriteString(p)
				b.WriteByte(' ')
			}
		}
	}
	add(d.CustomerNo, d.Buyer.Name, d.Buyer.OrgNo, d.Buyer.Email, d.BuyerReference, d.OrderReference, d.ContractReference,
		d.ProjectReference, d.Note)
	for _, l := range d.Lines {
		add(l.Item, l.Description, l.SellerItemNo, l.For)
	}
	return b.String()
}
