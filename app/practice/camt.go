package practice

import (
	"encoding/xml"
	"fmt"
	"time"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// The elements of camt.053.001.08 and camt.054.001.08 a Norwegian bank uses, in the order of the schemas.
type (
	camtDocument struct {
		XMLName      xml.Name
		Namespace    string       `xml:"xmlns,attr"`
		Statement    *camtMessage `xml:"BkToCstmrStmt"`
		Notification *camtMessage `xml:"BkToCstmrDbtCdtNtfctn"`
	}
	camtMessage struct {
		ID            string     `xml:"GrpHdr>MsgId"`
		Created       string     `xml:"GrpHdr>CreDtTm"`
		Statements    []camtPage `xml:"Stmt"`
		Notifications []camtPage `xml:"Ntfctn"`
	}
	camtPage struct {
		ID       string        `xml:"Id"`
		Sequence int           `xml:"ElctrncSeqNb"`
		Created  string        `xml:"CreDtTm"`
		Account  camtAccount   `xml:"Acct"`
		Balances []camtBalance `xml:"Bal"`
		Entries  []camtEntry   `xml:"Ntry"`
	}
	camtAccount struct {
		ID       string `xml:"Id>Othr>Id"`
		Scheme   string `xml:"Id>Othr>SchmeNm>Cd"`
		Currency string `xml:"Ccy,omitempty"`
	}
	camtBalance struct {
		Code   string     `xml:"Tp>CdOrPrtry>Cd"`
		Amount camtAmount `xml:"Amt"`
		Sign   string     `xml:"CdtDbtInd"`
		Day    string     `xml:"Dt>Dt"`
	}
	camtAmount struct {
		Currency string `xml:"Ccy,attr"`
		Value    string `xml:",chardata"`
	}
	camtEntry struct {
		Reference string       `xml:"NtryRef"`
		Amount    camtAmount   `xml:"Amt"`
		Sign      string       `xml:"CdtDbtInd"`
		Status    string       `xml:"Sts>Cd"`
		Booked    string       `xml:"BookgDt>Dt"`
		Value     string       `xml:"ValDt>Dt"`
		Servicer  string       `xml:"AcctSvcrRef"`
		Domain    string       `xml:"BkTxCd>Domn>Cd"`
		Family    string       `xml:"BkTxCd>Domn>Fmly>Cd"`
		SubFamily string       `xml:"BkTxCd>Domn>Fmly>SubFmlyCd"`
		Batch     *camtBatch   `xml:"NtryDtls>Btch"`
		Details   []camtDetail `xml:"NtryDtls>TxDtls"`
		Text      string       `xml:"AddtlNtryInf,omitempty"`
	}
	camtBatch struct {
		Count  int        `xml:"NbOfTxs"`
		Amount camtAmount `xml:"TtlAmt"`
		Sign   string     `xml:"CdtDbtInd"`
	}
	camtDetail struct {
		Servicer   string         `xml:"Refs>AcctSvcrRef"`
		EndToEnd   string         `xml:"Refs>EndToEndId"`
		Amount     camtAmount     `xml:"Amt"`
		Sign       string         `xml:"CdtDbtInd"`
		Payer      string         `xml:"RltdPties>Dbtr>Pty>Nm,omitempty"`
		From       camtAccount    `xml:"RltdPties>DbtrAcct"`
		Remittance camtRemittance `xml:"RmtInf"`
	}
	camtRemittance struct {
		Text       string          `xml:"Ustrd,omitempty"`
		Structured *camtStructured `xml:"Strd"`
	}
	camtStructured struct {
		Type      string `xml:"CdtrRefInf>Tp>CdOrPrtry>Cd"`
		Reference string `xml:"CdtrRefInf>Ref"`
	}
)

// statement writes camt.053 for all accounts of a day.
func (b *Bank) statement(serial string, day cal.Date, pages []page) ([]byte, error) {
	message := b.message("PB053-" + serial)
	for _, pg := range pages {
		p := b.camtPage(day, pg)
		p.Balances = []camtBalance{balance("OPBD", pg.opening, day), balance("CLBD", pg.closing, day)}
		for _, pay := range pg.single {
			p.Entries = append(p.Entries, entry(len(p.Entries), day, pay.Amount, pay.Reference, "OTHR", pay))
		}
		if len(pg.lumped) > 0 {
			lump := entry(len(p.Entries), day, pg.lump, pg.lumpReference, "OTHR")
			lump.Text = fmt.Sprintf("Sumpost OCR-%05d", pg.number)
			p.Entries = append(p.Entries, lump)
		}
		message.Statements = append(message.Statements, p)
	}
	return writeCamt("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", camtDocument{Statement: message})
}

// notification writes camt.054 with the payments behind the lumps, nil when there are none.
func (b *Bank) notification(serial string, day cal.Date, pages []page) ([]byte, error) {
	message := b.message("PB054-" + serial)
	for _, pg := range pages {
		if len(pg.lumped) == 0 {
			continue
		}
		p := b.camtPage(day, pg)
		p.Entries = []camtEntry{entry(0, day, pg.lump, pg.lumpReference, "VCOM", pg.lumped...)}
		p.Entries[0].Batch = &camtBatch{Count: len(pg.lumped), Amount: amount(pg.lump), Sign: direction(pg.lump)}
		message.Notifications = append(message.Notifications, p)
	}
	if len(message.Notifications) == 0 {
		return nil, nil
	}
	return writeCamt("urn:iso:std:iso:20022:tech:xsd:camt.054.001.08", camtDocument{Notification: message})
}

func writeCamt(namespace string, d camtDocument) ([]byte, error) {
	d.XMLName, d.Namespace = xml.Name{Local: "Document"}, namespace
	body, err := xml.MarshalIndent(d, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write camt: %w", err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}

func (b *Bank) message(id string) *camtMessage {
	return &camtMessage{ID: id, Created: b.world.now().UTC().Format(time.RFC3339)}
}

func (b *Bank) camtPage(day cal.Date, pg page) camtPage {
	return camtPage{
		ID: pg.account + "." + compact(day), Sequence: pg.number, Created: b.world.now().UTC().Format(time.RFC3339),
		Account: camtAccount{pg.account, "BBAN", string(pg.opening.Currency)},
	}
}

func balance(code string, a money.Amount, day cal.Date) camtBalance {
	return camtBalance{Code: code, Amount: amount(a), Sign: direction(a), Day: day.String()}
}

func entry(n int, day cal.Date, sum money.Amount, reference, kind string, payments ...Payment) camtEntry {
	e := camtEntry{
		Reference: fmt.Sprint(n + 1), Amount: amount(sum), Sign: direction(sum), Status: "BOOK", Booked: day.String(), Value: day.String(),
		Servicer: reference, Domain: "PMNT", Family: "RCDT", SubFamily: kind,
	}
	for _, p := range payments {
		e.Details = append(e.Details, detail(p))
	}
	return e
}

func detail(p Payment) camtDetail {
	d := camtDetail{
		Servicer: p.Reference, EndToEnd: "NOTPROVIDED", Amount: amount(p.Amount), Sign: direction(p.Amount), Payer: p.Claim.Payer,
		From: camtAccount{ID: p.Claim.PayerAccount, Scheme: "BBAN"},
	}
	if p.KID != "" {
		d.Remittance.Structured = &camtStructured{Type: "SCOR", Reference: p.KID}
	} else {
		d.Remittance.Text = p.Text
	}
	return d
}

func amount(a money.Amount) camtAmount { return camtAmount{string(a.Currency), a.Abs().String()} }

// direction is the sign of an amount; camt never writes a minus.
func direction(a money.Amount) string {
	if a.Sign() < 0 {
		return "DBIT"
	}
	return "CRDT"
}
