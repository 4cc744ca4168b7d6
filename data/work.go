package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

const workSelect = `SELECT w.id, w.customer_no, w.project, w.kind, w.date, w.person, w.text, w.item_no, w.quantity, w.unit, w.price, w.vat,
	coalesce(w.draft_id, 0), coalesce(i.number, ''), coalesce(r.name, ''), coalesce(r.mime, ''), coalesce(r.description, '')
	FROM work w LEFT JOIN invoice i ON i.id = w.invoice_id LEFT JOIN work_receipt r ON r.work_id = w.id`

// scanWork reads a row; of a receipt it knows all but the content.
func scanWork(scan func(...any) error) (billing.Work, error) {
	var w billing.Work
	var r billing.Attachment
	err := scan(&w.ID, &w.CustomerNo, &w.Project, &w.Kind, scanDay(&w.Date), &w.Person, &w.Text, &w.ItemNo, &w.Quantity, &w.Unit, &w.Price,
		jsonText{&w.VAT}, &w.DraftID, &w.Invoice, &r.Name, &r.MIME, &r.Description)
	if r.Name != "" {
		w.Receipt = &r
	}
	return w, err
}

// Work are hours and expenses by day. Receipts come without content; see WorkReceipt.
func (t *Tx) Work(ctx context.Context, q billing.WorkQuery) ([]billing.Work, error) {
	var out []billing.Work
	err := t.each(ctx, workSelect+` WHERE (?1 = '' OR w.customer_no = ?1) AND (?2 = '' OR w.project = ?2) AND (?3 = '' OR w.date >= ?3)
		AND (?4 = '' OR w.date <= ?4) AND (?5 = 0 OR w.draft_id IS NULL AND w.invoice_id IS NULL) ORDER BY w.date, w.id`,
		[]any{q.CustomerNo, q.Project, day(q.From), day(q.To), flag(q.Open)}, func(scan func(...any) error) error {
			w, err := scanWork(scan)
			out = append(out, w)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("list work: %w", err)
	}
	return out, nil
}

// WorkByID is one row of hours or expenses, its receipt without content.
func (t *Tx) WorkByID(ctx context.Context, id int64) (billing.Work, error) {
	st, err := t.stmt(ctx, workSelect+` WHERE w.id = $1`)
	if err != nil {
		return billing.Work{}, err
	}
	w, err := scanWork(st.QueryRowContext(ctx, id).Scan)
	if err != nil {
		return w, fmt.Errorf("work %d: %w", id, mapError(err))
	}
	return w, nil
}

// WorkReceipt is the receipt of an expense with its content; ErrNotFound when it has none.
func (t *Tx) WorkReceipt(ctx context.Context, id int64) (billing.Attachment, error) {
	var r billing.Attachment
	var digest string
	err := t.get(ctx, `SELECT name, mime, description, sha256, bytes FROM work_receipt WHERE work_id = $1`, []any{id},
		&r.Name, &r.MIME, &r.Description, &digest, &r.Content)
	if err == nil && billing.Digest(r.Content) != digest {
		err = fmt.Errorf("bytes differ from their digest: %w", ErrDamaged)
	}
	if err != nil {
		return billing.Attachment{}, fmt.Errorf("receipt of work %d: %w", id, err)
	}
	return r, nil
}

// SaveWork stores new hours or expenses (ID 0) or changed ones and returns them with their id. A receipt without content
// leaves the stored one as it is, no receipt removes it. Where the row stands is not for the caller to say. What stands on
// an invoice is refused (ErrConflict).
func (t *Tx) SaveWork(ctx context.Context, w billing.Work) (billing.Work, error) {
	saved, err := t.saveWork(ctx, w)
	if err != nil {
		return w, fmt.Errorf("save work %d: %w", w.ID, err)
	}
	return saved, nil
}

func (t *Tx) saveWork(ctx context.Context, w billing.Work) (billing.Work, error) {
	digest := ""
	if w.Receipt != nil && len(w.Receipt.Content) > 0 {
		digest = billing.Digest(w.Receipt.Content)
	} else if w.Receipt != nil {
		if err := t.get(ctx, `SELECT sha256 FROM work_receipt WHERE work_id = $1`, []any{w.ID}, &digest); err != nil {
			return w, err
		}
	}
	args := []any{w.CustomerNo, w.Project, string(w.Kind), day(w.Date), w.Person, w.Text, w.ItemNo, w.Quantity.String(), w.Unit,
		w.Price.String(), jsonText{w.VAT}, digest}
	action, err := "work.save", error(nil)
	if w.ID == 0 {
		action = "work.add"
		w.ID, err = t.insert(ctx, `INSERT INTO work (customer_no, project, kind, date, person, text, item_no, quantity, unit, price, vat, receipt)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, args...)
	} else {
		err = t.change(ctx, `UPDATE work SET customer_no = $1, project = $2, kind = $3, date = $4, person = $5, text = $6, item_no = $7,
			quantity = $8, unit = $9, price = $10, vat = $11, receipt = $12 WHERE id = $13`, append(args, w.ID)...)
	}
	if err == nil {
		err = t.saveReceipt(ctx, w, digest)
	}
	if err == nil {
		err = t.audit(ctx, action, "work", w.ID, nil)
	}
	if err != nil {
		return w, err
	}
	return t.WorkByID(ctx, w.ID)
}

func (t *Tx) saveReceipt(ctx context.Context, w billing.Work, digest string) error {
	if w.Receipt == nil {
		_, err := t.exec(ctx, `DELETE FROM work_receipt WHERE work_id = $1`, w.ID)
		return err
	}
	if len(w.Receipt.Content) == 0 {
		return nil
	}
	_, err := t.exec(ctx, `INSERT INTO work_receipt (work_id, name, mime, description, sha256, bytes) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (work_id) DO UPDATE SET name = excluded.name, mime = excluded.mime, description = excluded.description,
		sha256 = excluded.sha256, bytes = excluded.bytes`, w.ID, w.Receipt.Name, w.Receipt.MIME, w.Receipt.Description, digest, w.Receipt.Content)
	return err
}

// DeleteWork removes hours or an expense that stand on no draft and no invoice; else it returns ErrConflict.
func (t *Tx) DeleteWork(ctx context.Context, id int64) error {
	if err := t.change(ctx, `DELETE FROM work WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete work %d: %w", id, err)
	}
	return t.note("work.delete", "work", id, nil, "")
}

// FreeWork takes hours or an expense off an invoice that was credited whole, so that they can be invoiced again; ErrConflict
// when it was not.
func (t *Tx) FreeWork(ctx context.Context, id int64) error {
	if err := t.change(ctx, `UPDATE work SET invoice_id = NULL WHERE id = $1 AND invoice_id IS NOT NULL`, id); err != nil {
		return fmt.Errorf("free work %d: %w", id, err)
	}
	return t.audit(ctx, "work.free", "work", id, nil)
}

// WorkSummaries are what waits to be invoiced, by customer and project.
func (t *Tx) WorkSummaries(ctx context.Context) ([]billing.WorkSummary, error) {
	var out []billing.WorkSummary
	net := decimal.Zero
	err := t.each(ctx, `SELECT w.id, w.customer_no, coalesce(c.name, ''), w.project, w.kind, w.date, w.quantity, w.unit, w.price
		FROM work w LEFT JOIN customer c ON c.no = w.customer_no WHERE w.draft_id IS NULL AND w.invoice_id IS NULL
		ORDER BY coalesce(c.name_key, ''), w.customer_no, w.project, w.date, w.id`, nil, func(scan func(...any) error) error {
		var w billing.Work
		var name string
		if err := scan(&w.ID, &w.CustomerNo, &name, &w.Project, &w.Kind, scanDay(&w.Date), &w.Quantity, &w.Unit, &w.Price); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].CustomerNo != w.CustomerNo || out[n-1].Project != w.Project {
			out = append(out, billing.WorkSummary{CustomerNo: w.CustomerNo, CustomerName: name, Project: w.Project, From: w.Date})
			net = decimal.Zero
		}
		s := &out[len(out)-1]
		s.IDs, s.To = append(s.IDs, w.ID), w.Date
		if w.UnitCode() == "HUR" {
			s.Hours = s.Hours.Add(w.Quantity)
		}
		net = net.Add(w.Quantity.Mul(w.Price))
		var err error
		s.Net, err = money.Round(net, money.NOK)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sum up work: %w", err)
	}
	return out, nil
}

// linkWork lets the hours and expenses that a stored draft's lines name stand on it, and frees those it names no longer.
// What stands elsewhere, or is named twice, is refused: nothing is invoiced twice.
func (t *Tx) linkWork(ctx context.Context, d billing.Draft, id int64) error {
	want, faults := workOf(d.Kind, d.Lines)
	if err := faults.Err(); err != nil {
		return err
	}
	if err := t.each(ctx, `SELECT id FROM work WHERE draft_id = $1`, []any{id}, func(scan func(...any) error) error {
		var w int64
		err := scan(&w)
		if _, named := want[w]; named {
			delete(want, w) // stands there already
		} else {
			want[w] = -1 // to be freed
		}
		return err
	}); err != nil {
		return err
	}
	for _, w := range slices.Sorted(maps.Keys(want)) {
		if want[w] < 0 {
			if err := t.moveWork(ctx, "work.unlink", `UPDATE work SET draft_id = NULL WHERE id = $1`, w); err != nil {
				return err
			}
			continue
		}
		if err := t.standsFree(ctx, w, want[w]); err != nil {
			return err
		}
		if err := t.moveWork(ctx, "work.draft", `UPDATE work SET draft_id = $2 WHERE id = $1`, w, id); err != nil {
			return err
		}
	}
	return nil
}

// standsFree refuses what is gone or stands on another document; line is the place that names it.
func (t *Tx) standsFree(ctx context.Context, id int64, line int) error {
	w, err := t.WorkByID(ctx, id)
	var faults billing.Faults
	path := fmt.Sprintf("lines[%d]", line)
	switch {
	case errors.Is(err, billing.ErrNotFound):
		faults.Add("work-unknown", path, "id", fmt.Sprint(id))
	case err != nil:
		return err
	case w.Invoice != "":
		faults.Add("work-invoiced", path, "text", w.Text, "date", w.Date.String(), "number", w.Invoice)
	case w.DraftID != 0:
		faults.Add("work-drafted", path, "text", w.Text, "date", w.Date.String(), "draft", fmt.Sprint(w.DraftID))
	}
	return faults.Err()
}

// issueWork lets the hours and expenses an invoice's lines name stand on it instead of on its draft.
func (t *Tx) issueWork(ctx context.Context, doc billing.Document, invoiceID int64) error {
	lines := make([]billing.Line, len(doc.Lines))
	for i, l := range doc.Lines {
		lines[i] = l.Line
	}
	want, faults := workOf(doc.Kind, lines)
	if err := faults.Err(); err != nil {
		return err
	}
	for _, w := range slices.Sorted(maps.Keys(want)) {
		if err := t.moveWork(ctx, "work.invoice", `UPDATE work SET draft_id = NULL, invoice_id = $2 WHERE id = $1`, w, invoiceID); err != nil {
			return err
		}
	}
	return nil
}

// freeDraftWork frees what still stands on a draft that is about to be deleted.
func (t *Tx) freeDraftWork(ctx context.Context, draftID int64) error {
	return t.linkWork(ctx, billing.Draft{}, draftID)
}

func (t *Tx) moveWork(ctx context.Context, action, query string, id int64, args ...any) error {
	if err := t.change(ctx, query, append([]any{id}, args...)...); err != nil {
		return fmt.Errorf("%s %d: %w", action, id, err)
	}
	return t.audit(ctx, action, "work", id, nil)
}

// workOf are the ids of hours and expenses that lines were made of, with the place of the line. A credit note takes none.
func workOf(kind billing.Kind, lines []billing.Line) (map[int64]int, billing.Faults) {
	var faults billing.Faults
	out := map[int64]int{}
	if kind == billing.KindCreditNote {
		return out, nil
	}
	for i, l := range lines {
		if l.Source == nil || l.Source.Kind != billing.FromWork {
			continue
		}
		for _, id := range l.Source.Work {
			if first, twice := out[id]; twice {
				faults.Add("work-twice", fmt.Sprintf("lines[%d]", i), "line", fmt.Sprint(first+1))
			}
			out[id] = i
		}
	}
	return out, faults
}

// verifyWork compares where each row stands with what drafts and frozen documents say of it. An invoice that was credited
// whole may name work that was freed, and invoiced again.
func (t *Tx) verifyWork(ctx context.Context, f *findings) error {
	live, credited := map[int64]string{}, map[int64]string{}
	for _, q := range []struct {
		query string
		into  map[int64]string
	}{
		{`SELECT 'draft ' || id, content FROM draft WHERE kind = 'invoice' AND instr(content, '"kind":"work"') > 0`, live},
		{workInvoices + ` > 0`, live},
		{workInvoices + ` <= 0`, credited},
	} {
		err := t.each(ctx, q.query, nil, func(scan func(...any) error) error {
			var where, content string
			if err := scan(&where, &content); err != nil {
				return err
			}
			var d struct{ Lines []billing.Line }
			if err := json.Unmarshal([]byte(content), &d); err != nil {
				f.add("%s cannot be read", where)
				return nil
			}
			named, twice := workOf(billing.KindInvoice, d.Lines)
			if len(twice) > 0 {
				f.add("%s names work twice", where)
			}
			for id := range named {
				q.into[id] += "," + where
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return t.each(ctx, `SELECT id, CASE WHEN draft_id IS NOT NULL THEN ',draft ' || draft_id WHEN invoice_id IS NOT NULL
		THEN ',invoice ' || invoice_id ELSE '' END FROM work ORDER BY id`, nil, func(scan func(...any) error) error {
		var id int64
		var where string
		if err := scan(&id, &where); err != nil {
			return err
		}
		f.looked++
		ended := where != "" && strings.Contains(credited[id]+",", where+",") // it stands on what was credited whole, and nowhere else
		if where != live[id] && !(ended && live[id] == "") {
			f.add("work %d stands on %q, documents say %q", id, strings.TrimPrefix(where, ","), strings.TrimPrefix(live[id], ","))
		}
		return nil
	})
}

// workInvoices are the invoices made of work; what follows compares what credit notes left of them.
const workInvoices = `SELECT 'invoice ' || i.id, i.content FROM invoice i WHERE i.kind = 'invoice' AND instr(coalesce(i.content, ''), '"kind":"work"') > 0
	AND CASE WHEN EXISTS (SELECT 1 FROM invoice c WHERE c.original_id = i.id)
	THEN i.net + i.tax - (SELECT sum(c.net + c.tax) FROM invoice c WHERE c.original_id = i.id) ELSE 1 END`
