package match

import (
	"strings"

	"fakturist/billing"
)

// nearMiss proposes open invoices whose KID is one wrong digit or one swap away and whose amount fits exactly.
func (b *Book) nearMiss(e billing.Entry, kid string, d Decision) Decision {
	for _, near := range []struct {
		rule  string
		items []*billing.OpenItem
	}{
		{RuleKIDSwap, b.exact(e, swaps(kid))},
		{RuleKIDDigit, b.exact(e, oneDigit(kid))},
	} {
		d.Suggestions = append(d.Suggestions, proposeEach(e, near.items, near.rule, near.rule, "amount")...)
	}
	if len(d.Suggestions) == 0 {
		return wait(d, "kid-unknown", "kid", kid)
	}
	d.State = billing.EntrySuggested
	return because(d, "kid-near", "kid", kid, "number", d.Suggestions[0].Allocations[0].Invoice)
}

// exact are the open items of any of the KIDs whose outstanding amount is the one paid.
func (b *Book) exact(e billing.Entry, kids []string) []*billing.OpenItem {
	var out []*billing.OpenItem
	for _, kid := range kids {
		for _, item := range b.byKID[kid] {
			if item.Outstanding == e.Amount {
				out = append(out, item)
			}
		}
	}
	return out
}

// swaps are the references with two different neighbours swapped.
func swaps(kid string) []string {
	var out []string
	for i := 0; i+1 < len(kid); i++ {
		if kid[i] != kid[i+1] {
			out = append(out, swap(kid, i))
		}
	}
	return out
}

// oneDigit are the references with one character replaced; the check character may also be "-".
func oneDigit(kid string) []string {
	var out []string
	for i := range len(kid) {
		alphabet := "0123456789"
		if i == len(kid)-1 {
			alphabet += "-"
		}
		for _, c := range alphabet {
			if byte(c) != kid[i] {
				out = append(out, kid[:i]+string(c)+kid[i+1:])
			}
		}
	}
	return out
}

// fromText proposes invoices whose KID or number stands in the text of a payment without a KID and whose amount fits.
func (b *Book) fromText(e billing.Entry, d Decision) Decision {
	for _, token := range numbersIn(e.Text) {
		if items := b.exact(e, []string{token}); len(items) > 0 {
			d.Suggestions = append(d.Suggestions, proposeEach(e, items, RuleKIDInText, "kid-in-text", "amount")...)
		} else if item := b.byNumber[token]; item != nil && item.Outstanding == e.Amount {
			d.Suggestions = append(d.Suggestions, proposal(e, item, RuleNumber, "number-in-text", "amount")...)
		}
	}
	if len(d.Suggestions) == 0 {
		return wait(d, "entry-no-kid")
	}
	d.State = billing.EntrySuggested
	return because(d, d.Suggestions[0].Evidence[0], "number", d.Suggestions[0].Allocations[0].Invoice)
}

// shortest is the fewest digits in a text that may be a reference: "12" or a year in a message proves nothing.
const shortest = 4

// numbersIn are the different runs of at least four digits in a text. A run inside a longer one is none of its own.
func numbersIn(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(run) >= shortest && !seen[run] {
			seen[run] = true
			out = append(out, run)
		}
	}
	return out
}
