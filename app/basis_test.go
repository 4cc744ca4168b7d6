package app_test

import (
	"bytes"
	"context"
	"testing"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// pdfPaper is a paper that came back signed.
var pdfPaper = billing.Attachment{Name: "signert.pdf", MIME: "application/pdf", Content: []byte("%PDF-1.7 signed")}

// offerTo is an offer of ten hours and two signs to a customer of the club.
func offerTo(customer string) billing.Basis {
	rate := billing.Rate(decimal.NewFromInt(25))
	return billing.Basis{Kind: billing.KindOffer, Draft: billing.Draft{Customer: billing.CustomerRef{No: customer}, BuyerReference: "Styret",
		Lines: []billing.Line{{Item: "Maling", Quantity: decimal.NewFromInt(10), Unit: "HUR", Price: decimal.NewFromInt(800), VAT: rate},
			{Item: "Skilt", Quantity: decimal.NewFromInt(2), Price: decimal.NewFromInt(4000), VAT: rate}}}}
}

// saveBasis stores a basis that must not be refused.
func saveBasis(tb testing.TB, c *app.Company, b billing.Basis) billing.Basis {
	tb.Helper()
	saved, err := c.SaveBasis(context.Background(), b)
	if err != nil {
		tb.Fatalf("save basis: %v", err)
	}
	return saved
}

// ordered is an order of the club: an offer that was accepted.
func ordered(tb testing.TB, c *app.Company, customer string) billing.Basis {
	tb.Helper()
	offer := saveBasis(tb, c, offerTo(customer))
	order, err := c.AcceptOffer(context.Background(), offer.ID, "Kari", cal.Date{}, []billing.Attachment{pdfPaper})
	if err != nil {
		tb.Fatal(err)
	}
	return order
}

// mustIssue issues a draft that must not be refused.
func mustIssue(tb testing.TB, c *app.Company, id int64) billing.Invoice {
	tb.Helper()
	issued, refused, err := c.Issue(context.Background(), []int64{id}, app.Issuing{AtOnce: true})
	if err != nil || len(issued) != 1 {
		tb.Fatalf("issue draft %d: %v, refused %v", id, err, refused)
	}
	return issued[0]
}

// code is the first fault of a refusal.
func code(err error) string {
	if f := app.Faults(err).Fatal(); len(f) > 0 {
		return f[0].Code
	}
	return ""
}

func stateOf(tb testing.TB, c *app.Company, id int64) billing.BasisState {
	tb.Helper()
	b, err := c.Basis(context.Background(), id)
	if err != nil {
		tb.Fatal(err)
	}
	return b.State
}

func TestOrder_IsInvoicedInPartsUntilDone(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	order := ordered(t, c, "2")
	if order.No != "O-1" || order.From == 0 || order.State != billing.BasisOpen {
		t.Fatalf("order %+v", order)
	}
	offer, err := c.Basis(ctx, order.From)
	if err != nil || offer.State != billing.BasisAccepted || offer.DecidedBy != "Kari" || offer.DecidedOn != c.Today() || len(offer.Papers) != 1 {
		t.Fatalf("offer %+v, %v", offer, err)
	}
	if _, err := c.SaveBasis(ctx, offer); code(err) != "basis-not-editable" {
		t.Errorf("an accepted offer was rewritten: %v", err)
	}
	if _, err := c.AcceptOffer(ctx, offer.ID, "", c.Today().AddDays(1), nil); code(err) != "accepted-in-future" {
		t.Errorf("accepted tomorrow: %v", err)
	}
	if _, err := c.AcceptOffer(ctx, offer.ID, "", cal.Date{}, nil); code(err) != "basis-decided" {
		t.Errorf("accepted twice: %v", err)
	}

	four := []billing.Take{{Line: 1, Quantity: decimal.NewFromInt(4)}}
	first, err := c.InvoiceBasis(ctx, order.ID, four)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.InvoiceBasis(ctx, order.ID, []billing.Take{{Line: 1, Quantity: decimal.NewFromInt(7)}}); code(err) != "order-exceeds" {
		t.Errorf("seven of six: %v", err)
	}
	d, err := c.Draft(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	d.Lines[0].Quantity = decimal.NewFromInt(11)
	if _, err := c.SaveDraft(ctx, d); code(err) != "order-exceeds" {
		t.Errorf("a draft grew beyond its order: %v", err)
	}
	inv := mustIssue(t, c, first)
	rest, err := c.InvoiceBasis(ctx, order.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := c.BasisTaken(ctx, order.ID)
	if diff := cmp.Diff(map[int]decimal.Decimal{1: decimal.NewFromInt(10), 2: decimal.NewFromInt(2)}, taken); diff != "" || err != nil {
		t.Errorf("taken (-want +got): %s, %v", diff, err)
	}
	if got := stateOf(t, c, order.ID); got != billing.BasisOpen {
		t.Errorf("an order on a draft is %s", got)
	}
	mustIssue(t, c, rest)
	if got := stateOf(t, c, order.ID); got != billing.BasisDone {
		t.Errorf("an order on invoices to the end is %s", got)
	}
	if _, err := c.InvoiceBasis(ctx, order.ID, nil); code(err) != "basis-closed" {
		t.Errorf("invoiced beyond the end: %v", err)
	}

	one := []billing.CreditLine{{ID: 1, Quantity: decimal.NewFromInt(1)}}
	if _, err := c.Credit(ctx, inv.Number(), one, "for mye", app.Issuing{AtOnce: true}); err != nil {
		t.Fatal(err)
	}
	if got := stateOf(t, c, order.ID); got != billing.BasisOpen {
		t.Errorf("an order given back is %s", got)
	}
	page, err := c.Bases(ctx, billing.KindOrder, nil, "", 0)
	if err != nil || len(page.Rows) != 1 {
		t.Fatal(page, err)
	}
	row := page.Rows[0]
	if row.Invoiced != 91 || len(row.Documents) != 2 || row.Title != "Maling" || row.CustomerNo != "2" {
		t.Errorf("row %+v", row)
	}
	mustVerify(t, c)
}

func TestCustomerRights_OffersAreExportedAndErased(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	invoiced := ordered(t, c, "2") // T-1, O-1
	id, err := c.InvoiceBasis(ctx, invoiced.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	number := mustIssue(t, c, id).Number()
	if _, err := c.Credit(ctx, number, nil, "feil", app.Issuing{}); err != nil {
		t.Fatal(err)
	}
	declined := saveBasis(t, c, offerTo("2")) // T-2
	if err := c.SendBasis(ctx, declined.ID); err != nil {
		t.Fatal(err)
	}
	b, err := c.ExportCustomer(ctx, "2")
	if err != nil {
		t.Fatal(err)
	}
	files := unzip(t, b)
	if !bytes.Equal(files["offers/T-1-1.pdf"], pdfPaper.Content) || !bytes.Contains(files["offers/T-2.json"], []byte("Maling")) || files["offers/O-1.json"] == nil {
		t.Errorf("offers are missing from %d files", len(files))
	}
	if _, err := c.EraseCustomer(ctx, "2"); code(err) != "customer-has-bases" {
		t.Errorf("erased with an offer that waits: %v", err)
	}
	for id, state := range map[int64]billing.BasisState{declined.ID: billing.BasisDeclined, invoiced.ID: billing.BasisDone} {
		if err := c.CloseBasis(ctx, id, state, "Kari Ødegård"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.EraseCustomer(ctx, "2"); err != nil {
		t.Fatal(err)
	}
	after, err := c.Basis(ctx, declined.ID)
	if err != nil || len(after.Draft.Lines) != 0 || after.DecidedBy != "" {
		t.Errorf("still known: %+v, %v", after, err)
	}
	if sent, err := c.BasisSendings(ctx, declined.ID); err != nil || len(sent) != 0 {
		t.Errorf("mails still kept: %v, %v", sent, err)
	}
	for _, id := range []int64{invoiced.ID, invoiced.From} {
		if kept, err := c.Basis(ctx, id); err != nil || len(kept.Draft.Lines) != 2 {
			t.Errorf("what an invoice was made from is gone: %+v, %v", kept, err)
		}
	}
	mustVerify(t, c)
}
