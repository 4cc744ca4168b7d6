// Package trust says who may vouch for a server: the certificate authorities of a file, or the system's; and which servers are on
// this machine, where nobody has to. It imports nothing of ours; connections and the codes of what went wrong on them are their channels'.
package trust

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
)

// ErrNoCertificate says that a file holds no certificate in PEM.
var ErrNoCertificate = errors.New("no certificate")

// Authorities reads a PEM file; no file gives nil, which means the system's. Errors wrap ErrNoCertificate or what the
// system says of the file.
func Authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read certificate authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read certificate authorities in %q: %w", file, ErrNoCertificate)
	}
	return pool, nil
}

// Loopback tells whether a host, by name or address, is this machine. A name that only looks like an address of it is not.
func Loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Broken tells whether err is TLS that failed: a certificate nobody vouches for, a wrong name, a server that speaks no TLS.
func Broken(err error) bool {
	var (
		verify *tls.CertificateVerificationError
		record tls.RecordHeaderError
		alert  tls.AlertError
		name   x509.HostnameError
	)
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &name)
}
