package email

import (
	"strings"
	"unicode"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// valuesOf are the variables of a document, in a language that was picked.
func valuesOf(inv billing.Invoice, language string) map[string]string {
	doc := inv.Document()
	values := map[string]string{
		"number": inv.Number(), "seller": oneLine(doc.Seller.Name), "buyer": oneLine(doc.Buyer.Name),
		"amount": amountIn(doc.Totals.Payable, language), "date": dateIn(doc.IssueDate, language),
	}
	switch inv.Kind() {
	case billing.KindCreditNote:
		if doc.Original != nil {
			values["original"] = doc.Original.Number
		}
		return values
	case billing.KindOffer, billing.KindOrder: // nothing is to be paid of these
		values["valid"], values["reference"] = dateIn(doc.ValidUntil, language), oneLine(doc.BuyerReference)
		return values
	}
	values["due"] = dateIn(doc.DueDate, language)
	values["account"], values["kid"] = accountIn(doc.Account), inv.KID()
	if inv.KID() == "" {
		values["reference"] = inv.Number()
	}
	if doc.Buyer.Address.CountryCode() != "NO" {
		values["iban"], values["bic"] = doc.IBAN, doc.BIC
	}
	return values
}

// oneLine makes a name fit into a line: what would break it, or turn the direction of what follows, becomes a blank.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) && r != '\u00a0' || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar ||
			r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// amountIn writes an amount as one reads it: "kr 1 234,50" with unbreakable blanks at home, "NOK 1 234,50" to the neighbours,
// "NOK 1,234.50" in English.
func amountIn(a money.Amount, language string) string {
	whole, decimals, _ := strings.Cut(a.Abs().String(), ".")
	blank, point, currency := "\u00a0", ",", string(a.Currency)
	switch language {
	case "en":
		blank, point = ",", "."
	case "da":
		blank = "."
	case "nb", "nn":
		if a.Currency == money.NOK {
			currency = "kr"
		}
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + blank + whole[i:]
	}
	sign := ""
	if a.Sign() < 0 {
		sign = "−"
	}
	if decimals != "" {
		decimals = point + decimals
	}
	return currency + "\u00a0" + sign + whole + decimals
}

func dateIn(d cal.Date, language string) string {
	if d.IsZero() {
		return ""
	}
	layout := "02.01.2006"
	switch language {
	case "en":
		layout = "2 January 2006"
	case "sv":
		layout = "2006-01-02"
	}
	return d.Time().Format(layout)
}

// accountIn writes a Norwegian account number as 1234.56.78903.
func accountIn(a string) string {
	if len(a) != 11 {
		return a
	}
	return a[:4] + "." + a[4:6] + "." + a[6:]
}

// titles are what kinds of document are called in the name of a file.
var titles = map[string]map[billing.Kind]string{
	"nb": {billing.KindInvoice: "Faktura", billing.KindCreditNote: "Kreditnota", billing.KindOffer: "Tilbud", billing.KindOrder: "Ordrebekreftelse",
		billing.KindPaymentRequest: "Betalingsanmodning"},
	"nn": {billing.KindInvoice: "Faktura", billing.KindCreditNote: "Kreditnota", billing.KindOffer: "Tilbod", billing.KindOrder: "Ordrestadfesting",
		billing.KindPaymentRequest: "Betalingsoppmoding"},
	"en": {billing.KindInvoice: "Invoice", billing.KindCreditNote: "Credit note", billing.KindOffer: "Offer", billing.KindOrder: "Order confirmation",
		billing.KindPaymentRequest: "Payment request"},
	"sv": {billing.KindInvoice: "Faktura", billing.KindCreditNote: "Kreditfaktura", billing.KindOffer: "Offert", billing.KindOrder: "Orderbekräftelse",
		billing.KindPaymentRequest: "Betalningsbegäran"},
	"da": {billing.KindInvoice: "Faktura", billing.KindCreditNote: "Kreditnota", billing.KindOffer: "Tilbud", billing.KindOrder: "Ordrebekræftelse",
		billing.KindPaymentRequest: "Betalingsanmodning"},
}

// fileName is what the attached PDF is called, such as "Faktura 10001.pdf".
func fileName(inv billing.Invoice, language, extension string) string {
	title, known := titles[language][inv.Kind()]
	if !known {
		title = titles[language][billing.KindInvoice]
	}
	return safeName(title+" "+inv.Number()) + extension
}

// nameLimit is how many letters the name of a file may have: some mail programs cut longer ones, and lose the ending.
const nameLimit = 100

// safeName makes a name one that every system takes and that stays in its line.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, oneLine(name))
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > nameLimit {
		dot := strings.LastIndex(name, ".")
		if dot < 0 || len(name)-dot > 10 {
			return string(runes[:nameLimit])
		}
		ending := []rune(name[dot:])
		return string(runes[:nameLimit-len(ending)]) + string(ending)
	}
	return name
}
