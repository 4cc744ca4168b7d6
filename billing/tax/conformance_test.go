package tax_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/tax"
)

// TestConformance_TableAgreesWithTheCollectedOne holds our codes, rates and reasons against the table others collected from the
// tax authority, its list of SAF-T codes and EHF's guide.
func TestConformance_TableAgreesWithTheCollectedOne(t *testing.T) {
	shared := os.Getenv("FAKTURIST_SHARED")
	if shared == "" {
		t.Skip("FAKTURIST_SHARED names no folder with tables/vat_codes_no.json")
	}
	b, err := os.ReadFile(filepath.Join(shared, "tables", "vat_codes_no.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Codes []struct {
			SAFT, Rate, Fiken, Text string
			EHF                     billing.VATCategory
		}
		Low     [][3]string `json:"low_rate_history_33"`
		Food    [][3]string `json:"food_history_31"`
		General [][3]string `json:"general_history_3"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	day, ours := cal.MustParse("2026-11-22"), map[string]tax.Code{}
	for _, c := range tax.Codes("NO") {
		ours[c.SAFT] = c
	}
	for _, want := range file.Codes {
		got, known := ours[want.SAFT]
		rate, _ := got.On(day)
		if !known || !rate.Equal(dec(want.Rate)) || got.Category != want.EHF || got.Fiken != want.Fiken || got.Reason != want.Text {
			t.Errorf("code %s: %+v at %s, want %+v", want.SAFT, got, rate, want)
		}
	}
	if len(file.Codes) != len(ours) {
		t.Errorf("%d codes, want %d", len(ours), len(file.Codes))
	}
	for code, history := range map[string][][3]string{"33": file.Low, "31": file.Food, "3": file.General} {
		if len(history) != len(ours[code].Rates) {
			t.Errorf("code %s: %d rows, want %d", code, len(ours[code].Rates), len(history))
			continue
		}
		for i, row := range history {
			if r := ours[code].Rates[i]; r.From.String() != row[0] || !r.Percent.Equal(dec(row[1])) {
				t.Errorf("code %s: %s %s, want %s %s", code, r.From, r.Percent, row[0], row[1])
			}
		}
	}
	t.Logf("%d VAT codes and their histories agree", len(ours))
}
