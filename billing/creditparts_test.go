package billing_test

import (
	"context"
	"testing"
	"time"

	"fakturist/billing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestCredit_InPartsTakesExactlyTheInvoice credits an invoice line by line, part by part, in any order. Each note rounds its own
// VAT; all the same none is refused, none takes more than is left, and together they take the invoice to the øre.
func TestCredit_InPartsTakesExactlyTheInvoice(t *testing.T) {
	company := seller(t)
	rapid.Check(t, func(r *rapid.T) {
		d := twoRates()
		d.Customer.No, d.Lines = "1001", nil
		d.PricesIncludeVAT = rapid.Bool().Draw(r, "including")
		if rapid.Bool().Draw(r, "krone") {
			d.Rounding = billing.RoundKrone
		}
		for range rapid.IntRange(1, 6).Draw(r, "lines") {
			d.Lines = append(d.Lines, billing.Line{Item: "Vare", Quantity: decimal.NewFromInt(rapid.Int64Range(1, 4).Draw(r, "quantity")),
				Price: decimal.New(rapid.Int64Range(1, 9_999).Draw(r, "price"), -2),
				VAT:   billing.Rate(dec(rapid.SampledFrom([]string{"25", "15", "11.11"}).Draw(r, "rate")))})
		}
		doc, _ := billing.Compose(company, buyer(), nil, d, today)
		if doc.Totals.Payable.Sign() <= 0 {
			return // a sum below half a krone, rounded away
		}
		books := ledger{company: company, buyer: buyer(), invoice: billing.RestoreInvoice(1, "10001", "", time.Time{}, doc)}
		rest := map[int]int64{}
		for _, l := range doc.Lines {
			rest[l.ID] = l.Quantity.IntPart()
		}
		taken := int64(0)
		for len(rest) > 0 {
			var open []int
			for id := 1; id <= len(doc.Lines); id++ {
				if rest[id] > 0 {
					open = append(open, id)
				}
			}
			id := rapid.SampledFrom(open).Draw(r, "line")
			n := rapid.Int64Range(1, rest[id]).Draw(r, "part")
			if rest[id] -= n; rest[id] == 0 {
				delete(rest, id)
			}
			draft, err := billing.CreditDraft(books.invoice, []billing.CreditLine{{ID: id, Quantity: decimal.NewFromInt(n)}}, "retur")
			if err != nil {
				r.Fatal(err)
			}
			p, err := billing.Prepare(context.Background(), books, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), draft, nil)
			if err != nil {
				r.Fatal(err)
			}
			if fatal := p.Faults.Fatal(); len(fatal) > 0 {
				r.Fatalf("after %d øre of %s: %v", taken, doc.Totals.Payable, fatal)
			}
			if p.Document.Totals.Payable.Sign() < 0 {
				r.Fatalf("credits %s", p.Document.Totals.Payable)
			}
			taken += p.Document.Totals.Payable.Minor
			if taken > doc.Totals.Payable.Minor {
				r.Fatalf("took %d øre of %s", taken, doc.Totals.Payable)
			}
			books.credited = append(books.credited, billing.RestoreInvoice(int64(len(books.credited)+2), "x", "", time.Time{}, p.Document))
		}
		if taken != doc.Totals.Payable.Minor {
			r.Fatalf("took %d øre of %s", taken, doc.Totals.Payable)
		}
	})
}
