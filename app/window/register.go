package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// who is the answer of WhoIs as one value.
type who struct {
	entry billing.RegisterEntry
	known billing.Capability
}

// WhoIs asks the company register and the electronic address book about an organisation number, both at once.
func (s *Session) WhoIs(ctx context.Context, orgNo string) (billing.RegisterEntry, billing.Capability, error) {
	found, err := with(s, func(c *app.Company) (who, error) {
		e, k, err := c.WhoIs(ctx, orgNo)
		return who{e, k}, err
	})
	return found.entry, found.known, err
}

// LookupParty asks the company register about an organisation number.
func (s *Session) LookupParty(ctx context.Context, orgNo string) (billing.RegisterEntry, error) {
	return with(s, func(c *app.Company) (billing.RegisterEntry, error) { return c.LookupParty(ctx, orgNo) })
}

// SearchRegister finds entries of the company register by name or number.
func (s *Session) SearchRegister(ctx context.Context, text string) ([]billing.RegisterEntry, error) {
	return with(s, func(c *app.Company) ([]billing.RegisterEntry, error) { return c.SearchRegister(ctx, text) })
}

// DayRate asks the central bank for the rate of a currency on a day.
func (s *Session) DayRate(ctx context.Context, currency money.Currency, day cal.Date) (billing.DayRate, error) {
	return with(s, func(c *app.Company) (billing.DayRate, error) { return c.DayRate(ctx, currency, day) })
}
