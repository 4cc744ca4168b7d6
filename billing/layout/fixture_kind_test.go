package layout_test

import (
	"fmt"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/money"
)

// kindCases are one document of each kind and of each way to be taxed, priced and paid.
func kindCases(tb testing.TB) map[string]layout.Input {
	tb.Helper()
	out := map[string]layout.Input{}
	make := func(name, number, kid string, c billing.Company, buyer billing.Customer, d billing.Draft) billing.Document {
		tb.Helper()
		doc := compose(tb, c, buyer, nil, d)
		out[name] = layout.Input{Number: number, KID: kid, Document: doc}
		return doc
	}
	out["offer"], out["order"] = offerAndOrder(tb)
	paymentRequest(make)
	taxKinds(make)
	priceKinds(make)
	paymentKinds(make)
	everything(make)
	return out
}

type maker func(name, number, kid string, c billing.Company, buyer billing.Customer, d billing.Draft) billing.Document

func offerAndOrder(tb testing.TB) (offer, order layout.Input) {
	tb.Helper()
	lines := []billing.Line{
		taxed("Ladestasjon 22 kW, levert og montert", "2", "14900", "25"), taxed("Graving og kabelgrøft", "18", "420", "25"), taxed("Elektriker", "16", "890", "25"),
	}
	lines[0].Description, lines[1].Unit, lines[2].Unit = "Med lastbalansering og RFID-leser", "MTR", "HUR"
	d := billing.Draft{Kind: billing.KindOffer, Lines: lines, BuyerReference: "Ola Hansen", ProjectReference: "Havnegata 48",
		Adjustments: []billing.Adjustment{{Reason: "Prosjektrabatt", Percent: dec("5"), VAT: billing.Rate(dec("25"))}},
		Note:        "Prisene gjelder for arbeid i normal arbeidstid. Gravemelding og nettleie er ikke med i prisen.\nOppstart etter avtale, tidligst fire uker etter bestilling.",
		Attachments: []billing.Attachment{{Name: "tegning-ladeplasser.pdf"}, {Name: "datablad-22kw.pdf"}}}
	offer = layout.Input{Number: "T-12", Document: compose(tb, firm(), business(), nil, d)}
	offer.Document.ValidUntil = cal.MustParse("2026-12-22")
	d.Kind, d.OrderReference, d.Attachments = billing.KindOrder, "PO-4711", nil
	d.Delivery = &billing.DeliveryPlace{Date: cal.MustParse("2027-01-18"), Address: billing.Address{Street: "Kaia 1", PostCode: "7041", City: "Trondheim"}}
	order = layout.Input{Number: "O-8", Document: compose(tb, firm(), business(), nil, d)}
	return offer, order
}

func paymentRequest(make maker) {
	make("payment-request", "B-3", "", firm(), business(), billing.Draft{Kind: billing.KindPaymentRequest, BuyerReference: "Ola Hansen",
		Lines: []billing.Line{taxed("Forskudd på ladestasjon, 30 % ved bestilling", "1", "14304", "25"), taxed("Forskudd på graving", "2", "1000", "25")},
		Note:  "Levering er avtalt til uke 3 i 2027."})
	short := taxed("Forskudd på kurs", "3", "333.33", "25")
	short.Discount = &billing.Discount{Amount: dec("10")}
	make("payment-request-odd", "B-4", "", firm(), parent(), billing.Draft{Kind: billing.KindPaymentRequest, Lines: []billing.Line{short}})
}

func taxKinds(make maker) {
	reverse := func(item, quantity, price string) billing.Line {
		l := line(item, quantity, price)
		l.VAT = billing.VAT{Category: billing.ReverseCharge}
		return l
	}
	make("reverse-charge", "20430", "1007204309", firm(), business(), billing.Draft{
		Lines: []billing.Line{reverse("Klimakvoter", "120", "890"), taxed("Rådgivning", "2", "1200", "25")}})
	english := business()
	english.Language = "en"
	make("reverse-charge-english", "20431", "1007204317", firm(), english, billing.Draft{Lines: []billing.Line{reverse("Emission allowances", "120", "890")}})

	exempt := line("Kurs i norsk for nybegynnere", "10", "1450")
	exempt.VAT = billing.VAT{Category: billing.Exempt, Reason: "Unntatt fra merverdiavgift (mval. § 3-5, undervisning)"}
	make("exempt", "20432", "1007204325", firm(), business(), billing.Draft{
		Lines: []billing.Line{exempt, taxed("Kaffe og rundstykker", "10", "89", "15"), taxed("Lærebok", "10", "449", "0")}})
	make("raw-fish", "20433", "1007204333", firm(), business(), billing.Draft{Lines: []billing.Line{inUnit(taxed("Torsk, sløyd", "412.5", "38.90", "11.11"), "KGM")}})
}

func inUnit(l billing.Line, unit string) billing.Line {
	l.Unit = unit
	return l
}

func priceKinds(make maker) {
	ticket := taxed("Billett, familie", "3", "100.02", "12")
	meal := taxed("Middag", "3", "299", "15")
	meal.Discount = &billing.Discount{Amount: dec("50"), Reason: "Tidlig bestilling"}
	make("prices-with-vat", "20440", "1007204408", firm(), parent(), billing.Draft{PricesIncludeVAT: true, Rounding: billing.RoundKrone,
		Lines:       []billing.Line{ticket, meal, taxed("Program", "1", "99.90", "25")},
		Adjustments: []billing.Adjustment{{Charge: true, Code: billing.FreightCode, Reason: "Porto", Amount: dec("79")}}})

	screws := taxed("Skrue 5 × 60", "1250", "99.90", "25")
	screws.PriceBase, screws.SellerItemNo = dec("100"), "SKR-560"
	paint := inUnit(taxed("Maling, hvit", "12", "189", "25"), "LTR")
	paint.Discount = &billing.Discount{Percent: dec("12.5"), Reason: "Kampanje"}
	hour := inUnit(taxed("Montering", "1", "890", "25"), "HUR")
	back := taxed("Retur av ubrukt list", "-4", "75", "25")
	bread := inUnit(taxed("Rundstykker til byggemøte", "3", "49", "15"), "XPK")
	make("prices-and-discounts", "20441", "1007204416", firm(), business(), billing.Draft{Lines: []billing.Line{screws, paint, hour, back, bread},
		Adjustments: []billing.Adjustment{{Reason: "Stamkunde", Percent: dec("3")}, {Charge: true, Code: billing.FreightCode, Reason: "Frakt", Amount: dec("199")}}})
}

func paymentKinds(make maker) {
	abroad := business()
	abroad.Name, abroad.OrgNo, abroad.Language = "Nordseewerke Anlagenbau GmbH", "", "en"
	abroad.Address = billing.Address{Street: "Hafenstraße 12", PostCode: "26721", City: "Emden", Country: "DE"}
	make("foreign-currency", "20450", "1007204507", firm(), abroad, billing.Draft{Currency: money.Currency("EUR"), ExchangeRate: dec("11.6235"),
		RateDate: cal.MustParse("2026-11-20"), RateSource: "Norges Bank", OrderReference: "4500012345",
		Lines: []billing.Line{inUnit(taxed("Site supervision in Trondheim", "16", "118", "25"), "HUR")}})

	make("factoring", "20451", "1007204515", firm(), business(), billing.Draft{Lines: []billing.Line{taxed("Sikringsskap", "1", "18450", "25")},
		Payee: &billing.Payee{Name: "Nordisk Fakturakjøp AS", OrgNo: "974760673", Account: "86011117947",
			Notice: "Fakturaen er overdratt til Nordisk Fakturakjøp AS. Betaling med befriende virkning kan bare skje til kontonummeret over. Innsigelser må meldes innen 8 dager."}})
}

// everything is a document with all that can be on one.
func everything(make maker) {
	november := cal.Period{From: cal.MustParse("2026-11-01"), To: cal.MustParse("2026-11-30")}
	l := inUnit(taxed("Drift av anlegg", "1", "12400", "25"), "MON")
	l.Description, l.SellerItemNo, l.For, l.Period = "Døgnvakt og to besøk", "DRIFT-1", "Bygg A", november
	l.Discount = &billing.Discount{Percent: dec("10"), Reason: "Avtalerabatt"}
	make("everything", "20460", "1007204606", firm(), business(), billing.Draft{
		Lines: []billing.Line{l, taxed("Overtidsmat", "3", "189.50", "15")}, Period: november,
		BuyerReference: "Ola Hansen", OrderReference: "PO-4711", SalesOrder: "O-8", ContractReference: "Rammeavtale 2025/118", ProjectReference: "Havnegata 48",
		CostCode: "4410", Delivery: &billing.DeliveryPlace{Date: cal.MustParse("2026-11-30"), Address: billing.Address{Street: "Kaia 1", PostCode: "7041", City: "Trondheim"}},
		Adjustments: []billing.Adjustment{{Reason: "Frakt", Charge: true, Code: billing.FreightCode, Amount: dec("250")}},
		Prepaid:     dec("2000"), Rounding: billing.RoundKrone, Note: strings.Repeat("Takk for oppdraget, og lykke til med resten av bygget. ", 3),
		Attachments: []billing.Attachment{{Name: "timeliste-november.pdf"}, {Name: "kvittering-kiosk.jpg"}},
	})
}

// hours is a month of work by some people at two places.
func hours(n int) []billing.Work {
	people := []string{"Ragnhild Sæther", "Per Olav Bø", "Ida Kvam"}
	texts := []string{"Montering av armaturer", "Feilsøking på kurs 12, bytte av jordfeilautomat og kontroll etterpå", "Trekking av kabel"}
	var out []billing.Work
	for i := range n {
		w := billing.Work{ID: int64(i + 1), CustomerNo: "1007", Project: "Havnegata 48", Kind: billing.WorkHours, Person: people[i%len(people)],
			Date: cal.MustParse(fmt.Sprintf("2026-11-%02d", 2+i%20)), Text: texts[i%len(texts)], Quantity: dec("7.5"), Price: dec("890")}
		switch i % 7 {
		case 3:
			w.Kind, w.Text, w.Quantity, w.Price = billing.WorkMileage, "Kjøring til anlegg", dec("112"), dec("5.30")
		case 5:
			w.Kind, w.Text, w.Quantity, w.Price = billing.WorkExpense, "Parkering", dec("1"), dec("210")
		}
		out = append(out, w)
	}
	return out
}

// timesheets are the sheets every change is looked at with.
func timesheets() map[string]layout.Sheet {
	byDay := timesheet(9)
	byDay.Order, byDay.Rows[4].Date, byDay.Language = layout.SheetByDay, byDay.Rows[3].Date, "en"
	plain := timesheet(4)
	plain.Plain, plain.Rows = true, plain.Rows[:3]
	plain.Rows[1].Unit, plain.Rows[1].Quantity = "DAY", dec("2")
	return map[string]layout.Sheet{"timesheet": timesheet(75), "timesheet-by-day": byDay, "timesheet-plain": plain}
}

func timesheet(n int) layout.Sheet {
	return layout.Sheet{Seller: firm().Party, Customer: business().Party, Project: "Havnegata 48", Number: "20417", Rows: hours(n)}
}
