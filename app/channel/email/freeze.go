package email

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"strings"

	"fakturist/app/trust"
	"fakturist/billing"

	gomail "github.com/wneessen/go-mail"
)

// practiceHeader marks a message that must not leave the machine; Send looks at it again.
const practiceHeader = "X-Fakturist-Practice"

// oursHeader marks a message to ourselves, a rehearsal or a test: nobody wants to be told that it arrived.
const oursHeader = "X-Fakturist-Rehearsal"

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
	if con.Practice && !trust.Loopback(c.config.Host) {
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

// messageID makes an id under the domain of the sender, as RFC 5322 advises.
func (c *Channel) messageID() (string, error) {
	raw := make([]byte, 20)
	if _, err := io.ReadFull(c.random, raw); err != nil {
		return "", fmt.Errorf("make a Message-ID: %w", err)
	}
	domain := "localhost"
	if from, err := plainAddress(c.config.From); err == nil {
		_, domain, _ = strings.Cut(from, "@")
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)) + "@" + domain, nil
}

func (c *Channel) message(con billing.Consignment, to, id string) (*gomail.Msg, error) {
	doc := con.Invoice.Document()
	w := c.words(con)
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := c.head(m, cmp.Or(c.config.FromName, doc.Seller.Name)); err != nil {
		return nil, err
	}
	name := doc.Buyer.Name
	if con.Rehearsal {
		name = ""
	}
	m.ToMailAddress(named(name, to))
	m.SetMessageIDWithValue(id)
	m.SetDateWithValue(c.clock())
	m.Subject(w.subject)
	m.SetGenHeader("Content-Language", w.language)
	if con.Practice {
		m.SetGenHeader(practiceHeader, "yes")
	}
	if con.Rehearsal {
		m.SetGenHeader(oursHeader, "yes")
	}
	m.SetBodyString(gomail.TypeTextPlain, w.plain()+"\n")
	m.AddAlternativeString(gomail.TypeTextHTML, htmlOf(w.subject, w.body, w.note, w.language))
	return m, attach(m, con, w.language)
}

// head says who the mail is from, and where answers go.
func (c *Channel) head(m *gomail.Msg, name string) error {
	from, err := plainAddress(c.config.From)
	if err != nil {
		return &Error{Reason: CodeNotSetUp, Answer: "sender address: " + err.Error(), Kind: billing.ErrNotConfigured, Err: err}
	}
	m.FromMailAddress(named(name, from))
	if c.config.ReplyTo == "" {
		return nil
	}
	reply, err := plainAddress(c.config.ReplyTo)
	if err != nil {
		return &Error{Reason: CodeNotSetUp, Answer: "reply address: " + err.Error(), Kind: billing.ErrNotConfigured, Err: err}
	}
	m.ReplyToMailAddress(&mail.Address{Address: reply})
	return nil
}

// covering are the words around a document.
type covering struct {
	language string
	subject  string
	body     string
	note     string // above all; empty: none
}

// plain is the body as plain text.
func (w covering) plain() string {
	if w.note == "" {
		return w.body
	}
	return w.note + "\n\n" + w.body
}

func (c *Channel) words(con billing.Consignment) covering {
	return wordsFor(con, TextOf(c.config.Texts, languageFor(cmp.Or(con.Language, con.Invoice.Document().Language)), con.Invoice.Kind()))
}

func wordsFor(con billing.Consignment, text billing.MailText) covering {
	w := covering{language: text.Language}
	w.subject, w.body = fill(text, valuesOf(con.Invoice, w.language))
	if con.Rehearsal {
		w.subject, w.note = rehearsalText(con, w.language, w.subject)
	}
	return w
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
		if err := m.AttachReader(paperName(inv, i), bytes.NewReader(a.Content), gomail.WithFileContentType(contentType(a.MIME))); err != nil {
			return fmt.Errorf("attach paper %d of document %s: %w", i+1, inv.Number(), err)
		}
	}
	return nil
}

// paperName is the name of the i-th attachment of a document.
func paperName(inv billing.Invoice, i int) string {
	if name := safeName(inv.Document().Attachments[i].Name); name != "" {
		return name
	}
	return safeName(fmt.Sprintf("%s-%d", inv.Number(), i+1))
}

// contentType is the type of an attachment, without parameters; what is none is bytes.
func contentType(s string) gomail.ContentType {
	kind, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(kind, "/") || !ascii(kind) {
		return gomail.TypeAppOctetStream
	}
	return gomail.ContentType(kind)
}

// canonical gives every line CRLF and the message a final one, so that what goes over the wire is these very bytes.
func canonical(b []byte) []byte {
	if bytes.Count(b, []byte("\n")) != bytes.Count(b, []byte("\r\n")) {
		b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	}
	return append(bytes.TrimRight(b, "\r\n"), "\r\n"...)
}
