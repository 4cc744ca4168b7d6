package billing_test

import (
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestCompose_PricesWithVATHitTheSumAsked draws lines with VAT in their prices and demands that the amount to pay is the sum
// of what was asked to the øre, that every line's net follows from its price, and that the totals add up.
func TestCompose_PricesWithVATHitTheSumAsked(t *testing.T) {
	company := seller(t)
	rapid.Check(t, func(r *rapid.T) {
		d := twoRates()
		d.PricesIncludeVAT, d.Lines = true, nil
		want := decimal.Zero
		for range rapid.IntRange(1, 12).Draw(r, "lines") {
			l := billing.Line{Item: "Vare", Unit: "EA",
				Quantity: decimal.New(rapid.Int64Range(1, 99_999).Draw(r, "quantity"), -rapid.Int32Range(0, 3).Draw(r, "places")),
				Price:    decimal.New(rapid.Int64Range(0, 999_999).Draw(r, "price"), -2),
				VAT:      billing.Rate(dec(rapid.SampledFrom([]string{"25", "15", "12", "11.11", "0"}).Draw(r, "rate")))}
			asked := l.Quantity.Mul(l.Price).Round(2)
			if rapid.Bool().Draw(r, "discounted") {
				l.Discount = &billing.Discount{Percent: decimal.NewFromInt(rapid.Int64Range(1, 100).Draw(r, "percent"))}
				asked = asked.Sub(asked.Mul(l.Discount.Percent).Div(dec("100")).Round(2))
			}
			want = want.Add(asked)
			d.Lines = append(d.Lines, l)
		}
		if rapid.Bool().Draw(r, "freight") {
			freight := decimal.New(rapid.Int64Range(1, 99_999).Draw(r, "freight amount"), -2)
			d.Adjustments = []billing.Adjustment{{Charge: true, Amount: freight, Reason: "Frakt", Code: billing.FreightCode}}
			want = want.Add(freight)
		}
		doc, faults := billing.Compose(company, billing.Customer{}, nil, d, today)
		if len(faults) > 0 {
			r.Fatal(faults.Codes())
		}
		if got := doc.Totals.Payable.Decimal(); !got.Equal(want) {
			r.Fatalf("to pay %s, asked %s", got, want)
		}
		addsUp(r, doc)
		if rounding := doc.Totals.Rounding.Decimal().Abs(); rounding.GreaterThan(dec("0.05")) {
			r.Fatalf("rounded by %s", rounding)
		}
	})
}

// addsUp demands what a receiver adds up again.
func addsUp(t interface{ Fatalf(string, ...any) }, doc billing.Document) {
	lines, tax := decimal.Zero, decimal.Zero
	for _, l := range doc.Lines {
		base := l.PriceBase
		if base.IsZero() {
			base = dec("1")
		}
		net := l.Quantity.Mul(l.UnitPrice()).DivRound(base, 12).Round(2).Sub(l.DiscountAmount.Decimal())
		if !net.Equal(l.Net.Decimal()) {
			t.Fatalf("line %d: %s × %s − %s is %s, not %s", l.ID, l.Quantity, l.UnitPrice(), l.DiscountAmount, net, l.Net)
		}
		lines = lines.Add(l.Net.Decimal())
	}
	for _, x := range doc.Taxes {
		if want := x.Base.Decimal().Mul(x.Rate).Div(dec("100")).Round(2); !want.Equal(x.Tax.Decimal()) {
			t.Fatalf("VAT of %s at %s is %s, not %s", x.Base, x.Rate, want, x.Tax)
		}
		tax = tax.Add(x.Tax.Decimal())
	}
	s := doc.Totals
	if !lines.Equal(s.Lines.Decimal()) || !tax.Equal(s.Tax.Decimal()) {
		t.Fatalf("lines %s, VAT %s; totals say %s and %s", lines, tax, s.Lines, s.Tax)
	}
	net := s.Lines.Decimal().Sub(s.Allowances.Decimal()).Add(s.Charges.Decimal())
	gross := net.Add(tax)
	payable := gross.Add(s.Rounding.Decimal()).Sub(s.Prepaid.Decimal())
	if !net.Equal(s.Net.Decimal()) || !gross.Equal(s.Gross.Decimal()) || !payable.Equal(s.Payable.Decimal()) {
		t.Fatalf("net %s, gross %s, to pay %s; totals say %+v", net, gross, payable, s)
	}
}

func TestCompose_ASumNoNetLeadsToIsMetByRounding(t *testing.T) {
	d := twoRates()
	d.PricesIncludeVAT = true
	d.Lines = []billing.Line{{Item: "Billett", Quantity: dec("1"), Price: dec("100.02"), VAT: billing.Rate(dec("25"))}}
	doc := compose(t, seller(t), d)
	if got := doc.Totals.Payable.String(); got != "100.02" {
		t.Errorf("to pay %s", got)
	}
	if doc.Totals.Rounding.IsZero() {
		t.Error("100.02 at 25 % has no net; it should be rounded to")
	}
}

func TestCompose_RoundsToWholeKroner(t *testing.T) {
	for price, want := range map[string]string{"799.85": "1000.00", "800.00": "1000.00", "800.40": "1001.00", "800.39": "1000.00"} {
		d := twoRates()
		d.Rounding = billing.RoundKrone
		d.Lines = []billing.Line{{Item: "Vare", Quantity: dec("1"), Price: dec(price), VAT: billing.Rate(dec("25"))}}
		doc := compose(t, seller(t), d)
		if got := doc.Totals.Payable.String(); got != want {
			t.Errorf("%s: to pay %s, want %s", price, got, want)
		}
		addsUp(t, doc)
	}
}

func TestCompose_SharesFreightByTheLinesVAT(t *testing.T) {
	d := twoRates()
	d.Lines = []billing.Line{
		{Item: "Maskin", Quantity: dec("1"), Price: dec("300"), VAT: billing.Rate(dec("25"))},
		{Item: "Mat", Quantity: dec("1"), Price: dec("100"), VAT: billing.Rate(dec("15"))},
	}
	d.Adjustments = []billing.Adjustment{{Charge: true, Amount: dec("39.99"), Reason: "Frakt"}}
	doc := compose(t, seller(t), d)
	if len(doc.Adjustments) != 2 {
		t.Fatalf("%d parts, want one a rate", len(doc.Adjustments))
	}
	if a, b := doc.Adjustments[0].Value.String(), doc.Adjustments[1].Value.String(); a != "29.99" || b != "10.00" {
		t.Errorf("parts %s and %s", a, b)
	}
	addsUp(t, doc)
}

func TestCompose_APaymentRequestShowsNoVATAndAsksTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := twoRates()
		d.PricesIncludeVAT = rapid.Bool().Draw(r, "including")
		d.Lines = nil
		for range rapid.IntRange(1, 6).Draw(r, "lines") {
			d.Lines = append(d.Lines, billing.Line{Item: "Vare", Quantity: decimal.New(rapid.Int64Range(1, 999).Draw(r, "quantity"), -1),
				Price: decimal.New(rapid.Int64Range(1, 99_999).Draw(r, "price"), -2), VAT: billing.Rate(dec(rapid.SampledFrom([]string{"25", "15"}).Draw(r, "rate")))})
		}
		d.Adjustments = []billing.Adjustment{{Percent: dec("10"), Reason: "Rabatt"}}
		invoice, _ := billing.Compose(seller(t), billing.Customer{}, nil, d, today)
		d.Kind = billing.KindPaymentRequest
		request, _ := billing.Compose(seller(t), billing.Customer{}, nil, d, today)
		if request.Totals.Payable != invoice.Totals.Payable {
			r.Fatalf("asks %s, the invoice %s", request.Totals.Payable, invoice.Totals.Payable)
		}
		if len(request.Taxes) > 0 || request.Totals.Tax.Sign() != 0 {
			r.Fatalf("VAT on a payment request: %+v", request.Taxes)
		}
		sum := decimal.Zero
		for _, l := range request.Lines {
			sum = sum.Add(l.Net.Decimal())
			if !l.VAT.IsZero() {
				r.Fatal("a line with VAT")
			}
		}
		for _, a := range request.Adjustments {
			sum = sum.Sub(a.Value.Decimal())
		}
		if !sum.Add(request.Totals.Rounding.Decimal()).Equal(request.Totals.Payable.Decimal()) {
			r.Fatalf("lines and discounts make %s, to pay %s, rounded %s", sum, request.Totals.Payable, request.Totals.Rounding)
		}
	})
}

// TestUnitPrice_LeadsToTheNetWhereNothingIsLeft holds prices of a fraction of an øre, found by the property above.
func TestUnitPrice_LeadsToTheNetWhereNothingIsLeft(t *testing.T) {
	for _, c := range []struct{ quantity, price, percent string }{{"0.5", "0.01", "50"}, {"1", "0.01", "50"}, {"0.4", "0.01", "0"}, {"1", "0", "0"}, {"3", "10", "100"}} {
		d := billing.Draft{PricesIncludeVAT: true, Lines: []billing.Line{{Item: "Vare", Quantity: dec(c.quantity), Price: dec(c.price), VAT: billing.Rate(dec("25")),
			Discount: &billing.Discount{Percent: dec(c.percent)}}}}
		doc, _ := billing.Compose(seller(t), billing.Customer{}, nil, d, today)
		addsUp(t, doc)
	}
}

func TestCreditAmount_GivesBackTheVATAsItCame(t *testing.T) {
	inv := issued(t, twoRates())
	d, err := billing.CreditAmount(inv, money.New(10_000, "NOK"), "Prisavslag", "Forsinket")
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := billing.Compose(seller(t), billing.Customer{}, &inv, d, today)
	if got := doc.Totals.Payable.String(); got != "100.00" {
		t.Errorf("credits %s", got)
	}
	addsUp(t, doc)
	for _, wrong := range []money.Amount{money.New(0, "NOK"), money.New(-5, "NOK"), money.New(100, "EUR")} {
		if _, err := billing.CreditAmount(inv, wrong, "", ""); err == nil {
			t.Errorf("credits %v", wrong)
		}
	}
}

func twoRates() billing.Draft {
	return billing.Draft{Lines: []billing.Line{line("1", "100", "25"), line("2", "40", "15")}}
}

func issued(t testing.TB, d billing.Draft) billing.Invoice {
	t.Helper()
	return billing.RestoreInvoice(1, "10001", "", time.Time{}, compose(t, seller(t), d))
}
