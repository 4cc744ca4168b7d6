package view

import (
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// Options are what a document may say beyond its customer, days and lines: text as it was typed, whatever it may mean.
type Options struct {
	PricesIncludeVAT bool
	RoundKrone       bool
	Ready            bool

	Discount, DiscountReason string // on the whole document: "10 %" or a sum
	Freight, FreightText     string
	Prepaid                  string

	Currency   string
	Rate       string // NOK for one unit
	RateDate   cal.Date
	RateSource string

	DeliveryDate                    cal.Date
	Street, PostCode, City, Country string // where it was delivered; empty: at the buyer's
	Period                          cal.Period
	Advance                         billing.AdvanceGround

	BuyerReference, OrderReference, SalesOrder          string
	ContractReference, ProjectReference, CostCode, Note string

	PayeeName, PayeeOrgNo, PayeeAccount, PayeeNotice string

	Attachments []billing.Attachment
}

// AdvanceGrounds are the grounds to choose from, none first.
var AdvanceGrounds = []billing.AdvanceGround{"", billing.AdvanceSubscription, billing.AdvanceRent, billing.AdvanceFee, billing.AdvanceTransport,
	billing.AdvanceCatering}

// Currencies are those offered by name; every other may be typed.
var Currencies = []money.Currency{money.NOK, "EUR", "SEK", "DKK", "USD", "GBP"}

// options shows what a draft says beyond customer, days and lines.
func (t Tongue) options(d billing.Draft) Options {
	o := Options{PricesIncludeVAT: d.PricesIncludeVAT, RoundKrone: d.Rounding == billing.RoundKrone, Ready: d.Ready,
		Currency: string(d.Currency), RateDate: d.RateDate, RateSource: d.RateSource, Period: d.Period, Advance: d.Advance,
		BuyerReference: d.BuyerReference, OrderReference: d.OrderReference, SalesOrder: d.SalesOrder, ContractReference: d.ContractReference,
		ProjectReference: d.ProjectReference, CostCode: d.CostCode, Note: d.Note, Attachments: slices.Clone(d.Attachments)}
	if o.Currency == "" {
		o.Currency = string(money.NOK)
	}
	if !d.Prepaid.IsZero() {
		o.Prepaid = t.Price(d.Prepaid)
	}
	if !d.ExchangeRate.IsZero() {
		o.Rate = t.Number(d.ExchangeRate)
	}
	if i := discountAt(d.Adjustments); i >= 0 {
		o.Discount, o.DiscountReason = t.reduction(d.Adjustments[i]), d.Adjustments[i].Reason
	}
	if i := freightAt(d.Adjustments); i >= 0 {
		o.Freight, o.FreightText = t.reduction(d.Adjustments[i]), d.Adjustments[i].Reason
	}
	if d.Delivery != nil {
		a := d.Delivery.Address
		o.DeliveryDate, o.Street, o.PostCode, o.City, o.Country = d.Delivery.Date, a.Street, a.PostCode, a.City, a.Country
	}
	if p := d.Payee; p != nil {
		o.PayeeName, o.PayeeOrgNo, o.PayeeAccount, o.PayeeNotice = p.Name, OrgNo(p.OrgNo), Account(p.Account), p.Notice
	}
	return o
}

// reduction writes a discount or charge as one types it.
func (t Tongue) reduction(a billing.Adjustment) string {
	if !a.Percent.IsZero() {
		return t.Percent(a.Percent)
	}
	return t.Price(a.Amount)
}

// discountAt is where the discount of the form stands among a draft's adjustments, -1 for none: the first allowance without a
// code of its own. Others stay as they are.
func discountAt(all []billing.Adjustment) int {
	return slices.IndexFunc(all, func(a billing.Adjustment) bool { return !a.Charge && a.Code == "" })
}

// freightAt is where the freight of the form stands, -1 for none.
func freightAt(all []billing.Adjustment) int {
	return slices.IndexFunc(all, func(a billing.Adjustment) bool { return a.Charge && a.Code == billing.FreightCode })
}

// write puts the options into a draft; what cannot be read is a fault at its field and counts as nothing.
func (o Options) write(t Tongue, d *billing.Draft, faults *billing.Faults) {
	trim := strings.TrimSpace
	d.PricesIncludeVAT, d.Ready, d.Period, d.Advance = o.PricesIncludeVAT, o.Ready, o.Period, o.Advance
	d.Rounding = billing.RoundNothing
	if o.RoundKrone {
		d.Rounding = billing.RoundKrone
	}
	d.BuyerReference, d.OrderReference, d.SalesOrder = trim(o.BuyerReference), trim(o.OrderReference), trim(o.SalesOrder)
	d.ContractReference, d.ProjectReference = trim(o.ContractReference), trim(o.ProjectReference)
	d.CostCode, d.Note, d.Attachments = trim(o.CostCode), trim(o.Note), o.Attachments
	d.Prepaid = readNumber(o.Prepaid, "prepaid", ParsePrice, faults)
	o.writeCurrency(d, faults)
	d.Delivery = o.delivery(d.Delivery)
	d.Payee = o.payee()
	d.Adjustments = o.adjustments(t, d.Adjustments, faults)
}

func readNumber(text, path string, parse func(string) (decimal.Decimal, bool), faults *billing.Faults) decimal.Decimal {
	text = strings.TrimSpace(text)
	if text == "" {
		return decimal.Zero
	}
	d, ok := parse(text)
	if !ok {
		faults.Add("number-unread", path, "value", text)
	}
	return d
}

// writeCurrency leaves out the rate of a document in kroner.
func (o Options) writeCurrency(d *billing.Draft, faults *billing.Faults) {
	d.Currency = money.Currency(strings.ToUpper(strings.TrimSpace(o.Currency)))
	d.ExchangeRate, d.RateDate, d.RateSource = decimal.Zero, cal.Date{}, ""
	if d.Currency == "" || d.Currency == money.NOK {
		d.Currency = ""
		return
	}
	d.ExchangeRate = readNumber(o.Rate, "exchangeRate", ParseNumber, faults)
	d.RateDate, d.RateSource = o.RateDate, strings.TrimSpace(o.RateSource)
}

// delivery is nil when nothing is said of it; before keeps what the form does not show.
func (o Options) delivery(before *billing.DeliveryPlace) *billing.DeliveryPlace {
	var place billing.DeliveryPlace
	if before != nil {
		place = *before
	}
	place.Date = o.DeliveryDate
	a := &place.Address
	a.Street, a.PostCode, a.City = strings.TrimSpace(o.Street), strings.TrimSpace(o.PostCode), strings.TrimSpace(o.City)
	a.Country = strings.ToUpper(strings.TrimSpace(o.Country))
	if place == (billing.DeliveryPlace{}) {
		return nil
	}
	return &place
}

func (o Options) payee() *billing.Payee {
	p := billing.Payee{Name: strings.TrimSpace(o.PayeeName), OrgNo: strings.Map(dropBlank, o.PayeeOrgNo),
		Account: payref.NormalAccount(o.PayeeAccount), Notice: strings.TrimSpace(o.PayeeNotice)}
	if p == (billing.Payee{}) {
		return nil
	}
	return &p
}

// adjustments are those of the draft with discount and freight as the form says.
func (o Options) adjustments(t Tongue, all []billing.Adjustment, faults *billing.Faults) []billing.Adjustment {
	all = slices.Clone(all)
	put := func(at int, text, reason, usual string, fresh billing.Adjustment) {
		text = strings.TrimSpace(text)
		switch {
		case text == "" && at >= 0:
			all = slices.Delete(all, at, at+1)
			return
		case text == "":
			return
		case at < 0:
			at, all = len(all), append(all, fresh)
		}
		a := &all[at]
		path := fmt.Sprintf("adjustments[%d]", at)
		a.Percent, a.Amount = decimal.Zero, decimal.Zero
		if isPercent(text) {
			a.Percent = readNumber(text, path, ParsePercent, faults)
		} else {
			a.Amount = readNumber(text, path, ParsePrice, faults)
		}
		a.Reason = firstOf(strings.TrimSpace(reason), usual)
	}
	put(discountAt(all), o.Discount, o.DiscountReason, t.T("option.discount"), billing.Adjustment{})
	put(freightAt(all), o.Freight, o.FreightText, t.T("option.freight"), billing.Adjustment{Charge: true, Code: billing.FreightCode})
	return all
}

// OptionGroup is a group of options that are shown together.
type OptionGroup string

// The groups, in the order they are offered.
const (
	GroupReferences OptionGroup = "references"
	GroupAmounts    OptionGroup = "amounts"
	GroupDelivery   OptionGroup = "delivery"
	GroupCurrency   OptionGroup = "currency"
	GroupPayee      OptionGroup = "payee"
	GroupPapers     OptionGroup = "papers"
)

// OptionGroups are all groups in order.
var OptionGroups = []OptionGroup{GroupReferences, GroupAmounts, GroupDelivery, GroupCurrency, GroupPapers, GroupPayee}

// GroupText is what the head of a folded group says: its name, and how much of it is in use.
func (e *Editor) GroupText(g OptionGroup) (name, used string) {
	o, n := e.Options, 0
	count := func(set ...bool) {
		for _, s := range set {
			if s {
				n++
			}
		}
	}
	switch g {
	case GroupReferences:
		count(o.BuyerReference != "", o.OrderReference != "", o.SalesOrder != "", o.ContractReference != "", o.ProjectReference != "",
			o.CostCode != "", o.Note != "")
	case GroupAmounts:
		count(o.PricesIncludeVAT, o.RoundKrone, o.Discount != "", o.Freight != "", o.Prepaid != "")
	case GroupDelivery:
		count(!o.DeliveryDate.IsZero(), o.Street+o.PostCode+o.City+o.Country != "", !o.Period.IsZero(), o.Advance != "")
	case GroupPapers:
		n = len(o.Attachments)
	case GroupPayee:
		count(o.PayeeName+o.PayeeAccount+o.PayeeOrgNo+o.PayeeNotice != "")
	case GroupCurrency:
		if c := strings.TrimSpace(o.Currency); c != "" && money.Currency(c) != money.NOK {
			used = c
		}
	}
	if n > 0 {
		used = e.tongue.Count(n)
	}
	return e.tongue.T("option.group." + string(g)), used
}

// Foreign tells whether the document is in another currency than kroner.
func (o Options) Foreign() bool {
	c := strings.ToUpper(strings.TrimSpace(o.Currency))
	return c != "" && money.Currency(c) != money.NOK
}

// TakeRate fills in a day's rate.
func (e *Editor) TakeRate(r billing.DayRate) {
	e.Rate, e.RateDate, e.RateSource = e.tongue.Number(r.Value), r.Date, r.Source
}

// Attach adds a file, or says why it cannot go with the document. One of the same name and content is there already.
func (e *Editor) Attach(a billing.Attachment) billing.Faults {
	a.MIME = billing.AttachmentMIME(a.Name)
	faults := billing.CheckAttachment(a, "attachments")
	whole := len(a.Content)
	for _, other := range e.Attachments {
		whole += len(other.Content)
		if other.Name == a.Name {
			faults.Add("attachment-twice", "attachments", "name", a.Name)
		}
	}
	if whole > billing.MaxAttachments && len(faults) == 0 {
		faults.Add("attachments-too-large", "attachments", "size", billing.Megabytes(whole), "limit", billing.Megabytes(billing.MaxAttachments))
	}
	if len(faults) == 0 {
		e.Attachments = append(e.Attachments, a)
	}
	return faults
}

// Detach takes the i-th file away.
func (e *Editor) Detach(i int) {
	if i >= 0 && i < len(e.Attachments) {
		e.Attachments = slices.Delete(slices.Clone(e.Attachments), i, i+1)
	}
}

// PaperText is a file with its size: "timeliste.pdf" and "84 kB".
func (t Tongue) PaperText(a billing.Attachment) (name, size string) {
	return a.Name, t.Size(len(a.Content))
}

// Size writes a number of bytes as people do.
func (t Tongue) Size(bytes int) string {
	if bytes < 1<<20 {
		return t.Number(decimal.NewFromInt(int64(max(1, (bytes+1023)/1024)))) + "\u00a0kB"
	}
	return t.Number(decimal.NewFromInt(int64(bytes)).DivRound(decimal.NewFromInt(1<<20), 1)) + "\u00a0MB"
}

// Begins tells whether a text begins with what was typed, small and capital letters alike.
func Begins(text, typed string) bool { return strings.HasPrefix(fold(text), fold(typed)) }

// KnownCurrency tells whether a text is one of the currencies offered by name.
func KnownCurrency(text string) bool {
	return slices.Contains(Currencies, money.Currency(strings.ToUpper(strings.TrimSpace(text))))
}
