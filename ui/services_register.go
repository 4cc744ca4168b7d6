package ui

import (
	"context"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// registerServices ask public registers: who somebody is, and what a currency costs.
type registerServices interface {
	// WhoIs asks the company register and the electronic address book about an organisation number, both at once. The entry
	// says how old it is and why the register could not be asked, if so; a number that cannot be is refused.
	WhoIs(ctx context.Context, orgNo string) (billing.RegisterEntry, billing.Capability, error)
	// LookupParty asks the company register alone.
	LookupParty(ctx context.Context, orgNo string) (billing.RegisterEntry, error)
	// SearchRegister finds entries by name or number, at most twenty, best first. The refusal says why the register could not
	// be asked.
	SearchRegister(ctx context.Context, text string) ([]billing.RegisterEntry, error)
	// DayRate asks the central bank for the rate of a currency on a day.
	DayRate(ctx context.Context, currency money.Currency, day cal.Date) (billing.DayRate, error)
}
