package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"fakturist/app/channel/email"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/data"
)

// MailTexts are the words of mails in every language and for every kind of document, the company's own or the built-in ones.
func (c *Company) MailTexts(ctx context.Context) ([]billing.MailText, error) {
	own, err := c.ownMailTexts(ctx)
	if err != nil {
		return nil, err
	}
	all := email.BuiltIn()
	for i, t := range all {
		all[i] = email.TextOf(own, t.Language, t.Kind)
	}
	return all, nil
}

func (c *Company) ownMailTexts(ctx context.Context) ([]billing.MailText, error) {
	var own []billing.MailText
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		own, err = tx.MailTexts(ctx)
		return err
	})
	return own, err
}

// SaveMailText stores the company's own words for a language and a kind; an empty body goes back to the built-in ones. What
// is frozen already goes with the words it was frozen with.
func (c *Company) SaveMailText(ctx context.Context, text billing.MailText) error {
	text.Body = strings.TrimSpace(strings.ReplaceAll(text.Body, "\r\n", "\n"))
	text.Subject = strings.TrimSpace(text.Subject)
	reset := text.Body == ""
	if reset { // the language and kind must still be there to go back to
		text = email.TextOf(nil, text.Language, text.Kind)
	}
	if err := text.Check().Err(); err != nil {
		return err
	}
	err := c.update(ctx, func(tx *data.Tx) error {
		if reset || sameWords(text, email.TextOf(nil, text.Language, text.Kind)) {
			return tx.DeleteMailText(ctx, text.Language, text.Kind)
		}
		return tx.SaveMailText(ctx, text)
	})
	if err != nil {
		return err
	}
	c.forget()
	c.signal(billing.SettingsChanged{})
	return nil
}

func sameWords(a, b billing.MailText) bool { return a.Subject == b.Subject && a.Body == b.Body }

// PreviewMail is the mail a document goes with in a text that need not be stored; no number shows a sample. A text without a body
// is the one in use for its language and kind; without a language and a kind, the document's own.
func (c *Company) PreviewMail(ctx context.Context, text billing.MailText, number string) (billing.MailPreview, error) {
	goods, err := c.previewed(ctx, text, number)
	if err != nil {
		return billing.MailPreview{}, err
	}
	text.Language = cmp.Or(text.Language, goods.Language, "nb")
	text.Kind = cmp.Or(text.Kind, goods.Invoice.Kind(), billing.KindInvoice)
	if strings.TrimSpace(text.Body) == "" {
		own, err := c.ownMailTexts(ctx)
		if err != nil {
			return billing.MailPreview{}, err
		}
		text = email.TextOf(own, text.Language, text.Kind)
	}
	if err := text.Check().Err(); err != nil {
		return billing.MailPreview{}, err
	}
	return email.Preview(text, goods), nil
}

// previewed is the document a preview shows.
func (c *Company) previewed(ctx context.Context, text billing.MailText, number string) (billing.Consignment, error) {
	if number == "" {
		return c.sampleGoods(ctx, cmp.Or(text.Kind, billing.KindInvoice))
	}
	inv, err := c.Invoice(ctx, number)
	if err != nil {
		return billing.Consignment{}, err
	}
	buyer := inv.Document().Buyer
	goods := billing.Consignment{Invoice: inv, Recipient: billing.Recipient(billing.Email, buyer), Language: inv.Document().Language}
	if takesEHF(buyer) {
		goods.UBL, err = c.storedFile(ctx, inv, data.EHF)
		if errors.Is(err, billing.ErrNotFound) {
			err = nil // an old document without one goes without one
		}
	}
	return goods, err
}

// sampleGoods is a document nobody gets, from this company to a customer who does not exist.
func (c *Company) sampleGoods(ctx context.Context, kind billing.Kind) (billing.Consignment, error) {
	seller, err := c.Seller(ctx)
	if err != nil {
		return billing.Consignment{}, err
	}
	today := c.Today()
	doc := billing.Document{Kind: kind, Language: seller.Language, IssueDate: today, DueDate: today.AddDays(14), ValidUntil: today.AddDays(30),
		Currency: money.NOK, Seller: seller.Party, Buyer: billing.Party{Name: "Kari Nordmann", Type: billing.Person, Email: "kari@example.no"},
		Account: seller.Account, Totals: billing.Totals{Payable: money.New(1250_00, money.NOK)}}
	kid := "1000014"
	switch kind {
	case billing.KindCreditNote:
		doc.Original, kid = &billing.OriginalReference{Number: "10000"}, ""
	case billing.KindOffer, billing.KindOrder, billing.KindPaymentRequest:
		kid = ""
	}
	return billing.Consignment{Invoice: billing.RestoreInvoice(0, "10001", kid, c.clock(), doc), Recipient: "kari@example.no", Language: seller.Language}, nil
}

// TestMail sends a real mail to oneself the way all others go and gives the server's answer. The address may be left out where
// the settings name one (rehearsal.to, else mail.from). What goes wrong is a refusal with its reason.
func (c *Company) TestMail(ctx context.Context, to string) (billing.Receipt, error) {
	if err := c.mayLeave(ctx); err != nil {
		return billing.Receipt{}, err
	}
	settings, err := c.Settings(ctx)
	if err != nil {
		return billing.Receipt{}, err
	}
	seller, err := c.Seller(ctx)
	if err != nil {
		return billing.Receipt{}, err
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return billing.Receipt{}, err
	}
	if to = cmp.Or(strings.TrimSpace(to), settings["rehearsal.to"], settings["mail.from"]); to == "" && seller.Practice {
		to = practice.User
	}
	if to == "" {
		return billing.Receipt{}, refuse("mail-test-address", "to")
	}
	receipt, err := sendTest(ctx, w, seller, to)
	return receipt, mailFault(err, to)
}

func sendTest(ctx context.Context, w world, seller billing.Company, to string) (billing.Receipt, error) {
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	f, err := w.mail.FreezeTest(seller.Name, to, seller.Language, seller.Practice)
	if err != nil {
		return billing.Receipt{}, err
	}
	return w.mail.Send(limited, f)
}

// mailFault names what went wrong with mail as a refusal.
func mailFault(err error, to string) error {
	var coded interface{ Code() string }
	if err == nil || Faults(err) != nil || !errors.As(err, &coded) {
		return err
	}
	code, detail := reasonOf(err)
	return errors.Join(refuse(code, "mail", "detail", detail, "email", to), err)
}

// makeMail makes the way out by mail as the settings say.
func (c *Company) makeMail(s billing.Settings, texts []billing.MailText, w *world) (*email.Channel, error) {
	mail, err := email.New(email.Config{Host: s["mail.smtp.host"], Port: port(s["mail.smtp.port"]), User: s["mail.smtp.user"],
		Security: email.Security(s["mail.smtp.security"]), CA: s["mail.ca"], From: s["mail.from"], FromName: s["mail.name"], ReplyTo: s["mail.replyto"],
		Texts: texts, Notices: notices(s, isYes(s["practice"])), Token: w.tokenFor(s["mail.smtp.user"]), Sent: w.sentFolder(s["mail.imap.sent"])},
		w.password("mail.smtp"), c.clock, rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("set up mail: %w", err)
	}
	return mail, nil
}

// notices are the delivery notices to ask for; a practice company sees all there are.
func notices(s billing.Settings, practice bool) email.Notices {
	if n := s["mail.notices"]; n != "" || !practice {
		return email.Notices(n)
	}
	return email.NoticeAll
}
