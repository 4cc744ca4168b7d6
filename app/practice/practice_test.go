package practice_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"fakturist/app/practice"
)

// moment is when everything in these tests happens.
var moment = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)

// open starts a box that closes with the test.
func open(t *testing.T) *practice.Box {
	t.Helper()
	box, err := practice.Start(context.Background(), practice.Options{
		Clock: func() time.Time { return moment }, Seed: 7, Dir: t.TempDir(), Slow: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return box
}

func trust(t *testing.T, box *practice.Box) *tls.Config {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(box.CA) {
		t.Fatal("CA is not PEM")
	}
	return &tls.Config{RootCAs: pool, ServerName: "localhost"}
}

func client(t *testing.T, box *practice.Box) *http.Client {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: trust(t, box)}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: 20 * time.Second}
}

// ask sends a request and gives status and body.
func ask(t *testing.T, c *http.Client, method, url, token, body string) (int, string, error) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Token", token)
	resp, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

func TestStart_ClosesWithItsContextAndCleansUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	box, err := practice.Start(ctx, practice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(box.CAFile); err != nil {
		t.Fatal(err)
	}
	c := client(t, box)
	if status, _, err := ask(t, c, "GET", box.Access.URL+"/management/status", "", ""); err != nil || status != 200 {
		t.Fatalf("management status: %d, %v", status, err)
	}
	cancel()
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ask(t, c, "GET", box.Access.URL+"/management/status", "", ""); err == nil {
		t.Error("access point answers after Close")
	}
	if _, err := os.Stat(box.CAFile); !os.IsNotExist(err) {
		t.Errorf("temporary certificate is left: %v", err)
	}
}

func TestCertificate_IsTrustedOnlyThroughTheBoxsAuthority(t *testing.T) {
	box := open(t)
	if _, _, err := ask(t, &http.Client{Timeout: 5 * time.Second}, "GET", box.Register.URL, "", ""); err == nil {
		t.Error("a client without the CA was let through")
	}
}
