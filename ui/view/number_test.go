package view_test

import (
	"testing"

	"fakturist/billing/money"
	"fakturist/ui/view"
)

func TestParseNumber_TakesEverySensibleForm(t *testing.T) {
	for in, want := range map[string]string{
		"1": "1", "1234": "1234", "1234,5": "1234.5", "1234.5": "1234.5", "1 234,50": "1234.5", "1\u00a0234,50": "1234.5",
		"1\u202f234,50": "1234.5", "1.234,50": "1234.5", "1,234.50": "1234.5", "1.234.567": "1234567", "1'234.50": "1234.5",
		",5": "0.5", ".5": "0.5", "5,": "5", "-3": "-3", "−3,25": "-3.25", "+7": "7", "1,333": "1.333", " 12 ": "12", "1,234,567": "1234567",
	} {
		got, ok := view.ParseNumber(in)
		if !ok || got.String() != want {
			t.Errorf("ParseNumber(%q) = %s, %v; want %s", in, got, ok, want)
		}
	}
}

func TestParseNumber_RefusesWhatIsNone(t *testing.T) {
	for _, in := range []string{"", " ", "x", "12x", "1,2,3", "1.23.456", "--1", "1-", ",", ".", "1,2.3,4", "1e5", "Inf", "NaN", "0x10",
		"1234567890123456", ".,5", "1..2"} {
		if got, ok := view.ParseNumber(in); ok {
			t.Errorf("ParseNumber(%q) = %s, want a refusal", in, got)
		}
	}
}

func TestParsePrice_TakesKroner(t *testing.T) {
	for in, want := range map[string]string{"kr 1 200,-": "1200", "1200 kr": "1200", "1200,– ": "1200", "NOK 99,90": "99.9", "12.3456": "12.3456"} {
		got, ok := view.ParsePrice(in)
		if !ok || got.String() != want {
			t.Errorf("ParsePrice(%q) = %s, %v; want %s", in, got, ok, want)
		}
	}
}

func TestParseAmount_TakesNoPartsOfAnOre(t *testing.T) {
	if got, ok := view.ParseAmount("1 200,50", money.NOK); !ok || got != money.New(120050, money.NOK) {
		t.Errorf("got %v %v", got, ok)
	}
	if got, ok := view.ParseAmount("1,005", money.NOK); ok {
		t.Errorf("1,005 kr became %v", got)
	}
}

func TestParsePercent_TakesTheSign(t *testing.T) {
	for in, want := range map[string]string{"12,5 %": "12.5", "12.5%": "12.5", "30": "30"} {
		got, ok := view.ParsePercent(in)
		if !ok || got.String() != want {
			t.Errorf("ParsePercent(%q) = %s, %v; want %s", in, got, ok, want)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1 234,50", "1.234,50", "-1", "1,234,567.5", "½", "\u202f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := view.ParseNumber(s)
		if !ok {
			return
		}
		again, ok := view.ParseNumber(d.String())
		if !ok || !again.Equal(d) {
			t.Errorf("%q gave %s, which reads as %s %v", s, d, again, ok)
		}
	})
}
