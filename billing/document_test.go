package billing_test

import (
	"slices"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var today = cal.On(2026, 11, 22)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// seller is a VAT registered company; clubs are made from it by leaving the register.
func seller(t testing.TB, change ...string) billing.Company {
	t.Helper()
	s := billing.Settings{"name": "Blåbærlia AS", "orgNo": "923609016", "vat": "yes", "foretaksregisteret": "yes", "account": "15032080119",
		"address.street": "Skogveien 3", "address.postCode": "0860", "address.city": "Oslo", "kid.modulus": "10", "kid.length": "12"}
	for i := 0; i+1 < len(change); i += 2 {
		s[change[i]] = change[i+1]
	}
	c, faults := billing.CompanyFrom(s)
	if err := faults.Err(); err != nil {
		t.Fatalf("company: %v", err)
	}
	return c
}

func buyer() billing.Customer {
	return billing.Customer{No: "1001", Party: billing.Party{Name: "Kari Nordmann", Type: billing.Person,
		Address: billing.Address{Street: "Bjørkeveien 12", PostCode: "0861", City: "Oslo"}}}
}

func line(quantity, price, vat string) billing.Line {
	return billing.Line{Item: "Treningsavgift", Quantity: dec(quantity), Price: dec(price), VAT: billing.Rate(dec(vat))}
}

func compose(t testing.TB, c billing.Company, d billing.Draft) billing.Document {
	t.Helper()
	d.Customer.No = "1001"
	doc, faults := billing.Compose(c, buyer(), nil, d, today)
	if err := faults.Err(); err != nil {
		t.Fatalf("compose: %v", err)
	}
	return doc
}

func TestCompose_SumsRoundedLinesAndTaxesTheSum(t *testing.T) {
	discounted := line("1.333", "12.3456", "25")
	discounted.Discount = &billing.Discount{Percent: dec("10"), Reason: "Søsken"}
	perHundred := line("250", "99.90", "15")
	perHundred.PriceBase = dec("100")
	d := billing.Draft{Lines: []billing.Line{discounted, perHundred, line("3", "0.333", "25")},
		Adjustments: []billing.Adjustment{
			{Percent: dec("5"), Reason: "Rabatt", VAT: billing.Rate(dec("25"))},
			{Charge: true, Amount: dec("39"), Reason: "Frakt", VAT: billing.Rate(dec("25"))},
		}, Prepaid: dec("10")}
	doc := compose(t, seller(t), d)
	got := map[string]string{"line1": doc.Lines[0].Net.String(), "line2": doc.Lines[1].Net.String(), "line3": doc.Lines[2].Net.String(),
		"allowances": doc.Totals.Allowances.String(), "charges": doc.Totals.Charges.String(), "net": doc.Totals.Net.String(),
		"tax": doc.Totals.Tax.String(), "gross": doc.Totals.Gross.String(), "payable": doc.Totals.Payable.String()}
	// line 1: 16.4567 → 16.46, less 1.6457 → 1.65; 25 % base: 14.81 + 1.00 − 0.79 + 39.00 = 54.02 → 13.51 (13.505); 15 %: 249.75 → 37.46
	want := map[string]string{"line1": "14.81", "line2": "249.75", "line3": "1.00", "allowances": "0.79", "charges": "39.00",
		"net": "303.77", "tax": "50.97", "gross": "354.74", "payable": "344.74"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Fatalf("(-got +want):\n%s", diff)
	}
	if doc.Taxes[0].Rate.String() != "25" || doc.Taxes[0].Tax.String() != "13.51" || doc.Taxes[1].Tax.String() != "37.46" {
		t.Fatalf("got %v", doc.Taxes)
	}
}

func TestCompose_SellerOutsideTheRegisterIsOutOfScope(t *testing.T) {
	doc := compose(t, seller(t, "vat", "no"), billing.Draft{Lines: []billing.Line{line("1", "1200", "0"), {Item: "Kost", Quantity: dec("1"), Price: dec("350")}}})
	if len(doc.Taxes) != 1 || doc.Taxes[0].Category != billing.OutOfScope || doc.Taxes[0].Reason != billing.OutOfScopeReason || !doc.Totals.Tax.IsZero() {
		t.Fatalf("got %+v", doc.Taxes)
	}
	if faults := doc.Check(billing.CheckInput{Today: today}).Fatal(); len(faults) != 0 {
		t.Fatalf("got %v", faults.Codes())
	}
}

func TestCheck_NotesWhatTheLawAsksFor(t *testing.T) {
	good := func() billing.Draft { return billing.Draft{Lines: []billing.Line{line("1", "100", "25")}} }
	for _, c := range []struct {
		name   string
		change func(*billing.Draft)
		want   string
	}{
		{"no lines", func(d *billing.Draft) { d.Lines = nil }, "BR-16"},
		{"no text", func(d *billing.Draft) { d.Lines[0].Item = " " }, "line-text-missing"},
		{"no quantity", func(d *billing.Draft) { d.Lines[0].Quantity = decimal.Zero }, "line-quantity-zero"},
		{"negative price", func(d *billing.Draft) { d.Lines[0].Price = dec("-1") }, "BR-27"},
		{"unit nobody knows", func(d *billing.Draft) { d.Lines[0].Unit = "mugge" }, "BR-CL-23"},
		{"no VAT", func(d *billing.Draft) { d.Lines[0].VAT = billing.VAT{} }, "line-vat-missing"},
		{"exempt without reason", func(d *billing.Draft) { d.Lines[0].VAT = billing.VAT{Category: billing.Exempt} }, "BR-E-10"},
		{"reverse charge of a person", func(d *billing.Draft) { d.Lines[0].VAT = billing.VAT{Category: billing.ReverseCharge} }, "BR-AE-02"},
		{"due before issue", func(d *billing.Draft) { d.DueDate = today.AddDays(-1) }, "due-before-issue"},
		{"issued tomorrow", func(d *billing.Draft) { d.IssueDate = today.AddDays(1) }, "issue-date-not-allowed"},
		{"issued last week", func(d *billing.Draft) { d.IssueDate = today.AddDays(-7) }, "issue-date-not-allowed"},
		{"period backwards", func(d *billing.Draft) { d.Period = cal.Period{From: today, To: today.AddDays(-1)} }, "BR-29"},
		{"line outside period", func(d *billing.Draft) {
			d.Period = cal.Period{From: cal.On(2026, 11, 1), To: cal.On(2026, 11, 30)}
			d.Lines[0].Period = cal.Period{From: cal.On(2026, 10, 1), To: cal.On(2026, 11, 30)}
		}, "PEPPOL-EN16931-R110"},
		{"discount two ways", func(d *billing.Draft) { d.Lines[0].Discount = &billing.Discount{Percent: dec("5"), Amount: dec("5")} }, "discount-two-ways"},
		{"discount over hundred", func(d *billing.Draft) { d.Lines[0].Discount = &billing.Discount{Percent: dec("101")} }, "percent-out-of-range"},
		{"adjustment without reason", func(d *billing.Draft) { d.Adjustments = []billing.Adjustment{{Amount: dec("1")}} }, "adjustment-reason-missing"},
		{"negative sum", func(d *billing.Draft) { d.Lines[0].Quantity = dec("-1") }, "payable-negative"},
		{"another currency without rate", func(d *billing.Draft) { d.Currency = "EUR" }, "exchange-rate-missing"},
		{"no currency", func(d *billing.Draft) { d.Currency = "kr" }, "PEPPOL-EN16931-CL007"},
		{"payee without name", func(d *billing.Draft) { d.Payee = &billing.Payee{Account: "15032080119"} }, "BR-17"},
		{"payee's wrong account", func(d *billing.Draft) { d.Payee = &billing.Payee{Name: "Factor", Account: "15032080118"} }, "account-wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := good()
			c.change(&d)
			codes := compose(t, seller(t), d).Check(billing.CheckInput{Today: today}).Fatal().Codes()
			if !slices.Contains(codes, c.want) {
				t.Fatalf("got %v, want %s", codes, c.want)
			}
		})
	}
	if codes := compose(t, seller(t), good()).Check(billing.CheckInput{Today: today}).Fatal().Codes(); len(codes) > 0 {
		t.Fatalf("a good draft: got %v", codes)
	}
}

func TestCheck_NamesTheRuleOfTheCategoryWithoutItsReason(t *testing.T) {
	for category, want := range map[billing.VATCategory]string{billing.Exempt: "BR-E-10", billing.ReverseCharge: "BR-AE-10",
		billing.Export: "BR-G-10", billing.IntraCommunity: "BR-IC-10"} {
		doc := compose(t, seller(t), billing.Draft{Lines: []billing.Line{line("1", "100", "25")}})
		doc.Lines[0].VAT = billing.VAT{Category: category}
		if got := doc.Check(billing.CheckInput{Today: today}).Codes(); !slices.Contains(got, want) {
			t.Errorf("category %s without a reason: %q, want %s among them", category, got, want)
		}
	}
}

func TestCheck_AllowsTheLastDayOfLastMonthForFifteenWorkingDays(t *testing.T) {
	d := billing.Draft{IssueDate: cal.On(2026, 10, 31), Delivery: &billing.DeliveryPlace{Date: cal.On(2026, 10, 31)},
		Lines: []billing.Line{line("1", "100", "25")}}
	for day, want := range map[cal.Date]bool{cal.On(2026, 11, 20): true, cal.On(2026, 11, 23): false} {
		doc, _ := billing.Compose(seller(t), buyer(), nil, d, day)
		got := !slices.Contains(doc.Check(billing.CheckInput{Today: day}).Codes(), "issue-date-not-allowed")
		if got != want {
			t.Errorf("on %s: got allowed %v, want %v", day, got, want)
		}
	}
	d.Delivery.Date = cal.On(2026, 11, 2)
	doc, _ := billing.Compose(seller(t), buyer(), nil, d, cal.On(2026, 11, 5))
	if !slices.Contains(doc.Check(billing.CheckInput{Today: cal.On(2026, 11, 5)}).Codes(), "issue-date-not-allowed") {
		t.Error("delivery in the new month: want the old date refused")
	}
}

func TestCheck_KeepsTheSeriesInOrderOfDates(t *testing.T) {
	doc := compose(t, seller(t), billing.Draft{Lines: []billing.Line{line("1", "100", "25")}})
	codes := doc.Check(billing.CheckInput{Today: today, LastIssued: today.AddDays(1)}).Codes()
	if !slices.Contains(codes, "issue-date-before-last") {
		t.Fatalf("got %v", codes)
	}
}

func TestCompanyFrom_NamesEverySettingThatCannotBe(t *testing.T) {
	_, faults := billing.CompanyFrom(billing.Settings{"name": "X", "orgNo": "923609017", "vat": "perhaps", "account": "15032080118",
		"kid.modulus": "9", "kid.length": "8", "terms": "400", "language": "fi", "routes": "ehf,fax"})
	got := faults.Codes()
	for _, want := range []string{"orgno-wrong", "setting-not-yes-no", "account-wrong", "setting-out-of-range", "language-unknown", "route-unknown"} {
		if !slices.Contains(got, want) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

func TestReadDraft_RefusesUnknownFieldsByName(t *testing.T) {
	_, err := billing.ReadDraft([]byte(`{"customer":{"no":"1001"},"lines":[{"item":"x","quantity":"1","price":"2","vat":"25","prise":"3"}]}`))
	if err == nil || !slices.Contains([]string{`json: unknown field "prise"`}, err.Error()) {
		t.Fatalf("got %v, want the field named", err)
	}
	d, err := billing.ReadDraft([]byte(`{"customer":{"no":"1001"},"lines":[{"item":"x","quantity":"1.333","price":"12.3456",
		"vat":{"category":"AE","reason":"y"},"discount":{"percent":"10"}}]}`))
	if err != nil || d.Lines[0].VAT.Category != billing.ReverseCharge || d.Lines[0].Quantity.String() != "1.333" {
		t.Fatalf("got %+v (%v)", d, err)
	}
}

// drawDraft is any draft a VAT registered seller may write.
func drawDraft(t *rapid.T) billing.Draft {
	rates := []string{"25", "15", "12", "11.11", "0"}
	number := func(name string, low, high int64, decimals int32) decimal.Decimal {
		return decimal.New(rapid.Int64Range(low, high).Draw(t, name), -decimals)
	}
	var d billing.Draft
	for range rapid.IntRange(1, 12).Draw(t, "lines") {
		l := billing.Line{Item: "Vare", Quantity: number("quantity", 1, 99999, int32(rapid.IntRange(0, 3).Draw(t, "qd"))),
			Price: number("price", 0, 9999999, int32(rapid.IntRange(0, 4).Draw(t, "pd"))), VAT: billing.Rate(dec(rapid.SampledFrom(rates).Draw(t, "rate")))}
		switch rapid.IntRange(0, 3).Draw(t, "discount") {
		case 1:
			l.Discount = &billing.Discount{Percent: number("percent", 1, 10000, 2)}
		case 2:
			l.Discount = &billing.Discount{Amount: number("amount", 1, 500, 2)}
		}
		d.Lines = append(d.Lines, l)
	}
	for range rapid.IntRange(0, 2).Draw(t, "adjustments") {
		d.Adjustments = append(d.Adjustments, billing.Adjustment{Charge: rapid.Bool().Draw(t, "charge"), Reason: "x",
			Percent: number("percent", 1, 2000, 2), VAT: d.Lines[0].VAT})
	}
	return d
}

// EN 16931 holds exactly: BR-CO-10 to 17, with VAT on the rounded sum of each rate.
func TestCompose_TotalsAddUp(t *testing.T) {
	c := seller(t)
	rapid.Check(t, func(t *rapid.T) {
		doc, faults := billing.Compose(c, buyer(), nil, drawDraft(t), today)
		if len(faults) > 0 {
			t.Fatalf("got %v", faults)
		}
		var lines, tax, bases int64
		for _, l := range doc.Lines {
			lines += l.Net.Minor
			if l.Gross.Minor-l.DiscountAmount.Minor != l.Net.Minor {
				t.Fatalf("line %d: %v − %v ≠ %v", l.ID, l.Gross, l.DiscountAmount, l.Net)
			}
		}
		for _, x := range doc.Taxes {
			want, err := money.Round(x.Base.Decimal().Mul(x.Rate).Shift(-2), money.NOK)
			if err != nil || x.Tax != want {
				t.Fatalf("VAT of %v at %v: got %v, want %v (%v)", x.Base, x.Rate, x.Tax, want, err)
			}
			tax, bases = tax+x.Tax.Minor, bases+x.Base.Minor
		}
		tot := doc.Totals
		if tot.Lines.Minor != lines || tot.Net.Minor != lines-tot.Allowances.Minor+tot.Charges.Minor || bases != tot.Net.Minor ||
			tot.Tax.Minor != tax || tot.Gross.Minor != tot.Net.Minor+tax || tot.Payable != tot.Gross {
			t.Fatalf("totals do not add up: %+v", tot)
		}
	})
}

func TestCreditDraft_MirrorsTheInvoiceToTheOre(t *testing.T) {
	c := seller(t)
	rapid.Check(t, func(t *rapid.T) {
		doc, _ := billing.Compose(c, buyer(), nil, drawDraft(t), today)
		inv := billing.RestoreInvoice(1, "10001", "", time.Time{}, doc)
		d, err := billing.CreditDraft(inv, nil, "feil")
		if err != nil {
			t.Fatal(err)
		}
		credit, faults := billing.Compose(c, buyer(), &inv, d, today.AddDays(3))
		if len(faults) > 0 || credit.Totals != doc.Totals {
			t.Fatalf("got %+v, want %+v (%v)", credit.Totals, doc.Totals, faults)
		}
		if credit.Original == nil || credit.Original.Number != "10001" || !credit.DueDate.IsZero() {
			t.Fatalf("got reference %+v, due %s", credit.Original, credit.DueDate)
		}
	})
}

func TestCreditDraft_OfAPartOfALine(t *testing.T) {
	d := billing.Draft{Lines: []billing.Line{line("4", "100", "25"), line("1", "80", "15")}}
	d.Lines[0].Discount = &billing.Discount{Amount: dec("10")}
	inv := billing.RestoreInvoice(1, "10001", "", time.Time{}, compose(t, seller(t), d))
	draft, err := billing.CreditDraft(inv, []billing.CreditLine{{ID: 1, Quantity: dec("1")}}, "retur")
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := billing.Compose(seller(t), buyer(), &inv, draft, today)
	if got := doc.Totals.Gross.String(); got != "121.88" { // (100 − 2.50) × 1.25 = 121.875
		t.Fatalf("got %s, want 121.88", got)
	}
	for _, wrong := range []billing.CreditLine{{ID: 1, Quantity: dec("5")}, {ID: 1, Quantity: dec("-1")}, {ID: 9}} {
		if _, err := billing.CreditDraft(inv, []billing.CreditLine{wrong}, ""); err == nil {
			t.Errorf("credit %+v: want refused", wrong)
		}
	}
}

func TestNextChannel_FollowsTheListPastWhatCannotBe(t *testing.T) {
	list := []billing.ChannelName{billing.EHF, billing.Email, billing.Letter}
	person := buyer().Party
	if ch, ok := billing.NextChannel(list, person, ""); !ok || ch != billing.Letter {
		t.Fatalf("a person without e-mail: got %s %v, want letter", ch, ok)
	}
	person.Email = "kari@example.no"
	if ch, _ := billing.NextChannel(list, person, ""); ch != billing.Email {
		t.Fatalf("got %s, want email", ch)
	}
	if ch, _ := billing.NextChannel(list, person, billing.Email); ch != billing.Letter {
		t.Fatalf("after email: got %s, want letter", ch)
	}
	if ch, _ := billing.NextChannel([]billing.ChannelName{billing.EHF, billing.Letter}, person, billing.Email); ch != billing.Letter {
		t.Errorf("after a channel that is not in the list: %s, want the first that can carry", ch)
	}
	if _, ok := billing.NextChannel([]billing.ChannelName{billing.EHF}, person, ""); ok {
		t.Fatal("an exclusive list the buyer cannot take: want none")
	}
}

func FuzzReadDraft(f *testing.F) {
	f.Add([]byte(`{"customer":{"no":"1"},"lines":[{"item":"a","quantity":"1e400","price":"1","vat":"25"}]}`))
	f.Add([]byte(`{"lines":[{"item":"a","quantity":"99999999999999999999","price":"99999999999999999999","vat":"25"}]} x`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := billing.ReadDraft(b)
		if err != nil {
			return
		}
		doc, _ := billing.Compose(billing.Company{}, billing.Customer{}, nil, d, today)
		doc.Check(billing.CheckInput{Today: today})
	})
}
