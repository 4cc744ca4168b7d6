package data_test

import (
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing"
	"fakturist/data"

	"github.com/shopspring/decimal"
)

// firstVersion is a company file as the first version of the program left it: two customers, a draft, an issued invoice with
// its PDF and a delivery that waits.
func firstVersion(t *testing.T) (path string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "v1.fakt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(io.LimitReader(z, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "klubb.fakt")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpen_UpgradesTheFirstVersionAndItsAuditStillHolds(t *testing.T) {
	ctx := context.Background()
	s := open(t, firstVersion(t))
	verify(t, s)
	order := addBasis(t, s, basisOf(billing.KindOrder, "10"))
	update(t, s, func(tx *data.Tx) error {
		c, err := tx.Customer(ctx, "1002")
		if err != nil || c.OtherFormat {
			t.Errorf("customer %+v, %v", c, err)
		}
		c.OtherFormat = true
		if _, err := tx.SaveCustomer(ctx, c); err != nil {
			return err
		}
		ids, err := tx.DraftIDs(ctx)
		if err != nil || len(ids) != 1 {
			t.Errorf("drafts %v, %v", ids, err)
		}
		d, err := tx.Draft(ctx, ids[0])
		if err != nil || d.Ready {
			t.Errorf("draft %+v, %v", d, err)
		}
		d.Ready, d.Lines[0].Source = true, &billing.Source{Kind: billing.FromOrder, ID: order.ID, Line: 1}
		d.Lines[0].Quantity = decimal.NewFromInt(10)
		_, err = tx.SaveDraft(ctx, d)
		return err
	})
	view(t, s, func(tx *data.Tx) error {
		c, err := tx.Customer(ctx, "1002")
		if err == nil && !c.OtherFormat {
			t.Error("the agreement on another format was not kept")
		}
		if ready, err := tx.ReadyIDs(ctx); err != nil || len(ready) != 1 {
			t.Errorf("ready %v, %v", ready, err)
		}
		return err
	})
	verify(t, s)
	if _, err := raw(t, s.Path()).Exec(`UPDATE customer SET other_format = 0`); err != nil {
		t.Fatal(err)
	}
	if found := failed(t, s); found == "" {
		t.Error("an agreement taken away behind the audit log is not seen")
	}
}
