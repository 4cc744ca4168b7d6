// Package match explains bank entries by open items: it books what is certain and proposes the rest, with its reasons.
//
// It is pure: entries and open items in, decisions out. Certain is an exact KID of one open invoice; a payment is never
// booked on amount or name alone. Storing decisions, and undoing them, is left to others. It imports billing and its leaves.
package match

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// The rules that may book or propose, as they stand on every allocation.
const (
	RuleKID       = "kid-exact"      // the KID of an open invoice: books
	RuleKIDDigit  = "kid-one-digit"  // one digit of the KID is wrong and the amount fits: proposes
	RuleKIDSwap   = "kid-swap"       // two neighbouring digits are swapped and the amount fits: proposes
	RuleKIDInText = "kid-in-text"    // the KID stands in the text and the amount fits: proposes
	RuleNumber    = "number-in-text" // the invoice number stands in the text and the amount fits: proposes
)

// Decision is what is to become of an entry.
type Decision struct {
	EntryID     int64
	State       billing.EntryState
	Allocations []billing.Allocation // to be booked without asking
	Suggestions []billing.Proposal   // best first
	Reason      string               // fault code that says why the entry waits, or what to know about a booking
	Args        map[string]string
}

// Book is the open items a run of entries is matched against. It keeps account of what it has booked, so that the next
// entry sees what is left. It is not safe for use by several goroutines.
type Book struct {
	byKID    map[string][]*billing.OpenItem
	byNumber map[string]*billing.OpenItem
}

// NewBook makes a book of items, open and settled: a payment of a settled invoice is recognised as such.
func NewBook(items []billing.OpenItem) *Book {
	b := &Book{byKID: make(map[string][]*billing.OpenItem, len(items)), byNumber: make(map[string]*billing.OpenItem, len(items))}
	for i := range items {
		item := items[i]
		if item.KID != "" {
			b.byKID[item.KID] = append(b.byKID[item.KID], &item)
		}
		b.byNumber[item.Number] = &item
	}
	return b
}

// Decide explains one entry. Entries that are not payments to us get their state and nothing else.
func (b *Book) Decide(e billing.Entry) Decision {
	d := Decision{EntryID: e.ID}
	if d.State = e.NoPayment(); d.State != "" {
		return d
	}
	kid := strings.ReplaceAll(e.KID, " ", "")
	if kid == "" {
		return b.fromText(e, d)
	}
	items := b.byKID[kid]
	if len(items) == 0 {
		return b.nearMiss(e, kid, d)
	}
	return b.byExactKID(e, kid, items, d)
}

// byExactKID books on the one open invoice of the KID, in part when less was paid, and up to what is open when more was.
func (b *Book) byExactKID(e billing.Entry, kid string, items []*billing.OpenItem, d Decision) Decision {
	open := openOnes(items)
	switch {
	case len(open) == 0:
		return wait(d, settledReason(items[0]), "number", items[0].Number)
	case len(open) > 1:
		d.Suggestions = proposeEach(e, open, RuleKID, "kid")
		d.State = billing.EntrySuggested
		return because(d, "kid-several", "kid", kid)
	}
	item := open[0]
	if item.Outstanding.Currency != e.Amount.Currency {
		return wait(d, "entry-currency", "currency", string(e.Amount.Currency), "number", item.Number)
	}
	if e.Amount != item.Outstanding {
		if other := b.swapped0990(kid, e.Amount); other != nil {
			d.Suggestions = append(proposal(e, other, RuleKIDSwap, "kid-09-90", "amount"), proposal(e, item, RuleKID, "kid")...)
			d.State = billing.EntrySuggested
			return because(d, "kid-09-90", "number", other.Number, "other", item.Number)
		}
	}
	return book(e, item, d)
}

// book takes the payment against the item and says so when the amounts differ.
func book(e billing.Entry, item *billing.OpenItem, d Decision) Decision {
	amount, evidence := e.Amount, []string{"kid"}
	switch {
	case e.Amount == item.Outstanding:
		evidence = append(evidence, "amount")
	case e.Amount.Minor < item.Outstanding.Minor:
		d = because(d, "part-paid", "number", item.Number, "left", left(item.Outstanding, e.Amount))
	default:
		amount = item.Outstanding
		d = because(d, "overpaid", "number", item.Number, "rest", left(e.Amount, item.Outstanding))
	}
	item.Outstanding.Minor -= amount.Minor
	d.State = billing.EntryMatched
	d.Allocations = []billing.Allocation{{EntryID: e.ID, InvoiceID: item.InvoiceID, Invoice: item.Number, Amount: amount,
		Rule: RuleKID, Evidence: evidence}}
	return d
}

// left is a − b for two amounts of one currency, as text in major units.
func left(a, b money.Amount) string { return money.New(a.Minor-b.Minor, a.Currency).String() }

func openOnes(items []*billing.OpenItem) []*billing.OpenItem {
	var open []*billing.OpenItem
	for _, item := range items {
		if item.Outstanding.Sign() > 0 {
			open = append(open, item)
		}
	}
	return open
}

func settledReason(item *billing.OpenItem) string {
	if item.Credited.Minor >= item.Payable.Minor && item.Payable.Sign() > 0 {
		return "kid-credited"
	}
	return "kid-paid"
}

// swapped0990 finds an open invoice whose KID differs by one swap of 09 and 90, which modulus 10 does not see, and whose
// outstanding amount is exactly the one paid.
func (b *Book) swapped0990(kid string, amount money.Amount) *billing.OpenItem {
	for i := 0; i+1 < len(kid); i++ {
		if pair := kid[i : i+2]; pair != "09" && pair != "90" {
			continue
		}
		for _, item := range b.byKID[swap(kid, i)] {
			if item.Outstanding == amount {
				return item
			}
		}
	}
	return nil
}

func swap(s string, i int) string {
	return s[:i] + string([]byte{s[i+1], s[i]}) + s[i+2:]
}

func wait(d Decision, reason string, args ...string) Decision {
	d.State = billing.EntryUnmatched
	return because(d, reason, args...)
}

func because(d Decision, reason string, args ...string) Decision {
	d.Reason, d.Args = reason, map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		d.Args[args[i]] = args[i+1]
	}
	return d
}

func proposeEach(e billing.Entry, items []*billing.OpenItem, rule string, evidence ...string) []billing.Proposal {
	var out []billing.Proposal
	for _, item := range items {
		out = append(out, proposal(e, item, rule, evidence...)...)
	}
	return out
}

// proposal books the payment on the item as far as both reach; nothing for another currency.
func proposal(e billing.Entry, item *billing.OpenItem, rule string, evidence ...string) []billing.Proposal {
	if item.Outstanding.Currency != e.Amount.Currency {
		return nil
	}
	amount := money.New(min(e.Amount.Minor, item.Outstanding.Minor), e.Amount.Currency)
	a := billing.Allocation{EntryID: e.ID, InvoiceID: item.InvoiceID, Invoice: item.Number, Amount: amount, Rule: rule, Evidence: evidence}
	return []billing.Proposal{{Allocations: []billing.Allocation{a}, Rule: rule, Evidence: evidence}}
}
