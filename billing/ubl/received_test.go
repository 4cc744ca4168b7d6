package ubl_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/billing/ubl"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

// received are the documents of testdata and, where FAKTURIST_SHARED names the folder of public test material, the official
// examples.
func received(tb testing.TB) map[string][]byte {
	tb.Helper()
	patterns := []string{"testdata/*.xml", "testdata/received/*.xml"}
	if shared := os.Getenv("FAKTURIST_SHARED"); shared != "" {
		patterns = append(patterns, filepath.Join(shared, "peppol/examples/*/*.xml"))
	}
	out := map[string][]byte{}
	for _, p := range patterns {
		names, err := filepath.Glob(p)
		if err != nil {
			tb.Fatal(err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				tb.Fatal(err)
			}
			out[name] = b
		}
	}
	if len(out) < 5 {
		tb.Fatalf("%d examples", len(out))
	}
	return out
}

// untold are elements that say what the program shows otherwise, or nothing a reader needs.
var untold = []string{"cbc:CustomizationID", "cbc:ProfileID", "cbc:UBLVersionID", "cac:TaxScheme/cbc:ID", "cbc:ChargeIndicator", "cbc:DocumentTypeCode",
	"cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode", "cbc:Percent", "cbc:EmbeddedDocumentBinaryObject", "cac:TaxCategory/cbc:ID",
	"cac:ClassifiedTaxCategory/cbc:ID", "cac:PartyTaxScheme/cbc:CompanyID", "cbc:TaxExemptionReasonCode"}

func TestReceive_TellsEverythingEveryExampleSays(t *testing.T) {
	for name, b := range received(t) {
		if strings.Contains(name, "Reminder") { // a document of another profile
			continue
		}
		r, err := ubl.Receive(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(r.Findings) > 0 {
			t.Errorf("%s: %v", name, r.Findings)
		}
		told, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		words := flat(t, told)
		root, err := ubl.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		root.Walk(func(n *ubl.Node) {
			if len(n.Children) > 0 || n.Text == "" || n.Text == "Foretaksregisteret" && r.Seller.Register || slices.ContainsFunc(untold, func(s string) bool { return strings.HasSuffix(n.Path(), s) }) {
				return
			}
			if !strings.Contains(words, shown(n)) {
				t.Errorf("%s: %s %q is not told", filepath.Base(name), n.Path(), n.Text)
			}
		})
	}
}

// flat is what JSON says as text without blanks and escapes.
func flat(t *testing.T, b []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if minor, ok := v["Minor"].(float64); ok {
				currency, _ := v["Currency"].(string)
				out.WriteString(money.New(int64(minor), money.Currency(currency)).String() + "|")
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		default:
			fmt.Fprint(&out, v, "|")
		}
	}
	walk(v)
	return strings.Join(strings.Fields(out.String()), "")
}

// shown is the text of an element as flat has it.
func shown(n *ubl.Node) string {
	d, err := ubl.Number(n.Text)
	detail := strings.Contains(n.Path(), "AllowanceCharge") && strings.Contains(n.Path(), "Line")
	currency := n.Attr("currencyID")
	switch {
	case err != nil || detail || currency == "" && strings.HasSuffix(n.Name, "ID"):
		return strings.Join(strings.Fields(n.Text), "")
	case currency == "" || n.Name == "cbc:PriceAmount":
		return d.String()
	}
	a, _ := money.Round(d, money.Currency(currency))
	return a.String()
}

func TestReceive_TotalsAreThoseOfTheDocument(t *testing.T) {
	for name, b := range received(t) {
		r, err := ubl.Receive(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		root, err := ubl.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		totals, s := root.First("cac:LegalMonetaryTotal"), r.Document.Totals
		for path, got := range map[string]money.Amount{"LineExtensionAmount": s.Lines, "TaxExclusiveAmount": s.Net, "TaxInclusiveAmount": s.Gross,
			"AllowanceTotalAmount": s.Allowances, "ChargeTotalAmount": s.Charges, "PrepaidAmount": s.Prepaid, "PayableRoundingAmount": s.Rounding,
			"PayableAmount": s.Payable} {
			want, err := ubl.Number(orZero(totals.Value("cbc:" + path)))
			if err != nil || !got.Decimal().Equal(want) {
				t.Errorf("%s: %s is %s, want %s (%v)", name, path, got, want, err)
			}
		}
		var lines, taxes []money.Amount
		for _, l := range r.Document.Lines {
			lines = append(lines, l.Net)
		}
		for _, x := range r.Document.Taxes {
			taxes = append(taxes, x.Tax)
		}
		if sum, err := money.Sum(r.Document.Currency, lines...); err != nil || sum != s.Lines {
			t.Errorf("%s: lines sum up to %s, want %s (%v)", name, sum, s.Lines, err)
		}
		if sum, err := money.Sum(r.Document.Currency, taxes...); err != nil || sum.Minor != s.Tax.Minor {
			t.Errorf("%s: VAT sums up to %s, want %s (%v)", name, sum, s.Tax, err)
		}
	}
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func TestReceive_ReadsEveryEncodingAndEnvelope(t *testing.T) {
	want, err := ubl.Write(samples(t)["club"])
	if err != nil {
		t.Fatal(err)
	}
	plain, err := ubl.Receive(want)
	if err != nil {
		t.Fatal(err)
	}
	text := string(want)
	body := text[strings.Index(text, "<Invoice"):]
	declared := func(charset string) string { return `<?xml version="1.0" encoding="` + charset + `"?>` + body }
	for name, b := range map[string][]byte{
		"no declaration": []byte(body),
		"BOM":            []byte("\xef\xbb\xbf" + text),
		"latin1":         encoded(t, charmap.ISO8859_1, declared("ISO-8859-1")),
		"windows-1252":   encoded(t, charmap.Windows1252, declared("Windows-1252")),
		"utf-16le BOM":   wide("\ufeff"+declared("UTF-16"), 0),
		"utf-16be BOM":   wide("\ufeff"+declared("utf-16"), 1),
		"utf-16le":       wide(declared("UTF-16LE"), 0),
		"utf-16be":       wide(declared("UTF-16BE"), 1),
		"envelope": []byte(`<?xml version="1.0" encoding="UTF-8"?><StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">` +
			`<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>` + body + `</StandardBusinessDocument>`),
	} {
		got, err := ubl.Receive(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got.Digest = plain.Digest
		if diff := cmp.Diff(got, plain, cmp.AllowUnexported(billing.PricedAdjustment{})); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func encoded(t *testing.T, set *charmap.Charmap, s string) []byte {
	t.Helper()
	b, err := set.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wide is a text in UTF-16; high is the place of the more significant byte.
func wide(s string, low int) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		pair := []byte{byte(u), byte(u >> 8)}
		out = append(out, pair[low], pair[1-low])
	}
	return out
}

func TestReceive_ReadsOnPastWhatItCannotRead(t *testing.T) {
	b, err := ubl.Write(samples(t)["everything"])
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(b), "<cbc:IssueDate>", "<cbc:IssueDate>i dag ", 1)
	text = strings.Replace(text, `filename="`, `filename="C:\temp\..\`, 1)
	r, err := ubl.Receive([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Findings.Codes(), []string{"received-unread"}) || r.Findings[0].Path != "/Invoice/cbc:IssueDate" {
		t.Errorf("findings %+v", r.Findings)
	}
	if !r.IssueDate.IsZero() || r.Number == "" || len(r.Document.Lines) == 0 || r.Payable.IsZero() {
		t.Errorf("read %+v", r)
	}
	if len(r.Attached) == 0 || strings.ContainsAny(r.Attached[0].Name, `/\:`) || len(r.Attached[0].Content) == 0 {
		t.Errorf("attached %+v", r.Attached)
	}
}

func TestParse_HasLimits(t *testing.T) {
	const root = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"`
	attrs := ""
	for i := range 100 {
		attrs += fmt.Sprintf(` a%d="x"`, i)
	}
	for name, x := range map[string]string{
		"size":       root + ">" + strings.Repeat(" ", 51<<20) + "</Invoice>",
		"depth":      root + ">" + strings.Repeat("<a>", 50) + strings.Repeat("</a>", 50) + "</Invoice>",
		"attributes": root + attrs + "/>",
		"attribute":  root + ` a="` + strings.Repeat("x", 20<<10) + `"/>`,
		"text":       root + "><c:Note>" + strings.Repeat("x", 2<<20) + "</c:Note></Invoice>",
		"elements":   root + ">" + strings.Repeat("<a/>", 1<<20) + "</Invoice>",
		"doctype":    `<!DOCTYPE Invoice SYSTEM "http://127.0.0.1/x.dtd">` + root + "/>",
		"entity":     root + "><c:Note>&x;</c:Note></Invoice>",
		"UTF-32":     "\xff\xfe\x00\x00<\x00\x00\x00",
	} {
		if _, err := ubl.Parse([]byte(x)); !errors.Is(err, ubl.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReceived(f *testing.F) {
	for _, b := range received(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ubl.Receive(data)
		if err != nil {
			if !errors.Is(err, ubl.ErrMalformed) && !errors.Is(err, ubl.ErrNotInvoice) {
				t.Fatalf("error of no known kind: %v", err)
			}
			return
		}
		for _, a := range r.Attached {
			if a.Name == "" || strings.ContainsAny(a.Name, `/\`) || a.Name == ".." {
				t.Fatalf("attachment named %q", a.Name)
			}
		}
		if again, err := ubl.Receive(data); err != nil || !cmp.Equal(again.Details, r.Details) {
			t.Fatalf("read twice: %v", err)
		}
	})
}

func BenchmarkReceive(b *testing.B) {
	data, err := ubl.Write(samples(b)["everything"])
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := ubl.Receive(data); err != nil {
			b.Fatal(err)
		}
	}
}
