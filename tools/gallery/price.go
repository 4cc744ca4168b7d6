package main

import (
	"strings"

	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// prices show how amounts come about.
func prices() []picture {
	return []picture{
		{name: "prices-with-vat", seller: "club", shows: "Prices including VAT, with discounts, in three rates: what is asked for is what is to pay, to the øre",
			rules: "BR-CO-17, BR-CO-15; BT-146 is a price without VAT, BT-114 what no net leads to",
			draft: with(invoice("1003", line("Overnatting i Fjellvikhytta", "7", "døgn", "149.90", at("12")), line("Frokostpose", "7", "stk", "85", at("15")),
				line("Jubileumsbok", "2", "stk", "349", at("0")), line("Luer", "3", "stk", "99.90", at("25"))), func(d *billing.Draft) {
				d.PricesIncludeVAT = true
				d.Lines[0].Discount = &billing.Discount{Percent: dec("10"), Reason: "Gruppe"}
				d.Adjustments = []billing.Adjustment{{Amount: dec("100"), Reason: "Gavekort"}}
			})},
		{name: "asked-sum", seller: "books", shows: "A sum that no net at 25 % leads to, 100.02 with VAT: met by rounding of one øre",
			rules: "BT-114, BR-CO-16", draft: with(invoice("1004", line("Adventskalender", "1", "stk", "100.02", at("25"))),
				func(d *billing.Draft) { d.PricesIncludeVAT = true })},
		{name: "discounts", seller: "joiner", shows: "Discounts as percentage and amount, on lines and on the whole document",
			rules: "BG-27, BG-20; BR-33, BR-42, R040 to R042",
			draft: with(invoice("1002", line("Innerdør, hvit", "9", "stk", "1890", at("25")), line("Dørvrider", "9", "stk", "249", at("25")),
				line("Montering", "13.5", "timer", "890", at("25"))), func(d *billing.Draft) {
				d.Lines[0].Discount = &billing.Discount{Percent: dec("12.5"), Reason: "Mengderabatt"}
				d.Lines[1].Discount = &billing.Discount{Amount: dec("150"), Reason: "Utgående modell"}
				d.Adjustments = []billing.Adjustment{{Percent: dec("3"), Reason: "Fast kunde", Code: "100", VAT: at("25")}, {Amount: dec("250"), Reason: "Avslag for forsinkelse", VAT: at("25")}}
			})},
		{name: "freight", seller: "books", shows: "Freight shared among the rates of the goods by their sums",
			rules: "mval. § 4-2: freight is taxed as the goods; BT-105 FC, BR-S-08, BR-Z-08",
			draft: with(invoice("1001", line("Lesebok 3. trinn", "24", "stk", "249", at("0")), line("Fargeblyanter", "24", "pk", "59.20", at("25")),
				line("Eplemost, kasse", "3", "stk", "310", at("15"))), func(d *billing.Draft) {
				d.Adjustments = []billing.Adjustment{{Charge: true, Amount: dec("349"), Reason: "Frakt", Code: billing.FreightCode}}
			})},
		{name: "negative-lines", seller: "joiner", shows: "Goods brought back on a later invoice: a negative quantity, never a negative price",
			rules: "BR-27, BR-CO-10", draft: plain(invoice("1002", line("Terrassebord 28 × 120 mm", "180", "m", "42.90", at("25")), line("Terrassebord, retur fra forrige levering", "-36", "m", "42.90", at("25"))))},
		{name: "fractions", seller: "writer", shows: "Fractional quantities and prices: 7.25 hours, 3 418 words at 1.375", rules: "BR-DEC-23, PEPPOL-EN16931-R120",
			draft: plain(invoice("1007", line("Språkvask av årsmelding", "7.25", "timer", "945", at("25")), line("Oversetting, ord", "3418", "stk", "1.375", at("25"))))},
		{name: "price-per-hundred", seller: "joiner", shows: "Prices per hundred and per thousand", rules: "BT-149; PEPPOL-EN16931-R121, R130",
			draft: with(invoice("1002", line("Terrasseskruer A4 5 × 60", "1750", "stk", "79.90", at("25")), line("Dykkert 2,3 × 60", "2400", "stk", "118", at("25"))),
				func(d *billing.Draft) { d.Lines[0].PriceBase, d.Lines[1].PriceBase = dec("100"), dec("1000") })},
		{name: "two-pages", seller: "joiner", shows: "Many lines: headings on each page, lines never cut in two", rules: "BF § 5-1-1 no. 3: kind and extent of each delivery",
			draft: plain(invoice("1002", lumber()...))},
		{name: "whole-kroner", seller: "books", shows: "The amount to pay rounded to whole kroner", rules: "BT-114, BR-CO-16",
			draft: with(invoice("1004", line("Kontorpapir, eske", "3", "eske", "331.90", at("25"))), func(d *billing.Draft) { d.Rounding = billing.RoundKrone })},
	}
}

// lumber is a delivery of many kinds and lengths.
func lumber() []billing.Line {
	var out []billing.Line
	for _, kind := range []struct{ name, price string }{{"Konstruksjonsvirke C24 48 × 98", "21.40"}, {"Konstruksjonsvirke C24 48 × 148", "33.90"},
		{"Konstruksjonsvirke C24 48 × 198", "46.25"}, {"Impregnert virke 48 × 98", "29.80"}, {"Lekt 23 × 48", "8.45"}, {"Dobbeltfalset kledning 19 × 148", "27.15"}} {
		for i, metres := range []string{"3.0", "3.6", "4.2", "4.8", "5.4", "6.0"} {
			l := line(kind.name+", "+strings.Replace(metres, ".", ",", 1)+" m", dec(metres).Mul(decimal.NewFromInt(int64(8+6*i))).String(), "m", kind.price, at("25"))
			out = append(out, l)
		}
	}
	return out
}
