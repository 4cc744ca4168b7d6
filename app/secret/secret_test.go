package secret_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"fakturist/app/secret"

	"github.com/zalando/go-keyring"
)

var ctx = context.Background()

func options(t *testing.T, phrase string) secret.Options {
	t.Helper()
	return secret.Options{
		Company: "923609016", File: filepath.Join(t.TempDir(), "kor.fakt.secrets"), WorkFactor: 10,
		Passphrase: func() string { return phrase },
	}
}

func set(t *testing.T, s secret.Store, name, value string) {
	t.Helper()
	if err := s.Set(ctx, name, value); err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, s secret.Store, name, want string) {
	t.Helper()
	if got, err := s.Get(ctx, name); err != nil || got != want {
		t.Errorf("%s: %q %v, want %q", name, got, err, want)
	}
}

func TestStore_KeepsSecretsInTheKeyring(t *testing.T) {
	keyring.MockInit()
	o := options(t, "")
	s := secret.Open(o)
	if _, err := s.Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) {
		t.Errorf("before: %v, want ErrNoSecret", err)
	}
	set(t, s, secret.SMTP, "hemmelig")
	wants(t, s, secret.SMTP, "hemmelig")
	if _, err := s.Get(ctx, secret.IMAP); !errors.Is(err, secret.ErrNoSecret) {
		t.Errorf("another name: %v, want ErrNoSecret", err)
	}
	o.Company = "974760673"
	if _, err := secret.Open(o).Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) {
		t.Errorf("another company: %v, want ErrNoSecret", err)
	}
	if _, err := os.Stat(o.File); !os.IsNotExist(err) {
		t.Errorf("a file was made: %v", err)
	}
	for range 2 {
		if err := s.Delete(ctx, secret.SMTP); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if _, err := s.Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) {
		t.Errorf("after: %v, want ErrNoSecret", err)
	}
}

func TestStore_FallsBackOnAnEncryptedFile(t *testing.T) {
	keyring.MockInitWithError(errors.New(`exec: "dbus-launch": executable file not found`))
	o := options(t, "to bokfinker")
	s := secret.Open(o)
	if _, err := s.Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) {
		t.Errorf("before: %v, want ErrNoSecret", err)
	}
	set(t, s, secret.SMTP, "hemmelig")
	set(t, s, secret.AccessPoint, "poletten")
	set(t, s, secret.SMTP, "hemmeligere")
	wants(t, secret.Open(o), secret.SMTP, "hemmeligere")
	wants(t, secret.Open(o), secret.AccessPoint, "poletten")
	raw, err := os.ReadFile(o.File)
	if err != nil || bytes.Contains(raw, []byte("hemmelig")) || !bytes.HasPrefix(raw, []byte("age-encryption.org/v1\n-> scrypt ")) {
		t.Errorf("file: %.60q %v", raw, err)
	}
	if info, err := os.Stat(o.File); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v, want 0600", info.Mode(), err)
	}
	if err := s.Delete(ctx, secret.SMTP); err != nil {
		t.Error(err)
	}
	if _, err := secret.Open(o).Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) {
		t.Errorf("after: %v, want ErrNoSecret", err)
	}
	wants(t, s, secret.AccessPoint, "poletten")
	if left, _ := filepath.Glob(o.File + ".*"); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestStore_FindsInTheFileWhatAKeyringNeverHad(t *testing.T) {
	keyring.MockInitWithError(errors.New("no service"))
	o := options(t, "to bokfinker")
	set(t, secret.Open(o), secret.SMTP, "hemmelig")
	keyring.MockInit()
	wants(t, secret.Open(o), secret.SMTP, "hemmelig")
}

func TestFile_NamesWhatStandsInTheWay(t *testing.T) {
	keyring.MockInitWithError(errors.New("no service"))
	o := options(t, "to bokfinker")
	set(t, secret.Open(o), secret.SMTP, "hemmelig")
	with := func(phrase string) secret.Store {
		o := o
		o.Passphrase = func() string { return phrase }
		return secret.Open(o)
	}
	if _, err := with("").Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoPassphrase) {
		t.Errorf("no passphrase: %v", err)
	}
	if err := with("").Set(ctx, secret.SMTP, "x"); !errors.Is(err, secret.ErrNoPassphrase) {
		t.Errorf("set without passphrase: %v", err)
	}
	if _, err := with("feil").Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if err := with("feil").Set(ctx, secret.IMAP, "x"); !errors.Is(err, secret.ErrPassphrase) {
		t.Errorf("a wrong passphrase must not replace the file: %v", err)
	}
	wants(t, with("to bokfinker"), secret.SMTP, "hemmelig")
	raw, err := os.ReadFile(o.File)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{"cut": raw[:len(raw)-5], "empty": {}, "other": []byte("{}"), "changed": append(bytes.Clone(raw[:len(raw)-1]), raw[len(raw)-1]^1)} {
		if err := os.WriteFile(o.File, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := with("to bokfinker").Get(ctx, secret.SMTP)
		var e *secret.Error
		if !errors.Is(err, secret.ErrDamaged) || !errors.As(err, &e) || e.Code() == "" {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
	}
	o.File = filepath.Join(o.File, "nowhere")
	if err := with("to bokfinker").Set(ctx, secret.SMTP, "x"); err == nil {
		t.Error("set in a folder that is none succeeded")
	}
}

func TestFile_RemembersUntilItChanges(t *testing.T) {
	keyring.MockInitWithError(errors.New("no service"))
	o := options(t, "to bokfinker")
	here, there := secret.Open(o), secret.Open(o)
	set(t, here, secret.SMTP, "en")
	wants(t, here, secret.SMTP, "en")
	set(t, there, secret.SMTP, "to")
	wants(t, here, secret.SMTP, "to")
}

// stuck is a keyring whose unlock dialog nobody answers.
type stuck struct {
	asked   atomic.Int32
	release chan struct{}
}

func (s *stuck) wait() error {
	s.asked.Add(1)
	<-s.release
	return errors.New("dismissed")
}

func (s *stuck) Get(_, _ string) (string, error) { return "", s.wait() }
func (s *stuck) Set(_, _, _ string) error        { return s.wait() }
func (s *stuck) Delete(_, _ string) error        { return s.wait() }

func TestKeyring_IsNotWaitedForWithoutEnd(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	k := &stuck{release: make(chan struct{})}
	defer close(k.release)
	s := secret.OpenWith(secret.Options{
		Company: "1", Timeout: 100 * time.Millisecond, Clock: func() time.Time { return now },
		File: filepath.Join(t.TempDir(), "none"),
	}, k)
	for range 3 {
		if _, err := s.Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) {
			t.Errorf("got %v, want ErrNoSecret from the file that is not there", err)
		}
	}
	if n := k.asked.Load(); n != 1 {
		t.Errorf("a keyring that does not answer was asked %d times", n)
	}
	now = now.Add(2 * time.Minute)
	if _, err := s.Get(ctx, secret.SMTP); !errors.Is(err, secret.ErrNoSecret) || k.asked.Load() != 2 {
		t.Errorf("after a pause: asked %d times, %v", k.asked.Load(), err)
	}
}

func TestKeyring_LetsGoWhenCancelled(t *testing.T) {
	keyring.MockInit()
	done, cancel := context.WithCancel(ctx)
	cancel()
	if err := secret.Open(options(t, "x")).Set(done, secret.SMTP, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it to wrap context.Canceled", err)
	}
}
