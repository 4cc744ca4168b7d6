package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
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

// key is what we prove ourselves with: nothing, a password, or an access token.
type key struct {
	password string
	token    string
}

func (c *Channel) key(ctx context.Context, refused string) (key, error) {
	switch {
	case c.config.User == "":
		return key{}, nil
	case c.config.Token != nil:
		token, err := c.config.Token(ctx, refused)
		if err != nil {
			return key{}, tokenFailure(ctx, err)
		}
		return key{token: token}, nil
	case c.password == nil:
		return key{}, &Error{Reason: CodePassword}
	}
	password, err := c.password(ctx)
	switch {
	case err != nil:
		return key{}, &Error{Reason: CodePassword, Answer: err.Error(), Err: err}
	case password == "":
		return key{}, &Error{Reason: CodePassword}
	}
	return key{password: c.config.asMeant(password)}, nil
}

// appPassword is how Google shows a password made for one program: four times four letters.
var appPassword = regexp.MustCompile(`^[a-z]{4}( [a-z]{4}){3}$`)

// asMeant is a password as the provider knows it: the blanks Google shows are for people.
func (c Config) asMeant(password string) string {
	if p, _ := ProviderOf(c.Host); p.ID == "google" && appPassword.MatchString(password) {
		return strings.ReplaceAll(password, " ", "")
	}
	return password
}

// prove logs in by the best mechanism both sides know.
func (s *session) prove(ctx context.Context, key key) error {
	config := s.channel.config
	if config.User == "" {
		return nil
	}
	_, offered := s.client.Extension("AUTH")
	auth := mechanism(strings.Fields(offered), config, key)
	if auth == nil {
		return &Error{Reason: CodeAuth, Answer: "the server offers no login we know: " + offered}
	}
	if err := s.client.UpdateDeadline(config.Timeout); err != nil {
		return failure(ctx, err)
	}
	if err := s.client.Auth(auth); err != nil {
		return loginFailure(ctx, err, auth)
	}
	return nil
}

// mechanism picks a way to log in, nil when there is none. Neither password nor token goes out in the clear but to this machine.
func mechanism(offered []string, config Config, key key) smtp.Auth {
	user, password, host := config.User, key.password, config.Host
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
	if config.Token != nil {
		known = known[:0]
		known = append(known, struct {
			name string
			auth func() smtp.Auth
		}{"XOAUTH2", func() smtp.Auth { return &bearer{user: user, token: key.token} }})
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

// bearer logs in with an access token (XOAUTH2).
type bearer struct {
	user, token string
	told        string // what the server said when it did not take the token
}

// Start gives the token, over TLS or to this machine only.
func (b *bearer) Start(server *smtp.ServerInfo) (mechanism string, response []byte, err error) {
	if !server.TLS && !loopback(server.Name) {
		return "", nil, errors.New("access token over an open connection")
	}
	return "XOAUTH2", []byte("user=" + b.user + "\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next answers the challenge that tells why the token was not taken; it asks for an empty line, and the refusal follows.
func (b *bearer) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	b.told = string(challenge)
	return []byte{}, nil
}

// tokenRefused is an access token the server does not take.
type tokenRefused struct {
	token string
	err   error
}

func (e *tokenRefused) Error() string { return "access token refused" }

func (e *tokenRefused) Unwrap() error { return e.err }

// keepFor is how long a connection waits for the next mail, and perConnection how many mails it carries: some servers allow
// no more than a hundred.
const (
	keepFor       = 15 * time.Second
	perConnection = 100
)

// session gives the connection that waits, or a new one.
func (c *Channel) session(ctx context.Context, fresh bool) (*session, error) {
	if s := c.take(); s != nil {
		if !fresh && s.ready(ctx) {
			return s, nil
		}
		s.cut()
	}
	return c.connect(ctx)
}

func (c *Channel) take() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.idle
	c.idle = nil
	if c.expiry != nil {
		c.expiry.Stop()
	}
	return s
}

// keep lets a connection wait for the next mail, unless it is worn out, or err tells that it is broken.
func (c *Channel) keep(s *session, err error) {
	if alone := s.unbind(); !alone || dead(err) {
		s.cut()
		return
	}
	s.sent++
	if s.sent >= perConnection || !c.put(s) {
		s.close()
	}
}

func (c *Channel) put(s *session) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle != nil || c.closed {
		return false
	}
	c.idle = s
	c.expiry = time.AfterFunc(keepFor, func() { c.expire(s) })
	return true
}

// expire closes a connection that has waited long enough, unless it was taken meanwhile.
func (c *Channel) expire(s *session) {
	c.mu.Lock()
	waits := c.idle == s
	if waits {
		c.idle = nil
	}
	c.mu.Unlock()
	if waits {
		s.close()
	}
}

// Close ends the connection that waits for the next mail. The channel may still be used; it keeps no connection then.
func (c *Channel) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	if s := c.take(); s != nil {
		s.close()
	}
	return nil
}
