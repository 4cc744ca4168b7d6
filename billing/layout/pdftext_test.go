package layout_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fakturist/billing/layout"
	"fakturist/billing/pdf"

	"golang.org/x/text/encoding/charmap"
)

// The reader below knows just enough of PDF to read back what billing/pdf writes, without a library that shares its mistakes
// and on machines without poppler.

var (
	pdfObject     = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n(.*?)\nendobj`)
	pdfContents   = regexp.MustCompile(`/Contents (\d+) 0 R`)
	pdfFont       = regexp.MustCompile(`/(F[0-9a-f]+) (\d+) 0 R`)
	pdfEncoding   = regexp.MustCompile(`/Encoding (\d+) 0 R`)
	pdfDifference = regexp.MustCompile(`(\d+) /uni([0-9A-F]{4})`)
	pdfShown      = regexp.MustCompile(`(?s)/(F[0-9a-f]+) [0-9.]+ Tf|\(((?:\\.|[^\\)])*)\) ?Tj`)
	pdfEscape     = regexp.MustCompile(`(?s)\\(.)`)
)

// pdfText is the text layer of a file, page by page, a text a line.
func pdfText(tb testing.TB, file []byte) []string {
	tb.Helper()
	objects := map[string]string{}
	for _, m := range pdfObject.FindAllSubmatch(file, -1) {
		objects[string(m[1])] = string(m[2])
	}
	fonts := map[string]map[byte]rune{}
	for _, body := range objects {
		for _, m := range pdfFont.FindAllStringSubmatch(body, -1) {
			fonts[m[1]] = differences(objects, objects[m[2]])
		}
	}
	var pages []string
	for _, m := range pdfContents.FindAllSubmatch(file, -1) {
		pages = append(pages, shown(inflate(tb, objects[string(m[1])]), fonts))
	}
	return pages
}

// differences are the letters of a font that do not stand where Windows-1252 has them.
func differences(objects map[string]string, font string) map[byte]rune {
	out := map[byte]rune{}
	if m := pdfEncoding.FindStringSubmatch(font); m != nil {
		for _, d := range pdfDifference.FindAllStringSubmatch(objects[m[1]], -1) {
			code, _ := strconv.Atoi(d[1])
			r, _ := strconv.ParseUint(d[2], 16, 32)
			out[byte(code)] = rune(r)
		}
	}
	return out
}

func inflate(tb testing.TB, object string) string {
	tb.Helper()
	_, stream, _ := strings.Cut(object, "stream\n")
	z, err := zlib.NewReader(strings.NewReader(stream))
	if err != nil {
		tb.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func shown(content string, fonts map[string]map[byte]rune) string {
	var b strings.Builder
	var font map[byte]rune
	for _, m := range pdfShown.FindAllStringSubmatch(content, -1) {
		if m[1] != "" {
			font = fonts[m[1]]
			continue
		}
		for _, c := range []byte(pdfEscape.ReplaceAllString(m[2], "$1")) {
			if r, ok := font[c]; ok {
				b.WriteRune(r)
			} else {
				b.WriteRune(charmap.Windows1252.DecodeByte(c))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func writePDF(tb testing.TB, f *pdf.Fonts, pages []layout.Page) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := pdf.NewWriter(f).Write(&b, pages, pdf.Meta{Title: "Prøve", Language: "nb"}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// popplerText is what pdftotext reads; ok is false where it is not installed.
func popplerText(tb testing.TB, file []byte) (text string, ok bool) {
	tb.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		return "", false
	}
	path := filepath.Join(tb.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		tb.Fatal(err)
	}
	return string(out), true
}

// blanks makes every run of blanks one.
func blanks(s string) string { return strings.Join(strings.Fields(s), " ") }

// sale is what stands on every sales document of a registered seller (bokføringsforskriften § 5-1-1, 5-1-2).
var sale = []string{"Fjordlys Elektro AS", "923 609 016 MVA Foretaksregisteret", "Skogveien 3, 0860 Oslo", "22.11.2026"}

// lawful are the words each sample must carry into its PDF.
var lawful = map[string][]string{
	"one-line":     {"Faktura", "Fakturanr.", "10260", "Fakturadato", "22.11.2026", "Forfall", "06.12.2026", "Levert", "Kari Nordmann", "Kopper og kar", "129,00", "1503 50 35203", "Selger er ikke registrert i Merverdiavgiftsregisteret."},
	"kindergarten": {"Periode", "01.–30.11.2026", "Ella (4)", "Søskenmoderasjon", "30 %"},
	"four-rates":   {"25 %", "15 %", "12 %", "Fritatt (0 %)", "Grunnlag", "Sum uten mva", "Merverdiavgift", "Betalt på forhånd", "−5 000,00"},
	"credit-note":  {"Kreditnota", "Kreditnotanr.", "20419", "Krediterer faktura", "20417 av 22.11.2026", "Årsak: Timene var ført på feil prosjekt", "Til gode", "7,5", "timer"},
	"offer":        {"Tilbud", "Tilbudsnr.", "T-12", "Gyldig til", "22.12.2026", "Tilbudssum", "61 275,00 kr", "Vedlegg: tegning-ladeplasser.pdf, datablad-22kw.pdf", "Vi godtar tilbudet", "Sted, dato", "Underskrift", "Navn med blokkbokstaver"},
	"order":        {"Ordrebekreftelse", "Ordrenr.", "O-8", "Levering", "18.01.2027", "Leveringssted", "Kaia 1, 7041 Trondheim", "Ordresum", "Vi bekrefter bestillingen", "Underskrift"},
	"payment-request": {"Betalingsanmodning", "Referanse", "B-3", "Dette er en betalingsanmodning og ikke en faktura. Faktura sendes når varene eller tjenestene er levert.",
		"17 880,00", "20 380,00 kr", "Forfall", "Kontonummer", "Merk betalingen"},
	"reverse-charge":         {"Omvendt avgiftsplikt – Merverdiavgift ikke beregnet", "974 760 673", "106 800,00", "600,00"},
	"reverse-charge-english": {"Invoice", "Omvendt avgiftsplikt – Merverdiavgift ikke beregnet", "974 760 673", "MVA Foretaksregisteret", "0.00"},
	"exempt":                 {"Unntatt", "Unntatt fra merverdiavgift (mval. § 3-5, undervisning)", "Fritatt (0 %)", "15 %"},
	"abroad":                 {"Export of services", "Export (0%)", "IBAN", "NO35 1503 5035 203", "DNBANOKKXXX", "NOK 697.41"},
	"raw-fish":               {"11,11 %", "412,5", "kg", "38,90"},
	"prices-with-vat": {"Priser, rabatter og beløp på linjene er med merverdiavgift.", "100,02", "300,06", "50,00", "847,00", "Porto", "79,00", "1 153,04", "172,92",
		"Øreavrunding", "0,04", "1 326,00 kr", "284,88", "34,19"},
	"prices-and-discounts": {"99,90 / 100", "1 248,75", "12,5 %", "Kampanje", "−300,00", "Stamkunde 3 %", "−119,11", "Frakt", "199,00", "time", "pakker"},
	"foreign-currency":     {"EUR 2,360.00", "NOK 5,486.29", "Exchange rate: 1 EUR = 11.6235 NOK · 20 Nov 2026 · Norges Bank", "Germany", "IBAN"},
	"factoring": {"Betales til Nordisk Fakturakjøp AS · Org.nr. 974 760 673 · Kontonummer 8601 11 17947", "Fakturaen er overdratt til Nordisk Fakturakjøp AS.",
		"8601 11 17947"},
	"everything": {"Periode", "01.–30.11.2026", "Leveringsdato", "30.11.2026", "Deres ref.", "Ola Hansen", "Bestilling", "PO-4711", "Vårt ordrenr.", "O-8", "Avtale",
		"Rammeavtale 2025/118", "Prosjekt", "Kostnadssted", "4410", "Leveringssted", "Kaia 1, 7041 Trondheim", "Bygg A", "Avtalerabatt", "Frakt", "250,00", "Betalt på forhånd",
		"−2 000,00", "Øreavrunding", "12 915,00 kr", "Vedlegg: timeliste-november.pdf, kvittering-kiosk.jpg", "Side 1 av 2"},
}

// unlawful are the words each sample must not carry.
var unlawful = map[string][]string{
	"one-line":            {"MVA", "Mva", "25 %", "Merverdiavgift ", "Underskrift"},
	"credit-note":         {"Forfall", "Kontonummer", "KID", "Underskrift", "Å betale"},
	"offer":               {"Forfall", "Kontonummer", "KID", "Betalingsfrist", "Faktura", "Å betale"},
	"order":               {"Forfall", "Kontonummer", "KID", "Betalingsfrist", "Faktura", "Å betale"},
	"payment-request":     {"Fakturanr", "Mva", "25 %", "Merverdiavgift", "Grunnlag", "Underskrift", "Sum uten mva"},
	"payment-request-odd": {"Pris", "Rabatt", "Mva", "25 %"},
	"four-rates":          {"Underskrift", "Sum med mva Ø"},
}

func TestPDF_CarriesWhatTheLawAsksFor(t *testing.T) {
	f, all := fonts(t), cases(t)
	for name, want := range lawful {
		if all[name].Document.VATRegistered() && all[name].Document.Language == "nb" {
			want = append(want, sale...)
		}
		file := writePDF(t, f, lay(t, all[name], f))
		readings := map[string]string{"our reader": blanks(strings.Join(pdfText(t, file), "\n"))}
		if text, ok := popplerText(t, file); ok {
			readings["pdftotext"] = blanks(text)
		}
		for reader, text := range readings {
			for _, w := range want {
				if !strings.Contains(text, blanks(w)) {
					t.Errorf("%s, %s: %q is not in the PDF:\n%s", name, reader, w, text)
				}
			}
			for _, w := range unlawful[name] {
				if strings.Contains(text, w) {
					t.Errorf("%s, %s: %q is in the PDF", name, reader, w)
				}
			}
		}
	}
}

func TestPDF_CarriesTheTimesheet(t *testing.T) {
	f := fonts(t)
	pages, err := layout.Timesheet(timesheet(75), f)
	if err != nil {
		t.Fatal(err)
	}
	got := pdfText(t, writePDF(t, f, pages))
	if len(got) != len(pages) || len(pages) < 2 {
		t.Fatalf("%d pages of %d", len(got), len(pages))
	}
	for i, page := range got {
		for _, w := range []string{"Dato", "Utført av", "Arbeid og utlegg", "Timer", "Km", "Beløp", "Side " + strconv.Itoa(i+1) + " av 3", "923 609 016"} {
			if !strings.Contains(blanks(page), w) {
				t.Errorf("page %d lacks %q", i+1, w)
			}
		}
	}
	for _, w := range []string{"Timeliste", "Nordlys Kontorfellesskap AS", "Havnegata 48", "02.–21.11.2026", "20417", "Sum Per Olav Bø", "Totalt", "405,00", "1 232", "369 079,60", "Beløpene er uten merverdiavgift."} {
		if !strings.Contains(blanks(strings.Join(got, " ")), w) {
			t.Errorf("%q is not printed", w)
		}
	}
}
