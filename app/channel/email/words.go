package email

import (
	"embed"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// Words are the texts of mails by language ("nb", "en").
type Words map[string]Texts

// Texts are the texts of one language. Variables stand in braces; a line whose only variables are empty is left out. Offer,
// Order and PaymentRequest may be empty: then the built-in ones are used.
type Texts struct {
	Invoice        Text
	CreditNote     Text
	Offer          Text
	Order          Text // order confirmation
	PaymentRequest Text
}

// of is the text for a kind of document.
func (t Texts) of(kind billing.Kind) Text {
	switch kind {
	case billing.KindCreditNote:
		return t.CreditNote
	case billing.KindOffer:
		return t.Offer
	case billing.KindOrder:
		return t.Order
	case billing.KindPaymentRequest:
		return t.PaymentRequest
	}
	return t.Invoice
}

// Text is the subject and the body of a mail.
type Text struct {
	Subject string
	Body    string
}

// Variables are the names a text may use.
var Variables = []string{"number", "seller", "buyer", "amount", "due", "kid", "account", "reference", "iban", "bic", "original", "valid"}

//go:embed words/*.txt
var builtIn embed.FS

// BuiltIn are the texts used when the company has none of its own.
func BuiltIn() Words {
	words := Words{}
	for _, language := range []string{"nb", "en"} {
		// The files are part of the program; a test reads them.
		raw, _ := builtIn.ReadFile("words/" + language + ".txt")
		words[language] = parseTexts(string(raw))
	}
	return words
}

// parseTexts reads texts as the built-in files hold them: a head line "invoice: subject" and the body, parted by "---".
func parseTexts(raw string) Texts {
	var t Texts
	for section := range strings.SplitSeq(raw, "\n---\n") {
		head, body, _ := strings.Cut(section, "\n")
		kind, subject, _ := strings.Cut(head, ": ")
		text := Text{Subject: subject, Body: strings.TrimSpace(body)}
		switch kind {
		case "invoice":
			t.Invoice = text
		case "credit-note":
			t.CreditNote = text
		case "offer":
			t.Offer = text
		case "order":
			t.Order = text
		case "payment-request":
			t.PaymentRequest = text
		}
	}
	return t
}

var variable = regexp.MustCompile(`\{([^{}]*)\}`)

// Check fails when a text is missing or names a variable that does not exist.
func (w Words) Check() error {
	if len(w) == 0 {
		return fmt.Errorf("mail words: no language")
	}
	for language, texts := range w {
		for i, text := range []Text{texts.Invoice, texts.CreditNote, texts.Offer, texts.Order, texts.PaymentRequest} {
			if missing := text.Subject == "" || text.Body == ""; missing && (i < 2 || text != Text{}) {
				return fmt.Errorf("mail words in %q: a subject or body is empty", language)
			}
			for _, m := range variable.FindAllStringSubmatch(text.Subject+text.Body, -1) {
				if !slices.Contains(Variables, m[1]) {
					return fmt.Errorf("mail words in %q: unknown variable %q", language, m[1])
				}
			}
		}
	}
	return nil
}

// language picks the language to write in: the one asked for, bokmål for its neighbours, else English, else any.
func (w Words) language(asked string) string {
	neighbours := []string{asked, "en", "nb"}
	if slices.Contains([]string{"nn", "no", "da", "sv", ""}, asked) {
		neighbours = []string{asked, "nb", "en"}
	}
	for _, l := range neighbours {
		if _, ok := w[l]; ok {
			return l
		}
	}
	all := make([]string, 0, len(w))
	for l := range w {
		all = append(all, l)
	}
	return slices.Min(all)
}

// fill gives the subject and body of the mail for an invoice, in a language that was picked.
func (w Words) fill(inv billing.Invoice, language string) Text {
	text := w[language].of(inv.Kind())
	if text == (Text{}) {
		own := BuiltIn()
		text = own[own.language(language)].of(inv.Kind())
	}
	values := valuesOf(inv, language)
	var lines []string
	for line := range strings.SplitSeq(text.Body, "\n") {
		if keep, filled := fillLine(line, values); keep {
			lines = append(lines, filled)
		}
	}
	_, subject := fillLine(text.Subject, values)
	return Text{Subject: strings.Join(strings.Fields(subject), " "), Body: strings.Join(lines, "\n")}
}

// fillLine replaces the variables of a line and tells whether to keep it: a line is dropped when it has variables and all
// of them are empty.
func fillLine(line string, values map[string]string) (keep bool, filled string) {
	uses, says := 0, 0
	filled = variable.ReplaceAllStringFunc(line, func(m string) string {
		uses++
		v := values[strings.Trim(m, "{}")]
		if v != "" {
			says++
		}
		return v
	})
	return uses == 0 || says > 0, filled
}

func valuesOf(inv billing.Invoice, language string) map[string]string {
	doc := inv.Document()
	values := map[string]string{
		"number": inv.Number(), "seller": doc.Seller.Name, "buyer": doc.Buyer.Name,
		"amount": amountIn(doc.Totals.Payable, language),
	}
	switch inv.Kind() {
	case billing.KindCreditNote:
		if doc.Original != nil {
			values["original"] = doc.Original.Number
		}
		return values
	case billing.KindOffer, billing.KindOrder: // nothing is to be paid of these
		values["valid"], values["reference"] = dateIn(doc.ValidUntil, language), doc.BuyerReference
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

// amountIn writes an amount as one reads it: "kr 1 234,50" with unbreakable blanks, or "NOK 1,234.50".
func amountIn(a money.Amount, language string) string {
	whole, decimals, _ := strings.Cut(a.Abs().String(), ".")
	blank, point, currency := "\u00a0", ",", string(a.Currency)
	if language == "en" {
		blank, point = ",", "."
	} else if a.Currency == money.NOK {
		currency = "kr"
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
	switch {
	case d.IsZero():
		return ""
	case language == "en":
		return d.Time().Format("2 January 2006")
	}
	return d.Time().Format("02.01.2006")
}

// accountIn writes a Norwegian account number as 1234.56.78903.
func accountIn(a string) string {
	if len(a) != 11 {
		return a
	}
	return a[:4] + "." + a[4:6] + "." + a[6:]
}

// titles are what kinds of document are called in the name of a file, in Norwegian and in English.
var titles = map[billing.Kind][2]string{
	billing.KindInvoice: {"Faktura", "Invoice"}, billing.KindCreditNote: {"Kreditnota", "Credit note"}, billing.KindOffer: {"Tilbud", "Offer"},
	billing.KindOrder: {"Ordrebekreftelse", "Order confirmation"}, billing.KindPaymentRequest: {"Betalingsanmodning", "Payment request"},
}

// fileName is what the attached PDF is called, such as "Faktura 10001.pdf".
func fileName(inv billing.Invoice, language, extension string) string {
	title, known := titles[inv.Kind()]
	if !known {
		title = titles[billing.KindInvoice]
	}
	name := title[0]
	if language == "en" {
		name = title[1]
	}
	number := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, inv.Number())
	return name + " " + number + extension
}

// label finds lines such as "KID: 1234"; a run of them becomes a table.
var label = regexp.MustCompile(`^([^:]{1,40}): +(.+)$`)

// htmlOf writes a body as HTML: paragraphs, and a table where every line is "label: value".
func htmlOf(text Text, language string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8"><title>%s</title></head>`,
		html.EscapeString(language), html.EscapeString(text.Subject))
	b.WriteString(`<body style="margin:0;padding:24px;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;` +
		`color:#14232B;background:#ffffff"><div style="max-width:560px">`)
	for paragraph := range strings.SplitSeq(text.Body, "\n\n") {
		b.WriteString(paragraphHTML(strings.Split(strings.TrimSpace(paragraph), "\n")))
	}
	b.WriteString("</div></body></html>\n")
	return b.String()
}

func paragraphHTML(lines []string) string {
	if rows, ok := rowsOf(lines); ok {
		return `<table cellpadding="0" cellspacing="0" style="margin:0 0 16px;border-collapse:collapse">` + rows + `</table>`
	}
	for i, line := range lines {
		lines[i] = html.EscapeString(line)
	}
	if joined := strings.Join(lines, "<br>"); joined != "" {
		return `<p style="margin:0 0 16px">` + joined + `</p>`
	}
	return ""
}

func rowsOf(lines []string) (rows string, ok bool) {
	for _, line := range lines {
		m := label.FindStringSubmatch(line)
		if m == nil {
			return "", false
		}
		rows += `<tr><td style="padding:4px 24px 4px 0;color:#66757C">` + html.EscapeString(m[1]) +
			`</td><td style="padding:4px 0;font-weight:600">` + html.EscapeString(m[2]) + `</td></tr>`
	}
	return rows, true
}
