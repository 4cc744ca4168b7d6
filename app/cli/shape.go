package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"
)

// partyRef names a customer in answers.
type partyRef struct {
	No   string `json:"no"`
	Name string `json:"name"`
}

// documentJSON is a document in the answers of invoice issue, list and show.
type documentJSON struct {
	ID           int64       `json:"id"`
	Number       string      `json:"number"`
	Kind         string      `json:"kind"`
	Customer     partyRef    `json:"customer"`
	IssueDate    string      `json:"issueDate"`
	DueDate      string      `json:"dueDate"`
	Currency     string      `json:"currency"`
	Net          string      `json:"net"`
	Tax          string      `json:"tax"`
	Payable      string      `json:"payable"`
	Outstanding  string      `json:"outstanding"`
	KID          string      `json:"kid"`
	Status       string      `json:"status"`
	StatusReason string      `json:"statusReason"`
	Imported     bool        `json:"imported,omitempty"`
	Document     any         `json:"document,omitempty"` // invoice show: billing.Document with plain amounts
	Timeline     []eventJSON `json:"timeline,omitempty"` // invoice show
}

// eventJSON is one line of a document's timeline.
type eventJSON struct {
	At   string            `json:"at"`
	Kind string            `json:"kind"`
	Args map[string]string `json:"args,omitempty"`
}

func documentOf(r billing.InvoiceRow) documentJSON {
	return documentJSON{ID: r.ID, Number: r.Number, Kind: string(r.Kind), Customer: partyRef{r.CustomerNo, r.CustomerName},
		IssueDate: r.IssueDate.String(), DueDate: r.DueDate.String(), Currency: string(r.Payable.Currency), Net: r.Net.String(),
		Tax: r.Tax.String(), Payable: r.Payable.String(), Outstanding: r.Outstanding.String(), KID: r.KID, Status: string(r.Status),
		StatusReason: r.Reason, Imported: r.Imported}
}

// deliveryJSON is a row of the outbox.
type deliveryJSON struct {
	ID        int64   `json:"id"`
	Invoice   string  `json:"invoice"`
	Channel   string  `json:"channel"`
	Recipient string  `json:"recipient"`
	State     string  `json:"state"`
	Attempts  int     `json:"attempts"`
	NotBefore *string `json:"notBefore"` // null: at once
	Receipt   string  `json:"receipt"`
	Reason    string  `json:"reason"`
	Detail    string  `json:"detail,omitempty"`
	Place     string  `json:"place,omitempty"`

	Held   bool             `json:"held,omitempty"`   // waits for somebody to let it go
	Passed []billing.Passed `json:"passed,omitempty"` // channels passed over to come here, and why
}

func deliveryOf(d billing.Delivery) deliveryJSON {
	out := deliveryJSON{ID: d.ID, Invoice: d.Invoice, Channel: string(d.Channel), Recipient: d.Recipient, State: string(d.State),
		Attempts: d.Attempts, Receipt: d.Receipt, Reason: d.Reason, Detail: d.Detail, Place: d.Place, Held: d.Held, Passed: d.Passed}
	if d.State == billing.Queued && !d.NotBefore.IsZero() {
		at := moment(d.NotBefore)
		out.NotBefore = &at
	}
	return out
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// entryJSON is a bank entry in the answers of bank match and bank list.
type entryJSON struct {
	ID           int64            `json:"id"`
	Source       string           `json:"source"`
	File         string           `json:"file"`
	At           json.RawMessage  `json:"at"`
	Account      string           `json:"account"`
	Date         string           `json:"date"`
	Amount       string           `json:"amount"`
	Currency     string           `json:"currency"`
	KID          string           `json:"kid"`
	Text         string           `json:"text"`
	Payer        string           `json:"payer"`
	PayerAccount string           `json:"payerAccount"`
	State        string           `json:"state"`
	Reason       string           `json:"reason,omitempty"`
	Allocations  []allocationJSON `json:"allocations"`
	Suggestions  []suggestionJSON `json:"suggestions"`
}

// allocationJSON is a part of an entry on a document.
type allocationJSON struct {
	Invoice  string   `json:"invoice"`
	Amount   string   `json:"amount"`
	Rule     string   `json:"rule,omitempty"`
	Evidence []string `json:"evidence,omitempty"`
}

// suggestionJSON is one way to book an entry.
type suggestionJSON struct {
	Allocations []allocationJSON `json:"allocations"`
	Rule        string           `json:"rule"`
	Evidence    []string         `json:"evidence"`
}

func entryOf(e billing.Entry, booked []billing.Allocation) entryJSON {
	out := entryJSON{ID: e.ID, Source: e.Source, File: e.File, At: e.At, Account: e.Account, Date: e.Date.String(), Amount: e.Amount.String(),
		Currency: string(e.Amount.Currency), KID: e.KID, Text: e.Text, Payer: e.Payer, PayerAccount: e.PayerAccount, State: string(e.State),
		Reason: e.Reason, Allocations: []allocationJSON{}, Suggestions: []suggestionJSON{}}
	if len(out.At) == 0 {
		out.At = json.RawMessage("{}")
	}
	for _, a := range booked {
		out.Allocations = append(out.Allocations, allocationJSON{a.Invoice, a.Amount.String(), a.Rule, list(a.Evidence)})
	}
	for _, p := range e.Suggestions {
		s := suggestionJSON{Allocations: []allocationJSON{}, Rule: p.Rule, Evidence: list(p.Evidence)}
		for _, a := range p.Allocations {
			s.Allocations = append(s.Allocations, allocationJSON{Invoice: a.Invoice, Amount: a.Amount.String()})
		}
		out.Suggestions = append(out.Suggestions, s)
	}
	return out
}

// plain is a value as others read it: amounts as strings in major units, not as they are stored. Their currency stands in the
// document once.
func plain(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write document as JSON: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, fmt.Errorf("write document as JSON: %w", err)
	}
	return plainTree(tree), nil
}

func plainTree(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plainTree(v[i])
		}
	case map[string]any:
		minor, isNumber := v["Minor"].(json.Number)
		currency, isCode := v["Currency"].(string)
		if n, err := minor.Int64(); isNumber && isCode && len(v) == 2 && err == nil {
			return amountOf(money.New(n, money.Currency(currency)))
		}
		for k := range v {
			v[k] = plainTree(v[k])
		}
	}
	return v
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// fileReportJSON is what bank import says of one file.
type fileReportJSON struct {
	File        string  `json:"file"`
	Format      string  `json:"format"`
	Statements  int     `json:"statements"`
	Entries     int     `json:"entries"`
	Details     int     `json:"details"`
	Credits     string  `json:"credits"`
	Debits      string  `json:"debits"`
	Opening     *string `json:"opening"` // null: the file carries no balance
	Closing     *string `json:"closing"`
	New         int     `json:"new"`
	Duplicates  int     `json:"duplicates"`
	Quarantined *string `json:"quarantined"` // null: every gate was passed; also why nothing of the file was read

	Notes   []noteJSON        `json:"notes,omitempty"`
	args    map[string]string // values of the reason's sentence
	skipped bool              // nothing was read of it
}

// noteJSON is what a reader passed over, or read otherwise than the file says.
type noteJSON struct {
	Code string            `json:"code"`
	Args map[string]string `json:"args,omitempty"`
}

// customerJSON is a customer with what it owes.
type customerJSON struct {
	billing.Customer
	Outstanding string `json:"outstanding"`
	Overdue     string `json:"overdue"`
	Invoices    int    `json:"invoices"`
}

func customerOf(r billing.CustomerRow) customerJSON {
	return customerJSON{Customer: r.Customer, Outstanding: amountOf(r.Outstanding), Overdue: amountOf(r.Overdue), Invoices: r.Invoices}
}

// amountOf writes an amount that may be the zero Amount as one of NOK.
func amountOf(a money.Amount) string {
	if a.Currency == "" {
		a.Currency = money.NOK
	}
	return a.String()
}
