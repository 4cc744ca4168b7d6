package main

import "fakturist/billing"

// times show periods, payment before delivery and payment before the invoice.
func times() []picture {
	return []picture{
		{name: "periods", seller: "writer", shows: "A period of the invoice, and one of each line", rules: "BG-14, BG-26; BR-29, PEPPOL-EN16931-R110, R111",
			draft: with(invoice("1001", line("Redigering av kommuneavisa", "31", "timer", "880", at("25")), line("Drift av nettsted", "1", "mnd", "2400", at("25"))),
				func(d *billing.Draft) {
					d.Delivery, d.Period = nil, span("2026-10-16", "2026-11-15")
					d.Lines[0].Period, d.Lines[1].Period = span("2026-10-19", "2026-11-06"), span("2026-10-16", "2026-11-15")
				})},
		{name: "subscription", seller: "writer", shows: "A subscription invoiced in advance for a year", rules: "BF § 5-2-6: subscriptions, rent and fees, at most a year ahead",
			draft: with(invoice("1001", line("Drift av nettsted med sikkerhetskopi, årsabonnement", "1", "år", "6900", at("25"))), func(d *billing.Draft) {
				d.Delivery, d.Period, d.Advance = nil, span("2027-01-01", "2027-12-31"), billing.AdvanceSubscription
			})},
		{name: "prepaid", seller: "joiner", shows: "A part was paid before", rules: "BT-113, BR-CO-16",
			draft: with(invoice("1004", line("Ytterdør i teak, spesialmål", "2", "stk", "18650", at("25")), line("Montering", "11", "timer", "890", at("25"))),
				func(d *billing.Draft) { d.Prepaid = dec("20000") })},
		{name: "fully-prepaid", seller: "books", shows: "All was paid before: an invoice of nought to pay", rules: "BT-113, BT-115",
			draft: with(invoice("1004", line("Låneregister med permer", "1", "sett", "1240", at("25"))), func(d *billing.Draft) { d.Prepaid = dec("1550") })},
	}
}
