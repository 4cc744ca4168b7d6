package ocr_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fakturist/billing/bank"
	"fakturist/billing/bank/ocr"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

func sample(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func read(t testing.TB, text string) *bank.File {
	t.Helper()
	f, err := bank.Read("sample.txt", []byte(text), ocr.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func nok(minor int64) money.Amount { return money.New(minor, money.NOK) }

// pad fills a record with zeros.
func pad(s string) string { return s + strings.Repeat("0", 80-len(s)) }

// payment is items 1 and 2 of a transaction.
func payment(tt string, number int, sign string, minor int, kid string) string {
	return pad(fmt.Sprintf("NY09%s30%07d21112613150%05d%s%017d%25s", tt, number, 7, sign, minor, kid)) + "\n" +
		pad(fmt.Sprintf("NY09%s31%07d%010d%09d%07d20112686011117947", tt, number, 0, 900000000+number, 0)) + "\n"
}

// giro wraps payments in an assignment and a transmission that state counts and sum.
func giro(payments string, transactions int, sum int) string {
	records := strings.Count(payments, "\n")
	return pad("NY000010000080800000042") + "\n" + pad("NY09002000123456700000"+"8812345678903") + "\n" + payments +
		pad(fmt.Sprintf("NY090088%08d%08d%017d211126211126211126", transactions, records+2, sum)) + "\n" +
		pad(fmt.Sprintf("NY000089%08d%08d%017d211126", transactions, records+4, sum)) + "\n"
}

func TestRead_Transactions(t *testing.T) {
	f := read(t, sample(t, "giro.ocr"))
	if f.Format != "OCR giro" || f.Source != "ocr" || f.Kind != bank.KindNotification || f.MessageID != "0000042" || f.Created != "2026-11-21" {
		t.Errorf("file %q %q %q %q %q", f.Format, f.Source, f.Kind, f.MessageID, f.Created)
	}
	s := f.Statements[0]
	day, before := cal.MustParse("2026-11-21"), cal.MustParse("2026-11-20")
	want := []bank.Entry{
		{Place: bank.Place{Assignment: 88, Transaction: 1}, Role: bank.RolePayment, Status: bank.StatusBooked, BookingDate: day, ValueDate: before,
			Amount: nok(50000), KID: "12345672", PayerAccount: "86011117947", Refs: bank.Refs{Servicer: "900000001"}, Code: "13", Serial: "00007"},
		{Place: bank.Place{Assignment: 88, Transaction: 2}, Booking: 1, Role: bank.RolePayment, Status: bank.StatusBooked, BookingDate: day,
			ValueDate: before, Amount: nok(12550), KID: "100008-", Code: "10", Serial: "00008"},
		{Place: bank.Place{Assignment: 88, Transaction: 3}, Booking: 2, Role: bank.RolePayment, Status: bank.StatusBooked, BookingDate: day,
			ValueDate: before, Amount: nok(100), Text: "Kjøp i kiosk på Ås", Lines: []string{"Kjøp i kiosk på Ås"}, PayerAccount: "86011117947",
			Refs: bank.Refs{Servicer: "900000003"}, Code: "21", Serial: "00008"},
	}
	if diff := cmp.Diff(s.Entries, want, cmpopts.IgnoreFields(bank.Entry{}, "Fingerprint", "Likeness", "Occurrence")); diff != "" {
		t.Errorf("entries differ (-got +want):\n%s", diff)
	}
	sums := []bank.Sum{{Amount: nok(62650), Count: 3}, {Serial: "00007", Amount: nok(50000), Count: 1}, {Serial: "00008", Amount: nok(12650), Count: 2}}
	if diff := cmp.Diff(s.Sums, sums); diff != "" {
		t.Errorf("sums differ (-got +want):\n%s", diff)
	}
	if s.Account != "12345678903" || s.ID != "0000088" || s.From != day || s.To != day {
		t.Errorf("account %q, assignment %q from %s to %s", s.Account, s.ID, s.From, s.To)
	}
}

func TestRead_LineEndsAndCharacterSetsDoNotMatter(t *testing.T) {
	text := sample(t, "giro.ocr") // ISO-8859-1, LF
	want := read(t, text)
	utf := strings.NewReplacer("\xf8", "ø", "\xe5", "å", "\xc5", "Å").Replace(text)
	for name, data := range map[string]string{
		"CRLF":            strings.ReplaceAll(text, "\n", "\r\n"),
		"CR":              strings.ReplaceAll(text, "\n", "\r"),
		"none":            strings.ReplaceAll(text, "\n", ""),
		"no last end":     strings.TrimSuffix(text, "\n"),
		"blank lines":     "\n" + text + "\n\n",
		"end of file":     text + "\x1a",
		"UTF-8":           utf,
		"UTF-8 with mark": "\uFEFF" + utf,
	} {
		got := read(t, data)
		if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(bank.File{}, "SHA256")); diff != "" {
			t.Errorf("%s differs (-got +want):\n%s", name, diff)
		}
	}
}

func TestRead_AcceptsNetAndGrossSums(t *testing.T) {
	mixed := payment("13", 1, "0", 10000, "12345672") + payment("13", 2, "-", 3000, "12345672")
	for _, sum := range []int{7000, 13000} {
		s := read(t, giro(mixed, 2, sum)).Statements[0]
		if got := []int64{s.Entries[0].Amount.Minor, s.Entries[1].Amount.Minor}; got[0] != 10000 || got[1] != -3000 {
			t.Errorf("sum %d: amounts %v, want 10000 and -3000", sum, got)
		}
	}
	if f := read(t, giro(payment("13", 1, "-", 3000, "1230"), 1, 3000)); f.Statements[0].Entries[0].Amount.Minor != -3000 {
		t.Error("a credit note is not negative")
	}
}

func TestRead_ReversalsAreAddedToTheSumAndTakeMoneyBack(t *testing.T) {
	s := read(t, giro(payment("10", 1, "0", 10000, "12345672")+payment("18", 2, "0", 3000, "12345672"), 2, 13000)).Statements[0]
	e := s.Entries[1]
	if !e.Reversal || e.Amount.Minor != -3000 || s.Entries[0].Reversal {
		t.Errorf("reversal %v of %v", e.Reversal, e.Amount)
	}
	if s.Sums[0].Amount.Minor != 7000 {
		t.Errorf("sum %v, want 70.00", s.Sums[0].Amount)
	}
}

func TestRead_ShowsReferencesThatAreNoKID(t *testing.T) {
	for _, test := range []struct{ field, kid, other string }{
		{"12345678", "12345678", ""}, // fails both moduli
		{"12345-", "12345-", ""},
		{"", "", ""},
		{"12A45", "", "12A45"},
	} {
		e := read(t, giro(payment("10", 1, "0", 100, test.field), 1, 100)).Statements[0].Entries[0]
		if e.KID != test.kid || strings.Join(e.References, "") != test.other {
			t.Errorf("%q: KID %q, references %v", test.field, e.KID, e.References)
		}
	}
}

func TestRead_SkipsAvtaleGiroWithACount(t *testing.T) {
	for _, test := range []struct {
		file, format string
		kind         bank.Kind
		records      string
		report       bank.Report
	}{
		{"mandates.ocr", "AvtaleGiro mandates", bank.KindMandates, "4",
			bank.Report{Format: "AvtaleGiro mandates", Statements: 1, Entries: 2, Credits: "0.00", Debits: "0.00"}},
		{"claims.ocr", "AvtaleGiro claims", bank.KindClaims, "8",
			bank.Report{Format: "AvtaleGiro claims", Statements: 1, Entries: 2, Details: 4, Credits: "3.00", Debits: "0.00"}},
	} {
		f := read(t, sample(t, test.file))
		if f.Format != test.format || f.Kind != test.kind || len(f.Statements[0].Entries) != 0 || f.Kind.Bookable() {
			t.Errorf("%s: format %q, kind %q, %d entries", test.file, f.Format, f.Kind, len(f.Statements[0].Entries))
		}
		want := []bank.Note{{Code: bank.NoteSkipped, Args: map[string]string{"service": "21", "records": test.records}}}
		if diff := cmp.Diff(f.Notes, want); diff != "" {
			t.Errorf("%s: notes differ (-got +want):\n%s", test.file, diff)
		}
		if diff := cmp.Diff(f.Report(), test.report); diff != "" {
			t.Errorf("%s: report differs (-got +want):\n%s", test.file, diff)
		}
		if got := (ocr.Reader{}).Detect([]byte(sample(t, test.file))); got != test.format {
			t.Errorf("%s: detected %q", test.file, got)
		}
	}
}

func TestRead_PaymentsAndMandatesInOneFile(t *testing.T) {
	f := read(t, sample(t, "mixed.ocr"))
	if f.Format != "OCR giro" || f.Kind != bank.KindNotification || len(f.Statements) != 2 {
		t.Fatalf("format %q, kind %q, %d statements", f.Format, f.Kind, len(f.Statements))
	}
	if n, m := len(f.Statements[0].Entries), len(f.Statements[1].Entries); n != 1 || m != 0 || f.Statements[1].Kind != bank.KindMandates {
		t.Errorf("%d and %d entries, second is %q", n, m, f.Statements[1].Kind)
	}
}

func TestRead_Refuses(t *testing.T) {
	valid := giro(payment("10", 1, "0", 10000, "12345672")+payment("10", 2, "0", 2500, "12345672"), 2, 12500)
	swap := func(old, new string) string {
		if !strings.Contains(valid, old) {
			t.Fatalf("%q is not in the file", old)
		}
		return strings.Replace(valid, old, new, 1)
	}
	line := func(n int) string { return strings.SplitAfter(valid, "\n")[n-1] }
	for _, test := range []struct {
		name, text string
		reason     bank.Reason
		record     int
		args       map[string]string
	}{
		{"81 characters", swap(" 12345672", "  12345672"), bank.ReasonLength, 3, map[string]string{"got": "81", "want": "80"}},
		{"79 characters", swap(" 12345672", "12345672"), bank.ReasonLength, 3, map[string]string{"got": "79", "want": "80"}},
		{"no line ends, one character lost", strings.ReplaceAll(valid, "\n", "")[:639], bank.ReasonLength, 0, nil},
		{"transactions", giro(payment("10", 1, "0", 100, "12345672"), 2, 100), bank.ReasonCount, 5, map[string]string{"stated": "2", "counted": "1", "what": "transactions"}},
		{"records", swap("0000000200000006", "0000000200000007"), bank.ReasonCount, 7, map[string]string{"stated": "7", "counted": "6", "what": "records"}},
		{"sum", giro(payment("10", 1, "0", 100, "12345672"), 1, 101), bank.ReasonSum, 5, map[string]string{"stated": "1.01", "net": "1.00", "gross": "1.00"}},
		{"transmission sum", swap("NY000089000000020000000800000000000012500", "NY000089000000020000000800000000000012600"), bank.ReasonSum, 8, map[string]string{"stated": "126.00", "net": "125.00", "gross": "125.00"}},
		{"no end of assignment", swap(line(7), ""), bank.ReasonRecord, 7, nil},
		{"no end of transmission", swap(line(8), ""), bank.ReasonUnfinished, 7, nil},
		{"no start of assignment", swap(line(2), ""), bank.ReasonRecord, 2, nil},
		{"no start of transmission", swap(line(1), "NY0000"+line(3)[6:]), bank.ReasonRecord, 1, nil},
		{"no item 2", swap(line(4), ""), bank.ReasonRecord, 4, nil},
		{"item 2 of another", swap("NY0910310000001", "NY0910310000009"), bank.ReasonRecord, 4, nil},
		{"letters in the amount", swap("00000000000010000", "0000000000001000O"), bank.ReasonValue, 3, nil},
		{"sign", swap("00007000000000000010000", "00007+00000000000010000"), bank.ReasonValue, 3, nil},
		{"day that is not", swap("0000001211126", "0000001310226"), bank.ReasonDate, 3, nil},
		{"no day", swap("0000001211126", "0000001000000"), bank.ReasonMissing, 3, nil},
		{"only a frame", line(1) + pad("NY0000890000000000000002") + "\n", bank.ReasonEmpty, 0, nil},
	} {
		_, err := bank.Read("x.txt", []byte(test.text), ocr.Reader{})
		var e *bank.Error
		if !errors.As(err, &e) || e.Reason != test.reason {
			t.Errorf("%s: error %v, want reason %s", test.name, err, test.reason)
			continue
		}
		if test.record != 0 && (e.Record != test.record || e.Line != test.record) {
			t.Errorf("%s: record %d, line %d, want %d", test.name, e.Record, e.Line, test.record)
		}
		if test.args != nil && cmp.Diff(e.Args, test.args) != "" {
			t.Errorf("%s: args %v, want %v", test.name, e.Args, test.args)
		}
		if strings.Contains(e.Error(), "{") {
			t.Errorf("%s: message %q", test.name, e.Error())
		}
	}
}

func TestDetect_LeavesOtherFilesAlone(t *testing.T) {
	for _, doc := range []string{"", "NY", "<Document/>", ":20:", "Dato;Tekst"} {
		if got := (ocr.Reader{}).Detect([]byte(doc)); got != "" {
			t.Errorf("detected %q in %q", got, doc)
		}
	}
}

// FuzzRead holds that any bytes give a file whose figures agree, or an *Error.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"giro.ocr", "mandates.ocr", "claims.ocr", "mixed.ocr"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := bank.Read("fuzz", data, ocr.Reader{})
		if err != nil {
			var e *bank.Error
			if !errors.As(err, &e) || e.Reason == "" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		for _, s := range file.Statements {
			total := nok(0)
			for i, e := range s.Entries {
				if e.Booking != i || s.Bookings[i].Amount != e.Amount || e.BookingDate.IsZero() {
					t.Fatalf("entry %d does not fit its booking", i)
				}
				if total, err = total.Add(e.Amount); err != nil {
					t.Fatal(err)
				}
			}
			if len(s.Sums) > 0 && s.Sums[0].Amount != total {
				t.Fatalf("assignment sum %v, entries %v", s.Sums[0].Amount, total)
			}
		}
	})
}

func BenchmarkRead10000Transactions(b *testing.B) {
	var text strings.Builder
	for i := range 10_000 {
		text.WriteString(payment("13", i+1, "0", 100+i, fmt.Sprintf("%012d", i)))
	}
	sum := 0
	for i := range 10_000 {
		sum += 100 + i
	}
	data := []byte(giro(text.String(), 10_000, sum))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := bank.Read("bench", data, ocr.Reader{}); err != nil {
			b.Fatal(err)
		}
	}
}
