package view_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"
)

// places where faults are made, and what their codes look like there.
var (
	faultSources = []string{"../../billing/*.go", "../../billing/match/*.go", "../../billing/tax/*.go", "../view/*.go", "../../app/*.go", "../../data/*.go",
		"../../app/channel/*/*.go", "../../app/inbox/*.go", "../../app/lookup/*.go"}
	faultCode = regexp.MustCompile(`(?:\.(?:Add|Warn)|newFault|wait|because)\((?:d, )?"([A-Za-z0-9-]+)"|Code: "([A-Za-z0-9-]+)"|return "((?:route|setting)-[a-z-]+)"|(?:Code|Skip)[A-Za-z]* += "([a-z-]+)"|refuse\("([a-z-]+)"`)
)

func TestFault_EveryCodeHasASentenceInEveryLanguage(t *testing.T) {
	codes := map[string]bool{"BR-E-10": true, "BR-AE-10": true, "BR-G-10": true, "BR-IC-10": true, "BR-O-10": true}
	for _, pattern := range faultSources {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range faultCode.FindAllStringSubmatch(string(src), -1) {
				codes[strings.Join(m[1:], "")] = true
			}
		}
	}
	for _, begun := range []string{"BR-", "verify-", "bank-file-", "bank-note-"} {
		delete(codes, begun) // put together with what follows
	}
	if len(codes) < 150 {
		t.Fatalf("only %d codes found", len(codes))
	}
	for code := range codes {
		for _, tongue := range []view.Tongue{nb, en} {
			if key := "fault." + code; tongue.T(key) == key {
				t.Errorf("%s has no sentence in %s", code, tongue.Lang)
			}
		}
	}
}

func TestFault_NamesTheLineAndWritesDaysAndSums(t *testing.T) {
	p := nb.Fault(billing.Fault{Code: "line-quantity-zero", Path: "lines[1].quantity"})
	equal(t, "where", p.Where, "Linje 2")
	p = nb.Fault(billing.Fault{Code: "issue-date-not-allowed", Args: map[string]string{"date": "2026-11-03", "today": "2026-11-22"}})
	if !strings.HasPrefix(p.Text, "Fakturadatoen kan ikke være 03.11.2026.") {
		t.Errorf("got %q", p.Text)
	}
	p = nb.Fault(billing.Fault{Code: "credit-exceeds", Args: map[string]string{"number": "10234", "left": "1200.50"}})
	equal(t, "sum", p.Text, "Det er bare 1 200,50 igjen å kreditere på faktura 10234. Gjør kreditnotaen mindre.")
	if w := nb.Fault(billing.Fault{Code: "issued-late", Warning: true}); w.Tone != view.Warn {
		t.Errorf("a warning has tone %d", w.Tone)
	}
}

func TestFault_ARuleWithoutASentenceIsNamed(t *testing.T) {
	if got := nb.Reason("BR-XX-99", nil); !strings.Contains(got, "regel for EHF (BR-XX-99)") {
		t.Errorf("got %q", got)
	}
	if got := nb.Reason("UBL-CR-561", map[string]string{"element": "cac:TaxTotal"}); !strings.HasPrefix(got, "cac:TaxTotal brukes ikke i EHF") {
		t.Errorf("a rule of a family says %q", got)
	}
	if got := en.Reason("smtp-999", nil); !strings.Contains(got, "(smtp-999)") {
		t.Errorf("got %q", got)
	}
}
