package practice

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// smtpSession is one client at the submission server.
type smtpSession struct {
	mail  *Mail
	conn  *smtp.Conn
	open  bool // the plain port: no login needed
	login string
	now   Submitted // the message under way
}

// mechanismToken is the login by access token.
const mechanismToken = "XOAUTH2"

var errBasicOff = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 30},
	Message: "Basic authentication is not supported for Client Submission."}

var errNoToken = &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 3}, Message: "Authentication unsuccessful"}

var errLoginFirst = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}

// AuthMechanisms names what is offered, after TLS only.
func (s *smtpSession) AuthMechanisms() []string {
	return []string{sasl.Plain, sasl.Login, mechanismToken}
}

// Auth checks a login.
func (s *smtpSession) Auth(mech string) (sasl.Server, error) {
	check := func(user, password string) error {
		if s.mail.BasicOff() {
			return errBasicOff
		}
		s.mail.mu.Lock()
		want, known := s.mail.logins[user]
		s.mail.mu.Unlock()
		if !known || subtle.ConstantTimeCompare([]byte(want), []byte(password)) != 1 {
			return smtp.ErrAuthFailed
		}
		s.login = user
		return nil
	}
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	case mechanismToken:
		return &bearerServer{admits: s.mail.admits, refuse: errNoToken, login: func(user string) error { s.login = user; return nil }}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

// Mail takes the envelope sender.
func (s *smtpSession) Mail(from string, o *smtp.MailOptions) error {
	if !s.open && s.login == "" {
		return errLoginFirst
	}
	_, secure := s.conn.TLSConnectionState()
	s.now = Submitted{Login: s.login, From: from, TLS: secure, UTF8: o.UTF8, EnvelopeID: o.EnvelopeID, Size: o.Size}
	return nil
}

// Rcpt takes a recipient or refuses it.
func (s *smtpSession) Rcpt(to string, o *smtp.RcptOptions) error {
	switch localPart(to) {
	case "permerror":
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	case "temperror":
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "Try again later"}
	}
	s.now.To = append(s.now.To, to)
	for _, n := range o.Notify {
		s.now.Notices = append(s.now.Notices, string(n))
	}
	s.now.Meant = o.OriginalRecipient
	s.now.DSN = s.now.DSN || slices.Contains(o.Notify, smtp.DSNNotifyFailure)
	return nil
}

// Data takes the message and does with it what its recipients stand for.
func (s *smtpSession) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read message: %w", err)
	}
	s.now.Bytes = content
	if s.addressed("slow") {
		s.mail.world.wait(s.mail.world.slow)
	}
	id, err := s.mail.take(s.now, !s.addressed("lost"))
	if err != nil {
		return err
	}
	if s.addressed("timeout") || s.addressed("lost") {
		return s.conn.Conn().Close()
	}
	if err := s.mail.notify(s.now, id); err != nil {
		return err
	}
	return &smtp.SMTPError{Code: 250, EnhancedCode: smtp.EnhancedCode{2, 0, 0}, Message: "Ok: queued as " + id}
}

func (s *smtpSession) addressed(local string) bool {
	return slices.ContainsFunc(s.now.To, func(to string) bool { return localPart(to) == local })
}

// Reset forgets the message under way.
func (s *smtpSession) Reset() { s.now = Submitted{} }

// Logout ends the session.
func (s *smtpSession) Logout() error { return nil }

// take records a message and, when it is to be stored, delivers it.
func (m *Mail) take(sub Submitted, store bool) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queue++
	sub.QueueID, sub.Stored, sub.ReceivedAt = fmt.Sprintf("P%07d", m.queue), store, m.world.now()
	m.submitted = append(m.submitted, sub)
	if !store {
		return sub.QueueID, nil
	}
	from := headerFrom(sub.Bytes)
	for _, to := range sub.To {
		if comesBack(to) {
			continue
		}
		if err := m.storeLocked(to, "INBOX", m.stamped(sub, from)); err != nil {
			return "", err
		}
	}
	if from != "" {
		return sub.QueueID, m.storeLocked(from, "Sent", sub.Bytes)
	}
	return sub.QueueID, nil
}

// stamped is a message as it lies in the receiver's mailbox: trace headers on top. The server vouches for the sender only
// when the login belongs to the From address.
func (m *Mail) stamped(sub Submitted, from string) []byte {
	verdict := "fail"
	if sub.Login != "" && strings.EqualFold(domainOf(sub.Login), domainOf(from)) {
		verdict = "pass"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <%s>\r\n", sub.From)
	fmt.Fprintf(&b, "Authentication-Results: %s; dkim=%s header.d=%s; dmarc=%s header.from=%s\r\n",
		m.Host, verdict, domainOf(from), verdict, domainOf(from))
	fmt.Fprintf(&b, "Received: by %s with ESMTP id %s; %s\r\n", m.Host, sub.QueueID, sub.ReceivedAt.Format(time.RFC1123Z))
	b.Write(sub.Bytes)
	return b.Bytes()
}

// loginServer is the old LOGIN mechanism, which some clients still choose.
type loginServer struct {
	check func(user, password string) error
	user  string
}

// Next asks for the user name, then for the password.
func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	switch {
	case l.user == "" && response == nil:
		return []byte("Username:"), false, nil
	case l.user == "":
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

func localPart(address string) string {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	return local
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return domain
}

// headerFrom is the address in the From header, empty when there is none to be read.
func headerFrom(message []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		return ""
	}
	from, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		return ""
	}
	return from.Address
}
