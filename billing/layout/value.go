package layout

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/template"

	"github.com/shopspring/decimal"
)

// value is a field's value twice: as data, for conditions, and as printed. Both are empty when there is nothing to say.
type value struct{ raw, shown string }

func text(s string) value { return value{s, s} }

func yes(b bool) value {
	if b {
		return value{"yes", "yes"}
	}
	return value{}
}

// values answers the fields of one document, and of the row and page being set.
type values struct {
	tpl *template.Template
	in  *Input
	l   locale

	adjustments []billing.PricedAdjustment // as printed: see joined
	prices      bool                       // whether unit prices agree with what the lines show
	sheet       *sheet                     // nil: not a timesheet

	line       *billing.PricedLine
	tax        *billing.TaxBreakdown
	adjustment *billing.PricedAdjustment
	row        *sheetRow

	page, count int
}

func newValues(tpl *template.Template, in *Input) *values {
	v := &values{tpl: tpl, in: in, l: localeOf(in.Language), adjustments: joined(in.Document.Adjustments)}
	v.prices = v.pricesAgree()
	return v
}

// raw is a field's value as data.
func (v *values) raw(field string) string { return v.get(field, "").raw }

// get answers one field. A name nobody knows is empty; Validate refuses templates with such names.
func (v *values) get(field, format string) value {
	group, name, _ := strings.Cut(field, ".")
	switch group {
	case "word":
		return text(v.word(name))
	case "label":
		return text(v.label(name))
	case "document":
		return v.document(name, format)
	case "original":
		return v.original(name, format)
	case "seller":
		return v.seller(name, format)
	case "buyer":
		return v.buyer(name, format)
	case "payee":
		return v.payee(name, format)
	case "payment":
		return v.payment(name, format)
	case "totals":
		return v.totals(name, format)
	case "page":
		return v.pages(name)
	case "line":
		return v.lineField(name, format)
	case "vat":
		return v.taxField(name, format)
	case "adjustment":
		return v.adjustmentField(name, format)
	case "work":
		return v.workField(name, format)
	case "row":
		return v.rowField(name, format)
	}
	return value{}
}

func (v *values) word(key string) string { return v.tpl.Word(v.in.Language, key) }

func (v *values) amount(a money.Amount, format string) value {
	shown := v.l.money(a)
	if format == "currency" {
		shown = v.l.currency(a)
	}
	return value{a.String(), shown}
}

// unlessZero is an amount that is only worth a word when there is one.
func (v *values) unlessZero(a money.Amount, format string) value {
	if a.IsZero() {
		return value{}
	}
	return v.amount(a, format)
}

func (v *values) date(d cal.Date, format string) value {
	if d.IsZero() {
		return value{}
	}
	if format == "long" {
		return value{d.String(), v.l.long(d)}
	}
	return value{d.String(), v.l.date(d)}
}

func (v *values) number(d decimal.Decimal, least int32) value {
	return value{d.String(), v.l.number(d, least)}
}

func (v *values) period(p cal.Period) value {
	if p.IsZero() {
		return value{}
	}
	return value{p.From.String() + "/" + p.To.String(), v.l.period(p)}
}

// kind of the document; a document that does not say is an invoice.
func (v *values) kind() billing.Kind {
	if k := v.in.Document.Kind; k != "" {
		return k
	}
	return billing.KindInvoice
}

// signed tells whether the other side signs the document.
func (v *values) signed() bool { return v.kind() == billing.KindOffer || v.kind() == billing.KindOrder }

// label is what a value is called on this kind of document.
func (v *values) label(name string) string {
	if name != "delivered" {
		return v.word(name + "." + string(v.kind()))
	}
	d := &v.in.Document
	switch {
	case !d.Period.IsZero():
		return v.word("delivered.period")
	case !v.kind().SalesDocument(), d.Delivery.Date.After(d.IssueDate):
		return v.word("delivered.coming")
	}
	return v.word("delivered.done")
}

func (v *values) document(name, format string) value {
	d := &v.in.Document
	switch name {
	case "title":
		return text(v.word("title." + string(v.kind())))
	case "kind":
		return text(string(v.kind()))
	case "sales":
		return yes(v.kind().SalesDocument())
	case "vat":
		return yes(v.statesVAT())
	case "signed":
		return yes(v.signed())
	case "language":
		return text(v.in.Language)
	case "number":
		if v.in.Number == "" {
			return value{shown: v.word("draft")}
		}
		return text(v.in.Number)
	case "currency":
		return text(string(d.Currency))
	case "note":
		return multiline(strings.Split(d.Note, "\n"), format)
	case "pricesIncludeVAT":
		return yes(d.PricesIncludeVAT && v.statesVAT())
	case "attachments":
		return text(attachmentNames(d.Attachments))
	case "practice":
		return yes(v.in.Practice)
	case "rate", "rateDate", "rateSource":
		return v.rateOfExchange(name, format)
	}
	if day := v.day(name, format); day != (value{}) {
		return day
	}
	return v.reference(name)
}

// statesVAT tells whether VAT stands on the document: never on a payment request, and not where nobody charges any.
func (v *values) statesVAT() bool {
	d := &v.in.Document
	taxed := func(t billing.TaxBreakdown) bool { return t.Category != billing.OutOfScope }
	return v.kind() != billing.KindPaymentRequest && (d.VATRegistered() || slices.ContainsFunc(d.Taxes, taxed))
}

// day answers the days of a document, and its place of delivery.
func (v *values) day(name, format string) value {
	d := &v.in.Document
	switch name {
	case "date":
		return v.date(d.IssueDate, format)
	case "due":
		if !v.signed() {
			return v.date(d.DueDate, format)
		}
	case "terms":
		if !v.signed() && !d.DueDate.IsZero() {
			return text(strconv.Itoa(d.DueDate.DaysSince(d.IssueDate)))
		}
	case "validUntil":
		return v.date(d.ValidUntil, format)
	case "delivered":
		if !d.Period.IsZero() {
			return v.period(d.Period)
		}
		return v.date(d.Delivery.Date, format)
	case "deliveryDate":
		if !d.Period.IsZero() {
			return v.date(d.Delivery.Date, format)
		}
	case "place":
		if a := d.Delivery.Address; !a.IsZero() && a != d.Buyer.Address {
			return text(strings.Join(v.address(a), ", "))
		}
	}
	return value{}
}

// rateOfExchange answers how amounts became kroner; empty on a document in kroner.
func (v *values) rateOfExchange(name, format string) value {
	d := &v.in.Document
	switch {
	case d.ExchangeRate.IsZero() || d.Currency == money.NOK:
		return value{}
	case name == "rate":
		return v.number(d.ExchangeRate, 4)
	case name == "rateDate":
		return v.date(d.RateDate, format)
	}
	return text(d.RateSource)
}

// reference answers the numbers other people know the document by.
func (v *values) reference(name string) value {
	d := &v.in.Document
	switch name {
	case "customerNo":
		return text(d.CustomerNo)
	case "buyerReference":
		return text(d.BuyerReference)
	case "orderReference":
		return text(d.OrderReference)
	case "contractReference":
		return text(d.ContractReference)
	case "projectReference":
		return text(d.ProjectReference)
	case "salesOrder":
		return text(d.SalesOrder)
	case "costCode":
		return text(d.CostCode)
	}
	return value{}
}

func attachmentNames(attachments []billing.Attachment) string {
	var names []string
	for _, a := range attachments {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

// multiline joins lines; the formatter "line" sets them one after another.
func multiline(lines []string, format string) value {
	if format == "line" {
		return text(strings.Join(lines, ", "))
	}
	return text(strings.Join(lines, "\n"))
}

func (v *values) original(name, format string) value {
	o := v.in.Document.Original
	if o == nil {
		return value{}
	}
	switch name {
	case "number":
		return text(o.Number)
	case "date":
		return v.date(o.IssueDate, format)
	case "reason":
		return text(o.Reason)
	}
	return value{}
}

// address gives the lines of an address with the country by its name.
func (v *values) address(a billing.Address) []string {
	lines := a.Lines()
	if c := a.CountryCode(); c != "NO" && len(lines) > 0 {
		if name := v.word("country." + c); name != "country."+c {
			lines[len(lines)-1] = name
		}
	}
	return lines
}

func (v *values) seller(name, format string) value {
	d := &v.in.Document
	switch name {
	case "name":
		return text(upper(d.Seller.Name, format))
	case "address":
		return multiline(v.address(d.Seller.Address), format)
	case "addressLine":
		return text(strings.Join(v.address(d.Seller.Address), ", "))
	case "orgNo":
		return value{d.Seller.OrgNo, orgNo(d.Seller.OrgNo)}
	case "legal":
		return text(v.legal())
	case "vatRegistered":
		return yes(d.VATRegistered())
	case "register":
		return yes(d.Seller.Register)
	case "email":
		return text(d.Seller.Email)
	case "phone":
		return text(d.Seller.Phone)
	case "contact":
		return text(d.Seller.Contact)
	case "logo":
		return yes(v.in.Logo != nil)
	}
	return value{}
}

// legal is the seller's number as bokføringsforskriften § 5-1-2 and foretaksregisterloven § 10-2 ask for it. MVA and
// Foretaksregisteret are prescribed words and stay Norwegian in every language.
func (v *values) legal() string {
	d := &v.in.Document
	if d.Seller.OrgNo == "" {
		return ""
	}
	s := v.word("orgNo") + blank + orgNo(d.Seller.OrgNo)
	if d.VATRegistered() {
		s += blank + "MVA"
	}
	if d.Seller.Register {
		s += " Foretaksregisteret"
	}
	return s
}

func upper(s, format string) string {
	if format == "upper" {
		return strings.ToUpper(s)
	}
	return s
}

func (v *values) buyer(name, format string) value {
	b := &v.in.Document.Buyer
	switch name {
	case "name":
		return text(upper(b.Name, format))
	case "contact":
		return text(b.Contact)
	case "address":
		return multiline(v.address(b.Address), format)
	case "orgNo":
		return value{b.OrgNo, orgNo(b.OrgNo)}
	case "vatNo":
		return text(b.VATNo)
	case "email":
		return text(b.Email)
	}
	return value{}
}

func (v *values) pages(name string) value {
	switch name {
	case "number":
		return text(strconv.Itoa(v.page))
	case "count":
		return text(strconv.Itoa(v.count))
	case "several":
		return yes(v.count > 1)
	}
	return value{}
}
