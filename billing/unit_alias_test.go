package billing_test

import (
	"testing"

	"fakturist/billing"
)

func TestUnitCode_KnowsWhatPeopleWrite(t *testing.T) {
	for text, want := range map[string]string{
		"stk": "EA", "Stk.": "EA", " STK ": "EA", "st": "EA", "timer": "HUR", "Time": "HUR", "timar": "HUR", "timmar": "HUR", "hours": "HUR",
		"kg": "KGM", "mnd": "MON", "mnd.": "MON", "måneder": "MON", "månad": "MON", "pr. mnd": "MON", "per time": "HUR", "/time": "HUR",
		"m²": "MTK", "kvm": "MTK", "EA": "EA", "hur": "HUR", "KGM": "KGM", "MIL": "MIL", "uke": "WEE", "dage": "DAY", "år": "ANN", "%": "P1",
		"rs": "LS", "pakke": "XPK", "min": "MIN", "l": "LTR",
	} {
		if got, ok := billing.UnitCode(text); !ok || got != want {
			t.Errorf("%q: %q %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "mil", "t", "bøtter", "EA HUR", ".", "dekar"} {
		if got, ok := billing.UnitCode(text); ok {
			t.Errorf("%q: %q, want none", text, got)
		}
	}
}

func TestUnitCode_GivesCodesWeCanWrite(t *testing.T) {
	for _, word := range []string{"stk", "time", "dag", "arbeidsdag", "uke", "mnd", "kvartal", "år", "minutt", "sek", "kg", "g", "tonn", "liter", "ml",
		"m3", "meter", "cm", "mm", "km", "m2", "kwh", "mwh", "par", "sett", "prosent", "pall", "boks", "kartong", "pakke", "pose", "flaske", "rull",
		"hektar", "dusin", "hundre", "tusen", "rundsum"} {
		if code, ok := billing.UnitCode(word); !ok || !billing.ValidUnit(code) {
			t.Errorf("%q: %q is no unit of ours", word, code)
		}
	}
}
