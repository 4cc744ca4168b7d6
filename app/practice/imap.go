package practice

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
)

// imapSession is one client at the mailbox server. It logs in by password, or by access token (XOAUTH2).
type imapSession struct {
	*imapmemserver.UserSession // nil before the login
	mail                       *Mail
}

var (
	_ imapserver.SessionSASL      = (*imapSession)(nil)
	_ imapserver.SessionIMAP4rev2 = (*imapSession)(nil)
)

var errTokenRefused = &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: "AUTHENTICATE failed."}

// Login checks a password.
func (s *imapSession) Login(user, password string) error {
	box := s.mail.boxOf(user)
	if box == nil || s.mail.BasicOff() {
		return imapserver.ErrAuthFailed
	}
	if err := box.Login(strings.ToLower(user), password); err != nil {
		return err
	}
	s.UserSession = imapmemserver.NewUserSession(box)
	return nil
}

// AuthenticateMechanisms names what is offered beside LOGIN.
func (s *imapSession) AuthenticateMechanisms() []string { return []string{sasl.Plain, mechanismToken} }

// Authenticate begins a login.
func (s *imapSession) Authenticate(mech string) (sasl.Server, error) {
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return s.Login(user, password) }), nil
	case mechanismToken:
		return &bearerServer{admits: s.mail.admits, refuse: errTokenRefused, login: func(user string) error {
			box := s.mail.boxOf(user)
			if box == nil {
				return errTokenRefused
			}
			s.UserSession = imapmemserver.NewUserSession(box)
			return nil
		}}, nil
	}
	return nil, &imap.Error{Type: imap.StatusResponseTypeNo, Text: "Unsupported authentication mechanism"}
}

// boxOf is the mailbox user of an address, nil when there is none.
func (m *Mail) boxOf(address string) *imapmemserver.User {
	m.mu.Lock()
	defer m.mu.Unlock()
	if box := m.boxes[strings.ToLower(address)]; box != nil {
		return box.user
	}
	return nil
}

// Append keeps a message, but only a whole one.
// QUIRK: the server in memory would keep what came of a message whose sender was cut off.
func (s *imapSession) Append(mailbox string, r imap.LiteralReader, o *imap.AppendOptions) (*imap.AppendData, error) {
	whole, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	if int64(len(whole)) != r.Size() {
		return nil, fmt.Errorf("read message: %d of %d bytes: %w", len(whole), r.Size(), io.ErrUnexpectedEOF)
	}
	return s.UserSession.Append(mailbox, literal{bytes.NewReader(whole)}, o)
}
