package data_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/data"
)

// refused runs SQL that must fail with an error of ours.
func refused(t *testing.T, db *sql.DB, want error, query string, args ...any) {
	t.Helper()
	_, err := db.Exec(query, args...)
	if err == nil {
		t.Errorf("went through: %s", query)
		return
	}
	if got := data.MapError(err); !errors.Is(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", query, got, want)
	}
}

// copyRow is an INSERT of row 1 of a table with some columns changed.
func copyRow(verb, table string, columns string, changes map[string]string) string {
	var from []string
	for _, c := range strings.Fields(strings.ReplaceAll(columns, ",", " ")) {
		if v, ok := changes[c]; ok {
			c = v
		}
		from = append(from, c)
	}
	return verb + " INTO " + table + " (" + columns + ") SELECT " + strings.Join(from, ", ") + " FROM " + table + " WHERE id = 1"
}

const (
	invoiceColumns = `id, series, seq, number, kind, kid, customer_no, customer_name, customer_key, issue_date, due_date, currency, net, tax, payable, claim, credited, original_id, issued_at, digest, content`
	entryColumns   = `id, file_id, source, place, account, date, amount, currency, kid, text, payer, payer_account, fingerprint, occurrence, reversal, lump, pending, state, reason, args, suggestions`
)

func TestIssued_NeverChanges(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	update(t, s, func(tx *data.Tx) error { return tx.SaveFile(context.Background(), inv.ID(), data.PDF, []byte("%PDF")) })
	db := raw(t, s.Path())
	for _, c := range strings.Fields(strings.ReplaceAll(invoiceColumns, ",", " ")) {
		refused(t, db, billing.ErrIssued, `UPDATE invoice SET `+c+` = `+c)
	}
	refused(t, db, billing.ErrIssued, `UPDATE OR REPLACE invoice SET net = 0`)
	refused(t, db, billing.ErrIssued, `DELETE FROM invoice`)
	refused(t, db, billing.ErrIssued, copyRow("REPLACE", "invoice", invoiceColumns, map[string]string{"net": "0", "series": "'imported'", "content": "NULL"}))
	refused(t, db, billing.ErrIssued, copyRow("REPLACE", "invoice", invoiceColumns, map[string]string{"id": "99", "net": "0", "series": "'imported'", "content": "NULL"}))
	for _, q := range []string{`UPDATE invoice_file SET bytes = x'00'`, `UPDATE invoice_file SET sha256 = sha256`, `DELETE FROM invoice_file`,
		copyRow("REPLACE", "invoice_file", `id, invoice_id, kind, sha256, at, bytes`, map[string]string{"bytes": "x'00'"}),
		copyRow("REPLACE", "invoice_file", `id, invoice_id, kind, sha256, at, bytes`, map[string]string{"id": "77", "bytes": "x'00'"})} {
		refused(t, db, billing.ErrIssued, q)
	}
	err := s.Update(context.Background(), func(tx *data.Tx) error { return tx.SaveFile(context.Background(), inv.ID(), data.PDF, []byte("other")) })
	if !errors.Is(err, billing.ErrIssued) {
		t.Errorf("other bytes for a stored PDF: %v", err)
	}
	update(t, s, func(tx *data.Tx) error { return tx.SaveFile(context.Background(), inv.ID(), data.PDF, []byte("%PDF")) }) // the same bytes are done
	verify(t, s)
}

func TestNumbers_AreUnbroken(t *testing.T) {
	s := create(t)
	issue(t, s, draft(1000))
	db := raw(t, s.Path())
	next := func(seq, number string) string {
		return copyRow("INSERT", "invoice", invoiceColumns, map[string]string{"id": "NULL", "seq": seq, "number": number})
	}
	refused(t, db, billing.ErrNumberTaken, next("10003", "'10003'")) // a gap
	refused(t, db, billing.ErrNumberTaken, next("10000", "'10000'")) // before the first
	refused(t, db, billing.ErrNumberTaken, next("10001", "'10001'")) // taken
	if _, err := db.Exec(next("10002", "'X-10002'")); err == nil {   // a number that is not its place
		t.Error("a number that is not its place in the series went through")
	}
	if _, err := db.Exec(next("10002", "'10002'")); err != nil {
		t.Errorf("the next number: %v", err)
	}
}

func TestInsertInvoice_TakenNumberChangesNothing(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	err := s.Update(context.Background(), func(tx *data.Tx) error {
		_, err := tx.InsertInvoice(context.Background(), 10001, inv)
		return err
	})
	if !errors.Is(err, billing.ErrNumberTaken) {
		t.Errorf("got %v, want ErrNumberTaken", err)
	}
	verify(t, s)
}

func TestDelivery_OneLiveByInvoiceAndChannel(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	ctx := context.Background()
	again := billing.Delivery{InvoiceID: inv.ID(), Invoice: inv.Number(), Channel: billing.Email, State: billing.Queued}
	err := s.Update(ctx, func(tx *data.Tx) error { _, err := tx.InsertDelivery(ctx, again); return err })
	if !errors.Is(err, billing.ErrConflict) {
		t.Fatalf("second live delivery: got %v, want ErrConflict", err)
	}
	db := raw(t, s.Path())
	const columns = `id, invoice_id, channel, recipient, began, passed, state, attempts, not_before, held, place, receipt, reason, detail, copied, created_at, updated_at`
	for _, state := range []string{"queued", "sending", "unknown", "accepted"} {
		refused(t, db, billing.ErrConflict, copyRow("INSERT", "delivery", columns, map[string]string{"id": "NULL", "state": "'" + state + "'"}))
	}
	refused(t, db, billing.ErrConflict, copyRow("REPLACE", "delivery", columns, map[string]string{"id": "50"}))
	refused(t, db, billing.ErrConflict, `DELETE FROM delivery`)
	refused(t, db, billing.ErrConflict, `UPDATE delivery SET channel = 'ehf'`)
	refused(t, db, billing.ErrConflict, `UPDATE delivery SET state = 'sending'`) // nothing frozen
	update(t, s, func(tx *data.Tx) error { return tx.CancelDelivery(ctx, 1) })
	refused(t, db, billing.ErrConflict, `UPDATE delivery SET state = 'queued'`) // final
	update(t, s, func(tx *data.Tx) error { _, err := tx.InsertDelivery(ctx, again); return err })
	verify(t, s)
}

func TestDelivery_FrozenBytesNeverChange(t *testing.T) {
	s := create(t)
	issue(t, s, draft(1000))
	ctx := context.Background()
	first := billing.Frozen{ID: "<1@klubb>", Recipient: "kari@example.no", Bytes: []byte("message")}
	update(t, s, func(tx *data.Tx) error { _, err := tx.Claim(ctx, 1, data.Claim{Frozen: first}); return err })
	db := raw(t, s.Path())
	for _, q := range []string{`UPDATE delivery_frozen SET bytes = x'00'`, `UPDATE delivery_frozen SET message_id = '<2@klubb>'`, `DELETE FROM delivery_frozen`,
		`REPLACE INTO delivery_frozen (delivery_id, message_id, recipient, sha256, bytes) SELECT delivery_id, 'other', recipient, sha256, bytes FROM delivery_frozen`,
		`UPDATE delivery_event SET state = 'delivered'`, `DELETE FROM delivery_event`} {
		refused(t, db, billing.ErrConflict, q)
	}
	update(t, s, func(tx *data.Tx) error {
		d, err := tx.Delivery(ctx, 1)
		if err != nil {
			return err
		}
		d.State = billing.Queued // a temporary failure
		return tx.SaveDelivery(ctx, d)
	})
	update(t, s, func(tx *data.Tx) error {
		d, err := tx.Claim(ctx, 1, data.Claim{Frozen: billing.Frozen{ID: "<2@klubb>", Bytes: []byte("other")}})
		if d.Frozen.ID != first.ID || string(d.Frozen.Bytes) != "message" || d.Attempts != 2 {
			t.Errorf("second attempt sends %q, attempt %d", d.Frozen.ID, d.Attempts)
		}
		return err
	})
	err := s.Update(ctx, func(tx *data.Tx) error { _, err := tx.Claim(ctx, 1, data.Claim{Frozen: first}); return err })
	if !errors.Is(err, billing.ErrConflict) {
		t.Errorf("claim of what is being sent: %v", err)
	}
	verify(t, s)
}

func TestAllocate_CannotExceedClaim(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000)) // 1250.00
	e := pay(t, s, "a", 200000, money.NOK)
	if _, err := allocate(s, e, inv, 125001); !errors.Is(err, billing.ErrExceeds) {
		t.Errorf("more than the claim: %v", err)
	}
	if _, err := allocate(s, e, inv, 100000); err != nil {
		t.Fatal(err)
	}
	if _, err := allocate(s, e, inv, 25001); !errors.Is(err, billing.ErrExceeds) {
		t.Errorf("more than is left of the claim: %v", err)
	}
	db := raw(t, s.Path())
	refused(t, db, billing.ErrExceeds, `INSERT INTO allocation (entry_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 1, 25001, 'NOK', 'x', '[]', 0, '')`)
	verify(t, s)
}

func TestAllocate_CannotExceedPayment(t *testing.T) {
	s := create(t)
	inv, other := issue(t, s, draft(1000)), issue(t, s, draft(1000))
	e := pay(t, s, "a", 150000, money.NOK)
	if _, err := allocate(s, e, inv, 125000); err != nil {
		t.Fatal(err)
	}
	if _, err := allocate(s, e, other, 25001); !errors.Is(err, billing.ErrExceeds) {
		t.Errorf("more than is left of the payment: %v", err)
	}
	debit := pay(t, s, "b", -100, money.NOK)
	if _, err := allocate(s, debit, other, 100); !errors.Is(err, billing.ErrExceeds) {
		t.Errorf("money out: %v", err)
	}
	if _, err := allocate(s, e, other, 25000); err != nil {
		t.Errorf("the rest: %v", err)
	}
	verify(t, s)
}

func TestAllocate_CannotExceedCreditNote(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	d, err := billing.CreditDraft(inv, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	credit := issue(t, s, d)
	other := issue(t, s, draft(1000))
	ctx := context.Background()
	err = s.Update(ctx, func(tx *data.Tx) error {
		_, err := tx.InsertAllocation(ctx, billing.Allocation{CreditID: credit.ID(), InvoiceID: other.ID(), Amount: money.New(1, "NOK"), Rule: "credit-note"})
		return err
	})
	if !errors.Is(err, billing.ErrExceeds) {
		t.Errorf("a credit note set off already: %v", err)
	}
}

func TestAllocate_OtherCurrencyIsRefused(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	e := pay(t, s, "a", 125000, "EUR")
	if _, err := allocate(s, e, inv, 1000); !errors.Is(err, data.ErrCurrency) {
		t.Errorf("EUR on NOK: %v", err)
	}
	db := raw(t, s.Path())
	refused(t, db, data.ErrCurrency, `INSERT INTO allocation (entry_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 1, 100, 'NOK', 'x', '[]', 0, '')`)
}

func TestAllocate_UndoneOnceAndNeverChanged(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	e := pay(t, s, "a", 125000, money.NOK)
	a, err := allocate(s, e, inv, 125000)
	if err != nil {
		t.Fatal(err)
	}
	db := raw(t, s.Path())
	for _, q := range []string{`UPDATE allocation SET amount = 1`, `UPDATE allocation SET invoice_id = 1`, `UPDATE allocation SET entry_id = 1`, `DELETE FROM allocation`,
		`UPDATE allocation SET undone_at = ''`, `REPLACE INTO allocation (id, entry_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 1, 1, 1, 'NOK', 'x', '[]', 0, '')`} {
		if _, err := db.Exec(q); err == nil {
			t.Errorf("went through: %s", q)
		}
	}
	ctx := context.Background()
	update(t, s, func(tx *data.Tx) error { return tx.UndoAllocation(ctx, a.ID) })
	if err := s.Update(ctx, func(tx *data.Tx) error { return tx.UndoAllocation(ctx, a.ID) }); !errors.Is(err, billing.ErrConflict) {
		t.Errorf("second undo: %v", err)
	}
	view(t, s, func(tx *data.Tx) error {
		o, err := tx.OpenItem(ctx, inv.ID())
		if o.Outstanding.Minor != 125000 {
			t.Errorf("outstanding after undo: %v", o.Outstanding)
		}
		return err
	})
	if _, err = allocate(s, e, inv, 125000); err != nil {
		t.Errorf("again after undo: %v", err)
	}
	verify(t, s)
}

func TestAllocate_OnlyInvoicesAreClaims(t *testing.T) {
	s := create(t)
	inv := issue(t, s, draft(1000))
	d, _ := billing.CreditDraft(inv, nil, "")
	credit := issue(t, s, d)
	e := pay(t, s, "a", 100, money.NOK)
	if _, err := allocate(s, e, credit, 100); err == nil {
		t.Error("a payment was booked on a credit note")
	}
	db := raw(t, s.Path())
	for _, q := range []string{
		`INSERT INTO allocation (entry_id, credit_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 2, 1, 100, 'NOK', 'x', '[]', 0, '')`,
		`INSERT INTO allocation (invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 100, 'NOK', 'x', '[]', 0, '')`,
		`INSERT INTO allocation (credit_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 1, 100, 'NOK', 'x', '[]', 0, '')`,
		`INSERT INTO allocation (entry_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 1, 0, 'NOK', 'x', '[]', 0, '')`,
		`INSERT INTO allocation (entry_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (1, 1, -100, 'NOK', 'x', '[]', 0, '')`,
		`INSERT INTO allocation (entry_id, invoice_id, amount, currency, rule, evidence, by_hand, at) VALUES (99, 1, 100, 'NOK', 'x', '[]', 0, '')`,
	} {
		if _, err := db.Exec(q); err == nil {
			t.Errorf("went through: %s", q)
		}
	}
}

func TestEntry_IsStoredOnceAndNeverChanges(t *testing.T) {
	s := create(t)
	pay(t, s, "a", 125000, money.NOK)
	db := raw(t, s.Path())
	refused(t, db, billing.ErrConflict, copyRow("INSERT", "bank_entry", entryColumns, map[string]string{"id": "NULL"}))
	refused(t, db, billing.ErrConflict, copyRow("REPLACE", "bank_entry", entryColumns, map[string]string{"id": "9"}))
	for _, c := range []string{"amount", "date", "currency", "kid", "account", "payer", "payer_account", "fingerprint", "occurrence", "file_id", "lump", "reversal", "pending", "text"} {
		refused(t, db, billing.ErrConflict, `UPDATE bank_entry SET `+c+` = `+c)
	}
	refused(t, db, billing.ErrConflict, `DELETE FROM bank_entry`)
	refused(t, db, billing.ErrConflict, `DELETE FROM statement_file`)
}

func TestAudit_OnlyGrows(t *testing.T) {
	s := create(t)
	db := raw(t, s.Path())
	refused(t, db, billing.ErrIssued, `UPDATE audit SET actor = 'nobody'`)
	refused(t, db, billing.ErrIssued, `DELETE FROM audit`)
	refused(t, db, billing.ErrIssued, `REPLACE INTO audit SELECT id, at, 'nobody', action, subject, detail, row_digest, prev, hash FROM audit WHERE id = 1`)
	refused(t, db, billing.ErrIssued, `INSERT INTO audit SELECT 1 + (SELECT max(id) FROM audit), at, actor, action, subject, detail, row_digest, prev, hash FROM audit WHERE id = 1`)
	refused(t, db, billing.ErrIssued, `INSERT INTO audit SELECT 2 + (SELECT max(id) FROM audit), at, actor, action, subject, detail, row_digest, (SELECT hash FROM audit ORDER BY id DESC LIMIT 1), hash FROM audit WHERE id = 1`)
}

func TestUpdate_WritesItsAuditRowInTheSameTransaction(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	count := func() (n int) {
		view(t, s, func(tx *data.Tx) error { rows, err := tx.Audit(ctx, 0, 1000); n = len(rows); return err })
		return n
	}
	before := count()
	fail := errors.New("no")
	err := s.Update(ctx, func(tx *data.Tx) error {
		if _, err := tx.SaveDraft(ctx, draft(1)); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) || count() != before {
		t.Errorf("error %v, %d audit rows more", err, count()-before)
	}
	update(t, s, func(tx *data.Tx) error { _, err := tx.SaveDraft(ctx, draft(1)); return err })
	if count() != before+1 {
		t.Errorf("%d audit rows more, want 1", count()-before)
	}
}

// behind drops the triggers that stand in the way and changes something, as somebody with a SQLite shell could.
func TestVerify_FindsWhatWasChangedBehindItsBack(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		check string // the check that must fail
	}{
		"an amount of an invoice":      {`UPDATE invoice SET net = net - 1`, "audited-rows"},
		"an amount, and its content":   {`UPDATE invoice SET content = replace(content, '1250', '1150')`, "totals"},
		"who an invoice is to":         {`UPDATE invoice SET customer_name = 'Ola'`, "totals"},
		"a deleted invoice":            {`PRAGMA foreign_keys = OFF; DELETE FROM invoice WHERE id = 2`, "series"},
		"a deleted last invoice":       {`PRAGMA foreign_keys = OFF; DELETE FROM invoice WHERE id = 3`, "audited-rows"},
		"a stored PDF":                 {`UPDATE invoice_file SET bytes = x'00'`, "files"},
		"a stored PDF with its digest": {`UPDATE invoice_file SET bytes = x'', sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'`, "audited-rows"},
		"an allocation":                {`UPDATE allocation SET amount = 1`, "audited-rows"},
		"a deleted allocation":         {`DELETE FROM allocation`, "outstanding"},
		"a payment":                    {`UPDATE bank_entry SET amount = amount + 1`, "audited-rows"},
		"a deleted payment":            {`PRAGMA foreign_keys = OFF; DELETE FROM bank_entry`, "foreign-keys"},
		"a payment that never came": {copyRow("INSERT", "bank_entry", entryColumns, map[string]string{"id": "NULL", "fingerprint": "'x'"}),
			"audited-rows"},
		"our own account":      {`UPDATE setting SET value = '97104133219' WHERE key = 'account'`, "audited-rows"},
		"a customer's account": {`UPDATE customer_account SET account = '97104133219'`, "audited-rows"},
		"where it stands":      {`UPDATE standing SET outstanding = 0 WHERE invoice_id = 2`, "outstanding"},
		"an audit row":         {`UPDATE audit SET actor = 'nobody' WHERE id = 3`, "audit-chain"},
		"a deleted audit row":  {`DELETE FROM audit WHERE id = 3`, "audit-chain"},
		"a dropped trigger":    {`SELECT 1`, "schema"},
		"a receipt":            {`UPDATE delivery SET receipt = 'x'`, "audited-rows"},
	} {
		t.Run(name, func(t *testing.T) {
			s := create(t)
			inv := issue(t, s, draft(1000))
			issue(t, s, draft(1000))
			issue(t, s, draft(1000))
			if _, err := allocate(s, pay(t, s, "a", 100000, money.NOK), inv, 100000); err != nil {
				t.Fatal(err)
			}
			update(t, s, func(tx *data.Tx) error { return tx.SaveFile(context.Background(), inv.ID(), data.PDF, []byte("%PDF")) })
			verify(t, s)
			db := raw(t, s.Path())
			dropTriggers(t, db)
			if _, err := db.Exec(c.query); err != nil {
				t.Fatal(err)
			}
			checks, err := s.Verify(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, got := range checks {
				found = found || got.Name == c.check && !got.OK && got.Detail != ""
			}
			if !found {
				t.Errorf("%s did not find it: %+v", c.check, checks)
			}
		})
	}
}

func dropTriggers(t *testing.T, db *sql.DB) {
	t.Helper()
	rows, err := db.Query(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	rows.Close()
	for _, n := range names {
		if _, err := db.Exec(`DROP TRIGGER ` + n); err != nil {
			t.Fatal(err)
		}
	}
}
