package app_test

import (
	"testing"

	"fakturist/app"
	"fakturist/billing/cal"
)

func TestDayRate_OfAPracticeCompanyComesFromItsBox(t *testing.T) {
	c, _ := openClub(t, newBox(t))
	got, err := c.DayRate(t.Context(), "EUR", cal.MustParse("2026-11-22"))
	if err != nil || got.Date.String() != "2026-11-20" || got.Source == "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if _, err := c.DayRate(t.Context(), "XAU", cal.MustParse("2026-11-22")); len(app.Faults(err)) == 0 || app.Faults(err)[0].Code != "rate-none" {
		t.Errorf("gold: %v", err)
	}
}
