package billing

import (
	"fakturist/billing/cal"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

// DayRate is what one unit of a currency costs in kroner on a day, as somebody published it.
type DayRate struct {
	Currency money.Currency
	Value    decimal.Decimal // NOK for one unit
	Date     cal.Date        // the business day it is of: the one asked for, or the last before it
	Source   string          // who published it
}
