package app

import (
	"context"
	"time"
)

// RefreshWithoutPause is RefreshLookups for tests, which have no time to be polite to their own servers.
func (c *Company) RefreshWithoutPause(ctx context.Context) (int, error) {
	return c.refreshLookups(ctx, 0)
}

// NightDue tells whether receivers are to be looked up anew.
func (c *Company) NightDue(ctx context.Context, now time.Time) bool { return c.nightDue(ctx, now) }
