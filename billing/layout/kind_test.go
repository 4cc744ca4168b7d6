package layout_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestLayout_SignatureNeverStandsAlone draws offers of any length: where one signs, one sees the sum or something of the
// document besides.
func TestLayout_SignatureNeverStandsAlone(t *testing.T) {
	f, tpl := fonts(t), standard(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := manyLines(t, rapid.IntRange(1, 80).Draw(rt, "lines"), 0, rapid.IntRange(0, 120).Draw(rt, "note"))
		in.Document.Kind = rapid.SampledFrom([]billing.Kind{billing.KindOffer, billing.KindOrder}).Draw(rt, "kind")
		if rapid.Bool().Draw(rt, "unregistered") {
			in.Document.Seller.VATNo = ""
		}
		pages, err := layout.Layout(tpl, in, f)
		if err != nil {
			rt.Fatal(err)
		}
		for i, p := range pages {
			signs := has(p, "Underskrift")
			if signs != (i == len(pages)-1) {
				rt.Errorf("page %d of %d: signature %v", i+1, len(pages), signs)
			}
			if signs && rowsOf(p) == 0 && !has(p, "merknad") {
				rt.Errorf("the signature stands alone on page %d", i+1)
			}
			if signs && (!has(p, "Sted, dato") || !has(p, "Navn med blokkbokstaver") || !has(p, "Vi ")) {
				rt.Errorf("the lines to sign on are torn apart")
			}
			inside(rt, p, false)
		}
	})
}

func TestLayout_InvoicesAreNotSigned(t *testing.T) {
	f := fonts(t)
	for name, in := range cases(t) {
		signed := in.Document.Kind == billing.KindOffer || in.Document.Kind == billing.KindOrder
		got := slices.ContainsFunc(lay(t, in, f), func(p layout.Page) bool { return has(p, "Underskrift") || has(p, "Signature") })
		if got != signed {
			t.Errorf("%s: signature %v", name, got)
		}
	}
}

// TestLayout_PaymentBoxIsForThoseWhoPay holds that nobody is asked for money on a credit note, an offer or an order.
func TestLayout_PaymentBoxIsForThoseWhoPay(t *testing.T) {
	f := fonts(t)
	for name, in := range cases(t) {
		asks := in.Document.Kind == billing.KindInvoice || in.Document.Kind == billing.KindPaymentRequest
		pages := lay(t, in, f)
		last := pages[len(pages)-1]
		if got := has(last, "Kontonummer") || has(last, "Account number"); got != asks {
			t.Errorf("%s: payment box %v, want %v", name, got, asks)
		}
	}
}

// TestLayout_OneAdjustmentIsOneRow joins what was shared by rates, and nothing else.
func TestLayout_OneAdjustmentIsOneRow(t *testing.T) {
	in := layout.Input{Number: "1", Document: compose(t, firm(), business(), nil, billing.Draft{
		Lines: []billing.Line{taxed("Brød", "10", "40", "15"), taxed("Frakt av brød", "1", "600", "25")},
		Adjustments: []billing.Adjustment{
			{Reason: "Stamkunde", Amount: dec("100")}, {Reason: "Reklamasjon", Amount: dec("10"), VAT: billing.Rate(dec("15"))},
			{Reason: "Reklamasjon", Amount: dec("20"), VAT: billing.Rate(dec("15"))}, {Charge: true, Code: billing.FreightCode, Amount: dec("50")},
		}})}
	if n := len(in.Document.Adjustments); n != 6 {
		t.Fatalf("%d parts, want each shared one twice", n)
	}
	p := lay(t, in, fonts(t))[0]
	var got []string
	for _, op := range texts(p) {
		if slices.Contains([]string{"Stamkunde", "Reklamasjon", "Frakt", "−100,00", "−10,00", "−20,00", "50,00"}, op.Text) {
			got = append(got, op.Text)
		}
	}
	want := []string{"Stamkunde", "−100,00", "Reklamasjon", "−10,00", "Reklamasjon", "−20,00", "Frakt", "50,00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestLayout_CarriesAmountsAsTold carries forward what stands in the column, with VAT when prices include it.
func TestLayout_CarriesAmountsAsTold(t *testing.T) {
	var lines []billing.Line
	for i := range 60 {
		lines = append(lines, taxed(fmt.Sprintf("Vare nr %d.", i+1), "1", "125", "25"))
	}
	in := layout.Input{Number: "1", Document: compose(t, firm(), business(), nil, billing.Draft{Lines: lines, PricesIncludeVAT: true})}
	pages := lay(t, in, fonts(t))
	want := strings.ReplaceAll(billingNumber(125*rowsOf(pages[0])), " ", "\u00A0")
	if !slices.ContainsFunc(texts(pages[0]), func(op layout.Text) bool { return op.Text == want }) {
		t.Errorf("%s is not carried forward", want)
	}
}

func billingNumber(kroner int) string {
	return fmt.Sprintf("%d %03d,00", kroner/1000, kroner%1000)
}

// TestLayout_EveryUnitHasAWord tries all codes of three characters that billing accepts.
func TestLayout_EveryUnitHasAWord(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	tpl := standard(t)
	check := func(code string) {
		if !billing.ValidUnit(code) {
			return
		}
		for _, language := range []string{"nb", "nn", "en", "sv", "da"} {
			if _, ok := tpl.Words[language]["unit."+code]; !ok {
				t.Errorf("%s: no word for unit %s", language, code)
			}
		}
	}
	for _, a := range letters {
		for _, b := range letters {
			check(string([]rune{a, b}))
			for _, c := range letters {
				check(string([]rune{a, b, c}))
			}
		}
	}
}

func TestLayout_UnitsAreSaidOfOneAndOfMany(t *testing.T) {
	for quantity, want := range map[string]string{"1": "time", "-1": "time", "2": "timer", "0.5": "timer"} {
		in := layout.Input{Number: "1", Document: compose(t, firm(), business(), nil, billing.Draft{Lines: []billing.Line{inUnit(taxed("Arbeid", quantity, "890", "25"), "HUR")}})}
		if !slices.ContainsFunc(texts(lay(t, in, fonts(t))[0]), func(op layout.Text) bool { return op.Text == want }) {
			t.Errorf("%s: not %q", quantity, want)
		}
	}
}

func TestTimesheet_DrawsTheSameOperations(t *testing.T) {
	f := fonts(t)
	for name, s := range timesheets() {
		pages, err := layout.Timesheet(s, f)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(path, []byte(golden(pages)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(read(t, path)), golden(pages)); diff != "" {
			t.Errorf("%s changed; look at it, then run with -update:\n%s", name, diff)
		}
	}
}

func TestTimesheet_RefusesNothing(t *testing.T) {
	if _, err := layout.Timesheet(layout.Sheet{}, fonts(t)); !errors.Is(err, layout.ErrNoWork) {
		t.Errorf("got %v", err)
	}
}

// TestTimesheet_RowsAddUp reads the amounts back: each person's rows give its sum, the sums the total, and every row stands
// once on some page with its heading.
func TestTimesheet_RowsAddUp(t *testing.T) {
	f := fonts(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := timesheet(rapid.IntRange(1, 120).Draw(rt, "rows"))
		s.Order = rapid.SampledFrom([]layout.SheetOrder{layout.SheetByPerson, layout.SheetByDay}).Draw(rt, "order")
		want := 0
		for i := range s.Rows {
			s.Rows[i].Text = "Arbeid nr"
			s.Rows[i].Kind, s.Rows[i].Quantity = billing.WorkHours, dec("1")
			kroner := rapid.IntRange(1, 900).Draw(rt, "kroner")
			s.Rows[i].Price = dec(fmt.Sprint(kroner))
			want += kroner
		}
		pages, err := layout.Timesheet(s, f)
		if err != nil {
			rt.Fatal(err)
		}
		rows := 0
		for i, p := range pages {
			here := strings.Count(allText([]layout.Page{p}), "Arbeid nr")
			rows += here
			if here > 0 && !has(p, "Arbeid og utlegg") {
				rt.Errorf("page %d has rows without heading", i+1)
			}
			if has(p, "Totalt") && here == 0 {
				rt.Errorf("the total stands alone on page %d", i+1)
			}
			inside(rt, p, false)
		}
		if rows != len(s.Rows) {
			rt.Errorf("%d rows of %d", rows, len(s.Rows))
		}
		total := fmt.Sprintf("%d,00", want)
		if want >= 1000 {
			total = billingNumber(want)
		}
		if !has(pages[len(pages)-1], total) {
			rt.Errorf("total %s is not printed", total)
		}
	})
}

func TestTimesheet_LeavesAmountsOutWhenAsked(t *testing.T) {
	s := timesheet(12)
	s.Plain = true
	pages, err := layout.Timesheet(s, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	if has(pages[0], "Beløp") || has(pages[0], "6 675,00") || has(pages[0], "merverdiavgift") {
		t.Error("amounts are printed")
	}
}

func TestTimesheet_TellsProjectsApart(t *testing.T) {
	s := timesheet(2)
	s.Project, s.Rows[1].Project = "", "Kaia 1"
	pages, err := layout.Timesheet(s, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"Havnegata 48", "Kaia 1"} {
		if !has(pages[0], p) {
			t.Errorf("project %q is not printed", p)
		}
	}
}

// TestLayout_DeliveryIsNamedAsItIs says delivered of what was, delivery of what is to come and period of a span.
func TestLayout_DeliveryIsNamedAsItIs(t *testing.T) {
	for want, d := range map[string]billing.Draft{
		"Levert":   {Delivery: &billing.DeliveryPlace{Date: cal.MustParse("2026-11-20")}},
		"Levering": {Delivery: &billing.DeliveryPlace{Date: cal.MustParse("2026-12-01")}},
		"Periode":  {Period: cal.Period{From: cal.MustParse("2026-12-01"), To: cal.MustParse("2026-12-31")}},
	} {
		d.Lines = []billing.Line{taxed("Leie", "1", "100", "25")}
		in := layout.Input{Number: "1", Document: compose(t, firm(), business(), nil, d)}
		if !slices.ContainsFunc(texts(lay(t, in, fonts(t))[0]), func(op layout.Text) bool { return op.Text == want }) {
			t.Errorf("%q is not printed", want)
		}
	}
}
