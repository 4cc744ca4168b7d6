// Package camt reads the account messages of ISO 20022: camt.052 (interim report), camt.053 (statement) and camt.054
// (notification), in their versions .01 to .14.
//
// It goes by the message element under Document and compares names without their prefix, since name spaces in real files
// are missing, wrong or contradict each other. Every payment (TxDtls) becomes an entry of its own; a booking (Ntry) whose
// payments and charges do not come to its amount gets the difference as a further entry. Reading is lenient where an
// element decides nothing and strict where money, sign, status or day are concerned. The package imports bank, money, cal
// and xmlscan.
package camt

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"

	"fakturist/billing/bank"
	"fakturist/billing/xmlscan"
)

// Reader reads camt files; it has no state.
type Reader struct{}

// detectWindow is how far Detect looks; the message element stands within the first kilobytes after any comments.
const detectWindow = 64 << 10

// message is what the element under Document says.
type message struct {
	kind      bank.Kind
	source    string // "camt.053"
	statement string // name of its repeated part
}

// messages by element name; version .01 had its version in the name.
var messages = map[string]message{
	"BkToCstmrStmt":            {bank.KindStatement, "camt.053", "Stmt"},
	"BkToCstmrStmtV01":         {bank.KindStatement, "camt.053", "Stmt"},
	"BkToCstmrDbtCdtNtfctn":    {bank.KindNotification, "camt.054", "Ntfctn"},
	"BkToCstmrDbtCdtNtfctnV01": {bank.KindNotification, "camt.054", "Ntfctn"},
	"BkToCstmrAcctRpt":         {bank.KindInterim, "camt.052", "Rpt"},
	"BkToCstmrAcctRptV01":      {bank.KindInterim, "camt.052", "Rpt"},
}

// Detect gives the message and version, "camt.053.001.08", or without a known name space "camt.053". XML that breaks off or
// holds another message in a Document is "camt", so that Read can say what is wrong with it.
func (Reader) Detect(data []byte) string {
	data = data[:min(len(data), detectWindow)]
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		data = data[:len(data)&^1]
	}
	text, _, err := toUTF8(data)
	if err != nil {
		return guess(data)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")) {
		return ""
	}
	s := newScanner(text)
	ns := ""
	for {
		switch s.next() {
		case xmlscan.Start:
			if n := namespaces(&s); n != "" {
				ns = n
			}
			if m, ok := messages[string(s.Name())]; ok {
				return m.source + version(s.Name(), ns)
			}
		case xmlscan.EOF:
			return guess(text)
		}
	}
}

// guess tells a damaged or foreign ISO 20022 message from other XML.
func guess(text []byte) string {
	if bytes.Contains(text, []byte("BkToCstmr")) || bytes.Contains(text, []byte("iso:20022")) ||
		bytes.Contains(text, []byte("<Document")) {
		return "camt"
	}
	return ""
}

// Read reads a whole message.
func (Reader) Read(data []byte) (*bank.File, error) {
	if err := bank.CheckSize(len(data)); err != nil {
		return nil, err
	}
	text, note, err := toUTF8(data)
	if err != nil {
		return nil, err
	}
	text = bytes.TrimRight(text, "\x1a\x00") // end marks that transfers between computers leave behind
	if !utf8.Valid(text) {
		return nil, bank.Fail(bank.ReasonCharset, "charset", "utf-8")
	}
	r := reader{scanner: newScanner(text), file: &bank.File{}, codes: map[string]string{}}
	if note != nil {
		r.file.Notes = append(r.file.Notes, *note)
	}
	r.document()
	if r.err != nil {
		return nil, r.err
	}
	return r.file, nil
}

// document reads the outermost elements. The message may be wrapped (a business envelope, a transport header).
func (r *reader) document() {
	var root, other string
	ns := ""
	for {
		switch r.next() {
		case xmlscan.Start:
			if r.Depth() == 1 {
				root = cut(r.Name())
			}
			if n := namespaces(&r.scanner); n != "" {
				ns = n
			}
			if m, ok := messages[string(r.Name())]; ok {
				r.message(m, ns)
			} else if r.Depth() >= 2 && string(r.Open(r.Depth()-2)) == "Document" {
				other = cut(r.Name())
				r.skip()
			}
		case xmlscan.EOF:
			if r.err == nil && r.file.Format == "" {
				r.fail(bank.Fail(bank.ReasonMessage, "what", cmp.Or(other, root)))
			}
			return
		}
	}
}

// message reads the element under Document.
func (r *reader) message(m message, ns string) {
	f := m.source + version(r.Name(), ns)
	if r.file.Format != "" && r.file.Source != m.source {
		r.fail(bank.Fail(bank.ReasonMessage, "what", "a file with both "+r.file.Source+" and "+m.source))
		return
	}
	r.file.Format, r.file.Source, r.file.Kind = f, m.source, m.kind
	before := len(r.file.Statements)
	for r.child() {
		switch string(r.Name()) {
		case "GrpHdr":
			r.groupHeader()
		case m.statement:
			r.statement()
		default:
			r.skip()
		}
	}
	if len(r.file.Statements) == before {
		r.fail(bank.Fail(bank.ReasonEmpty, "missing", m.statement))
	}
}

func (r *reader) groupHeader() {
	for r.child() {
		switch string(r.Name()) {
		case "MsgId":
			r.file.MessageID = r.str()
		case "CreDtTm":
			r.file.Created = r.str()
		default:
			r.skip()
		}
	}
}

// namespaces gives the name space among the current element's attributes that speaks of camt, or "".
func namespaces(s *scanner) string {
	attrs := s.Attrs()
	for i := range attrs {
		a := &attrs[i]
		if string(a.Prefix) == "xmlns" || (len(a.Prefix) == 0 && string(a.Local) == "xmlns") {
			if v := s.Value(a); bytes.Contains(v, []byte("camt.05")) {
				return string(v)
			}
		}
	}
	return ""
}

// version is ".001.08" by the name space, ".001.01" by the element name, or "" when neither says. The number of the message
// in a name space is not trusted, only its version.
func version(element []byte, ns string) string {
	if i := strings.Index(ns, "camt.05"); i >= 0 && len(ns) >= i+15 {
		if v := ns[i+8 : i+15]; v[0] == '.' && v[4] == '.' && allDigits(v[1:4]) && allDigits(v[5:]) {
			return v
		}
	}
	if bytes.HasSuffix(element, []byte("V01")) {
		return ".001.01"
	}
	return ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
