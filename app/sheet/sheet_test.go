package sheet_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fakturist/app/sheet"
	"fakturist/billing"
	"fakturist/billing/register"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func read(t testing.TB, text string) register.Sheet {
	t.Helper()
	s, err := sheet.Read([]byte(text), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// grid is the header and rows as texts, for comparing.
func grid(s register.Sheet) []string {
	var head []string
	for _, c := range s.Columns {
		head = append(head, c.Name)
	}
	out := []string{strings.Join(head, "|")}
	for _, row := range s.Rows {
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

func codes(err error) []string {
	var refused *billing.FaultError
	if errors.As(err, &refused) {
		return refused.Faults.Codes()
	}
	return nil
}

func TestRead_NastyTexts(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"semicolons":               {"Navn;Sted\nKari;Oslo\n", []string{"Navn|Sted", "Kari|Oslo"}},
		"commas in amounts":        {"Navn;Pris\nKari;12,50\nOla;13,50\n", []string{"Navn|Pris", "Kari|12,50", "Ola|13,50"}},
		"commas":                   {"Navn,Sted\r\nKari,Oslo\r\n", []string{"Navn|Sted", "Kari|Oslo"}},
		"tabs":                     {"Navn\tSted\nKari\tOslo, Norge\n", []string{"Navn|Sted", "Kari|Oslo, Norge"}},
		"bars":                     {"Navn|Sted\nKari|Oslo\n", []string{"Navn|Sted", "Kari|Oslo"}},
		"one column":               {"E-post\nkari@example.no\nola@example.no\n", []string{"E-post", "kari@example.no", "ola@example.no"}},
		"Excel says the separator": {"sep=,\r\nNavn,Sted\r\nKari,Oslo\r\n", []string{"Navn|Sted", "Kari|Oslo"}},
		"old Mac lines":            {"Navn;Sted\rKari;Oslo\r", []string{"Navn|Sted", "Kari|Oslo"}},
		"title and blank lines":    {"Medlemsliste 2026;;\n;;\n\nEksportert;22.11.2026;\n\nNr;Navn;Sted\n1;Kari;Oslo\n", []string{"Nr|Navn|Sted", "1|Kari|Oslo"}},
		"no header":                {"1;Kari;kari@example.no\n2;Ola;ola@example.no\n", []string{"A|B|C", "1|Kari|kari@example.no", "2|Ola|ola@example.no"}},
		"short rows":               {"Navn;Sted;Tlf\nKari\nOla;Oslo\n", []string{"Navn|Sted|Tlf", "Kari", "Ola|Oslo"}},
		"trailing separators":      {"Navn;Sted\nKari;Oslo;;;\n", []string{"Navn|Sted", "Kari|Oslo"}},
		"quotes":                   {"Navn;Note\n\"Bø; Co\";\"sa \"\"hei\"\"\"\n", []string{"Navn|Note", `Bø; Co|sa "hei"`}},
		"line break in quotes":     {"Navn;Note\nKari;\"en\r\nto\"\nOla;x\n", []string{"Navn|Note", "Kari|en to", "Ola|x"}},
		"quotes within":            {"Navn;Sted\nKafé \"Kråka\" AS;Oslo\n", []string{"Navn|Sted", `Kafé "Kråka" AS|Oslo`}},
		"headers twice and none":   {"Navn;E-post;;E-post\nKari;a@b.no;x;c@d.no\n", []string{"Navn|E-post|C|E-post (2)", "Kari|a@b.no|x|c@d.no"}},
		"blanks nobody sees":       {"Navn;Sted\n\u00a0Kari\u200b ;\ufeffOslo\u202f\n", []string{"Navn|Sted", "Kari|Oslo"}},
		"emoji":                    {"Navn;Sted\nBø 🐟 AS;Oslo\n", []string{"Navn|Sted", "Bø 🐟 AS|Oslo"}},
	} {
		if diff := cmp.Diff(grid(read(t, test.text)), test.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestRead_KnowsTheCharacterSet(t *testing.T) {
	const text = "Navn;Sted\nBjørn Åsgård;Ærøskøbing\nSølvi Ødegård;Ålesund\n"
	for want, enc := range map[string]encoding.Encoding{
		"utf-8":        unicode.UTF8,
		"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"windows-1252": charmap.ISO8859_1,
		"macintosh":    charmap.Macintosh,
		"cp865":        charmap.CodePage865,
	} {
		b, err := enc.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s, err := sheet.Read(b, sheet.Options{})
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if s.Charset != want {
			t.Errorf("charset %s, want %s", s.Charset, want)
		}
		if diff := cmp.Diff(grid(s), []string{"Navn|Sted", "Bjørn Åsgård|Ærøskøbing", "Sølvi Ødegård|Ålesund"}); diff != "" {
			t.Errorf("%s: %s", want, diff)
		}
	}
}

func TestRead_RefusesWhatIsNoTable(t *testing.T) {
	for name, test := range map[string]struct {
		b    []byte
		want string
	}{
		"nothing":          {nil, "table-empty"},
		"blank lines":      {[]byte("\n;;\n \n"), "table-empty"},
		"old Excel":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "sheet-format"},
		"encrypted":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "sheet-encrypted"},
		"OpenDocument":     {[]byte("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "sheet-format"},
		"a web page":       {[]byte("\r\n<html><table><tr><td>Navn</td></tr></table></html>"), "sheet-format"},
		"PDF":              {[]byte("%PDF-1.7\n"), "sheet-format"},
		"broken zip":       {[]byte("PK\x03\x04whatever"), "sheet-broken"},
		"binary":           {[]byte("a;b\x00\x01;c\n"), "table-charset"},
		"quote not closed": {[]byte("Navn;Note\nKari;x\nOla;\"hei\nPer;y\n"), "table-row-broken"},
		"too many columns": {[]byte(strings.Repeat("a;", 501) + "\n"), "sheet-too-many-columns"},
		"too many rows":    {[]byte("a;b\n" + strings.Repeat("x;y\n", sheet.MaxRows+1)), "table-too-many-rows"},
		"too large":        {make([]byte, sheet.MaxSize+1), "table-too-large"},
	} {
		_, err := sheet.Read(test.b, sheet.Options{})
		if diff := cmp.Diff(codes(err), []string{test.want}); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestRead_NamesTheLineOfAQuoteNotClosed(t *testing.T) {
	_, err := sheet.Read([]byte("Navn;Note\nKari;x\nOla;\"hei\nPer;y\n"), sheet.Options{})
	var refused *billing.FaultError
	if !errors.As(err, &refused) || refused.Faults[0].Path != "line 3" {
		t.Errorf("got %v, want line 3", err)
	}
}

func TestRead_NotesRowsThatCannotBeTrusted(t *testing.T) {
	s := read(t, "Navn;Sted\nKari;Oslo;for mye\n"+strings.Repeat("x", sheet.MaxCell+1)+";Bø\nOla\x07;\u202eolsO\nBjÃ¸rn;Moss\n")
	var got []string
	for _, f := range s.Faults {
		got = append(got, f.Path+": "+f.Code)
	}
	want := []string{"line 3, Navn: table-cell-too-long", "line 4, Navn: cell-signs-removed", "line 4, Sted: cell-signs-removed",
		": table-letters-wrong", "line 2: table-too-many-cells"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	if got := s.Rows[2].Cells[1].Text; got != "olsO" {
		t.Errorf("cell %q", got)
	}
}

func TestFingerprint_IsOfTheHeaders(t *testing.T) {
	one, two := read(t, "Navn;E-post\nKari;a@b.no\n"), read(t, "NAVN;e-post\nOla;c@d.no\nPer;e@f.no\n")
	if one.Fingerprint() != two.Fingerprint() {
		t.Error("same headers, another fingerprint")
	}
	if one.Fingerprint() == read(t, "Navn;Epost\nKari;a@b.no\n").Fingerprint() {
		t.Error("other headers, the same fingerprint")
	}
}

func TestParseNumber_ReadsWhatOfficeProgramsWrite(t *testing.T) {
	for _, test := range []struct {
		text string
		form register.NumberForm
		want string // empty: no number
	}{
		{"1234,50", "", "1234.5"}, {"1.234,50", "", "1234.5"}, {"1 234,50", "", "1234.5"}, {"1\u00a0234,50", "", "1234.5"},
		{"1\u202f234,50", "", "1234.5"}, {"1234.5", ",", "1234.5"}, {"1,234.50", ",", "1234.5"}, {"1.234", ",", "1234"}, {"1.234", ".", "1.234"},
		{"1,234", ".", "1234"}, {"1,234", ",", "1.234"}, {"kr 1 234,-", "", "1234"}, {"NOK 12,5", "", "12.5"}, {"12,50-", "", "-12.5"},
		{"\u221212,50", "", "-12.5"}, {"(12,50)", "", "-12.5"}, {"25 %", "", "25"}, {"11,11%", "", "11.11"}, {"+5", "", "5"}, {"0,333", ".", "0.333"},
		{"1'234.50", "", "1234.5"}, {"1.234.567,8", "", "1234567.8"}, {"00012", "", "12"}, {"7", "", "7"},
		{"", "", ""}, {"x", "", ""}, {"12.34.567", "", ""}, {"1,2,3", "", ""}, {"--5", "", ""}, {"5x", "", ""}, {".", "", ""},
		{"1.23,45.6", "", ""}, {"123456789012345678901234567890", "", ""}, {"1e5", "", ""},
	} {
		got, ok := sheet.ParseNumber(register.Cell{Text: test.text}, test.form)
		if ok != (test.want != "") || ok && got.String() != test.want {
			t.Errorf("%q (%s): %s %v, want %q", test.text, test.form, got, ok, test.want)
		}
	}
}

func TestGuessNumbers_JudgesTheWholeColumn(t *testing.T) {
	for _, test := range []struct {
		texts []string
		form  register.NumberForm
		sure  bool
	}{
		{[]string{"1.234", "12,50"}, ",", true},
		{[]string{"1,234", "12.50"}, ".", true},
		{[]string{"1.234", "5.678"}, ",", false},
		{[]string{"100", "200"}, ",", true},
		{[]string{"Kari", "Ola", "7"}, "", false},
		{nil, "", false},
	} {
		form, sure := sheet.GuessNumbers(test.texts)
		if form != test.form || sure != test.sure {
			t.Errorf("%q: %q %v, want %q %v", test.texts, form, sure, test.form, test.sure)
		}
	}
}

func TestParseDay_ReadsWhatOfficeProgramsWrite(t *testing.T) {
	for _, test := range []struct {
		text  string
		order register.DateOrder
		want  string
	}{
		{"31.01.2026", "", "2026-01-31"}, {"1.2.2026", "", "2026-02-01"}, {"1.2.26", "", "2026-02-01"}, {"2026-01-31", "", "2026-01-31"},
		{"31/1/26", "dmy", "2026-01-31"}, {"03/04/2026", "dmy", "2026-04-03"}, {"03/04/2026", "mdy", "2026-03-04"}, {"12/31/2026", "dmy", "2026-12-31"},
		{"03.04.2026", "mdy", "2026-04-03"}, {"31-01-2026", "", "2026-01-31"}, {"20260131", "", "2026-01-31"}, {"46053", "", "2026-01-31"},
		{"46053.5", "", "2026-01-31"}, {"31.01.2026 12:30", "", "2026-01-31"}, {"2026-01-31T12:30:00Z", "", "2026-01-31"}, {"1.1.85", "", "1985-01-01"},
		{"31.02.2026", "", ""}, {"2026", "", ""}, {"1.2", "", ""}, {"x", "", ""}, {"", "", ""}, {"1.1.1750", "", ""}, {"99.99.2026", "", ""}, {"12345678901", "", ""},
	} {
		got, ok := sheet.ParseDay(register.Cell{Text: test.text}, test.order)
		if ok != (test.want != "") || ok && got.String() != test.want {
			t.Errorf("%q (%s): %s %v, want %q", test.text, test.order, got, ok, test.want)
		}
	}
}

func TestGuessDays_TellsWhenItIsUnsure(t *testing.T) {
	for _, test := range []struct {
		texts []string
		order register.DateOrder
		sure  bool
	}{
		{[]string{"03/04/2026", "05/06/2026"}, "dmy", false},
		{[]string{"03/04/2026", "25/06/2026"}, "dmy", true},
		{[]string{"03/04/2026", "06/25/2026"}, "mdy", true},
		{[]string{"03.04.2026"}, "dmy", true},
		{[]string{"2026-04-03"}, "ymd", true},
		{[]string{"Kari", "03.04.2026", "Ola"}, "", false},
	} {
		order, sure := sheet.GuessDays(test.texts)
		if order != test.order || sure != test.sure {
			t.Errorf("%q: %q %v, want %q %v", test.texts, order, sure, test.order, test.sure)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"Navn;Sted\nKari;Oslo\n", "sep=,\na,b\n1,2\n", "a;\"b\n", "\xff\xfea\x00;\x00", "\xef\xbb\xbfa\tb\r\n", "Bj\xf8rn;\x91\n1;2",
		"a;b;c\n;;;;;\n\"\"\"\";x", "\r\r\n\n;", "<html>", "1;2026-01-01;1.234,5\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := sheet.Read(b, sheet.Options{})
		if err != nil {
			if len(codes(err)) == 0 {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for i, c := range s.Columns {
			if c.Index != i || c.Name == "" || seen[strings.ToLower(c.Name)] {
				t.Errorf("column %d: %+v", i, c)
			}
			seen[strings.ToLower(c.Name)] = true
		}
		last := 0
		for _, row := range s.Rows {
			if row.No <= last || row.No > 1+bytes.Count(b, []byte("\n"))+bytes.Count(b, []byte("\r"))+len(b) {
				t.Errorf("row on line %d after %d", row.No, last)
			}
			last = row.No
		}
	})
}
