package data_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestCustomer_NextFreeNumber(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	update(t, s, func(tx *data.Tx) error {
		for _, want := range []string{"1002", "1003"} {
			c, err := tx.SaveCustomer(ctx, billing.Customer{Party: billing.Party{Name: "Ola"}})
			if err != nil {
				return err
			}
			if c.No != want {
				t.Errorf("number %q, want %q", c.No, want)
			}
		}
		return nil
	})
}

func TestCustomer_PayerMustExist(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	for payer, want := range map[string]string{"77": "payer-unknown", "1002": "payer-has-payer"} {
		err := s.Update(ctx, func(tx *data.Tx) error {
			_, err := tx.ImportCustomers(ctx, []billing.Customer{
				{No: "1003", Party: billing.Party{Name: "Barn"}, Payer: payer},
				{No: "1002", Party: billing.Party{Name: "Barn 2"}, Payer: "1001"},
			})
			return err
		})
		var fault *billing.FaultError
		if !errors.As(err, &fault) || fault.Faults[0].Code != want {
			t.Errorf("payer %s: got %v, want %s", payer, err, want)
		}
	}
	verify(t, s)
}

func TestCustomer_ChangesAndPages(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	changed := kari
	changed.Name, changed.Groups, changed.Accounts, changed.Routes = "Kari Nordmann", []string{"A", "B"}, nil, []billing.ChannelName{billing.Letter}
	update(t, s, func(tx *data.Tx) error {
		if _, err := tx.SaveCustomer(ctx, changed); err != nil {
			return err
		}
		for range 5 {
			if _, err := tx.SaveCustomer(ctx, billing.Customer{Party: billing.Party{Name: "Ola"}, Groups: []string{"B"}}); err != nil {
				return err
			}
		}
		return nil
	})
	issue(t, s, draft(1000))
	view(t, s, func(tx *data.Tx) error {
		row, err := tx.CustomerRow(ctx, "1001", today)
		if err != nil {
			return err
		}
		if row.Name != "Kari Nordmann" || !slices.Equal(row.Groups, []string{"A", "B"}) || len(row.Accounts) != 0 || row.Outstanding.Minor != 125000 || row.Invoices != 1 {
			t.Errorf("%+v", row)
		}
		var all []string
		q := data.CustomerQuery{Limit: 4, Group: "B", Today: today}
		for range 5 {
			page, err := tx.Customers(ctx, q)
			if err != nil {
				return err
			}
			for _, r := range page.Rows {
				all = append(all, r.No)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if want := []string{"1001", "1002", "1003", "1004", "1005", "1006"}; !slices.Equal(all, want) {
			t.Errorf("pages %v", all)
		}
		page, err := tx.Customers(ctx, data.CustomerQuery{Text: "nordm"})
		if len(page.Rows) != 1 {
			t.Errorf("text: %d rows", len(page.Rows))
		}
		groups, _ := tx.Groups(ctx)
		if diff := cmp.Diff(map[string]int{"A": 1, "B": 6}, groups); diff != "" {
			t.Error(diff)
		}
		return err
	})
	for no, want := range map[string]error{"1001": billing.ErrConflict, "1002": nil, "9": billing.ErrNotFound} {
		if err := s.Update(ctx, func(tx *data.Tx) error { return tx.DeleteCustomer(ctx, no) }); !errors.Is(err, want) {
			t.Errorf("delete %s: got %v, want %v", no, err, want)
		}
	}
	verify(t, s)
}

func TestItem_RoundTrip(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	want := billing.Item{No: "T1", Name: "Time", Unit: "HUR", Price: decimal.RequireFromString("12.3456"), VAT: billing.VAT{Category: billing.Exempt, Reason: "undervisning"}}
	update(t, s, func(tx *data.Tx) error {
		if _, err := tx.SaveItem(ctx, billing.Item{No: "T1", Name: "old", Unit: "EA"}); err != nil {
			return err
		}
		saved, err := tx.SaveItem(ctx, want)
		want.ID = saved.ID
		return err
	})
	view(t, s, func(tx *data.Tx) error {
		got, err := tx.Item(ctx, "T1")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if items, _ := tx.Items(ctx); len(items) != 1 {
			t.Errorf("%d items", len(items))
		}
		return err
	})
	update(t, s, func(tx *data.Tx) error { return tx.DeleteItem(ctx, "T1") })
	verify(t, s)
}

func TestSettings_RefusedAsAWhole(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	err := s.Update(ctx, func(tx *data.Tx) error {
		return tx.SaveSettings(ctx, billing.Settings{"name": "Ny", "kid.length": "99"})
	})
	var fault *billing.FaultError
	if !errors.As(err, &fault) {
		t.Fatalf("got %v", err)
	}
	view(t, s, func(tx *data.Tx) error {
		set, err := tx.Settings(ctx)
		if set["name"] != "Solbakken idrettslag" || set["kid.length"] != "12" {
			t.Errorf("settings %v", set)
		}
		return err
	})
	update(t, s, func(tx *data.Tx) error {
		return tx.SaveSettings(ctx, billing.Settings{"phone": "1", "mail.from": "a@b.no"})
	})
	update(t, s, func(tx *data.Tx) error { return tx.SaveSettings(ctx, billing.Settings{"phone": ""}) })
	verify(t, s)
}

func TestCompanyFile_RoundTrip(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	for _, b := range []string{"one", "two"} {
		update(t, s, func(tx *data.Tx) error { return tx.SaveCompanyFile(ctx, "logo", "image/png", []byte(b)) })
	}
	view(t, s, func(tx *data.Tx) error {
		mime, b, err := tx.CompanyFile(ctx, "logo")
		if mime != "image/png" || string(b) != "two" {
			t.Errorf("%s %q", mime, b)
		}
		return err
	})
	verify(t, s)
	update(t, s, func(tx *data.Tx) error { return tx.DeleteCompanyFile(ctx, "logo") })
	verify(t, s)
}

func TestDraft_RoundTripAndIdIsNeverGivenAgain(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	var first int64
	update(t, s, func(tx *data.Tx) (err error) { first, err = tx.SaveDraft(ctx, draft(1000)); return err })
	update(t, s, func(tx *data.Tx) error {
		d := draft(2000)
		d.ID, d.Note = first, "Takk"
		_, err := tx.SaveDraft(ctx, d)
		return err
	})
	view(t, s, func(tx *data.Tx) error {
		d, err := tx.Draft(ctx, first)
		if d.Note != "Takk" || d.ID != first || !d.Lines[0].Price.Equal(decimal.NewFromInt(2000)) {
			t.Errorf("%+v", d)
		}
		rows, _ := tx.Drafts(ctx, 0, 10)
		if len(rows) != 1 || rows[0].Payable != money.New(250000, "NOK") || rows[0].CustomerName != "Kari Ødegård" || rows[0].Status != billing.StatusDraft {
			t.Errorf("rows %+v", rows)
		}
		return err
	})
	var second int64
	update(t, s, func(tx *data.Tx) error { return tx.DeleteDraft(ctx, first) })
	update(t, s, func(tx *data.Tx) (err error) { second, err = tx.SaveDraft(ctx, draft(1000)); return err })
	if second == first {
		t.Errorf("id %d was given twice", first)
	}
	err := s.Update(ctx, func(tx *data.Tx) error { return tx.DeleteDraft(ctx, first) })
	if !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("delete again: %v", err)
	}
}

// A former number beyond reach would leave our own series without KIDs for ever.
func TestImport_HugeNumberDoesNotLiftOurSeries(t *testing.T) {
	s := create(t)
	old := billing.Import{Number: "922337203685", CustomerNo: "1001", CustomerName: "Kari", IssueDate: cal.On(2026, 9, 1), DueDate: cal.On(2026, 9, 15),
		Amount: money.New(100000, "NOK"), Outstanding: money.New(40000, "NOK")}
	update(t, s, func(tx *data.Tx) error { _, err := tx.InsertImport(context.Background(), old); return err })
	if inv := issue(t, s, draft(1000)); inv.Number() != "10001" {
		t.Errorf("first own number %s, want 10001", inv.Number())
	}
}

func TestImport_KeepsNumberAndClaim(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	old := billing.Import{Number: "20417", CustomerNo: "1001", CustomerName: "Kari", IssueDate: cal.On(2026, 9, 1), DueDate: cal.On(2026, 9, 15),
		Amount: money.New(100000, "NOK"), Outstanding: money.New(40000, "NOK"), KID: "123"}
	var id int64
	update(t, s, func(tx *data.Tx) (err error) { id, err = tx.InsertImport(ctx, old); return err })
	err := s.Update(ctx, func(tx *data.Tx) error { _, err := tx.InsertImport(ctx, old); return err })
	if !errors.Is(err, billing.ErrNumberTaken) {
		t.Errorf("again: %v", err)
	}
	credited := old
	credited.Number, credited.Credited, credited.Outstanding = "X-1", true, money.New(0, "NOK")
	update(t, s, func(tx *data.Tx) error { _, err := tx.InsertImport(ctx, credited); return err })
	if inv := issue(t, s, draft(1000)); inv.Number() != "20418" {
		t.Errorf("first own number %s, want 20418: above those of the former system", inv.Number())
	}
	view(t, s, func(tx *data.Tx) error {
		o, err := tx.OpenItem(ctx, id)
		if o.Payable.Minor != 100000 || o.Outstanding.Minor != 40000 || !o.Imported {
			t.Errorf("%+v", o)
		}
		items, _ := tx.ReceivablesByKID(ctx, []string{"123", "999"})
		if len(items) != 2 || items[1].Credited.Minor != 100000 {
			t.Errorf("by KID %+v", items)
		}
		all, _ := tx.Receivables(ctx)
		open, _ := tx.OpenItems(ctx)
		if len(all) != 3 || len(open) != 2 {
			t.Errorf("%d receivables, %d open", len(all), len(open))
		}
		return err
	})
	inv := byNumber(t, s, "20417")
	if _, err := allocate(s, pay(t, s, "a", 100000, "NOK"), inv, 40001); !errors.Is(err, billing.ErrExceeds) {
		t.Errorf("more than the former system left open: %v", err)
	}
	verify(t, s)
}

func TestLookups_RememberWithAge(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	l := s.Lookups()
	if _, err := l.Get(ctx, "0192:923609016"); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("never asked: %v", err)
	}
	yes := true
	want := billing.Capability{Participant: "0192:923609016", Registered: &yes, Documents: []string{"a"}, CheckedAt: start}
	for range 2 {
		if err := l.Put(ctx, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.Get(ctx, want.Participant)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err = l.PutRegister(ctx, "923609016", json.RawMessage(`{"navn":"X"}`), start); err != nil {
		t.Fatal(err)
	}
	content, at, err := l.GetRegister(ctx, "923609016")
	if string(content) != `{"navn":"X"}` || !at.Equal(start) || err != nil {
		t.Errorf("%s %v %v", content, at, err)
	}
	if err = l.PutRegister(ctx, "1", json.RawMessage(`{`), start); err == nil {
		t.Error("half a JSON document was kept")
	}
}

func TestInbox_CursorAndMessages(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	want := data.InboxCursor{Mailbox: "INBOX", Validity: 3, UID: 9, ReadAt: start}
	m := data.InboxMessage{Mailbox: "INBOX", Validity: 3, UID: 9, MessageID: "<1>", Sender: "bank@example.no", At: start, Outcome: "imported", Files: []string{"a.xml"}}
	update(t, s, func(tx *data.Tx) error {
		if err := tx.SaveInboxMessage(ctx, m); err != nil {
			return err
		}
		return tx.SaveInboxCursor(ctx, want)
	})
	if err := s.Update(ctx, func(tx *data.Tx) error { return tx.SaveInboxMessage(ctx, m) }); !errors.Is(err, billing.ErrConflict) {
		t.Errorf("the same message: %v", err)
	}
	view(t, s, func(tx *data.Tx) error {
		got, err := tx.InboxCursor(ctx, "INBOX")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if seen, _ := tx.InboxSeen(ctx, "INBOX", 3, 9); !seen {
			t.Error("not seen")
		}
		if none, _ := tx.InboxCursor(ctx, "Other"); none.UID != 0 {
			t.Errorf("other mailbox %+v", none)
		}
		list, _ := tx.InboxMessages(ctx, 5)
		if len(list) != 1 || list[0].Files[0] != "a.xml" {
			t.Errorf("%+v", list)
		}
		return err
	})
	verify(t, s)
}

func TestFile_StoredOnce(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	inv := issue(t, s, draft(1000))
	view(t, s, func(tx *data.Tx) error {
		if _, err := tx.File(ctx, inv.ID(), data.PDF); !errors.Is(err, billing.ErrNotFound) {
			t.Errorf("not made yet: %v", err)
		}
		ids, err := tx.WithoutFile(ctx, data.PDF, 10)
		if !slices.Equal(ids, []int64{inv.ID()}) {
			t.Errorf("without a PDF: %v", ids)
		}
		return err
	})
	update(t, s, func(tx *data.Tx) error { return tx.SaveFile(ctx, inv.ID(), data.PDF, []byte("%PDF")) })
	view(t, s, func(tx *data.Tx) error {
		b, err := tx.File(ctx, inv.ID(), data.PDF)
		if string(b) != "%PDF" {
			t.Errorf("got %q", b)
		}
		return err
	})
}
