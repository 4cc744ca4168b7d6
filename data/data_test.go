package data_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
)

// start is the moment the tests' clock shows.
var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func clock() time.Time { return start }

// settings of a seller that may issue.
func settings() billing.Settings {
	return billing.Settings{"name": "Solbakken idrettslag", "orgNo": "923609016", "address.street": "Idrettsveien 1",
		"address.postCode": "0150", "address.city": "Oslo", "account": "15035195014", "vat": "yes",
		"kid.modulus": "10", "kid.length": "12", "kid.pattern": "CCCCCIIIIII"}
}

func path(tb testing.TB) string { return filepath.Join(tb.TempDir(), "klubb.faktura") }

// create makes a company file with one customer, 1001.
func create(tb testing.TB) *data.Store {
	tb.Helper()
	return createAt(tb, path(tb))
}

func createAt(tb testing.TB, path string) *data.Store {
	tb.Helper()
	s, err := data.Create(context.Background(), path, settings(), data.Options{Now: clock})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	update(tb, s, func(tx *data.Tx) error {
		_, err := tx.SaveCustomer(context.Background(), kari)
		return err
	})
	return s
}

func open(tb testing.TB, path string) *data.Store {
	tb.Helper()
	s, err := data.Open(context.Background(), path, data.Options{Now: clock})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

var kari = billing.Customer{No: "1001", Party: billing.Party{Name: "Kari Ødegård", Type: billing.Person, Email: "kari@example.no",
	Address: billing.Address{Street: "Storgata 2", PostCode: "7010", City: "Trondheim"}}, Groups: []string{"G12"}, Accounts: []string{"15035195014"}}

func update(tb testing.TB, s *data.Store, f func(*data.Tx) error) {
	tb.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		tb.Fatal(err)
	}
}

func view(tb testing.TB, s *data.Store, f func(*data.Tx) error) {
	tb.Helper()
	if err := s.View(context.Background(), f); err != nil {
		tb.Fatal(err)
	}
}

// draft is one line of a price in whole kroner, with 25 per cent VAT.
func draft(price int64) billing.Draft {
	return billing.Draft{Customer: billing.CustomerRef{No: "1001"}, Lines: []billing.Line{{Item: "Treningsavgift", For: "Åse (5)",
		Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(price), VAT: billing.Rate(decimal.NewFromInt(25))}}}
}

// issue issues a draft in one transaction.
func issue(tb testing.TB, s *data.Store, d billing.Draft) billing.Invoice {
	tb.Helper()
	var inv billing.Invoice
	update(tb, s, func(tx *data.Tx) error {
		id, err := tx.SaveDraft(context.Background(), d)
		if err != nil {
			return err
		}
		inv, err = billing.Issue(context.Background(), tx, start, id, nil)
		return err
	})
	return inv
}

// pay stores a bank entry of some øre and returns it.
func pay(tb testing.TB, s *data.Store, name string, minor int64, cur money.Currency) billing.Entry {
	tb.Helper()
	var entry billing.Entry
	update(tb, s, func(tx *data.Tx) error {
		f := data.StatementFile{SHA256: billing.Digest([]byte(name)), Name: name, Format: "camt.053.001.08", Source: "camt.053"}
		_, added, err := tx.ImportStatement(context.Background(), f, []billing.Entry{{Account: "15035195014", Date: cal.On(2026, 11, 20),
			Amount: money.New(minor, cur), Fingerprint: name, State: billing.EntryUnmatched, Payer: "Kari"}})
		if err == nil {
			entry = added[0]
		}
		return err
	})
	return entry
}

// allocate books an entry on an invoice.
func allocate(s *data.Store, e billing.Entry, inv billing.Invoice, minor int64) (billing.Allocation, error) {
	var a billing.Allocation
	err := s.Update(context.Background(), func(tx *data.Tx) error {
		var err error
		a, err = tx.InsertAllocation(context.Background(), billing.Allocation{EntryID: e.ID, InvoiceID: inv.ID(), Invoice: inv.Number(),
			Amount: money.New(minor, e.Amount.Currency), Rule: "manual", ByHand: true})
		return err
	})
	return a, err
}

// raw opens the file beside the store, as somebody with a SQLite shell would, with triggers that see deletes by REPLACE.
func raw(tb testing.TB, path string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(2000)&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)")
	if err != nil {
		tb.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() { db.Close() })
	return db
}

func TestCreate_GivesAnEmptyCompanyThatOpensAgain(t *testing.T) {
	p := path(t)
	s := createAt(t, p)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	view(t, open(t, p), func(tx *data.Tx) error {
		c, err := tx.Company(context.Background())
		if err != nil {
			return err
		}
		if c.Name != "Solbakken idrettslag" || len(c.ID) != 24 {
			t.Errorf("company %q with id %q", c.Name, c.ID)
		}
		got, err := tx.Customer(context.Background(), "1001")
		if diff := cmp.Diff(kari, got, cmpopts.IgnoreFields(billing.Customer{}, "ID")); diff != "" {
			t.Errorf("customer (-want +got):\n%s", diff)
		}
		return err
	})
}

func TestIssue_StoresWhatWasIssued(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	if inv.Number() != "10001" || inv.KID() == "" {
		t.Fatalf("number %q, KID %q", inv.Number(), inv.KID())
	}
	view(t, s, func(tx *data.Tx) error {
		got, err := tx.InvoiceByNumber(context.Background(), "10001")
		if err != nil {
			return err
		}
		want, _ := inv.Content()
		have, _ := got.Content()
		if diff := cmp.Diff(string(want), string(have)); diff != "" {
			t.Errorf("content (-issued +stored):\n%s", diff)
		}
		if got.KID() != inv.KID() || !got.IssuedAt().Equal(inv.IssuedAt()) {
			t.Errorf("stored KID %q issued at %v", got.KID(), got.IssuedAt())
		}
		o, err := tx.OpenItem(context.Background(), inv.ID())
		if err != nil {
			return err
		}
		if o.Outstanding != money.New(125000, "NOK") {
			t.Errorf("outstanding %v", o.Outstanding)
		}
		_, err = tx.Draft(context.Background(), 1)
		if !errors.Is(err, billing.ErrNotFound) {
			t.Errorf("draft after issue: %v", err)
		}
		d, err := tx.InvoiceDeliveries(context.Background(), inv.ID())
		if len(d) != 1 || d[0].Channel != billing.Email || d[0].State != billing.Queued {
			t.Errorf("deliveries %+v", d)
		}
		return err
	})
}

func TestIssue_CreditNoteIsSetOff(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	d, err := billing.CreditDraft(inv, nil, "feil")
	if err != nil {
		t.Fatal(err)
	}
	credit := issue(t, s, d)
	if credit.Number() != "10002" {
		t.Errorf("number %q", credit.Number())
	}
	view(t, s, func(tx *data.Tx) error {
		o, err := tx.OpenItem(context.Background(), inv.ID())
		if !o.Outstanding.IsZero() || o.Credited.Minor != 125000 {
			t.Errorf("outstanding %v credited %v", o.Outstanding, o.Credited)
		}
		return err
	})
	verify(t, s)
}

// verify fails the test when a check of the file fails.
func verify(tb testing.TB, s *data.Store) {
	tb.Helper()
	checks, err := s.Verify(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			tb.Errorf("%s: %s", c.Name, c.Detail)
		}
	}
	if len(checks) < 10 {
		tb.Errorf("%d checks", len(checks))
	}
}
