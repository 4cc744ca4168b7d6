package app_test

import (
	"bytes"
	"context"
	"testing"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/shopspring/decimal"
)

// hour is work for a customer of the club.
func hour(customer, text string, quantity string) billing.Work {
	return billing.Work{CustomerNo: customer, Kind: billing.WorkHours, Date: cal.Date{Year: 2026, Month: 11, Day: 3}, Person: "Ola Dunk", Text: text,
		Quantity: decimal.RequireFromString(quantity), Price: decimal.NewFromInt(900), VAT: billing.Rate(decimal.NewFromInt(25))}
}

// laidOut is an expense with a receipt of so many bytes.
func laidOut(name string, size int) billing.Work {
	w := hour("2", "Materiell "+name, "1")
	w.Kind = billing.WorkExpense
	w.Receipt = &billing.Attachment{Name: name, MIME: "application/pdf", Content: append([]byte("%PDF-1.7 "), bytes.Repeat([]byte("x"), size)...)}
	return w
}

func saveWork(t *testing.T, c *app.Company, rows ...billing.Work) []int64 {
	t.Helper()
	saved, err := c.AddWork(context.Background(), rows)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]int64, len(saved))
	for i, w := range saved {
		ids[i] = w.ID
	}
	return ids
}

func TestInvoiceWork_CarriesTimesheetAndReceipts(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	ids := saveWork(t, c, hour("2", "Maling", "2.5"), hour("2", "Sparkling", "1"), laidOut("kvittering.pdf", 10), laidOut("timeliste.pdf", 10))
	id, err := c.InvoiceWork(ctx, append(ids, ids[0]), billing.BySumTotal, true) // one named twice counts once
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Draft(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Lines) != 2 || d.Lines[0].Item != "Timer" || d.Lines[0].Quantity.String() != "3.5" || d.Lines[1].Item != "Utlegg" {
		t.Errorf("lines %+v", d.Lines)
	}
	names := map[string]bool{}
	for _, a := range d.Attachments {
		if names[a.Name] || !bytes.HasPrefix(a.Content, []byte("%PDF-")) {
			t.Errorf("attachment %q twice, or no PDF", a.Name)
		}
		names[a.Name] = true
	}
	if len(d.Attachments) != 3 || d.Attachments[0].Name != "timeliste.pdf" || !names["kvittering.pdf"] {
		t.Errorf("attachments %v", names)
	}
	if _, err := c.InvoiceWork(ctx, ids[:1], billing.EachWork, false); code(err) != "work-drafted" {
		t.Errorf("a second time: %v", err)
	}
	mustIssue(t, c, id)
	if _, err := c.InvoiceWork(ctx, ids[:1], billing.EachWork, false); code(err) != "work-invoiced" {
		t.Errorf("after issue: %v", err)
	}
	mustVerify(t, c)
}

func TestInvoiceWork_SaysWhichReceiptIsTooLarge(t *testing.T) {
	c := reopen(t, newClub(t, newBox(t)), 0)
	ids := saveWork(t, c, laidOut("liten.pdf", 3<<20), laidOut("stor.pdf", 9<<19))
	_, err := c.InvoiceWork(context.Background(), ids, billing.EachWork, false)
	if code(err) != "work-receipts-too-large" || app.Faults(err)[0].Args["name"] != "stor.pdf" {
		t.Errorf("got %v %v", err, app.Faults(err))
	}
	rows, err := c.Work(context.Background(), billing.WorkQuery{Open: true})
	if err != nil || len(rows) != 2 {
		t.Errorf("a refusal left %d rows open, %v", len(rows), err)
	}
	_, err = c.SaveWork(context.Background(), laidOut("svær.pdf", 6<<20))
	if code(err) != "attachment-too-large" {
		t.Errorf("one receipt beyond the limit: %v", err)
	}
}

func TestSaveWork_KeepsWhatADraftSaysItCosts(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	ids := saveWork(t, c, hour("2", "Maling", "2"))
	draft, err := c.InvoiceWork(ctx, ids, billing.EachWork, false)
	if err != nil {
		t.Fatal(err)
	}
	w := hour("2", "Maling av gjerde", "2")
	w.ID = ids[0]
	if _, err := c.SaveWork(ctx, w); err != nil {
		t.Errorf("its text: %v", err)
	}
	w.Quantity = decimal.NewFromInt(3)
	if _, err := c.SaveWork(ctx, w); code(err) != "work-on-draft" {
		t.Errorf("its hours: %v", err)
	}
	if err := c.DeleteWork(ctx, w.ID); code(err) != "work-on-draft" {
		t.Errorf("removed: %v", err)
	}
	if _, err := c.EraseCustomer(ctx, "2"); code(err) != "customer-has-drafts" {
		t.Errorf("erased: %v", err)
	}
	if err := c.DeleteDraft(ctx, draft); err != nil {
		t.Fatal(err)
	}
	if _, err := c.EraseCustomer(ctx, "2"); code(err) != "customer-has-work" {
		t.Errorf("erased with open hours: %v", err)
	}
	if _, err := c.SaveWork(ctx, w); err != nil {
		t.Errorf("its hours after the draft is gone: %v", err)
	}
	if err := c.FreeWork(ctx, w.ID); code(err) != "work-not-invoiced" {
		t.Errorf("freed: %v", err)
	}
	if err := c.DeleteWork(ctx, w.ID); err != nil {
		t.Error(err)
	}
	w.ID = 0
	w.Price = decimal.New(1, 40)
	if _, err := c.SaveWork(ctx, w); code(err) != "number-too-long" {
		t.Errorf("a price of 10^40: %v", err)
	}
	mustVerify(t, c)
}

func TestSaveWork_TellsEveryFault(t *testing.T) {
	c := reopen(t, newClub(t, newBox(t)), 0)
	_, err := c.SaveWork(context.Background(), billing.Work{CustomerNo: "4711", Kind: "lunch"})
	want := map[string]bool{"work-date-missing": true, "work-text-missing": true, "line-quantity-zero": true, "work-kind-unknown": true, "customer-unknown": true}
	for _, f := range app.Faults(err) {
		delete(want, f.Code)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v (%v)", want, err)
	}
}
