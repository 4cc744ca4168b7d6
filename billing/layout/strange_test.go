package layout_test

import (
	"slices"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
)

// strange is a document in which every text is as given.
func strange(tb testing.TB, word string) layout.Input {
	tb.Helper()
	seller, buyer := firm(), business()
	seller.Name, seller.Contact, seller.Address.Street = word, word, word
	buyer.Name, buyer.Contact, buyer.Address.Street, buyer.Address.Extra, buyer.Address.City = word, word, word, word, word
	l := taxed(word, "3", "99.90", "25")
	l.Description, l.For, l.SellerItemNo, l.Discount = word, word, word, &billing.Discount{Percent: dec("5"), Reason: word}
	exempt := line(word, "1", "10")
	exempt.VAT = billing.VAT{Category: billing.Exempt, Reason: word}
	doc := compose(tb, seller, buyer, nil, billing.Draft{
		Lines: []billing.Line{l, exempt}, Note: word, BuyerReference: word, OrderReference: word, ContractReference: word, ProjectReference: word,
		SalesOrder: word, CostCode: word, Adjustments: []billing.Adjustment{{Reason: word, Amount: dec("5"), VAT: billing.Rate(dec("25"))}},
		Delivery: &billing.DeliveryPlace{Address: billing.Address{Street: word, City: word}}, Attachments: []billing.Attachment{{Name: word}},
		Payee:    &billing.Payee{Name: word, OrgNo: "974760673", Account: "86011117947", Notice: word},
		Currency: money.Currency("EUR"), ExchangeRate: dec("11.6235"), RateSource: word,
	})
	return layout.Input{Number: "20470", KID: "1007204705", Document: doc}
}

// strangeWords are names people have and texts people paste.
func strangeWords() map[string]string {
	return map[string]string{
		"200 letters in words":  strings.TrimSpace(strings.Repeat("Interkommunalt samarbeid ", 8)),
		"200 letters in one":    strings.Repeat("Ø", 200),
		"Arabic":                "محمد بن عبد الله " + strings.Repeat("شركة ", 20),
		"Hebrew":                "ישראל ישראלי " + strings.Repeat("חברה", 40),
		"emoji":                 strings.Repeat("Kafé Sol ☀️🇳🇴👩‍👩‍👧 ", 8),
		"emoji without blanks":  strings.Repeat("🎉", 120),
		"blanks":                "a" + strings.Repeat("\u00A0", 150) + "b",
		"separators":            strings.Repeat(" · ", 60),
		"fields":                "{{seller.name}} {{ }} }}{{",
		"direction and joiners": "\u202Eabc\u202C \u200D\u200B\uFEFF",
		"combining marks":       "Z" + strings.Repeat("\u0301", 80),
		"line breaks and tabs":  "en\nto\ttre\r\nfire",
		"broken UTF-8":          "a\xff\xfeb",
		"hyphens":               strings.Repeat("-", 200),
	}
}

func TestLayout_StandsStrangeTexts(t *testing.T) {
	f := fonts(t)
	for name, word := range strangeWords() {
		for _, kind := range []billing.Kind{billing.KindInvoice, billing.KindCreditNote, billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest} {
			in := strange(t, word)
			in.Document.Kind = kind
			pages := lay(t, in, f)
			for i, p := range pages {
				for _, op := range texts(p) {
					if op.X < 0 || op.X+op.Width > 210.01 || op.Y < 0 || op.Y > 297 {
						t.Errorf("%s, %s: %q runs off page %d at %.1f, %.1f, %.1f wide", name, kind, op.Text, i+1, op.X, op.Y, op.Width)
					}
				}
			}
			all := strings.ReplaceAll(allText(pages), "\n", " ") // it may be broken at a blank
			for _, want := range []string{"20470", "923 609 016 MVA Foretaksregisteret"} {
				if !strings.Contains(all, want) {
					t.Errorf("%s, %s: %q is not printed", name, kind, want)
				}
			}
		}
		sheet := timesheet(3)
		sheet.Seller.Name, sheet.Customer.Name, sheet.Project, sheet.Rows[0].Text, sheet.Rows[1].Person = word, word, word, word, word
		if _, err := layout.Timesheet(sheet, f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// allText is all text of the pages, a text a line, with ordinary blanks.
func allText(pages []layout.Page) string {
	var b strings.Builder
	for _, p := range pages {
		for _, op := range texts(p) {
			b.WriteString(strings.ReplaceAll(op.Text, "\u00A0", " ") + "\n")
		}
	}
	return b.String()
}

func TestMissing_NamesForeignScriptsByLetter(t *testing.T) {
	f := fonts(t)
	for name, want := range map[string]string{
		"שלום":                   "שלום",
		"سلام":                   "سلام",
		"Sol 🎉 👍🏽 🇳🇴":            "🎉👍🏽🇳🇴",
		"Ola\u200D \uFE0F\u202E": "",
	} {
		in := cases(t)["kindergarten"]
		in.Document.Buyer.Name = name
		got := layout.Missing(lay(t, in, f), f)
		if diff := cmp.Diff([]rune(want), got); diff != "" && len(want)+len(got) > 0 {
			t.Errorf("%q: %s", name, diff)
		}
	}
	sheet := timesheet(2)
	sheet.Rows[0].Text = "Møte med 田中"
	pages, err := layout.Timesheet(sheet, f)
	if err != nil {
		t.Fatal(err)
	}
	if got := layout.Missing(pages, f); !slices.Equal(got, []rune("田中")) {
		t.Errorf("timesheet: got %q", got)
	}
}
