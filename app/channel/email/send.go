package email

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"

	"fakturist/app/trust"
	"fakturist/billing"

	"github.com/wneessen/go-mail/smtp"
)

// Send submits the frozen bytes. Once the final dot has left, an answer that does not come is an unknown outcome.
func (c *Channel) Send(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.ready(); err != nil {
		return billing.Receipt{}, err
	}
	from, err := c.envelope(f)
	if err != nil {
		return billing.Receipt{}, err
	}
	s, err := c.connect(ctx)
	if err != nil {
		return billing.Receipt{}, err
	}
	defer s.close()
	if err := s.address(ctx, from, f); err != nil {
		return billing.Receipt{}, err
	}
	return s.data(ctx, f)
}

// Check connects, encrypts and logs in without sending anything: the button "try it" of the settings.
func (c *Channel) Check(ctx context.Context) error {
	if err := c.ready(); err != nil {
		return err
	}
	s, err := c.connect(ctx)
	if err != nil {
		return err
	}
	s.close()
	return nil
}

// envelope reads the sender out of the frozen message, so that a changed setting does not change a frozen mail, and stops
// practice mail that would leave the machine.
func (c *Channel) envelope(f billing.Frozen) (from string, err error) {
	m, err := mail.ReadMessage(bytes.NewReader(f.Bytes))
	if err != nil {
		return "", fmt.Errorf("read frozen mail %s: %w", f.ID, err)
	}
	a, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		return "", fmt.Errorf("read sender of frozen mail %s: %w", f.ID, err)
	}
	if m.Header.Get(practiceHeader) != "" && !loopback(c.config.Host) {
		return "", &Error{Reason: CodePractice, Answer: "practice mail to another machine", Kind: billing.ErrNotConfigured}
	}
	return a.Address, nil
}

// session is one conversation with the server.
type session struct {
	channel *Channel
	client  *smtp.Client
	release func() bool
}

// connect dials, encrypts and logs in.
func (c *Channel) connect(ctx context.Context) (*session, error) {
	password := ""
	if c.config.User != "" {
		var err error
		if password, err = c.secret(ctx); err != nil {
			return nil, err
		}
	}
	trust, err := c.trust()
	if err != nil {
		return nil, err
	}
	conn, err := c.dial(ctx, trust)
	if err != nil {
		return nil, failure(ctx, err)
	}
	s := &session{channel: c, release: context.AfterFunc(ctx, func() { conn.Close() })}
	if err := s.greet(ctx, conn, trust); err != nil {
		s.release()
		conn.Close()
		return nil, err
	}
	if err := s.login(ctx, password); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (c *Channel) secret(ctx context.Context) (string, error) {
	if c.password == nil {
		return "", &Error{Reason: CodePassword, Kind: billing.ErrNotConfigured}
	}
	password, err := c.password(ctx)
	switch {
	case err != nil:
		return "", &Error{Reason: CodePassword, Answer: err.Error(), Err: err}
	case password == "":
		return "", &Error{Reason: CodePassword, Kind: billing.ErrNotConfigured}
	}
	return password, nil
}

// trust is who may vouch for the server.
func (c *Channel) trust() (*tls.Config, error) {
	roots, err := trust.Authorities(c.config.CA)
	if err != nil {
		return nil, &Error{Reason: CodeTLS, Answer: err.Error(), Err: err}
	}
	return &tls.Config{ServerName: c.config.Host, MinVersion: tls.VersionTLS12, RootCAs: roots}, nil
}

func (c *Channel) dial(ctx context.Context, trust *tls.Config) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	address := net.JoinHostPort(c.config.Host, strconv.Itoa(c.config.Port))
	if c.config.Security == TLS {
		return (&tls.Dialer{Config: trust}).DialContext(ctx, "tcp", address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

// greet reads the greeting, says hello and turns encryption on where it is not yet.
func (s *session) greet(ctx context.Context, conn net.Conn, trust *tls.Config) error {
	client, err := smtpClient(conn, s.channel.config)
	if err != nil {
		return failure(ctx, err)
	}
	s.client = client
	if err := s.client.Hello("localhost"); err != nil {
		return failure(ctx, err)
	}
	if s.channel.config.Security != STARTTLS {
		return nil
	}
	if ok, _ := s.client.Extension("STARTTLS"); !ok {
		return &Error{Reason: CodeTLS, Answer: "the server does not offer STARTTLS"}
	}
	if err := s.client.StartTLS(trust); err != nil {
		return failure(ctx, err)
	}
	return nil
}

// login proves who we are by the best mechanism both sides know.
func (s *session) login(ctx context.Context, password string) error {
	user := s.channel.config.User
	if user == "" {
		return nil
	}
	_, offered := s.client.Extension("AUTH")
	auth := mechanism(strings.Fields(offered), user, password, s.channel.config.Host)
	if auth == nil {
		return &Error{Reason: CodeAuth, Answer: "the server offers no login we know: " + offered}
	}
	if err := s.step(ctx); err != nil {
		return err
	}
	err := s.client.Auth(auth)
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code >= 500 {
		return &Error{Reason: CodeAuth, Answer: answer.Error(), Err: err}
	}
	if err != nil {
		return failure(ctx, err)
	}
	return nil
}

// mechanism picks a way to log in, nil when there is none. The password never goes out in the clear but to this machine.
func mechanism(offered []string, user, password, host string) smtp.Auth {
	known := []struct {
		name string
		auth func() smtp.Auth
	}{
		{"SCRAM-SHA-256", func() smtp.Auth { return smtp.ScramSHA256Auth(user, password) }},
		{"SCRAM-SHA-1", func() smtp.Auth { return smtp.ScramSHA1Auth(user, password) }},
		{"PLAIN", func() smtp.Auth { return smtp.PlainAuth("", user, password, host, false) }},
		{"LOGIN", func() smtp.Auth { return smtp.LoginAuth(user, password, host, false) }},
		{"CRAM-MD5", func() smtp.Auth { return smtp.CRAMMD5Auth(user, password) }},
	}
	for _, k := range known {
		for _, o := range offered {
			if strings.EqualFold(o, k.name) {
				return k.auth()
			}
		}
	}
	return nil
}

// address gives envelope sender and recipient. What the server says to the sender is about us, not about the receiver, and
// is never a refusal of the mail.
func (s *session) address(ctx context.Context, from string, f billing.Frozen) error {
	if err := s.capable(from, f); err != nil {
		return err
	}
	if err := s.step(ctx); err != nil {
		return err
	}
	if err := s.client.Mail("<" + from + ">"); err != nil {
		return senderFailure(ctx, err)
	}
	if err := s.step(ctx); err != nil {
		return err
	}
	if err := s.client.Rcpt("<" + f.Recipient + ">"); err != nil {
		return refusal(ctx, err)
	}
	return nil
}

// capable checks what the server says it can take, and asks for a notice when the mail cannot be delivered later on.
func (s *session) capable(from string, f billing.Frozen) error {
	if ok, limit := s.client.Extension("SIZE"); ok {
		if max, err := strconv.Atoi(limit); err == nil && max > 0 && len(f.Bytes) > max {
			return &Error{Reason: CodeTooBig, Answer: fmt.Sprintf("%d bytes, the server takes %d", len(f.Bytes), max), Kind: billing.ErrRejected}
		}
	}
	plain := ascii(from) && ascii(f.Recipient)
	if ok, _ := s.client.Extension("SMTPUTF8"); !ok && !plain {
		return &Error{Reason: CodeUTF8, Answer: "the server takes plain addresses only", Kind: billing.ErrRejected}
	}
	// QUIRK: SMTPUTF8 is said only when an address needs it; said for every mail it turns later notices of failure into a
	// form that many readers do not know.
	s.client.SkipSMTPUTF8(plain)
	s.client.SetDSNMailReturnOption("HDRS")
	s.client.SetDSNRcptNotifyOption("FAILURE,DELAY")
	return nil
}

// data hands the message over.
func (s *session) data(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := s.step(ctx); err != nil {
		return billing.Receipt{}, err
	}
	w, err := s.client.Data()
	if err != nil {
		return billing.Receipt{}, refusal(ctx, err)
	}
	if _, err := w.Write(f.Bytes); err != nil {
		return billing.Receipt{}, failure(ctx, err)
	}
	// From here on the final dot may have gone out: only a three-digit answer tells what became of the mail.
	if err := s.client.UpdateDeadline(4 * s.channel.config.Timeout); err != nil {
		return billing.Receipt{}, unknown(err)
	}
	if err := w.Close(); err != nil {
		var answer *textproto.Error
		if errors.As(err, &answer) {
			return billing.Receipt{}, refusal(ctx, err)
		}
		return billing.Receipt{}, unknown(err)
	}
	return receipt(w, f), nil
}

var queued = regexp.MustCompile(`(?i)(?:queued as|\bid=)\s*([0-9A-Za-z._-]+)`)

func receipt(w io.Writer, f billing.Frozen) billing.Receipt {
	r := billing.Receipt{ID: f.ID}
	if d, ok := w.(*smtp.DataCloser); ok {
		r.Detail = d.ServerResponse()
	}
	if m := queued.FindStringSubmatch(r.Detail); m != nil {
		r.ID = m[1]
	}
	return r
}

// step gives the next command its time.
func (s *session) step(ctx context.Context) error {
	if err := s.client.UpdateDeadline(s.channel.config.Timeout); err != nil {
		return failure(ctx, err)
	}
	return nil
}

// close says goodbye; what was sent is sent whatever the server answers now.
func (s *session) close() {
	s.release()
	if s.client.HasConnection() {
		_ = s.client.Quit()
		_ = s.client.Close()
	}
}

// smtpClient wraps a fresh connection and reads the greeting.
func smtpClient(conn net.Conn, config Config) (*smtp.Client, error) {
	if err := setDeadline(conn, config.Timeout); err != nil {
		return nil, err
	}
	return smtp.NewClient(conn, config.Host)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
