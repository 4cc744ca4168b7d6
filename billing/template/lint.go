package template

import (
	"fmt"

	"fakturist/billing"
)

// The statutory linter: does the template print everything the law asks of a sales document, whatever the document?
// Bokføringsforskriften §§ 5-1-1 to 5-1-8, foretaksregisterloven § 10-2 (read 2026-11-22).

// scenario is a kind of document with the fields that have a value in it; conditions are answered from them.
type scenario struct {
	name   string
	values map[string]string
}

func scenarios() []scenario {
	common := map[string]string{
		"document.language": "nb", "document.number": "1", "document.date": "2026-11-22", "document.delivered": "2026-11-22",
		"document.currency": "NOK", "seller.name": "x", "seller.legal": "x", "seller.orgNo": "x", "seller.address": "x",
		"seller.addressLine": "x", "buyer.name": "x", "buyer.address": "x", "totals.lines": "1", "totals.net": "1",
		"totals.gross": "1", "totals.payable": "1",
	}
	to := map[string]string{"payment.account": "x", "payment.due": "2026-12-06", "payment.amount": "1", "document.due": "2026-12-06"}
	vat := map[string]string{"seller.vatRegistered": "yes", "seller.register": "yes", "totals.tax": "1"}
	with := func(more ...map[string]string) map[string]string {
		all := map[string]string{}
		for _, m := range append([]map[string]string{common}, more...) {
			for k, v := range m {
				all[k] = v
			}
		}
		return all
	}
	invoice, credit := map[string]string{"document.kind": "invoice"}, map[string]string{
		"document.kind": "credit-note", "original.number": "1", "original.date": "2026-11-01",
	}
	kid := map[string]string{"payment.kid": "1"}
	abroad := map[string]string{"payment.abroad": "yes", "payment.iban": "x", "document.currency": "EUR", "totals.taxNOK": "1"}
	return []scenario{
		{"invoice", with(invoice, to, vat, kid)},
		{"invoice-with-logo", with(invoice, to, vat, kid, map[string]string{"seller.logo": "yes"})},
		{"invoice-without-kid", with(invoice, to, vat, map[string]string{"payment.reference": "1"})},
		{"invoice-abroad", with(invoice, to, vat, kid, abroad)},
		{"invoice-unregistered", with(invoice, to, kid)},
		{"credit-note", with(credit, vat)},
	}
}

// demand is something a document must print: one of the alternatives, whenever every field of given has a value.
type demand struct {
	code  string
	given []string
	oneOf []string
}

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
	{"law-amount", nil, []string{"line.net"}},
	{"law-delivery", nil, []string{"document.delivered"}},
	{"law-payable", nil, []string{"totals.payable", "payment.amount"}},
	{"law-due", []string{"document.due"}, []string{"document.due", "payment.due"}},
	{"law-account", []string{"payment.account"}, []string{"payment.account"}},
	{"law-kid", []string{"payment.kid"}, []string{"payment.kid"}},
	{"law-iban", []string{"payment.iban", "payment.abroad"}, []string{"payment.iban"}},
	{"law-mva", []string{"seller.vatRegistered"}, []string{"seller.legal"}},
	{"law-register", []string{"seller.register"}, []string{"seller.legal"}},
	{"law-vat-rate", []string{"seller.vatRegistered"}, []string{"vat.label", "vat.rate"}},
	{"law-vat-base", []string{"seller.vatRegistered"}, []string{"vat.base"}},
	{"law-vat-amount", []string{"seller.vatRegistered"}, []string{"vat.tax"}},
	{"law-vat-reason", []string{"seller.vatRegistered"}, []string{"vat.reason"}},
	{"law-vat-nok", []string{"totals.taxNOK"}, []string{"totals.taxNOK"}},
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
		_, registered := s.values["seller.vatRegistered"]
		if !registered && !noted["law-not-registered"] && !anyOf(printed, []string{"word.notRegistered", "vat.reason"}) {
			noted["law-not-registered"] = true
			faults.Add("law-not-registered", "elements", "document", s.name)
		}
	}
	t.lintWindow(&faults)
	return faults
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
