package data_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/data"
)

// child is the test binary run again by TestIssue_SurvivesKill: it issues, stores, claims and books in a loop and says each
// number on standard output after its transaction was committed, until it is killed.
func child(path string) {
	ctx := context.Background()
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s, err := data.Open(ctx, path, data.Options{Now: clock})
	if err != nil {
		fail(err)
	}
	out := bufio.NewWriter(os.Stdout)
	for {
		var inv billing.Invoice
		if err = s.Update(ctx, func(tx *data.Tx) error { inv, err = childIssue(ctx, tx); return err }); err != nil {
			fail(err)
		}
		fmt.Fprintln(out, inv.Number())
		out.Flush()
		if err = s.Update(ctx, func(tx *data.Tx) error { return childSend(ctx, tx, inv) }); err != nil {
			fail(err)
		}
		if err = s.Update(ctx, func(tx *data.Tx) error { return childPay(ctx, tx, inv) }); err != nil {
			fail(err)
		}
	}
}

func childIssue(ctx context.Context, tx *data.Tx) (billing.Invoice, error) {
	id, err := tx.SaveDraft(ctx, draft(1000))
	if err != nil {
		return billing.Invoice{}, err
	}
	inv, err := billing.Issue(ctx, tx, start, id, nil)
	if err != nil {
		return inv, err
	}
	return inv, tx.SaveFile(ctx, inv.ID(), data.PDF, make([]byte, 9000))
}

func childSend(ctx context.Context, tx *data.Tx, inv billing.Invoice) error {
	list, err := tx.InvoiceDeliveries(ctx, inv.ID())
	if err != nil {
		return err
	}
	_, err = tx.Claim(ctx, list[0].ID, data.Claim{Frozen: billing.Frozen{ID: "<" + inv.Number() + "@klubb>", Recipient: "kari@example.no", Bytes: make([]byte, 5000)}})
	return err
}

func childPay(ctx context.Context, tx *data.Tx, inv billing.Invoice) error {
	f := data.StatementFile{SHA256: billing.Digest([]byte(inv.Number())), Name: inv.Number(), Format: "camt.053", Source: "camt.053"}
	_, added, err := tx.ImportStatement(ctx, f, []billing.Entry{{Account: "15035195014", Amount: money.New(125000, "NOK"),
		Fingerprint: inv.Number(), State: billing.EntryMatched, KID: inv.KID()}})
	if err != nil {
		return err
	}
	_, err = tx.InsertAllocation(ctx, billing.Allocation{EntryID: added[0].ID, InvoiceID: inv.ID(), Amount: money.New(125000, "NOK"), Rule: "kid-exact"})
	return err
}

// TestIssue_SurvivesKill kills a program that issues, at random moments: every number it was told of is there, none is
// missing or doubled, and nothing is half-written. FAKTURIST_KILLS sets the number of rounds.
func TestIssue_SurvivesKill(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv("FAKTURIST_KILLS")); err == nil {
		rounds = n
	}
	if testing.Short() {
		rounds = 3
	}
	p := path(t)
	createAt(t, p).Close()
	told := 0
	for round := range rounds {
		last := killOne(t, p)
		told = max(told, last)
		s := open(t, p)
		view(t, s, func(tx *data.Tx) error {
			stored, _, err := tx.LastIssued(context.Background())
			// The last one may have been committed without its number being told; never the other way round.
			if int(stored) < told {
				t.Errorf("round %d: told of %d, stored up to %d", round, told, stored)
			}
			return err
		})
		verify(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if told < 10001 {
		t.Fatal("no round got as far as issuing")
	}
	t.Logf("%d rounds, %d invoices", rounds, told-10000)
}

// killOne runs the child, kills it some time after its first number, and gives the last number it told of.
func killOne(t *testing.T, path string) (last int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "FAKTURIST_DATA_CHILD="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Errorf("child said %q", lines.Text())
		}
		last = n
		if first {
			time.AfterFunc(time.Duration(rand.IntN(60_000))*time.Microsecond, func() { cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("child ended by itself: %v", err)
	}
	return last
}
