package email_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"fakturist/app/channel/email"
	"fakturist/app/practice"
	"fakturist/billing"
)

// benchMail is a mail as it goes out: a PDF of one page and an EHF.
func benchMail(b *testing.B, box *practice.Box) (*email.Channel, billing.Frozen) {
	b.Helper()
	ch, err := email.New(config(box), func(context.Context) (string, error) { return practice.Password, nil }, clock, zeros{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ch.Close() })
	c := consignment("kari@example.no")
	c.PDF, c.UBL = bytes.Repeat([]byte{0x55, 0xaa, 0x0d}, 14<<10), bytes.Repeat([]byte("<cbc:ID>1</cbc:ID>\n"), 500)
	f, err := ch.Freeze(context.Background(), c)
	if err != nil {
		b.Fatal(err)
	}
	return ch, f
}

// zeros is randomness that costs nothing.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func benchBox(b *testing.B) *practice.Box {
	b.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Clock: clock, Dir: b.TempDir(), Slow: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { box.Close() })
	return box
}

// One mail over a connection that is kept, to the practice server. Its floor is BenchmarkSendMailFloor: the same bytes through
// TLS and nothing else.
func BenchmarkSendMail(b *testing.B) {
	box := benchBox(b)
	ch, f := benchMail(b, box)
	b.SetBytes(int64(len(f.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Send(context.Background(), f); err != nil {
			b.Fatal(err)
		}
	}
}

// One mail over a connection of its own each time, as it was before connections were kept.
func BenchmarkSendMailAnew(b *testing.B) {
	box := benchBox(b)
	ch, f := benchMail(b, box)
	ch.Close()
	b.SetBytes(int64(len(f.Bytes)))
	for b.Loop() {
		if _, err := ch.Send(context.Background(), f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSendMailFloor(b *testing.B) {
	box := benchBox(b)
	_, f := benchMail(b, box)
	client := tlsPair(b, box)
	answer := make([]byte, 1)
	b.SetBytes(int64(len(f.Bytes)))
	for b.Loop() {
		if _, err := client.Write(f.Bytes); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(client, answer); err != nil {
			b.Fatal(err)
		}
	}
}

// tlsPair is a TLS connection to somebody who reads mails of the bench's size and answers each with one byte.
func tlsPair(b *testing.B, box *practice.Box) net.Conn {
	b.Helper()
	_, f := benchMail(b, box)
	pair := selfSigned(b)
	ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ln.Close() })
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		for buf := make([]byte, len(f.Bytes)); ; {
			if _, err := io.ReadFull(conn, buf); err != nil {
				return
			}
			if _, err := conn.Write([]byte{1}); err != nil {
				return
			}
		}
	}()
	roots := x509.NewCertPool()
	roots.AddCert(pair.Leaf)
	conn, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{RootCAs: roots, ServerName: "localhost"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return conn
}

// selfSigned is a certificate of the kind the practice servers have.
func selfSigned(b *testing.B) tls.Certificate {
	b.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	plan := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, plan, plan, &key.PublicKey, key)
	if err != nil {
		b.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		b.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func BenchmarkFreeze(b *testing.B) {
	box := benchBox(b)
	ch, _ := benchMail(b, box)
	c := consignment("kari@example.no")
	c.PDF, c.UBL = bytes.Repeat([]byte{0x55, 0xaa, 0x0d}, 14<<10), bytes.Repeat([]byte("<cbc:ID>1</cbc:ID>\n"), 500)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ch.Freeze(context.Background(), c); err != nil {
			b.Fatal(err)
		}
	}
}
