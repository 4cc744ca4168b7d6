package view

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/tax"

	"github.com/shopspring/decimal"
)

// vatWords are the categories that are chosen by a word instead of a rate.
var vatWords = []billing.VATCategory{billing.Exempt, billing.ReverseCharge, billing.Export, billing.IntraCommunity, billing.OutOfScope}

// VATChoice is one way to tax a line: what stands in its cell, and what that means.
type VATChoice struct {
	Text, Meaning string
}

// VATChoices are what a line of a seller in the VAT register may carry today, the commonest first.
func (t Tongue) VATChoices() []VATChoice {
	var out []VATChoice
	for _, rate := range tax.Rates("NO", t.Today()) {
		choice := VATChoice{Text: t.Percent(rate), Meaning: t.T("vat.rate.other")}
		if key := "vat.rate." + rate.String(); t.T(key) != key {
			choice.Meaning = t.T(key)
		}
		out = append(out, choice)
	}
	out = append(out, VATChoice{t.Percent(decimal.Zero), t.T("vat.rate.0")})
	for _, c := range []billing.VATCategory{billing.Exempt, billing.ReverseCharge, billing.Export} {
		out = append(out, VATChoice{t.T("vat." + string(c)), t.T("vat.long." + string(c))})
	}
	return out
}

// SuggestVAT are the choices a text may mean, by cell or meaning; nothing typed may mean all of them.
func (t Tongue) SuggestVAT(text string) []VATChoice {
	text = fold(text)
	var out []VATChoice
	for _, c := range t.VATChoices() {
		if strings.HasPrefix(fold(c.Text), text) || strings.Contains(" "+fold(c.Meaning), " "+text) {
			out = append(out, c)
		}
	}
	return out
}

// VAT is how a line is taxed, in words: "25 %" or "unntatt".
func (t Tongue) VAT(v billing.VAT) string {
	switch v.Category {
	case "":
		return ""
	case billing.Standard, billing.ZeroRated:
		return t.Percent(v.Rate)
	}
	if word := t.T("vat." + string(v.Category)); word != "vat."+string(v.Category) {
		return word
	}
	return string(v.Category)
}

// leastWord is how many letters of a category's word are enough to mean it.
const leastWord = 3

// ParseVAT reads "25 %", "25" or a word such as "unntatt", of which three letters are enough; before is what stood there,
// whose reason is kept.
func (t Tongue) ParseVAT(s string, before billing.VAT) (billing.VAT, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return billing.VAT{}, true
	}
	if s == t.VAT(before) {
		return before, true
	}
	if d, ok := ParsePercent(s); ok {
		return billing.Rate(d), !d.IsNegative() && d.LessThan(decimal.NewFromInt(100))
	}
	for _, c := range vatWords {
		word := fold(t.T("vat." + string(c)))
		if text := fold(s); text == word || len([]rune(text)) >= leastWord && strings.HasPrefix(word, text) {
			return billing.VAT{Category: c, Reason: vatReasons[c]}, true
		}
	}
	return billing.VAT{}, false
}

// vatReasons are printed on the document (BT-120), in the prescribed language whatever the user's.
var vatReasons = map[billing.VATCategory]string{
	billing.Exempt:        "Unntatt fra merverdiavgift, merverdiavgiftsloven kapittel 3",
	billing.ReverseCharge: billing.ReverseChargeReason,
	billing.Export:        "Utførsel, merverdiavgiftsloven § 6-21",
	billing.OutOfScope:    billing.OutOfScopeReason,
}
