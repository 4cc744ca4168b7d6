package billing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
)

// issuedAtTwoRates is an issued invoice with lines of two rates: 1 000 + 25 % and 3 × 100 + 15 %.
func issuedAtTwoRates(t *testing.T) billing.Invoice {
	t.Helper()
	return billing.RestoreInvoice(1, "10001", "", time.Time{}, compose(t, seller(t), billing.Draft{Lines: []billing.Line{line("1", "1000", "25"), line("3", "100", "15")}}))
}

// creditOf is the draft of a credit note as Prepare sees it, with the codes of what stops it.
func creditOf(t *testing.T, tx ledger, d billing.Draft) (billing.Invoice, []string) {
	t.Helper()
	p, err := billing.Prepare(context.Background(), tx, time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return billing.RestoreInvoice(2, "10002", "", time.Time{}, p.Document), p.Faults.Fatal().Codes()
}

func TestCreditNote_NeverTakesMoreThanIsLeft(t *testing.T) {
	inv := issuedAtTwoRates(t)
	part := func(id int, quantity string) billing.Draft {
		d, err := billing.CreditDraft(inv, []billing.CreditLine{{ID: id, Quantity: dec(quantity)}}, "feil")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	tx := ledger{company: seller(t), buyer: buyer(), invoice: inv}
	first, codes := creditOf(t, tx, part(2, "2"))
	if len(codes) > 0 {
		t.Fatalf("two of three: %v", codes)
	}
	tx.credited = []billing.Invoice{first}
	otherWay, dearer, otherRate := part(2, "1"), part(2, "1"), part(1, "1")
	otherWay.Lines[0].Quantity = dec("-1")
	dearer.Lines[0].Price = dec("2000")
	otherRate.Lines[0].VAT = billing.Rate(dec("12"))
	byAmount, err := billing.CreditAmount(inv, money.New(136501, money.NOK), "Avslag", "")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := billing.CreditDraft(inv, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		d    billing.Draft
		want []string
	}{
		"what is left of the line":      {part(2, "1"), nil},
		"the other line":                {part(1, "1"), nil},
		"the line twice":                {part(2, "2"), []string{"credit-line-exceeds", "credit-rate-exceeds"}},
		"the other way round":           {otherWay, []string{"payable-negative", "credit-line-exceeds"}},
		"more of the rate than is left": {dearer, []string{"credit-exceeds"}},
		"a rate the invoice has not":    {otherRate, []string{"credit-rate-exceeds"}},
		"more in all":                   {byAmount, []string{"credit-exceeds"}},
		"the whole once more":           {whole, []string{"credit-exceeds"}},
	} {
		if _, got := creditOf(t, tx, tc.d); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestCreditable_TellsWhatIsLeftByLineAndRate(t *testing.T) {
	inv := issuedAtTwoRates(t)
	d, err := billing.CreditDraft(inv, []billing.CreditLine{{ID: 2, Quantity: dec("2")}}, "")
	if err != nil {
		t.Fatal(err)
	}
	tx := ledger{company: seller(t), buyer: buyer(), invoice: inv}
	credit, _ := creditOf(t, tx, d)
	tx.credited = []billing.Invoice{credit}
	left, err := billing.Creditable(context.Background(), tx, inv)
	if err != nil || left.Gross.Minor != 136500 || !left.Lines[1].Equal(dec("1")) || !left.Lines[2].Equal(dec("1")) {
		t.Errorf("left %+v, %v", left, err)
	}
	for _, x := range left.Taxes {
		if want := map[string]int64{"25": 100000, "15": 10000}[x.Rate.String()]; x.Base.Minor != want {
			t.Errorf("%s %%: base %s", x.Rate, x.Base)
		}
	}
	if _, err := billing.Creditable(context.Background(), tx, credit); !cmp.Equal(refusal(err), []string{"credit-of-credit"}) {
		t.Errorf("a credit note: %v", err)
	}
}
