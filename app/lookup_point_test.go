package app_test

import (
	"context"
	"testing"

	"fakturist/app"
	"fakturist/billing"
)

// Where no name server answers, Storecove's own look-up does; its no counts for nothing.
func TestTakes_AsksTheAccessPointWhereNoNameServerAnswers(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	ctx := context.Background()
	box.Storecove.Unknown("0192:923609016")
	for _, test := range []struct {
		kind, participant string
		want              *bool
	}{
		{"phoss", "0192:987654325", nil},
		{"storecove", "0192:987654325", new(true)},
		{"storecove", "0192:923609016", nil},
	} {
		settings := pointSettings(box, test.kind)
		settings["lookup.dns"] = "127.0.0.1:1"
		if err := c.SaveSettings(ctx, settings); err != nil {
			t.Fatal(err)
		}
		got, err := c.Takes(ctx, test.participant, billing.DocumentType(billing.KindInvoice))
		if err != nil {
			t.Fatal(err)
		}
		takes := got.Takes(billing.KindInvoice)
		if (takes == nil) != (test.want == nil) || takes != nil && *takes != *test.want {
			t.Errorf("%s of %s: %v (%s)", test.kind, test.participant, takes, got.Reason)
		}
	}
	inv := issueTo(t, c, "1", app.Issuing{AtOnce: true})
	states(t, c, app.Sending{})
	if got := wayOf(t, c, inv.Number()); got != "ehf accepted " {
		t.Errorf("sent %q", got)
	}
}
