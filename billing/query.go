package billing

import (
	"time"

	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// Status is where a document stands. It is derived from numbers, deliveries, dates and allocations, never stored.
type Status string

// The statuses, as `fakt invoice list --status` takes them.
const (
	StatusDraft    Status = "draft"
	StatusIssued   Status = "issued"   // numbered, nothing has left yet
	StatusSent     Status = "sent"     // handed over or delivered
	StatusOverdue  Status = "overdue"  // past due, something outstanding
	StatusPaid     Status = "paid"     // settled by payments (and perhaps credit notes)
	StatusCredited Status = "credited" // settled by credit notes alone; also the credit note itself when set off
	StatusDunning  Status = "dunning"
	StatusDisputed Status = "disputed"
)

// InvoiceRow is a document as lists show it.
type InvoiceRow struct {
	ID           int64 // of the invoice, or of the draft when Status is draft
	Number       string
	Kind         Kind
	CustomerNo   string
	CustomerName string
	IssueDate    cal.Date
	DueDate      cal.Date
	Net          money.Amount
	Tax          money.Amount
	Payable      money.Amount
	Outstanding  money.Amount
	KID          string
	Status       Status
	Reason       string            // code of the status' reason: the last delivery's state or fault, "paid-on", "part-paid", …
	Args         map[string]string // values of the reason's sentence: channel, date, days
	Imported     bool              // from a former system: no PDF of ours
}

// InvoiceFilter chooses a group of documents in a list.
type InvoiceFilter string

// The filters of the list of invoices.
const (
	FilterAll       InvoiceFilter = ""
	FilterOpen      InvoiceFilter = "open"    // something outstanding
	FilterOverdue   InvoiceFilter = "overdue" // outstanding and past due
	FilterDue7      InvoiceFilter = "due7"    // due within seven days
	FilterDrafts    InvoiceFilter = "draft"
	FilterAttention InvoiceFilter = "attention" // a delivery failed or is unknown, or no way out
	FilterPaid      InvoiceFilter = "paid"
)

// InvoiceQuery asks for one page of documents, read by key so that page 1000 costs what page 1 costs.
type InvoiceQuery struct {
	Filter     InvoiceFilter
	Status     Status     // exact status; empty: any
	CustomerNo string     // empty: any
	Issued     cal.Period // of the issue date; zero: any day. Drafts have none yet and belong to every period
	Group      string     // of customers, or of those they pay for; empty: any
	Sort       string     // "number", "customer", "issued", "due", "payable"; empty: newest first
	Descending bool
	After      string // Page.Next of the page before; empty: the first page
	Limit      int    // 0: 100
	Today      cal.Date
}

// Page is a part of a list; Next is empty on the last.
type Page[T any] struct {
	Rows []T
	Next string
}

// Tally is how many and how much.
type Tally struct {
	Count int
	Sum   money.Amount
}

// Dashboard is the answer to "who owes us, what needs me, what goes out next".
type Dashboard struct {
	Outstanding Tally
	Overdue     Tally
	DueSoon     Tally    // within seven days
	PaidMonth   Tally    // booked this calendar month
	PaidByKID   int      // per cent of PaidMonth's payments
	Ageing      [5]Tally // not due, 1–14, 15–30, 31–60, over 60 days past due
	Expected    [12]WeekSum
	Tasks       []Task
	OnTheWay    int       // deliveries queued or under way
	InboxRead   time.Time // when the statement mailbox was last read; zero: never
	Drafts      int
	Customers   int
	Invoices    int
}

// WeekSum is what falls due in an ISO week.
type WeekSum struct {
	Year, Week int
	Sum        money.Amount
}

// Task is one thing that needs a person.
type Task struct {
	Kind    string            // "delivery-refused", "delivery-bounced", "delivery-returned", "delivery-unknown", "no-channel", "entry-suggested", "entry-unmatched", "file-quarantined", "inbox-skipped", "held", "print-pile", "drafts"
	Ref     string            // document number, entry id or file id
	Args    map[string]string // values of its sentence
	Amount  money.Amount
	Urgency int // 2: red, 1: amber, 0: plain
}

// CustomerRow is a customer as lists show it.
type CustomerRow struct {
	Customer
	Outstanding money.Amount
	Overdue     money.Amount
	Invoices    int
}

// DeliveryRow is a delivery as the outbox shows it.
type DeliveryRow struct {
	Delivery
	CustomerName string
	Payable      money.Amount
}

// Event is one line of a document's timeline.
type Event struct {
	At   time.Time
	Kind string // "issued", "queued", "sending", "accepted", "delivered", "bounced", "refused", "unknown", "cancelled", "note-…" (of a delivery), "paid", "part-paid", "credited", "undone"
	Args map[string]string
}

// SearchHit is one answer of the search over everything.
type SearchHit struct {
	Kind   string // "invoice", "draft", "customer", "item", "entry"
	Ref    string // number or id to open
	Title  string
	Detail string
	Amount money.Amount
	Date   cal.Date
}

// ImportReport is what `fakt bank import` says of one file. Amounts are in major units; opening and closing are nil when the
// file carries no balance.
type ImportReport struct {
	File        string
	Format      string
	Statements  int
	Entries     int
	Details     int
	Credits     money.Amount
	Debits      money.Amount
	Opening     *money.Amount
	Closing     *money.Amount
	New         int
	Duplicates  int
	Quarantined string            // fault code; empty when all gates were passed
	Args        map[string]string // values of the reason's sentence
	Notes       Faults            `json:",omitempty"` // warnings: what was read another way than it says, or passed over
}
