package camt_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing/bank"
	"fakturist/billing/bank/camt"
	"fakturist/billing/money"
)

// FuzzRead holds that any bytes give a file whose entries come to their bookings, or an *Error with a place or a reason
// that needs none.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(names) == 0 {
		f.Fatalf("no samples: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := bank.Read("fuzz", data, camt.Reader{})
		if err != nil {
			var e *bank.Error
			if !errors.As(err, &e) || e.Reason == "" || e.File != "fuzz" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		if len(file.Statements) == 0 {
			t.Fatal("a file without statements was read")
		}
		seen := map[string]bool{}
		for i := range file.Statements {
			holdsTogether(t, &file.Statements[i], seen)
		}
	})
}

// holdsTogether checks what Statement and Entry promise.
func holdsTogether(t *testing.T, s *bank.Statement, seen map[string]bool) {
	t.Helper()
	next := 0
	for i, b := range s.Bookings {
		if b.First != next || b.Count < 1 {
			t.Fatalf("booking %d has entries %d+%d, want from %d", i, b.First, b.Count, next)
		}
		next += b.Count
		sum := money.New(0, b.Amount.Currency)
		for _, e := range s.Entries[b.First:next] {
			var err error
			if sum, err = money.Sum(b.Amount.Currency, sum, e.Amount, e.Charges); err != nil {
				t.Fatal(err)
			}
			if e.Booking != i || seen[e.Fingerprint] {
				t.Fatalf("entry of booking %d says %d, fingerprint taken: %v", i, e.Booking, seen[e.Fingerprint])
			}
			seen[e.Fingerprint] = true
		}
		if sum != b.Amount {
			t.Fatalf("booking %d of %v: entries come to %v", i, b.Amount, sum)
		}
	}
	if next != len(s.Entries) {
		t.Fatalf("%d entries belong to no booking", len(s.Entries)-next)
	}
}
