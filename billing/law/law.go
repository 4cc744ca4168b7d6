// Package law holds what the law asks from which day on, as dated data with its sources: duties that begin, and limits in
// days, months and kroner. A change of law is a new row of no.json, not new code.
//
// It may import billing/cal. VAT rates stand in billing/tax; what a duty means for a document is for billing to say.
package law

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"fakturist/billing/cal"
)

// Duty names something the law begins to ask.
type Duty string

// The duties.
const (
	EInvoicePublic      Duty = "einvoice-public"       // EHF to public bodies
	EInvoiceBusiness    Duty = "einvoice-business"     // EHF to others who keep books
	EInvoiceOtherFormat Duty = "einvoice-other-format" // a relief: the parties may agree on another electronic format
	BuyerOrgNo          Duty = "buyer-orgno"           // the number of a buyer who keeps books always stands on the document
	SendToBuyer         Duty = "send-to-buyer"
)

// Limit names a number the law sets.
type Limit string

// The limits, in the unit of their name.
const (
	InvoiceAfterDelivery Limit = "invoice-after-delivery-months"
	Advance              Limit = "advance-months"
	Backdating           Limit = "backdating-working-days"
	EInvoiceTurnover     Limit = "einvoice-turnover" // kroner in twelve months
)

// Rule is one row of the table.
type Rule struct {
	ID      string   `json:"id"`
	From    cal.Date `json:"from"`            // first day
	Until   cal.Date `json:"until,omitzero"`  // last day; zero: without end
	Value   int      `json:"value,omitempty"` // of a limit
	Section string   `json:"section"`
	Source  string   `json:"source,omitempty"`
	Mark    string   `json:"mark"` // how sure the row is
}

type book struct {
	Duties []Rule `json:"duties"`
	Limits []Rule `json:"limits"`
}

//go:embed no.json
var norway []byte

// norwegian is read once; the tests hold that it can be.
var norwegian = sync.OnceValues(func() (book, error) {
	var b book
	if err := json.Unmarshal(norway, &b); err != nil {
		return b, fmt.Errorf("read the table of duties: %w", err)
	}
	return b, nil
})

// Begins is the day a duty begins; the zero Date when the table does not know it.
func Begins(d Duty) cal.Date {
	b, _ := norwegian()
	for _, r := range b.Duties {
		if r.ID == string(d) {
			return r.From
		}
	}
	return cal.Date{}
}

// Ends is the last day of a duty or relief; the zero Date when it has no end or the table does not know it.
func Ends(d Duty) cal.Date {
	b, _ := norwegian()
	for _, r := range b.Duties {
		if r.ID == string(d) {
			return r.Until
		}
	}
	return cal.Date{}
}

// InForce tells whether a duty, or a relief, holds on a day.
func InForce(d Duty, day cal.Date) bool {
	b, _ := norwegian()
	return rowOn(b.Duties, string(d), day) != nil
}

// Value is a limit on a day, 0 when there was none.
func Value(l Limit, day cal.Date) int {
	b, _ := norwegian()
	if r := rowOn(b.Limits, string(l), day); r != nil {
		return r.Value
	}
	return 0
}

// Rules are all rows, for whoever shows them with their sources.
func Rules() ([]Rule, error) {
	b, err := norwegian()
	return append(append([]Rule(nil), b.Duties...), b.Limits...), err
}

// rowOn is the row of an id that holds on a day: the last one that began.
func rowOn(rows []Rule, id string, day cal.Date) *Rule {
	var found *Rule
	for i, r := range rows {
		if r.ID == id && !day.Before(r.From) && (r.Until.IsZero() || !day.After(r.Until)) && (found == nil || r.From.After(found.From)) {
			found = &rows[i]
		}
	}
	return found
}
