package lookup

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
	"unicode/utf8"

	"fakturist/billing/xmlscan"
)

// limits are how much XML of a publisher is read; answers seen nest 12 deep, and their longest text is a certificate.
var limits = xmlscan.Limits{Depth: 32, Text: 64 << 10, Attrs: 32}

// readXML reads an answer into v, and refuses what no publisher writes: document types, deep nesting, endless texts, other
// encodings than UTF-8. encoding/xml knows no limits of its own.
func readXML(what string, body []byte, v any) error {
	err := scan(body)
	if err == nil {
		err = xml.Unmarshal(body, v)
	}
	if err != nil {
		return &Error{Reason: CodeSMPAnswer, Answer: what + ": " + err.Error(), Err: err}
	}
	return nil
}

func scan(body []byte) error {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if !utf8.Valid(body) {
		return errors.New("not UTF-8")
	}
	s := xmlscan.New(body, limits)
	for s.Next() != xmlscan.EOF {
		continue
	}
	if err := s.Err(); err != nil {
		return err
	}
	return nil
}

// identifier is an id with its scheme.
type identifier struct {
	Scheme string `xml:"scheme,attr"`
	Value  string `xml:",chardata"`
}

func (i identifier) value() string { return strings.TrimSpace(i.Value) }
