package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fakturist/app/practice"
	"fakturist/app/secret"
	"fakturist/billing"
)

// secretNames are the secrets there are.
var secretNames = []string{secret.SMTP, secret.IMAP, secret.AccessPoint, secret.Vendor, secret.OAuth, secret.OAuthSecret}

// secrets is where the passwords of this company are kept.
func (c *Company) secrets(seller billing.Company) secret.Store {
	return secret.Open(secret.Options{Company: seller.ID, File: c.Path() + ".secrets", Passphrase: c.opt.Passphrase})
}

// SetSecret puts a password into the keyring, or into the encrypted file where there is none; an empty one removes it.
func (c *Company) SetSecret(ctx context.Context, name, value string) error {
	if !slices.Contains(secretNames, name) {
		return refuse("secret-unknown", "", "name", name)
	}
	seller, err := c.Seller(ctx)
	if err != nil {
		return err
	}
	kept := c.secrets(seller)
	if value == "" {
		err = kept.Delete(ctx, name)
	} else {
		err = kept.Set(ctx, name, value)
	}
	c.forget()
	return secretFault(err)
}

func secretFault(err error) error {
	var coded *secret.Error
	if errors.As(err, &coded) {
		return errors.Join(refuse(coded.Code(), ""), err)
	}
	return err
}

// passwordFunc gives a password when it is needed; an empty one without an error means that none is kept.
type passwordFunc = func(context.Context) (string, error)

// passwords gives the passwords of servers by name. Those of the practice box are known to everyone.
func (c *Company) passwords(seller billing.Company) func(name string) passwordFunc {
	kept := c.secrets(seller)
	inBox := map[string]string{secret.SMTP: practice.Password, secret.IMAP: practice.Password, secret.AccessPoint: practice.Token,
		secret.Vendor: practice.MaventaVendor}
	return func(name string) passwordFunc {
		return func(ctx context.Context) (string, error) {
			value, err := kept.Get(ctx, name)
			if err == nil {
				return value, nil
			}
			if seller.Practice {
				return inBox[name], nil
			}
			if errors.Is(err, secret.ErrNoSecret) {
				return "", nil
			}
			return "", fmt.Errorf("read secret %s: %w", name, err)
		}
	}
}
