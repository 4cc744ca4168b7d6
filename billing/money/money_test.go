package money_test

import (
	"errors"
	"math"
	"testing"

	"fakturist/billing/money"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestRound_HalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		in   string
		cur  money.Currency
		want string
	}{
		{"2.345", "NOK", "2.35"}, {"-2.345", "NOK", "-2.35"}, {"2.3449999", "NOK", "2.34"}, {"0.005", "NOK", "0.01"},
		{"-0.005", "NOK", "-0.01"}, {"1.5", "JPY", "2"}, {"-1.5", "JPY", "-2"}, {"1.0005", "KWD", "1.001"},
	} {
		got, err := money.Round(decimal.RequireFromString(c.in), c.cur)
		if err != nil || got.String() != c.want {
			t.Errorf("round %s %s: got %s (%v), want %s", c.in, c.cur, got, err, c.want)
		}
	}
}

func TestRound_MirrorsItsNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "digits"), -int32(rapid.IntRange(0, 8).Draw(t, "decimals")))
		plus, err1 := money.Round(d, money.NOK)
		minus, err2 := money.Round(d.Neg(), money.NOK)
		if (err1 == nil) != (err2 == nil) || plus != minus.Neg() {
			t.Fatalf("round %s: got %v (%v) and %v (%v)", d, plus, err1, minus, err2)
		}
	})
}

func TestAdd_RefusesOtherCurrencyAndOverflow(t *testing.T) {
	if _, err := money.New(1, "NOK").Add(money.New(1, "EUR")); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("got %v, want ErrCurrency", err)
	}
	if _, err := money.New(math.MaxInt64, "NOK").Add(money.New(1, "NOK")); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("got %v, want ErrOverflow", err)
	}
	if _, err := money.New(math.MinInt64+1, "NOK").Sub(money.New(9, "NOK")); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("got %v, want ErrOverflow", err)
	}
	if _, err := money.Round(decimal.New(1, 30), "NOK"); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("got %v, want ErrOverflow", err)
	}
}

func TestAdd_OfZeroAmountsKeepsTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "a"), money.NOK)
		b := money.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "b"), money.NOK)
		sum, err := a.Add(b)
		if err != nil || sum.Minor != a.Minor+b.Minor {
			t.Fatalf("got %v (%v)", sum, err)
		}
		if got, err := a.Add(money.Amount{}); err != nil || got != a {
			t.Fatalf("got %v (%v), want %v", got, err, a)
		}
	})
}

func TestParse_IsExact(t *testing.T) {
	for in, want := range map[string]int64{"1234.50": 123450, "-0.01": -1, "7": 700} {
		if got, err := money.Parse(in, money.NOK); err != nil || got.Minor != want {
			t.Errorf("parse %q: got %d (%v), want %d", in, got.Minor, err, want)
		}
	}
	for _, in := range []string{"", "1,50", "1.005", "x", "NaN"} {
		if got, err := money.Parse(in, money.NOK); err == nil {
			t.Errorf("parse %q: got %v, want an error", in, got)
		}
	}
}
