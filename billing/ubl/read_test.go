package ubl_test

import (
	"errors"
	"strings"
	"testing"

	"fakturist/billing/ubl"
)

func TestRead_NamesPlaceAndReason(t *testing.T) {
	whole, err := ubl.Write(samples(t)["club"])
	if err != nil {
		t.Fatal(err)
	}
	good := string(whole)
	for _, test := range []struct {
		name, xml, part string
		want            error
	}{
		{"empty", "", "no element", ubl.ErrMalformed},
		{"cut", good[:len(good)/2], "line ", ubl.ErrMalformed},
		{"trailing text", good + "rubbish", "outside", ubl.ErrMalformed},
		{"second root", good + "<a/>", "second", ubl.ErrMalformed},
		{"control character", strings.Replace(good, "Idrettslag", "\x0b", 1), "line ", ubl.ErrMalformed},
		{"entity", strings.Replace(good, "Idrettslag", "&boom;", 1), "line ", ubl.ErrMalformed},
		{"doctype", `<!DOCTYPE Invoice [<!ENTITY a "b">]>` + good[strings.Index(good, "<Invoice"):], "definition", ubl.ErrMalformed},
		{"charset", strings.Replace(good, "UTF-8", "EBCDIC-DK-NO", 1), "ebcdic-dk-no", ubl.ErrMalformed},
		{"half a character", "\xff\xfe<\x00a", "UTF-16", ubl.ErrMalformed},
		{"deep", strings.Repeat("<a>", 1000), "deeper", ubl.ErrMalformed},
		{"order", `<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`, "Order", ubl.ErrNotInvoice},
		{"no namespace", "<Invoice/>", "Invoice", ubl.ErrNotInvoice},
		{"bad date", strings.Replace(good, "2026-11-22", "2026-02-30", 1), "/Invoice/cbc:IssueDate", ubl.ErrMalformed},
		{"bad amount", strings.Replace(good, ">1200.00<", ">1200.001<", 1), "amount", ubl.ErrMalformed},
		{"bad number", strings.Replace(good, ">1</cbc:Inv", ">1e3</cbc:Inv", 1), "InvoicedQuantity", ubl.ErrMalformed},
	} {
		_, err := ubl.Read([]byte(test.xml))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.part) {
			t.Errorf("%s: %v, want %q in it", test.name, err, test.part)
		}
	}
}

func TestParse_TakesAnyPrefixAndByteOrderMark(t *testing.T) {
	root, err := ubl.Parse([]byte("\xef\xbb\xbf" + `<u:Invoice xmlns:u="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ` +
		`xmlns:x="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><x:Note>a</x:Note><x:Note> b<!-- c -->d </x:Note></u:Invoice>`))
	if err != nil {
		t.Fatal(err)
	}
	notes := root.All("cbc:Note")
	if root.Name != "Invoice" || len(notes) != 2 || notes[1].Text != "bd" || notes[1].Path() != "/Invoice/cbc:Note[2]" {
		t.Errorf("read %q with notes %v", root.Name, notes)
	}
}

func FuzzRead(f *testing.F) {
	for _, inv := range samples(f) {
		b, err := ubl.Write(inv)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><InvoiceLine/></Invoice>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := ubl.Read(data)
		if err != nil && !errors.Is(err, ubl.ErrMalformed) && !errors.Is(err, ubl.ErrNotInvoice) {
			t.Fatalf("error of no known kind: %v", err)
		}
		if err == nil {
			doc.Root.Walk(func(n *ubl.Node) { _ = n.Path() })
		}
	})
}
