package bank

import (
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// Statement is what a file says about one account: a statement, report or notification of camt, an assignment of OCR giro.
type Statement struct {
	Kind     Kind
	ID       string         // camt Stmt/Id, OCR assignment number
	Sequence string         // electronic sequence number as written; some banks put a time here, so gaps mean nothing
	Account  string         // payref.NormalAccount form: 11 digits for a Norwegian account
	Owner    string         // name of the account's owner, may be empty
	Currency money.Currency // of the account, else of its first amount
	From, To cal.Date       // zero when the bank does not say
	Copy     string         // "", COPY, DUPL or CODU: the bank sends it again
	Page     int            // 0 when not paged
	LastPage bool           // true unless the bank says that more pages follow
	Opening  *Balance       // nil when the bank gives none
	Closing  *Balance       // nil when the bank gives none
	Bookings []Booking      // what moved the account, in file order
	Entries  []Entry        // the single payments in them, in the same order
	Sums     []Sum          // OCR giro: what the account statement shows as one sum for each serial number
}

// Balance is the booked balance of an account at the start or end of a day.
type Balance struct {
	Amount money.Amount // debit balances are negative
	On     cal.Date
}

// Sum is what several payments of an assignment are on the account statement.
type Sum struct {
	Serial string // the serial number they share, "" for the whole assignment
	Amount money.Amount
	Count  int
}

// Bookable tells whether e may be booked: an entry the bank has booked, out of a statement that is not interim.
func (s *Statement) Bookable(e *Entry) bool { return s.Kind.Bookable() && e.Status == StatusBooked }

// Continuity is the outcome of adding up a statement.
type Continuity string

// The outcomes of Check.
const (
	ContinuityNone     Continuity = ""         // a balance is missing, so nothing can be said
	ContinuityOK       Continuity = "ok"       // opening balance and booked entries come to the closing balance
	ContinuityDiffers  Continuity = "differs"  // they do not: show, book nothing
	ContinuityCurrency Continuity = "currency" // the balances or entries are in different currencies
)

// Check adds the booked entries to the opening balance. With ContinuityDiffers the amount is what the closing balance has
// beyond that.
func (s *Statement) Check() (Continuity, money.Amount) {
	if s.Opening == nil || s.Closing == nil {
		return ContinuityNone, money.Amount{}
	}
	sum := s.Opening.Amount
	for i := range s.Bookings {
		if s.Bookings[i].Status != StatusBooked {
			continue
		}
		var err error
		if sum, err = sum.Add(s.Bookings[i].Amount); err != nil {
			return ContinuityCurrency, money.Amount{}
		}
	}
	diff, err := s.Closing.Amount.Sub(sum)
	switch {
	case err != nil:
		return ContinuityCurrency, money.Amount{}
	case diff.IsZero():
		return ContinuityOK, diff
	}
	return ContinuityDiffers, diff
}
