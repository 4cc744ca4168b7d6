package inbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"fakturist/app/trust"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// session is a login at the server.
type session struct {
	config Config
	conn   net.Conn
	client *imapclient.Client
}

// withDefaults fills what a Config may leave out.
func (c Config) withDefaults() Config {
	if c.Security == "" {
		c.Security = TLS
	}
	if c.Port == 0 {
		c.Port = 143
		if c.Security == TLS {
			c.Port = 993
		}
	}
	if c.Mailbox == "" {
		c.Mailbox = "INBOX"
	}
	if c.Receiver == "" {
		c.Receiver = c.Host
	}
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	return c
}

// check tells why the inbox is not set up, nil when it is.
func (c Config) check() error {
	switch {
	case c.Host == "" || c.User == "":
		return &Error{Reason: CodeNotSetUp, Answer: "no mailbox server or no user"}
	case c.Security != TLS && c.Security != STARTTLS && c.Security != None:
		return &Error{Reason: CodeNotSetUp, Answer: fmt.Sprintf("security %q", c.Security)}
	case c.Security == None && !trust.Loopback(c.Host):
		return &Error{Reason: CodeInsecure, Answer: "no encryption towards another machine"}
	}
	return nil
}

// Check connects and logs in: the button "try it" of the settings.
func Check(ctx context.Context, config Config, password PasswordFunc) error {
	s, err := connect(ctx, config, password)
	if err != nil {
		return err
	}
	defer s.close()
	_, err = s.examine(ctx)
	return err
}

func connect(ctx context.Context, config Config, password PasswordFunc) (*session, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	key, err := config.key(ctx, password, "")
	if err != nil {
		return nil, err
	}
	s, err := dialIn(ctx, config, key)
	var refused *tokenRefused
	if errors.As(err, &refused) { // revoked before its time, perhaps: a new one tells
		if key, err = config.key(ctx, password, refused.token); err != nil {
			return nil, err
		}
		return dialIn(ctx, config, key)
	}
	return s, err
}

// dialIn makes one connection and logs in.
func dialIn(ctx context.Context, config Config, key key) (*session, error) {
	trust, err := config.trust()
	if err != nil {
		return nil, err
	}
	s := &session{config: config}
	if s.conn, err = config.dial(ctx, trust); err != nil {
		return nil, failure(ctx, err)
	}
	if err := s.greet(ctx, trust); err != nil {
		s.conn.Close()
		return nil, err
	}
	if err := s.login(ctx, key); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// trust is who may vouch for the server.
func (c Config) trust() (*tls.Config, error) {
	roots, err := trust.Authorities(c.CA)
	if err != nil {
		return nil, &Error{Reason: CodeTLS, Answer: err.Error(), Err: err}
	}
	return &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12, RootCAs: roots}, nil
}

func (c Config) dial(ctx context.Context, trust *tls.Config) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	address := net.JoinHostPort(c.Host, strconv.Itoa(c.Port))
	if c.Security == TLS {
		return (&tls.Dialer{Config: trust}).DialContext(ctx, "tcp", address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

func (s *session) greet(ctx context.Context, trust *tls.Config) error {
	return s.do(ctx, s.config.Timeout, func() error {
		if s.config.Security != STARTTLS {
			s.client = imapclient.New(s.conn, nil)
			return s.client.WaitGreeting()
		}
		var err error
		s.client, err = imapclient.NewStartTLS(s.conn, &imapclient.Options{TLSConfig: trust})
		return err
	})
}

func (s *session) login(ctx context.Context, key key) error {
	return s.do(ctx, s.config.Timeout, func() error {
		caps := s.client.Caps()
		if key.token != "" {
			return asToken(s.client.Authenticate(&bearer{user: s.config.User, token: key.token}), key.token)
		}
		if caps.Has(imap.CapLoginDisabled) && caps.Has(imap.AuthCap(sasl.Plain)) {
			return asLogin(s.client.Authenticate(sasl.NewPlainClient("", s.config.User, key.password)))
		}
		return asLogin(s.client.Login(s.config.User, key.password).Wait())
	})
}

// examine opens the mailbox read-only and gives its UIDVALIDITY.
func (s *session) examine(ctx context.Context) (validity uint32, err error) {
	err = s.do(ctx, s.config.Timeout, func() error {
		data, err := s.client.Select(s.config.Mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
		if err == nil {
			validity = data.UIDValidity
		}
		return asMailbox(err)
	})
	return validity, err
}

// do runs one command. The client library waits for ever, so the connection is cut when time is up or the caller gives up.
func (s *session) do(ctx context.Context, limit time.Duration, command func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { s.conn.Close() })
	defer stop()
	if err := command(); err != nil {
		return failure(ctx, err)
	}
	return nil
}

// close says goodbye briefly; the mailbox was only read.
func (s *session) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = s.do(ctx, 2*time.Second, func() error { return s.client.Logout().Wait() })
	_ = s.client.Close()
}
