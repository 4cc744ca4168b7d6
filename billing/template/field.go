package template

import "strings"

// Type of a field decides how it is written and which formatters it takes.
type Type string

// The types of field.
const (
	TypeText     Type = "text"
	TypeMoney    Type = "money"
	TypeDate     Type = "date"
	TypePeriod   Type = "period"
	TypeNumber   Type = "number"
	TypePercent  Type = "percent"
	TypeOrgNo    Type = "orgno"
	TypeAccount  Type = "account"
	TypeKID      Type = "kid"
	TypeIBAN     Type = "iban"
	TypeYesNo    Type = "yesno" // "yes" or nothing; for conditions
	TypeImage    Type = "image"
	TypeMultline Type = "lines" // text of several lines
)

// Field is a leaf of the tree of data a template may show.
type Field struct {
	Name string
	Type Type
	Row  Source // "": a field of the document; else only inside a table of that source
}

// fields is the tree. Names are dotted, stable and part of the file format: rename by a new Version only.
var fields = []Field{
	{Name: "document.title", Type: TypeText},
	{Name: "document.kind", Type: TypeText},    // invoice, credit-note, offer, order, payment-request, timesheet
	{Name: "document.sales", Type: TypeYesNo},  // an invoice or a credit note: what the law calls a sales document
	{Name: "document.vat", Type: TypeYesNo},    // VAT is stated: the seller is registered and it is no payment request
	{Name: "document.signed", Type: TypeYesNo}, // the other side signs it: an offer or an order
	{Name: "label.number", Type: TypeText},     // what document.number is called on this kind of document
	{Name: "label.date", Type: TypeText},       // what document.date is called
	{Name: "label.delivered", Type: TypeText},  // what document.delivered is called: a delivery done, one to come, or a period
	{Name: "label.payable", Type: TypeText},    // what totals.payable is called
	{Name: "document.language", Type: TypeText},
	{Name: "document.number", Type: TypeText},
	{Name: "document.date", Type: TypeDate},
	{Name: "document.due", Type: TypeDate},
	{Name: "document.validUntil", Type: TypeDate},   // of an offer
	{Name: "document.terms", Type: TypeNumber},      // days from issue to due
	{Name: "document.delivered", Type: TypePeriod},  // BG-14, or BT-72
	{Name: "document.deliveryDate", Type: TypeDate}, // BT-72, when document.delivered is a period
	{Name: "document.place", Type: TypeText},        // of delivery, when it is not the buyer's address
	{Name: "document.currency", Type: TypeText},
	{Name: "document.rate", Type: TypeNumber},   // NOK for one unit of a foreign currency
	{Name: "document.rateDate", Type: TypeDate}, // day of document.rate
	{Name: "document.rateSource", Type: TypeText},
	{Name: "document.pricesIncludeVAT", Type: TypeYesNo},
	{Name: "document.note", Type: TypeMultline},
	{Name: "document.customerNo", Type: TypeText},
	{Name: "document.buyerReference", Type: TypeText},
	{Name: "document.orderReference", Type: TypeText},
	{Name: "document.contractReference", Type: TypeText},
	{Name: "document.projectReference", Type: TypeText},
	{Name: "document.salesOrder", Type: TypeText}, // BT-14
	{Name: "document.costCode", Type: TypeText},   // BT-19
	{Name: "document.attachments", Type: TypeText},
	{Name: "document.practice", Type: TypeYesNo},
	{Name: "original.number", Type: TypeText},
	{Name: "original.date", Type: TypeDate},
	{Name: "original.reason", Type: TypeText},
	{Name: "seller.name", Type: TypeText},
	{Name: "seller.address", Type: TypeMultline},
	{Name: "seller.addressLine", Type: TypeText},
	{Name: "seller.orgNo", Type: TypeOrgNo},
	{Name: "seller.legal", Type: TypeText}, // "Org.nr. 923 609 016 MVA Foretaksregisteret"
	{Name: "seller.vatRegistered", Type: TypeYesNo},
	{Name: "seller.register", Type: TypeYesNo},
	{Name: "seller.email", Type: TypeText},
	{Name: "seller.phone", Type: TypeText},
	{Name: "seller.contact", Type: TypeText},
	{Name: "seller.logo", Type: TypeImage},
	{Name: "buyer.name", Type: TypeText},
	{Name: "buyer.contact", Type: TypeText},
	{Name: "buyer.address", Type: TypeMultline},
	{Name: "buyer.orgNo", Type: TypeOrgNo},
	{Name: "buyer.vatNo", Type: TypeText},
	{Name: "buyer.email", Type: TypeText},
	{Name: "payee.name", Type: TypeText},
	{Name: "payee.orgNo", Type: TypeOrgNo},
	{Name: "payee.account", Type: TypeAccount},
	{Name: "payee.notice", Type: TypeMultline}, // the assignment in words
	{Name: "payment.account", Type: TypeAccount},
	{Name: "payment.kid", Type: TypeKID},
	{Name: "payment.reference", Type: TypeText}, // what to write when there is no KID: the number
	{Name: "payment.iban", Type: TypeIBAN},
	{Name: "payment.bic", Type: TypeText},
	{Name: "payment.abroad", Type: TypeYesNo}, // foreign currency or a buyer outside Norway
	{Name: "payment.due", Type: TypeDate},     // empty when nothing is to be paid
	{Name: "payment.amount", Type: TypeMoney}, // empty when nothing is to be paid
	{Name: "totals.lines", Type: TypeMoney},
	{Name: "totals.amounts", Type: TypeMoney}, // sum of line.amount: with VAT when prices include it
	{Name: "totals.allowances", Type: TypeMoney},
	{Name: "totals.charges", Type: TypeMoney},
	{Name: "totals.adjusted", Type: TypeYesNo}, // there are allowances or charges on the whole document
	{Name: "totals.net", Type: TypeMoney},
	{Name: "totals.tax", Type: TypeMoney},
	{Name: "totals.taxNOK", Type: TypeMoney}, // BT-111: only in a foreign currency
	{Name: "totals.gross", Type: TypeMoney},
	{Name: "totals.prepaid", Type: TypeMoney},  // empty when nothing was paid before
	{Name: "totals.rounding", Type: TypeMoney}, // empty when nothing was rounded
	{Name: "totals.settled", Type: TypeYesNo},  // something stands between totals.gross and totals.payable
	{Name: "totals.payable", Type: TypeMoney},
	{Name: "work.hours", Type: TypeNumber}, // of a timesheet, all rows
	{Name: "work.km", Type: TypeNumber},
	{Name: "work.amount", Type: TypeMoney},
	{Name: "work.period", Type: TypePeriod}, // from the first day to the last
	{Name: "page.number", Type: TypeNumber},
	{Name: "page.count", Type: TypeNumber},
	{Name: "page.several", Type: TypeYesNo},

	{Name: "line.number", Type: TypeNumber, Row: SourceLines},
	{Name: "line.item", Type: TypeText, Row: SourceLines},
	{Name: "line.description", Type: TypeText, Row: SourceLines},
	{Name: "line.itemNo", Type: TypeText, Row: SourceLines},
	{Name: "line.for", Type: TypeText, Row: SourceLines},
	{Name: "line.period", Type: TypePeriod, Row: SourceLines},
	{Name: "line.quantity", Type: TypeNumber, Row: SourceLines},
	{Name: "line.unit", Type: TypeText, Row: SourceLines},
	{Name: "line.price", Type: TypeNumber, Row: SourceLines},  // with VAT when prices include it; "99,90 / 100" for a price per hundred
	{Name: "line.discount", Type: TypeText, Row: SourceLines}, // per cent or an amount
	{Name: "line.discountReason", Type: TypeText, Row: SourceLines},
	{Name: "line.vat", Type: TypePercent, Row: SourceLines},
	{Name: "line.gross", Type: TypeMoney, Row: SourceLines},
	{Name: "line.net", Type: TypeMoney, Row: SourceLines},    // without VAT
	{Name: "line.amount", Type: TypeMoney, Row: SourceLines}, // with VAT when prices include it, else without

	{Name: "vat.label", Type: TypeText, Row: SourceTaxes}, // "25 %", "Fritatt"
	{Name: "vat.rate", Type: TypePercent, Row: SourceTaxes},
	{Name: "vat.base", Type: TypeMoney, Row: SourceTaxes},
	{Name: "vat.tax", Type: TypeMoney, Row: SourceTaxes},
	{Name: "vat.reason", Type: TypeText, Row: SourceTaxes},

	{Name: "adjustment.reason", Type: TypeText, Row: SourceAdjustments},
	{Name: "adjustment.percent", Type: TypePercent, Row: SourceAdjustments},
	{Name: "adjustment.vat", Type: TypePercent, Row: SourceAdjustments},
	{Name: "adjustment.value", Type: TypeMoney, Row: SourceAdjustments}, // as the prices are told; negative for an allowance

	{Name: "row.date", Type: TypeDate, Row: SourceWork},
	{Name: "row.person", Type: TypeText, Row: SourceWork},
	{Name: "row.text", Type: TypeText, Row: SourceWork},    // or what the row sums up
	{Name: "row.project", Type: TypeText, Row: SourceWork}, // empty when the whole sheet is of one
	{Name: "row.hours", Type: TypeNumber, Row: SourceWork},
	{Name: "row.km", Type: TypeNumber, Row: SourceWork},
	{Name: "row.quantity", Type: TypeText, Row: SourceWork}, // of what is neither hours nor kilometres: "2 dager"
	{Name: "row.amount", Type: TypeMoney, Row: SourceWork},  // without VAT
}

var fieldByName = func() map[string]Field {
	m := make(map[string]Field, len(fields))
	for _, f := range fields {
		m[f.Name] = f
	}
	return m
}()

// Fields lists the tree in the order a picker shows it. The slice is the caller's own.
func Fields() []Field { return append([]Field(nil), fields...) }

// FieldByName finds a field. Words, "word.net", are fields of type text.
func FieldByName(name string) (Field, bool) {
	if strings.HasPrefix(name, "word.") {
		return Field{Name: name, Type: TypeText}, true
	}
	f, ok := fieldByName[name]
	return f, ok
}

// formatters says which types a formatter takes.
var formatters = map[string][]Type{
	"currency": {TypeMoney},
	"long":     {TypeDate},
	"upper":    {TypeText},
	"line":     {TypeMultline},
}

// FormatterFits tells whether there is such a formatter and it takes the type.
func FormatterFits(formatter string, t Type) bool {
	for _, ok := range formatters[formatter] {
		if ok == t {
			return true
		}
	}
	return false
}
