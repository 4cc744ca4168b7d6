package data_test

import (
	"context"
	"errors"
	"testing"

	"fakturist/billing"
	"fakturist/data"
)

func TestOpen_UpgradesDeliveriesAndTheyGoOn(t *testing.T) {
	ctx := context.Background()
	s := open(t, firstVersion(t))
	var waiting []billing.Delivery
	view(t, s, func(tx *data.Tx) (err error) {
		waiting, err = tx.DeliveriesIn(ctx, billing.Queued)
		return err
	})
	if len(waiting) != 1 || waiting[0].Held || waiting[0].Passed == nil || len(waiting[0].Passed) != 0 || waiting[0].Place != "" {
		t.Fatalf("waiting %+v", waiting)
	}
	id := waiting[0].ID
	step := func(change func(*billing.Delivery)) {
		t.Helper()
		update(t, s, func(tx *data.Tx) error {
			d, err := tx.Delivery(ctx, id)
			if err != nil {
				return err
			}
			change(&d)
			return tx.SaveDelivery(ctx, d)
		})
	}
	update(t, s, func(tx *data.Tx) error {
		_, err := tx.Claim(ctx, id, data.Claim{Frozen: billing.Frozen{ID: "<a@b>", Recipient: "kari@example.no", Bytes: []byte("mail")}})
		return err
	})
	step(func(d *billing.Delivery) { d.State = billing.Accepted })
	step(func(d *billing.Delivery) { d.State, d.Reason = billing.Bounced, "bounce-no-mailbox" })
	view(t, s, func(tx *data.Tx) error {
		back, err := tx.DeliveryByMessage(ctx, "<a@b>")
		if err != nil || back.ID != id || back.State != billing.Bounced {
			t.Errorf("found by its message: %+v, %v", back, err)
		}
		rows, err := tx.Invoices(ctx, billing.InvoiceQuery{Filter: billing.FilterAttention})
		if err != nil || len(rows.Rows) != 1 || rows.Rows[0].Reason != string(billing.Bounced) {
			t.Errorf("what needs somebody: %+v, %v", rows.Rows, err)
		}
		return nil
	})
	verify(t, s)
}

// A bounced delivery was handed over, or may have been: nothing comes back that never left.
func TestDelivery_OnlyWhatLeftComesBack(t *testing.T) {
	ctx := context.Background()
	s := create(t)
	issue(t, s, draft(1000))
	err := s.Update(ctx, func(tx *data.Tx) error {
		d, err := tx.Delivery(ctx, 1)
		if err != nil {
			return err
		}
		d.State = billing.Bounced
		return tx.SaveDelivery(ctx, d)
	})
	if !errors.Is(err, billing.ErrConflict) {
		t.Errorf("a queued delivery bounced: %v, want ErrConflict", err)
	}
}

// A table is made anew only when every reference holds afterwards; else the file stays as it was.
func TestOpen_LeavesAFileWhoseReferencesAreBroken(t *testing.T) {
	path := firstVersion(t)
	db := raw(t, path)
	for _, q := range []string{`PRAGMA foreign_keys = OFF`, `DROP TRIGGER delivery_fixed`, `UPDATE delivery SET invoice_id = 4711`, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(q, err)
		}
	}
	db.Close()
	s, err := data.Open(context.Background(), path, data.Options{Now: clock})
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, data.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	var version int
	db = raw(t, path)
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil || version != 3 {
		t.Errorf("version %d, %v; want 3, the last whole step", version, err)
	}
}
