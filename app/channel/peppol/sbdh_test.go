package peppol_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"flag"
	"os"
	"strings"
	"testing"

	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/ubl"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// inEnvelope freezes a document for an access point that gets it in its envelope.
func inEnvelope(t *testing.T, con billing.Consignment) billing.Frozen {
	t.Helper()
	counted = 0
	point := peppol.Open(peppol.Config{URL: "https://localhost:1", SBDH: true}, secrets(practice.Token), clock, zeros{})
	return freeze(t, point.Channels()[0], con)
}

func TestEnvelope_IsAsTheNetworkWantsIt(t *testing.T) {
	con := consignment(t, receiver)
	con.UBL = reminderXML(t)
	got := inEnvelope(t, con).Bytes
	const golden = "testdata/reminder.sbd.xml"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

// envelope is what a receiver's access point reads.
type envelope struct {
	XMLName xml.Name `xml:"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader StandardBusinessDocument"`
	Header  struct {
		Version  string `xml:"HeaderVersion"`
		Sender   actor  `xml:"Sender>Identifier"`
		Receiver actor  `xml:"Receiver>Identifier"`
		Document struct {
			Standard string `xml:"Standard"`
			Version  string `xml:"TypeVersion"`
			ID       string `xml:"InstanceIdentifier"`
			Type     string `xml:"Type"`
			Made     string `xml:"CreationDateAndTime"`
		} `xml:"DocumentIdentification"`
		Scopes []struct {
			Type  string `xml:"Type"`
			Value string `xml:"InstanceIdentifier"`
			ID    string `xml:"Identifier"`
		} `xml:"BusinessScope>Scope"`
	} `xml:"StandardBusinessDocumentHeader"`
}

type actor struct {
	Authority string `xml:"Authority,attr"`
	ID        string `xml:",chardata"`
}

func TestEnvelope_SaysWhatTheDocumentSays(t *testing.T) {
	for _, kind := range []billing.Kind{billing.KindInvoice, billing.KindCreditNote} {
		con := consignment(t, receiver)
		con.UBL = document(t, kind)
		f := inEnvelope(t, con)
		var e envelope
		if err := xml.Unmarshal(f.Bytes, &e); err != nil {
			t.Fatal(err)
		}
		name, namespace := ubl.Root(kind)
		d := e.Header.Document
		if e.Header.Version != "1.0" || e.Header.Sender != (actor{"iso6523-actorid-upis", "0192:974760673"}) ||
			e.Header.Receiver != (actor{"iso6523-actorid-upis", receiver}) || d.ID != f.ID || d.Type != name || d.Standard != namespace ||
			d.Version != "2.1" || d.Made != "2026-11-22T07:00:00Z" {
			t.Errorf("%s: %+v", name, e.Header)
		}
		var scopes []string
		for _, s := range e.Header.Scopes {
			scopes = append(scopes, s.Type+" "+s.Value+" "+s.ID)
		}
		want := []string{"DOCUMENTID " + billing.DocumentType(kind) + " busdox-docid-qns", "PROCESSID " + ubl.ProfileID + " cenbii-procid-ubl", "COUNTRY_C1 NO "}
		if diff := cmp.Diff(want, scopes); diff != "" {
			t.Error(diff)
		}
		if n := bytes.Count(f.Bytes, []byte("<?xml")); n != 1 {
			t.Errorf("%d XML declarations", n)
		}
	}
}

// TestEnvelope_IsTakenOffByOurOwnReader: what we send in an envelope we read as what we wrote.
func TestEnvelope_IsTakenOffByOurOwnReader(t *testing.T) {
	con := consignment(t, receiver)
	plain, err := ubl.Receive(con.UBL)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := ubl.Receive(inEnvelope(t, con).Bytes)
	if err != nil {
		t.Fatal(err)
	}
	plain.Digest, wrapped.Digest = "", ""
	if diff := cmp.Diff(plain, wrapped); diff != "" {
		t.Error(diff)
	}
	f := inEnvelope(t, con)
	if got := peppol.DocumentTypeOf(f.Bytes); got != billing.DocumentType(billing.KindInvoice) {
		t.Errorf("document type %q", got)
	}
	declared := con.UBL[:bytes.Index(con.UBL, []byte("?>"))+2]
	body := bytes.TrimSpace(con.UBL[len(declared):])
	if !bytes.Contains(f.Bytes, body) {
		t.Error("the document's bytes changed in the envelope")
	}
}

func TestEnvelope_TakesNoOtherEncoding(t *testing.T) {
	con := consignment(t, receiver)
	con.UBL = bytes.Replace(con.UBL, []byte("UTF-8"), []byte("ISO-8859-1"), 1)
	point := peppol.Open(peppol.Config{URL: "https://localhost:1", SBDH: true}, secrets(practice.Token), clock, zeros{})
	if _, err := point.Channels()[0].Freeze(context.Background(), con); code(err) != peppol.CodeNoDocument {
		t.Errorf("got %v", err)
	}
}

// TestEnvelope_DecidesHowItIsSent: what was frozen in its envelope goes in it, whatever the setting says later.
func TestEnvelope_DecidesHowItIsSent(t *testing.T) {
	box := open(t)
	for _, kind := range []peppol.Kind{peppol.Phoss, peppol.Phase4} {
		taken := box.Access.Submissions
		config := secure(box)
		if kind == peppol.Phase4 {
			taken, config = box.Phase4.Submissions, peppol.Config{Kind: kind, URL: box.Phase4.URL, CA: box.CAFile}
		}
		with := config
		with.SBDH = true
		f := freeze(t, channel(t, with, practice.Token), consignment(t, receiver))
		if _, err := channel(t, config, practice.Token).Send(context.Background(), f); err != nil {
			t.Fatal(err)
		}
		if all := taken(); len(all) != 1 || !all[0].Enveloped || all[0].ID != f.ID || all[0].Receiver != "iso6523-actorid-upis::"+receiver ||
			all[0].DocType != "busdox-docid-qns::"+billing.DocumentType(billing.KindInvoice) {
			t.Errorf("%s took %+v", kind, all)
		}
	}
}

func TestDocumentTypeOf_TellsReminders(t *testing.T) {
	for want, b := range map[string][]byte{
		billing.ReminderType:                         reminderXML(t),
		billing.DocumentType(billing.KindInvoice):    document(t, billing.KindInvoice),
		billing.DocumentType(billing.KindCreditNote): document(t, billing.KindCreditNote),
		"": []byte("hei"),
	} {
		if got := peppol.DocumentTypeOf(b); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestFreeze_HoldsAReminderToItsOwnRules: those of Billing that its guide drops do not count, all others do, and its own.
func TestFreeze_HoldsAReminderToItsOwnRules(t *testing.T) {
	c := channel(t, peppol.Config{URL: "https://localhost:1"}, practice.Token)
	xml := string(reminderXML(t))
	reference := xml[strings.Index(xml, "  <cac:BillingReference>"):strings.Index(xml, "  <cac:AccountingSupplierParty>")]
	for name, test := range map[string]struct{ from, to, want string }{
		"sums":          {">5035.00</cbc:PayableAmount", ">5035.01</cbc:PayableAmount", "BR-CO-16"},
		"no invoice":    {reference, "", "reminder-BG-3"},
		"two invoices":  {reference, reference + reference, "reminder-BG-3"},
		"process":       {"postaward:g3:06:1.0", "postaward:g3:07:1.0", "reminder-BT-23"},
		"type code":     {"  <cbc:Note>", "  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>\n  <cbc:Note>", "reminder-BT-3"},
		"no buyer refs": {"  <cbc:BuyerReference>Kulturkontoret</cbc:BuyerReference>\n", "", "PEPPOL-EN16931-R003"},
	} {
		con := consignment(t, receiver)
		con.UBL = []byte(strings.Replace(xml, test.from, test.to, 1))
		_, err := c.Freeze(context.Background(), con)
		detail := ""
		if e, ok := err.(*peppol.Error); ok {
			detail = e.Detail()
		}
		if code(err) != peppol.CodeRules || !strings.Contains(detail, test.want) {
			t.Errorf("%s: %v %q, want %s", name, err, detail, test.want)
		}
	}
	invoice := consignment(t, receiver)
	invoice.UBL = bytes.Replace(invoice.UBL, []byte("poacc:billing:01:1.0"), []byte("postaward:g3:06:1.0"), 1)
	if _, err := c.Freeze(context.Background(), invoice); code(err) != peppol.CodeRules {
		t.Errorf("an invoice is no reminder for its process alone: %v", err)
	}
}
