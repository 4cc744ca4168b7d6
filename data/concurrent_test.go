package data_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/data"
)

// Two programs on one file, such as the window and a nightly fakt: what one remembers never hides what the other wrote.
func TestTwoPrograms_IssueInTurn(t *testing.T) {
	p := path(t)
	createAt(t, p).Close()
	a, b := open(t, p), open(t, p)
	ctx := context.Background()
	for i := range 6 {
		s := []*data.Store{a, b}[i%2]
		if got, want := issue(t, s, draft(1000)).Number(), strconv.Itoa(10001+i); got != want {
			t.Errorf("invoice %d got number %s, want %s", i, got, want)
		}
	}
	update(t, a, func(tx *data.Tx) error { return tx.SaveSettings(ctx, billing.Settings{"account": "97104133219"}) })
	for _, s := range []*data.Store{a, b} {
		update(t, s, func(tx *data.Tx) error {
			c, err := tx.Company(ctx)
			if c.Account != "97104133219" {
				t.Errorf("account %s", c.Account)
			}
			return err
		})
	}
	verify(t, a)
}

func TestUpdate_RolledBackSettingsAreForgotten(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	issue(t, s, draft(1000))
	no := errors.New("no")
	err := s.Update(ctx, func(tx *data.Tx) error {
		if err := tx.SaveSettings(ctx, billing.Settings{"name": "Ny"}); err != nil {
			return err
		}
		if c, err := tx.Company(ctx); c.Name != "Ny" {
			t.Errorf("inside: %q, %v", c.Name, err)
		}
		return no
	})
	if !errors.Is(err, no) {
		t.Fatal(err)
	}
	if inv := issue(t, s, draft(1000)); inv.Document().Seller.Name != "Solbakken idrettslag" {
		t.Errorf("seller %q", inv.Document().Seller.Name)
	}
	verify(t, s)
}

func TestUpdate_PanicLeavesNothing(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	func() {
		defer func() { recover() }()
		s.Update(ctx, func(tx *data.Tx) error {
			if _, err := tx.SaveDraft(ctx, draft(1)); err != nil {
				t.Error(err)
			}
			panic("fault of ours")
		})
	}()
	view(t, s, func(tx *data.Tx) error {
		ids, err := tx.DraftIDs(ctx)
		if len(ids) != 0 {
			t.Errorf("drafts %v", ids)
		}
		return err
	})
	issue(t, s, draft(1000)) // the file is not locked
	verify(t, s)
}

func TestStore_ManyGoroutines(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				err := s.Update(ctx, func(tx *data.Tx) error {
					id, err := tx.SaveDraft(ctx, draft(1000))
					if err == nil {
						_, err = billing.Issue(ctx, tx, start, id, nil)
					}
					return err
				})
				if err == nil {
					err = s.View(ctx, func(tx *data.Tx) error { _, err := tx.Dashboard(ctx, today); return err })
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	view(t, s, func(tx *data.Tx) error {
		last, _, err := tx.LastIssued(ctx)
		if last != 10040 {
			t.Errorf("last number %d", last)
		}
		return err
	})
	verify(t, s)
}

func TestUpdate_StopsWithItsContext(t *testing.T) {
	s := create(t)
	ctx, cancel := context.WithCancel(context.Background())
	err := s.Update(ctx, func(tx *data.Tx) error {
		if _, err := tx.SaveDraft(ctx, draft(1)); err != nil {
			return err
		}
		cancel()
		_, err := tx.SaveDraft(ctx, draft(2))
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	view(t, s, func(tx *data.Tx) error {
		ids, err := tx.DraftIDs(context.Background())
		if len(ids) != 0 {
			t.Errorf("drafts %v", ids)
		}
		return err
	})
}

// A statement of ten thousand payments is stored, every one booked by KID, well within what reading and matching it may take.
func BenchmarkImport10k(b *testing.B) {
	const n = 10_000
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		p := path(b)
		if s, err := data.Create(ctx, p, settings(), data.Options{Now: clock}); err != nil {
			b.Fatal(err)
		} else if err = s.Close(); err != nil {
			b.Fatal(err)
		}
		fillOpen(b, p, n)
		s := open(b, p)
		list := make([]billing.Entry, n)
		for i := range list {
			list[i] = billing.Entry{Account: "15035195014", Date: today, Amount: money.New(100, "NOK"), KID: strconv.Itoa(100000 + i), Payer: "Kari Nordmann",
				Fingerprint: strconv.Itoa(i), State: billing.EntryMatched}
		}
		b.StartTimer()
		began := time.Now()
		update(b, s, func(tx *data.Tx) error {
			items, err := tx.Receivables(ctx)
			if err != nil {
				return err
			}
			_, added, err := tx.ImportStatement(ctx, data.StatementFile{SHA256: billing.Digest(nil), Name: "f", Format: "camt", Source: "camt.053"}, list)
			if err != nil {
				return err
			}
			for i, e := range added {
				if _, err = tx.InsertAllocation(ctx, billing.Allocation{EntryID: e.ID, InvoiceID: items[i].InvoiceID, Amount: e.Amount, Rule: "kid-exact", Evidence: []string{"kid"}}); err != nil {
					return err
				}
			}
			return tx.SetEntryStates(ctx, added)
		})
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-last")
		b.StopTimer()
		s.Close()
		b.StartTimer()
	}
}

// fillOpen stores n open items of a former system.
func fillOpen(tb testing.TB, path string, n int) {
	tb.Helper()
	s := open(tb, path)
	update(tb, s, func(tx *data.Tx) error {
		for i := range n {
			no := strconv.Itoa(100000 + i)
			if _, err := tx.InsertImport(context.Background(), billing.Import{Number: no, CustomerNo: "1001", CustomerName: "Kari", KID: no, IssueDate: today,
				DueDate: today, Amount: money.New(100, "NOK"), Outstanding: money.New(100, "NOK")}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
}
