package billing

import (
	"fmt"
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/law"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// CheckInput is what a document is checked against.
type CheckInput struct {
	Today      cal.Date
	LastIssued cal.Date // of the series; zero when nothing was issued yet
}

// Check notes everything that keeps a document from being issued, and warnings: the eight fields of bokføringsforskriften
// § 5-1-1, dates, amounts, references. Rates by date are checked in billing/tax, EHF rules in billing/ubl/rule.
func (d Document) Check(in CheckInput) Faults {
	var faults Faults
	d.checkSeller(&faults)
	d.checkBuyer(&faults)
	d.checkDates(in, &faults)
	d.checkLines(&faults)
	d.checkAdjustments(&faults)
	d.checkVAT(&faults)
	d.checkSums(&faults)
	d.checkTexts(&faults)
	d.checkPapers(&faults)
	return faults
}

func (d Document) checkSeller(faults *Faults) {
	d.Seller.check("company", faults)
	if d.Seller.Address.City == "" || d.Seller.Address.PostCode == "" {
		faults.Add("seller-address-missing", "company.address")
	}
	if d.Seller.OrgNo == "" {
		faults.Add("seller-orgno-missing", "company.orgNo")
	}
	d.checkAccount(faults)
}

// checkAccount asks where the money goes: the seller's account, or the payee's, or an IBAN when there is no Norwegian one.
func (d Document) checkAccount(faults *Faults) {
	path := "company.account"
	if d.Payee != nil && d.Payee.Account != "" {
		path = "payee.account"
	}
	switch {
	case d.Account == "":
		faults.Add("account-missing", path)
	case !payref.ValidAccount(d.Account) && !payref.ValidIBAN(d.Account):
		faults.Add("account-wrong", path, "account", d.Account)
	}
	if d.Payee != nil && d.Payee.OrgNo != "" && !payref.ValidOrgNo(d.Payee.OrgNo) {
		faults.Add("orgno-wrong", "payee.orgNo", "orgNo", d.Payee.OrgNo)
	}
	if d.Payee != nil && d.Payee.Name == "" {
		faults.Add("BR-17", "payee.name")
	}
}

func (d Document) checkBuyer(faults *Faults) {
	b := d.Buyer
	b.check("customer", faults)
	if b.Address.City == "" && b.OrgNo == "" {
		faults.Add("buyer-address-missing", "customer.address")
	}
	if b.Type != Person && b.OrgNo == "" {
		if law.InForce(law.BuyerOrgNo, d.IssueDate) {
			faults.Add("buyer-orgno-missing", "customer.orgNo", "from", law.Begins(law.BuyerOrgNo).String())
		} else {
			faults.Warn("buyer-orgno-advised", "customer.orgNo", "from", law.Begins(law.BuyerOrgNo).String())
		}
	}
}

func (d Document) checkDates(in CheckInput, faults *Faults) {
	if !d.IssueDate.Before(in.LastIssued) || in.LastIssued.IsZero() {
		d.checkIssueDate(in, faults)
	} else {
		faults.Add("issue-date-before-last", "issueDate", "date", d.IssueDate.String(), "last", in.LastIssued.String())
	}
	if d.Kind == KindInvoice && d.DueDate.Before(d.IssueDate) {
		faults.Add("due-before-issue", "dueDate", "date", d.DueDate.String(), "issued", d.IssueDate.String())
	}
	checkPeriod(d.Period, "period", faults)
	for i, l := range d.Lines {
		checkPeriod(l.Period, at("lines", i, "period"), faults)
	}
	delivered := d.deliveredBy()
	if !delivered.IsZero() && delivered.AddMonths(law.Value(law.InvoiceAfterDelivery, d.IssueDate)).Before(d.IssueDate) && d.Kind == KindInvoice {
		faults.Warn("issued-late", "issueDate", "delivered", delivered.String())
	}
	d.checkAdvance(faults)
}

// checkAdvance keeps invoices behind delivery but for what may be invoiced in advance, and that within a year
// (bokføringsforskriften § 5-2-6). A period is the mark of what runs on: subscriptions, rent, fees. Whatever else is to be
// paid in advance is asked for by a payment request.
func (d Document) checkAdvance(faults *Faults) {
	delivered := d.deliveredBy()
	if d.Kind != KindInvoice || !delivered.After(d.IssueDate) {
		return
	}
	path := "delivery.date"
	if d.Period.To == delivered {
		path = "period"
	}
	if d.Advance == "" && d.Period.IsZero() {
		faults.Add("advance-not-allowed", path, "delivered", delivered.String())
		return
	}
	begins := delivered
	if path == "period" && !d.Period.From.IsZero() {
		begins = d.Period.From
	}
	if begins.After(d.IssueDate.AddMonths(law.Value(law.Advance, d.IssueDate))) {
		faults.Add("advance-too-far", path, "begins", begins.String())
	}
}

// checkIssueDate allows today, and the last day of the previous month during the first 15 working days of a month when
// delivery was by then (bokføringsforskriften § 5-1-3).
func (d Document) checkIssueDate(in CheckInput, faults *Faults) {
	if d.IssueDate == in.Today {
		return
	}
	lastMonth := cal.Date{Year: in.Today.Year, Month: in.Today.Month, Day: 1}.AddDays(-1)
	if d.IssueDate == lastMonth && cal.WorkingDayOfMonth(in.Today) <= law.Value(law.Backdating, in.Today) && !d.deliveredBy().After(lastMonth) {
		return
	}
	faults.Add("issue-date-not-allowed", "issueDate", "date", d.IssueDate.String(), "today", in.Today.String())
}

// deliveredBy is the last day of delivery the document speaks of.
func (d Document) deliveredBy() cal.Date {
	if !d.Period.To.IsZero() {
		return d.Period.To
	}
	return d.Delivery.Date
}

func checkPeriod(p cal.Period, path string, faults *Faults) {
	if !p.From.IsZero() && !p.To.IsZero() && p.To.Before(p.From) {
		faults.Add("BR-29", path, "from", p.From.String(), "to", p.To.String())
	}
}

func (d Document) checkLines(faults *Faults) {
	if len(d.Lines) == 0 {
		faults.Add("BR-16", "lines")
	}
	for i, l := range d.Lines {
		l.check(i, faults)
		if !withinPeriod(l.Period, d.Period) {
			faults.Add("PEPPOL-EN16931-R110", at("lines", i, "period"))
		}
	}
}

func withinPeriod(inner, outer cal.Period) bool {
	if inner.IsZero() || outer.IsZero() {
		return true
	}
	return !(inner.From.Before(outer.From) && !inner.From.IsZero()) && !(inner.To.After(outer.To) && !outer.To.IsZero())
}

func (l PricedLine) check(i int, faults *Faults) {
	if strings.TrimSpace(l.Item) == "" {
		faults.Add("line-text-missing", at("lines", i, "item"))
	}
	if l.Quantity.IsZero() {
		faults.Add("line-quantity-zero", at("lines", i, "quantity"))
	}
	if l.Price.IsNegative() {
		faults.Add("BR-27", at("lines", i, "price"))
	}
	if l.PriceBase.IsNegative() {
		faults.Add("PEPPOL-EN16931-R121", at("lines", i, "priceBase"))
	}
	if !ValidUnit(l.Unit) {
		faults.Add("BR-CL-23", at("lines", i, "unit"), "unit", l.Unit)
	}
	if l.Discount != nil {
		checkReduction(l.Discount.Percent, l.Discount.Amount, at("lines", i, "discount"), faults)
		if told := l.Price.Mul(l.Quantity).Abs(); l.PriceBase.IsZero() && l.Discount.Amount.GreaterThan(told) && !told.IsZero() {
			faults.Add("discount-exceeds-line", at("lines", i, "discount"), "discount", l.Discount.Amount.String())
		}
	}
}

// checkReduction notes a discount that is both a percentage and an amount, or out of range.
func checkReduction(percent, amount decimal.Decimal, path string, faults *Faults) {
	switch {
	case !percent.IsZero() && !amount.IsZero():
		faults.Add("discount-two-ways", path)
	case percent.IsNegative() || percent.GreaterThan(hundred):
		faults.Add("percent-out-of-range", path, "percent", percent.String())
	case amount.IsNegative():
		faults.Add("discount-negative", path)
	}
}

func (d Document) checkAdjustments(faults *Faults) {
	for _, a := range d.Adjustments {
		checkReduction(a.Percent, a.Amount, at("adjustments", a.draft, ""), faults)
		if strings.TrimSpace(a.Reason) == "" {
			faults.Add("adjustment-reason-missing", at("adjustments", a.draft, "reason"))
		}
	}
}

// checkVAT notes categories that do not go with the seller's register, each other or their reason (BR-x-xx).
func (d Document) checkVAT(faults *Faults) {
	registered := d.VATRegistered()
	for i, l := range d.Lines {
		path := at("lines", i, "vat")
		switch {
		case l.VAT.IsZero():
			faults.Add("line-vat-missing", path)
		case !registered && l.VAT.Category != OutOfScope:
			faults.Add("vat-without-register", path)
		case registered && l.VAT.Category == OutOfScope:
			faults.Add("BR-O-02", path)
		case needsReason(l.VAT.Category) && l.VAT.Reason == "":
			faults.Add("BR-"+l.VAT.Category.Rule()+"-10", path)
		case l.VAT.Category == ReverseCharge && d.Buyer.VATNo == "" && d.Buyer.OrgNo == "":
			faults.Add("BR-AE-02", "customer.orgNo")
		}
	}
}

func needsReason(c VATCategory) bool {
	return c == Exempt || c == ReverseCharge || c == Export || c == IntraCommunity || c == OutOfScope
}

func (d Document) checkSums(faults *Faults) {
	if d.Totals.Payable.Sign() < 0 {
		faults.Add("payable-negative", "lines", "amount", fmt.Sprint(d.Totals.Payable))
	}
	if d.Totals.Prepaid.Sign() < 0 {
		faults.Add("prepaid-negative", "prepaid")
	}
	if !d.Currency.Valid() {
		faults.Add("PEPPOL-EN16931-CL007", "currency", "currency", string(d.Currency))
	}
	if d.Currency != "NOK" && d.ExchangeRate.Sign() <= 0 && d.VATRegistered() {
		faults.Add("exchange-rate-missing", "exchangeRate", "currency", string(d.Currency))
	}
	if d.RateDate.After(d.IssueDate) {
		faults.Add("rate-date-after-issue", "rateDate", "date", d.RateDate.String())
	}
	if d.Rounding != RoundNothing && d.Rounding != RoundKrone {
		faults.Add("rounding-unknown", "rounding", "rounding", string(d.Rounding))
	}
	switch d.Advance {
	case "", AdvanceSubscription, AdvanceRent, AdvanceFee, AdvanceTransport, AdvanceCatering:
	default:
		faults.Add("advance-unknown", "advance", "advance", string(d.Advance))
	}
}
