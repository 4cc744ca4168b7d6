package app_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/secret"
	"fakturist/billing"

	"github.com/zalando/go-keyring"
)

// diary collects what is logged from any goroutine.
type diary struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.b.Write(p)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.b.String()
}

// keepDiary logs into a diary for the time of a test.
func keepDiary(t *testing.T) *diary {
	t.Helper()
	d, before := &diary{}, slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(d, &slog.HandlerOptions{Level: slog.LevelInfo})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return d
}

// Sending, failing to log in, reading the mailbox and backing up leave secrets in the encrypted file alone, and nobody's
// name, address or sum in the log.
func TestSecrets_AreNowhereButInTheirFile(t *testing.T) {
	keyring.MockInitWithError(os.ErrNotExist)
	log := keepDiary(t)
	box := newBox(t)
	path := newClub(t, box)
	ctx := context.Background()
	c, err := app.Open(ctx, path, app.Options{Clock: time.Now, Passphrase: func() string { return "frase-qzpw" }})
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]string{secret.SMTP: "smtp-qzpw-1", secret.IMAP: "imap-qzpw-2", secret.AccessPoint: "punkt-qzpw-3"}
	for name, value := range secrets {
		if err := c.SetSecret(ctx, name, value); err != nil {
			t.Fatalf("keep %s: %v", name, err)
		}
	}
	for _, customer := range []string{"1", "2", "3"} {
		issueTo(t, c, customer, app.Issuing{})
	}
	if _, err := c.Send(ctx, app.Sending{Now: true}); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, r := range rows {
		if r.State == billing.Queued && r.Reason != "" {
			failed++
		}
	}
	if failed != 2 {
		t.Errorf("%d deliveries failed for a wrong password, want those by mail and access point: %+v", failed, rows)
	}
	if _, err := c.FetchInbox(ctx); err == nil {
		t.Error("the mailbox opened with a wrong password")
	}
	if err := c.Backup(ctx, filepath.Join(filepath.Dir(path), "kopi.fakt")); err != nil {
		t.Fatal(err)
	}
	mustClose(t, c)
	for name, content := range filesBelow(t, filepath.Dir(path)) {
		if strings.Contains(content, "qzpw") {
			t.Errorf("a secret stands in %s", name)
		}
	}
	for _, private := range []string{"qzpw", "Kari", "Ødegård", "kari@example.test", "987654325", "500.00", "500,00", clubAccount, "Rør og Varme"} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log says %q:\n%s", private, log.String())
		}
	}
	if !strings.Contains(log.String(), "delivery failed") {
		t.Errorf("nothing was logged, so nothing was looked at: %q", log.String())
	}
}

// filesBelow reads every file of a folder and those below.
func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		out[filepath.Base(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 3 {
		t.Fatalf("only %d files", len(out))
	}
	return out
}
