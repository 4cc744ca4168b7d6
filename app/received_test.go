package app_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/layout"
)

// incoming are documents of all kinds: those of the reader's tests and, where FAKTURIST_SHARED names the folder of public test
// material, the official examples.
func incoming(tb testing.TB) []string {
	tb.Helper()
	patterns := []string{"../billing/ubl/testdata/*.xml", "../billing/ubl/testdata/received/*.xml"}
	if shared := os.Getenv("FAKTURIST_SHARED"); shared != "" {
		patterns = append(patterns, filepath.Join(shared, "peppol/examples/*/*.xml"))
	}
	var out []string
	for _, p := range patterns {
		names, err := filepath.Glob(p)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, names...)
	}
	if len(out) < 5 {
		tb.Fatalf("%d documents", len(out))
	}
	return out
}

// words are all texts of pages, without blanks: lines are broken where they end.
func pageText(pages []layout.Page) string {
	var b strings.Builder
	for _, p := range pages {
		for _, op := range p.Ops {
			if t, ok := op.(layout.Text); ok {
				b.WriteString(t.Text)
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), "")
}

func TestReceive_EveryDocumentIsStoredAndShown(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	for _, path := range incoming(t) {
		r, err := c.ReceiveFile(ctx, path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		shown, pages, err := c.ReceivedDocument(ctx, r.ID)
		if err != nil || len(pages) == 0 {
			t.Errorf("%s: %d pages, %v", path, len(pages), err)
			continue
		}
		text := pageText(pages)
		want := []string{shown.Number, shown.Seller.Name, shown.Buyer.Name, shown.Document.Note}
		for _, l := range shown.Document.Lines {
			want = append(want, l.Item)
		}
		for _, d := range shown.Details {
			if d.Code != "type" && d.Code != "payment-means" { // told in words
				want = append(want, d.Value)
			}
		}
		for _, w := range want {
			if w = strings.Join(strings.Fields(w), ""); !strings.Contains(text, w) && !strings.Contains(text, strings.ReplaceAll(w, "−", "")) {
				t.Errorf("%s: %q is not on the page", filepath.Base(path), w)
			}
		}
		if strings.Contains(text, "received.detail") {
			t.Errorf("%s shows a raw key", path)
		}
		if shown.Fatal != len(shown.Findings.Fatal()) || shown.Warnings != len(shown.Findings.Warnings()) {
			t.Errorf("%s: counts %d and %d of %v", path, shown.Fatal, shown.Warnings, shown.Findings.Codes())
		}
		for n, a := range shown.Attached {
			kept, err := c.ReceivedContent(ctx, r.ID, n)
			if err != nil || kept.Name != a.Name || len(kept.Content) == 0 {
				t.Errorf("%s: attachment %q: %v", path, a.Name, err)
			}
		}
	}
	mustVerify(t, c)
}

func TestReceive_TheSameFileTwiceGivesTheFirst(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	told := 0
	defer c.Subscribe(func(s billing.Signal) {
		if _, ok := s.(billing.ReceivedFile); ok {
			told++
		}
	})()
	path := "../billing/ubl/testdata/club.xml"
	first, err := c.ReceiveFile(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Receive(ctx, "another name.xml", b)
	if err != nil || again.ID != first.ID || again.FileName != "club.xml" || told != 1 {
		t.Errorf("again %d %q, %d signals, %v", again.ID, again.FileName, told, err)
	}
	out := filepath.Join(t.TempDir(), "ut.xml")
	if err := c.SaveReceivedFile(ctx, first.ID, -1, out); err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(out); err != nil || !bytes.Equal(kept, b) {
		t.Errorf("the file is not what came: %v", err)
	}
}

func TestReceive_TellsWhomItIsFor(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	seller, err := c.Seller(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("../billing/ubl/testdata/received/german.xml")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := c.Receive(ctx, "a.xml", b)
	if err != nil || !theirs.NotForUs {
		t.Errorf("somebody else's: not for us %v, %v", theirs.NotForUs, err)
	}
	ours, err := c.Receive(ctx, "b.xml", bytes.ReplaceAll(b, []byte("999000118"), []byte(seller.OrgNo)))
	if err != nil || ours.NotForUs {
		t.Errorf("ours: not for us %v, %v", ours.NotForUs, err)
	}
}

func TestReceive_HugeTextsAreStoredWholeAndShownInPart(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	b, err := os.ReadFile("../billing/ubl/testdata/received/german.xml")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ord ", 200_000)
	text := strings.NewReplacer("Erste Bemerkung", long, "Montage vor Ort", long, "Hanse Baugesellschaft mbH", long[:5000], "RE-2026/0815", long[:3000],
		"Anne Berg", strings.Repeat("x", 5000), ">10.5<", ">1000000000000<").Replace(string(b))
	r, err := c.Receive(ctx, "stor.xml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, pages, err := c.ReceivedDocument(ctx, r.ID)
	if err != nil || len(pages) == 0 || len(pages) > 40 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
	if _, err := c.ReceivedPDF(ctx, r.ID); err != nil {
		t.Error(err)
	}
}

// odd wraps the inside of an invoice nobody should send.
func odd(inside string) []byte {
	return []byte(`<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ` +
		`xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" ` +
		`xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">` + inside + `</Invoice>`)
}

func TestReceive_ShowsWhateverCanBeRead(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	for _, inside := range []string{"",
		"<b:DocumentCurrencyCode>XXXX</b:DocumentCurrencyCode><b:IssueDate>0000-00-00</b:IssueDate><b:DueDate>i dag</b:DueDate>",
		`<a:LegalMonetaryTotal><b:PayableAmount currencyID="NOK">99999999999999999999999999999999999999</b:PayableAmount></a:LegalMonetaryTotal>`,
		`<a:LegalMonetaryTotal><b:PayableAmount>-5</b:PayableAmount></a:LegalMonetaryTotal><a:InvoiceLine/><a:InvoiceLine><a:Item><b:Name>שלום 🙂</b:Name></a:Item></a:InvoiceLine>`,
		`<a:InvoiceLine><b:LineExtensionAmount currencyID="SEK">1</b:LineExtensionAmount><a:AllowanceCharge><b:Amount currencyID="EUR">1</b:Amount></a:AllowanceCharge></a:InvoiceLine>`,
		`<a:TaxTotal><a:TaxSubtotal><a:TaxCategory><b:Percent>x</b:Percent></a:TaxCategory></a:TaxSubtotal></a:TaxTotal><a:AllowanceCharge/><a:PayeeParty/>`,
		`<a:AccountingCustomerParty><a:Party><a:PostalAddress><a:Country><b:IdentificationCode>Norge</b:IdentificationCode></a:Country></a:PostalAddress></a:Party></a:AccountingCustomerParty>`,
	} {
		r, err := c.Receive(ctx, "rar.xml", odd(inside))
		if err != nil || r.Fatal == 0 {
			t.Errorf("%s: %d fatal findings, %v", inside, r.Fatal, err)
			continue
		}
		if _, pages, err := c.ReceivedDocument(ctx, r.ID); err != nil || len(pages) == 0 {
			t.Errorf("%s: %d pages, %v", inside, len(pages), err)
		}
		if _, err := c.ReceivedPDF(ctx, r.ID); err != nil {
			t.Errorf("%s: %v", inside, err)
		}
	}
	mustVerify(t, c)
}

func BenchmarkReceive(b *testing.B) {
	ctx := context.Background()
	c := reopen(b, newClub(b, newBox(b)), 0)
	line := `<a:InvoiceLine><b:ID>%d</b:ID><b:InvoicedQuantity unitCode="EA">1</b:InvoicedQuantity><b:LineExtensionAmount currencyID="NOK">1.00</b:LineExtensionAmount><a:Item><b:Name>Skrue</b:Name></a:Item><a:Price><b:PriceAmount currencyID="NOK">1</b:PriceAmount></a:Price></a:InvoiceLine>`
	var lines strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&lines, line, i+1)
	}
	n := 0
	for b.Loop() {
		n++
		r, err := c.Receive(ctx, "lang.xml", odd(fmt.Sprintf("<b:ID>%d</b:ID>", n)+lines.String()))
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err = c.ReceivedDocument(ctx, r.ID); err != nil {
			b.Fatal(err)
		}
	}
}

func TestReceive_RefusesWhatIsNone(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	for name, want := range map[string]string{"": "received-unreadable", "%PDF-1.7": "received-unreadable",
		"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>":                              "received-unreadable",
		`<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`: "received-not-invoice"} {
		if _, err := c.Receive(ctx, "x.xml", []byte(name)); code(err) != want {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
	if _, err := c.ReceiveFile(ctx, filepath.Join(t.TempDir(), "none.xml")); code(err) != "file-unreadable" {
		t.Errorf("no file: %v", err)
	}
	if _, _, err := c.ReceivedDocument(ctx, 1); code(err) != "received-unknown" {
		t.Errorf("no document: %v", app.Faults(err))
	}
}
