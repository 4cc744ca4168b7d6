package lookup_test

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"fakturist/app/lookup"
)

// writeCA writes the certificate of a test server as a file of authorities.
func writeCA(t *testing.T, server *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNew_NamesABrokenCertificateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.pem")
	if _, err := lookup.New(lookup.Config{CA: path}, nil, nil, nil); err == nil {
		t.Error("a missing file was taken")
	}
	if err := os.WriteFile(path, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := lookup.New(lookup.Config{CA: path}, nil, nil, nil); err == nil {
		t.Error("a file without certificates was taken")
	}
}
