package billing_test

import (
	"testing"

	"fakturist/billing"
	"fakturist/billing/money"

	"pgregory.net/rapid"
)

// TestCreditAmount_ComesOutWithoutRounding holds that an amount shared among rates is shared so that each part is a net and its
// VAT: a credit note that gives back 500.00 says 500.00, not 500.01 less an øre.
func TestCreditAmount_ComesOutWithoutRounding(t *testing.T) {
	company := seller(t)
	d := twoRates()
	d.Lines = nil
	for _, rate := range []string{"25", "15", "12"} {
		d.Lines = append(d.Lines, billing.Line{Item: "Vare", Quantity: dec("7"), Price: dec("133.37"), VAT: billing.Rate(dec(rate))})
	}
	inv := issued(t, d)
	rapid.Check(t, func(r *rapid.T) {
		amount := money.New(rapid.Int64Range(100, inv.Document().Totals.Gross.Minor).Draw(r, "amount"), money.NOK)
		draft, err := billing.CreditAmount(inv, amount, "Prisavslag", "Forsinket")
		if err != nil {
			r.Fatal(err)
		}
		credit, faults := billing.Compose(company, billing.Customer{}, &inv, draft, today)
		if err := faults.Err(); err != nil {
			r.Fatal(err)
		}
		if credit.Totals.Payable != amount || !credit.Totals.Rounding.IsZero() {
			r.Fatalf("%s to pay, rounded by %s, want %s", credit.Totals.Payable, credit.Totals.Rounding, amount)
		}
		for i, tax := range credit.Taxes {
			if whole := inv.Document().Taxes[i]; tax.Base.Minor > whole.Base.Minor || tax.Tax.Minor > whole.Tax.Minor {
				r.Fatalf("%s credited of %s at %s %%", tax.Base, whole.Base, tax.Rate)
			}
		}
	})
}
