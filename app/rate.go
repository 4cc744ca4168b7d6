package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"fakturist/app/rate"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// ratesKey is the setting with another address of the central bank's rates; a practice company has one of its own.
const ratesKey = "lookup.rates"

// DayRate asks the central bank for the rate of a currency on a day. Nothing but the currency and the days goes out. The
// refusal says whether there is no rate (rate-none) or whether it could not be asked for (rate-offline).
func (c *Company) DayRate(ctx context.Context, currency money.Currency, day cal.Date) (billing.DayRate, error) {
	settings, err := c.Settings(ctx)
	if err != nil {
		return billing.DayRate{}, err
	}
	base := settings[ratesKey]
	if isYes(settings["practice"]) {
		if base, err = c.practiceRates(ctx, base); err != nil {
			return billing.DayRate{}, err
		}
	}
	r, err := rate.New(base, nil).On(ctx, currency, day)
	if err == nil {
		return r, nil
	}
	code := "rate-offline"
	if errors.Is(err, rate.ErrNone) {
		code = "rate-none"
	}
	return r, fmt.Errorf("%w: %w", billing.Faults{{Code: code, Path: "exchangeRate",
		Args: map[string]string{"currency": string(currency), "date": day.String()}}}.Err(), err)
}

// practiceRates is where a practice company asks: on this machine.
func (c *Company) practiceRates(ctx context.Context, base string) (string, error) {
	if u, err := url.Parse(base); base != "" && err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1") {
		return base, nil
	}
	if _, err := c.openWorld(ctx); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.world.box == nil {
		return "", billing.Faults{{Code: "rate-offline", Path: "exchangeRate"}}.Err()
	}
	return c.world.box.Rates.Plain, nil
}
