// Package practice is the world in a box: a mail server with mailboxes, access points, a name server and metadata
// publisher for receivers, the company register, the central bank's rates, and a bank that pays.
//
// Everything listens on 127.0.0.1 under a certificate made at the start; nothing leaves the machine. It serves practice
// companies, the demo and the tests of the ways out and in, so the servers speak their real protocols and can be told to
// fail as real ones do. It may import billing and server libraries; it knows nothing of storage, windows or channels.
package practice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Zone is the participant zone the box's name server answers for, the one of Peppol's test network.
const Zone = "participant.sml.test.tech.peppol.org"

// The logins and secrets of the box. They are known to everyone and open nothing but the box.
const (
	User     = "faktura@praksis.test"
	Password = "hemmelig"
	Token    = "praksis-token"
)

// Options say how a box behaves. The zero Options work.
type Options struct {
	Clock func() time.Time // of the servers' records and of the bank; nil: the machine's
	Seed  uint64           // of the bank's choices and of ids; equal seeds do equal things
	Dir   string           // folder for ca.pem; empty: a temporary one, removed by Close
	Slow  time.Duration    // how long slow@ recipients and Slow submissions wait; 0: two seconds
}

// Box is the running world.
type Box struct {
	CA     []byte // certificate authority of every server in the box, PEM
	CAFile string // the same as a file

	Mail      *Mail
	OAuth     *OAuth
	Access    *AccessPoint
	Phase4    *Phase4
	Storecove *StorecoveServer
	Maventa   *MaventaServer
	DNS       *NameServer
	SMP       *Publisher
	Register  *Register
	Rates     *Rates
	Bank      *Bank

	tempDir string
	stop    []func() error
	stopped sync.Once
	err     error
	cancel  func() bool
}

// world is what all servers of a box share.
type world struct {
	clock func() time.Time
	slow  time.Duration
	pair  *certificate
	seed  uint64
	done  chan struct{} // closed when the box closes, wakes whoever waits

	mu   sync.Mutex
	rand *rand.Rand
}

func (w *world) now() time.Time { return w.clock() }

// uuid makes a version 4 id from the box's seed.
func (w *world) uuid() string {
	w.mu.Lock()
	a, b := w.rand.Uint64(), w.rand.Uint64()
	w.mu.Unlock()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

// wait lets time pass and returns early when the box closes.
func (w *world) wait(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-w.done:
	}
}

// Start opens the box. It closes by itself when ctx ends; Close waits until every server has stopped.
func Start(ctx context.Context, o Options) (*Box, error) {
	b := &Box{}
	if err := b.start(o); err != nil {
		return nil, errors.Join(fmt.Errorf("start practice servers: %w", err), b.Close())
	}
	b.cancel = context.AfterFunc(ctx, func() { b.shutdown() })
	return b, nil
}

func (b *Box) start(o Options) error {
	w := &world{clock: o.Clock, slow: o.Slow, seed: o.Seed, done: make(chan struct{}), rand: rand.New(rand.NewPCG(o.Seed, 0x66616b74))}
	if w.clock == nil {
		w.clock = time.Now
	}
	if w.slow == 0 {
		w.slow = 2 * time.Second
	}
	b.stop = append(b.stop, func() error { close(w.done); return nil })
	if err := b.certify(w, o.Dir); err != nil {
		return err
	}
	starts := []func(*world) (func() error, error){
		func(w *world) (stop func() error, err error) { b.OAuth, stop, err = startOAuth(w); return },
		func(w *world) (stop func() error, err error) { b.Mail, stop, err = startMail(w, b.OAuth); return },
		func(w *world) (stop func() error, err error) { b.Access, stop, err = startAccessPoint(w); return },
		func(w *world) (stop func() error, err error) { b.Phase4, stop, err = startPhase4(w); return },
		func(w *world) (stop func() error, err error) { b.Storecove, stop, err = startStorecove(w); return },
		func(w *world) (stop func() error, err error) { b.Maventa, stop, err = startMaventa(w); return },
		func(w *world) (stop func() error, err error) { b.DNS, stop, err = startNameServer(w); return },
		func(w *world) (stop func() error, err error) { b.SMP, stop, err = startPublisher(w); return },
		func(w *world) (stop func() error, err error) { b.Register, stop, err = startRegister(w); return },
		func(w *world) (stop func() error, err error) { b.Rates, stop, err = startRates(w); return },
	}
	for _, start := range starts {
		stop, err := start(w)
		if stop != nil {
			b.stop = append(b.stop, stop)
		}
		if err != nil {
			return err
		}
	}
	b.Bank = newBank(w, b.Mail)
	return nil
}

func (b *Box) certify(w *world, dir string) error {
	var err error
	if w.pair, err = newCertificate(); err != nil {
		return err
	}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "practice-"); err != nil {
			return fmt.Errorf("folder for the certificate: %w", err)
		}
		b.tempDir = dir
	}
	b.CA, b.CAFile = w.pair.caPEM, filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(b.CAFile, b.CA, 0o644); err != nil {
		return fmt.Errorf("store the certificate: %w", err)
	}
	return nil
}

// AddReceiver registers a receiver everywhere at once: it stands in DNS, and the publisher says it takes EHF invoices and credit notes.
func (b *Box) AddReceiver(participant string) {
	b.SMP.Add(participant, DocumentTypes()...)
	b.DNS.Add(participant, b.SMP.URL)
}

// Browser is a web client that believes the box's certificate.
func (b *Box) Browser() *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(b.CA)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
}

// Close stops every server and waits for it. Closing twice is harmless.
func (b *Box) Close() error {
	if b.cancel != nil {
		b.cancel()
	}
	b.shutdown()
	return b.err
}

func (b *Box) shutdown() {
	b.stopped.Do(func() {
		for _, stop := range b.stop {
			b.err = errors.Join(b.err, stop())
		}
		if b.tempDir != "" {
			b.err = errors.Join(b.err, os.RemoveAll(b.tempDir))
		}
	})
}
