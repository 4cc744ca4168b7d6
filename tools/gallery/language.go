package main

import "fakturist/billing"

// languages show documents in the languages the law allows, and the closest of them to Bokmål.
func languages() []picture {
	return []picture{
		{name: "english", seller: "joiner", shows: "In English, to a buyer in Norway", rules: "bokføringsloven § 12: Norwegian, Swedish, Danish or English",
			draft: with(invoice("1006", line("Sound panels, oak", "24", "stk", "1290", at("25")), line("Fitting", "18", "timer", "890", at("25"))), func(d *billing.Draft) {
				d.OrderReference = "NLS-2204"
				d.Lines[0].Discount = &billing.Discount{Percent: dec("7.5"), Reason: "Volume"}
			})},
		{name: "swedish", seller: "fish", shows: "In Swedish, export in Swedish kronor", rules: "mval. § 6-21; BR-G-10",
			draft: with(invoice("2002", line("Torskrygg, färsk", "210", "kg", "148.50", export)), func(d *billing.Draft) {
				inCurrency(d, "SEK", "1.0462")
				d.BuyerReference = "Inköp"
			})},
		{name: "danish", seller: "writer", shows: "In Danish, services used abroad, in Danish kroner", rules: "mval. § 6-22; BR-G-10",
			draft: with(invoice("2003", line("Oversættelse af programhæfte", "12", "timer", "690", export)), func(d *billing.Draft) {
				inCurrency(d, "DKK", "1.5701")
				d.Delivery, d.Period = nil, span("2026-11-02", "2026-11-13")
			})},
		{name: "nynorsk", seller: "writer", shows: "In Nynorsk", rules: "bokføringsloven § 12",
			draft: with(invoice("1007", line("Programtekstar til haustsesongen", "14", "timar", "880", at("25"))), func(d *billing.Draft) { d.OrderReference = "Haust 2026" })},
	}
}
