package view_test

import (
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"
)

func queue() []billing.ReadyRow {
	row := func(id int64, name, sum string, ready bool, way billing.ChannelName, codes ...string) billing.ReadyRow {
		r := billing.ReadyRow{Ready: ready, Channel: way, InvoiceRow: billing.InvoiceRow{ID: id, Status: billing.StatusDraft, CustomerName: name, Payable: kr(sum)}}
		for _, c := range codes {
			r.Faults.Add(c, "lines[0].quantity")
		}
		return r
	}
	rows := []billing.ReadyRow{row(1, "Kari Nordmann", "1200.00", true, billing.Email), row(2, "Oslo kommune", "800.00", true, billing.EHF),
		row(3, "Per", "100.00", true, billing.Email, "line-quantity-zero", "line-text-missing"), row(4, "", "5.00", false, "")}
	rows[1].Faults.Warn("issued-late", "issueDate", "delivered", "2026-09-01")
	return rows
}

func TestReady_OnlyWhatIsReadyAndWholeIsIssued(t *testing.T) {
	rows := queue()
	if got := view.Issuable(rows); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("issuable %v", got)
	}
	equal(t, "button", nb.ReadyAction(rows), "Utsted og send 2")
	equal(t, "without any", nb.ReadyAction(rows[2:]), "Ingen er klare")
	equal(t, "text", nb.ReadyText(rows), "2 av 4 er klare · 1 EHF, 1 e-post")
	equal(t, "sum", nb.ReadySum(rows), "2 000,00")
}

func TestReadyRow_SaysWhatStopsIt(t *testing.T) {
	rows := queue()
	fine, warned, stopped, nobody := nb.ReadyRow(rows[0]), nb.ReadyRow(rows[1]), nb.ReadyRow(rows[2]), nb.ReadyRow(rows[3])
	if fine.Check != "Alt i orden" || fine.Tone != view.Quiet || fine.State.Tone != view.Good || fine.Key != "#1" {
		t.Errorf("fine: %+v", fine)
	}
	if warned.Tone != view.Warn || warned.State.Tone != view.Good {
		t.Errorf("warned: %+v", warned)
	}
	if stopped.Tone != view.Bad || stopped.State.Tone != view.Bad || stopped.State.Why == "" {
		t.Errorf("stopped: %+v", stopped)
	}
	equal(t, "check", stopped.Check, "Linje 1: "+plain(nb.Reason("line-quantity-zero", nil))+" (og 1 til)")
	if nobody.Channel != "ingen vei ut" || nobody.State.Text != "Ikke klar" {
		t.Errorf("nobody: %+v", nobody)
	}
}
