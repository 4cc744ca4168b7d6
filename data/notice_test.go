package data_test

import (
	"context"
	"errors"
	"testing"

	"fakturist/billing"
	"fakturist/data"
)

// mailed claims the only delivery of a new file under a Message-ID and has it accepted.
func mailed(t *testing.T, messageID string) *data.Store {
	t.Helper()
	ctx := context.Background()
	s := create(t)
	issue(t, s, draft(1000))
	update(t, s, func(tx *data.Tx) error {
		d, err := tx.Claim(ctx, 1, data.Claim{Frozen: billing.Frozen{ID: messageID, Recipient: "kari@example.no", Bytes: []byte("mail")}})
		if err != nil {
			return err
		}
		d.State = billing.Accepted
		return tx.SaveDelivery(ctx, d)
	})
	return s
}

func TestDeliveryByEnvelope_IsTheWholeFirstPartOfTheMessageID(t *testing.T) {
	s := mailed(t, "<abc.def@example.no>")
	for envelope, want := range map[string]bool{"abc.def": true, "abc.de": false, "abc.def@example.no": false, "abc.def@": false, "": false, "ABC.DEF": false, "%": false} {
		view(t, s, func(tx *data.Tx) error {
			d, err := tx.DeliveryByEnvelope(context.Background(), envelope)
			if want && (err != nil || d.ID != 1 || string(d.Frozen.Bytes) != "mail") || !want && !errors.Is(err, billing.ErrNotFound) {
				t.Errorf("%q: delivery %d, %v", envelope, d.ID, err)
			}
			return nil
		})
	}
}

func TestNextCopy_GivesWhatIsWantedUntilItIsKept(t *testing.T) {
	ctx := context.Background()
	s := mailed(t, "<a@b>")
	next := func() (id int64) {
		t.Helper()
		view(t, s, func(tx *data.Tx) error {
			d, err := tx.NextCopy(ctx, 0)
			if errors.Is(err, billing.ErrNotFound) {
				return nil
			}
			id = d.ID
			return err
		})
		return id
	}
	if got := next(); got != 0 {
		t.Errorf("not asked for: %d", got)
	}
	want := func(tx *data.Tx) error { return tx.WantCopy(ctx, 1) }
	update(t, s, want)
	update(t, s, want)
	if got := next(); got != 1 {
		t.Errorf("wanted: %d", got)
	}
	update(t, s, func(tx *data.Tx) error { return tx.CopyKept(ctx, 1) })
	update(t, s, want)
	if got := next(); got != 0 {
		t.Errorf("kept already: %d", got)
	}
	if err := s.Update(ctx, func(tx *data.Tx) error { return tx.CopyKept(ctx, 1) }); err == nil {
		t.Error("kept twice")
	}
	verify(t, s)
}

func TestDashboard_TellsWhatCameBackAfterItArrived(t *testing.T) {
	ctx := context.Background()
	s := mailed(t, "<a@b>")
	update(t, s, func(tx *data.Tx) error {
		d, err := tx.Delivery(ctx, 1)
		if err != nil {
			return err
		}
		d.State = billing.Delivered
		return errors.Join(tx.SaveDelivery(ctx, d),
			tx.NoteDelivery(ctx, billing.DeliveryNote{Delivery: 1, Kind: billing.NoteReturned, Reason: "bounce-other", Source: "<1@x>"}),
			tx.NoteDelivery(ctx, billing.DeliveryNote{Delivery: 1, Kind: billing.NoteReturned, Reason: "bounce-policy", Source: "<2@x>"}))
	})
	tasks := func() (out []billing.Task) {
		view(t, s, func(tx *data.Tx) error {
			board, err := tx.Dashboard(ctx, billing.Day(start))
			for _, task := range board.Tasks {
				if task.Kind == "delivery-returned" {
					out = append(out, task)
				}
			}
			return err
		})
		return out
	}
	if got := tasks(); len(got) != 1 || got[0].Ref != "10001" || got[0].Args["fault"] != "bounce-policy" {
		t.Errorf("tasks %+v", got)
	}
	update(t, s, func(tx *data.Tx) error {
		_, err := tx.InsertDelivery(ctx, billing.Delivery{InvoiceID: 1, Invoice: "10001", Channel: billing.Letter, Recipient: "Kari", State: billing.Queued})
		return err
	})
	if got := tasks(); len(got) != 0 {
		t.Errorf("sent anew: %+v", got)
	}
}
