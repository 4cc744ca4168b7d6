package email

import (
	"bytes"
	"fmt"

	"fakturist/billing"

	gomail "github.com/wneessen/go-mail"
)

// Preview is the mail a document would go with, in a text that need not be stored yet.
func Preview(text billing.MailText, con billing.Consignment) billing.MailPreview {
	w := wordsFor(con, text)
	p := billing.MailPreview{Subject: w.subject, Text: w.plain(), HTML: htmlOf(w.subject, w.body, w.note, w.language), To: con.Recipient,
		Attachments: []string{fileName(con.Invoice, w.language, ".pdf")}}
	if len(con.UBL) > 0 && con.Invoice.Document().Buyer.Type != billing.Person {
		p.Attachments = append(p.Attachments, fileName(con.Invoice, w.language, ".xml"))
	}
	for i := range con.Invoice.Document().Attachments {
		p.Attachments = append(p.Attachments, paperName(con.Invoice, i))
	}
	return p
}

// FreezeTest makes a mail to ourselves that carries nothing, to be handed over as any other.
func (c *Channel) FreezeTest(seller, to, language string, practice bool) (billing.Frozen, error) {
	if err := c.ready(); err != nil {
		return billing.Frozen{}, err
	}
	to, err := recipient(to)
	if err != nil {
		return billing.Frozen{}, err
	}
	id, err := c.messageID()
	if err != nil {
		return billing.Frozen{}, err
	}
	language = languageFor(language)
	s := sections()[language]["test"]
	now := c.clock()
	subject, body := fill(billing.MailText{Subject: s.subject, Body: s.body}, map[string]string{"seller": oneLine(seller), "server": c.Place(),
		"from": c.config.From, "at": now.Format("2006-01-02 15:04:05 MST")})
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := c.head(m, seller); err != nil {
		return billing.Frozen{}, err
	}
	m.ToMailAddress(named("", to))
	m.SetMessageIDWithValue(id)
	m.SetDateWithValue(now)
	m.Subject(subject)
	m.SetGenHeader("Content-Language", language)
	m.SetGenHeader(oursHeader, "yes")
	if practice {
		m.SetGenHeader(practiceHeader, "yes")
	}
	m.SetBodyString(gomail.TypeTextPlain, body+"\n")
	m.AddAlternativeString(gomail.TypeTextHTML, htmlOf(subject, body, "", language))
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return billing.Frozen{}, fmt.Errorf("write test mail: %w", err)
	}
	return billing.Frozen{ID: "<" + id + ">", Recipient: to, Bytes: canonical(b.Bytes())}, nil
}
