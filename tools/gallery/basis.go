package main

import (
	"fakturist/billing"
	"fakturist/billing/layout"
)

// bases show what comes before an invoice. They have no EHF.
func bases() []picture {
	kitchen := billing.Draft{Customer: billing.CustomerRef{No: "1004"}, Note: "Tilbudet gjelder levering innen åtte uker etter at dere har sagt ja.", Lines: []billing.Line{
		line("Kjøkken til fellesrommet, levert", "1", "stk", "74500", at("25")), line("Montering", "40", "timer", "890", at("25")),
		line("Bortkjøring av gammelt kjøkken", "1", "stk", "3200", at("25"))},
		Adjustments: []billing.Adjustment{{Percent: dec("5"), Reason: "Borettslag"}}}
	offer, order := kitchen, kitchen
	offer.Kind, order.Kind, order.Note = billing.KindOffer, billing.KindOrder, "Takk for bestillingen."
	request := billing.Draft{Kind: billing.KindPaymentRequest, Customer: billing.CustomerRef{No: "1004"},
		Lines: []billing.Line{line("Forskudd, 30 % av kjøkken etter tilbud T-7", "1", "stk", "32290.50", at("25"))}}
	return []picture{
		{name: "offer", seller: "joiner", shows: "Offer with a field to sign", rules: "no sales document: own numbers, no VAT is owed",
			basis: &billing.Basis{No: "T-7", Kind: billing.KindOffer, Draft: offer, ValidUntil: day("2026-12-18")}},
		{name: "order-confirmation", seller: "joiner", shows: "Order confirmation of the accepted offer", rules: "no sales document",
			basis: &billing.Basis{No: "O-31", Kind: billing.KindOrder, Draft: order}},
		{name: "payment-request", seller: "joiner", shows: "Payment request where an advance invoice is not allowed: no invoice number, no VAT",
			rules: "BF § 5-2-6, mval. § 15-10", basis: &billing.Basis{No: "B-4", Kind: billing.KindPaymentRequest, Draft: request}},
		{name: "timesheet", seller: "writer", shows: "Timesheet with hours, kilometres and expenses, as it goes with an invoice", rules: "BF § 5-1-1 no. 2: extent of the service",
			timesheet: timesheet()},
	}
}

// timesheet is three weeks of work on one project.
func timesheet() *layout.Sheet {
	work := func(on string, kind billing.WorkKind, person, text, quantity, price string) billing.Work {
		return billing.Work{Kind: kind, Date: day(on), Person: person, Text: text, Quantity: dec(quantity), Price: dec(price), Project: "Brosjyre 2027", VAT: at("25")}
	}
	return &layout.Sheet{Customer: customers()[0].Party, Project: "Brosjyre 2027", Rows: []billing.Work{
		work("2026-11-02", billing.WorkHours, "Kari Lind", "Oppstartsmøte og disposisjon", "4", "945"),
		work("2026-11-02", billing.WorkMileage, "Kari Lind", "Drammen–Ålgård tur/retur, del av reise", "120", "5"),
		work("2026-11-04", billing.WorkHours, "Kari Lind", "Tekst, kapittel 1 til 3", "7.5", "945"),
		work("2026-11-05", billing.WorkHours, "Jonas Moe", "Skisser til forside og ikoner", "6", "945"),
		work("2026-11-09", billing.WorkHours, "Kari Lind", "Tekst, kapittel 4 og 5", "7", "945"),
		work("2026-11-10", billing.WorkExpense, "Jonas Moe", "Bilder fra bildebyrå, lisens", "1", "1850"),
		work("2026-11-11", billing.WorkHours, "Jonas Moe", "Ombrekking", "8", "945"),
		work("2026-11-13", billing.WorkHours, "Kari Lind", "Korrektur etter innspill fra kommunen", "6", "945"),
	}}
}
