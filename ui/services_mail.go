package ui

import (
	"context"

	"fakturist/billing"
)

// mailServices are the use cases around sending that are not about one delivery: what is held back and what takes a pause, and
// trials of what the settings say.
type mailServices interface {
	// Release lets the held deliveries of documents go and tells how many there were; without numbers all of them.
	Release(ctx context.Context, numbers []string) (int, error)
	// Resting are the channels that take a pause now, and why.
	Resting(ctx context.Context) (map[billing.ChannelName]billing.Resting, error)
}
