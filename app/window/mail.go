package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
)

// Release lets held deliveries of documents go; without numbers all of them.
func (s *Session) Release(ctx context.Context, numbers []string) (int, error) {
	return with(s, func(c *app.Company) (int, error) { return c.Release(ctx, numbers) })
}

// Resting are the channels that take a pause now, and why.
func (s *Session) Resting(ctx context.Context) (map[billing.ChannelName]billing.Resting, error) {
	return with(s, func(c *app.Company) (map[billing.ChannelName]billing.Resting, error) { return c.Resting(ctx), nil })
}
