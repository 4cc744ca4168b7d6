package view_test

import (
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"

	"github.com/google/go-cmp/cmp"
)

func invoiceToUs() billing.Received {
	return billing.Received{ID: 3, Kind: billing.KindInvoice, Number: "RE-1", FileName: `C:\inn\..\faktura.xml`, Seller: billing.Party{Name: "Snekker Ås AS", OrgNo: "991825827",
		Address: billing.Address{Street: "Idrettsveien 1", PostCode: "1273", City: "Oslo"}}, Buyer: billing.Party{Name: "Storevik kommune"},
		IssueDate: day("2026-11-01"), DueDate: day("2026-11-15"), Payable: kr("2640.25"), KID: "1001100013", Account: "15035035203"}
}

func TestReceivedRow_SaysWhetherItIsOursAndRight(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*billing.Received)
		want string
		tone view.Tone
	}{
		{"right", func(*billing.Received) {}, "I orden", view.Good},
		{"a fault", func(r *billing.Received) { r.Fatal = 1 }, "1 feil", view.Bad},
		{"faults", func(r *billing.Received) { r.Fatal, r.Warnings = 3, 2 }, "3 feil", view.Bad},
		{"remarks", func(r *billing.Received) { r.Warnings = 2 }, "2 merknader", view.Warn},
		{"for somebody else", func(r *billing.Received) { r.NotForUs = true }, "Ikke til oss", view.Bad},
	} {
		r := invoiceToUs()
		test.do(&r)
		if got := nb.ReceivedRow(r).Check; got.Text != test.want || got.Tone != test.tone {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

func TestReceivedRow_ACreditNoteGivesBackAndIsNeverLate(t *testing.T) {
	r := invoiceToUs()
	if row := nb.ReceivedRow(r); row.DueTone != view.Warn || plain(row.Sum) != "2 640,25" {
		t.Errorf("invoice %+v", row)
	}
	r.Kind = billing.KindCreditNote
	if row := nb.ReceivedRow(r); row.DueTone != view.Plain || plain(row.Sum) != "−2 640,25" {
		t.Errorf("credit note %+v", row)
	}
}

func TestReceived_CopiesWhatABankTakes(t *testing.T) {
	d := nb.Received(invoiceToUs())
	copies := map[string]string{}
	for _, f := range d.Facts {
		if f.Copy != "" {
			copies[f.Value] = f.Copy
		}
	}
	if diff := cmp.Diff(copies, map[string]string{"1503 50 35203": "15035035203", "1001 1000 13": "1001100013"}); diff != "" {
		t.Errorf("copies (-got +want):\n%s", diff)
	}
}

func TestReceived_SaysAFaultOnceWithItsLines(t *testing.T) {
	r := invoiceToUs()
	r.Fatal = 3
	for _, path := range []string{"/Invoice/cac:InvoiceLine[2]/cbc:ID", "/Invoice/cac:InvoiceLine[4]/cbc:ID", "/Invoice/cac:InvoiceLine[4]/cbc:Note"} {
		r.Findings = append(r.Findings, billing.Fault{Code: "BR-21", Path: path})
	}
	r.Findings = append(r.Findings, billing.Fault{Code: "BR-06", Path: "/Invoice"})
	d := nb.Received(r)
	if len(d.Problems) != 2 || d.Problems[0].Where != "Linje 2, Linje 4" || d.Advice == "" {
		t.Fatalf("problems %+v", d.Problems)
	}
	if strings.Contains(d.Problems[1].Text, "Innstillinger") {
		t.Errorf("it tells to mend the sender's fault here: %q", d.Problems[1].Text)
	}
}

func TestReceived_WarnsWhenItIsForSomebodyElse(t *testing.T) {
	r := invoiceToUs()
	if d := nb.Received(r); d.NotOurs != "" {
		t.Errorf("ours: %q", d.NotOurs)
	}
	r.NotForUs = true
	if d := nb.Received(r); !strings.Contains(d.NotOurs, "Storevik kommune") {
		t.Errorf("not ours: %q", d.NotOurs)
	}
}

func TestFileName_StaysInItsFolder(t *testing.T) {
	for name, want := range map[string]string{"timer.pdf": "timer.pdf", "../../etc/passwd": "passwd", `..\..\autoexec.bat`: "autoexec.bat", "/": "x", "..": "x", "": "x",
		"a\x00b?.pdf": "ab.pdf", "C:fil.pdf": "Cfil.pdf"} {
		if got := view.FileName(name, "x"); got != want {
			t.Errorf("%q is stored as %q, want %q", name, got, want)
		}
	}
	if got := nb.Received(invoiceToUs()).File; got != "faktura.xml" {
		t.Errorf("the document is stored as %q", got)
	}
}
