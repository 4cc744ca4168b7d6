package bank

import (
	"strings"

	"fakturist/billing/money"
)

// Report is what a file holds, in figures a person can compare with the bank's. Amounts are in major units; where a file
// has several statements, balances are separated by " | " and a missing one is "-"; where it has several currencies, every
// amount carries its own ("12.00 EUR; 5.00 NOK").
type Report struct {
	Format     string `json:"format"`
	Statements int    `json:"statements"`
	Entries    int    `json:"entries"` // bookings, of whatever status
	Details    int    `json:"details"`
	Credits    string `json:"credits"`
	Debits     string `json:"debits"` // without a sign
	Opening    string `json:"opening"`
	Closing    string `json:"closing"`
}

// Report counts and adds up the file.
func (f *File) Report() Report {
	r := Report{Format: f.Format, Statements: len(f.Statements)}
	for i := range f.Statements {
		r.Entries += len(f.Statements[i].Bookings)
		for _, b := range f.Statements[i].Bookings {
			r.Details += b.Details
		}
	}
	credits, debits, _ := f.Totals() // Read has seen that they fit
	mixed := f.mixed()
	r.Credits, r.Debits = sums(credits, mixed), sums(debits, mixed)
	r.Opening = f.balances(mixed, func(s *Statement) *Balance { return s.Opening })
	r.Closing = f.balances(mixed, func(s *Statement) *Balance { return s.Closing })
	return r
}

// Totals are the sums of the bookings of every status, one for each currency in the order they come up; debits are positive.
// The error is money.ErrOverflow; Read refuses such a file, so it may be ignored afterwards.
func (f *File) Totals() (credits, debits []money.Amount, err error) {
	in, out := totals{place: map[money.Currency]int{}}, totals{place: map[money.Currency]int{}}
	for i := range f.Statements {
		for _, b := range f.Statements[i].Bookings {
			switch b.Amount.Sign() {
			case 1:
				err = in.add(b.Amount)
			case -1:
				err = out.add(b.Amount.Neg())
			}
			if err != nil {
				return nil, nil, err
			}
		}
	}
	return in.sums, out.sums, nil
}

// totals adds up amounts by currency.
type totals struct {
	sums  []money.Amount
	place map[money.Currency]int // in sums
}

func (t *totals) add(a money.Amount) error {
	i, known := t.place[a.Currency]
	if !known {
		t.place[a.Currency] = len(t.sums)
		t.sums = append(t.sums, a)
		return nil
	}
	var err error
	t.sums[i], err = t.sums[i].Add(a)
	return err
}

// mixed tells whether more than one currency occurs in bookings and balances.
func (f *File) mixed() bool {
	var first money.Currency
	differs := func(a money.Amount) bool {
		if first == "" {
			first = a.Currency
		}
		return a.Currency != first
	}
	for i := range f.Statements {
		s := &f.Statements[i]
		if (s.Opening != nil && differs(s.Opening.Amount)) || (s.Closing != nil && differs(s.Closing.Amount)) {
			return true
		}
		for _, b := range s.Bookings {
			if differs(b.Amount) {
				return true
			}
		}
	}
	return false
}

func sums(amounts []money.Amount, mixed bool) string {
	if len(amounts) == 0 {
		return "0.00"
	}
	parts := make([]string, len(amounts))
	for i, a := range amounts {
		parts[i] = amountText(a, mixed)
	}
	return strings.Join(parts, "; ")
}

func (f *File) balances(mixed bool, of func(*Statement) *Balance) string {
	parts := make([]string, len(f.Statements))
	found := false
	for i := range f.Statements {
		parts[i] = "-"
		if b := of(&f.Statements[i]); b != nil {
			parts[i] = amountText(b.Amount, mixed)
			found = true
		}
	}
	if !found {
		return ""
	}
	return strings.Join(parts, " | ")
}

func amountText(a money.Amount, mixed bool) string {
	if mixed {
		return a.String() + " " + string(a.Currency)
	}
	return a.String()
}
