package app

import (
	"context"
	"slices"

	"fakturist/billing"
	"fakturist/data"
)

// QuarantinedFiles are the statement files that failed a gate and wait for a person, newest first.
func (c *Company) QuarantinedFiles(ctx context.Context) ([]data.StatementFile, error) {
	var files []data.StatementFile
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		files, err = tx.QuarantinedFiles(ctx)
		return err
	})
	return files, err
}

// ReleaseFile lets the entries of a quarantined file be matched like any others: a person has looked at it and answers for
// it. A file with payments of an account that is not ours stays where it is, whatever else is wrong with it.
func (c *Company) ReleaseFile(ctx context.Context, id int64) error {
	var released []billing.Entry
	err := c.update(ctx, func(tx *data.Tx) error {
		if err := mayRelease(ctx, tx, id); err != nil {
			return err
		}
		var err error
		if released, err = tx.ReleaseFile(ctx, id); err != nil {
			return err
		}
		return markReleased(ctx, tx, released)
	})
	if err != nil {
		return named404("file-unknown", "file", itoa(id), err)
	}
	for _, e := range released {
		c.signal(billing.PaymentAllocated{EntryID: e.ID})
	}
	return nil
}

// mayRelease refuses files of foreign accounts. The reason a file is quarantined for is the first one found, so what is in
// the file decides.
func mayRelease(ctx context.Context, tx *data.Tx, id int64) error {
	files, err := tx.QuarantinedFiles(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(files, func(f data.StatementFile) bool { return f.ID == id })
	if i < 0 {
		return billing.ErrNotFound
	}
	settings, err := tx.Settings(ctx)
	if err != nil {
		return err
	}
	entries, err := tx.FileEntries(ctx, id)
	if err != nil {
		return err
	}
	accounts := []string{}
	if a := files[i].Args["account"]; files[i].Quarantine == "account-not-ours" && a != "" {
		accounts = append(accounts, a)
	}
	for _, e := range entries {
		accounts = append(accounts, e.Account)
	}
	own := ownAccounts(settings)
	for _, a := range accounts {
		if !slices.Contains(own, a) {
			return refuse("account-not-ours", "", "account", a)
		}
	}
	return nil
}

// inQuarantine tells whether a file lies in quarantine, by the digest of its bytes.
func inQuarantine(ctx context.Context, tx *data.Tx, sha256 string) (bool, error) {
	files, err := tx.QuarantinedFiles(ctx)
	return slices.ContainsFunc(files, func(f data.StatementFile) bool { return f.SHA256 == sha256 }), err
}

// markReleased finds, among entries out of quarantine, the payments another source told meanwhile.
func markReleased(ctx context.Context, tx *data.Tx, released []billing.Entry) error {
	if len(released) == 0 {
		return nil
	}
	before := slices.Clone(released)
	if err := markCopies(ctx, tx, released[0].Source, released); err != nil {
		return err
	}
	var changed []billing.Entry
	for i, e := range released {
		if e.State != before[i].State {
			changed = append(changed, e)
		}
	}
	return tx.SetEntryStates(ctx, changed)
}
