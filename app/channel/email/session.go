package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"time"

	"fakturist/app/trust"
	"fakturist/billing"

	"github.com/wneessen/go-mail/smtp"
)

// session is one conversation with the server. It carries one mail after the other.
type session struct {
	channel *Channel
	conn    net.Conn
	client  *smtp.Client
	release func() bool // ends the hold a context has on the connection; nil: none has
	reused  bool        // has carried a mail before
	sent    int         // mails it carried
}

// connect dials, encrypts and logs in. What fails here would fail for every other mail too.
func (c *Channel) connect(ctx context.Context) (*session, error) {
	s, err := c.login(ctx, "")
	var refused *tokenRefused
	if errors.As(err, &refused) {
		s, err = c.login(ctx, refused.token) // revoked before its time, perhaps: a new one tells
	}
	if err != nil {
		return nil, unavailable(err)
	}
	return s, nil
}

// login makes one connection; refused is an access token the server did not take.
func (c *Channel) login(ctx context.Context, refused string) (*session, error) {
	key, err := c.key(ctx, refused)
	if err != nil {
		return nil, err
	}
	trust, err := c.trust()
	if err != nil {
		return nil, err
	}
	conn, err := c.dial(ctx, trust)
	if err != nil {
		return nil, failure(ctx, err)
	}
	s := &session{channel: c, conn: conn}
	s.bind(ctx)
	if err = s.greet(ctx, trust); err == nil {
		err = s.prove(ctx, key)
	}
	if err != nil {
		s.cut()
		return nil, err
	}
	return s, nil
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
func (s *session) greet(ctx context.Context, trust *tls.Config) error {
	config := s.channel.config
	err := s.conn.SetDeadline(time.Now().Add(config.Timeout))
	if err == nil {
		s.client, err = smtp.NewClient(s.conn, config.Host)
	}
	if err == nil {
		err = s.client.Hello("localhost")
	}
	if err != nil {
		return failure(ctx, err)
	}
	if config.Security != STARTTLS {
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

// bind lets a context cut the connection.
func (s *session) bind(ctx context.Context) {
	s.release = context.AfterFunc(ctx, func() { s.conn.Close() })
}

// unbind ends that, and tells whether the connection was left alone.
func (s *session) unbind() bool {
	release := s.release
	s.release = nil
	return release == nil || release()
}

// ready takes a session that was idle up again, and tells whether it still lives. Nothing of an earlier mail is left on it.
func (s *session) ready(ctx context.Context) bool {
	s.reused = true
	s.bind(ctx)
	return s.ask(min(wakeTime, s.channel.config.Timeout), 250, "RSET") == nil
}

// wakeTime is how long a server may take to answer on a connection that waited; one that slept with its laptop never does.
const wakeTime = 5 * time.Second

// command says one line and reads the answer.
func (s *session) command(want int, format string, args ...any) error {
	return s.ask(s.channel.config.Timeout, want, format, args...)
}

func (s *session) ask(within time.Duration, want int, format string, args ...any) error {
	if err := s.client.UpdateDeadline(within); err != nil {
		return err
	}
	text := s.client.Text
	id, err := text.Cmd(format, args...)
	if err != nil {
		return err
	}
	text.StartResponse(id)
	defer text.EndResponse(id)
	_, _, err = text.ReadResponse(want)
	return err
}

// cut ends the connection without a word.
func (s *session) cut() {
	s.unbind()
	s.conn.Close()
}

// goodbye is how long a server may take to answer our goodbye.
const goodbye = 2 * time.Second

// close says goodbye; what was sent is sent whatever the server answers now.
func (s *session) close() {
	s.unbind()
	if s.client.UpdateDeadline(goodbye) == nil {
		_ = s.client.Quit()
	}
	s.conn.Close()
}

// dead tells whether an error means that the connection is of no further use, for this mail or another.
func dead(err error) bool {
	if err == nil || errors.Is(err, billing.ErrRejected) { // somebody said no, and may be asked about the next one
		return false
	}
	var answer *textproto.Error
	return !errors.As(err, &answer) || answer.Code == 421
}
