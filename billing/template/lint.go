package template

import (
	"fmt"

	"fakturist/billing"
)

// The statutory linter: does the template print everything the law asks of a sales document, whatever the document, and
// no VAT on a payment request? Bokføringsforskriften §§ 5-1-1 to 5-1-8, merverdiavgiftsloven § 15-10, foretaksregisterloven
// § 10-2 (read 2026-11-22).

// scenario is a kind of document with the fields that have a value in it; conditions are answered from them.
type scenario struct {
	name   string
	values map[string]string
}

// given are the values of a scenario that many share.
var given = struct{ all, invoice, credit, request, offer, pay, kid, vat, abroad, more map[string]string }{
	all: map[string]string{
		"document.language": "nb", "document.number": "1", "document.date": "2026-11-22", "document.delivered": "2026-11-22",
		"document.currency": "NOK", "seller.name": "x", "seller.legal": "x", "seller.orgNo": "x", "seller.address": "x",
		"seller.addressLine": "x", "buyer.name": "x", "buyer.address": "x", "totals.lines": "1", "totals.amounts": "1", "totals.net": "1",
		"totals.gross": "1", "totals.payable": "1",
	},
	invoice: map[string]string{"document.kind": "invoice", "document.sales": "yes"},
	credit: map[string]string{
		"document.kind": "credit-note", "document.sales": "yes", "original.number": "1", "original.date": "2026-11-01",
	},
	request: map[string]string{"document.kind": "payment-request"},
	offer:   map[string]string{"document.kind": "offer", "document.signed": "yes", "document.validUntil": "2026-12-22"},
	pay: map[string]string{
		"payment.account": "x", "payment.due": "2026-12-06", "payment.amount": "1", "document.due": "2026-12-06",
	},
	kid: map[string]string{"payment.kid": "1"},
	vat: map[string]string{
		"seller.vatRegistered": "yes", "seller.register": "yes", "document.vat": "yes", "totals.tax": "1",
	},
	abroad: map[string]string{
		"payment.abroad": "yes", "payment.iban": "x", "document.currency": "EUR", "totals.taxNOK": "1", "document.rate": "11.6",
		"document.rateDate": "2026-11-20", "document.rateSource": "x",
	},
	more: map[string]string{
		"totals.adjusted": "yes", "totals.settled": "yes", "totals.prepaid": "-1", "totals.rounding": "0.5", "document.place": "x",
		"payee.name": "x", "payee.notice": "x", "document.pricesIncludeVAT": "yes",
	},
}

func scenarios() []scenario {
	with := func(more ...map[string]string) map[string]string {
		all := map[string]string{}
		for _, m := range append([]map[string]string{given.all}, more...) {
			for k, v := range m {
				all[k] = v
			}
		}
		return all
	}
	registered := map[string]string{"seller.vatRegistered": "yes", "seller.register": "yes"}
	return []scenario{
		{"invoice", with(given.invoice, given.pay, given.vat, given.kid)},
		{"invoice-with-logo", with(given.invoice, given.pay, given.vat, given.kid, map[string]string{"seller.logo": "yes"})},
		{"invoice-without-kid", with(given.invoice, given.pay, given.vat, map[string]string{"payment.reference": "1"})},
		{"invoice-abroad", with(given.invoice, given.pay, given.vat, given.kid, given.abroad)},
		{"invoice-unregistered", with(given.invoice, given.pay, given.kid)},
		{"invoice-with-everything", with(given.invoice, given.pay, given.vat, given.kid, given.more)},
		{"credit-note", with(given.credit, given.vat)},
		{"payment-request", with(given.request, given.pay, registered)},
		{"offer", with(given.offer, given.vat)},
	}
}

// demand is something a document must print: one of the alternatives, whenever every field of given has a value. Demands
// on all documents hold for offers and payment requests as well, though no law asks: nobody can use one without.
type demand struct {
	code  string
	given []string
	oneOf []string
}

var (
	sales = []string{"document.sales"}
	taxed = []string{"document.sales", "document.vat"}
)

var demands = []demand{
	{"law-number", nil, []string{"document.number"}},
	{"law-date", nil, []string{"document.date"}},
	{"law-seller", nil, []string{"seller.name"}},
	{"law-seller-orgno", nil, []string{"seller.legal"}},
	{"law-seller-address", nil, []string{"seller.address", "seller.addressLine"}},
	{"law-buyer", nil, []string{"buyer.name"}},
	{"law-buyer-address", nil, []string{"buyer.address"}},
	{"law-description", nil, []string{"line.item"}},
	{"law-quantity", nil, []string{"line.quantity"}},
	{"law-price", nil, []string{"line.price"}},
	{"law-discount", nil, []string{"line.discount"}},
	{"law-amount", nil, []string{"line.net", "line.amount"}},
	{"law-amount-with-vat", []string{"document.pricesIncludeVAT"}, []string{"line.amount"}},
	{"law-prices-with-vat", []string{"document.pricesIncludeVAT"}, []string{"word.pricesIncludeVAT"}},
	{"law-adjustment", []string{"totals.adjusted"}, []string{"adjustment.value"}},
	{"law-delivery", sales, []string{"document.delivered"}},
	{"law-line-period", sales, []string{"line.period"}},
	{"law-place", []string{"document.sales", "document.place"}, []string{"document.place"}},
	{"law-payable", nil, []string{"totals.payable", "payment.amount"}},
	{"law-prepaid", []string{"totals.prepaid"}, []string{"totals.prepaid"}},
	{"law-rounding", []string{"totals.rounding"}, []string{"totals.rounding"}},
	{"law-due", []string{"document.due"}, []string{"document.due", "payment.due"}},
	{"law-account", []string{"payment.account"}, []string{"payment.account"}},
	{"law-kid", []string{"payment.kid"}, []string{"payment.kid"}},
	{"law-iban", []string{"payment.iban", "payment.abroad"}, []string{"payment.iban"}},
	{"law-payee", []string{"payee.name"}, []string{"payee.name"}},
	{"law-payee-notice", []string{"payee.notice"}, []string{"payee.notice"}},
	{"law-mva", []string{"seller.vatRegistered"}, []string{"seller.legal"}},
	{"law-register", []string{"seller.register"}, []string{"seller.legal"}},
	{"law-vat-rate", taxed, []string{"vat.label", "vat.rate"}},
	{"law-vat-base", taxed, []string{"vat.base"}},
	{"law-vat-amount", taxed, []string{"vat.tax"}},
	{"law-vat-reason", taxed, []string{"vat.reason"}},
	{"law-vat-nok", []string{"totals.taxNOK"}, []string{"totals.taxNOK"}},
	{"law-rate", []string{"document.rate"}, []string{"document.rate"}},
	{"law-original", []string{"original.number"}, []string{"original.number"}},
	{"law-original-date", []string{"original.date"}, []string{"original.date"}},
}

// Lint notes each thing the law asks for that some document would lack, once, with the kind of document in Args; and
// warns when the envelope would hide the address or show something else.
func (t *Template) Lint() billing.Faults {
	var faults billing.Faults
	noted := map[string]bool{}
	for _, s := range scenarios() {
		printed := t.printed(s)
		for _, d := range demands {
			if noted[d.code] || !s.has(d.given) || anyOf(printed, d.oneOf) {
				continue
			}
			noted[d.code] = true
			faults.Add(d.code, "elements", "document", s.name, "field", d.oneOf[0])
		}
		for _, w := range s.wrongs(printed) {
			if !noted[w] {
				noted[w] = true
				faults.Add(w, "elements", "document", s.name)
			}
		}
	}
	t.lintWindow(&faults)
	return faults
}

// wrongs are the codes of what a document says and must not, or does not say in words though it must.
func (s scenario) wrongs(printed map[string]bool) []string {
	var out []string
	if s.values["seller.vatRegistered"] == "" && !anyOf(printed, []string{"word.notRegistered", "vat.reason"}) {
		out = append(out, "law-not-registered")
	}
	if s.values["document.kind"] != "payment-request" {
		return out
	}
	if !printed["word.requestNotice"] {
		out = append(out, "law-request-notice")
	}
	if anyOf(printed, []string{"totals.tax", "totals.net", "vat.label", "vat.rate", "vat.base", "vat.tax"}) {
		out = append(out, "law-request-vat")
	}
	return out
}

func (s scenario) has(fields []string) bool {
	for _, f := range fields {
		if s.values[f] == "" {
			return false
		}
	}
	return true
}

func anyOf(printed map[string]bool, fields []string) bool {
	for _, f := range fields {
		if printed[f] {
			return true
		}
	}
	return false
}

// printed lists the fields that are sure to be printed on a document, however many pages it has.
func (t *Template) printed(s scenario) map[string]bool {
	out := map[string]bool{}
	raw := func(field string) string { return s.values[field] }
	add := func(text string) {
		parts, err := Parts(text)
		if err != nil {
			return // Validate speaks of it
		}
		for _, p := range parts {
			out[p.Field] = true
		}
	}
	for _, e := range t.Elements {
		if !Hold(e.ShowIf, raw) || e.Pages == NotFirst || e.Pages == NotLast {
			continue
		}
		add(e.Text)
		for _, r := range e.Rows {
			if Hold(r.ShowIf, raw) {
				add(r.Value)
			}
		}
		if e.Table != nil {
			for _, c := range e.Table.Columns {
				add(c.Value)
				add(c.Detail)
			}
		}
	}
	return out
}

// lintWindow looks at what shows through the envelope.
func (t *Template) lintWindow(faults *billing.Faults) {
	w := t.Page.Window
	if w == nil {
		return
	}
	seen := false
	for i, e := range t.Elements {
		path := fmt.Sprintf("elements[%d]", i)
		if e.Anchor != AnchorPage || !e.Pages.On(1, 2) {
			continue
		}
		box := e.Box()
		if box.H == 0 {
			box.H = 5 // a line of text at least
		}
		if e.Kind != KindAddress {
			if e.Kind != KindRect && box.Overlaps(*w) {
				faults.Warn("window-covered", path, "id", e.ID)
			}
			continue
		}
		seen = true
		if box.X < w.X || box.Y < w.Y || box.X+box.W > w.X+w.W || box.Y+box.H > w.Y+w.H {
			faults.Warn("address-outside-window", path, "id", e.ID)
		}
	}
	if !seen {
		faults.Warn("address-missing", "elements")
	}
}
