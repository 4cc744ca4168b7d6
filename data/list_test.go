package data_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/data"

	"github.com/google/go-cmp/cmp"
)

var today = cal.On(2026, 11, 22)

// club makes a file with documents in every standing, and names them by what happened to them.
func club(t *testing.T) (*data.Store, map[string]string) {
	t.Helper()
	s := create(t)
	ctx := context.Background()
	names := map[string]string{}
	update(t, s, func(tx *data.Tx) error {
		_, err := tx.ImportCustomers(ctx, []billing.Customer{
			{Party: billing.Party{Name: "Åse Ås", Type: billing.Person, Address: billing.Address{PostCode: "0150", City: "Oslo"}}, Groups: []string{"G12"}, Routes: []billing.ChannelName{billing.EHF}},
			{Party: billing.Party{Name: "Ærlig Øl AS", OrgNo: "923609016", Address: billing.Address{PostCode: "0150", City: "Oslo"}}},
			{Party: billing.Party{Name: "Zoo", Type: billing.Person, Email: "z@example.no", Address: billing.Address{PostCode: "0150", City: "Oslo"}}, Payer: "1001"},
		})
		return err
	})
	for i := range 3 { // unpaid ones of a former system, past due by 10, 40 and 70 days
		update(t, s, func(tx *data.Tx) error {
			no := fmt.Sprintf("F-%d", i)
			_, err := tx.InsertImport(ctx, billing.Import{Number: no, CustomerNo: "1002", CustomerName: "Åse Ås", IssueDate: today.AddDays(-90), KID: fmt.Sprint("77", i),
				DueDate: today.AddDays(-10 - 30*i), Amount: money.New(int64(10000+i), "NOK"), Outstanding: money.New(int64(10000+i), "NOK")})
			names[fmt.Sprint("imported", i)] = no
			return err
		})
	}
	for _, what := range []string{"queued", "sent", "refused", "paid", "part", "credited"} {
		names[what] = issue(t, s, draft(1000)).Number()
	}
	noWay := draft(1000)
	noWay.Customer.No = "1002" // takes EHF and nothing else, and is a person
	names["no way"] = issue(t, s, noWay).Number()
	settle := func(what string, minor int64) {
		inv := byNumber(t, s, names[what])
		if _, err := allocate(s, pay(t, s, what, minor, "NOK"), inv, minor); err != nil {
			t.Fatal(err)
		}
	}
	settle("paid", 125000)
	settle("part", 25000)
	deliver(t, s, names["sent"], billing.Accepted, "")
	deliver(t, s, names["refused"], billing.Refused, "smtp-550")
	d, err := billing.CreditDraft(byNumber(t, s, names["credited"]), nil, "feil")
	if err != nil {
		t.Fatal(err)
	}
	names["credit note"] = issue(t, s, d).Number()
	update(t, s, func(tx *data.Tx) error { _, err := tx.SaveDraft(ctx, draft(300)); return err })
	return s, names
}

func byNumber(t *testing.T, s *data.Store, no string) (inv billing.Invoice) {
	t.Helper()
	view(t, s, func(tx *data.Tx) (err error) { inv, err = tx.InvoiceByNumber(context.Background(), no); return err })
	return inv
}

func deliver(t *testing.T, s *data.Store, no string, state billing.DeliveryState, reason string) {
	t.Helper()
	ctx := context.Background()
	inv := byNumber(t, s, no)
	update(t, s, func(tx *data.Tx) error {
		list, err := tx.InvoiceDeliveries(ctx, inv.ID())
		if err != nil {
			return err
		}
		d, err := tx.Claim(ctx, list[0].ID, data.Claim{Frozen: billing.Frozen{ID: "<" + no + ">", Recipient: "x", Bytes: []byte("x")}})
		if err != nil {
			return err
		}
		d.State, d.Reason = state, reason
		return tx.SaveDelivery(ctx, d)
	})
}

func rowsOf(t *testing.T, s *data.Store, q billing.InvoiceQuery) (page billing.Page[billing.InvoiceRow]) {
	t.Helper()
	q.Today = today
	view(t, s, func(tx *data.Tx) (err error) { page, err = tx.Invoices(context.Background(), q); return err })
	return page
}

func numbers(rows []billing.InvoiceRow) (out []string) {
	for _, r := range rows {
		out = append(out, r.Number)
	}
	return out
}

func TestInvoices_StatusIsDerived(t *testing.T) {
	s, names := club(t)
	got := map[string]string{}
	for _, r := range rowsOf(t, s, billing.InvoiceQuery{}).Rows {
		for what, no := range names {
			if no == r.Number {
				got[what] = string(r.Status) + " " + r.Reason + " " + r.Outstanding.String()
			}
		}
	}
	want := map[string]string{
		"imported0": "overdue overdue 100.00", "imported1": "overdue overdue 100.01", "imported2": "overdue overdue 100.02",
		"queued": "issued queued 1250.00", "sent": "sent accepted 1250.00", "refused": "issued refused 1250.00",
		"paid": "paid paid-on 0.00", "part": "issued part-paid 1000.00", "credited": "credited credited 0.00", "credit note": "credited credited 0.00",
		"no way": "issued no-channel 1250.00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	view(t, s, func(tx *data.Tx) error {
		r, err := tx.InvoiceRow(context.Background(), names["refused"], today)
		if diff := cmp.Diff(map[string]string{"channel": "email", "fault": "smtp-550", "at": "2026-11-22T10:00:00Z"}, r.Args); diff != "" {
			t.Errorf("args (-want +got):\n%s", diff)
		}
		return err
	})
}

func TestInvoices_FiltersAndCountsAgree(t *testing.T) {
	s, names := club(t)
	var counts map[billing.InvoiceFilter]billing.Tally
	view(t, s, func(tx *data.Tx) (err error) { counts, err = tx.InvoiceCounts(context.Background(), today); return err })
	want := map[billing.InvoiceFilter]int{billing.FilterAll: 11, billing.FilterOpen: 8, billing.FilterOverdue: 3, billing.FilterDue7: 0,
		billing.FilterDrafts: 1, billing.FilterAttention: 2, billing.FilterPaid: 1}
	for f, n := range want {
		page := rowsOf(t, s, billing.InvoiceQuery{Filter: f})
		if len(page.Rows) != n || counts[f].Count != n {
			t.Errorf("filter %q: %d rows %v, counted %d, want %d", f, len(page.Rows), numbers(page.Rows), counts[f].Count, n)
		}
	}
	if got := counts[billing.FilterOpen].Sum; got != money.New(4*125000+100000+30003, "NOK") {
		t.Errorf("open sum %v", got)
	}
	if got := numbers(rowsOf(t, s, billing.InvoiceQuery{Filter: billing.FilterAttention}).Rows); !slices.Equal(got, []string{names["no way"], names["refused"]}) {
		t.Errorf("attention %v", got)
	}
	for status, n := range map[billing.Status]int{billing.StatusOverdue: 3, billing.StatusSent: 1, billing.StatusIssued: 4, billing.StatusPaid: 1,
		billing.StatusCredited: 2, billing.StatusDraft: 1, billing.StatusDunning: 0} {
		page := rowsOf(t, s, billing.InvoiceQuery{Status: status})
		for _, r := range page.Rows {
			if r.Status != status {
				t.Errorf("status %q lists %s, which is %q", status, r.Number, r.Status)
			}
		}
		if len(page.Rows) != n {
			t.Errorf("status %q: %v, want %d", status, numbers(page.Rows), n)
		}
	}
	if got := numbers(rowsOf(t, s, billing.InvoiceQuery{CustomerNo: "1002"}).Rows); len(got) != 4 {
		t.Errorf("customer 1002: %v", got)
	}
}

// Pages of two by every sort and filter are together what one page holds, in the same order.
func TestInvoices_PagesByKeyMissNothing(t *testing.T) {
	s, _ := club(t)
	for _, sort := range []string{"", "number", "customer", "issued", "due", "payable"} {
		for _, filter := range []billing.InvoiceFilter{billing.FilterAll, billing.FilterOpen, billing.FilterOverdue, billing.FilterPaid} {
			for _, customer := range []string{"", "1001"} {
				for _, descending := range []bool{false, true} {
					q := billing.InvoiceQuery{Sort: sort, Filter: filter, Descending: descending, CustomerNo: customer}
					want := numbers(rowsOf(t, s, q).Rows)
					var got []string
					q.Limit = 2
					for range 20 {
						page := rowsOf(t, s, q)
						got = append(got, numbers(page.Rows)...)
						if q.After = page.Next; q.After == "" {
							break
						}
					}
					if !slices.Equal(got, want) {
						t.Errorf("%+v: pages %v, want %v", q, got, want)
					}
				}
			}
		}
	}
}

func TestInvoices_SortAsNorwegiansSort(t *testing.T) {
	names := []string{"Zoo", "Øl", "Aas", "Ærlig", "Ås", "Ärlig", "Öl", "Éa", "Ea"}
	slices.SortStableFunc(names, func(a, b string) int {
		return slices.Compare([]byte(data.SortKey(a)), []byte(data.SortKey(b)))
	})
	if want := []string{"Aas", "Éa", "Ea", "Zoo", "Ærlig", "Ärlig", "Øl", "Öl", "Ås"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

func TestInvoices_WrongQueryIsAnError(t *testing.T) {
	s := create(t)
	for _, q := range []billing.InvoiceQuery{{Sort: "colour"}, {Filter: "blue"}, {After: "not a key"}} {
		err := s.View(context.Background(), func(tx *data.Tx) error { _, err := tx.Invoices(context.Background(), q); return err })
		if err == nil {
			t.Errorf("%+v gave no error", q)
		}
	}
}

func TestDashboard_AddsUp(t *testing.T) {
	s, names := club(t)
	ctx := context.Background()
	update(t, s, func(tx *data.Tx) error {
		return tx.SaveInboxCursor(ctx, data.InboxCursor{Mailbox: "INBOX", Validity: 1, UID: 7, ReadAt: start})
	})
	var d billing.Dashboard
	view(t, s, func(tx *data.Tx) (err error) { d, err = tx.Dashboard(ctx, today); return err })
	nok := func(n int, minor int64) billing.Tally { return billing.Tally{Count: n, Sum: money.New(minor, "NOK")} }
	if d.Outstanding != nok(8, 4*125000+100000+30003) || d.Overdue != nok(3, 30003) || d.DueSoon != nok(0, 0) || d.PaidMonth != nok(2, 150000) {
		t.Errorf("outstanding %v overdue %v soon %v paid %v", d.Outstanding, d.Overdue, d.DueSoon, d.PaidMonth)
	}
	if want := [5]billing.Tally{nok(5, 600000), nok(1, 10000), nok(0, 0), nok(1, 10001), nok(1, 10002)}; d.Ageing != want {
		t.Errorf("ageing %v", d.Ageing)
	}
	if d.Expected[2].Sum.Minor != 600000 || d.Expected[0].Week != 47 || d.Expected[11].Week != 5 || d.Expected[11].Year != 2027 {
		t.Errorf("expected %v", d.Expected)
	}
	if d.Drafts != 1 || d.Customers != 4 || d.Invoices != 11 || d.OnTheWay != 5 || !d.InboxRead.Equal(start) || d.PaidByKID != 0 {
		t.Errorf("drafts %d customers %d invoices %d on the way %d read %v by KID %d", d.Drafts, d.Customers, d.Invoices, d.OnTheWay, d.InboxRead, d.PaidByKID)
	}
	var tasks []string
	for _, task := range d.Tasks {
		tasks = append(tasks, task.Kind+" "+task.Ref)
	}
	want := []string{"delivery-refused " + names["refused"], "no-channel " + names["no way"], "entry-unmatched 2", "entry-unmatched 1", "drafts "}
	if !slices.Equal(tasks, want) {
		t.Errorf("tasks %q, want %q", tasks, want)
	}
}

func TestDashboard_TasksCarryTheValuesOfTheirSentences(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	e := pay(t, s, "a", 125000, "NOK")
	e.State, e.Reason, e.Args = billing.EntryUnmatched, "kid-unknown", map[string]string{"kid": "234567891", "left": "1.00"}
	message := func(uid uint32, listed bool, days int) data.InboxMessage {
		return data.InboxMessage{Mailbox: "INBOX", Validity: 1, UID: uid, Sender: "bank@example.no", At: today.AddDays(-days).Time(), Outcome: "refused",
			Listed: listed, Skipped: []data.InboxSkip{{File: "utskrift.zip", Reason: "archive-locked"}}}
	}
	update(t, s, func(tx *data.Tx) error {
		if err := tx.SetEntryState(ctx, e); err != nil {
			return err
		}
		f := data.StatementFile{SHA256: billing.Digest([]byte("x")), Name: "x.xml", Format: "f", Source: "camt.053", Quarantine: "balance-gap",
			Args: map[string]string{"account": "15035040118"}}
		if _, _, err := tx.ImportStatement(ctx, f, nil); err != nil {
			return err
		}
		for _, m := range []data.InboxMessage{message(1, true, 1), message(2, false, 1), message(3, true, 60)} {
			if err := tx.SaveInboxMessage(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
	var d billing.Dashboard
	view(t, s, func(tx *data.Tx) (err error) { d, err = tx.Dashboard(ctx, today); return err })
	got := map[string]map[string]string{}
	for _, task := range d.Tasks {
		if got[task.Kind] != nil {
			t.Errorf("%s twice", task.Kind)
		}
		got[task.Kind] = task.Args
	}
	want := map[string]map[string]string{
		"entry-unmatched":  {"kid": "234567891", "left": "1.00", "name": e.Payer, "date": e.Date.String(), "reason": "kid-unknown"},
		"file-quarantined": {"file": "x.xml", "reason": "balance-gap", "account": "15035040118"},
		"inbox-skipped":    {"file": "utskrift.zip", "name": "utskrift.zip", "sender": "bank@example.no", "reason": "archive-locked", "date": "2026-11-21"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	verify(t, s)
}

func TestSearch_FindsByEverything(t *testing.T) {
	s, names := club(t)
	ctx := context.Background()
	inv := byNumber(t, s, names["paid"])
	for text, want := range map[string]string{
		names["paid"]:       "invoice " + names["paid"],
		inv.KID():           "invoice " + names["paid"],
		inv.KID()[:11]:      "invoice " + names["paid"],
		"F-1":               "invoice F-1",
		"odegard":           "customer 1001",
		"Ødeg":              "customer 1001",
		"ØDEGÅRD kari":      "customer 1001",
		"aerlig ol":         "customer 1003",
		"923 609 016":       "customer 1003",
		"9236":              "customer 1003",
		"1 250,00":          "invoice " + names["credit note"],
		"100,01":            "invoice F-1",
		"trenings":          "invoice " + names["credit note"],
		"a\u030ase":         "invoice " + names["credit note"],
		"åse trening":       "invoice " + names["credit note"],
		"kari@example":      "customer 1001",
		"kr 375,-":          "draft 9",
		"treningsavg 1001x": "",
		"x":                 "",
		"":                  "",
		`"* OR (`:           "",
	} {
		var hits []billing.SearchHit
		view(t, s, func(tx *data.Tx) (err error) { hits, err = tx.Search(ctx, text); return err })
		found := want == "" && len(hits) == 0
		for _, h := range hits {
			found = found || h.Kind+" "+h.Ref == want
		}
		if !found {
			t.Errorf("%q found %+v, want %q", text, hits, want)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"kari", `"`, "a* OR b", "NEAR(a b)", "1 250,00", "-", "ø\x00æ", "((((", "a AND", "^x", "col:x", "\u0301", "a\u030ase", "中文", "\u0528", "ª", "0\u07f300"} {
		f.Add(s)
	}
	s := create(f)
	issue(f, s, draft(1000))
	f.Fuzz(func(t *testing.T, text string) {
		if err := s.View(context.Background(), func(tx *data.Tx) error { _, err := tx.Search(context.Background(), text); return err }); err != nil {
			t.Errorf("search %q: %v", text, err)
		}
	})
}
