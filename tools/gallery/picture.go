package main

import (
	"slices"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// pictures are the documents in the order they hang. A seller's documents are numbered in this order.
func pictures() []picture {
	return slices.Concat(treatments(), currencies(), prices(), times(), references(), bases(), credits(), languages())
}

// dec is a decimal written in this program.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func day(s string) cal.Date { return cal.MustParse(s) }

func span(from, to string) cal.Period { return cal.Period{From: day(from), To: day(to)} }

// at is the VAT of a rate.
func at(percent string) billing.VAT { return billing.Rate(dec(percent)) }

func exempt(reason string) billing.VAT { return billing.VAT{Category: billing.Exempt, Reason: reason} }

// export is how the tax authority names it, whatever the language of the document.
var export = billing.VAT{Category: billing.Export, Reason: "Utførsel av varer og tjenester"}

func line(item, quantity, unit, price string, v billing.VAT) billing.Line {
	return billing.Line{Item: item, Quantity: dec(quantity), Unit: unit, Price: dec(price), VAT: v}
}

// invoice is a draft delivered two days before it is issued.
func invoice(customer string, lines ...billing.Line) billing.Draft {
	return billing.Draft{Customer: billing.CustomerRef{No: customer}, BuyerReference: buyerReference(customer), Lines: lines,
		Delivery: &billing.DeliveryPlace{Date: day("2026-11-18")}}
}

// buyerReference is what each buyer asks to have on its invoices (BT-10).
func buyerReference(customer string) string {
	return map[string]string{"1001": "40-7731", "1002": "Marte Granli", "1003": "Resepsjonen", "1005": "Oppgjør"}[customer]
}

// with is a draft changed.
func with(d billing.Draft, change func(*billing.Draft)) *billing.Draft {
	change(&d)
	return &d
}

func plain(d billing.Draft) *billing.Draft { return &d }

// euro puts a draft in euro at the rate of the day.
func euro(d *billing.Draft) { inCurrency(d, "EUR", "11.7235") }

func inCurrency(d *billing.Draft, c money.Currency, rate string) {
	d.Currency, d.ExchangeRate, d.RateDate, d.RateSource = c, dec(rate), day("2026-11-20"), "Norges Bank"
}
