package main

import (
	"fakturist/billing"
	"fakturist/billing/money"
)

// credits show credit notes of documents hung before.
func credits() []picture {
	return []picture{
		{name: "credit-whole", seller: "joiner", of: "ordinary", shows: "Credit note of a whole invoice", rules: "BF § 5-2-7; type 381, BG-3; no due date; amounts positive",
			credit: func(inv billing.Invoice) (billing.Draft, error) {
				return billing.CreditDraft(inv, nil, "Feil kunde fakturert")
			}},
		{name: "credit-lines", seller: "joiner", of: "discounts", shows: "Credit note of lines and parts of lines, with the invoice's own discounts", rules: "GBS 1: names the lines; never more than is left",
			credit: func(inv billing.Invoice) (billing.Draft, error) {
				return billing.CreditDraft(inv, []billing.CreditLine{{ID: 1, Quantity: dec("2")}, {ID: 2, Quantity: dec("2")}}, "To dører ble ikke levert")
			}},
		{name: "credit-amount", seller: "club", of: "mixed-rates", shows: "Credit note of an amount with VAT, shared among the invoice's rates", rules: "BF § 5-2-7; VAT goes back as it came",
			credit: func(inv billing.Invoice) (billing.Draft, error) {
				return billing.CreditAmount(inv, money.New(50_000, money.NOK), "Prisavslag", "Siste kampdag ble avlyst")
			}},
	}
}
