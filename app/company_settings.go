package app

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/data"
)

// maxLogo is what a logo may weigh.
const maxLogo = 2 << 20

// logoFile is the company file that holds the logo's picture.
const logoFile = "logo"

// Seller is the company as the settings say now.
func (c *Company) Seller(ctx context.Context) (billing.Company, error) {
	var seller billing.Company
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		seller, err = tx.Company(ctx)
		return err
	})
	return seller, err
}

// Settings are all settings by key, without secrets.
func (c *Company) Settings(ctx context.Context) (billing.Settings, error) {
	var s billing.Settings
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		s, err = tx.Settings(ctx)
		return err
	})
	return withoutMappings(s), err
}

// SaveSettings stores these keys and leaves the others; an empty value removes one. A key nobody knows is refused by name,
// and with any fault nothing changes. The logo is read from its path and kept in the company file.
func (c *Company) SaveSettings(ctx context.Context, changed billing.Settings) error {
	all, err := c.Settings(ctx)
	if err != nil {
		return err
	}
	for k, v := range changed {
		all[k] = v
	}
	if err := checkSettings(changed, all).Err(); err != nil {
		return err
	}
	logo, mime, err := readLogo(changed["logo"])
	if err != nil {
		return err
	}
	err = c.update(ctx, func(tx *data.Tx) error {
		if path, named := changed["logo"]; named {
			if err := saveLogo(ctx, tx, path, mime, logo); err != nil {
				return err
			}
		}
		return tx.SaveSettings(ctx, stored(changed))
	})
	if err != nil {
		return err
	}
	c.forget()
	c.signal(billing.SettingsChanged{})
	return nil
}

// stored are settings as they are kept: of the logo only the file's name, since the path is nobody's business.
func stored(changed billing.Settings) billing.Settings {
	out := billing.Settings{}
	for k, v := range changed {
		if k == "logo" && v != "" {
			v = filepath.Base(v)
		}
		out[k] = v
	}
	return out
}

func readLogo(path string) (b []byte, mime string, err error) {
	if path == "" {
		return nil, "", nil
	}
	if b, err = readLimited(path, maxLogo); err != nil {
		return nil, "", errors.Join(refuse("setting-file-missing", "logo", "key", "logo", "value", path), err)
	}
	if _, err = layout.NewImage(b); err != nil {
		return nil, "", errors.Join(refuse("logo-not-picture", "logo", "value", path), err)
	}
	return b, http.DetectContentType(b), nil
}

func saveLogo(ctx context.Context, tx *data.Tx, path, mime string, b []byte) error {
	if path != "" {
		return tx.SaveCompanyFile(ctx, logoFile, mime, b)
	}
	err := tx.DeleteCompanyFile(ctx, logoFile)
	if errors.Is(err, billing.ErrNotFound) {
		return nil
	}
	return err
}
