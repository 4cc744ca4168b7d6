package view

import (
	"fakturist/billing"
	"fakturist/billing/money"
)

// Sums are the amounts as far as the form can tell without asking anybody: one for each line of the form, and the totals.
type Sums struct {
	Lines   []string
	Net     string
	Tax     string // "utenfor" for sellers outside the register
	Payable string
	Rows    []Fact // what leads to the amount to pay, from the sum of the lines on
}

// Sums computes at once what the lines come to, so that an amount stands beside its price while one types.
func (e *Editor) Sums() Sums {
	d, _ := e.Draft()
	doc, _ := billing.Compose(e.company, e.buyer, nil, d, e.tongue.Today())
	s := Sums{Net: e.tongue.Amount(doc.Totals.Net), Tax: e.tongue.Amount(doc.Totals.Tax), Payable: e.tongue.Amount(doc.Totals.Payable)}
	if !e.company.VATRegistered {
		s.Tax = e.tongue.T("editor.tax.outside")
	}
	n := 0
	for _, f := range e.lines {
		text := ""
		if !f.blank() && n < len(doc.Lines) {
			text = e.tongue.figure(lineAmount(doc, n))
			n++
		}
		s.Lines = append(s.Lines, text)
	}
	s.Rows = e.tongue.totals(doc, e.company.VATRegistered)
	return s
}

// totals are the sums of a document but the last, in the order one adds them up.
func (t Tongue) totals(doc billing.Document, registered bool) []Fact {
	var out []Fact
	add := func(key string, a money.Amount, args ...any) {
		out = append(out, Fact{Name: t.T(key, args...), Value: t.figure(a)})
	}
	sums := doc.Totals
	if !sums.Allowances.IsZero() || !sums.Charges.IsZero() {
		add("sum.lines", sums.Lines)
	}
	if !sums.Allowances.IsZero() {
		add("sum.allowances", sums.Allowances.Neg())
	}
	if !sums.Charges.IsZero() {
		add("sum.charges", sums.Charges)
	}
	add("editor.sum", sums.Net)
	if !registered {
		out = append(out, Fact{Name: t.T("editor.tax"), Value: t.T("editor.tax.outside")})
	} else {
		out = append(out, t.taxRows(doc)...)
	}
	if !sums.TaxNOK.IsZero() {
		add("sum.tax-nok", sums.TaxNOK)
	}
	if !sums.Rounding.IsZero() {
		add("sum.rounding", sums.Rounding)
	}
	if !sums.Prepaid.IsZero() {
		add("sum.prepaid", sums.Prepaid.Neg())
	}
	return out
}

// taxRows is the VAT by category and rate: "Mva 25 %"; without lines it is one row of nought.
func (t Tongue) taxRows(doc billing.Document) []Fact {
	if len(doc.Taxes) == 0 {
		return []Fact{{Name: t.T("editor.tax"), Value: t.figure(doc.Totals.Tax)}}
	}
	var out []Fact
	for _, tax := range doc.Taxes {
		out = append(out, Fact{Name: t.T("sum.tax", "rate", t.VAT(billing.VAT{Category: tax.Category, Rate: tax.Rate})), Value: t.figure(tax.Tax)})
	}
	return out
}

// lineAmount is what a line comes to as the buyer sees it: with VAT when prices are told so.
func lineAmount(doc billing.Document, n int) money.Amount {
	if doc.PricesIncludeVAT {
		return doc.Lines[n].Asked
	}
	return doc.Lines[n].Net
}

// figure writes a sum without its currency, which stands with the amount to pay.
func (t Tongue) figure(a money.Amount) string { return t.signs(a.String()) }
