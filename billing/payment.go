package billing

import (
	"encoding/json"
	"time"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// OpenItem is a receivable: an issued invoice, or an unpaid one brought along from a former system, and what is left of it.
type OpenItem struct {
	InvoiceID    int64
	Number       string
	KID          string
	CustomerNo   string
	CustomerName string
	IssueDate    cal.Date
	DueDate      cal.Date
	Payable      money.Amount // as issued
	Outstanding  money.Amount // what is left after payments and credit notes
	Credited     money.Amount // how much of it credit notes took
	Imported     bool         // from a former system: no document of ours
}

// Import is an unpaid invoice of a former system.
type Import struct {
	Number       string
	CustomerNo   string
	CustomerName string
	IssueDate    cal.Date
	DueDate      cal.Date
	Amount       money.Amount
	Outstanding  money.Amount
	KID          string
	Credited     bool
}

// EntryState tells what became of a bank entry.
type EntryState string

// The states of a bank entry.
const (
	EntryMatched     EntryState = "matched"     // booked in full or in part
	EntrySuggested   EntryState = "suggested"   // waits for a person, with proposals
	EntryUnmatched   EntryState = "unmatched"   // waits for a person, without proposals
	EntryDuplicate   EntryState = "duplicate"   // the same payment told twice
	EntryReversal    EntryState = "reversal"    // takes back an earlier payment
	EntryLump        EntryState = "lump"        // a settlement sum whose parts stand elsewhere
	EntryPending     EntryState = "pending"     // announced, not booked by the bank
	EntryDebit       EntryState = "debit"       // money out
	EntryQuarantined EntryState = "quarantined" // from a file that failed a gate
)

// Entry is a bank entry as stored: one payment in or out of an account of ours.
type Entry struct {
	ID           int64
	FileID       int64
	File         string          // name of the statement file
	Source       string          // "camt.053", "camt.054", "ocr"
	At           json.RawMessage // place in the file: {"ref":…}, {"entry":…,"detail":…} or {"assignment":…,"transaction":…}
	Account      string          // ours, 11 digits
	Date         cal.Date        // booking date
	Amount       money.Amount    // positive: money in
	KID          string          // structured reference as it came
	Text         string
	Payer        string
	PayerAccount string
	Fingerprint  string // what makes the same booking recognisable, without its occurrence
	Occurrence   int    // from 1: the n-th equal one of its file
	Reversal     bool
	Lump         bool
	Pending      bool
	State        EntryState
	Reason       string            // fault code that says why it waits
	Args         map[string]string // values of the reason's sentence
	Suggestions  []Proposal
}

// NoPayment is the state of an entry that brings no money from a customer; empty for one that does.
func (e Entry) NoPayment() EntryState {
	switch {
	case e.State == EntryQuarantined, e.State == EntryDuplicate:
		return e.State
	case e.Pending:
		return EntryPending
	case e.Reversal:
		return EntryReversal
	case e.Lump:
		return EntryLump
	case e.Amount.Sign() <= 0:
		return EntryDebit
	}
	return ""
}

// Proposal is one way to book an entry.
type Proposal struct {
	Allocations []Allocation
	Rule        string   // such as "kid-exact"
	Evidence    []string // codes of what speaks for it, such as "kid", "amount"
}

// Allocation books a part of a payment, or of a credit note, on an invoice.
type Allocation struct {
	ID        int64
	EntryID   int64 // the bank entry that pays; 0 for a credit note
	CreditID  int64 // the credit note that is set off; 0 for a payment
	InvoiceID int64
	Invoice   string // document number
	Amount    money.Amount
	Rule      string // "kid-exact", "credit-note", "manual"
	Evidence  []string
	ByHand    bool // a person's booking: no rule touches it
	At        time.Time
	UndoneAt  time.Time // zero: in force
}
