package cal_test

import (
	"encoding/json"
	"testing"
	"time"

	"fakturist/billing/cal"

	"pgregory.net/rapid"
)

func TestParse_RefusesDaysThatCannotBe(t *testing.T) {
	for _, in := range []string{"2026-02-29", "2026-02-30", "2026-13-01", "22.11.2026", "2026-1-2", "x"} {
		if got, err := cal.Parse(in); err == nil {
			t.Errorf("parse %q: got %s, want an error", in, got)
		}
	}
	if got, err := cal.Parse("2028-02-29"); err != nil || got != cal.On(2028, 2, 29) {
		t.Errorf("got %s (%v), want 2028-02-29", got, err)
	}
}

func TestAddMonths_StaysInTheMonth(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-03-31", -1, "2026-02-28"},
		{"2026-11-22", 2, "2027-01-22"}, {"2026-12-31", 12, "2027-12-31"}, {"2026-01-15", -1, "2025-12-15"},
	} {
		if got := cal.MustParse(c.from).AddMonths(c.n); got.String() != c.want {
			t.Errorf("%s + %d months: got %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestDaysSince_IsTheInverseOfAddDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := cal.On(rapid.IntRange(1990, 2100).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "days")
		if got := d.AddDays(n).DaysSince(d); got != n {
			t.Fatalf("%s: got %d, want %d", d, got, n)
		}
	})
}

func TestJSON_GoesThereAndBack(t *testing.T) {
	type doc struct {
		Day cal.Date `json:"day,omitzero"`
	}
	b, err := json.Marshal(doc{cal.On(2026, 11, 22)})
	if err != nil || string(b) != `{"day":"2026-11-22"}` {
		t.Fatalf("got %s (%v)", b, err)
	}
	var back doc
	if err := json.Unmarshal(b, &back); err != nil || back.Day != cal.On(2026, 11, 22) {
		t.Fatalf("got %v (%v)", back, err)
	}
	if b, _ := json.Marshal(doc{}); string(b) != "{}" {
		t.Fatalf("got %s, want {}", b)
	}
}

func TestHoliday_FollowsEaster(t *testing.T) {
	for _, day := range []string{"2026-04-02", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-14", "2026-05-25", "2026-05-17",
		"2026-12-25", "2027-03-26", "2024-03-28"} {
		if !cal.Holiday(cal.MustParse(day)) {
			t.Errorf("%s: want a holiday", day)
		}
	}
	for _, day := range []string{"2026-04-04", "2026-04-07", "2026-12-24", "2026-12-31", "2026-05-18"} {
		if cal.Holiday(cal.MustParse(day)) {
			t.Errorf("%s: want no holiday", day)
		}
	}
}

func TestWorkingDayOfMonth_SkipsWeekendsAndHolidays(t *testing.T) {
	for day, want := range map[string]int{"2026-11-01": 0, "2026-11-02": 1, "2026-11-20": 15, "2026-11-21": 15, "2026-11-23": 16, "2026-05-04": 1} {
		if got := cal.WorkingDayOfMonth(cal.MustParse(day)); got != want {
			t.Errorf("%s: got %d, want %d", day, got, want)
		}
	}
}
