package layout

import (
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

	line       *billing.PricedLine
	tax        *billing.TaxBreakdown
	adjustment *billing.PricedAdjustment

	page, count int
}

func newValues(tpl *template.Template, in *Input) *values {
	return &values{tpl: tpl, in: in, l: localeOf(in.Language)}
}

// raw is a field's value as data.
func (v *values) raw(field string) string { return v.get(field, "").raw }

// get answers one field. A name nobody knows is empty; Validate refuses templates with such names.
func (v *values) get(field, format string) value {
	group, name, _ := strings.Cut(field, ".")
	switch group {
	case "word":
		return text(v.word(name))
	case "document":
		return v.document(name, format)
	case "original":
		return v.original(name, format)
	case "seller":
		return v.seller(name, format)
	case "buyer":
		return v.buyer(name, format)
	case "payee":
		return v.payee(name)
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

func (v *values) document(name, format string) value {
	d := &v.in.Document
	switch name {
	case "title":
		return text(v.word("title." + string(d.Kind)))
	case "kind":
		return text(string(d.Kind))
	case "language":
		return text(v.in.Language)
	case "number":
		if v.in.Number == "" {
			return value{shown: v.word("draft")}
		}
		return text(v.in.Number)
	case "date":
		return v.date(d.IssueDate, format)
	case "due":
		return v.date(d.DueDate, format)
	case "terms":
		if d.DueDate.IsZero() {
			return value{}
		}
		return text(strconv.Itoa(d.DueDate.DaysSince(d.IssueDate)))
	case "delivered":
		if !d.Period.IsZero() {
			return v.period(d.Period)
		}
		return v.date(d.Delivery.Date, format)
	case "place":
		if a := d.Delivery.Address; !a.IsZero() && a != d.Buyer.Address {
			return text(strings.Join(v.address(a), ", "))
		}
		return value{}
	case "currency":
		return text(string(d.Currency))
	case "rate":
		if d.ExchangeRate.IsZero() || d.Currency == money.NOK {
			return value{}
		}
		return v.number(d.ExchangeRate, 4)
	case "note":
		return multiline(strings.Split(d.Note, "\n"), format)
	case "attachments":
		return text(attachmentNames(d.Attachments))
	case "practice":
		return yes(v.in.Practice)
	}
	return v.reference(name)
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

func (v *values) payee(name string) value {
	p := v.in.Document.Payee
	switch {
	case p == nil:
	case name == "name":
		return text(p.Name)
	case name == "orgNo":
		return value{p.OrgNo, orgNo(p.OrgNo)}
	}
	return value{}
}

// payment answers how to pay; every field is empty when nothing is to be paid.
func (v *values) payment(name, format string) value {
	d := &v.in.Document
	if d.Kind == billing.KindCreditNote || d.Totals.Payable.Sign() <= 0 {
		return value{}
	}
	switch name {
	case "account":
		return value{d.Account, account(d.Account)}
	case "kid":
		return value{v.in.KID, fours(v.in.KID)}
	case "reference":
		if v.in.KID == "" {
			return text(v.in.Number)
		}
	case "iban":
		return value{d.IBAN, fours(d.IBAN)}
	case "bic":
		return text(d.BIC)
	case "abroad":
		return yes(d.Currency != money.NOK || d.Buyer.Address.CountryCode() != "NO")
	case "due":
		return v.date(d.DueDate, format)
	case "amount":
		return v.amount(d.Totals.Payable, format)
	}
	return value{}
}

func (v *values) totals(name, format string) value {
	t := &v.in.Document.Totals
	switch name {
	case "lines":
		return v.amount(t.Lines, format)
	case "allowances":
		return v.unlessZero(t.Allowances.Neg(), format)
	case "charges":
		return v.unlessZero(t.Charges, format)
	case "adjusted":
		return yes(len(v.in.Document.Adjustments) > 0)
	case "net":
		return v.amount(t.Net, format)
	case "tax":
		return v.amount(t.Tax, format)
	case "taxNOK":
		if v.in.Document.Currency == money.NOK || t.TaxNOK.Currency == "" {
			return value{}
		}
		return v.amount(t.TaxNOK, format)
	case "gross":
		return v.amount(t.Gross, format)
	case "prepaid":
		return v.unlessZero(t.Prepaid.Neg(), format)
	case "payable":
		return v.amount(t.Payable, format)
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
