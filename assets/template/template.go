// Package template carries the templates the program starts with, as files billing/template reads.
package template

import _ "embed"

// Standard is the template of a new company: invoice and credit note on A4, for envelopes C5 and E65, in nb, nn, en, sv
// and da. Callers must not change the bytes.
//
//go:embed standard.json
var Standard []byte
