package template_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fakturist/billing/template"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the template files as Encode writes them")

func standardFile(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "assets", "template", "standard.json"))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func standard(tb testing.TB) *template.Template {
	tb.Helper()
	t, err := template.Read(standardFile(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// element finds an element by id, so that a test can spoil it.
func element(tb testing.TB, t *template.Template, id string) *template.Element {
	tb.Helper()
	i := slices.IndexFunc(t.Elements, func(e template.Element) bool { return e.ID == id })
	if i < 0 {
		tb.Fatalf("no element %q", id)
	}
	return &t.Elements[i]
}

func TestStandard_HasNoFaults(t *testing.T) {
	tpl := standard(t)
	if faults := tpl.Validate(); len(faults) > 0 {
		t.Errorf("Validate: %+v", faults)
	}
	if faults := tpl.Lint(); len(faults) > 0 {
		t.Errorf("Lint: %+v", faults)
	}
}

func TestStandard_SpeaksFiveLanguages(t *testing.T) {
	tpl := standard(t)
	for _, language := range template.Languages {
		if len(tpl.Words[language]) != len(tpl.Words["nb"]) {
			t.Errorf("%s has %d words, nb %d", language, len(tpl.Words[language]), len(tpl.Words["nb"]))
		}
	}
}

func TestRead_GivesBackWhatEncodeWrote(t *testing.T) {
	tpl := standard(t)
	b, err := tpl.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := template.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tpl, again); diff != "" {
		t.Error(diff)
	}
}

// TestFiles_AreWrittenAsEncodeWrites keeps the files of the program comparable with what a designer saves.
func TestFiles_AreWrittenAsEncodeWrites(t *testing.T) {
	for _, name := range []string{"standard.json", "timesheet.json"} {
		path := filepath.Join("..", "..", "assets", "template", name)
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tpl, err := template.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := tpl.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if !bytes.Equal(want, file) {
			t.Errorf("%s is not written as Encode writes it; run with -update", name)
		}
		if faults := tpl.Validate(); len(faults) > 0 {
			t.Errorf("%s: %+v", name, faults)
		}
	}
}

func TestRead_RefusesWhatIsNoTemplate(t *testing.T) {
	spoil := func(from, to string) []byte {
		return []byte(strings.Replace(string(standardFile(t)), from, to, 1))
	}
	for name, file := range map[string][]byte{
		"empty":         nil,
		"not JSON":      []byte("%PDF-1.4"),
		"other format":  spoil(`"fakturist-template"`, `"pdfme"`),
		"later version": spoil(`"version": 1`, `"version": 2`),
		"no version":    spoil(`"version": 1`, `"version": 0`),
		"unknown field": spoil(`"name": "Standard"`, `"name": "Standard", "colour": "red"`),
		"wrong colour":  spoil(`#14232B`, `#14232`),
		"too large":     bytes.Repeat([]byte(" "), 2<<20),
	} {
		if _, err := template.Read(file); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

func TestValidate_NotesWhatIsWrong(t *testing.T) {
	for want, spoil := range map[string]func(*template.Template){
		"field-unknown elements[2].text":      func(p *template.Template) { element(t, p, "title").Text = "{{document.titel}}" },
		"field-open elements[2].text":         func(p *template.Template) { element(t, p, "title").Text = "{{document.title" },
		"formatter-unfit elements[2].text":    func(p *template.Template) { element(t, p, "title").Text = "{{document.title|currency}}" },
		"word-missing elements[2].text":       func(p *template.Template) { element(t, p, "title").Text = "{{word.bill}}" },
		"word-missing words.en.due":           func(p *template.Template) { delete(p.Words["en"], "due") },
		"style-unknown elements[2].style":     func(p *template.Template) { element(t, p, "title").Style = "huge" },
		"kind-unknown elements[2].kind":       func(p *template.Template) { element(t, p, "title").Kind = "video" },
		"anchor-unknown elements[2].anchor":   func(p *template.Template) { element(t, p, "title").Anchor = "moon" },
		"page-rule-unknown elements[2].pages": func(p *template.Template) { element(t, p, "title").Pages = "odd" },
		"outside-page elements[2]":            func(p *template.Template) { element(t, p, "title").X = 190 },
		"element-size elements[2]":            func(p *template.Template) { element(t, p, "title").W = 0 },
		"element-id elements[2].id":           func(p *template.Template) { element(t, p, "title").ID = "logo" },
		"condition-unknown elements[2].showIf[0].op": func(p *template.Template) {
			element(t, p, "title").ShowIf = []template.Condition{{Field: "document.due", Op: "near"}}
		},
		"field-unknown elements[2].showIf[0].field": func(p *template.Template) {
			element(t, p, "title").ShowIf = []template.Condition{{Field: "line.net", Op: "set"}}
		},
		"color-unknown styles.title.color": func(p *template.Template) { s := p.Styles["title"]; s.Color = "pink"; p.Styles["title"] = s },
		"font-unknown styles.title.font":   func(p *template.Template) { s := p.Styles["title"]; s.Font = "comic"; p.Styles["title"] = s },
		"style-size styles.title":          func(p *template.Template) { s := p.Styles["title"]; s.Size = 0; p.Styles["title"] = s },
		"page-size page":                   func(p *template.Template) { p.Page.Width = 0 },
		"no-room-for-lines page":           func(p *template.Template) { p.Page.Bottom = 200 },
		"language-unknown words.xx":        func(p *template.Template) { p.Words["xx"] = p.Words["nb"] },
	} {
		tpl := standard(t)
		spoil(tpl)
		var got []string
		for _, f := range tpl.Validate() {
			got = append(got, f.Code+" "+f.Path)
		}
		if !slices.Contains(got, want) {
			t.Errorf("want %q, got %q", want, got)
		}
	}
}

func TestValidate_KeepsRowFieldsInTheirTable(t *testing.T) {
	tpl := standard(t)
	element(t, tpl, "vat").Table.Columns[0].Value = "{{line.net}}"
	if codes := tpl.Validate().Codes(); !slices.Equal(codes, []string{"field-unknown"}) {
		t.Errorf("got %q", codes)
	}
}

// TestLint_MissesWhatTheLawAsksFor takes each field out of the template and expects the linter to see it.
func TestLint_MissesWhatTheLawAsksFor(t *testing.T) {
	for code, fields := range map[string][]string{
		"law-number": {"document.number"}, "law-date": {"document.date"}, "law-delivery": {"document.delivered"},
		"law-seller-orgno": {"seller.legal"}, "law-seller": {"seller.name"}, "law-seller-address": {"seller.addressLine"},
		"law-buyer": {"buyer.name"}, "law-buyer-address": {"buyer.address"}, "law-description": {"line.item"},
		"law-quantity": {"line.quantity"}, "law-price": {"line.price"}, "law-amount": {"line.amount"},
		"law-due": {"document.due", "payment.due"}, "law-payable": {"totals.payable|currency", "payment.amount|currency"},
		"law-account": {"payment.account"}, "law-kid": {"payment.kid"}, "law-iban": {"payment.iban"},
		"law-vat-rate": {"vat.label"}, "law-vat-base": {"vat.base"}, "law-vat-amount": {"vat.tax"}, "law-vat-reason": {"vat.reason"},
		"law-vat-nok": {"totals.taxNOK|currency"}, "law-original": {"original.number"}, "law-original-date": {"original.date"},
		"law-discount": {"line.discount"}, "law-amount-with-vat": {"line.amount"}, "law-prices-with-vat": {"word.pricesIncludeVAT"},
		"law-adjustment": {"adjustment.value"}, "law-line-period": {"line.period"}, "law-place": {"document.place"},
		"law-prepaid": {"totals.prepaid"}, "law-rounding": {"totals.rounding"}, "law-payee": {"payee.name"}, "law-payee-notice": {"payee.notice"},
		"law-rate": {"document.rate"}, "law-request-notice": {"word.requestNotice"},
		"law-not-registered": {"word.notRegistered", "vat.reason"}, "law-mva": {"seller.legal"}, "law-register": {"seller.legal"},
	} {
		file := string(standardFile(t))
		for _, f := range fields {
			file = strings.ReplaceAll(file, "{{"+f+"}}", "–")
		}
		tpl, err := template.Read([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		if codes := tpl.Lint().Codes(); !slices.Contains(codes, code) {
			t.Errorf("without %q: got %q, want %q", fields, codes, code)
		}
	}
}

func TestLint_SeesVATOnAPaymentRequest(t *testing.T) {
	for id, spoil := range map[string]func(*template.Element){
		"vat": func(e *template.Element) {
			e.ShowIf = []template.Condition{{Field: "seller.vatRegistered", Op: template.OpSet}}
		},
		"totals": func(e *template.Element) { e.Rows[1].ShowIf = nil },
	} {
		tpl := standard(t)
		spoil(element(t, tpl, id))
		if codes := tpl.Lint().Codes(); !slices.Equal(codes, []string{"law-request-vat"}) {
			t.Errorf("%s: got %q", id, codes)
		}
	}
}

func TestValidate_AsksForTheWordsOfEveryKind(t *testing.T) {
	for _, key := range []string{"title.offer", "number.payment-request", "date.order", "payable.credit-note", "delivered.period"} {
		tpl := standard(t)
		for _, words := range tpl.Words {
			delete(words, key)
		}
		if codes := tpl.Validate().Codes(); !slices.Contains(codes, "word-missing") {
			t.Errorf("without %s: got %q", key, codes)
		}
	}
}

func TestLint_DoesNotCountWhatMayStayUnprinted(t *testing.T) {
	tpl := standard(t)
	element(t, tpl, "lines").ShowIf = []template.Condition{{Field: "document.language", Op: template.OpIs, Value: "en"}}
	if codes := tpl.Lint().Codes(); !slices.Contains(codes, "law-description") {
		t.Errorf("lines only in English are not seen: %q", codes)
	}
}

func TestLint_LooksThroughTheWindow(t *testing.T) {
	tpl := standard(t)
	element(t, tpl, "title").X, element(t, tpl, "title").Y = 60, 50
	element(t, tpl, "recipient").Y = 70
	want := []string{"window-covered", "address-outside-window"}
	if diff := cmp.Diff(want, tpl.Lint().Codes()); diff != "" {
		t.Error(diff)
	}
}

func TestFields_HaveUniqueNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range template.Fields() {
		if seen[f.Name] {
			t.Errorf("%s stands twice", f.Name)
		}
		seen[f.Name] = true
	}
}

func FuzzRead(f *testing.F) {
	f.Add(standardFile(f))
	f.Add([]byte(`{"format":"fakturist-template","version":1,"elements":[{"id":"a","kind":"table"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		tpl, err := template.Read(b)
		if err != nil {
			return
		}
		tpl.Validate()
		tpl.Lint()
		if _, err := json.Marshal(tpl); err != nil {
			t.Errorf("read but not written: %v", err)
		}
	})
}
