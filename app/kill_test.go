package app_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/data"
)

// killRounds is how often a loop kills its child; FAKTURIST_KILLS sets another number.
func killRounds(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("FAKTURIST_KILLS")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return 3
	}
	return 16
}

// kill runs a child on a company file and kills it at a random moment within span after its first line. It gives the lines
// the child said, as words. A child whose work is over ends by itself.
func kill(t *testing.T, role, path string, span time.Duration) (said [][]string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childRole+"="+role, childFile+"="+path)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(said) == 0 {
			time.AfterFunc(rand.N(span), func() { cmd.Process.Kill() })
		}
		said = append(said, strings.Fields(lines.Text()))
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() > 0 || len(said) == 0 {
		t.Fatalf("%s child ended by itself: %v", role, err)
	}
	return said
}

// look opens the storage of a company file that nobody has open, beside all use cases.
func look(t *testing.T, path string, f func(tx *data.Tx) error) {
	t.Helper()
	s, err := data.Open(context.Background(), path, data.Options{Now: app.Now, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.View(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// TestIssue_SurvivesKill kills a program that issues, at random moments: no number is lost or doubled, every draft is a draft
// still or one document, and documents that came without their files get them when the next program sends.
func TestIssue_SurvivesKill(t *testing.T) {
	path := newClub(t, newBox(t))
	rounds := killRounds(t)
	drafted, issued := map[string]bool{}, map[string]bool{}
	span := 150 * time.Millisecond
	for round := range rounds {
		if len(issued) == 0 && round > 2 {
			span = min(2*span, 10*time.Second) // a slow machine: let it come further before it is killed
		}
		for _, line := range kill(t, "issue", path, span) {
			switch line[0] {
			case "drafted":
				drafted[line[1]] = true
			case "issued":
				issued[line[1]] = true
			}
		}
		c := reopen(t, path, 0)
		mustVerify(t, c)
		if numbers := numbersOf(t, c); !unbroken(numbers, issued) {
			t.Errorf("round %d: told of %v, stored %v", round, slices.Sorted(maps.Keys(issued)), numbers)
		}
		mustClose(t, c)
	}
	if len(issued) == 0 {
		t.Fatal("no round came as far as issuing")
	}
	everyDraftOnce(t, path, drafted)
	missing := withoutFile(t, path)
	c := reopen(t, path, 0)
	defer c.Close()
	if _, err := c.UndoSend(context.Background(), numbersOf(t, c)); err != nil { // nothing is to leave in this test
		t.Fatal(err)
	}
	if met, err := c.Send(context.Background(), app.Sending{}); err != nil || len(met) > 0 {
		t.Fatalf("send: %d deliveries, %v", len(met), err)
	}
	mustVerify(t, c)
	if rest := withoutFile(t, path); len(rest) > 0 {
		t.Errorf("documents %v are without a file after the next program sent", rest)
	}
	t.Logf("%d rounds, %d documents, %d came without a file", rounds, len(numbersOf(t, c)), len(missing))
}

func numbersOf(t *testing.T, c *app.Company) []string {
	t.Helper()
	rows, err := c.AllInvoices(context.Background(), billing.InvoiceQuery{Sort: "number"})
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	slices.Sort(numbers)
	return numbers
}

// unbroken tells whether numbers run on from the first and hold all that were told.
func unbroken(numbers []string, told map[string]bool) bool {
	for i, n := range numbers {
		if n != strconv.Itoa(10001+i) {
			return false
		}
	}
	for n := range told {
		if !slices.Contains(numbers, n) {
			return false
		}
	}
	return true
}

// everyDraftOnce fails for a draft that was told of and is neither draft nor document, or is both, or two documents; and for
// a document that is not on exactly one way out.
func everyDraftOnce(t *testing.T, path string, drafted map[string]bool) {
	t.Helper()
	ctx := context.Background()
	found := map[string]int{}
	look(t, path, func(tx *data.Tx) error {
		ids, err := tx.DraftIDs(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			d, err := tx.Draft(ctx, id)
			if err != nil {
				return err
			}
			found[d.OrderReference]++
		}
		return eachDocument(ctx, tx, func(inv billing.Invoice) error {
			if inv.Kind() == billing.KindInvoice {
				found[inv.Document().OrderReference]++
			}
			ways, err := tx.InvoiceDeliveries(ctx, inv.ID())
			if len(ways) != 1 {
				t.Errorf("document %s is on %d ways out", inv.Number(), len(ways))
			}
			return err
		})
	})
	for ref := range drafted {
		if found[ref] != 1 {
			t.Errorf("draft %s was told of and is there %d times", ref, found[ref])
		}
	}
	for ref, n := range found {
		if n > 1 {
			t.Errorf("draft %s is there %d times", ref, n)
		}
	}
}

// eachDocument visits every document of our own series.
func eachDocument(ctx context.Context, tx *data.Tx, f func(billing.Invoice) error) error {
	for n := 10001; ; n++ {
		inv, err := tx.InvoiceByNumber(ctx, strconv.Itoa(n))
		if err != nil {
			return nil // the series is unbroken: behind the last one nothing comes
		}
		if err := f(inv); err != nil {
			return err
		}
	}
}

// withoutFile are the documents without their PDF, or without their EHF where the buyer is a business.
func withoutFile(t *testing.T, path string) []string {
	t.Helper()
	ctx := context.Background()
	var missing []string
	look(t, path, func(tx *data.Tx) error {
		return eachDocument(ctx, tx, func(inv billing.Invoice) error {
			_, pdf := tx.File(ctx, inv.ID(), data.PDF)
			_, ehf := tx.File(ctx, inv.ID(), data.EHF)
			if pdf != nil || (ehf != nil && inv.Document().Buyer.Type == billing.Business) {
				missing = append(missing, inv.Number())
			}
			return nil
		})
	})
	return missing
}

// TestBank_SurvivesKill kills a program that imports statement files by hand and by mail and matches, at random moments:
// every payment is stored once and booked once, and what was told to be booked stays so.
func TestBank_SurvivesKill(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	rounds := killRounds(t)
	const day = 8 // payments of an account on one day
	claims := rounds * day * 2
	c := reopen(t, path, 0)
	if _, err := c.ImportOpenItems(context.Background(), []byte(openItems(claims)), false); err != nil {
		t.Fatal(err)
	}
	mustClose(t, c)
	imported, booked := map[string]string{}, 0
	for round := range rounds {
		bankDay(t, box, path, round, day)
		for _, line := range kill(t, "bank", path, 200*time.Millisecond) {
			switch line[0] {
			case "imported":
				imported[line[1]] = line[2]
			case "booked":
				n, err := strconv.Atoi(line[1])
				if err != nil {
					t.Fatal(err)
				}
				booked += n
			}
		}
		c := reopen(t, path, 0)
		mustVerify(t, c)
		keptBookings(t, path, imported, booked)
		mustClose(t, c)
	}
	c = reopen(t, path, 0)
	defer c.Close()
	importAll(t, c)
	if n := importAll(t, c); n != 0 {
		t.Errorf("%d payments are new when everything is imported once more", n)
	}
	bookedOnce(t, c, claims)
	t.Logf("%d rounds, %d files told, %d bookings told", rounds, len(imported), booked)
}

// bankDay lets customers pay on both accounts on one day; one account's files lie in a folder, the other's come by mail.
func bankDay(t *testing.T, box *practice.Box, path string, round, n int) {
	t.Helper()
	on := cal.On(2026, 10, 1).AddDays(round)
	pay := func(account string, from int) []practice.Payment {
		var claims []practice.Claim
		for i := from; i < from+n; i++ {
			claims = append(claims, practice.Claim{Account: account, KID: itemKID(i), Number: strconv.Itoa(500_000 + i),
				Amount: money.New(50_000, money.NOK), Due: on, Payer: fmt.Sprint("Betaler ", i), Habit: practice.Exact})
		}
		payments, err := box.Bank.Decide(claims, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range payments {
			payments[i].Date = on
		}
		return payments
	}
	styles := []practice.Style{practice.OneByOne, practice.WithOCR, practice.WithNotification, practice.Twice}
	files, err := box.Bank.Day(on, pay(clubAccount, round*n*2), styles[round%len(styles)])
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(filepath.Dir(path), "bank")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := box.Bank.Run(context.Background(), practice.User, on, pay(secondAccount, round*n*2+n), practice.OneByOne); err != nil {
		t.Fatal(err)
	}
}

// keptBookings fails when a file or a booking that was told is not there.
func keptBookings(t *testing.T, path string, imported map[string]string, booked int) {
	t.Helper()
	ctx := context.Background()
	look(t, path, func(tx *data.Tx) error {
		files, err := tx.StatementFiles(ctx, 100_000)
		if err != nil {
			return err
		}
		stored := map[string]string{}
		for _, f := range files {
			entries, err := tx.FileEntries(ctx, f.ID)
			if err != nil {
				return err
			}
			stored[f.Name] = strconv.Itoa(len(entries))
		}
		for name, n := range imported {
			if stored[name] != n {
				t.Errorf("file %s was told to bring %s payments and holds %s", name, n, stored[name])
			}
		}
		counts, err := tx.EntryCounts(ctx)
		if counts[billing.EntryMatched] < booked {
			t.Errorf("told of %d bookings, stored %d", booked, counts[billing.EntryMatched])
		}
		return err
	})
}

// importAll does undisturbed what the child does, and tells how many payments were new.
func importAll(t *testing.T, c *app.Company) (fresh int) {
	t.Helper()
	ctx := context.Background()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(c.Path()), "bank", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.ImportStatement(ctx, filepath.Base(f), b, app.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		fresh += r.New
	}
	reports, err := c.FetchInbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		fresh += r.New
	}
	if _, err := c.Match(ctx); err != nil {
		t.Fatal(err)
	}
	return fresh
}

// bookedOnce fails unless every claim is paid by exactly one payment, to the øre.
func bookedOnce(t *testing.T, c *app.Company, claims int) {
	t.Helper()
	mustVerify(t, c)
	entries, err := c.EntryBookings(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	paid := map[string]int{}
	for _, e := range entries {
		for _, a := range e.Allocations {
			paid[a.Invoice]++
			if a.Amount != money.New(50_000, money.NOK) || e.State != billing.EntryMatched {
				t.Errorf("entry %d (%s) is booked with %v on %s", e.ID, e.State, a.Amount, a.Invoice)
			}
		}
		if e.State == billing.EntryQuarantined || e.State == billing.EntryUnmatched || e.State == billing.EntrySuggested {
			t.Errorf("entry %d from %s is %s: %s %v", e.ID, e.File, e.State, e.Reason, e.Args)
		}
	}
	for i := range claims {
		if n := paid[strconv.Itoa(500_000+i)]; n != 1 {
			t.Errorf("claim %d is paid %d times", 500_000+i, n)
		}
	}
}
