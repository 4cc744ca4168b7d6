package law_test

import (
	"testing"

	"fakturist/billing/cal"
	"fakturist/billing/law"
)

func TestInForce_TurnsOnItsDay(t *testing.T) {
	for _, c := range []struct {
		duty law.Duty
		day  string
		want bool
	}{
		{law.EInvoiceBusiness, "2026-12-31", false}, {law.EInvoiceBusiness, "2027-01-01", true},
		{law.EInvoiceOtherFormat, "2029-12-31", true}, {law.EInvoiceOtherFormat, "2030-01-01", false},
		{law.BuyerOrgNo, "2027-12-31", false}, {law.BuyerOrgNo, "2028-01-01", true},
		{law.EInvoicePublic, "2026-11-22", true}, {"no such duty", "2026-11-22", false},
	} {
		if got := law.InForce(c.duty, cal.MustParse(c.day)); got != c.want {
			t.Errorf("%s on %s: %v, want %v", c.duty, c.day, got, c.want)
		}
	}
}

func TestEnds_IsTheReliefsLastDay(t *testing.T) {
	if got := law.Ends(law.EInvoiceOtherFormat).String(); got != "2029-12-31" {
		t.Errorf("the relief ends on %s", got)
	}
	if got := law.Ends(law.EInvoiceBusiness); !got.IsZero() {
		t.Errorf("a duty without end ends on %s", got)
	}
}

func TestRules_EachHasASectionAndAMark(t *testing.T) {
	rules, err := law.Rules()
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) < 8 {
		t.Errorf("%d rules", len(rules))
	}
	for _, r := range rules {
		if r.Section == "" || r.Mark == "" || r.From.IsZero() {
			t.Errorf("%s lacks section, mark or first day: %+v", r.ID, r)
		}
	}
}

func TestValue_KnowsEveryLimitTheProgramAsksFor(t *testing.T) {
	for l, want := range map[law.Limit]int{law.InvoiceAfterDelivery: 1, law.Advance: 12, law.Backdating: 15} {
		if got := law.Value(l, cal.MustParse("2026-11-22")); got != want {
			t.Errorf("%s: %d, want %d", l, got, want)
		}
	}
	if got := law.Value(law.EInvoiceTurnover, cal.MustParse("2026-11-22")); got != 0 {
		t.Errorf("the turnover limit before its day: %d", got)
	}
}
