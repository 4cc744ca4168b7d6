package email

import (
	"bytes"
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"net/mail"
	"strings"

	"fakturist/billing"

	gomail "github.com/wneessen/go-mail"
)

// practiceHeader marks a message that must not leave the machine; Send looks at it again.
const practiceHeader = "X-Fakturist-Practice"

// Freeze makes the whole message: headers with a Message-ID of its own, plain words and the same as HTML, the PDF, the
// EHF for anyone but a person, and the document's attachments.
func (c *Channel) Freeze(_ context.Context, con billing.Consignment) (billing.Frozen, error) {
	if err := c.ready(); err != nil {
		return billing.Frozen{}, err
	}
	to, err := recipient(con.Recipient)
	if err != nil {
		return billing.Frozen{}, err
	}
	if con.Practice && !loopback(c.config.Host) {
		return billing.Frozen{}, &Error{Reason: CodePractice, Answer: "practice mail to another machine", Kind: billing.ErrNotConfigured}
	}
	id, err := c.messageID()
	if err != nil {
		return billing.Frozen{}, err
	}
	msg, err := c.message(con, to, id)
	if err != nil {
		return billing.Frozen{}, err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return billing.Frozen{}, fmt.Errorf("write mail for document %s: %w", con.Invoice.Number(), err)
	}
	return billing.Frozen{ID: "<" + id + ">", Recipient: to, Bytes: canonical(b.Bytes())}, nil
}

// recipient takes an address apart and refuses what cannot be one.
func recipient(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", &Error{Reason: CodeNoAddress, Kind: billing.ErrRejected}
	}
	a, err := mail.ParseAddress(s)
	if err != nil || strings.ContainsAny(a.Address, " \r\n<>") {
		return "", &Error{Reason: CodeBadAddress, Answer: fmt.Sprintf("%q", s), Kind: billing.ErrRejected, Err: err}
	}
	return a.Address, nil
}

// messageID makes an id under the domain of the sender, as RFC 5322 advises.
func (c *Channel) messageID() (string, error) {
	raw := make([]byte, 20)
	if _, err := io.ReadFull(c.random, raw); err != nil {
		return "", fmt.Errorf("make a Message-ID: %w", err)
	}
	_, domain, ok := strings.Cut(c.config.From, "@")
	if !ok {
		domain = "localhost"
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)) + "@" + domain, nil
}

func (c *Channel) message(con billing.Consignment, to, id string) (*gomail.Msg, error) {
	doc := con.Invoice.Document()
	asked := con.Language
	if asked == "" {
		asked = doc.Language
	}
	language := c.config.Words.language(asked)
	text := c.config.Words.fill(con.Invoice, language)

	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	fromName := c.config.FromName
	if fromName == "" {
		fromName = doc.Seller.Name
	}
	if err := m.FromFormat(fromName, c.config.From); err != nil {
		return nil, &Error{Reason: CodeNotSetUp, Answer: "sender address", Kind: billing.ErrNotConfigured, Err: err}
	}
	if err := m.AddToFormat(doc.Buyer.Name, to); err != nil {
		return nil, &Error{Reason: CodeBadAddress, Answer: fmt.Sprintf("%q", to), Kind: billing.ErrRejected, Err: err}
	}
	if c.config.ReplyTo != "" {
		if err := m.ReplyTo(c.config.ReplyTo); err != nil {
			return nil, &Error{Reason: CodeNotSetUp, Answer: "reply address", Kind: billing.ErrNotConfigured, Err: err}
		}
	}
	m.SetMessageIDWithValue(id)
	m.SetDateWithValue(c.clock())
	m.Subject(text.Subject)
	m.SetGenHeader("Content-Language", language)
	if con.Practice {
		m.SetGenHeader(practiceHeader, "yes")
	}
	m.SetBodyString(gomail.TypeTextPlain, text.Body+"\n")
	m.AddAlternativeString(gomail.TypeTextHTML, htmlOf(text, language))
	return m, attach(m, con, language)
}

func attach(m *gomail.Msg, con billing.Consignment, language string) error {
	if len(con.PDF) == 0 {
		return fmt.Errorf("mail for document %s: no PDF", con.Invoice.Number())
	}
	err := m.AttachReader(fileName(con.Invoice, language, ".pdf"), bytes.NewReader(con.PDF),
		gomail.WithFileContentType("application/pdf"))
	if err != nil {
		return fmt.Errorf("attach PDF of document %s: %w", con.Invoice.Number(), err)
	}
	if len(con.UBL) > 0 && con.Invoice.Document().Buyer.Type != billing.Person {
		err = m.AttachReader(fileName(con.Invoice, language, ".xml"), bytes.NewReader(con.UBL),
			gomail.WithFileContentType("application/xml"))
		if err != nil {
			return fmt.Errorf("attach EHF of document %s: %w", con.Invoice.Number(), err)
		}
	}
	return attachPapers(m, con.Invoice)
}

// attachPapers adds the document's own attachments, such as a timesheet. They stand within the EHF too, which a person who
// reads mail does not open.
func attachPapers(m *gomail.Msg, inv billing.Invoice) error {
	for i, a := range inv.Document().Attachments {
		name, mime := strings.TrimSpace(a.Name), a.MIME
		if name == "" {
			name = fmt.Sprintf("%s-%d", inv.Number(), i+1)
		}
		if mime == "" {
			mime = "application/octet-stream"
		}
		if err := m.AttachReader(name, bytes.NewReader(a.Content), gomail.WithFileContentType(gomail.ContentType(mime))); err != nil {
			return fmt.Errorf("attach paper %d of document %s: %w", i+1, inv.Number(), err)
		}
	}
	return nil
}

// canonical gives every line CRLF and the message a final one, so that what goes over the wire is these very bytes.
func canonical(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	b = bytes.TrimRight(b, "\n")
	return append(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")), "\r\n"...)
}
