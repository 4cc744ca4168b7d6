package camt_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"testing"

	"fakturist/billing/bank"
	"fakturist/billing/bank/camt"
)

// statement makes a camt.053.001.08 of n entries as a Norwegian bank writes them, one payment each.
func statement(n int) []byte {
	var b bytes.Buffer
	total := 0
	for i := range n {
		total += 10000 + i
	}
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<ns2:Document xmlns:ns2="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><ns2:BkToCstmrStmt><ns2:GrpHdr><ns2:MsgId>BENCH</ns2:MsgId></ns2:GrpHdr><ns2:Stmt><ns2:Id>1</ns2:Id><ns2:Acct><ns2:Id><ns2:IBAN>NO7112345678903</ns2:IBAN></ns2:Id><ns2:Ccy>NOK</ns2:Ccy></ns2:Acct>`+
		`<ns2:Bal><ns2:Tp><ns2:CdOrPrtry><ns2:Cd>OPBD</ns2:Cd></ns2:CdOrPrtry></ns2:Tp><ns2:Amt Ccy="NOK">0.00</ns2:Amt><ns2:CdtDbtInd>CRDT</ns2:CdtDbtInd><ns2:Dt><ns2:Dt>2026-11-21</ns2:Dt></ns2:Dt></ns2:Bal>`+
		`<ns2:Bal><ns2:Tp><ns2:CdOrPrtry><ns2:Cd>CLBD</ns2:Cd></ns2:CdOrPrtry></ns2:Tp><ns2:Amt Ccy="NOK">%d.%02d</ns2:Amt><ns2:CdtDbtInd>CRDT</ns2:CdtDbtInd><ns2:Dt><ns2:Dt>2026-11-21</ns2:Dt></ns2:Dt></ns2:Bal>`, total/100, total%100)
	for i := range n {
		minor := 10000 + i
		fmt.Fprintf(&b, "\n"+`<ns2:Ntry><ns2:NtryRef>%011d-%d</ns2:NtryRef><ns2:Amt Ccy="NOK">%d.%02d</ns2:Amt><ns2:CdtDbtInd>CRDT</ns2:CdtDbtInd><ns2:Sts><ns2:Cd>BOOK</ns2:Cd></ns2:Sts><ns2:BookgDt><ns2:Dt>2026-11-21</ns2:Dt></ns2:BookgDt><ns2:ValDt><ns2:Dt>2026-11-21</ns2:Dt></ns2:ValDt><ns2:AcctSvcrRef>%d</ns2:AcctSvcrRef>`+
			`<ns2:BkTxCd><ns2:Domn><ns2:Cd>PMNT</ns2:Cd><ns2:Fmly><ns2:Cd>RCDT</ns2:Cd><ns2:SubFmlyCd>VCOM</ns2:SubFmlyCd></ns2:Fmly></ns2:Domn></ns2:BkTxCd><ns2:NtryDtls><ns2:TxDtls><ns2:Refs><ns2:AcctSvcrRef>%d</ns2:AcctSvcrRef><ns2:EndToEndId>NOTPROVIDED</ns2:EndToEndId></ns2:Refs><ns2:Amt Ccy="NOK">%d.%02d</ns2:Amt><ns2:CdtDbtInd>CRDT</ns2:CdtDbtInd>`+
			`<ns2:RltdPties><ns2:Dbtr><ns2:Pty><ns2:Nm>Tromsø &amp; Omegn Rør %d</ns2:Nm></ns2:Pty></ns2:Dbtr><ns2:DbtrAcct><ns2:Id><ns2:Othr><ns2:Id>86011117947</ns2:Id><ns2:SchmeNm><ns2:Cd>BBAN</ns2:Cd></ns2:SchmeNm></ns2:Othr></ns2:Id></ns2:DbtrAcct></ns2:RltdPties><ns2:RmtInf><ns2:Strd><ns2:CdtrRefInf><ns2:Tp><ns2:CdOrPrtry><ns2:Cd>SCOR</ns2:Cd></ns2:CdOrPrtry></ns2:Tp><ns2:Ref>%025d</ns2:Ref></ns2:CdtrRefInf></ns2:Strd></ns2:RmtInf></ns2:TxDtls></ns2:NtryDtls></ns2:Ntry>`,
			i, i%7, minor/100, minor%100, 900000000+i, 900000000+i, minor/100, minor%100, i%500, i)
	}
	b.WriteString(`</ns2:Stmt></ns2:BkToCstmrStmt></ns2:Document>`)
	return b.Bytes()
}

func BenchmarkRead10000Entries(b *testing.B) {
	data := statement(10_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		f, err := bank.Read("bench", data, camt.Reader{})
		if err != nil {
			b.Fatal(err)
		}
		if c, _ := f.Statements[0].Check(); len(f.Statements[0].Entries) != 10_000 || c != bank.ContinuityOK {
			b.Fatalf("%d entries, balance %s", len(f.Statements[0].Entries), c)
		}
	}
}

// BenchmarkReaderOnly10000Entries leaves out file hash and fingerprints.
func BenchmarkReaderOnly10000Entries(b *testing.B) {
	data := statement(10_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (camt.Reader{}).Read(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkByteScanFloor looks at every byte once and does nothing with it: no reader can be faster.
func BenchmarkByteScanFloor(b *testing.B) {
	data := statement(10_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		sum := 0
		for _, c := range data {
			if c == '<' {
				sum++
			}
		}
		if sum == 0 {
			b.Fatal("no tags")
		}
	}
}

// BenchmarkIndexByteFloor finds every tag with vector instructions.
func BenchmarkIndexByteFloor(b *testing.B) {
	data := statement(10_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if bytes.Count(data, []byte{'<'}) == 0 {
			b.Fatal("no tags")
		}
	}
}

// BenchmarkEncodingXML is what the standard library takes only for the tokens.
func BenchmarkEncodingXML(b *testing.B) {
	data := statement(10_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.RawToken(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
