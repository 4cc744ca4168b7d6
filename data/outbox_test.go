package data_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

func TestOutbox_RunsAndRecovers(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	issue(t, s, draft(1000))
	update(t, s, func(tx *data.Tx) error { return tx.SaveSettings(ctx, billing.Settings{"send.undo": "0"}) })
	issue(t, s, draft(1000))
	year := start.AddDate(1, 0, 0)
	for _, tc := range []struct {
		name string
		due  data.Due
		want []string
	}{
		{"10001 can still be taken back", data.Due{Channel: billing.Email, Now: start, Limit: 5}, []string{"10002"}},
		{"in a minute", data.Due{Channel: billing.Email, Now: start.Add(time.Minute), Limit: 5}, []string{"10001", "10002"}},
		{"one at a time", data.Due{Channel: billing.Email, Now: start.Add(time.Minute), Limit: 1}, []string{"10001"}},
		{"after the first", data.Due{Channel: billing.Email, Now: start.Add(time.Minute), After: 1, Limit: 5}, []string{"10002"}},
		{"another channel", data.Due{Channel: billing.Letter, Now: year, Limit: 5}, nil},
		{"the clock was set back a year", data.Due{Channel: billing.Email, Now: start.AddDate(-1, 0, 0), Stray: start.AddDate(-1, 0, 1), Limit: 5},
			[]string{"10001", "10002"}},
	} {
		view(t, s, func(tx *data.Tx) error {
			list, err := tx.DueDeliveries(ctx, tc.due)
			var got []string
			for _, d := range list {
				got = append(got, d.Invoice)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
			}
			channels, more := tx.DueChannels(ctx, tc.due.Now, tc.due.Stray)
			if tc.due.Channel == billing.Email && !slices.Equal(channels, []billing.ChannelName{billing.Email}) {
				t.Errorf("%s: channels %q", tc.name, channels)
			}
			return errors.Join(err, more)
		})
	}
	update(t, s, func(tx *data.Tx) error {
		_, err := tx.Claim(ctx, 2, data.Claim{Frozen: billing.Frozen{ID: "<2>", Bytes: []byte("x")}})
		return err
	})
	update(t, s, func(tx *data.Tx) error {
		n, err := tx.RecoverSending(ctx, start)
		if n != 0 || err != nil {
			t.Errorf("recovered %d that another runner just claimed (%v)", n, err)
		}
		n, err = tx.RecoverSending(ctx, start.Add(time.Second))
		if n != 1 {
			t.Errorf("recovered %d", n)
		}
		return err
	})
	update(t, s, func(tx *data.Tx) error { return tx.CancelDelivery(ctx, 1) })
	if err := s.Update(ctx, func(tx *data.Tx) error { return tx.CancelDelivery(ctx, 2) }); !errors.Is(err, billing.ErrConflict) {
		t.Errorf("cancel of an unknown one: %v", err)
	}
	view(t, s, func(tx *data.Tx) error {
		rows, err := tx.Outbox(ctx, data.DeliveryQuery{})
		if len(rows) != 2 || rows[0].State != billing.Unknown || rows[0].Reason != "interrupted" || rows[1].State != billing.Cancelled || rows[0].CustomerName == "" {
			t.Errorf("%+v", rows)
		}
		one, _ := tx.Outbox(ctx, data.DeliveryQuery{States: []billing.DeliveryState{billing.Unknown}})
		counts, _ := tx.DeliveryCounts(ctx)
		if len(one) != 1 || counts[billing.Cancelled] != 1 {
			t.Errorf("%d unknown, counts %v", len(one), counts)
		}
		return err
	})
	verify(t, s)
}

func TestTimeline_TellsWhatHappened(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	inv := issue(t, s, draft(1000))
	deliver(t, s, inv.Number(), billing.Accepted, "")
	a, err := allocate(s, pay(t, s, "a", 25000, "NOK"), inv, 25000)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := allocate(s, pay(t, s, "b", 100000, "NOK"), inv, 100000); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *data.Tx) error { return tx.UndoAllocation(ctx, a.ID) })
	view(t, s, func(tx *data.Tx) error {
		events, err := tx.Timeline(ctx, inv.ID())
		var kinds []string
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		if want := []string{"issued", "passed", "queued", "sending", "accepted", "part-paid", "undone", "part-paid"}; !slices.Equal(kinds, want) {
			t.Errorf("got %q, want %q", kinds, want)
		}
		return err
	})
}
