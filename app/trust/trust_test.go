package trust_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"fakturist/app/trust"
)

func TestAuthorities_OfAFileVouchForItsServers(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	roots, err := trust.Authorities(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := shake(server.Listener.Addr(), &tls.Config{RootCAs: roots, ServerName: "example.com"}); err != nil {
		t.Errorf("a server of the file: %v", err)
	}
	for name, config := range map[string]*tls.Config{
		"the system's authorities": {ServerName: "example.com"},
		"another name":             {RootCAs: roots, ServerName: "example.org"},
	} {
		if err := shake(server.Listener.Addr(), config); !trust.Broken(err) {
			t.Errorf("%s: got %v, want a failure of trust", name, err)
		}
	}
}

func TestBroken_TellsTrustFromAServerThatIsAway(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	if err := shake(plain.Listener.Addr(), &tls.Config{ServerName: "example.com"}); !trust.Broken(err) {
		t.Errorf("a server without TLS: got %v, want a failure of trust", err)
	}
	plain.Close()
	if err := shake(plain.Listener.Addr(), &tls.Config{ServerName: "example.com"}); err == nil || trust.Broken(err) {
		t.Errorf("a server that is away: got %v, want another failure", err)
	}
}

func TestAuthorities_NeedAFileWithCertificates(t *testing.T) {
	if roots, err := trust.Authorities(""); roots != nil || err != nil {
		t.Errorf("no file: got %v, %v, want the system's", roots, err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if _, err := trust.Authorities(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: got %v", err)
	}
	if err := os.WriteFile(file, []byte("hemmelig"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := trust.Authorities(file); !errors.Is(err, trust.ErrNoCertificate) {
		t.Errorf("file without a certificate: got %v", err)
	}
}

func shake(addr net.Addr, config *tls.Config) error {
	conn, err := (&tls.Dialer{Config: config}).DialContext(context.Background(), "tcp", addr.String())
	if err != nil {
		return err
	}
	return conn.Close()
}

func TestLoopback_IsThisMachineOnly(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost": true, "127.0.0.1": true, "127.8.8.8": true, "::1": true, "[::1]": true, "::ffff:127.0.0.1": true,
		"": false, "127.0.0.1.example.no": false, "127.example.no": false, "localhost.example.no": false, "10.0.0.1": false, "0.0.0.0": false,
	} {
		if got := trust.Loopback(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}
