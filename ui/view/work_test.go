package view_test

import (
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"
)

func TestParseHours_ReadsWhatPeopleWrite(t *testing.T) {
	for text, want := range map[string]string{"1:30": "1.5", "1,5": "1.5", "1.5 t": "1.5", "1t30": "1.5", "1 t 30 min": "1.5", "1h30m": "1.5", "90 min": "1.5",
		"90m": "1.5", ":45": "0.75", "0:20": "0.33", "8": "8", "8 timer": "8", "7 hours": "7", "-1:30": "-1.5", "−0,5": "-0.5", "12:05": "12.08", " 2 ": "2", "1 time": "1"} {
		got, ok := view.ParseHours(text)
		if !ok || !got.Equal(dec(want)) {
			t.Errorf("%q: %s %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", ":", "1:60", "1:5:3", "t", "min", "halvannen", "1:123", "99999999:10", "1t75", "-", "1,2,3,4"} {
		if got, ok := view.ParseHours(text); ok {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"1:30", "1t30", "90 min", "1,5", ":45", "-0:05", "1h", "m", "9999999999:59", "1t30t30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := view.ParseHours(s)
		if ok && (d.Exponent() < -16 || d.NumDigits() > 18) {
			t.Errorf("%q gives %s", s, d)
		}
		if !ok && !d.IsZero() {
			t.Errorf("%q is refused with %s", s, d)
		}
	})
}

func TestWorkForm_MakesHoursOfAnItem(t *testing.T) {
	f := view.NewWorkForm(nb, kindergarten(), billing.Work{}, kari())
	f.SetItem(billing.Item{No: "KONS", Name: "Konsulenttime", Unit: "HUR", Price: dec("1250")})
	f.Quantity = "1:30"
	equal(t, "sum", f.Sum(), "1,5 t · 1 875,00")
	w, faults := f.Work()
	if len(faults) > 0 || w.CustomerNo != "412" || w.ItemNo != "KONS" || w.Text != "Konsulenttime" || !w.Quantity.Equal(dec("1.5")) || w.Date != day("2026-11-22") {
		t.Errorf("%+v %v", w, faults)
	}
	f.Tidy()
	equal(t, "quantity", f.Quantity, "1,5")
	next := f.Next()
	if next.Text != "" || next.Quantity != "" || next.Price != f.Price || next.Customer.No != "412" || next.ID() != 0 {
		t.Errorf("next %+v", next)
	}
}

func TestWorkForm_SaysAllThatIsWrongOnce(t *testing.T) {
	f := view.NewWorkForm(nb, kindergarten(), billing.Work{}, billing.Customer{})
	f.Quantity = "mye"
	_, faults := f.Work()
	seen := map[string]string{}
	for _, fault := range faults {
		if before, twice := seen[fault.Path]; twice {
			t.Errorf("%s is told twice: %s and %s", fault.Path, before, fault.Code)
		}
		seen[fault.Path] = fault.Code
	}
	for path, code := range map[string]string{"customerNo": "work-customer-missing", "text": "work-text-missing", "quantity": "number-unread", "price": "work-price-missing"} {
		if seen[path] != code {
			t.Errorf("%s: %q, want %s", path, seen[path], code)
		}
	}
}

func TestWorkForm_AnExpenseIsOne(t *testing.T) {
	f := view.NewWorkForm(nb, kindergarten(), billing.Work{}, kari())
	f.SetItem(billing.Item{No: "KONS", Name: "Konsulenttime", Unit: "HUR", Price: dec("1250")})
	f.SetKind(billing.WorkExpense)
	if f.Quantity != "1" || f.Price != "" {
		t.Errorf("quantity %q at %q", f.Quantity, f.Price)
	}
	f.Text, f.Price = "Parkering", "184"
	w, faults := f.Work()
	if len(faults) > 0 || w.ItemNo != "" || w.UnitCode() != "EA" {
		t.Errorf("%+v %v", w, faults)
	}
}

func TestWorkForm_LeavesAStoredReceiptAsItIs(t *testing.T) {
	f := view.NewWorkForm(nb, kindergarten(), billing.Work{ID: 3, CustomerNo: "412", Kind: billing.WorkExpense, Date: day("2026-11-20"), Text: "Parkering", Quantity: dec("1"),
		Price: dec("184"), Receipt: &billing.Attachment{Name: "p.pdf", MIME: "application/pdf"}}, kari())
	if w, faults := f.Work(); len(faults) > 0 || w.Receipt == nil {
		t.Errorf("%+v %v", w.Receipt, faults)
	}
}

func TestWorkRows_TellTheDayOnceWithItsHours(t *testing.T) {
	work := []billing.Work{{ID: 1, Date: day("2026-11-19"), Kind: billing.WorkHours, Quantity: dec("5"), Price: dec("100"), CustomerNo: "1"},
		{ID: 2, Date: day("2026-11-20"), Kind: billing.WorkHours, Quantity: dec("2.5"), Price: dec("100"), CustomerNo: "1"},
		{ID: 3, Date: day("2026-11-20"), Kind: billing.WorkExpense, Quantity: dec("1"), Price: dec("184"), CustomerNo: "1"},
		{ID: 4, Date: day("2026-11-20"), Kind: billing.WorkHours, Quantity: dec("5"), Price: dec("100"), CustomerNo: "1", Invoice: "10230"}}
	rows := nb.WorkRows(work, map[string]string{"1": "Fjell & Fjord AS"})
	if len(rows) != 4 || rows[0].Key != "4" || rows[3].Key != "1" || rows[1].Day != "" {
		t.Fatalf("%+v", rows)
	}
	equal(t, "day", rows[0].Day, "fr 20.11")
	equal(t, "hours", rows[0].DaySum, "7,5 t")
	equal(t, "expense", rows[1].Quantity+rows[1].Sum, "184,00")
	equal(t, "where", rows[0].Status.Text, "Faktura 10 230")
	count, hours, sum := nb.WorkTotal(work)
	equal(t, "total", count+" "+hours+" "+sum, "4 linjer 12,5 t 1 434,00")
}

func TestWorkSummaries_SayWhatTheButtonDoes(t *testing.T) {
	rows := nb.WorkSummaries([]billing.WorkSummary{
		{CustomerName: "Oslo kommune", IDs: []int64{5}, Net: kr("184.00"), From: day("2026-11-19"), To: day("2026-11-19")},
		{CustomerName: "Fjell", Project: "Tak", IDs: []int64{1, 2}, Hours: dec("12.5"), Net: kr("15625.00"), From: day("2026-11-02"), To: day("2026-11-20")}})
	equal(t, "largest first", rows[0].Customer, "Fjell")
	equal(t, "hours", rows[0].Action, "Fakturer 12,5 t – 15 625,00")
	equal(t, "detail", rows[0].Detail, "2 linjer · 02.11–20.11")
	equal(t, "expenses", rows[1].Action, "Fakturer 184,00")
}

func TestWorkFilter_AsksForAMonth(t *testing.T) {
	q := view.WorkLastMonth.Query(day("2026-01-31"))
	if q.From != day("2025-12-01") || q.To != day("2025-12-31") {
		t.Errorf("%v–%v", q.From, q.To)
	}
	if q := view.WorkThisMonth.Query(day("2026-02-10")); q.To != day("2026-02-28") {
		t.Errorf("to %v", q.To)
	}
}

func TestProjects_OfTheCustomerComeFirst(t *testing.T) {
	work := []billing.Work{{CustomerNo: "1", Project: "Tak", Date: day("2026-11-20")}, {CustomerNo: "2", Project: "Takrenne", Date: day("2026-11-01")},
		{CustomerNo: "2", Project: "Takrenne", Date: day("2026-11-02")}, {CustomerNo: "2", Project: "Port"}}
	got := view.Projects(work, "2", "tak", 5)
	if len(got) != 2 || got[0] != "Takrenne" || got[1] != "Tak" {
		t.Errorf("%v", got)
	}
}
