package view_test

import (
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/ui/view"
)

func TestMonths_BeginWithThisOneAndAreWhole(t *testing.T) {
	months := nb.Months()
	if months[0].Text != "november 2026" || months[0].Period != (cal.Period{From: day("2026-11-01"), To: day("2026-11-30")}) {
		t.Errorf("first %+v", months[0])
	}
	if last := months[len(months)-1]; last.Period != (cal.Period{From: day("2024-11-01"), To: day("2024-11-30")}) {
		t.Errorf("last %+v", last)
	}
	if got := nb.MonthAt(9); got != (cal.Period{From: day("2026-02-01"), To: day("2026-02-28")}) {
		t.Errorf("February %+v", got)
	}
	if nb.MonthAt(-1) != view.AnyDay || nb.MonthAt(99) != view.AnyDay {
		t.Error("a month beyond the list narrows")
	}
}

func TestTallyOf_AddsUpWhatIsShown(t *testing.T) {
	rows := []billing.InvoiceRow{{Status: billing.StatusSent, Payable: kr("100.00"), Outstanding: kr("40.00")},
		{Status: billing.StatusCredited, Kind: billing.KindCreditNote, Payable: kr("30.00"), Outstanding: kr("0.00")}}
	if got := view.TallyOf(rows, true); got.Count != 2 || got.Sum != kr("40.00") {
		t.Errorf("outstanding %+v", got)
	}
	if got := view.TallyOf(rows, false); got.Sum != kr("70.00") {
		t.Errorf("payable %+v", got)
	}
}
