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

var checkedCode = regexp.MustCompile(`(?:\.(?:Add|Warn)|newFault|creditFault|note)\((?:d, )?"([A-Za-z0-9-]+)"|Code: "([A-Za-z0-9-]+)"`)

// Every fault of a document's own checks has a topic of the law or a rule behind it, in words.
func TestGround_EveryCodeOfBillingHasOne(t *testing.T) {
	found := 0
	for _, pattern := range []string{"../../billing/*.go", "../../billing/tax/*.go"} {
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
			for _, m := range checkedCode.FindAllStringSubmatch(string(src), -1) {
				code := m[1] + m[2]
				if found++; !explained(code) {
					t.Errorf("%s: nothing stands behind %s", filepath.Base(name), code)
				}
			}
		}
	}
	if found < 100 {
		t.Fatalf("only %d codes found", found)
	}
}

func explained(code string) bool {
	for _, tongue := range []view.Tongue{nb, en} {
		g, ok := tongue.Ground(code)
		if !ok || strings.Contains(g.Text, "law.") || strings.Contains(g.Source, "law.") || g.Text == "" || g.Source == "" {
			return false
		}
	}
	return true
}

func TestGround_SaysWhereItStands(t *testing.T) {
	for code, want := range map[string]string{
		"issue-date-not-allowed":    "bokføringsforskriften § 5-1-3",
		"line-text-missing":         "bokføringsforskriften § 5-1-1 nr. 3",
		"einvoice-duty":             "bokføringsloven § 10, bokføringsforskriften § 5-2-9",
		"BR-27":                     "EN 16931, regel BR-27",
		"BR-CO-17":                  "EN 16931, regel BR-CO-17",
		"PEPPOL-EN16931-R121":       "Peppol BIS Billing 3.0.21, regel PEPPOL-EN16931-R121",
		"PEPPOL-EN16931-R007":       "Peppol BIS Billing 3.0.21, regel PEPPOL-EN16931-R007",
		"NO-R-002":                  "EHF Billing 3.0, norske regler, regel NO-R-002",
		"payable-negative":          "bokføringsforskriften § 5-2-7",
		"attachments-too-large":     "Peppol BIS Billing 3.0.21, regel BG-24",
		"setting-out-of-range":      "Slik gjør Fakturist det",
		"PEPPOL-EN16931-P0112":      "Peppol BIS Billing 3.0.21, regel PEPPOL-EN16931-P0112",
		"UBL-CR-001":                "EN 16931, regel UBL-CR-001",
		"vat-without-register":      "merverdiavgiftsloven § 2-1, § 11-4",
		"buyer-orgno-advised":       "bokføringsforskriften § 5-1-2",
		"exchange-rate-missing":     "bokføringsforskriften § 5-1-1 nr. 6, § 4-2",
		"register-bankrupt":         "Enhetsregisteret",
		"einvoice-public":           "forskrift om elektronisk faktura i offentlige anskaffelser § 4",
		"advance-not-allowed":       "bokføringsforskriften § 5-2-6",
		"BR-O-02":                   "EN 16931, regel BR-O-02",
		"BR-DEC-12":                 "EN 16931, regel BR-DEC-12",
		"PEPPOL-COMMON-R041":        "Peppol BIS Billing 3.0.21, regel PEPPOL-COMMON-R041",
		"credit-rate-exceeds":       "bokføringsforskriften § 5-2-7",
		"adjustment-reason-missing": "bokføringsforskriften § 5-1-1 nr. 5",
	} {
		g, ok := nb.Ground(code)
		if !ok {
			t.Errorf("%s has no ground", code)
		}
		equal(t, code, g.Source, want)
	}
	g, _ := en.Ground("line-text-missing")
	equal(t, "in English", g.Source, "Bookkeeping Regulations (bokføringsforskriften) § 5-1-1 no. 3")
	if _, ok := nb.Ground("smtp-550"); ok {
		t.Error("a mail server's answer is no law")
	}
}

func TestFieldOf_LeadsToWhereItIsTyped(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, kari())
	e.AddText("") // an empty line is no line of the draft
	e.AddItem(items()[0])
	e.Discount, e.Freight = "10 %", "150"
	for path, want := range map[string]view.Field{
		"lines[0].price":     {Line: 1, Cell: view.CellPrice, Known: true},
		"lines[0].period.to": {Line: 1, Cell: view.CellDescription, Known: true},
		"lines[0].priceBase": {Line: 1, Cell: view.CellPer, Known: true},
		"lines":              {Name: "lines", Known: true},
		"customer.address":   {Name: "customer", Known: true},
		"issueDate":          {Name: "issueDate", Known: true},
		"company.account":    {Name: "company", Known: true, Seller: true},
		"delivery.date":      {Name: "delivery.date", Group: view.GroupDelivery, Known: true},
		"period":             {Name: "period", Group: view.GroupDelivery, Known: true},
		"exchangeRate":       {Name: "exchangeRate", Group: view.GroupCurrency, Known: true},
		"payee.account":      {Name: "payee.account", Group: view.GroupPayee, Known: true},
		"attachments[1]":     {Name: "attachments", Group: view.GroupPapers, Known: true},
		"adjustments[0]":     {Name: "discount", Group: view.GroupAmounts, Known: true},
		"adjustments[1].vat": {Name: "freight", Group: view.GroupAmounts, Known: true},
		"costCode":           {Name: "costCode", Group: view.GroupReferences, Known: true},
		"cac:TaxTotal":       {},
	} {
		if got := e.FieldOf(path); got != want {
			t.Errorf("%s: got %+v, want %+v", path, got, want)
		}
	}
}

func TestNextFault_GoesRoundAndPassesOverWhatHasNoField(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, kari())
	checks := []view.Check{{Text: "ok"}, {Fault: true, Path: "issueDate"}, {Fault: true, Path: "/Invoice"}, {Fault: true, Path: "lines"}}
	for _, c := range []struct{ after, want int }{{-1, 1}, {1, 3}, {3, 1}} {
		if got := e.NextFault(checks, c.after); got != c.want {
			t.Errorf("after %d: got %d, want %d", c.after, got, c.want)
		}
	}
	if got := e.NextFault(checks[:1], -1); got != -1 {
		t.Errorf("without faults: got %d", got)
	}
}
