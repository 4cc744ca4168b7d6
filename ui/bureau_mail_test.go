package ui_test

import (
	"context"
	"slices"

	"fakturist/billing"
)

func (b *bureau) Release(_ context.Context, numbers []string) (int, error) {
	b.note("release %v", numbers)
	n := 0
	for i, r := range b.outbox {
		if r.Held && (len(numbers) == 0 || slices.Contains(numbers, r.Invoice)) {
			b.outbox[i].Held = false
			n++
		}
	}
	return n, nil
}

func (b *bureau) Resting(context.Context) (map[billing.ChannelName]billing.Resting, error) {
	return b.rests, nil
}
