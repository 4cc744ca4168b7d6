package match_test

import (
	"fmt"
	"testing"

	"fakturist/billing"
	"fakturist/billing/match"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func nok(minor int64) money.Amount { return money.New(minor, money.NOK) }

func item(id int64, kid string, outstanding int64) billing.OpenItem {
	return billing.OpenItem{InvoiceID: id, Number: fmt.Sprint(10000 + id), KID: kid, Payable: nok(120000), Outstanding: nok(outstanding),
		Credited: nok(0)}
}

func paid(kid string, minor int64) billing.Entry {
	return billing.Entry{ID: 7, KID: kid, Amount: nok(minor)}
}

func TestDecide_ByKID(t *testing.T) {
	swapA, swapB := "00010902", "00019002" // 09/90: both pass modulus 10
	kidA, kidB := swapA+string(payref.Luhn(swapA)), swapB+string(payref.Luhn(swapB))
	credited := item(3, "303", 0)
	credited.Credited = nok(120000)
	items := []billing.OpenItem{item(1, "1000018", 120000), item(2, "1000026", 0), credited, item(4, kidA, 50000), item(5, kidB, 70000)}
	for _, c := range []struct {
		name   string
		entry  billing.Entry
		state  billing.EntryState
		reason string
		booked []int64 // minor units booked
		first  string  // invoice proposed first
	}{
		{"the whole amount is booked", paid("1000018", 120000), billing.EntryMatched, "", []int64{120000}, ""},
		{"a part is booked", paid("1000018", 20000), billing.EntryMatched, "part-paid", []int64{20000}, ""},
		{"too much is booked up to the claim", paid("1000018", 130000), billing.EntryMatched, "overpaid", []int64{120000}, ""},
		{"a paid invoice takes nothing", paid("1000026", 120000), billing.EntryUnmatched, "kid-paid", nil, ""},
		{"a credited invoice takes nothing", paid("303", 120000), billing.EntryUnmatched, "kid-credited", nil, ""},
		{"an unknown KID waits", paid("9999999", 120000), billing.EntryUnmatched, "kid-unknown", nil, ""},
		{"one wrong digit is proposed", paid("1000818", 120000), billing.EntrySuggested, "kid-near", nil, "10001"},
		{"two swapped digits are proposed", paid("1000081", 120000), billing.EntrySuggested, "kid-near", nil, "10001"},
		{"one wrong digit and another amount waits", paid("1000818", 110000), billing.EntryUnmatched, "kid-unknown", nil, ""},
		{"a 09/90 swap onto another claim is asked about", paid(kidA, 70000), billing.EntrySuggested, "kid-09-90", nil, "10005"},
		{"a part payment without such a neighbour is booked", paid(kidA, 40000), billing.EntryMatched, "part-paid", []int64{40000}, ""},
		{"no KID waits", paid("", 120000), billing.EntryUnmatched, "entry-no-kid", nil, ""},
		{"money out is no payment", paid("1000018", -120000), billing.EntryDebit, "", nil, ""},
		{"another currency waits", billing.Entry{KID: "1000018", Amount: money.New(120000, "EUR")}, billing.EntryUnmatched, "entry-currency", nil, ""},
		{"a pending entry is not booked", billing.Entry{KID: "1000018", Amount: nok(120000), Pending: true}, billing.EntryPending, "", nil, ""},
		{"a lump is not booked", billing.Entry{KID: "1000018", Amount: nok(120000), Lump: true}, billing.EntryLump, "", nil, ""},
		{"a reversal is not booked", billing.Entry{KID: "1000018", Amount: nok(120000), Reversal: true}, billing.EntryReversal, "", nil, ""},
		{"a quarantined entry is not booked", billing.Entry{KID: "1000018", Amount: nok(120000), State: billing.EntryQuarantined}, billing.EntryQuarantined, "", nil, ""},
		{"a number in the text is proposed", billing.Entry{Text: "Faktura nr 10001", Amount: nok(120000)}, billing.EntrySuggested, "number-in-text", nil, "10001"},
		{"a number inside a longer one is not", billing.Entry{Text: "tlf 9910001", Amount: nok(120000)}, billing.EntryUnmatched, "entry-no-kid", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := match.NewBook(items).Decide(c.entry)
			if got.State != c.state || got.Reason != c.reason {
				t.Fatalf("got %s %q, want %s %q", got.State, got.Reason, c.state, c.reason)
			}
			var booked []int64
			for _, a := range got.Allocations {
				booked = append(booked, a.Amount.Minor)
			}
			if diff := cmp.Diff(booked, c.booked); diff != "" {
				t.Fatalf("booked (-got +want):\n%s", diff)
			}
			first := ""
			if len(got.Suggestions) > 0 {
				first = got.Suggestions[0].Allocations[0].Invoice
			}
			if first != c.first {
				t.Fatalf("got first proposal %q, want %q", first, c.first)
			}
		})
	}
}

func TestDecide_SecondPaymentSeesWhatTheFirstLeft(t *testing.T) {
	book := match.NewBook([]billing.OpenItem{item(1, "1000018", 120000)})
	for i, want := range []string{"part-paid", "", "kid-paid"} {
		if got := book.Decide(paid("1000018", 60000)); got.Reason != want {
			t.Fatalf("payment %d: got %q, want %q", i+1, got.Reason, want)
		}
	}
}

// However payments fall, no claim is booked beyond what was open and no payment beyond its amount.
func TestDecide_NeverBooksMoreThanThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kids := []string{"18", "26", "34", "42"}
		var items []billing.OpenItem
		open := map[int64]int64{}
		for i, kid := range kids {
			minor := rapid.Int64Range(0, 500).Draw(t, "open")
			items = append(items, item(int64(i+1), kid, minor))
			open[int64(i+1)] = minor
		}
		book := match.NewBook(items)
		for range rapid.IntRange(1, 20).Draw(t, "payments") {
			e := paid(rapid.SampledFrom(append(kids, "", "99", "81")).Draw(t, "kid"), rapid.Int64Range(-50, 600).Draw(t, "amount"))
			var sum int64
			for _, a := range book.Decide(e).Allocations {
				sum += a.Amount.Minor
				open[a.InvoiceID] -= a.Amount.Minor
				if open[a.InvoiceID] < 0 || a.Amount.Minor <= 0 {
					t.Fatalf("invoice %d booked to %d", a.InvoiceID, open[a.InvoiceID])
				}
			}
			if sum > max(e.Amount.Minor, 0) {
				t.Fatalf("booked %d of %d", sum, e.Amount.Minor)
			}
		}
	})
}

func BenchmarkDecide10000(b *testing.B) {
	var items []billing.OpenItem
	for i := range 10000 {
		payload := fmt.Sprintf("%09d", i)
		items = append(items, item(int64(i+1), payload+string(payref.Luhn(payload)), 120000))
	}
	for b.Loop() {
		book := match.NewBook(items)
		for _, it := range items {
			book.Decide(billing.Entry{KID: it.KID, Amount: it.Outstanding})
		}
	}
}
