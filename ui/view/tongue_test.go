package view_test

import (
	"errors"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/ui/view"
)

func TestTongue_WritesNumbersAndDaysByLanguage(t *testing.T) {
	for name, c := range map[string]struct{ nb, en, wantNB, wantEN string }{
		"amount":             {nb.Amount(kr("378400.00")), en.Amount(kr("378400.00")), "378 400,00", "378,400.00"},
		"negative":           {nb.Amount(kr("-1200.50")), en.Amount(kr("-1200.50")), "−1 200,50", "−1,200.50"},
		"euro":               {nb.Amount(money.New(999, "EUR")), en.Amount(money.New(999, "EUR")), "EUR 9,99", "EUR 9.99"},
		"price":              {nb.Price(dec("12.3456")), en.Price(dec("12.3")), "12,3456", "12.30"},
		"price to the krone": {nb.Price(dec("720.00")), en.Price(dec("720.000")), "720,00", "720.00"},
		"percent":            {nb.Percent(dec("12.5")), en.Percent(dec("12.5")), "12,5 %", "12.5 %"},
		"date":               {nb.Date(day("2026-11-22")), en.Date(day("2026-11-22")), "22.11.2026", "22 Nov 2026"},
		"day":                {nb.Day(day("2026-11-02")), en.Day(day("2026-11-02")), "02.11", "2 Nov"},
		"last":               {nb.Day(day("2025-12-31")), en.Day(day("2025-12-31")), "31.12.2025", "31 Dec 2025"},
		"weekday":            {nb.Weekday(day("2026-11-22")), en.Weekday(day("2026-11-22")), "søndag 22. november", "Sunday 22 November"},
		"no date":            {nb.Date(cal.Date{}), en.Day(cal.Date{}), "", ""},
	} {
		equal(t, name+" nb", c.nb, c.wantNB)
		equal(t, name+" en", c.en, c.wantEN)
	}
}

func TestTongue_WritesHoursWithTheirDayWhenItIsAnother(t *testing.T) {
	at := time.Date(2026, 11, 22, 13, 2, 0, 0, time.UTC)
	equal(t, "today", nb.Hour(at), "14:02")
	equal(t, "yesterday", nb.Hour(at.AddDate(0, 0, -1)), "21.11 14:02")
	equal(t, "never", nb.Hour(time.Time{}), "")
}

func TestNumbersOneReadsAloud_StandInGroups(t *testing.T) {
	equal(t, "account", view.Account("15035035203"), "1503 50 35203")
	equal(t, "org no", view.OrgNo("923609016"), "923 609 016")
	equal(t, "number", view.DocumentNo("10261"), "10 261")
	equal(t, "old number", view.DocumentNo("F-2024/7"), "F-2024/7")
	equal(t, "kid", view.KID("0412102618"), "0412 1026 18")
}

func TestError_SaysWhatToDoAndKeepsTheDetails(t *testing.T) {
	var faults billing.Faults
	faults.Add("account-wrong", "company.account", "account", "15035035204")
	got := nb.Error(faults.Err())
	if len(got) != 1 {
		t.Fatalf("got %d problems", len(got))
	}
	equal(t, "text", got[0].Text, plain(nb.Reason("account-wrong", map[string]string{"account": "15035035204"})))
	equal(t, "copy", got[0].Copy, "account-wrong company.account account 15035035204")
	for _, err := range []error{billing.ErrConflict, billing.ErrExceeds, billing.ErrNotFound, billing.ErrNotConfigured, errors.New("dial tcp: refused")} {
		if p := nb.Error(err); len(p) != 1 || p[0].Text == "" || p[0].Copy != err.Error() {
			t.Errorf("%v became %+v", err, p)
		}
	}
}
