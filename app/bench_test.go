package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// manyEntries is how many payments the statement of the benchmark holds.
const manyEntries = 10_000

// statementOf is a camt.053 file in which n open items are paid with their KIDs.
func statementOf(b *testing.B, box *practice.Box, n int) practice.File {
	b.Helper()
	on := cal.On(2026, 10, 15)
	claims := make([]practice.Claim, n)
	for i := range claims {
		claims[i] = practice.Claim{Account: clubAccount, KID: itemKID(i), Number: strconv.Itoa(500_000 + i),
			Amount: money.New(50_000, money.NOK), Due: on, Payer: fmt.Sprint("Betaler ", i%700), Habit: practice.Exact}
	}
	payments, err := box.Bank.Decide(claims, nil)
	if err != nil {
		b.Fatal(err)
	}
	for i := range payments {
		payments[i].Date = on
	}
	files, err := box.Bank.Day(on, payments, practice.OneByOne)
	if err != nil || len(files) != 1 {
		b.Fatalf("%d files, %v", len(files), err)
	}
	return files[0]
}

// Goal: 3 s. A statement of 10,000 payments is read, passes the gates, is stored, matched with 10,000 open items and booked.
func BenchmarkImportAndMatch10000(b *testing.B) {
	ctx := context.Background()
	box := newBox(b)
	original := newClub(b, box)
	c := reopen(b, original, 0)
	if _, err := c.ImportOpenItems(ctx, []byte(openItems(manyEntries)), false); err != nil {
		b.Fatal(err)
	}
	mustClose(b, c)
	file := statementOf(b, box, manyEntries)
	for b.Loop() {
		b.StopTimer()
		c := reopen(b, copyOf(b, original), 0)
		b.StartTimer()
		r, err := c.ImportStatement(ctx, file.Name, file.Data, app.Origin{})
		if err != nil || r.New != manyEntries {
			b.Fatalf("%d new, %v", r.New, err)
		}
		booked, err := c.Match(ctx)
		if err != nil || booked != manyEntries {
			b.Fatalf("%d booked, %v", booked, err)
		}
		b.StopTimer()
		mustClose(b, c)
		b.StartTimer()
	}
}

func copyOf(b *testing.B, path string) string {
	b.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	to := filepath.Join(b.TempDir(), "klubb.fakt")
	if err := os.WriteFile(to, whole, 0o600); err != nil {
		b.Fatal(err)
	}
	return to
}

// BenchmarkImportFloor is what such an import cannot do without: the file's bytes are read from the disk and looked through
// once, and 10,000 rows are stored in one durable transaction.
func BenchmarkImportFloor(b *testing.B) {
	file := statementOf(b, newBox(b), manyEntries)
	path := filepath.Join(b.TempDir(), file.Name)
	if err := os.WriteFile(path, file.Data, 0o600); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE entry (id INTEGER PRIMARY KEY, amount INTEGER, kid TEXT) STRICT`); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		whole, err := os.ReadFile(path)
		if err != nil || bytes.Count(whole, []byte("<Ntry>")) != manyEntries {
			b.Fatalf("read the file again: %v", err)
		}
		if err := storeRows(db, manyEntries); err != nil {
			b.Fatal(err)
		}
	}
}

func storeRows(db *sql.DB, n int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(`INSERT INTO entry (amount, kid) VALUES ($1, $2)`)
	if err != nil {
		return err
	}
	for i := range n {
		if _, err := insert.Exec(50_000, itemKID(i)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// BenchmarkIssueWhole issues an invoice to a business with everything that comes with it: number, KID, rules of EHF, outbox,
// PDF and EHF made and stored.
func BenchmarkIssueWhole(b *testing.B) {
	ctx := context.Background()
	c := reopen(b, newClub(b, newBox(b)), 0)
	issue := func() {
		b.StopTimer()
		id, err := c.SaveDraft(ctx, simpleDraft("1"))
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if issued, refused, err := c.Issue(ctx, []int64{id}, app.Issuing{}); len(issued) != 1 {
			b.Fatalf("refused %v, %v", refused, err)
		}
	}
	issue() // reads the fonts
	b.ResetTimer()
	for b.Loop() {
		issue()
	}
	b.StopTimer()
	rows, err := c.Invoices(ctx, billing.InvoiceQuery{Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := c.EHF(ctx, rows.Rows[0].Number); err != nil {
		b.Fatal(err)
	}
}
