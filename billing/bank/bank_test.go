package bank_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fakturist/billing/bank"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

func nok(minor int64) money.Amount { return money.New(minor, money.NOK) }

// file makes a file of one statement with entries that are each their own booking.
func file(entries ...bank.Entry) *bank.File {
	s := bank.Statement{Kind: bank.KindStatement, Account: "12345678903", Currency: money.NOK}
	for i := range entries {
		e := &entries[i]
		e.Booking, e.Role = i, bank.RolePayment
		if e.Status == "" {
			e.Status = bank.StatusBooked
		}
		s.Bookings = append(s.Bookings, bank.Booking{Amount: e.Amount, Status: e.Status, First: i, Count: 1})
	}
	s.Entries = entries
	f := &bank.File{Format: "test", Statements: []bank.Statement{s}}
	f.Fingerprint()
	return f
}

func TestRead_PicksTheReaderByContent(t *testing.T) {
	for _, test := range []struct{ sample, format string }{
		{"camt/testdata/club.053.08.xml", "camt.053.001.08"}, {"ocr/testdata/giro.ocr", "OCR giro"},
	} {
		data, err := os.ReadFile(test.sample)
		if err != nil {
			t.Fatal(err)
		}
		f, err := bank.Read("P.00921643497.000.DAT", data, readers...)
		if err != nil {
			t.Fatal(err)
		}
		if f.Format != test.format || f.Name != "P.00921643497.000.DAT" || f.SHA256 == [32]byte{} {
			t.Errorf("%s: format %q, name %q", test.sample, f.Format, f.Name)
		}
		if format, r := bank.Detect(data, readers...); format != test.format || r == nil {
			t.Errorf("%s: detected %q", test.sample, format)
		}
	}
}

func TestRead_RefusesWhatItDoesNotKnow(t *testing.T) {
	for _, test := range []struct {
		data   []byte
		reason bank.Reason
	}{
		{nil, bank.ReasonFormat},
		{[]byte("%PDF-1.7"), bank.ReasonFormat},
		{[]byte("<html/>"), bank.ReasonFormat},
		{make([]byte, bank.MaxSize+1), bank.ReasonSize},
	} {
		_, err := bank.Read("x", test.data, readers...)
		var e *bank.Error
		if !errors.As(err, &e) || e.Reason != test.reason || e.File != "x" {
			t.Errorf("%.10q: error %v, want reason %s", test.data, err, test.reason)
		}
	}
}

func TestError_NamesFilePlaceAndReason(t *testing.T) {
	count := bank.Fail(bank.ReasonCount, "stated", "2", "counted", "5", "what", "transactions")
	count.File, count.Line, count.Record, count.Path = "a.txt", 4, 3, "NY090088"
	amount := bank.Fail(bank.ReasonAmount, "value", "1{what}\n", "what", "no digits")
	amount.Line, amount.Path = 7, "Document/Amt"
	for _, test := range []struct {
		err  *bank.Error
		want string
	}{
		{count, `read bank file "a.txt": record 3, NY090088: the end record says 2 transactions, but there are 5`},
		{amount, `read bank file: line 7, Document/Amt: amount "1{what}\n": no digits`},
		{bank.Fail(bank.ReasonFormat), `read bank file: not a bank statement in a known format`},
		{bank.Fail("new"), `read bank file: new`},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestCheck(t *testing.T) {
	balance := func(a money.Amount) *bank.Balance { return &bank.Balance{Amount: a} }
	pending := bank.Entry{Amount: nok(999), Status: bank.StatusPending}
	for _, test := range []struct {
		name             string
		opening, closing *bank.Balance
		want             bank.Continuity
		diff             int64
	}{
		{"adds up without pending entries", balance(nok(100)), balance(nok(250)), bank.ContinuityOK, 0},
		{"differs", balance(nok(100)), balance(nok(240)), bank.ContinuityDiffers, -10},
		{"no opening balance", nil, balance(nok(250)), bank.ContinuityNone, 0},
		{"no closing balance", balance(nok(100)), nil, bank.ContinuityNone, 0},
		{"currency", balance(nok(100)), balance(money.New(250, "SEK")), bank.ContinuityCurrency, 0},
	} {
		s := file(bank.Entry{Amount: nok(200)}, bank.Entry{Amount: nok(-50)}, pending).Statements[0]
		s.Opening, s.Closing = test.opening, test.closing
		if got, diff := s.Check(); got != test.want || diff.Minor != test.diff {
			t.Errorf("%s: %q by %d, want %q by %d", test.name, got, diff.Minor, test.want, test.diff)
		}
	}
}

func TestReport_CarriesCurrenciesOnlyWhenTheyDiffer(t *testing.T) {
	one := file(bank.Entry{Amount: nok(200)}, bank.Entry{Amount: nok(-50)})
	one.Statements[0].Opening = &bank.Balance{Amount: nok(-100)}
	want := bank.Report{Format: "test", Statements: 1, Entries: 2, Credits: "2.00", Debits: "0.50", Opening: "-1.00"}
	if diff := cmp.Diff(one.Report(), want); diff != "" {
		t.Errorf("one currency differs (-got +want):\n%s", diff)
	}
	two := file(bank.Entry{Amount: nok(200)}, bank.Entry{Amount: money.New(5, "EUR")})
	two.Statements = append(two.Statements, bank.Statement{Closing: &bank.Balance{Amount: money.New(7, "JPY")}})
	want = bank.Report{Format: "test", Statements: 2, Entries: 2, Credits: "2.00 NOK; 0.05 EUR", Debits: "0.00", Closing: "- | 7 JPY"}
	if diff := cmp.Diff(two.Report(), want); diff != "" {
		t.Errorf("two currencies differ (-got +want):\n%s", diff)
	}
}

func TestFingerprint_TellsCopiesFromTwins(t *testing.T) {
	base := bank.Entry{BookingDate: cal.MustParse("2026-11-21"), Amount: nok(50000), Text: "Trening høst", PayerAccount: "86011117947",
		Refs: bank.Refs{Servicer: "R1"}}
	change := func(f func(*bank.Entry)) bank.Entry {
		e := base
		f(&e)
		return e
	}
	first := file(base).Statements[0].Entries[0]
	for _, test := range []struct {
		name        string
		e           bank.Entry
		same, alike bool
	}{
		{"again", base, true, true},
		{"text of other shape", change(func(e *bank.Entry) { e.Text = " trening-HØST." }), true, true},
		{"reference", change(func(e *bank.Entry) { e.Refs.Servicer = "R2" }), false, true},
		{"day", change(func(e *bank.Entry) { e.BookingDate = e.BookingDate.AddDays(1) }), false, false},
		{"sign", change(func(e *bank.Entry) { e.Amount = e.Amount.Neg() }), false, false},
		{"currency", change(func(e *bank.Entry) { e.Amount.Currency = "SEK" }), false, false},
		{"payer", change(func(e *bank.Entry) { e.PayerAccount = "" }), false, false},
		{"KID", change(func(e *bank.Entry) { e.KID = "12345672" }), false, false},
		{"pending", change(func(e *bank.Entry) { e.Status = bank.StatusPending }), false, false},
	} {
		got := file(test.e).Statements[0].Entries[0]
		if (got.Fingerprint == first.Fingerprint) != test.same || (got.Likeness == first.Likeness) != test.alike {
			t.Errorf("%s: same %v, alike %v, want %v, %v", test.name, got.Fingerprint == first.Fingerprint,
				got.Likeness == first.Likeness, test.same, test.alike)
		}
	}
}

func TestFingerprint_EqualRowsOfAFileAreCounted(t *testing.T) {
	twin := bank.Entry{BookingDate: cal.MustParse("2026-11-21"), Amount: nok(50000)}
	row := twin
	row.Refs.Servicer = "R"
	shared := row
	shared.Refs.Shared = true
	for _, test := range []struct {
		e      bank.Entry
		copied bool
	}{{twin, false}, {row, true}, {shared, false}} {
		once, both := file(test.e).Statements[0].Entries, file(test.e, test.e).Statements[0].Entries
		if both[0].Fingerprint == both[1].Fingerprint || both[0].Fingerprint != once[0].Fingerprint {
			t.Error("two equal rows have one fingerprint, or the first one has changed")
		}
		if both[0].Copied() || both[1].Copied() != test.copied {
			t.Errorf("reference %+v: copied %v, want %v", test.e.Refs, both[1].Copied(), test.copied)
		}
	}
}

func TestFingerprint_InterimRowsNeverStandForBookedOnes(t *testing.T) {
	booked := file(bank.Entry{Amount: nok(1)})
	interim := file(bank.Entry{Amount: nok(1)})
	interim.Statements[0].Kind = bank.KindInterim
	interim.Fingerprint()
	if booked.Statements[0].Entries[0].Fingerprint == interim.Statements[0].Entries[0].Fingerprint {
		t.Error("an interim row has the fingerprint of the booked one")
	}
}

func TestParseAmount_GivesBackWhatAnAmountWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]money.Currency{"NOK", "JPY", "KWD"}).Draw(t, "currency")
		a := money.New(rapid.Int64Range(0, 999_999_999_999_999_999).Draw(t, "minor"), currency)
		text := a.String()
		if zeros := rapid.IntRange(0, 2).Draw(t, "zeros"); zeros > 0 {
			if !strings.Contains(text, ".") {
				text += "."
			}
			text += strings.Repeat("0", zeros)
		}
		got, err := bank.ParseAmount([]byte(text), currency)
		if err != nil || got != a {
			t.Fatalf("%q is %v with %v, want %v", text, got, err, a)
		}
	})
}

func TestParseDate(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"2026-11-22", "2026-11-22"}, {"2026-11-22Z", "2026-11-22"}, {"2026-11-22+01:00", "2026-11-22"},
		{"2026-11-22T23:59:59.123456789+01:00", "2026-11-22"}, {"2024-02-29", "2024-02-29"},
		{"2026-02-29", ""}, {"2026-13-01", ""}, {"2026-00-01", ""}, {"2026-01-00", ""}, {"0000-01-01", ""}, {"2026-11-2", ""},
		{"2026-11-221", ""}, {"22.11.2026", ""}, {"2026/11/22", ""}, {"", ""}, {"abcd-ef-gh", ""},
	} {
		got, err := bank.ParseDate([]byte(test.text))
		if got.String() != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q is %s with %v, want %q", test.text, got, err, test.want)
		}
	}
}

func TestKID_HasTheFormOfAReference(t *testing.T) {
	for in, want := range map[string]string{
		"12345678903": "12345678903", "0012 34-": "001234-", "NO71 1234 5678 903": "", "1234.56.78903": "", "00-1": "", "1": "",
		strings.Repeat("1", 26): "",
	} {
		if got := bank.KID(in); got != want {
			t.Errorf("KID of %q is %q, want %q", in, got, want)
		}
	}
}

func TestLumpText(t *testing.T) {
	for text, want := range map[string]bool{
		"Sumpost OCR-00001": true, "SAMLEPOST INNBETALINGER": true, "Kreditert 3 innbetalinger": true, "Kreditert 1 innbetaling": true,
		"Kreditert Ola": false, "Kreditert to innbetalinger": false, "Faktura 3 innbetalinger": false, "": false,
	} {
		if got := bank.LumpText(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestPlace_String(t *testing.T) {
	for want, place := range map[string]bank.Place{
		"00000002349-4/2": {Ref: "00000002349-4/2"}, "12/3": {Entry: 12, Detail: 3}, "12": {Entry: 12},
		"88/1": {Assignment: 88, Transaction: 1}, "row 7": {Row: 7},
	} {
		if got := place.String(); got != want {
			t.Errorf("place %q, want %q", got, want)
		}
	}
}
