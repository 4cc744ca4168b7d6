package data_test

import (
	"context"
	"encoding/json"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
)

func entries(fingerprints ...string) (out []billing.Entry) {
	for _, f := range fingerprints {
		out = append(out, billing.Entry{Account: "15035195014", Date: cal.On(2026, 11, 20), Amount: money.New(100, "NOK"), Fingerprint: f,
			State: billing.EntryUnmatched, At: json.RawMessage(`{"ref":"1"}`)})
	}
	return out
}

func TestStatement_ImportIsIdempotent(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	load := func(name string, list []billing.Entry) (r billing.ImportReport) {
		update(t, s, func(tx *data.Tx) (err error) {
			opening, closing := money.New(0, "NOK"), money.New(300, "NOK")
			f := data.StatementFile{SHA256: billing.Digest([]byte(name)), Name: name, Format: "camt.053.001.08", Source: "camt.053",
				Balances: []data.StatementBalance{{Account: "15035195014", From: today.AddDays(-1), To: today, Opening: &opening, Closing: &closing}}}
			r, _, err = tx.ImportStatement(ctx, f, list)
			return err
		})
		return r
	}
	if r := load("monday", entries("a", "a", "b")); r.New != 3 || r.Duplicates != 0 {
		t.Errorf("two equal rows of one file are two payments: %+v", r)
	}
	if r := load("monday", entries("a", "a", "b")); r.New != 0 || r.Duplicates != 3 {
		t.Errorf("the same file again: %+v", r)
	}
	if r := load("week", entries("a", "a", "a", "b", "c")); r.New != 2 || r.Duplicates != 3 {
		t.Errorf("an overlapping file: %+v", r)
	}
	view(t, s, func(tx *data.Tx) error {
		list, err := tx.Entries(ctx)
		if len(list) != 5 || list[3].Occurrence != 3 || list[4].Fingerprint != "c" || list[0].File != "monday" || string(list[0].At) != `{"ref":"1"}` {
			t.Errorf("%+v", list)
		}
		b, on, err2 := tx.Balance(ctx, "15035195014")
		if b.Minor != 300 || on != today {
			t.Errorf("balance %v on %v: %v", b, on, err2)
		}
		return err
	})
	verify(t, s)
}

func TestStatement_QuarantinedUntilReleased(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	inv := issue(t, s, draft(1000))
	var added []billing.Entry
	update(t, s, func(tx *data.Tx) (err error) {
		f := data.StatementFile{SHA256: billing.Digest([]byte("x")), Name: "x", Format: "f", Source: "camt.053", Quarantine: "account-foreign", Args: map[string]string{"account": "1"}}
		var r billing.ImportReport
		r, added, err = tx.ImportStatement(ctx, f, entries("a"))
		if r.Quarantined != "account-foreign" {
			t.Errorf("report %+v", r)
		}
		return err
	})
	if added[0].State != billing.EntryQuarantined {
		t.Errorf("state %q", added[0].State)
	}
	update(t, s, func(tx *data.Tx) error {
		list, err := tx.ReleaseFile(ctx, added[0].FileID)
		if len(list) != 1 || list[0].State != billing.EntryUnmatched {
			t.Errorf("%+v", list)
		}
		return err
	})
	if _, err := allocate(s, added[0], inv, 100); err != nil {
		t.Error(err)
	}
	verify(t, s)
}

// A forged mail that names real payments before the bank does must not keep the bank's own file from booking them.
func TestStatement_TrustedFileVouchesForWhatLiesInQuarantine(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	load := func(name, quarantine string, list []billing.Entry) (added []billing.Entry) {
		update(t, s, func(tx *data.Tx) (err error) {
			_, added, err = tx.ImportStatement(ctx, data.StatementFile{SHA256: billing.Digest([]byte(name)), Name: name, Format: "f",
				Source: "camt.053", Quarantine: quarantine}, list)
			return err
		})
		return added
	}
	held := load("mail", "sender-unknown", entries("a", "b"))
	if again := load("mail2", "sender-unknown", entries("a")); len(again) != 0 {
		t.Errorf("another quarantined file let out %+v", again)
	}
	got := load("bank", "", entries("a", "c"))
	if len(got) != 2 || got[0].Fingerprint != "c" || got[1].ID != held[0].ID || got[1].State != billing.EntryUnmatched {
		t.Errorf("got %+v, want c new and a let out", got)
	}
	view(t, s, func(tx *data.Tx) error {
		b, err := tx.Entry(ctx, held[1].ID)
		if b.State != billing.EntryQuarantined {
			t.Errorf("b, which the bank did not tell, is %q", b.State)
		}
		return err
	})
	verify(t, s)
}

func TestEntry_StateAndUndo(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	inv := issue(t, s, draft(1000))
	e := pay(t, s, "a", 125000, "NOK")
	e.State, e.Reason, e.Args = billing.EntrySuggested, "kid-one-digit", map[string]string{"number": inv.Number()}
	e.Suggestions = []billing.Proposal{{Rule: "kid-one-digit", Evidence: []string{"amount"}, Allocations: []billing.Allocation{{Invoice: inv.Number(), Amount: money.New(125000, "NOK")}}}}
	update(t, s, func(tx *data.Tx) error { return tx.SetEntryState(ctx, e) })
	view(t, s, func(tx *data.Tx) error {
		got, err := tx.Entry(ctx, e.ID)
		if diff := cmp.Diff(e.Suggestions, got.Suggestions); diff != "" || got.Reason != e.Reason || got.Args["number"] != inv.Number() {
			t.Errorf("%+v\n%s", got, diff)
		}
		return err
	})
	if _, err := allocate(s, e, inv, 125000); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *data.Tx) error {
		n, err := tx.UndoEntry(ctx, e.ID)
		if n != 1 {
			t.Errorf("undone %d", n)
		}
		return err
	})
	view(t, s, func(tx *data.Tx) error {
		in, err := tx.AllocationsInForce(ctx, []int64{e.ID})
		all, _ := tx.EntryAllocations(ctx, e.ID)
		if len(in) != 0 || len(all) != 1 || all[0].UndoneAt.IsZero() {
			t.Errorf("in force %v, all %+v", in, all)
		}
		return err
	})
	verify(t, s)
}
