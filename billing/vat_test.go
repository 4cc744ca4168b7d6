package billing_test

import (
	"encoding/json"
	"errors"
	"testing"

	"fakturist/billing"
)

func TestVAT_RefusesUnknownTextByName(t *testing.T) {
	for _, text := range []string{`"høy"`, `"25 prosent"`, `true`, `[25]`} {
		var line billing.Line
		err := json.Unmarshal([]byte(`{"vat":`+text+`}`), &line)
		var refused *billing.FaultError
		if !errors.As(err, &refused) || refused.Faults[0].Code != "vat-value-wrong" || refused.Faults[0].Args["value"] == "" {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]billing.VAT{`"25"`: billing.Rate(dec("25")), `11.11`: billing.Rate(dec("11.11")), `"0"`: {Category: billing.ZeroRated},
		`null`: {}, `{"category":"AE"}`: {Category: billing.ReverseCharge}} {
		var got billing.VAT
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Category != want.Category || !got.Rate.Equal(want.Rate) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}
