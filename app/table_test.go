package app_test

import (
	"testing"

	"fakturist/app"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

const openItemHeader = "number;customer_no;customer_name;issued;due;amount;outstanding;currency;kid;credited\r\n"

func TestReadOpenItems_KeepsZerosOfKID(t *testing.T) {
	items, faults := app.ReadOpenItems([]byte(openItemHeader+
		"100002;10048;Ingrid Bråten;16.04.2026;30.04.2026;500,00;499,50;NOK;0000000000000004901000028;no\r\n"), payref.Agreement{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	if got, want := items[0].KID, "0000000000000004901000028"; got != want {
		t.Errorf("KID %q, want %q", got, want)
	}
	if got, want := items[0].Outstanding, money.New(49950, "NOK"); got != want {
		t.Errorf("outstanding %v, want %v", got, want)
	}
}

func TestReadOpenItems_Windows1252IsTheSame(t *testing.T) {
	text := openItemHeader + "1;2;Bjørn Ærlig;16.04.2026;30.04.2026;1 500,00;1.500,00;;;\n"
	old, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf, faults := app.ReadOpenItems([]byte("\xef\xbb\xbf"+text), payref.Agreement{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	win, _ := app.ReadOpenItems([]byte(old), payref.Agreement{})
	if diff := cmp.Diff(win, utf); diff != "" {
		t.Error(diff)
	}
}

func TestReadOpenItems_TellsEveryFaultWithItsLine(t *testing.T) {
	_, faults := app.ReadOpenItems([]byte(openItemHeader+
		"1;2;Kari;31.02.2026;30.04.2026;500,00;500,00;NOK;;no\n"+ // a day that does not exist
		"1;2;Kari;16.04.2026;30.04.2026;500,00;600,00;NOK;009401000015;no\n"+ // number twice, too much open, KID
		"\n"+
		"3;2;Kari;16.04.2026;15.04.2026;5x,00;0;nokk;;kanskje\n"), payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{12}, Pattern: "CCCCCIIIIII"})
	var got []string
	for _, f := range faults {
		got = append(got, f.Path+": "+f.Code)
	}
	want := []string{"line 2, issued: date-wrong", "line 3, kid: kid-wrong", "line 3, outstanding: outstanding-out-of-range",
		"line 3, number: number-twice", "line 5, currency: currency-wrong", "line 5, amount: amount-wrong",
		"line 5, credited: cell-not-yes-no", "line 5, due: due-before-issue"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
}

func FuzzReadOpenItems(f *testing.F) {
	f.Add([]byte(openItemHeader + "1;2;Kari;16.04.2026;30.04.2026;500,00;500,00;NOK;;no\n"))
	f.Add([]byte("number;\"open\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		items, faults := app.ReadOpenItems(b, payref.Agreement{})
		if faults.Err() == nil && len(items) == 0 {
			t.Error("nothing read and nothing said")
		}
	})
}
