package bank

import (
	"strconv"
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// Status says how far the bank has come with a booking.
type Status string

// The statuses. Only StatusBooked is money that has moved.
const (
	StatusBooked  Status = "booked"
	StatusPending Status = "pending" // announced; the booking comes as another entry
	StatusInfo    Status = "info"    // told only, moves nothing
	StatusUnknown Status = "unknown" // missing or of the bank's own making
)

// Role says what an entry is within its booking.
type Role string

// The roles. Only RolePayment is a payment by somebody.
const (
	RolePayment    Role = "payment"
	RoleCharges    Role = "charges"    // charges of a booking that holds several payments
	RoleDifference Role = "difference" // what the payments and charges lack to the amount that was booked
)

// Place is where an entry stands in its file, in the form others read it. Counts start at 1; zero means "not said".
type Place struct {
	Ref         string `json:"ref,omitempty"`         // camt.053: NtryRef, "/k" for the k-th of several payments
	Entry       int    `json:"entry,omitempty"`       // camt.054, or camt.053 without NtryRef: the n-th Ntry of the file
	Detail      int    `json:"detail,omitempty"`      // its k-th payment; 0 is the booking as a whole
	Assignment  int    `json:"assignment,omitempty"`  // OCR giro: assignment number
	Transaction int    `json:"transaction,omitempty"` // OCR giro: transaction number in it
	Row         int    `json:"row,omitempty"`         // tables: data row, the header not counted
}

// String is the place as one word for lists and logs: "00000002349-4/2", "12/3", "row 7".
func (p Place) String() string {
	switch {
	case p.Ref != "":
		return p.Ref
	case p.Row > 0:
		return "row " + itoa(p.Row)
	case p.Assignment > 0 || p.Transaction > 0:
		return itoa(p.Assignment) + "/" + itoa(p.Transaction)
	case p.Detail > 0:
		return itoa(p.Entry) + "/" + itoa(p.Detail)
	}
	return itoa(p.Entry)
}

// Booking is one movement on the account. A booking that holds several payments is the lump of its entries.
type Booking struct {
	Place       Place
	Amount      money.Amount // credits positive, debits negative
	Status      Status
	Reversal    bool
	BookingDate cal.Date
	ValueDate   cal.Date
	ServicerRef string // the bank's reference
	Text        string // what the bank writes about the booking
	Batch       int    // how many payments the bank says it holds; 0 when it does not say
	Details     int    // payment details in the file (TxDtls), or further records (OCR giro)
	First       int    // its entries are Entries[First : First+Count] of the statement
	Count       int
}

// Entry is one payment, or a line that makes the payments of a booking come to its amount.
// Over the entries of a booking, amounts and charges always add up to the amount booked.
type Entry struct {
	Place         Place
	Booking       int // index in Statement.Bookings
	Role          Role
	Status        Status
	Reversal      bool // takes back or returns another payment; not a payment itself
	BookingDate   cal.Date
	ValueDate     cal.Date
	Amount        money.Amount // what was paid; credits positive, debits negative
	Charges       money.Amount // what the bank kept of it before booking; negative, the zero Amount for nothing
	Instructed    money.Amount // what the payer ordered, when in another currency
	KID           string       // structured reference of KID form, without blanks; not checked against a modulus
	RF            string       // ISO 11649 creditor reference
	References    []string     // structured references that are neither
	Documents     []Document   // invoices and credit notes the payer lists
	Text          string       // what the payer wrote; where nothing, what the bank wrote
	Lines         []string     // Text as it came, in pieces; a number may be cut between two
	BankText      string       // what the bank wrote about the payment and its booking
	Payer         string       // the other side: debtor of a credit, creditor of a debit
	PayerAccount  string       // payref.NormalAccount form
	UltimatePayer string       // for whom the payer pays
	Refs          Refs
	Code          string // bank transaction code, "PMNT/RCDT/VCOM" or "13" (OCR giro transaction type)
	Proprietary   string // the bank's own code, "230"
	ReturnReason  string // ISO code of why a payment came back, "AC04"
	Serial        string // OCR giro: payments with one serial number are one sum on the account statement
	Lump          bool   // a sum of payments that stand one by one elsewhere; never for an invoice
	Unpriced      bool   // one of several payments without an amount of its own; Amount is zero
	Fingerprint   string // the same in every delivery of the same row, see File.Fingerprint
	Likeness      string // fingerprint without reference and occurrence: equal means possibly the same
	Occurrence    int    // which of several equal rows of the file this is, from 1
}

// Copied tells whether the file holds the row twice under one reference of the bank. Equal rows without a reference, or of
// one booking, are as likely to be payments of their own.
func (e *Entry) Copied() bool { return e.Occurrence > 1 && e.Refs.Servicer != "" && !e.Refs.Shared }

// Date is the booking date, else the value date, else zero.
func (e *Entry) Date() cal.Date {
	if e.BookingDate.IsZero() {
		return e.ValueDate
	}
	return e.BookingDate
}

// Refs are the references of a payment. None is unique by any promise, not even EndToEnd.
type Refs struct {
	Servicer    string // AcctSvcrRef, OCR archive reference
	Shared      bool   // Servicer is that of a booking with several payments, so equal ones are no copies
	EndToEnd    string // EndToEndId, empty for NOTPROVIDED
	Instruction string
	Transaction string
	UETR        string
}

// Document is an invoice or credit note that a payer lists as paid.
type Document struct {
	Type      string // CINV, CREN, ...; SCOR for one of several payment references
	Number    string
	Amount    money.Amount // what is paid of it, negative for a credit note; meaningless unless HasAmount
	HasAmount bool
}

// LumpText tells whether a bank's text says that a booking is the sum of payments listed elsewhere.
// The words are those of Norwegian statements ("Sumpost OCR-00001", "Samlepost innbetalinger", "Kreditert 3 innbetalinger").
func LumpText(s string) bool {
	s = strings.ToLower(s)
	if strings.HasPrefix(s, "sumpost") || strings.HasPrefix(s, "samlepost") {
		return true
	}
	words := strings.Fields(s)
	if len(words) < 3 || words[0] != "kreditert" || !strings.HasPrefix(words[2], "innbetaling") {
		return false
	}
	_, err := strconv.Atoi(words[1])
	return err == nil
}
