package inbox_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"time"

	"fakturist/app/channel/email"
	"fakturist/app/inbox"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// TestRealServers sends through Exim and reads from Dovecot, when asked to by FAKTURIST_REALMAIL=1. The servers in the box
// speak the protocols as their libraries do; these speak them as the world does.
func TestRealServers(t *testing.T) {
	if os.Getenv("FAKTURIST_REALMAIL") != "1" {
		t.Skip("set FAKTURIST_REALMAIL=1 to run against Dovecot and Exim")
	}
	w := startReal(t)
	ch, err := email.New(email.Config{
		Host: "localhost", Port: w.SMTP, User: "faktura", CA: filepath.Join(w.Dir, "cert.pem"), From: "faktura@localhost",
	}, func(context.Context) (string, error) { return "hemmelig", nil }, time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	box := inbox.Config{
		Host: "localhost", Port: w.IMAPS, User: "faktura", CA: filepath.Join(w.Dir, "cert.pem"), Senders: []string{"localhost"},
	}
	pdf := []byte("%PDF-1.7\n" + noise(100_000))
	t.Run("a PDF arrives byte for byte", func(t *testing.T) {
		f := sendReal(t, ch, "faktura@localhost", pdf)
		m := awaitReal(t, box, func(m inbox.Message) bool { return m.MessageID == f.ID })
		if len(m.Attachment) != 2 || m.Attachment[0].Name != "Faktura 10001.pdf" || !bytes.Equal(m.Attachment[0].Data, pdf) || !m.Listed {
			t.Errorf("from %s: %d attachments, skipped %v", m.From, len(m.Attachment), m.Skipped)
		}
	})
	t.Run("STARTTLS and the look among the sent", func(t *testing.T) {
		c := box
		c.Security, c.Port = inbox.STARTTLS, w.IMAP
		found, err := inbox.Contains(context.Background(), c, password("hemmelig"), "<nobody@localhost>")
		if err != nil || found {
			t.Errorf("found %v, %v", found, err)
		}
	})
	t.Run("a bounce comes back", func(t *testing.T) {
		f := sendReal(t, ch, "bounce@localhost", pdf)
		awaitReal(t, box, func(m inbox.Message) bool {
			return strings.Contains(m.Subject, "delivery failed") || strings.Contains(m.Subject, f.ID)
		})
	})
	for to, want := range map[string]string{"permerror@localhost": "smtp-550", "temperror@localhost": "smtp-451"} {
		t.Run(want, func(t *testing.T) {
			f := freezeReal(t, ch, to, pdf)
			_, err := ch.Send(context.Background(), f)
			var e *email.Error
			if !errors.As(err, &e) || e.Code() != want || errors.Is(err, billing.ErrRejected) != (want == "smtp-550") {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
	t.Run("wrong passwords", func(t *testing.T) {
		err := inbox.Check(context.Background(), box, password("feil"))
		var e *inbox.Error
		if !errors.As(err, &e) || e.Code() != inbox.CodeAuth {
			t.Errorf("Dovecot: %v, want %s", err, inbox.CodeAuth)
		}
	})
}

func freezeReal(t *testing.T, ch *email.Channel, to string, pdf []byte) billing.Frozen {
	t.Helper()
	doc := billing.Document{
		Kind: billing.KindInvoice, Language: "nb", DueDate: cal.On(2026, 12, 6), Currency: money.NOK, Account: "12345678903",
		Seller: billing.Party{Name: "Fjordkoret"}, Buyer: billing.Party{Name: "Bjørn Ås AS", Type: billing.Business},
		Totals: billing.Totals{Payable: money.New(123450, money.NOK)},
	}
	f, err := ch.Freeze(context.Background(), billing.Consignment{
		Invoice: billing.RestoreInvoice(1, "10001", "100014", time.Now(), doc), PDF: pdf, UBL: []byte("<Invoice/>"), Recipient: to,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func sendReal(t *testing.T, ch *email.Channel, to string, pdf []byte) billing.Frozen {
	t.Helper()
	f := freezeReal(t, ch, to, pdf)
	r, err := ch.Send(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID == f.ID || r.ID == "" {
		t.Errorf("no queue id in %q", r.Detail)
	}
	return f
}

// awaitReal reads the mailbox until the wanted message is there.
func awaitReal(t *testing.T, c inbox.Config, want func(inbox.Message) bool) inbox.Message {
	t.Helper()
	var found inbox.Message
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		_, err := inbox.Fetch(context.Background(), c, password("hemmelig"), inbox.Cursor{}, func(m inbox.Message) error {
			if want(m) {
				found = m
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if found.UID != 0 {
			return found
		}
	}
	t.Fatal("the message never came")
	return found
}

// realServers is where the two servers listen.
type realServers struct {
	Dir                     string
	SMTP, LMTP, IMAP, IMAPS int
}

func startReal(t *testing.T) realServers {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("Dovecot and Exim change users, which needs root")
	}
	for _, name := range []string{"dovecot", "exim4"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is missing: apt-get install dovecot-imapd dovecot-lmtpd exim4-daemon-light", name)
		}
	}
	// Sockets below the folder must not exceed 107 bytes, and the servers' users must be able to enter it.
	dir, err := os.MkdirTemp("", "srv")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	w := realServers{Dir: dir, SMTP: free(t), LMTP: free(t), IMAP: free(t), IMAPS: free(t)}
	certify(t, dir)
	must(t, os.WriteFile(filepath.Join(dir, "passwd"), []byte("faktura:{PLAIN}hemmelig\n"), 0o644))
	for _, sub := range []string{"run", "state", "mail", "exim"} {
		must(t, os.Mkdir(filepath.Join(dir, sub), 0o755))
	}
	must(t, os.Chown(filepath.Join(dir, "mail"), 65534, 65534))
	run(t, "chown", "Debian-exim:", filepath.Join(dir, "exim"))
	serve(t, w.IMAPS, "dovecot", "-F", "-c", fill(t, w, "dovecot.conf"))
	serve(t, w.SMTP, "exim4", "-C", fill(t, w, "exim.conf"), "-bdf", "-q1m")
	return w
}

// fill writes a configuration for this run.
func fill(t *testing.T, w realServers, name string) string {
	t.Helper()
	tpl, err := template.ParseFiles(filepath.Join("testdata", "realmail", name))
	must(t, err)
	var b bytes.Buffer
	must(t, tpl.Execute(&b, w))
	path := filepath.Join(w.Dir, name)
	must(t, os.WriteFile(path, b.Bytes(), 0o644))
	return path
}

// serve starts a server, waits until it listens, and ends it with the test.
func serve(t *testing.T, port int, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			conn.Close()
			return
		}
	}
	t.Fatalf("%s does not listen: %s", name, said.String())
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}

func free(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// certify writes a certificate for localhost that is its own authority.
func certify(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		must(t, os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o644))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
