package app

import (
	"context"
	"time"

	"fakturist/billing"
)

// RefreshWithoutPause is RefreshLookups for tests, which have no time to be polite to their own servers.
func (c *Company) RefreshWithoutPause(ctx context.Context) (int, error) {
	return c.refreshLookups(ctx, 0)
}

// NightDue tells whether receivers are to be looked up anew.
func (c *Company) NightDue(ctx context.Context, now time.Time) bool { return c.nightDue(ctx, now) }

// Takes is what the outbox asks before it sends.
func (c *Company) Takes(ctx context.Context, participant, document string) (billing.Capability, error) {
	w, err := c.openWorld(ctx)
	if err != nil {
		return billing.Capability{}, err
	}
	return w.lookUp(ctx, participant, document), nil
}
