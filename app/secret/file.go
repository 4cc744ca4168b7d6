package secret

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"filippo.io/age"
)

// maxFile is more than any number of secrets takes.
const maxFile = 1 << 20

// workFactor makes scrypt fill 64 MB and take about a fifth of a second for each guess. The library's own 18 fills 256 MB, more
// than all the rest of the program, on laptops that have little.
const workFactor = 16

// fileStore is a file encrypted with age under a passphrase (scrypt). It is written anew for each change and put in place
// by a rename, so it is never half a file.
type fileStore struct {
	company    string
	path       string
	passphrase func() string
	workFactor int

	mu sync.Mutex
	// What was read last and the bytes it was read from: scrypt is slow on purpose, and asked for each mail.
	seen   []byte
	opened map[string]string
	under  string
}

// Get opens the file and gives a secret.
func (f *fileStore) Get(ctx context.Context, name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, err := f.open(ctx, name)
	if err != nil {
		return "", err
	}
	value, ok := all[f.key(name)]
	if !ok {
		return "", fmt.Errorf("%s in the file of secrets: %w", name, ErrNoSecret)
	}
	return value, nil
}

// Set keeps a secret.
func (f *fileStore) Set(ctx context.Context, name, value string) error {
	return f.change(ctx, name, func(all map[string]string) bool {
		all[f.key(name)] = value
		return true
	})
}

// Delete forgets a secret; without a file there is none to forget.
func (f *fileStore) Delete(ctx context.Context, name string) error {
	if _, err := os.Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return f.change(ctx, name, func(all map[string]string) bool {
		_, ok := all[f.key(name)]
		delete(all, f.key(name))
		return ok
	})
}

func (f *fileStore) key(name string) string { return f.company + "/" + name }

func (f *fileStore) change(ctx context.Context, name string, alter func(map[string]string) bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.secretPhrase() == "" {
		return fmt.Errorf("keep %s: %w", name, ErrNoPassphrase)
	}
	all, err := f.open(ctx, name)
	if errors.Is(err, ErrNoSecret) {
		all, err = map[string]string{}, nil
	}
	if err != nil {
		return err
	}
	if !alter(all) {
		return nil
	}
	// The map may be the remembered one; it is remembered again only once the file holds it.
	f.seen = nil
	return f.write(all)
}

func (f *fileStore) secretPhrase() string {
	if f.passphrase == nil {
		return ""
	}
	return f.passphrase()
}

// open reads and decrypts the file. It wraps ErrNoSecret when there is no file.
func (f *fileStore) open(ctx context.Context, name string) (map[string]string, error) {
	if err := errors.Join(checkName(name), ctx.Err()); err != nil {
		return nil, err
	}
	sealed, err := readFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no file of secrets: %w", name, ErrNoSecret)
	}
	if err != nil {
		return nil, fmt.Errorf("read file of secrets: %w", err)
	}
	phrase := f.secretPhrase()
	if phrase == "" {
		return nil, fmt.Errorf("open file of secrets for %s: %w", name, ErrNoPassphrase)
	}
	if f.seen != nil && bytes.Equal(sealed, f.seen) && phrase == f.under {
		return f.opened, nil
	}
	all, err := unseal(sealed, phrase)
	if err != nil {
		return nil, err
	}
	f.seen, f.opened, f.under = sealed, all, phrase
	return all, nil
}

func unseal(sealed []byte, phrase string) (map[string]string, error) {
	defer debug.FreeOSMemory()
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, fmt.Errorf("open file of secrets: %w (%v)", ErrPassphrase, err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return nil, fmt.Errorf("open file of secrets: %w", ErrPassphrase)
	case err != nil:
		return nil, fmt.Errorf("open file of secrets: %w (%v)", ErrDamaged, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, fmt.Errorf("open file of secrets: %w (%v)", ErrDamaged, err)
	}
	all := map[string]string{}
	if err := json.Unmarshal(plain, &all); err != nil {
		// The parser's words may hold a piece of a secret, so they are left out.
		return nil, fmt.Errorf("read secrets: %w", ErrDamaged)
	}
	return all, nil
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = ErrDamaged
	}
	return b, err
}

// write encrypts the secrets and puts the file in place.
func (f *fileStore) write(all map[string]string) error {
	recipient, err := age.NewScryptRecipient(f.secretPhrase())
	if err != nil {
		return fmt.Errorf("encrypt secrets: %w", err)
	}
	recipient.SetWorkFactor(cmp.Or(f.workFactor, workFactor))
	defer debug.FreeOSMemory() // what scrypt filled is of no use to anybody else
	plain, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("encrypt secrets: %w", err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return fmt.Errorf("encrypt secrets: %w", err)
	}
	if _, err = w.Write(plain); err == nil {
		err = w.Close()
	}
	if err != nil {
		return fmt.Errorf("encrypt secrets: %w", err)
	}
	return f.replace(sealed.Bytes())
}

// replace writes beside the file, syncs, and renames over it. Only the user may read it.
func (f *fileStore) replace(sealed []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*")
	if err != nil {
		return fmt.Errorf("write file of secrets: %w", err)
	}
	_, err = temp.Write(sealed)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write file of secrets: %w", err), os.Remove(temp.Name()))
	}
	return nil
}
