package billing

import (
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// OutOfScopeReason is printed and written as BT-120 by sellers outside the VAT register.
const OutOfScopeReason = "Selger er ikke registrert i Merverdiavgiftsregisteret"

// ReverseChargeReason is the prescribed text, in Norwegian whatever the language of the document
// (bokføringsforskriften § 5-1-5).
const ReverseChargeReason = "Omvendt avgiftsplikt – Merverdiavgift ikke beregnet"

// Compose makes the document a draft would become if it were issued today. buyer is the customer who pays; it is the zero
// Customer when the draft gives a party inline. Amounts that cannot be computed are faults; the document comes back as far
// as it got, so that it can be shown while somebody types.
func Compose(c Company, buyer Customer, original *Invoice, d Draft, today cal.Date) (Document, Faults) {
	var faults Faults
	doc := Document{
		Kind: d.Kind, Language: firstOf(buyer.Language, c.Language), IssueDate: d.IssueDate, DueDate: d.DueDate,
		Currency: d.Currency, Seller: c.Party, Buyer: buyer.Party, CustomerNo: buyer.No,
		BuyerReference: d.BuyerReference, OrderReference: d.OrderReference, ContractReference: d.ContractReference,
		ProjectReference: d.ProjectReference, Note: d.Note, Period: d.Period, Attachments: d.Attachments, Payee: d.Payee,
		Account: c.Account, IBAN: c.IBAN, BIC: c.BIC, ExchangeRate: d.ExchangeRate, RateDate: d.RateDate, RateSource: d.RateSource,
		SalesOrder: d.SalesOrder, CostCode: d.CostCode, PricesIncludeVAT: d.PricesIncludeVAT, Rounding: d.Rounding, Advance: d.Advance,
	}
	if doc.Kind == "" {
		doc.Kind = KindInvoice
	}
	if doc.Currency == "" {
		doc.Currency = money.NOK
	}
	if d.Customer.No == "" {
		doc.Buyer = d.Customer.Party
	}
	if d.Delivery != nil {
		doc.Delivery = *d.Delivery
	}
	doc.payee()
	doc.dates(c, buyer, original, d, today)
	doc.lines(c, d)
	doc.clean()
	if d.checkMagnitude(&faults); len(faults) > 0 {
		return doc, faults
	}
	err := doc.calculate(d.Prepaid)
	if err == nil && doc.Kind == KindPaymentRequest {
		err = doc.hideVAT()
	}
	if err != nil {
		faults.Add("amount-too-large", "lines")
	}
	return doc, faults
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// payee sends the money to the payee's account when there is one, and fills in the IBAN.
func (d *Document) payee() {
	if d.Payee != nil && d.Payee.Account != "" {
		d.Account, d.IBAN, d.BIC = payref.NormalAccount(d.Payee.Account), "", ""
	}
	if d.IBAN == "" && payref.ValidAccount(d.Account) {
		d.IBAN = payref.IBAN(d.Account)
	}
}

// dates fills in the days that follow from others: issue today, due by the terms, delivered on the day of issue.
func (d *Document) dates(c Company, buyer Customer, original *Invoice, draft Draft, today cal.Date) {
	if d.IssueDate.IsZero() {
		d.IssueDate = today
	}
	if d.Kind == KindCreditNote {
		d.DueDate = cal.Date{}
		if original != nil {
			o := original.Document()
			d.Original = &OriginalReference{Number: original.Number(), IssueDate: o.IssueDate, Reason: draft.Reason}
			if d.Delivery == (DeliveryPlace{}) && d.Period.IsZero() {
				d.Delivery, d.Period = o.Delivery, o.Period
			}
		}
	} else if d.DueDate.IsZero() && d.Kind != KindOffer && d.Kind != KindOrder {
		terms := buyer.Terms
		if terms == 0 {
			terms = c.Terms
		}
		d.DueDate = d.IssueDate.AddDays(terms)
	}
	if d.Delivery.Date.IsZero() && d.Period.IsZero() && d.Kind.SalesDocument() {
		d.Delivery.Date = d.IssueDate
	}
}

// lines numbers the lines and fills in unit and VAT where nothing was said.
func (d *Document) lines(c Company, draft Draft) {
	for i, l := range draft.Lines {
		l.Unit = unitOf(l.Unit)
		l.VAT = effectiveVAT(c, l.VAT)
		d.Lines = append(d.Lines, PricedLine{ID: i + 1, Line: l})
	}
	for i, a := range draft.Adjustments {
		a.VAT = effectiveVAT(c, a.VAT)
		d.Adjustments = append(d.Adjustments, PricedAdjustment{Adjustment: a, draft: i})
	}
}

// unitOf is the code of a unit, told as a code or as people write it ("stk"); what is neither stays, to be refused by name.
func unitOf(text string) string {
	if text == "" {
		return "EA"
	}
	if code, ok := UnitCode(text); ok && !ValidUnit(text) {
		return code
	}
	return text
}

// effectiveVAT is the VAT as it stands on the document: sellers outside the register are outside the act, whatever the
// item says, and the prescribed reasons are filled in.
func effectiveVAT(c Company, v VAT) VAT {
	if !c.VATRegistered && (v.IsZero() || v.Rate.IsZero()) {
		return VAT{Category: OutOfScope, Rate: decimal.Zero, Reason: OutOfScopeReason}
	}
	if v.Category == ReverseCharge {
		v.Reason = ReverseChargeReason
	}
	return v
}
