package bank_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fakturist/billing/bank"
	"fakturist/billing/bank/camt"
	"fakturist/billing/bank/ocr"
	"fakturist/billing/money"
)

// shared is the folder of third-party sample files with expected figures, which are not part of the project.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FAKTURIST_SHARED")
	if dir == "" {
		t.Skip("FAKTURIST_SHARED is not set: it names a folder with samples/expected.tsv and matching-dev of bank files")
	}
	return dir
}

var readers = []bank.Reader{camt.Reader{}, ocr.Reader{}}

// TestConformance_SamplesAgreeWithIndependentReading compares every column of expected.tsv.
func TestConformance_SamplesAgreeWithIndependentReading(t *testing.T) {
	dir := filepath.Join(shared(t), "samples")
	read, later := 0, 0
	for _, want := range expected(t, filepath.Join(dir, "expected.tsv")) {
		if !strings.HasPrefix(want["file"], "camt/") && !strings.HasPrefix(want["file"], "ocr/") {
			later++
			continue
		}
		read++
		t.Run(want["file"], func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(dir, want["file"]))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(want["note"], "schemaLocation says") || strings.HasPrefix(want["note"], "not schema-valid") {
				want["note"] = "" // prose about the file that decides nothing
			}
			if diff := cmp.Diff(columns(t, want["file"], data), want); diff != "" {
				t.Errorf("figures differ (-got +want):\n%s", diff)
			}
		})
	}
	t.Logf("%d files compared, %d of formats that have no reader yet (MT940, CSV) skipped", read, later)
	if read == 0 {
		t.Error("no camt or ocr file in expected.tsv")
	}
}

func expected(t *testing.T, path string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = ""
			if i < len(row) {
				m[name] = row[i]
			}
		}
		out = append(out, m)
	}
	return out
}

// columns reads a file into the columns of expected.tsv, the note as far as a reader can know it.
func columns(t *testing.T, name string, data []byte) map[string]string {
	t.Helper()
	out := map[string]string{"file": name, "format": "-", "statements": "-", "entries": "-", "tx_details": "-",
		"sum_credits": "-", "sum_debits": "-", "opening": "-", "closing": "-", "balance": "-", "note": ""}
	f, err := bank.Read(name, data, readers...)
	if err != nil {
		var e *bank.Error
		if !errors.As(err, &e) {
			t.Fatalf("error %v is no *bank.Error", err)
		}
		if e.Reason == bank.ReasonEmpty {
			out["note"] = "must be refused: no " + e.Args["missing"] + " in the file"
			return out
		}
		t.Fatalf("refused: %v", err)
	}
	checkSums(t, f)
	r := f.Report()
	out["format"], out["statements"] = r.Format, strconv.Itoa(r.Statements)
	out["entries"], out["tx_details"] = strconv.Itoa(r.Entries), strconv.Itoa(r.Details)
	credits, debits, err := f.Totals()
	if err != nil {
		t.Fatal(err)
	}
	giro := f.Source == "ocr"
	out["sum_credits"], out["sum_debits"] = totals(credits, giro), totals(debits, giro)
	var opening, closing, checks []string
	for i := range f.Statements {
		s := &f.Statements[i]
		opening, closing = append(opening, balance(s.Opening)), append(closing, balance(s.Closing))
		checks = append(checks, check(s))
	}
	out["opening"], out["closing"] = all(opening, f), all(closing, f)
	out["balance"] = all(checks, f)
	out["note"] = note(f)
	return out
}

func totals(amounts []money.Amount, giro bool) string {
	if len(amounts) == 0 {
		if giro {
			return "0.00 NOK"
		}
		return "0.00"
	}
	var parts []string
	for _, a := range amounts {
		parts = append(parts, a.String()+" "+string(a.Currency))
	}
	return strings.Join(parts, "; ")
}

func balance(b *bank.Balance) string {
	if b == nil {
		return "-"
	}
	return b.Amount.String() + " " + string(b.Amount.Currency)
}

func all(parts []string, f *bank.File) string {
	if f.Source == "ocr" {
		return "-"
	}
	return strings.Join(parts, " | ")
}

func check(s *bank.Statement) string {
	switch c, diff := s.Check(); c {
	case bank.ContinuityNone:
		return "-"
	case bank.ContinuityDiffers:
		return "differs " + diff.String()
	case bank.ContinuityCurrency:
		return "differs (currency)"
	default:
		return string(c)
	}
}

// note words what a reader knows about a file as expected.tsv does.
func note(f *bank.File) string {
	var notes []string
	unbooked, differs := 0, false
	for i := range f.Statements {
		s := &f.Statements[i]
		for _, b := range s.Bookings {
			if b.Status != bank.StatusBooked {
				unbooked++
			}
		}
		c, _ := s.Check()
		differs = differs || c == bank.ContinuityDiffers || c == bank.ContinuityCurrency
	}
	switch {
	case f.Source == "ocr":
		notes = append(notes, "accounts "+f.Statements[0].Account, "statements = assignments, entries = transactions, tx_details = further records (31, 32, 49)")
		switch f.Kind {
		case bank.KindMandates:
			notes = append(notes, "one mandate record per entry, no amounts")
		case bank.KindClaims:
			notes = append(notes, "outgoing claims (payee to clearing), not incoming payments")
		}
		return strings.Join(notes, "; ")
	case differs:
		notes = append(notes, "a balance differs: show, do not book")
	}
	if unbooked > 0 {
		notes = append(notes, strconv.Itoa(unbooked)+" entries not BOOK")
	}
	if !f.Kind.Bookable() {
		notes = append(notes, "interim report: nothing may be booked from it")
	}
	return strings.Join(notes, "; ")
}

// checkSums holds the promise of Entry: amounts and charges come to the booking, and every entry has its fingerprint.
func checkSums(t *testing.T, f *bank.File) {
	t.Helper()
	seen := map[string]bool{}
	for i := range f.Statements {
		s := &f.Statements[i]
		for _, b := range s.Bookings {
			sum := money.New(0, b.Amount.Currency)
			for _, e := range s.Entries[b.First : b.First+b.Count] {
				var err error
				if sum, err = money.Sum(sum.Currency, sum, e.Amount, e.Charges); err != nil {
					t.Fatal(err)
				}
				if e.Fingerprint == "" || seen[e.Fingerprint] {
					t.Errorf("%s: fingerprint %q missing or taken", e.Place, e.Fingerprint)
				}
				seen[e.Fingerprint] = true
			}
			if b.Count > 0 && sum != b.Amount {
				t.Errorf("booking %s: entries come to %s, booked is %s", b.Place, sum, b.Amount)
			}
		}
	}
}

// TestConformance_GeneratedLedger reads the three files of a generated ledger and finds every place of its truth.
func TestConformance_GeneratedLedger(t *testing.T) {
	dir := filepath.Join(shared(t), "matching-dev")
	places := map[string]bool{}
	for file, format := range map[string]string{"statement.camt053.xml": "camt.053.001.08",
		"notification.camt054.xml": "camt.054.001.08", "ocr.txt": "OCR giro"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		f, err := bank.Read(file, data, readers...)
		if err != nil {
			t.Fatal(err)
		}
		if f.Format != format {
			t.Errorf("%s: format %q, want %q", file, f.Format, format)
		}
		checkSums(t, f)
		addPlaces(t, f, places)
		if c, diff := f.Statements[0].Check(); format == "camt.053.001.08" && c != bank.ContinuityOK {
			t.Errorf("%s: balance %s by %s", file, c, diff)
		}
	}
	for _, at := range truth(t, filepath.Join(dir, "truth.json")) {
		if !places[at] {
			t.Errorf("no entry at %s", at)
		}
	}
	t.Logf("%d places read", len(places))
}

func addPlaces(t *testing.T, f *bank.File, places map[string]bool) {
	t.Helper()
	for i := range f.Statements {
		for _, e := range f.Statements[i].Entries {
			at := f.Source + " " + e.Place.String()
			if places[at] {
				t.Errorf("two entries at %s", at)
			}
			places[at] = true
		}
	}
}

// truth gives the places a generated ledger names, as source and place.
func truth(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var records []struct {
		At struct {
			Statement    *string `json:"camt053"`
			Notification []int   `json:"camt054"`
			Giro         []int   `json:"ocr"`
		} `json:"at"`
	}
	if err := json.Unmarshal(data, &records); err != nil {
		t.Fatal(err)
	}
	pair := func(n []int) string { return strconv.Itoa(n[0]) + "/" + strconv.Itoa(n[1]) }
	var out []string
	for _, r := range records {
		if r.At.Statement != nil {
			out = append(out, "camt.053 "+*r.At.Statement)
		}
		if r.At.Notification != nil {
			out = append(out, "camt.054 "+pair(r.At.Notification))
		}
		if r.At.Giro != nil {
			out = append(out, "ocr "+pair(r.At.Giro))
		}
	}
	return out
}

// TestConformance_CountsOfGeneratedLedger counts the elements of the generated files with a regular expression, a second way
// that shares nothing with the reader.
func TestConformance_CountsOfGeneratedLedger(t *testing.T) {
	dir := filepath.Join(shared(t), "matching-dev")
	for _, file := range []string{"statement.camt053.xml", "notification.camt054.xml"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		f, err := bank.Read(file, data, readers...)
		if err != nil {
			t.Fatal(err)
		}
		count := func(element string) int {
			return len(regexp.MustCompile(`<(\w+:)?`+element+`>`).FindAll(data, -1))
		}
		got := [2]int{f.Report().Entries, f.Report().Details}
		if want := [2]int{count("Ntry"), count("TxDtls")}; got != want {
			t.Errorf("%s: entries and details %v, want %v", file, got, want)
		}
	}
}
