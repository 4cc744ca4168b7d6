package data_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func hours(n int64) billing.Work {
	return billing.Work{CustomerNo: "1001", Kind: billing.WorkHours, Date: cal.Date{Year: 2026, Month: 11, Day: 3}, Person: "Ola", Text: "Rørlegging",
		Quantity: decimal.NewFromInt(n), Price: decimal.NewFromInt(900), VAT: billing.VAT{Category: billing.Standard, Rate: decimal.NewFromInt(25)}}
}

func saveWork(t testing.TB, s *data.Store, w billing.Work) billing.Work {
	t.Helper()
	update(t, s, func(tx *data.Tx) (err error) {
		w, err = tx.SaveWork(context.Background(), w)
		return err
	})
	return w
}

// workDraftOf is an invoice draft with a line for each row.
func workDraftOf(ids ...int64) billing.Draft {
	d := draft(1000)
	for _, id := range ids {
		l := d.Lines[0]
		l.Source = &billing.Source{Kind: billing.FromWork, Work: []int64{id}}
		d.Lines = append(d.Lines, l)
	}
	return d
}

func saveDraft(s *data.Store, d billing.Draft) (id int64, err error) {
	err = s.Update(context.Background(), func(tx *data.Tx) (err error) {
		id, err = tx.SaveDraft(context.Background(), d)
		return err
	})
	return id, err
}

func allWork(t testing.TB, s *data.Store) map[int64]billing.Work {
	t.Helper()
	out := map[int64]billing.Work{}
	view(t, s, func(tx *data.Tx) error {
		rows, err := tx.Work(context.Background(), billing.WorkQuery{})
		for _, w := range rows {
			out[w.ID] = w
		}
		return err
	})
	return out
}

func TestWork_IsReadBackAsStored(t *testing.T) {
	s := create(t)
	w := hours(3)
	w.Project, w.ItemNo, w.Unit = "Bad", "V1", "HUR"
	w.Receipt = &billing.Attachment{Name: "kvittering.pdf", MIME: "application/pdf", Content: []byte("%PDF-1")}
	got := saveWork(t, s, w)
	w.ID = got.ID
	w.Receipt = &billing.Attachment{Name: "kvittering.pdf", MIME: "application/pdf"}
	if diff := cmp.Diff(got, w); diff != "" {
		t.Errorf("-got +want:\n%s", diff)
	}
	got.Text = "Flislegging"
	saveWork(t, s, got) // the receipt has no content here: the stored one stays
	view(t, s, func(tx *data.Tx) error {
		r, err := tx.WorkReceipt(context.Background(), w.ID)
		if string(r.Content) != "%PDF-1" {
			t.Errorf("receipt %q", r.Content)
		}
		return err
	})
	got.Receipt = nil
	saveWork(t, s, got)
	if err := s.View(context.Background(), func(tx *data.Tx) error { _, err := tx.WorkReceipt(context.Background(), w.ID); return err }); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("receipt after it was removed: %v", err)
	}
	verify(t, s)
}

func TestWork_StandsOnOneDocument(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	a, b := saveWork(t, s, hours(1)), saveWork(t, s, hours(2))
	first, err := saveDraft(s, workDraftOf(a.ID, b.ID))
	if err != nil {
		t.Fatal(err)
	}
	var refused *billing.FaultError
	if _, err := saveDraft(s, workDraftOf(a.ID)); !errors.As(err, &refused) || refused.Faults[0].Code != "work-drafted" {
		t.Errorf("a second draft: %v", err)
	}
	if _, err := saveDraft(s, workDraftOf(99)); !errors.As(err, &refused) || refused.Faults[0].Code != "work-unknown" {
		t.Errorf("work nobody has: %v", err)
	}
	d := workDraftOf(a.ID) // b is taken off
	d.ID = first
	if _, err := saveDraft(s, d); err != nil {
		t.Fatal(err)
	}
	if w := allWork(t, s); w[a.ID].DraftID != first || w[b.ID].DraftID != 0 {
		t.Errorf("after b was taken off: %+v", w)
	}
	twice := workDraftOf(b.ID, b.ID)
	if _, err := saveDraft(s, twice); !errors.As(err, &refused) || refused.Faults[0].Code != "work-twice" {
		t.Errorf("the same hour on two lines: %v", err)
	}
	for _, id := range []int64{a.ID} {
		if err := s.Update(ctx, func(tx *data.Tx) error { return tx.DeleteWork(ctx, id) }); !errors.Is(err, billing.ErrConflict) {
			t.Errorf("deleted while it stands on a draft: %v", err)
		}
	}
	update(t, s, func(tx *data.Tx) error { return tx.DeleteDraft(ctx, first) })
	if w := allWork(t, s); w[a.ID].DraftID != 0 {
		t.Error("a deleted draft kept its hours")
	}
	inv := issue(t, s, workDraftOf(a.ID))
	if w := allWork(t, s); w[a.ID].Invoice != inv.Number() || w[a.ID].DraftID != 0 {
		t.Errorf("after issue: %+v", w[a.ID])
	}
	if _, err := saveDraft(s, workDraftOf(a.ID)); !errors.As(err, &refused) || refused.Faults[0].Code != "work-invoiced" {
		t.Errorf("a draft of invoiced hours: %v", err)
	}
	verify(t, s)
}

func TestWork_InvoicedNeverChangesUntilCreditedWhole(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	w := hours(1)
	w.Receipt = &billing.Attachment{Name: "a.pdf", MIME: "application/pdf", Content: []byte("%PDF-1")}
	w = saveWork(t, s, w)
	free := saveWork(t, s, hours(5))
	inv := issue(t, s, workDraftOf(w.ID))
	db := raw(t, s.Path())
	for _, q := range []string{`UPDATE work SET quantity = '9' WHERE id = 1`, `UPDATE work SET text = 'x' WHERE id = 1`, `DELETE FROM work WHERE id = 1`,
		`UPDATE work SET invoice_id = NULL WHERE id = 1`, `UPDATE work SET draft_id = NULL WHERE id = 1`,
		`UPDATE work_receipt SET bytes = x'00'`, `DELETE FROM work_receipt`, `UPDATE work SET invoice_id = 1 WHERE id = 2`,
		`INSERT INTO work_receipt (work_id, name, mime, description, sha256, bytes) SELECT work_id, name, mime, description, sha256, bytes FROM work_receipt`,
		`REPLACE INTO work (id, customer_no, project, kind, date, person, text, item_no, quantity, unit, price, vat, receipt)
		 SELECT id, customer_no, project, kind, date, person, text, item_no, '9', unit, price, vat, receipt FROM work WHERE id = 1`,
		`INSERT INTO work (customer_no, project, kind, date, person, text, item_no, quantity, unit, price, vat, receipt, invoice_id)
		 SELECT customer_no, project, kind, date, person, text, item_no, quantity, unit, price, vat, receipt, 1 FROM work WHERE id = 2`} {
		refused(t, db, billing.ErrConflict, q)
	}
	freeWork := func() error { return s.Update(ctx, func(tx *data.Tx) error { return tx.FreeWork(ctx, w.ID) }) }
	if err := freeWork(); !errors.Is(err, billing.ErrConflict) {
		t.Errorf("freed without a credit note: %v", err)
	}
	part, err := billing.CreditDraft(inv, []billing.CreditLine{{ID: 1}}, "")
	if err != nil {
		t.Fatal(err)
	}
	issue(t, s, part)
	if err := freeWork(); !errors.Is(err, billing.ErrConflict) {
		t.Errorf("freed after a part was credited: %v", err)
	}
	rest, err := billing.CreditDraft(inv, []billing.CreditLine{{ID: 2}}, "")
	if err != nil {
		t.Fatal(err)
	}
	issue(t, s, rest)
	if got := allWork(t, s)[w.ID]; got.Invoice != inv.Number() {
		t.Errorf("a credit note freed hours by itself: %+v", got)
	}
	verify(t, s)
	if err := freeWork(); err != nil {
		t.Fatal(err)
	}
	issue(t, s, workDraftOf(w.ID, free.ID))
	verify(t, s)
}

func TestWorkSummaries_SumByCustomerAndProject(t *testing.T) {
	s := create(t)
	for _, project := range []string{"Bad", "Bad", ""} {
		w := hours(2)
		w.Project, w.Price = project, decimal.RequireFromString("100.333")
		saveWork(t, s, w)
	}
	var got []billing.WorkSummary
	view(t, s, func(tx *data.Tx) (err error) {
		got, err = tx.WorkSummaries(context.Background())
		return err
	})
	if len(got) != 2 || got[1].Project != "Bad" || got[1].Net.String() != "401.33" || got[1].Hours.String() != "4" ||
		!slices.Equal(got[1].IDs, []int64{1, 2}) || got[0].CustomerName != kari.Name {
		t.Errorf("summaries %+v", got)
	}
}

// worksite is the state machine of the property: what a document says is read back from the file after every step.
type worksite struct {
	s        *data.Store
	drafts   []int64
	invoices []billing.Invoice
	work     []int64
}

func TestWork_NoHourIsEverOnTwoDocuments(t *testing.T) {
	s := create(t)
	rapid.Check(t, func(r *rapid.T) {
		m := &worksite{s: s} // of its own work: what other rounds left behind is not touched
		for range rapid.IntRange(5, 25).Draw(r, "steps") {
			m.step(r)
			m.holds(r)
		}
	})
	verify(t, s)
}

// step does something at random; refusals are fine, anything else is not.
func (m *worksite) step(r *rapid.T) {
	ctx := context.Background()
	pick := func(list []int64) int64 { return rapid.SampledFrom(append(list, 1<<40)).Draw(r, "id") }
	err := m.s.Update(ctx, func(tx *data.Tx) error {
		switch rapid.SampledFrom([]string{"work", "work", "draft", "draft", "redraft", "undraft", "issue", "issue", "credit", "free", "delete", "change"}).Draw(r, "step") {
		case "work":
			w, err := tx.SaveWork(ctx, hours(int64(rapid.IntRange(1, 9).Draw(r, "hours"))))
			m.work = append(m.work, w.ID)
			return err
		case "draft":
			id, err := tx.SaveDraft(ctx, m.draft(r))
			if err == nil {
				m.drafts = append(m.drafts, id)
			}
			return err
		case "redraft":
			d := m.draft(r)
			d.ID = pick(m.drafts)
			_, err := tx.SaveDraft(ctx, d)
			return err
		case "undraft":
			return tx.DeleteDraft(ctx, pick(m.drafts))
		case "issue":
			inv, err := billing.Issue(ctx, tx, start, pick(m.drafts), nil)
			if err == nil {
				m.invoices = append(m.invoices, inv)
			}
			return err
		case "credit":
			return m.credit(ctx, r, tx)
		case "free":
			return tx.FreeWork(ctx, pick(m.work))
		case "delete":
			return tx.DeleteWork(ctx, pick(m.work))
		default:
			w := hours(99)
			w.ID = pick(m.work)
			_, err := tx.SaveWork(ctx, w)
			return err
		}
	})
	var faults *billing.FaultError
	if err != nil && !errors.As(err, &faults) && !errors.Is(err, billing.ErrConflict) && !errors.Is(err, billing.ErrNotFound) && !errors.Is(err, billing.ErrExceeds) {
		r.Fatalf("trouble: %v", err)
	}
}

func (m *worksite) draft(r *rapid.T) billing.Draft {
	var ids []int64
	for range rapid.IntRange(0, 3).Draw(r, "lines") {
		if len(m.work) > 0 {
			ids = append(ids, rapid.SampledFrom(m.work).Draw(r, "work"))
		}
	}
	return workDraftOf(ids...)
}

func (m *worksite) credit(ctx context.Context, r *rapid.T, tx *data.Tx) error {
	if len(m.invoices) == 0 {
		return nil
	}
	inv := rapid.SampledFrom(m.invoices).Draw(r, "invoice")
	var lines []billing.CreditLine
	if rapid.Bool().Draw(r, "part") {
		lines = []billing.CreditLine{{ID: 1}}
	}
	d, err := billing.CreditDraft(inv, lines, "")
	if err != nil {
		return err
	}
	id, err := tx.SaveDraft(ctx, d)
	if err == nil {
		_, err = billing.Issue(ctx, tx, start, id, nil)
	}
	return err
}

// holds reads what every draft and every invoice says and wants each hour on one of them at most, invoices credited whole aside.
func (m *worksite) holds(r *rapid.T) {
	on := map[int64][]string{}
	note := func(where string, lines []billing.Line) {
		for _, l := range lines {
			if l.Source != nil && l.Source.Kind == billing.FromWork {
				for _, id := range l.Source.Work {
					on[id] = append(on[id], where)
				}
			}
		}
	}
	err := m.s.View(context.Background(), func(tx *data.Tx) error {
		ctx := context.Background()
		for _, id := range m.drafts {
			d, err := tx.Draft(ctx, id)
			if errors.Is(err, billing.ErrNotFound) {
				continue // issued or thrown away
			}
			if err != nil {
				return err
			}
			note(fmt.Sprint("draft ", id), d.Lines)
		}
		for _, inv := range m.invoices {
			credits, err := tx.CreditNotes(ctx, inv.ID())
			if err != nil {
				return err
			}
			left, err := billing.LeftToCredit(inv, credits)
			if err != nil {
				return err
			}
			if left.Gross.Sign() <= 0 {
				continue
			}
			for _, l := range inv.Document().Lines {
				note("invoice "+inv.Number(), []billing.Line{l.Line})
			}
		}
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
	for _, id := range slices.Sorted(maps.Keys(on)) {
		if len(on[id]) > 1 {
			r.Fatalf("hour %d stands on %v", id, on[id])
		}
	}
}
