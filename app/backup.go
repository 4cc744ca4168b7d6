package app

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"fakturist/billing"
	"fakturist/data"
)

// Backup writes a copy of the company file that was opened and checked before it got its name. It takes the place of an older
// backup of the same company and of nothing else (file-exists).
func (c *Company) Backup(ctx context.Context, path string) error {
	if err := c.mayReplace(ctx, path); err != nil {
		return err
	}
	err := c.named(c.store.Backup(ctx, path))
	switch {
	case err == nil || Faults(err) != nil:
		return err
	case errors.Is(err, fs.ErrExist): // the company file itself
		return errors.Join(refuse("file-exists", path, "file", path), err)
	}
	return errors.Join(refuse("file-unwritable", path, "file", path), err)
}

// mayReplace refuses to put a backup in the place of what is no backup of this company.
func (c *Company) mayReplace(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	there, err := data.Open(ctx, path, data.Options{Now: c.clock, ReadOnly: true, Wait: c.opt.Wait})
	if errors.Is(err, data.ErrReadOnly) {
		return nil // a backup of an earlier version; whose it is cannot be read without changing it
	}
	if err != nil {
		return errors.Join(refuse("file-exists", path, "file", path), err)
	}
	defer there.Close()
	mine, err := c.Seller(ctx)
	if err != nil {
		return err
	}
	return there.View(ctx, func(tx *data.Tx) error {
		theirs, err := tx.Settings(ctx)
		if err == nil && theirs["id"] != mine.ID {
			return refuse("file-exists", path, "file", path)
		}
		return err
	})
}

// Restore puts a backup in the place of a company file. The file that lay there is kept beside it under the name returned.
// A backup that is no good, or a company file somebody has open, is a refusal, and nothing has changed.
func Restore(ctx context.Context, from, to string, opt Options) (kept string, err error) {
	kept, err = data.Restore(ctx, from, to, opt.storage(opt.calendar()))
	switch {
	case errors.Is(err, data.ErrLocked):
		return "", fileError(to, err)
	case errors.Is(err, fs.ErrExist): // the company file is no backup of itself
		return "", errors.Join(refuse("file-exists", from, "file", from), err)
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
