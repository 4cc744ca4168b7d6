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
	{Name: "document.kind", Type: TypeText}, // invoice, credit-note
	{Name: "document.language", Type: TypeText},
	{Name: "document.number", Type: TypeText},
	{Name: "document.date", Type: TypeDate},
	{Name: "document.due", Type: TypeDate},
	{Name: "document.terms", Type: TypeNumber}, // days from issue to due
	{Name: "document.delivered", Type: TypePeriod},
	{Name: "document.place", Type: TypeText}, // of delivery, when it is not the buyer's address
	{Name: "document.currency", Type: TypeText},
	{Name: "document.rate", Type: TypeNumber}, // NOK for one unit of a foreign currency
	{Name: "document.note", Type: TypeMultline},
	{Name: "document.customerNo", Type: TypeText},
	{Name: "document.buyerReference", Type: TypeText},
	{Name: "document.orderReference", Type: TypeText},
	{Name: "document.contractReference", Type: TypeText},
	{Name: "document.projectReference", Type: TypeText},
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
	{Name: "payment.account", Type: TypeAccount},
	{Name: "payment.kid", Type: TypeKID},
	{Name: "payment.reference", Type: TypeText}, // what to write when there is no KID: the number
	{Name: "payment.iban", Type: TypeIBAN},
	{Name: "payment.bic", Type: TypeText},
	{Name: "payment.abroad", Type: TypeYesNo}, // foreign currency or a buyer outside Norway
	{Name: "payment.due", Type: TypeDate},     // empty when nothing is to be paid
	{Name: "payment.amount", Type: TypeMoney}, // empty when nothing is to be paid
	{Name: "totals.lines", Type: TypeMoney},
	{Name: "totals.allowances", Type: TypeMoney},
	{Name: "totals.charges", Type: TypeMoney},
	{Name: "totals.adjusted", Type: TypeYesNo}, // there are allowances or charges on the whole document
	{Name: "totals.net", Type: TypeMoney},
	{Name: "totals.tax", Type: TypeMoney},
	{Name: "totals.taxNOK", Type: TypeMoney}, // BT-111: only in a foreign currency
	{Name: "totals.gross", Type: TypeMoney},
	{Name: "totals.prepaid", Type: TypeMoney}, // empty when nothing was paid before
	{Name: "totals.payable", Type: TypeMoney},
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
	{Name: "line.price", Type: TypeNumber, Row: SourceLines},
	{Name: "line.discount", Type: TypeText, Row: SourceLines}, // per cent or an amount
	{Name: "line.discountReason", Type: TypeText, Row: SourceLines},
	{Name: "line.vat", Type: TypePercent, Row: SourceLines},
	{Name: "line.gross", Type: TypeMoney, Row: SourceLines},
	{Name: "line.net", Type: TypeMoney, Row: SourceLines},

	{Name: "vat.label", Type: TypeText, Row: SourceTaxes}, // "25 %", "Fritatt"
	{Name: "vat.rate", Type: TypePercent, Row: SourceTaxes},
	{Name: "vat.base", Type: TypeMoney, Row: SourceTaxes},
	{Name: "vat.tax", Type: TypeMoney, Row: SourceTaxes},
	{Name: "vat.reason", Type: TypeText, Row: SourceTaxes},

	{Name: "adjustment.reason", Type: TypeText, Row: SourceAdjustments},
	{Name: "adjustment.percent", Type: TypePercent, Row: SourceAdjustments},
	{Name: "adjustment.vat", Type: TypePercent, Row: SourceAdjustments},
	{Name: "adjustment.value", Type: TypeMoney, Row: SourceAdjustments}, // negative for an allowance
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
