// Package template carries the templates the program starts with, as files billing/template reads.
package template

import _ "embed"

// Standard is the template of a new company: invoice, credit note, offer, order confirmation and payment request on A4, for
// envelopes C5 and E65, in nb, nn, en, sv and da. Callers must not change the bytes.
//
//go:embed standard.json
var Standard []byte

// Timesheet is the template of the hours and expenses that go with an invoice, in the same languages and look.
//
//go:embed timesheet.json
var Timesheet []byte
