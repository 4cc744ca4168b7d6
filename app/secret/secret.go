// Package secret keeps passwords and tokens: in the keyring of the operating system, or, where there is none, in a file
// encrypted under a passphrase beside the company file.
//
// Nothing is ever kept in plain text, and nothing in the company file, since backups copy it. The package imports nothing
// of ours.
package secret

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Names of the secrets of a company. Others may be used.
const (
	SMTP        = "mail.smtp"
	IMAP        = "mail.imap"
	AccessPoint = "accesspoint"
	Vendor      = "accesspoint.vendor" // the software maker's key at an access point that asks for one
	OAuth       = "mail.oauth"         // refresh token of the login at the mail provider
	OAuthSecret = "mail.oauth.secret"  // client secret of that login, where it has one
)

// Error is an error with a code a user's sentence is made from.
type Error struct{ Reason string }

// Code is the stable code.
func (e *Error) Code() string { return e.Reason }

// Error is for the log.
func (e *Error) Error() string { return "secret: " + e.Reason }

// Errors a caller branches on.
var (
	ErrNoSecret     = &Error{"secret-missing"}          // none is kept under the name
	ErrNoPassphrase = &Error{"secret-no-passphrase"}    // no keyring, and no passphrase for the file
	ErrPassphrase   = &Error{"secret-wrong-passphrase"} // the file was encrypted under another
	ErrDamaged      = &Error{"secret-file-damaged"}     // the file cannot be read
	ErrKeyring      = &Error{"secret-no-keyring"}       // there is no keyring, or it does not answer
)

// Store keeps the secrets of one company by name.
type Store interface {
	// Get gives a secret. It wraps ErrNoSecret when there is none.
	Get(ctx context.Context, name string) (string, error)
	// Set keeps a secret in place of the one before.
	Set(ctx context.Context, name, value string) error
	// Delete forgets a secret. One that is not there is no error.
	Delete(ctx context.Context, name string) error
}

// Options are a company's place for secrets.
type Options struct {
	Company    string        // id of the company, so that two companies on one machine do not meet
	File       string        // where the encrypted file stands, such as the company file with ".secrets" behind it
	Passphrase func() string // opens the file; nil or empty: it cannot be used
	Timeout    time.Duration // of one question to the keyring, which may ask the user to unlock it; 0: 20 seconds
	WorkFactor int           // scrypt, as a power of two; 0: workFactor
	Clock      func() time.Time
}

// Open gives the store of a company: the keyring first, the file where there is none. Opening touches neither.
func Open(o Options) Store {
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &both{
		keyring: &keyringStore{system: system{}, company: o.Company, timeout: o.Timeout, clock: o.Clock},
		file:    &fileStore{company: o.Company, path: o.File, passphrase: o.Passphrase, workFactor: o.WorkFactor},
	}
}

// both asks the keyring and falls back on the file.
type both struct{ keyring, file Store }

// Get asks the keyring, then the file: a secret may stand there from a time without a keyring.
func (b *both) Get(ctx context.Context, name string) (string, error) {
	value, err := b.keyring.Get(ctx, name)
	if err == nil || ctx.Err() != nil {
		return value, err
	}
	return b.file.Get(ctx, name)
}

// Set keeps the secret in the keyring, and only where that fails in the file.
func (b *both) Set(ctx context.Context, name, value string) error {
	err := b.keyring.Set(ctx, name, value)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return b.file.Set(ctx, name, value)
}

// Delete forgets the secret in both places.
func (b *both) Delete(ctx context.Context, name string) error {
	err := b.keyring.Delete(ctx, name)
	if errors.Is(err, ErrKeyring) {
		err = nil // what is not there holds nothing
	}
	return errors.Join(err, b.file.Delete(ctx, name))
}

// checkName refuses a name nobody can have meant.
func checkName(name string) error {
	if name == "" || len(name) > 100 {
		return fmt.Errorf("name of a secret %q: empty or too long", name)
	}
	return nil
}
