package billing

import (
	"time"

	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// WorkQuery chooses hours and expenses.
type WorkQuery struct {
	CustomerNo string // empty: all
	Project    string // empty: all
	From, To   cal.Date
	Open       bool // only what stands on no draft and no invoice
}

// WorkSummary is what waits to be invoiced for one customer and project.
type WorkSummary struct {
	CustomerNo   string
	CustomerName string
	Project      string
	IDs          []int64
	Hours        decimal.Decimal
	Net          money.Amount // of everything, without VAT
	From, To     cal.Date
}

// ReadyRow is a draft somebody said is ready, or could be, with what still stops it.
type ReadyRow struct {
	InvoiceRow
	Ready   bool
	Channel ChannelName // it would go by; empty: none
	Faults  Faults
}

// Received is a document somebody sent us: an incoming UBL invoice or credit note as it came, and what our rules say of it.
type Received struct {
	ID        int64
	Digest    string // SHA-256 of the file
	FileName  string
	At        time.Time
	Kind      Kind
	Number    string // BT-1
	Seller    Party  // who wants money
	Buyer     Party
	IssueDate cal.Date
	DueDate   cal.Date
	Payable   money.Amount
	KID       string // BT-83
	Account   string // BT-84
	Fatal     int    // findings of the built-in rules
	Warnings  int
	Findings  Faults       // with element paths
	Attached  []Attachment // without content in lists
	NotForUs  bool         // the buyer is somebody else
	Document  Document     // as far as it can be shown; zero in lists

	Details []ReceivedDetail // what else it says; nil in lists
}
