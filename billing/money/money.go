// Package money holds amounts and the one rounding.
//
// An Amount is a whole number of minor units (øre, cent) with its currency. Prices, quantities and rates are decimals;
// they become amounts through Round and nowhere else, so that a credit note mirrors its invoice to the øre.
// The package imports nothing of ours.
package money

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// Currency is an ISO 4217 code in upper case, such as "NOK".
type Currency string

// NOK is the Norwegian krone.
const NOK Currency = "NOK"

// ErrCurrency says that two amounts of different currencies met.
var ErrCurrency = errors.New("amounts of different currencies")

// ErrOverflow says that an amount does not fit in 64 bits of minor units.
var ErrOverflow = errors.New("amount too large")

// Amount is a sum of money. The zero Amount has no currency and may be added to any other.
type Amount struct {
	Minor    int64    // minor units: øre for NOK
	Currency Currency // ISO 4217; empty only for the zero Amount
}

// New makes an amount from minor units.
func New(minor int64, c Currency) Amount { return Amount{Minor: minor, Currency: c} }

// zeroDecimal and threeDecimal list the currencies whose minor unit is not a hundredth (ISO 4217, read 2026-11-22).
const (
	zeroDecimal  = " BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF "
	threeDecimal = " BHD IQD JOD KWD LYD OMR TND "
)

// Exponent is the number of decimals of the currency's minor unit.
func (c Currency) Exponent() int32 {
	switch {
	case strings.Contains(zeroDecimal, " "+string(c)+" "):
		return 0
	case strings.Contains(threeDecimal, " "+string(c)+" "):
		return 3
	}
	return 2
}

// Valid tells whether c has the form of an ISO 4217 code: three letters A to Z.
func (c Currency) Valid() bool {
	if len(c) != 3 {
		return false
	}
	for i := range len(c) {
		if c[i] < 'A' || c[i] > 'Z' {
			return false
		}
	}
	return true
}

// Round turns a decimal in major units into an amount, half away from zero. It is the only rounding in the program.
// It returns ErrOverflow when the result does not fit.
func Round(d decimal.Decimal, c Currency) (Amount, error) {
	minor := d.Shift(c.Exponent()).Round(0)
	if minor.Abs().GreaterThan(decimal.NewFromInt(math.MaxInt64)) {
		return Amount{}, fmt.Errorf("round %s %s: %w", d, c, ErrOverflow)
	}
	return Amount{Minor: minor.IntPart(), Currency: c}, nil
}

// Parse reads an exact amount in major units with a decimal point, such as "-1234.50".
// More decimals than the currency has are an error, since a sum is never rounded on the way in.
func Parse(s string, c Currency) (Amount, error) {
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Amount{}, fmt.Errorf("amount %q: not a number", s)
	}
	a, err := Round(d, c)
	if err != nil {
		return Amount{}, err
	}
	if !a.Decimal().Equal(d) {
		return Amount{}, fmt.Errorf("amount %q: more decimals than %s has", s, c)
	}
	return a, nil
}

// Add returns a + b. It fails with ErrCurrency or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency == "" && a.Minor == 0 {
		return b, nil
	}
	if b.Currency == "" && b.Minor == 0 {
		return a, nil
	}
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("add %s and %s: %w", a.Currency, b.Currency, ErrCurrency)
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("add: %w", ErrOverflow)
	}
	return Amount{Minor: sum, Currency: a.Currency}, nil
}

// Sub returns a - b. It fails as Add does.
func (a Amount) Sub(b Amount) (Amount, error) { return a.Add(b.Neg()) }

// Sum adds amounts of currency c; without amounts it is zero in c.
func Sum(c Currency, amounts ...Amount) (Amount, error) {
	total := Amount{Currency: c}
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return Amount{}, err
		}
	}
	return total, nil
}

// Neg returns -a.
func (a Amount) Neg() Amount { return Amount{Minor: -a.Minor, Currency: a.Currency} }

// Abs returns a without its sign.
func (a Amount) Abs() Amount {
	if a.Minor < 0 {
		return a.Neg()
	}
	return a
}

// Sign is -1, 0 or 1.
func (a Amount) Sign() int {
	switch {
	case a.Minor < 0:
		return -1
	case a.Minor > 0:
		return 1
	}
	return 0
}

// IsZero tells whether a is nothing, in any currency.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Decimal gives the amount in major units, exactly.
func (a Amount) Decimal() decimal.Decimal { return decimal.New(a.Minor, -a.Currency.Exponent()) }

// String gives the amount in major units with a decimal point and all its decimals, without the currency: "1234.50".
func (a Amount) String() string { return a.Decimal().StringFixed(a.Currency.Exponent()) }
