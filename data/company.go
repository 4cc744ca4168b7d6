package data

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"fakturist/billing"
)

// Company is the seller as the settings say now.
func (t *Tx) Company(ctx context.Context) (billing.Company, error) {
	m, err := t.remembered(ctx)
	if err != nil {
		return billing.Company{}, err
	}
	if m == nil || t.changedSettings {
		return t.readCompany(ctx)
	}
	if m.company == nil {
		c, err := t.readCompany(ctx)
		if err != nil {
			return c, err
		}
		m.company = &c
	}
	c := *m.company
	c.Routes, c.KID.Lengths = slices.Clone(c.Routes), slices.Clone(c.KID.Lengths)
	return c, nil
}

func (t *Tx) readCompany(ctx context.Context) (billing.Company, error) {
	s, err := t.Settings(ctx)
	if err != nil {
		return billing.Company{}, err
	}
	c, faults := billing.CompanyFrom(s)
	return c, faults.Err()
}

// Settings are all settings of the company.
func (t *Tx) Settings(ctx context.Context) (billing.Settings, error) {
	s := billing.Settings{}
	err := t.each(ctx, `SELECT key, value FROM setting`, nil, func(scan func(...any) error) error {
		var k, v string
		err := scan(&k, &v)
		s[k] = v
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	return s, nil
}

// SaveSettings changes the settings named; an empty value removes one. Values the company cannot have are refused with
// *billing.FaultError, and nothing is changed.
func (t *Tx) SaveSettings(ctx context.Context, changes billing.Settings) error {
	have, err := t.Settings(ctx)
	if err != nil {
		return err
	}
	want := maps.Clone(have)
	for k, v := range changes {
		if v == "" {
			delete(want, k)
		} else {
			want[k] = v
		}
	}
	if _, faults := billing.CompanyFrom(want); faults.Err() != nil {
		return faults.Err()
	}
	for _, k := range slices.Sorted(maps.Keys(changes)) {
		if have[k] == changes[k] {
			continue
		}
		if err = t.saveSetting(ctx, k, have[k], changes[k]); err != nil {
			return fmt.Errorf("save setting %q: %w", k, err)
		}
	}
	return nil
}

func (t *Tx) saveSetting(ctx context.Context, key, old, value string) error {
	t.changedSettings = true // this transaction reads its own changes, the next ones what was committed
	t.h.forget()
	detail := map[string]string{"old": old, "new": value}
	if value == "" {
		if _, err := t.exec(ctx, `DELETE FROM setting WHERE key = $1`, key); err != nil {
			return err
		}
		return t.note("setting.remove", "setting", key, detail, "")
	}
	_, err := t.exec(ctx, `INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	if err != nil {
		return err
	}
	return t.audit(ctx, "setting.save", "setting", key, detail)
}

// CompanyFile is a file of the company itself, such as "logo". It returns billing.ErrNotFound when there is none.
func (t *Tx) CompanyFile(ctx context.Context, name string) (mime string, b []byte, err error) {
	err = t.get(ctx, `SELECT mime, bytes FROM company_file WHERE name = $1`, []any{name}, &mime, &b)
	if err != nil {
		return "", nil, fmt.Errorf("company file %q: %w", name, err)
	}
	return mime, b, nil
}

// SaveCompanyFile stores a file of the company itself under a name, in place of an older one.
func (t *Tx) SaveCompanyFile(ctx context.Context, name, mime string, b []byte) error {
	digest := billing.Digest(b)
	var id int64
	err := t.get(ctx, `INSERT INTO company_file (name, mime, sha256, bytes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET mime = excluded.mime, sha256 = excluded.sha256, bytes = excluded.bytes RETURNING id`,
		[]any{name, mime, digest, b}, &id)
	if err != nil {
		return fmt.Errorf("save company file %q: %w", name, err)
	}
	return t.audit(ctx, "file.save", "company_file", id, map[string]string{"name": name, "sha256": digest})
}

// DeleteCompanyFile removes a file of the company itself.
func (t *Tx) DeleteCompanyFile(ctx context.Context, name string) error {
	var id int64
	if err := t.get(ctx, `DELETE FROM company_file WHERE name = $1 RETURNING id`, []any{name}, &id); err != nil {
		return fmt.Errorf("delete company file %q: %w", name, err)
	}
	return t.note("file.delete", "company_file", id, map[string]string{"name": name}, "")
}
