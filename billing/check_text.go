package billing

import (
	"fmt"
	"unicode/utf8"
)

// How long texts may be, in characters: far beyond what anybody needs on an invoice, and short of what a receiver's system
// or a page cannot hold.
const (
	maxName        = 200
	maxReference   = 200
	maxLineText    = 500
	maxDescription = 4000
	maxNote        = 4000
)

// checkTexts notes texts that are too long.
func (d Document) checkTexts(faults *Faults) {
	check := func(path, text string, limit int) {
		if n := utf8.RuneCountInString(text); n > limit {
			faults.Add("text-too-long", path, "length", fmt.Sprint(n), "limit", fmt.Sprint(limit))
		}
	}
	for path, text := range map[string]string{"customer.name": d.Buyer.Name, "company.name": d.Seller.Name, "customer.contact": d.Buyer.Contact,
		"customer.address.street": d.Buyer.Address.Street, "customer.address.extra": d.Buyer.Address.Extra, "customer.address.city": d.Buyer.Address.City} {
		check(path, text, maxName)
	}
	check("buyerReference", d.BuyerReference, maxReference)
	check("orderReference", d.OrderReference, maxReference)
	check("contractReference", d.ContractReference, maxReference)
	check("projectReference", d.ProjectReference, maxReference)
	check("salesOrder", d.SalesOrder, maxReference)
	check("costCode", d.CostCode, maxReference)
	check("note", d.Note, maxNote)
	for i, l := range d.Lines {
		check(at("lines", i, "item"), l.Item, maxLineText)
		check(at("lines", i, "description"), l.Description, maxDescription)
		check(at("lines", i, "for"), l.For, maxName)
		check(at("lines", i, "sellerItemNo"), l.SellerItemNo, maxName)
		check(at("lines", i, "vat"), l.VAT.Reason, maxLineText)
	}
	for _, a := range d.Adjustments {
		check(at("adjustments", a.draft, "reason"), a.Reason, maxLineText)
	}
	if d.Payee != nil {
		check("payee.name", d.Payee.Name, maxName)
		check("payee.notice", d.Payee.Notice, maxNote)
	}
}
