package ubl_test

import (
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

var today = cal.MustParse("2026-11-22")

// club is a seller outside the VAT register.
func club() billing.Company {
	return billing.Company{
		Party: billing.Party{Name: "Bjørnåsen Idrettslag", Type: billing.Business, OrgNo: "974760673", Email: "kasserer@bjornasen.example",
			Address: billing.Address{Street: "Idrettsveien 1", PostCode: "1273", City: "Oslo"}},
		Account: "15035035203", KID: payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{10}, Pattern: "CCCCIIIII"},
		Terms: 14, Language: "nb", FirstNumber: 10001,
	}
}

// firm is a seller in both registers.
func firm() billing.Company {
	c := club()
	c.Name, c.OrgNo, c.VATNo = "Snekker Ås AS", "991825827", "NO991825827MVA"
	c.VATRegistered, c.Register, c.Contact, c.Phone = true, true, "Åse Ås", "+47 22 00 00 00"
	c.BIC = "DNBANOKK"
	return c
}

func municipality() billing.Customer {
	return billing.Customer{No: "1001", Party: billing.Party{Name: "Storevik kommune", Type: billing.Public, OrgNo: "923609016", VATNo: "NO923609016MVA",
		Address: billing.Address{Street: "Rådhusgata 2", Extra: "Postmottak", PostCode: "4001", City: "Stavanger"}}}
}

func swede() billing.Customer {
	return billing.Customer{No: "1002", Party: billing.Party{Name: "Göteborgs Kör", Type: billing.Business, OrgNo: "5560360793", VATNo: "SE556036079301",
		Endpoint: billing.Endpoint{Scheme: "0007", ID: "5560360793"}, Address: billing.Address{Street: "Kungsgatan 1", PostCode: "411 19", City: "Göteborg", Country: "SE"}}}
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func rate(s string) billing.VAT { return billing.Rate(dec(s)) }

// compose gives a draft its number the way issue does, without storage.
func compose(t testing.TB, c billing.Company, buyer billing.Customer, original *billing.Invoice, d billing.Draft) billing.Invoice {
	t.Helper()
	d.Customer = billing.CustomerRef{No: buyer.No}
	doc, faults := billing.Compose(c, buyer, original, d, today)
	faults = append(faults, doc.Check(billing.CheckInput{Today: today})...)
	if err := faults.Err(); err != nil {
		t.Fatalf("compose: %v", err)
	}
	number, kid := "10001", ""
	if doc.Kind == billing.KindCreditNote {
		number = "10002"
	} else {
		var err error
		if kid, err = c.KID.Compose(doc.CustomerNo, number); err != nil {
			t.Fatal(err)
		}
	}
	return billing.RestoreInvoice(1, number, kid, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), doc)
}

// samples are documents that between them use every element we write.
func samples(t testing.TB) map[string]billing.Invoice {
	t.Helper()
	plain := compose(t, club(), municipality(), nil, billing.Draft{Lines: []billing.Line{
		{Item: "Treningsavgift høst 2026", Quantity: dec("1"), Price: dec("1200"), For: "Kari Nordmann (12)"}}})
	everything := compose(t, firm(), municipality(), nil, full())
	euro := compose(t, firm(), swede(), nil, billing.Draft{Currency: "EUR", ExchangeRate: dec("11.4215"), IssueDate: today, Lines: []billing.Line{
		{Item: "Notehefte", Quantity: dec("3"), Price: dec("19.995"), VAT: rate("25")}}})
	whole, err := billing.CreditDraft(everything, nil, "Feil pris")
	if err != nil {
		t.Fatal(err)
	}
	part, err := billing.CreditDraft(everything, []billing.CreditLine{{ID: 1, Quantity: dec("0.5")}}, "Halvparten kom ikke")
	if err != nil {
		t.Fatal(err)
	}
	amount, err := billing.CreditAmount(everything, money.New(10_000, money.NOK), "Prisavslag", "Forsinket levering")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]billing.Invoice{
		"club": plain, "everything": everything, "euro": euro,
		"including":     compose(t, firm(), municipality(), nil, including()),
		"reverse":       compose(t, firm(), municipality(), nil, reverse()),
		"export":        compose(t, firm(), swede(), nil, export()),
		"allowances":    compose(t, firm(), swede(), nil, allowances()),
		"credit-amount": compose(t, firm(), municipality(), &everything, amount),
		"credit-whole":  compose(t, firm(), municipality(), &everything, whole),
		"credit-part":   compose(t, firm(), municipality(), &everything, part),
	}
}

// including is a draft whose prices include VAT, with percentages that EN 16931 has no place for, freight shared by rates,
// rounding to whole kroner and our own order number alone.
func including() billing.Draft {
	return billing.Draft{
		PricesIncludeVAT: true, Rounding: billing.RoundKrone, SalesOrder: "O-12", CostCode: "4410-20", Advance: billing.AdvanceCatering,
		Lines: []billing.Line{
			{Item: "Konsertbillett", Quantity: dec("3"), Unit: "stk", Price: dec("349.90"), VAT: rate("12"), Discount: &billing.Discount{Percent: dec("12.5"), Reason: "Gruppe"}},
			{Item: "Pause med kake", Quantity: dec("3"), Price: dec("85"), VAT: rate("15"), Discount: &billing.Discount{Amount: dec("10")}},
			{Item: "Program", Quantity: dec("-1"), Price: dec("50.05"), VAT: rate("25")},
			{Item: "T-skjorte", Quantity: dec("2"), Price: dec("199"), VAT: rate("25"), Discount: &billing.Discount{Percent: dec("10")}},
		},
		Adjustments: []billing.Adjustment{
			{Percent: dec("5"), Reason: "Medlemsrabatt", Code: "95"},
			{Charge: true, Amount: dec("149"), Reason: "Frakt", Code: billing.FreightCode},
		},
		Prepaid: dec("200"),
	}
}

// reverse is a draft under reverse charge whose claim is assigned, with a note of its own.
func reverse() billing.Draft {
	return billing.Draft{Note: "Klimakvoter etter avtale.", ContractReference: "K-7", Currency: "NOK",
		Payee: &billing.Payee{Name: "Factoring AS", OrgNo: "974760673", Account: "15035035203", Notice: "Fordringen er overdratt til Factoring AS.\nBare betaling dit frigjør."},
		Lines: []billing.Line{{Item: "Klimakvoter", Quantity: dec("100"), Unit: "TNE", Price: dec("812.50"), VAT: billing.VAT{Category: billing.ReverseCharge}}}}
}

// export is a draft with export in euro.
func export() billing.Draft {
	return billing.Draft{Currency: "EUR", ExchangeRate: dec("11.4215"), RateDate: today, RateSource: "Norges Bank", OrderReference: "B-1",
		Delivery: &billing.DeliveryPlace{Date: today, Address: billing.Address{Street: "Hamnen 2", PostCode: "411 01", City: "Göteborg", Country: "SE"}},
		Lines:    []billing.Line{{Item: "Orgelpipe", Quantity: dec("2"), Price: dec("1250"), VAT: billing.VAT{Category: billing.Export, Reason: "Utførsel av varer og tjenester"}}}}
}

// allowances is a draft of category K: it names buyer's VAT number, day of delivery and country (BR-IC-02, -11, -12).
func allowances() billing.Draft {
	return billing.Draft{Lines: []billing.Line{{Item: "Klimakvoter", Quantity: dec("10"), Unit: "TNE", Price: dec("812.50"),
		VAT: billing.VAT{Category: billing.IntraCommunity, Reason: "Kjøper beregner merverdiavgift"}}}}
}

// full is a draft with everything a document can carry.
func full() billing.Draft {
	return billing.Draft{
		BuyerReference: "Øk. avd. <3>", OrderReference: "PO-77 & 78", ContractReference: "K-1", ProjectReference: "P-9",
		Note:     "Fordringen er overdratt til Factoring AS.\r\nBetal kun dit.\x0b",
		Delivery: &billing.DeliveryPlace{Date: cal.MustParse("2026-11-20"), Address: billing.Address{Street: "Kaia 4", PostCode: "4006", City: "Stavanger"}},
		Period:   cal.Period{From: cal.MustParse("2026-11-01"), To: cal.MustParse("2026-11-30")},
		Lines: []billing.Line{
			{Item: "Timer \"snekker\"", Description: "Arbeid på kai", SellerItemNo: "T1", Quantity: dec("1.333"), Unit: "HUR", Price: dec("12.3456"), VAT: rate("25"),
				Discount: &billing.Discount{Percent: dec("10"), Reason: "Fast kunde"}, Period: cal.Period{From: cal.MustParse("2026-11-03"), To: cal.MustParse("2026-11-05")}},
			{Item: "Skruer", Quantity: dec("250"), Unit: "C62", Price: dec("79.90"), PriceBase: dec("100"), VAT: rate("25"), Discount: &billing.Discount{Amount: dec("5")}},
			{Item: "Lunsj", Quantity: dec("4"), Price: dec("101.01"), VAT: rate("15")},
			{Item: "Billett", Quantity: dec("1"), Price: dec("250"), VAT: rate("12"), For: "Ola"},
			{Item: "Fagbok", Quantity: dec("2"), Price: dec("399"), VAT: rate("0")},
			{Item: "Kurs", Quantity: dec("1"), Price: dec("900"), VAT: billing.VAT{Category: billing.Exempt, Reason: "Unntatt fra merverdiavgift (mval. kap. 3)"}},
		},
		Adjustments: []billing.Adjustment{
			{Percent: dec("5"), Reason: "Rabatt", VAT: rate("25")},
			{Charge: true, Amount: dec("39"), Reason: "Frakt", VAT: rate("25")},
		},
		Prepaid:     dec("100"),
		Attachments: []billing.Attachment{{Name: "timeliste.pdf", MIME: "application/pdf", Description: "Timeliste", Content: []byte("%PDF-1.4\n")}},
		Payee:       &billing.Payee{Name: "Factoring AS", OrgNo: "974760673", Account: "15035035203"},
	}
}
