package app

import (
	"context"
	"errors"
	"io/fs"

	"fakturist/billing"
	"fakturist/data"
)

// Backup writes a copy of the company file that was opened and checked before it got its name.
func (c *Company) Backup(ctx context.Context, path string) error {
	return c.named(c.store.Backup(ctx, path))
}

// Restore puts a backup in the place of a company file. The file that lay there is kept beside it under the name returned.
// A backup that is no good, or a company file somebody has open, is a refusal, and nothing has changed.
func Restore(ctx context.Context, from, to string, opt Options) (kept string, err error) {
	kept, err = data.Restore(ctx, from, to, opt.storage(opt.calendar()))
	switch {
	case errors.Is(err, data.ErrLocked):
		return "", fileError(to, err)
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.Join(refuse("backup-missing", "", "file", from), err)
	case err != nil:
		if named := fileError(from, err); named != err {
			return "", named
		}
		return "", err
	}
	return kept, nil
}

// VerifyCheck is the outcome of one check of a company file.
type VerifyCheck = data.Check

// VerifyChecks looks through the whole file: integrity, foreign keys, audit chain, unbroken series, totals, stored files.
func (c *Company) VerifyChecks(ctx context.Context) ([]VerifyCheck, error) {
	checks, err := c.store.Verify(ctx)
	return checks, c.named(err)
}

// Verify is VerifyChecks for people: what does not hold comes as faults.
func (c *Company) Verify(ctx context.Context) (billing.Faults, error) {
	checks, err := c.VerifyChecks(ctx)
	if err != nil {
		return nil, err
	}
	var faults billing.Faults
	for _, check := range checks {
		if !check.OK {
			faults.Add("verify-"+check.Name, "", "detail", check.Detail)
		}
	}
	return faults, nil
}
