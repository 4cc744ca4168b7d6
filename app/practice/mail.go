package practice

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

// Mail is the mail server: submission with STARTTLS or TLS and a login, mailboxes over IMAP with STARTTLS or TLS.
//
// Every address has a mailbox, made when mail for it arrives; its IMAP login is the address with Password. Mail a user
// submits is also kept in the folder Sent of the From address, as large providers do. Some recipients behave badly:
//
//	permerror@  550 at RCPT
//	temperror@  451 at RCPT
//	timeout@    takes the message, then drops the connection instead of answering
//	lost@       throws the message away, then drops the connection instead of answering
//	slow@       answers after Options.Slow
//	bounce@     accepts, then sends a delivery status notification to the sender
//
// bounceglobal@ is bounce@ in the form of RFC 6533, bounceplain@ in Exim's words and bounceexchange@ in Exchange's; late@ takes
// the message and says that it is late. Who asks for notices of success gets one for every other recipient.
type Mail struct {
	Host      string // the name on the certificate
	SMTPPort  int    // STARTTLS, login after it
	SMTPSPort int    // TLS from the start
	PlainPort int    // neither TLS nor login: only for the setting "none"
	IMAPPort  int    // STARTTLS
	IMAPSPort int    // TLS from the start

	world     *world
	smtp      []*gate
	imap      []*gate
	mu        sync.Mutex
	logins    map[string]string // submission login to password
	boxes     map[string]*mailbox
	oauth     *OAuth // who says which access tokens count
	basicOff  bool
	submitted []Submitted
	queue     int
}

// Submitted is one message the server took or dropped, as it came over the wire.
type Submitted struct {
	Login      string // who was logged in; empty on the plain port
	From       string // envelope sender
	To         []string
	Bytes      []byte // the exact content of DATA
	TLS        bool
	UTF8       bool     // the client asked for SMTPUTF8
	DSN        bool     // the client asked for failure notices
	Notices    []string // which notices the client asked for, such as "SUCCESS"
	EnvelopeID string   // what the client wants notices to call the mail
	Meant      string   // the original recipient as the client named it
	Size       int64    // what the client said the size would be; 0: nothing
	Stored     bool     // delivered to mailboxes
	QueueID    string
	ReceivedAt time.Time
}

// mailbox is one address: its IMAP user and a copy of what lies in each folder.
type mailbox struct {
	user    *imapmemserver.User
	folders map[string][][]byte
}

func startMail(w *world, o *OAuth) (*Mail, func() error, error) {
	m := &Mail{
		Host: "localhost", world: w, oauth: o,
		logins: map[string]string{User: Password}, boxes: map[string]*mailbox{},
	}
	m.AddMailbox(User)
	stopSMTP, err := m.startSMTP()
	if err != nil {
		return nil, nil, err
	}
	stopIMAP, err := m.startIMAP()
	if err != nil {
		return nil, stopSMTP, err
	}
	return m, func() error { return errors.Join(stopSMTP(), stopIMAP()) }, nil
}

func (m *Mail) startSMTP() (func() error, error) {
	var run group
	secure, plain := m.smtpServer(true), m.smtpServer(false)
	gates, err := listenAll(3)
	if err != nil {
		return nil, err
	}
	m.smtp = gates
	m.SMTPPort, m.SMTPSPort, m.PlainPort = gates[0].port(), gates[1].port(), gates[2].port()
	run.serve(func() error { return secure.Serve(gates[0]) })
	run.serve(func() error { return secure.Serve(tls.NewListener(gates[1], m.world.pair.tls())) })
	run.serve(func() error { return plain.Serve(gates[2]) })
	return func() error {
		err := errors.Join(ignoreClosed(secure.Close()), ignoreClosed(plain.Close()), closeAll(gates))
		run.Wait()
		return err
	}, nil
}

func (m *Mail) smtpServer(secure bool) *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &smtpSession{mail: m, conn: c, open: !secure}, nil
	}))
	s.Domain, s.MaxMessageBytes, s.EnableDSN, s.EnableSMTPUTF8 = "localhost", 25<<20, true, true
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	s.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		s.TLSConfig = m.world.pair.tls()
	}
	return s
}

func (m *Mail) startIMAP() (func() error, error) {
	var run group
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &imapSession{mail: m}, nil, nil
		},
		Caps:      imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapSASLIR: {}},
		TLSConfig: m.world.pair.tls(),
		Logger:    log.New(io.Discard, "", 0),
	})
	gates, err := listenAll(2)
	if err != nil {
		return nil, err
	}
	m.imap = gates
	m.IMAPPort, m.IMAPSPort = gates[0].port(), gates[1].port()
	run.serve(func() error { return server.Serve(gates[0]) })
	run.serve(func() error { return server.Serve(tls.NewListener(gates[1], m.world.pair.tls())) })
	return func() error {
		err := errors.Join(ignoreClosed(server.Close()), closeAll(gates))
		run.Wait()
		return err
	}, nil
}

// AddLogin lets user submit mail with password. It also makes the user's mailbox.
func (m *Mail) AddLogin(user, password string) {
	m.mu.Lock()
	m.logins[user] = password
	m.mu.Unlock()
	m.AddMailbox(user)
}

// SetBasicOff lets the servers take access tokens only, as Microsoft 365 does, or passwords again.
func (m *Mail) SetBasicOff(off bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.basicOff = off
}

// BasicOff tells whether passwords are taken no more.
func (m *Mail) BasicOff() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.basicOff
}

func (m *Mail) admits(user, token string) bool { return m.oauth.admits(user, token) }

// AddMailbox makes an empty mailbox for an address; one that exists stays as it is.
func (m *Mail) AddMailbox(address string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mailboxLocked(address)
}

func (m *Mail) mailboxLocked(address string) *mailbox {
	address = strings.ToLower(address)
	if box := m.boxes[address]; box != nil {
		return box
	}
	box := &mailbox{user: imapmemserver.NewUser(address, Password), folders: map[string][][]byte{}}
	for _, folder := range []string{"INBOX", "Sent"} {
		// Create fails only for a name that exists.
		if err := box.user.Create(folder, nil); err == nil {
			box.folders[folder] = nil
		}
	}
	m.boxes[address] = box
	return box
}

// Deliver puts a message into the mailbox of an address as it is, past the server's checks: whoever writes the bytes
// writes every header, forged ones too.
func (m *Mail) Deliver(to string, message []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.storeLocked(to, "INBOX", message)
}

func (m *Mail) storeLocked(address, folder string, message []byte) error {
	box := m.mailboxLocked(address)
	if _, err := box.user.Append(folder, literal{bytes.NewReader(message)}, &imap.AppendOptions{Time: m.world.now()}); err != nil {
		return fmt.Errorf("store message: %w", err)
	}
	box.folders[folder] = append(box.folders[folder], slices.Clone(message))
	return nil
}

// Inbox gives the messages in the mailbox of an address, oldest first, with the headers the server added.
func (m *Mail) Inbox(address string) [][]byte { return m.folder(address, "INBOX") }

// Sent gives the messages kept in the folder Sent of an address.
func (m *Mail) Sent(address string) [][]byte { return m.folder(address, "Sent") }

func (m *Mail) folder(address, name string) [][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if box := m.boxes[strings.ToLower(address)]; box != nil {
		return slices.Clone(box.folders[name])
	}
	return nil
}

// RenewInbox gives the mailbox of an address a new UIDVALIDITY, as a server does after a restore: the same messages under
// new numbers.
func (m *Mail) RenewInbox(address string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	box := m.mailboxLocked(address)
	old := box.folders["INBOX"]
	box.folders["INBOX"] = nil
	if err := errors.Join(box.user.Delete("INBOX"), box.user.Create("INBOX", nil)); err != nil {
		return fmt.Errorf("make mailbox anew: %w", err)
	}
	for _, message := range old {
		if err := m.storeLocked(address, "INBOX", message); err != nil {
			return err
		}
	}
	return nil
}

// Submitted gives everything clients submitted, in order.
func (m *Mail) Submitted() []Submitted {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.submitted)
}

// SetSMTPDown takes the submission server down or up again; it keeps its ports.
func (m *Mail) SetSMTPDown(down bool) {
	for _, g := range m.smtp {
		g.setDown(down)
	}
}

// SMTPDown tells whether the submission server was taken down.
func (m *Mail) SMTPDown() bool { return m.smtp[0].isDown() }

// SMTPConnections is how many connections clients made to the submission server so far.
func (m *Mail) SMTPConnections() int {
	n := 0
	for _, g := range m.smtp {
		n += g.admitted()
	}
	return n
}

// OpenSMTP is how many connections clients hold to the submission server now.
func (m *Mail) OpenSMTP() int {
	n := 0
	for _, g := range m.smtp {
		n += g.open()
	}
	return n
}

// CutSMTP breaks every connection to the submission server, as a restart does; new ones are taken.
func (m *Mail) CutSMTP() {
	for _, g := range m.smtp {
		g.cut()
	}
}

// SetIMAPDown takes the mailbox server down or up again; it keeps its ports.
func (m *Mail) SetIMAPDown(down bool) {
	for _, g := range m.imap {
		g.setDown(down)
	}
}

// literal is a message with its length, as an append wants it.
type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// group runs servers and waits for them.
type group struct{ sync.WaitGroup }

// serve runs f until its listener closes.
func (g *group) serve(f func() error) {
	// A server returns when it is closed; what it says then is of no use to anyone.
	g.Go(func() { _ = f() })
}

func listenAll(n int) ([]*gate, error) {
	var gates []*gate
	for range n {
		g, err := listen()
		if err != nil {
			return nil, errors.Join(err, closeAll(gates))
		}
		gates = append(gates, g)
	}
	return gates, nil
}

// closeAll closes listeners. A server closes only those it has begun to serve, which one closed at once has not.
func closeAll(gates []*gate) error {
	var err error
	for _, g := range gates {
		err = errors.Join(err, ignoreClosed(g.Close()))
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, smtp.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
