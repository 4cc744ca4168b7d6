package email

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
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
	e, err := c.envelope(f)
	if err != nil {
		return billing.Receipt{}, err
	}
	for fresh := false; ; fresh = true {
		s, err := c.session(ctx, fresh)
		if err != nil {
			return billing.Receipt{}, err
		}
		receipt, begun, err := s.carry(ctx, e, f)
		c.keep(s, err)
		// A connection that waited too long is made anew without a word, as long as nothing of the message has left.
		if s.reused && !begun && dead(err) && ctx.Err() == nil {
			continue
		}
		return receipt, err
	}
}

// carry hands one message over. begun tells that its bytes may have left.
func (s *session) carry(ctx context.Context, e envelope, f billing.Frozen) (r billing.Receipt, begun bool, err error) {
	if err := s.address(ctx, e, f); err != nil {
		return r, false, err
	}
	w, err := s.open(ctx)
	if err != nil {
		return r, false, err
	}
	r, err = s.data(ctx, w, f)
	return r, true, err
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

// envelope is what is said about a message before it travels.
type envelope struct {
	from    string
	notices Notices
}

// envelope reads the sender out of the frozen message, so that a changed setting does not change a frozen mail, and stops
// practice mail that would leave the machine.
func (c *Channel) envelope(f billing.Frozen) (envelope, error) {
	m, err := mail.ReadMessage(bytes.NewReader(f.Bytes))
	if err != nil {
		return envelope{}, fmt.Errorf("read frozen mail %s: %w", f.ID, err)
	}
	a, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		return envelope{}, fmt.Errorf("read sender of frozen mail %s: %w", f.ID, err)
	}
	if m.Header.Get(practiceHeader) != "" && !trust.Loopback(c.config.Host) {
		return envelope{}, &Error{Reason: CodePractice, Answer: "practice mail to another machine", Kind: billing.ErrNotConfigured}
	}
	e := envelope{a.Address, c.config.Notices}
	if m.Header.Get(oursHeader) != "" && e.notices == NoticeAll {
		e.notices = NoticeFailures
	}
	return e, nil
}

// address gives envelope sender and recipient. What the server says to the sender is about us, not about the receiver, and
// is never a refusal of the mail.
func (s *session) address(ctx context.Context, e envelope, f billing.Frozen) error {
	if err := s.capable(e.from, f); err != nil {
		return err
	}
	if err := s.command(250, "MAIL FROM:<%s>%s", e.from, s.mailOptions(e.from, f)); err != nil {
		return senderFailure(ctx, err)
	}
	if err := s.command(25, "RCPT TO:<%s>%s", f.Recipient, s.rcptOptions(f.Recipient, e.notices)); err != nil {
		return refusal(ctx, err)
	}
	return nil
}

// capable checks what the server says it can take.
func (s *session) capable(from string, f billing.Frozen) error {
	if strings.ContainsAny(from+f.Recipient, "\r\n<> ") {
		return &Error{Reason: CodeBadAddress, Answer: "an address with a blank, a bracket or a line break", Kind: billing.ErrRejected}
	}
	if ok, limit := s.client.Extension("SIZE"); ok {
		if most, err := strconv.ParseInt(limit, 10, 64); err == nil && most > 0 && int64(len(f.Bytes)) > most {
			return &Error{Reason: CodeTooBig, Answer: fmt.Sprintf("%s, the server takes %s", megabytes(int64(len(f.Bytes))), megabytes(most)),
				Kind: billing.ErrRejected}
		}
	}
	if ok, _ := s.client.Extension("SMTPUTF8"); !ok && !(ascii(from) && ascii(f.Recipient)) {
		return &Error{Reason: CodeUTF8, Answer: "the server takes plain addresses only", Kind: billing.ErrRejected}
	}
	return nil
}

// mailOptions are what is said with the sender: the size, so that too large a mail is refused before it travels, and which
// delivery notices we want.
func (s *session) mailOptions(from string, f billing.Frozen) string {
	var o strings.Builder
	if ok, _ := s.client.Extension("8BITMIME"); ok {
		o.WriteString(" BODY=8BITMIME")
	}
	// QUIRK: SMTPUTF8 is said only when an address needs it; said for every mail it turns later notices of failure into a
	// form that many readers do not know.
	if ok, _ := s.client.Extension("SMTPUTF8"); ok && !(ascii(from) && ascii(f.Recipient)) {
		o.WriteString(" SMTPUTF8")
	}
	if ok, _ := s.client.Extension("SIZE"); ok {
		fmt.Fprintf(&o, " SIZE=%d", len(f.Bytes))
	}
	if ok, _ := s.client.Extension("DSN"); ok {
		o.WriteString(" RET=HDRS")
		if id := envelopeID(f.ID); id != "" {
			o.WriteString(" ENVID=" + id)
		}
	}
	return o.String()
}

// rcptOptions say which notices we want of this receiver, and name it, so that a notice tells whom we meant even when the
// mail was passed on.
func (s *session) rcptOptions(to string, notices Notices) string {
	if ok, _ := s.client.Extension("DSN"); !ok {
		return ""
	}
	o := " NOTIFY=" + notices.option()
	if ascii(to) {
		o += " ORCPT=rfc822;" + xtext(to)
	}
	return o
}

// open asks whether the message may come.
func (s *session) open(ctx context.Context) (io.WriteCloser, error) {
	if err := s.client.UpdateDeadline(s.channel.config.Timeout); err != nil {
		return nil, failure(ctx, err)
	}
	w, err := s.client.Data()
	if err != nil {
		return nil, refusal(ctx, err)
	}
	return w, nil
}

// data hands the message over.
func (s *session) data(ctx context.Context, w io.WriteCloser, f billing.Frozen) (billing.Receipt, error) {
	if err := s.write(w, f.Bytes); err != nil {
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

// portion is how much must go out within one step's time: a large mail on a slow line takes as long as it takes.
const portion = 64 << 10

func (s *session) write(w io.Writer, b []byte) error {
	for part := range slices.Chunk(b, portion) {
		if err := s.client.UpdateDeadline(s.channel.config.Timeout); err != nil {
			return err
		}
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
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
