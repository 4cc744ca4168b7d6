package ubl_test

import (
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
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
	return map[string]billing.Invoice{
		"club": plain, "everything": everything, "euro": euro,
		"credit-whole": compose(t, firm(), municipality(), &everything, whole),
		"credit-part":  compose(t, firm(), municipality(), &everything, part),
	}
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
