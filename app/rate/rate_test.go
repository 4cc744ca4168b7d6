package rate_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/app/practice"
	"fakturist/app/rate"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// bank answers every question with one stored answer, or with a status.
func bank(t *testing.T, status int, body string) *rate.Source {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return rate.New(s.URL, nil)
}

func stored(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOn_ReadsStoredAnswers(t *testing.T) {
	for _, c := range []struct {
		file           string
		currency       money.Currency
		day, want, off string
	}{
		{"sek.csv", "SEK", "2026-10-09", "0.9595", "2026-10-09"}, // told per hundred
		{"sek.csv", "SEK", "2026-10-11", "0.9595", "2026-10-09"}, // a Sunday
		{"sek.csv", "SEK", "2026-10-08", "0.9573", "2026-10-08"},
		{"eur.csv", "EUR", "2026-10-04", "10.8315", "2026-10-02"},
	} {
		got, err := bank(t, 200, stored(t, c.file)).On(t.Context(), c.currency, cal.MustParse(c.day))
		if err != nil {
			t.Errorf("%s on %s: %v", c.currency, c.day, err)
			continue
		}
		if got.Value.String() != c.want || got.Date.String() != c.off || got.Source != rate.Bank {
			t.Errorf("%s on %s: got %+v, want %s of %s", c.currency, c.day, got, c.want, c.off)
		}
	}
}

func TestOn_TellsNoRateFromTrouble(t *testing.T) {
	day := cal.MustParse("2026-10-09")
	head := strings.SplitAfter(stored(t, "sek.csv"), "\n")[0]
	for name, c := range map[string]struct {
		status int
		body   string
		none   bool
	}{
		"unknown currency":   {404, "", true},
		"no days":            {200, head, true},
		"another currency":   {200, stored(t, "eur.csv"), true},
		"bank is down":       {503, "", false},
		"a page of words":    {200, "<html>vedlikehold</html>", false},
		"nothing":            {200, "", false},
		"a rate of nought":   {200, strings.ReplaceAll(stored(t, "sek.csv"), "95.95", "0"), false},
		"a rate of words":    {200, strings.ReplaceAll(stored(t, "sek.csv"), "95.95", "dyrt"), false},
		"an endless answer":  {200, head + strings.Repeat("B;x\n", 200_000), false},
		"a giant multiplier": {200, strings.ReplaceAll(stored(t, "sek.csv"), ";2;Hundreds", ";99999;Hundreds"), false},
	} {
		_, err := bank(t, c.status, c.body).On(t.Context(), "SEK", day)
		if err == nil || errors.Is(err, rate.ErrNone) != c.none {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := bank(t, 200, "").On(t.Context(), "NOK", day); !errors.Is(err, rate.ErrNone) {
		t.Errorf("kroner in kroner: %v", err)
	}
}

func TestOn_AsksThePracticeBank(t *testing.T) {
	box, err := practice.Start(t.Context(), practice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	s := rate.New(box.Rates.Plain, nil)
	sunday := cal.MustParse("2026-11-22")
	got, err := s.On(t.Context(), "EUR", sunday)
	if err != nil || got.Date.String() != "2026-11-20" || got.Value.Sign() <= 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := s.On(t.Context(), "XAU", sunday); !errors.Is(err, rate.ErrNone) {
		t.Errorf("gold: %v", err)
	}
	box.Rates.Down(true)
	if _, err := s.On(t.Context(), "EUR", sunday); err == nil || errors.Is(err, rate.ErrNone) {
		t.Errorf("a bank that is down: %v", err)
	}
}

func FuzzOn(f *testing.F) {
	for _, name := range []string{"sek.csv", "eur.csv"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("BASE_CUR;QUOTE_CUR;UNIT_MULT;TIME_PERIOD;OBS_VALUE\nSEK;NOK;0;2026-10-09;1e9999999\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := rate.Read(body, "SEK", cal.MustParse("2026-10-09"))
		if err == nil && (got.Value.Sign() <= 0 || got.Date.IsZero()) {
			t.Errorf("a rate that is none: %+v", got)
		}
	})
}
