package peppol

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"fakturist/billing/ubl"
)

// envelopeSpace is the namespace of the envelope of a message (SBDH 1.3).
const envelopeSpace = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"

// wrap puts a document into its envelope (Peppol Business Message Envelope 2.0), under an id of ours. The document follows
// without its XML declaration, byte for byte otherwise.
func wrap(document []byte, l label, receiver, id string, at time.Time) ([]byte, error) {
	body, err := undeclared(document)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	write := func(format string, args ...any) {
		for i, a := range args {
			args[i] = escaped(a.(string))
		}
		fmt.Fprintf(&b, format, args...)
	}
	namespace := "urn:oasis:names:specification:ubl:schema:xsd:" + l.root + "-2"
	b.WriteString(xml.Header)
	write(`<StandardBusinessDocument xmlns="%s"><StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion>`, envelopeSpace)
	write(`<Sender><Identifier Authority="%s">%s</Identifier></Sender>`, ubl.ActorScheme, l.sender)
	write(`<Receiver><Identifier Authority="%s">%s</Identifier></Receiver>`, ubl.ActorScheme, receiver)
	write(`<DocumentIdentification><Standard>%s</Standard><TypeVersion>%s</TypeVersion><InstanceIdentifier>%s</InstanceIdentifier><Type>%s</Type>`,
		namespace, l.version, id, l.root)
	write(`<CreationDateAndTime>%s</CreationDateAndTime></DocumentIdentification>`, at.UTC().Format("2006-01-02T15:04:05Z"))
	write(`<BusinessScope><Scope><Type>DOCUMENTID</Type><InstanceIdentifier>%s</InstanceIdentifier><Identifier>%s</Identifier></Scope>`,
		l.docType, ubl.DocumentScheme)
	write(`<Scope><Type>PROCESSID</Type><InstanceIdentifier>%s</InstanceIdentifier><Identifier>%s</Identifier></Scope>`, l.process, ubl.ProcessScheme)
	write(`<Scope><Type>COUNTRY_C1</Type><InstanceIdentifier>%s</InstanceIdentifier></Scope>`, l.country)
	b.WriteString(`</BusinessScope></StandardBusinessDocumentHeader>` + "\n")
	b.Write(body)
	b.WriteString("\n</StandardBusinessDocument>\n")
	return b.Bytes(), nil
}

// undeclared is a document in UTF-8 without byte order mark and XML declaration, which may not stand inside another.
func undeclared(document []byte) ([]byte, error) {
	document = bytes.TrimPrefix(document, []byte("\ufeff"))
	document = bytes.TrimLeft(document, " \t\r\n")
	if bytes.HasPrefix(document, []byte("<?xml")) {
		end := bytes.Index(document, []byte("?>"))
		if end < 0 {
			return nil, rejected(CodeNoDocument, "the XML declaration does not end")
		}
		if encoding := bytes.ToLower(document[:end]); bytes.Contains(encoding, []byte("encoding")) && !bytes.Contains(encoding, []byte("utf-8")) {
			return nil, rejected(CodeNoDocument, "only UTF-8 goes into an envelope")
		}
		document = document[end+2:]
	}
	return bytes.TrimSpace(document), nil
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
