// Package email is the way out by mail: it makes a whole message with the PDF, and the EHF for businesses, keeps it, and
// submits those very bytes to an SMTP server over TLS.
//
// It may import billing and go-mail. Passwords, the look into the folder of sent mail and the retry rules are others': they
// come in as functions or stay with the outbox.
package email

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"fakturist/app/channel"
	"fakturist/app/trust"
	"fakturist/billing"
)

// Security is how the connection to a server is protected.
type Security string

// The ways of protection.
const (
	STARTTLS Security = "starttls" // must be offered, else nothing is sent
	TLS      Security = "tls"      // from the first byte
	None     Security = "none"     // only towards this machine
)

// Config is how mail leaves. The zero Config is a channel that is not set up.
type Config struct {
	Host     string
	Port     int                // 0: 465 for TLS, else 587
	User     string             // empty: no login
	Security Security           // empty: STARTTLS
	CA       string             // file of certificate authorities, PEM, trusted instead of the system's; empty: the system's
	From     string             // address the mail is from, and the envelope sender
	FromName string             // empty: the seller's name
	ReplyTo  string             // empty: no such header
	Texts    []billing.MailText // the company's own subjects and bodies; the built-in ones stand in for all others
	Notices  Notices            // empty: of failures
	Timeout  time.Duration

	// Token gives an access token to log in with instead of a password (XOAUTH2), another one than the one the server refused;
	// nil: the password is used.
	Token func(ctx context.Context, refused string) (string, error)
	// Sent looks for a Message-ID in the folder of sent mail; nil: nobody to ask.
	Sent func(ctx context.Context, messageID string) (found bool, err error)
	// SentComplete says that the provider itself keeps everything it took in that folder, so that what is missing there was
	// never taken.
	SentComplete bool
}

// Notices say which delivery notices are asked for, where the server gives any.
type Notices string

// The notices there are to ask for.
const (
	NoticeFailures Notices = "failures" // that mail came back, or is late
	NoticeAll      Notices = "all"      // and that it arrived
	NoticeNone     Notices = "none"
)

// option is how the notices are asked for (RFC 3461, section 4.1).
func (n Notices) option() string {
	switch n {
	case NoticeAll:
		return "SUCCESS,FAILURE,DELAY"
	case NoticeNone:
		return "NEVER"
	}
	return "FAILURE,DELAY"
}

// defaultTimeout is how long one step of the conversation may take.
const defaultTimeout = 30 * time.Second

// PasswordFunc gives the password of Config.User; an empty one without an error means that none is kept.
type PasswordFunc func(ctx context.Context) (string, error)

// Channel sends by mail. It is safe for use by several goroutines.
type Channel struct {
	config   Config
	password PasswordFunc
	clock    billing.Clock
	random   io.Reader

	mu     sync.Mutex
	idle   *session // waits for the next mail
	expiry *time.Timer
	closed bool
}

var _ billing.Channel = (*Channel)(nil)

// New makes a channel. clock dates the messages and random makes their ids. It fails when a text names a variable that
// does not exist.
func New(config Config, password PasswordFunc, clock billing.Clock, random io.Reader) (*Channel, error) {
	if err := checkTexts(config.Texts); err != nil {
		return nil, err
	}
	if config.Security == "" {
		config.Security = STARTTLS
	}
	if config.Port == 0 {
		config.Port = 587
		if config.Security == TLS {
			config.Port = 465
		}
	}
	if config.Timeout == 0 {
		config.Timeout = defaultTimeout
	}
	return &Channel{config: config, password: password, clock: clock, random: random}, nil
}

// Name is "email".
func (c *Channel) Name() billing.ChannelName { return billing.Email }

// Place is the mail server.
func (c *Channel) Place() string {
	if c.config.Host == "" {
		return ""
	}
	return net.JoinHostPort(c.config.Host, strconv.Itoa(c.config.Port))
}

// Status looks for the frozen message in the folder of sent mail.
func (c *Channel) Status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if c.config.Sent == nil {
		return billing.Receipt{}, fmt.Errorf("status of mail %s: %w", f.ID, billing.ErrNoStatus)
	}
	found, err := c.config.Sent(ctx, f.ID)
	switch {
	case err != nil:
		return billing.Receipt{}, fmt.Errorf("look for mail %s among the sent: %w", f.ID, err)
	case found:
		return billing.Receipt{ID: f.ID, Detail: "found among the sent mail"}, nil
	case c.config.SentComplete:
		return billing.Receipt{}, fmt.Errorf("mail %s is not among the sent: %w", f.ID, billing.ErrNotFound)
	}
	return billing.Receipt{}, fmt.Errorf("mail %s is not among the sent: %w", f.ID, billing.ErrNoStatus)
}

// ready tells why the channel is not set up, nil when it is.
func (c *Channel) ready() error {
	switch {
	case c.config.Host == "":
		return &Error{Reason: CodeNotSetUp, Answer: "no mail server", Kind: billing.ErrNotConfigured}
	case c.config.From == "":
		return &Error{Reason: CodeNotSetUp, Answer: "no sender address", Kind: billing.ErrNotConfigured}
	case c.config.Security != STARTTLS && c.config.Security != TLS && c.config.Security != None:
		return &Error{Reason: CodeNotSetUp, Answer: fmt.Sprintf("security %q", c.config.Security), Kind: billing.ErrNotConfigured}
	case c.config.Security == None && !trust.Loopback(c.config.Host):
		return &Error{Reason: CodeInsecure, Answer: "no encryption towards another machine", Kind: billing.ErrNotConfigured}
	}
	return nil
}

// Error codes of the channel beside "smtp-550" and its like, which are the server's own answers.
const (
	CodeNotSetUp   = "mail-not-set-up"
	CodeInsecure   = "mail-insecure"         // asked to send without TLS to another machine
	CodePractice   = "mail-practice"         // a practice document on its way to another machine
	CodeNoAddress  = "mail-no-address"       // the buyer has no address
	CodeBadAddress = "mail-bad-address"      // the buyer's address cannot be one
	CodeTooBig     = "mail-too-big"          // larger than the server takes
	CodePassword   = "smtp-password-missing" // none kept, or the keyring did not give it
	CodeAuth       = "smtp-auth"             // the server refuses user or password
	CodeBasicOff   = "mail-basic-off"        // the provider takes no passwords any more
	CodeAuthOff    = "mail-auth-off"         // the provider has closed sending by programs for this mailbox
	CodeAppNeeded  = "mail-app-password"     // the provider wants a password made for this program
	CodeToken      = "mail-oauth-refused"    // the server does not take the access token
	CodeQuota      = "mail-quota"            // the provider's limit of mails is used up
	CodeSender     = "smtp-sender"           // the server does not let us send from this address
	CodeTLS        = "smtp-tls"              // no encryption to be had, or a certificate nobody vouches for
	CodeDNS        = "smtp-dns"              // the server's name is not known
	CodeConnection = "smtp-connection"       // refused or broken off
	CodeTimeout    = "smtp-timeout"
	CodeCancelled  = "smtp-cancelled"
	CodeLost       = "smtp-lost" // the answer to a whole message did not come
	CodeUTF8       = "smtp-utf8" // an address needs SMTPUTF8 and the server has none
)

// Error is what went wrong on the way out by mail. Its codes are those above, or "smtp-" and the server's three digits.
type Error = channel.Error
