package tax_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/tax"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestRates_FollowTheDay(t *testing.T) {
	for _, test := range []struct{ day, want string }{
		{"2026-11-22", "25 15 12 11.11"},
		{"2021-10-01", "25 15 12 11.11"},
		{"2021-09-30", "25 15 11.11 6"},
		{"2020-04-01", "25 15 11.11 6"},
		{"2020-03-31", "25 15 12 11.11"},
		{"2017-12-31", "25 15 11.11 10"},
		{"2015-06-01", "25 15 11.11 8"},
		{"1999-01-01", ""},
	} {
		var got []string
		for _, r := range tax.Rates("no", cal.MustParse(test.day)) {
			got = append(got, r.String())
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, want %s", test.day, got, test.want)
		}
	}
}

func TestFind_GivesTheCodeOfTheAuthority(t *testing.T) {
	day := cal.MustParse("2026-11-22")
	for _, test := range []struct {
		category      billing.VATCategory
		percent, saft string
	}{
		{"S", "25", "3"}, {"S", "25.0", "3"}, {"S", "15", "31"}, {"S", "11.11", "32"}, {"S", "12", "33"},
		{"Z", "0", "5"}, {"AE", "0", "51"}, {"G", "0", "52"}, {"E", "0", "6"}, {"O", "0", "7"},
	} {
		if c, ok := tax.Find("NO", test.category, dec(test.percent), day); !ok || c.SAFT != test.saft {
			t.Errorf("%s %s: code %q, want %s", test.category, test.percent, c.SAFT, test.saft)
		}
	}
	if c, ok := tax.Find("NO", "S", dec("24"), day); ok {
		t.Errorf("24 per cent is code %s", c.SAFT)
	}
}

func TestJudge_SaysNothingOfWhatItDoesNotKnow(t *testing.T) {
	for _, test := range []struct {
		country, percent, day string
		want                  tax.Verdict
	}{
		{"NO", "25", "2026-11-22", tax.Right},
		{"NO", "6", "2026-11-22", tax.Wrong},
		{"NO", "6", "2020-06-01", tax.Right},
		{"NO", "24", "1990-01-01", tax.Unjudged},
		{"SE", "24", "2026-11-22", tax.Unjudged},
	} {
		if got := tax.Judge(test.country, dec(test.percent), cal.MustParse(test.day)); got != test.want {
			t.Errorf("%s %s on %s: %d, want %d", test.country, test.percent, test.day, got, test.want)
		}
	}
}

// document is one line of one rate, issued and delivered on given days.
func document(v billing.VAT, issued, delivered string) billing.Document {
	return billing.Document{Kind: billing.KindInvoice, Seller: billing.Party{VATNo: "NO991825827MVA"}, IssueDate: cal.MustParse(issued),
		Delivery: billing.DeliveryPlace{Date: cal.MustParse(delivered)},
		Lines:    []billing.PricedLine{{ID: 1, Line: billing.Line{Item: "A", VAT: v}}}}
}

func TestCheck_JudgesByTheDayOfSupply(t *testing.T) {
	standard := func(p string) billing.VAT { return billing.VAT{Category: billing.Standard, Rate: dec(p)} }
	credit := document(standard("6"), "2026-11-22", "")
	credit.Kind, credit.Original = billing.KindCreditNote, &billing.OriginalReference{Number: "1", IssueDate: cal.MustParse("2021-05-01")}
	overTheTurn := document(standard("6"), "2021-10-15", "")
	overTheTurn.Period = cal.Period{From: cal.MustParse("2021-09-01"), To: cal.MustParse("2021-10-10")}
	for _, test := range []struct {
		name    string
		doc     billing.Document
		want    []string
		warning bool
	}{
		{"right", document(standard("25"), "2026-11-22", "2026-11-20"), nil, false},
		{"rate of another day", document(standard("6"), "2026-11-22", "2026-11-20"), []string{"vat-rate-wrong"}, false},
		{"old delivery, old rate", document(standard("6"), "2021-10-15", "2021-09-20"), nil, false},
		{"old delivery, new rate", document(standard("12"), "2021-10-15", "2021-09-20"), []string{"vat-rate-wrong"}, true},
		{"credit note takes the invoice's rate", credit, nil, false},
		{"period over a turn of rates", overTheTurn, []string{"vat-rate-wrong"}, true},
		{"S without rate", document(standard("0"), "2026-11-22", ""), []string{"BR-S-05"}, false},
		{"Z with rate", document(billing.VAT{Category: "Z", Rate: dec("1")}, "2026-11-22", ""), []string{"BR-Z-05"}, false},
	} {
		faults := tax.Check(test.doc)
		if diff := cmp.Diff(append([]string{}, faults.Codes()...), append([]string{}, test.want...)); diff != "" {
			t.Errorf("%s (-got +want):\n%s", test.name, diff)
		} else if len(faults) > 0 && faults[0].Warning != test.warning {
			t.Errorf("%s: warning %v", test.name, faults[0].Warning)
		}
	}
}

func TestCheck_NamesRateDayAndChoice(t *testing.T) {
	faults := tax.Check(document(billing.VAT{Category: billing.Standard, Rate: dec("24")}, "2026-11-22", ""))
	want := billing.Faults{{Code: "vat-rate-wrong", Path: "lines[0].vat",
		Args: map[string]string{"rate": "24", "date": "2026-11-22", "rates": "25, 15, 12, 11.11"}}}
	if diff := cmp.Diff(faults, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestCheck_AsksOfAdjustmentsWhatItAsksOfLines(t *testing.T) {
	doc := document(billing.VAT{Category: billing.Standard, Rate: dec("25")}, "2026-11-22", "")
	add := func(v billing.VAT) {
		doc.Adjustments = append(doc.Adjustments, billing.PricedAdjustment{Adjustment: billing.Adjustment{VAT: v}})
		doc.Taxes = append(doc.Taxes, billing.TaxBreakdown{Category: v.Category, Rate: v.Rate, Reason: v.Reason})
	}
	add(billing.VAT{Category: "O", Reason: "x"})
	add(billing.VAT{Category: "E"})
	add(billing.VAT{Category: "K", Reason: "x"})
	got := tax.Check(doc).Codes()
	if diff := cmp.Diff(got, []string{"BR-O-02", "BR-E-10", "BR-IC-02", "BR-IC-11"}); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestCheck_WarnsOfTreatmentsThatDoNotGoWithTheBuyersCountry(t *testing.T) {
	export := billing.VAT{Category: billing.Export, Reason: "Utførsel av varer og tjenester"}
	reverse := billing.VAT{Category: billing.ReverseCharge, Reason: billing.ReverseChargeReason}
	sweden := billing.Address{Country: "SE"}
	for _, test := range []struct {
		name            string
		vat             billing.VAT
		buyer, delivery billing.Address
		want            []string
	}{
		{"export abroad", export, sweden, billing.Address{}, nil},
		{"export at home", export, billing.Address{}, billing.Address{}, []string{"export-at-home"}},
		{"export at home, delivered at home", export, billing.Address{}, billing.Address{City: "Oslo"}, []string{"export-at-home"}},
		{"bought at home, delivered abroad", export, billing.Address{}, sweden, nil},
		{"reverse charge at home", reverse, billing.Address{}, billing.Address{}, nil},
		{"reverse charge abroad", reverse, sweden, billing.Address{}, []string{"reverse-charge-abroad"}},
	} {
		doc := document(test.vat, "2026-11-22", "2026-11-20")
		doc.Buyer = billing.Party{Name: "Kjøper", OrgNo: "923609016", Address: test.buyer}
		doc.Delivery.Address = test.delivery
		doc.Lines = append(doc.Lines, doc.Lines[0])
		faults := tax.Check(doc)
		if diff := cmp.Diff(append([]string{}, faults.Codes()...), append([]string{}, test.want...)); diff != "" {
			t.Errorf("%s (-got +want):\n%s", test.name, diff)
		}
		if len(faults.Fatal()) > 0 {
			t.Errorf("%s is refused", test.name)
		}
	}
}

func TestCheck_ReverseChargeOfAnAdjustmentAsksWhoTheBuyerIs(t *testing.T) {
	doc := document(billing.VAT{Category: billing.Standard, Rate: dec("25")}, "2026-11-22", "")
	doc.Taxes = []billing.TaxBreakdown{{Category: billing.ReverseCharge, Reason: billing.ReverseChargeReason}}
	if got := tax.Check(doc).Codes(); !slices.Contains(got, "BR-AE-02") {
		t.Errorf("faults %v", got)
	}
	doc.Buyer.OrgNo = "923609016"
	if got := tax.Check(doc).Codes(); len(got) != 0 {
		t.Errorf("faults %v", got)
	}
}

// TestCheck_NotesOneFaultOfASharedAdjustmentOnce keeps the parts of one adjustment from telling the same thing twice, at the
// place where it stands in the draft.
func TestCheck_NotesOneFaultOfASharedAdjustmentOnce(t *testing.T) {
	draft := billing.Draft{Customer: billing.CustomerRef{Party: billing.Party{Name: "K", OrgNo: "923609016"}},
		Lines: []billing.Line{{Item: "A", Quantity: dec("1"), Price: dec("100"), VAT: billing.Rate(dec("24"))},
			{Item: "B", Quantity: dec("1"), Price: dec("100"), VAT: billing.Rate(dec("23"))}},
		Adjustments: []billing.Adjustment{{Percent: dec("5"), Reason: "Rabatt", VAT: billing.Rate(dec("25"))}, {Charge: true, Amount: dec("50"), Reason: "Frakt"}}}
	seller := billing.Company{Party: billing.Party{Name: "S", OrgNo: "991825827", VATNo: "NO991825827MVA"}, VATRegistered: true}
	doc, faults := billing.Compose(seller, billing.Customer{}, nil, draft, cal.MustParse("2026-11-22"))
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range tax.Check(doc) {
		got = append(got, f.Path+" "+f.Args["rate"])
	}
	want := []string{"lines[0].vat 24", "lines[1].vat 23", "adjustments[1].vat 24", "adjustments[1].vat 23"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestCheck_UnknownCategoryIsRefused(t *testing.T) {
	doc := billing.Document{Lines: []billing.PricedLine{{Line: billing.Line{VAT: billing.VAT{Category: "QQ", Reason: "x"}}}}}
	if got := tax.Check(doc).Codes(); !slices.Contains(got, "BR-CL-18") {
		t.Errorf("faults %v", got)
	}
}

// TestTable_SaysHowSureItIs keeps every row with a day, a percentage, its mark and where it was read, oldest first.
func TestTable_SaysHowSureItIs(t *testing.T) {
	b, err := os.ReadFile("no.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Sources []string
		Codes   []tax.Code
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Sources) == 0 || len(file.Codes) != 9 {
		t.Errorf("%d sources, %d codes", len(file.Sources), len(file.Codes))
	}
	for _, c := range file.Codes {
		for i, r := range c.Rates {
			if r.Mark == "" || r.Source == "" || r.From.IsZero() || i > 0 && !r.From.After(c.Rates[i-1].From) {
				t.Errorf("code %s, row %d: %+v", c.SAFT, i, r)
			}
		}
	}
}
