package view_test

import (
	"strings"
	"testing"
	"time"

	"fakturist/assets/translation"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"
	"fakturist/ui/view"

	"github.com/shopspring/decimal"
)

func tongue(lang string) view.Tongue {
	return view.Tongue{Words: translation.Open(lang), Lang: lang, Clock: func() time.Time {
		return time.Date(2026, 11, 22, 14, 5, 0, 0, time.FixedZone("CET", 3600))
	}}
}

var nb, en = tongue("nb"), tongue("en")

// plain writes the narrow and hard blanks as ordinary ones, so that what a test expects can be read.
func plain(s string) string { return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(s) }

func kr(s string) money.Amount {
	a, err := money.Parse(s, money.NOK)
	if err != nil {
		panic(err)
	}
	return a
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func day(s string) cal.Date { return cal.MustParse(s) }

func kindergarten() billing.Company {
	return billing.Company{
		Party: billing.Party{Name: "Blåbærlia Barnehage SA", Type: billing.Business, OrgNo: "923609016",
			Address: billing.Address{Street: "Skogveien 3", PostCode: "0860", City: "Oslo"}},
		Account: "15035035203", Terms: 14, Language: "nb", Routes: []billing.ChannelName{billing.EHF, billing.Email, billing.Letter},
		KID: payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{10}, Pattern: "CCCCIIIII"},
	}
}

func kari() billing.Customer {
	return billing.Customer{No: "412", Party: billing.Party{Name: "Kari Nordmann", Type: billing.Person, Email: "kari@example.no",
		Address: billing.Address{Street: "Bjørkeveien 12", PostCode: "0861", City: "Oslo"}}}
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if plain(got) != want {
		t.Errorf("%s: got %q, want %q", what, plain(got), want)
	}
}
