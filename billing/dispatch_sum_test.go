package billing_test

import (
	"testing"

	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
)

func TestPlanOf_CountsByChannelAndNeverCallsUnknownFree(t *testing.T) {
	nok := func(minor int64) money.Amount { return money.New(minor, money.NOK) }
	price := nok(2500)
	plan := billing.PlanOf([]billing.PlannedDelivery{
		{Channel: billing.Letter, Kind: billing.KindInvoice, Payable: nok(100_00), Cost: &price},
		{Channel: billing.Letter, Kind: billing.KindCreditNote, Payable: nok(30_00), Cost: &price},
		{Channel: billing.Letter, Kind: billing.KindInvoice, Payable: money.New(50_00, "EUR"), Cost: &price},
		{Channel: "", Payable: nok(10_00)},
		{Channel: billing.Email, Payable: nok(20_00)},
	})
	want := []billing.ChannelSum{
		{Channel: billing.Email, Count: 1, Sum: nok(20_00), Cost: nok(0), Unpriced: 1},
		{Channel: billing.Letter, Count: 3, Sum: nok(70_00), Cost: nok(75_00)},
		{Channel: "", Count: 1, Sum: nok(10_00), Cost: nok(0)},
	}
	if diff := cmp.Diff(want, plan.Sums); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if plan.Cost != nok(75_00) || plan.Unpriced != 1 {
		t.Errorf("costs %v, %d unknown; what has no way costs nothing", plan.Cost, plan.Unpriced)
	}
}

func TestPlannedDelivery_StaysWhileItWaitsForTimeOrSomebody(t *testing.T) {
	for waits, want := range map[string]bool{"": false, billing.WaitsAsk: false, billing.WaitsRate: false, billing.WaitsHeld: true, billing.WaitsUndo: true, "smtp-451": true} {
		if got := (billing.PlannedDelivery{Waits: waits}).Stays(); got != want {
			t.Errorf("waiting for %q it stays: %v", waits, got)
		}
	}
}
