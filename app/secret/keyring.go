package secret

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// service is what the entries are filed under.
const service = "fakturist"

// pause is how long a keyring that did not answer is left alone, so that each mail of a run does not wait for it anew.
const pause = time.Minute

// backend is a keyring that may block.
type backend interface {
	Get(service, user string) (string, error)
	Set(service, user, value string) error
	Delete(service, user string) error
}

// system is the keyring the library finds on this machine.
type system struct{}

func (system) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (system) Set(service, user, value string) error    { return keyring.Set(service, user, value) }
func (system) Delete(service, user string) error        { return keyring.Delete(service, user) }

// keyringStore is the keyring of the operating system. It may block for as long as an unlock dialog stands open, so every
// question has a time limit; any trouble but "not found" counts as no keyring.
type keyringStore struct {
	system  backend
	company string
	timeout time.Duration
	clock   func() time.Time

	mu     sync.Mutex
	silent time.Time // do not ask before
}

// Get asks for a secret.
func (k *keyringStore) Get(ctx context.Context, name string) (string, error) {
	var value string
	err := k.ask(ctx, name, func(user string) (got string, err error) {
		return k.system.Get(service, user)
	}, &value)
	return value, err
}

// Set keeps a secret.
func (k *keyringStore) Set(ctx context.Context, name, value string) error {
	return k.ask(ctx, name, func(user string) (string, error) {
		return "", k.system.Set(service, user, value)
	}, nil)
}

// Delete forgets a secret.
func (k *keyringStore) Delete(ctx context.Context, name string) error {
	err := k.ask(ctx, name, func(user string) (string, error) {
		return "", k.system.Delete(service, user)
	}, nil)
	if errors.Is(err, ErrNoSecret) {
		return nil
	}
	return err
}

type answer struct {
	value string
	err   error
}

// ask puts a question and waits no longer than the time limit. The library cannot be interrupted, so a question that goes
// unanswered is left to itself.
func (k *keyringStore) ask(ctx context.Context, name string, question func(user string) (string, error), value *string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("ask keyring for %s: %w", name, err)
	}
	if k.resting() {
		return fmt.Errorf("ask keyring for %s: %w", name, ErrKeyring)
	}
	answers := make(chan answer, 1)
	go func() {
		got, err := question(k.company + "/" + name)
		answers <- answer{got, err}
	}()
	limit := time.NewTimer(k.timeout)
	defer limit.Stop()
	select {
	case a := <-answers:
		return k.judge(name, a, value)
	case <-limit.C:
		k.rest()
		return fmt.Errorf("ask keyring for %s: no answer in %s: %w", name, k.timeout, ErrKeyring)
	case <-ctx.Done():
		return fmt.Errorf("ask keyring for %s: %w", name, ctx.Err())
	}
}

func (k *keyringStore) judge(name string, a answer, value *string) error {
	switch {
	case errors.Is(a.err, keyring.ErrNotFound):
		return fmt.Errorf("%s in keyring: %w", name, ErrNoSecret)
	case a.err != nil:
		return fmt.Errorf("ask keyring for %s: %w (%v)", name, ErrKeyring, a.err)
	}
	if value != nil {
		*value = a.value
	}
	return nil
}

func (k *keyringStore) resting() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.clock().Before(k.silent)
}

func (k *keyringStore) rest() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.silent = k.clock().Add(pause)
}
