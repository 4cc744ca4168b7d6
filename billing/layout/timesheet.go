package layout

import (
	"errors"
	"fmt"
	"sync"

	starter "fakturist/assets/template"
	"fakturist/billing"
	"fakturist/billing/cal"
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

// own is the program's template of timesheets.
var own = sync.OnceValues(func() (*template.Template, error) { return template.Read(starter.Timesheet) })

// Timesheet places a timesheet on pages: its rows with date, person, text, hours, kilometres and amount without VAT, the
// sums, and the heading and page number on every page. Amounts are rounded row by row, so that they add up on the paper; an
// invoice line that sums up work may differ by øre. It fails with ErrNoWork when there is nothing to show.
func Timesheet(s Sheet, m Measurer) ([]Page, error) {
	if len(s.Rows) == 0 {
		return nil, ErrNoWork
	}
	if s.Template == nil {
		var err error
		if s.Template, err = own(); err != nil {
			return nil, fmt.Errorf("timesheet template: %w", err)
		}
	}
	rows, err := newSheet(s)
	if err != nil {
		return nil, err
	}
	set, err := newSetter(s.Template, s.input(rows.period), m)
	if err != nil {
		return nil, err
	}
	set.values.sheet = rows
	return set.pages()
}

// input is the sheet as a document without lines: its parties and days.
func (s Sheet) input(worked cal.Period) Input {
	language := s.Language
	if language == "" {
		language = "nb"
	}
	return Input{
		Document: billing.Document{Kind: kindTimesheet, Language: language, Currency: s.currency(), Seller: s.Seller, Buyer: s.Customer,
			ProjectReference: s.Project, Period: worked},
		Number: s.Number, Logo: s.Logo, Language: language, Practice: s.Practice,
	}
}

// kindTimesheet is what templates know a timesheet by; it is no kind of document anybody drafts.
const kindTimesheet billing.Kind = "timesheet"

func (s Sheet) currency() money.Currency {
	if s.Currency == "" {
		return money.NOK
	}
	return s.Currency
}
