package layout

import (
	"errors"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/billing/template"
)

// SheetOrder is how the rows of a timesheet are put together, and what is summed up.
type SheetOrder string

// The orders. A sum of one row alone is not printed, nor is one that would equal the total.
const (
	SheetByPerson SheetOrder = ""    // each person's days in turn, with a sum for each person
	SheetByDay    SheetOrder = "day" // day by day, with a sum for each day
)

// Sheet is a timesheet: what was done and laid out for one customer, as it goes with the invoice
// (bokføringsforskriften § 5-1-1 no. 2 asks for the extent of a service).
type Sheet struct {
	Seller   billing.Party
	Customer billing.Party
	Project  string         // BT-11; empty: each row tells its own when there are several
	Number   string         // of the invoice it belongs to; empty while that is a draft
	Currency money.Currency // of the prices; empty: NOK
	Rows     []billing.Work // in any order
	Order    SheetOrder
	Plain    bool               // without amounts: hours and kilometres only
	Language string             // nb, nn, en, sv or da; empty: nb
	Logo     *Image             // nil: the name stands in its place
	Practice bool               // marks every page as practice
	Template *template.Template // nil: the program's own
}

// ErrNoWork says that a timesheet has no rows.
var ErrNoWork = errors.New("no hours and no expenses")

// Timesheet places a timesheet on pages: its rows with date, person, text, hours, kilometres and amount without VAT, the
// sums, and the heading and page number on every page. It fails with ErrNoWork when there is nothing to show.
func Timesheet(s Sheet, m Measurer) ([]Page, error) {
	if len(s.Rows) == 0 {
		return nil, ErrNoWork
	}
	return nil, errors.New("timesheet: not laid out yet")
}
