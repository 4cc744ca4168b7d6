package camt_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"

	"fakturist/billing/bank"
	"fakturist/billing/bank/camt"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t testing.TB, data []byte) *bank.File {
	t.Helper()
	f, err := bank.Read("sample.xml", data, camt.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func nok(minor int64) money.Amount { return money.New(minor, money.NOK) }

// document wraps entries in a camt.053.001.08 statement of account 12345678903.
func document(entries string) []byte {
	return []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id>` +
		`<Acct><Id><IBAN>NO7112345678903</IBAN></Id><Ccy>NOK</Ccy></Acct>` + entries + `</Stmt></BkToCstmrStmt></Document>`)
}

// ntry is an entry of 100.00 that the bank has booked, with more elements.
func ntry(more string) string {
	return `<Ntry><NtryRef>1</NtryRef><Amt Ccy="NOK">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
		`<BookgDt><Dt>2026-11-21</Dt></BookgDt>` + more + `</Ntry>`
}

func tx(more string) string { return ntry("<NtryDtls><TxDtls>" + more + "</TxDtls></NtryDtls>") }

func TestRead_StatementHeader(t *testing.T) {
	f := read(t, sample(t, "club.053.08.xml"))
	if f.Format != "camt.053.001.08" || f.Kind != bank.KindStatement || f.Source != "camt.053" || f.MessageID != "MSG-1" {
		t.Errorf("file %q %q %q %q", f.Format, f.Kind, f.Source, f.MessageID)
	}
	got := f.Statements[0]
	got.Bookings, got.Entries = nil, nil
	day := cal.MustParse("2026-11-21")
	want := bank.Statement{Kind: bank.KindStatement, ID: "STMT-1", Sequence: "20261122060000", Account: "12345678903",
		Owner: "Fjellvik Idrettslag", Currency: money.NOK, From: day, To: day, Copy: "DUPL", Page: 1, LastPage: true,
		Opening: &bank.Balance{Amount: nok(100000), On: day}, Closing: &bank.Balance{Amount: nok(397400), On: day}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("statement differs (-got +want):\n%s", diff)
	}
}

func TestRead_EveryPaymentIsAnEntry(t *testing.T) {
	f := read(t, sample(t, "club.053.08.xml"))
	day, before, after := cal.MustParse("2026-11-21"), cal.MustParse("2026-11-20"), cal.MustParse("2026-11-22")
	p, b := bank.RolePayment, bank.StatusBooked
	want := []bank.Entry{
		{Place: bank.Place{Ref: "1"}, Role: p, Status: b, BookingDate: day, ValueDate: before, Amount: nok(50000), KID: "001234567-",
			Payer: "Kari & Ola Øyan", PayerAccount: "86011117947", UltimatePayer: "Per Øyan", Code: "PMNT/RCDT/VCOM", Proprietary: "230",
			Refs: bank.Refs{Servicer: "T1", UETR: "0f0f0f0f-0000-4000-8000-000000000001"}},
		{Place: bank.Place{Ref: "2/1"}, Booking: 1, Role: p, Status: b, BookingDate: day, Amount: nok(100000), Text: "Faktura 100 245",
			Lines: []string{"Faktura 100", "245"}, Refs: bank.Refs{Servicer: "B2", Shared: true}},
		{Place: bank.Place{Ref: "2/2"}, Booking: 1, Role: p, Status: b, BookingDate: day, Amount: nok(50000), Text: "Fra: Lise",
			Lines: []string{"Fra: Lise"}, BankText: "Fra: Lise", Refs: bank.Refs{Servicer: "B2", Shared: true}},
		{Place: bank.Place{Ref: "2"}, Booking: 1, Role: bank.RoleDifference, Status: b, BookingDate: day, Amount: nok(-2600),
			Text: "Innbetalinger", Lines: []string{"Innbetalinger"}, BankText: "Innbetalinger", Refs: bank.Refs{Servicer: "B2"}},
		{Place: bank.Place{Ref: "3"}, Booking: 2, Role: p, Status: b, BookingDate: day, Amount: nok(100000), Charges: nok(-7500),
			Payer: "Müller GmbH", PayerAccount: "DE89370400440532013000", Documents: []bank.Document{
				{Type: "CINV", Number: "100246", Amount: nok(120000), HasAmount: true},
				{Type: "CREN", Number: "K12", Amount: nok(-20000), HasAmount: true}}},
		{Place: bank.Place{Ref: "4"}, Booking: 3, Role: p, Status: b, BookingDate: day, Amount: nok(37500), Lump: true,
			Text: "Sumpost OCR-00001", Lines: []string{"Sumpost OCR-00001"}, BankText: "Sumpost OCR-00001"},
		{Place: bank.Place{Ref: "5"}, Booking: 4, Role: p, Status: b, BookingDate: day, Amount: nok(-30000), Reversal: true,
			Payer: "Ola Nordmann", PayerAccount: "86011117947"},
		{Place: bank.Place{Ref: "6"}, Booking: 5, Role: p, Status: bank.StatusPending, BookingDate: after, Amount: nok(7700)},
		{Place: bank.Place{Ref: "7"}, Booking: 6, Role: p, Status: bank.StatusInfo, Amount: nok(8800)},
	}
	if diff := cmp.Diff(f.Statements[0].Entries, want, cmpopts.IgnoreFields(bank.Entry{}, "Fingerprint", "Likeness", "Occurrence")); diff != "" {
		t.Errorf("entries differ (-got +want):\n%s", diff)
	}
}

func TestRead_OnlyBookedEntriesOfAStatementMayBeBooked(t *testing.T) {
	s := read(t, sample(t, "club.053.08.xml")).Statements[0]
	var refs []string
	for i := range s.Entries {
		if !s.Bookable(&s.Entries[i]) {
			refs = append(refs, s.Entries[i].Place.Ref)
		}
	}
	if diff := cmp.Diff(refs, []string{"6", "7"}); diff != "" {
		t.Errorf("not bookable (-got +want):\n%s", diff)
	}
	interim := read(t, sample(t, "day.052.04.xml"))
	s = interim.Statements[0]
	if interim.Kind != bank.KindInterim || s.Bookable(&s.Entries[0]) {
		t.Errorf("an entry of an interim report (%s) may be booked", interim.Kind)
	}
}

func TestRead_Version01(t *testing.T) {
	f := read(t, sample(t, "old.053.01.xml"))
	s := f.Statements[0]
	if f.Format != "camt.053.001.01" || s.Account != "12345678903" {
		t.Errorf("format %q, account %q", f.Format, s.Account)
	}
	want := bank.Entry{Place: bank.Place{Entry: 1, Detail: 1}, Role: bank.RolePayment, Status: bank.StatusBooked,
		BookingDate: cal.MustParse("2010-01-05"), Amount: nok(885), KID: "12345672", Payer: "Payer", PayerAccount: "ABC1",
		Documents: []bank.Document{{Type: "CINV", Number: "7"}}}
	if diff := cmp.Diff(s.Entries[0], want, cmpopts.IgnoreFields(bank.Entry{}, "Fingerprint", "Likeness", "Occurrence")); diff != "" {
		t.Errorf("entry differs (-got +want):\n%s", diff)
	}
	if c, diff := s.Check(); c != bank.ContinuityOK {
		t.Errorf("balance %s by %s", c, diff)
	}
}

func TestRead_NotificationWithOddNameSpace(t *testing.T) {
	f := read(t, sample(t, "batch.054.02.xml"))
	if f.Format != "camt.054" || f.Kind != bank.KindNotification {
		t.Errorf("format %q, kind %q", f.Format, f.Kind)
	}
	type line struct {
		At       string
		Minor    int64
		RF, Role string
		Unpriced bool
	}
	var got []line
	for _, e := range f.Statements[0].Entries {
		got = append(got, line{e.Place.String(), e.Amount.Minor, e.RF, string(e.Role), e.Unpriced})
	}
	want := []line{{At: "1/1", Minor: 1000, RF: "RF18539007547034", Role: "payment"}, {At: "1/2", Minor: 2000, Role: "payment"},
		{At: "2/1", Role: "payment", Unpriced: true}, {At: "2/2", Minor: 1500, Role: "payment"}, {At: "2", Minor: 4000, Role: "difference"}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("entries differ (-got +want):\n%s", diff)
	}
}

func TestRead_MessageElementDecidesAndNameSpaceGivesTheVersion(t *testing.T) {
	body := `<GrpHdr/><Stmt><Id>1</Id></Stmt>`
	for _, test := range []struct{ doc, format string }{
		{`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.13"><BkToCstmrStmt>` + body + `</BkToCstmrStmt></Document>`, "camt.053.001.13"},
		{`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.04"><BkToCstmrStmt>` + body + `</BkToCstmrStmt></Document>`, "camt.053.001.04"},
		{`<Document xmlns="iso:20023"><BkToCstmrStmt>` + body + `</BkToCstmrStmt></Document>`, "camt.053"},
		{`<Document><BkToCstmrStmt>` + body + `</BkToCstmrStmt></Document>`, "camt.053"},
		{`<Document xmlns:xsi="x" xsi:schemaLocation="camt.053.001.01" xmlns="urn:x:camt.053.001.02"><BkToCstmrStmt>` + body + `</BkToCstmrStmt></Document>`, "camt.053.001.02"},
		{`<c:Document><c:BkToCstmrStmt xmlns:c="urn:x:camt.053.001.08">` + strings.NewReplacer("</", "</c:", "<", "<c:").Replace(body) + `</c:BkToCstmrStmt></c:Document>`, "camt.053.001.08"},
		{`<Env><Hdr/><Document xmlns="urn:x:camt.053.001.08"><BkToCstmrStmt>` + body + `</BkToCstmrStmt></Document></Env>`, "camt.053.001.08"},
		{"\uFEFF \n<!-- c --><Document xmlns='urn:x:camt.053.001.08'><BkToCstmrStmt>" + body + `</BkToCstmrStmt></Document>`, "camt.053.001.08"},
	} {
		data := []byte(test.doc)
		if got := (camt.Reader{}).Detect(data); got != test.format {
			t.Errorf("detected %q in %.80s, want %q", got, test.doc, test.format)
		}
		if got := read(t, data).Format; got != test.format {
			t.Errorf("read %q in %.80s, want %q", got, test.doc, test.format)
		}
	}
}

func TestDetect_LeavesOtherFilesAlone(t *testing.T) {
	for _, doc := range []string{"", "NY000010", "{1:F01}", `<html><body/></html>`, `"Dato";"Tekst"`, "\xff\xfe", "\x00"} {
		if got := (camt.Reader{}).Detect([]byte(doc)); got != "" {
			t.Errorf("detected %q in %q", got, doc)
		}
	}
}

func TestRead_CharacterSets(t *testing.T) {
	doc := `<Document xmlns="urn:x:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Ownr><Nm>Bjørnøya Båtlag €</Nm></Ownr></Acct></Stmt></BkToCstmrStmt></Document>`
	encode := func(c *charmap.Charmap, s string) []byte {
		b, err := c.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	little := []byte("\xff\xfe")
	big := []byte("\xfe\xff")
	for _, u := range utf16.Encode([]rune(doc)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	for _, test := range []struct {
		name string
		data []byte
		note bool
	}{
		{"utf-8", []byte(doc), false},
		{"utf-8 with mark", []byte("\uFEFF" + doc), false},
		{"declared utf-8", []byte(`<?xml version="1.0" encoding="UTF-8"?>` + doc), false},
		{"declared latin-1", encode(charmap.Windows1252, `<?xml version="1.0" encoding="ISO-8859-1"?>`+doc), false},
		{"declared latin-9", encode(charmap.ISO8859_15, `<?xml version="1.0" encoding='iso-8859-15'?>`+doc), false},
		{"declared windows-1252", encode(charmap.Windows1252, `<?xml version = "1.0" encoding = "windows-1252" ?>`+doc), false},
		{"declared utf-8, is windows-1252", encode(charmap.Windows1252, `<?xml version="1.0" encoding="utf-8"?>`+doc), true},
		{"undeclared windows-1252", encode(charmap.Windows1252, doc), true},
		{"declared utf-16, is utf-8", []byte(`<?xml version="1.0" encoding="utf-16"?>` + doc), true},
		{"end mark", []byte(doc + "\r\n\x1a"), false},
		{"utf-16 little", little, false},
		{"utf-16 big", big, false},
	} {
		f := read(t, test.data)
		if got := f.Statements[0].Owner; got != "Bjørnøya Båtlag €" {
			t.Errorf("%s: owner %q", test.name, got)
		}
		if (len(f.Notes) == 1) != test.note || (test.note && f.Notes[0].Code != bank.NoteCharset) {
			t.Errorf("%s: notes %v", test.name, f.Notes)
		}
	}
}

func TestRead_Refuses(t *testing.T) {
	valid := string(document(ntry("")))
	swap := func(old, new string) []byte {
		if !strings.Contains(valid, old) {
			t.Fatalf("%q is not in the document", old)
		}
		return []byte(strings.Replace(valid, old, new, 1))
	}
	for _, test := range []struct {
		name   string
		data   []byte
		reason bank.Reason
		path   string
	}{
		{"cut off", []byte(valid[:len(valid)-30]), bank.ReasonSyntax, "Document/BkToCstmrStmt/Stmt[1]"},
		{"no statement", swap(valid[strings.Index(valid, "<Stmt>"):strings.Index(valid, "</BkToCstmrStmt>")], ""), bank.ReasonEmpty, "Document"},
		{"payment order", []byte(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/></Document>`), bank.ReasonMessage, ""},
		{"document type", []byte("<!DOCTYPE Document>" + valid), bank.ReasonDoctype, ""},
		{"unknown set", []byte("<?xml version='1.0' encoding='EBCDIC-NO'?>" + strings.Replace(valid, "<Id>S", "<Id>ø", 1)), bank.ReasonCharset, ""},
		{"no amount", swap(`<Amt Ccy="NOK">100.00</Amt>`, ""), bank.ReasonMissing, "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]"},
		{"no sign", swap(`<CdtDbtInd>CRDT</CdtDbtInd>`, ""), bank.ReasonMissing, ""},
		{"wrong sign", swap(`CRDT`, "PLUS"), bank.ReasonValue, ""},
		{"negative", swap(`100.00`, "-100.00"), bank.ReasonAmount, "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/Amt"},
		{"comma", swap(`100.00`, "100,00"), bank.ReasonAmount, ""},
		{"empty amount", swap(`100.00`, ""), bank.ReasonAmount, ""},
		{"six decimals", swap(`100.00`, "100.000000"), bank.ReasonAmount, ""},
		{"part of an øre", swap(`100.00`, "100.005"), bank.ReasonMinor, ""},
		{"19 digits and more", swap(`100.00`, "99999999999999999999.00"), bank.ReasonAmount, ""},
		{"currency", swap(`Ccy="NOK"`, `Ccy="kr"`), bank.ReasonValue, ""},
		{"date that is not", swap(`2026-11-21`, "2026-02-30"), bank.ReasonDate, "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/BookgDt"},
		{"date of another form", swap(`2026-11-21`, "21.11.2026"), bank.ReasonDate, ""},
		{"long text", swap(`<Id>S</Id>`, "<Id>"+strings.Repeat("S", 5000)+"</Id>"), bank.ReasonText, ""},
		{"deep", swap(`<Id>S</Id>`, strings.Repeat("<x>", 70)+strings.Repeat("</x>", 70)), bank.ReasonDepth, ""},
		{"long text in pieces", swap(`<Id>S</Id>`, "<Id>"+strings.Repeat("SSSSSSSSSS<!-- -->", 500)+"</Id>"), bank.ReasonText, ""},
		{"long code in pieces", swap(`BOOK`, strings.Repeat("SSSSSSSSSS<!-- -->", 500)), bank.ReasonText, ""},
		{"too many statements", swap("<Stmt>", strings.Repeat("<Stmt/>", bank.MaxStatements)+"<Stmt>"), bank.ReasonEntries, ""},
		{"two messages", []byte(`<E><BkToCstmrStmt><Stmt/></BkToCstmrStmt><BkToCstmrAcctRpt><Rpt/></BkToCstmrAcctRpt></E>`), bank.ReasonMessage, ""},
	} {
		_, err := bank.Read("x.xml", test.data, camt.Reader{})
		var e *bank.Error
		if !errors.As(err, &e) || e.Reason != test.reason {
			t.Errorf("%s: error %v, want reason %s", test.name, err, test.reason)
			continue
		}
		if test.path != "" && e.Path != test.path {
			t.Errorf("%s: path %q, want %q", test.name, e.Path, test.path)
		}
		if !strings.HasPrefix(e.Error(), `read bank file "x.xml": `) || strings.Contains(e.Error(), "{") {
			t.Errorf("%s: message %q", test.name, e.Error())
		}
	}
}

func TestRead_RefusesTooManyEntries(t *testing.T) {
	data := document(ntry("<NtryDtls>" + strings.Repeat("<TxDtls/>", bank.MaxEntries+1) + "</NtryDtls>"))
	var e *bank.Error
	if _, err := bank.Read("x.xml", data, camt.Reader{}); !errors.As(err, &e) || e.Reason != bank.ReasonEntries {
		t.Errorf("error %v, want reason %s", err, bank.ReasonEntries)
	}
}

func TestRead_References(t *testing.T) {
	ref := func(s string) string {
		return "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>" + s + "</Ref></CdtrRefInf></Strd>"
	}
	for _, test := range []struct {
		name, info string
		want       bank.Entry
	}{
		{"KID", ref(" 0012 345 672 "), bank.Entry{KID: "0012345672"}},
		{"KID without type", "<Strd><CdtrRefInf><Ref>12345-</Ref></CdtrRefInf></Strd>", bank.Entry{KID: "12345-"}},
		{"the same KID twice", ref("12345") + ref("12345"), bank.Entry{KID: "12345"}},
		{"two KIDs", ref("12345") + ref("67890"), bank.Entry{Documents: []bank.Document{{Type: "SCOR", Number: "12345"}, {Type: "SCOR", Number: "67890"}}}},
		{"RF without issuer", ref("RF18539007547034"), bank.Entry{RF: "RF18539007547034"}},
		{"26 digits", ref("12345678901234567890123456"), bank.Entry{References: []string{"12345678901234567890123456"}}},
		{"letters", ref("INV-7"), bank.Entry{References: []string{"INV-7"}}},
		{"amount for several documents", "<Strd><RfrdDocInf><Nb>1</Nb></RfrdDocInf><RfrdDocInf><Nb>2</Nb></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy='NOK'>5</RmtdAmt></RfrdDocAmt></Strd>",
			bank.Entry{Documents: []bank.Document{{Number: "1"}, {Number: "2"}}}},
		{"amounts of .13", "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CREN</Cd></CdOrPrtry></Tp><Nb>1</Nb><LineDtls><Id><Nb>9</Nb></Id></LineDtls></RfrdDocInf><RfrdDocAmt><RmtAmtAndTp><Tp><Cd>X</Cd></Tp><Amt Ccy='NOK'>5</Amt></RmtAmtAndTp></RfrdDocAmt></Strd>",
			bank.Entry{Documents: []bank.Document{{Type: "CREN", Number: "1", Amount: nok(-500), HasAmount: true}}}},
	} {
		e := read(t, document(tx("<RmtInf>"+test.info+"</RmtInf>"))).Statements[0].Entries[0]
		got := bank.Entry{KID: e.KID, RF: e.RF, References: e.References, Documents: e.Documents}
		if diff := cmp.Diff(got, test.want); diff != "" {
			t.Errorf("%s differs (-got +want):\n%s", test.name, diff)
		}
	}
}

func TestRead_TextJoinsFullPiecesWithoutABlank(t *testing.T) {
	full := strings.Repeat("ø", 134) + "faktur"
	for _, test := range []struct{ details, text, bankText string }{
		{"<RmtInf><Ustrd>a</Ustrd><Ustrd> b </Ustrd></RmtInf><AddtlTxInf>c</AddtlTxInf>", "a b", "c d"},
		{"<RmtInf><Ustrd>" + full + "</Ustrd><Ustrd>a 1001</Ustrd></RmtInf>", full + "a 1001", "d"},
		{"<AddtlTxInf>c</AddtlTxInf>", "c", "c d"},
		{"", "d", "d"},
	} {
		e := read(t, document(ntry("<NtryDtls><TxDtls>"+test.details+"</TxDtls></NtryDtls><AddtlNtryInf>d</AddtlNtryInf>"))).Statements[0].Entries[0]
		if e.Text != test.text || e.BankText != test.bankText {
			t.Errorf("text %q, bank text %q, want %q, %q", e.Text, e.BankText, test.text, test.bankText)
		}
	}
}

func TestRead_AmountOfThePaymentInTheCurrencyOfTheBooking(t *testing.T) {
	for _, test := range []struct {
		name, details string
		want          bank.Entry
	}{
		{"none", "", bank.Entry{Amount: nok(10000)}},
		{"other currency", `<Amt Ccy="SEK">0</Amt><CdtDbtInd>CRDT</CdtDbtInd>`, bank.Entry{Amount: nok(10000)}},
		{"counter value", `<Amt Ccy="USD">11.00</Amt><AmtDtls><InstdAmt><Amt Ccy="USD">11.00</Amt></InstdAmt><CntrValAmt><Amt Ccy="NOK">100.00</Amt></CntrValAmt></AmtDtls>`,
			bank.Entry{Amount: nok(10000), Instructed: money.New(1100, "USD")}},
		{"other direction", `<Amt Ccy="NOK">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>`, bank.Entry{Amount: nok(10000)}},
		{"charge with the sign turned", `<Amt Ccy="NOK">110.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Chrgs><Rcrd><Amt Ccy="NOK">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs>`,
			bank.Entry{Amount: nok(11000), Charges: nok(-1000)}},
		{"charge of .02", `<AmtDtls><TxAmt><Amt Ccy="NOK">110.00</Amt></TxAmt></AmtDtls><Chrgs><Amt Ccy="NOK">4.00</Amt></Chrgs><Chrgs><Amt Ccy="NOK">6.00</Amt></Chrgs>`,
			bank.Entry{Amount: nok(11000), Charges: nok(-1000)}},
		{"charge told only", `<Amt Ccy="NOK">100.00</Amt><Chrgs><TtlChrgsAndTaxAmt Ccy="NOK">10.00</TtlChrgsAndTaxAmt></Chrgs>`, bank.Entry{Amount: nok(10000)}},
	} {
		s := read(t, document(tx(test.details))).Statements[0]
		got := bank.Entry{Amount: s.Entries[0].Amount, Charges: s.Entries[0].Charges, Instructed: s.Entries[0].Instructed}
		if diff := cmp.Diff(got, test.want); diff != "" || len(s.Entries) != 1 {
			t.Errorf("%s: %d entries, differs (-got +want):\n%s", test.name, len(s.Entries), diff)
		}
	}
}

func TestRead_ChargesOfABatchStandAsTheirOwnLine(t *testing.T) {
	s := read(t, document(ntry(`<Chrgs><TtlChrgsAndTaxAmt Ccy="NOK">20.00</TtlChrgsAndTaxAmt></Chrgs><NtryDtls>`+
		`<TxDtls><Amt Ccy="NOK">70.00</Amt></TxDtls><TxDtls><Amt Ccy="NOK">50.00</Amt></TxDtls></NtryDtls>`))).Statements[0]
	var got []string
	for _, e := range s.Entries {
		got = append(got, string(e.Role)+" "+e.Amount.String()+" "+e.Place.String())
	}
	if diff := cmp.Diff(got, []string{"payment 70.00 1/1", "payment 50.00 1/2", "charges -20.00 1"}); diff != "" {
		t.Errorf("entries differ (-got +want):\n%s", diff)
	}
}

func TestRead_AmountWithoutCurrencyIsInThatOfTheAccount(t *testing.T) {
	s := read(t, document(strings.Replace(ntry(""), ` Ccy="NOK"`, "", 1))).Statements[0]
	if s.Entries[0].Amount != nok(10000) {
		t.Errorf("amount %+v, want NOK 100.00", s.Entries[0].Amount)
	}
	var e *bank.Error
	data := bytes.Replace(document(strings.Replace(ntry(""), ` Ccy="NOK"`, "", 1)), []byte("<Ccy>NOK</Ccy>"), nil, 1)
	if _, err := bank.Read("x.xml", data, camt.Reader{}); !errors.As(err, &e) || e.Reason != bank.ReasonMissing {
		t.Errorf("error %v, want reason %s", err, bank.ReasonMissing)
	}
}

func TestRead_BatchOfInstructedAmounts(t *testing.T) {
	one := `<TxDtls><AmtDtls><InstdAmt><Amt Ccy="NOK">50.00</Amt></InstdAmt></AmtDtls></TxDtls>`
	s := read(t, document(ntry(`<NtryDtls>`+one+one+`</NtryDtls>`))).Statements[0]
	if len(s.Entries) != 2 || s.Entries[0].Amount != nok(5000) || s.Entries[1].Unpriced {
		t.Errorf("entries %+v, want two of 50.00", s.Entries)
	}
}

func TestRead_UnreadableSideAmountIsNotedNotFatal(t *testing.T) {
	f := read(t, document(tx(`<AmtDtls><InstdAmt><Amt Ccy="USD">1,000.00</Amt></InstdAmt></AmtDtls>`)))
	want := []bank.Note{{Code: bank.NoteAmountIgnored, Args: map[string]string{"value": "1,000.00",
		"path": "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/AmtDtls/InstdAmt/Amt"}}}
	if diff := cmp.Diff(f.Notes, want); diff != "" {
		t.Errorf("notes differ (-got +want):\n%s", diff)
	}
}

func TestRead_ReturnsAreReversals(t *testing.T) {
	rrtn := `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>`
	for _, entry := range []string{ntry(rrtn), ntry(rrtn + "<NtryDtls><TxDtls/></NtryDtls>"), tx(rrtn),
		tx("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"), ntry("<RvslInd>1</RvslInd>")} {
		if e := read(t, document(entry)).Statements[0].Entries[0]; !e.Reversal {
			t.Errorf("no reversal: %s", entry)
		}
	}
	if e := read(t, document(tx(""))).Statements[0].Entries[0]; e.Reversal {
		t.Error("a plain payment is a reversal")
	}
}

func TestRead_PayerIsTheOtherSide(t *testing.T) {
	sides := func(debtor, creditor string) string {
		return `<RltdPties><Dbtr><Nm>Debtor</Nm></Dbtr><DbtrAcct><Id><IBAN>` + debtor + `</IBAN></Id></DbtrAcct>` +
			`<Cdtr><Nm>Creditor</Nm></Cdtr><CdtrAcct><Id><IBAN>` + creditor + `</IBAN></Id></CdtrAcct></RltdPties>`
	}
	own, other := "NO7112345678903", "NO9386011117947"
	for _, test := range []struct{ entry, payer string }{
		{tx(sides(other, own)), "Debtor"},
		{strings.Replace(tx(sides(own, other)), "CRDT", "DBIT", 1), "Creditor"},
		{tx(sides(own, other)), "Creditor"}, // a payment of ours that came back keeps its sides
	} {
		e := read(t, document(test.entry)).Statements[0].Entries[0]
		if e.Payer != test.payer || e.PayerAccount != "86011117947" {
			t.Errorf("payer %q of account %q, want %q", e.Payer, e.PayerAccount, test.payer)
		}
	}
}
