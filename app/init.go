package app

import (
	"context"

	"fakturist/billing"
)

// Init makes a company file. With an organisation number, name and address come from the company register when it can be
// asked; what the caller says counts for more, and a register that is not there stops nothing.
func Init(ctx context.Context, path string, s billing.Settings, opt Options) (*Company, error) {
	for k, v := range s {
		if v == "" {
			delete(s, k)
		}
	}
	return Create(ctx, path, s, opt)
}
