// Package ocr reads OCR giro files, the payments with KID that the Norwegian clearing sends to a payee.
//
// The layout is that of the Nets "OCR giro System manual" (2003) and "AvtaleGiro systemspesifikasjon" v3.3 (November 2016):
// records of 80 characters, positions counted from 1. An assignment becomes a statement, a transaction a booking with its
// entry. Counts and sums of the end records must agree. AvtaleGiro records (service 21) may stand in the same file or make
// up one of their own; they are counted and hold no payments. KIDs are not checked against a modulus: files carry some that
// fail, and they are shown. The package imports bank, money and cal.
package ocr

import (
	"bytes"

	"fakturist/billing/bank"
)

// Reader reads OCR giro and AvtaleGiro files; it has no state.
type Reader struct{}

// Formats by what a file holds.
const (
	formatGiro     = "OCR giro"
	formatMandates = "AvtaleGiro mandates"
	formatClaims   = "AvtaleGiro claims"
)

// Detect gives the format when data begins like a transmission. Whether it holds payments, mandates or claims is read off
// the first assignment.
func (Reader) Detect(data []byte) string {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	if !bytes.HasPrefix(data, []byte("NY0000")) {
		return ""
	}
	giro, other := bytes.Index(data, []byte("NY0900")), bytes.Index(data, []byte("NY21"))
	switch {
	case giro >= 0 || other < 0:
		return formatGiro
	case bytes.HasPrefix(data[other:], []byte("NY2124")):
		return formatMandates
	}
	return formatClaims
}

// Read reads a whole file of one or more transmissions.
func (Reader) Read(data []byte) (*bank.File, error) {
	if err := bank.CheckSize(len(data)); err != nil {
		return nil, err
	}
	records, err := split(data)
	if err != nil {
		return nil, err
	}
	r := reader{records: records, file: &bank.File{Source: "ocr"}}
	for r.next < len(r.records) {
		if err := r.transmission(); err != nil {
			return nil, err
		}
	}
	if len(r.file.Statements) == 0 {
		return nil, bank.Fail(bank.ReasonEmpty, "missing", "assignment")
	}
	r.name()
	return r.file, nil
}

// name sets format and kind: a file with payments is OCR giro whatever else it holds.
func (r *reader) name() {
	r.file.Kind = r.file.Statements[0].Kind
	for i := range r.file.Statements {
		if r.file.Statements[i].Kind == bank.KindNotification {
			r.file.Kind = bank.KindNotification
		}
	}
	switch r.file.Kind {
	case bank.KindMandates:
		r.file.Format = formatMandates
	case bank.KindClaims:
		r.file.Format = formatClaims
	default:
		r.file.Format = formatGiro
	}
}
