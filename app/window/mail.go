package window

import (
	"context"

	"fakturist/app"
	"fakturist/billing"
)

// Release lets held deliveries of documents go; without numbers all of them.
func (s *Session) Release(ctx context.Context, numbers []string) (int, error) {
	return with(s, func(c *app.Company) (int, error) { return c.Release(ctx, numbers) })
}

// Resting are the channels that take a pause now, and why.
func (s *Session) Resting(ctx context.Context) (map[billing.ChannelName]billing.Resting, error) {
	return with(s, func(c *app.Company) (map[billing.ChannelName]billing.Resting, error) { return c.Resting(ctx), nil })
}

// CheckPoint asks the access point about a document nobody sent.
func (s *Session) CheckPoint(ctx context.Context) (billing.Receipt, error) {
	return with(s, func(c *app.Company) (billing.Receipt, error) { return c.CheckPoint(ctx) })
}

// CheckLookup tells whether receivers of EHF can be looked up from here.
func (s *Session) CheckLookup(ctx context.Context) (billing.ResolverReport, error) {
	return with(s, func(c *app.Company) (billing.ResolverReport, error) { return c.CheckLookup(ctx) })
}

// mailer is what a company can do with mail besides sending its documents.
type mailer interface {
	MailTexts(ctx context.Context) ([]billing.MailText, error)
	SaveMailText(ctx context.Context, t billing.MailText) error
	PreviewMail(ctx context.Context, t billing.MailText, number string) (billing.MailPreview, error)
	TestMail(ctx context.Context, to string) (billing.Receipt, error)
	BeginConsent(ctx context.Context) (billing.Consent, func(context.Context) error, error)
	ForgetConsent(ctx context.Context) error
}

// mails is with for what a mailer does.
func mails[T any](s *Session, f func(m mailer) (T, error)) (T, error) {
	return with(s, func(c *app.Company) (T, error) {
		m, ok := any(c).(mailer)
		if !ok {
			var none T
			return none, billing.ErrNotConfigured
		}
		return f(m)
	})
}

// MailTexts are what mails say.
func (s *Session) MailTexts(ctx context.Context) ([]billing.MailText, error) {
	return mails(s, func(c mailer) ([]billing.MailText, error) { return c.MailTexts(ctx) })
}

// SaveMailText stores what a mail says; an empty body takes the built-in text again.
func (s *Session) SaveMailText(ctx context.Context, t billing.MailText) error {
	_, err := mails(s, func(c mailer) (struct{}, error) { return struct{}{}, c.SaveMailText(ctx, t) })
	return err
}

// PreviewMail is the mail of a document under a text.
func (s *Session) PreviewMail(ctx context.Context, t billing.MailText, number string) (billing.MailPreview, error) {
	return mails(s, func(c mailer) (billing.MailPreview, error) { return c.PreviewMail(ctx, t, number) })
}

// TestMail sends a short mail by the settings as they are stored.
func (s *Session) TestMail(ctx context.Context, to string) (billing.Receipt, error) {
	return mails(s, func(c mailer) (billing.Receipt, error) { return c.TestMail(ctx, to) })
}

// begun is the answer of BeginConsent as one value.
type begun struct {
	consent billing.Consent
	wait    func(context.Context) error
}

// BeginConsent starts a login at the mail provider.
func (s *Session) BeginConsent(ctx context.Context) (billing.Consent, func(context.Context) error, error) {
	b, err := mails(s, func(c mailer) (begun, error) {
		consent, wait, err := c.BeginConsent(ctx)
		return begun{consent, wait}, err
	})
	return b.consent, b.wait, err
}

// ForgetConsent forgets the login on this machine.
func (s *Session) ForgetConsent(ctx context.Context) error {
	_, err := mails(s, func(c mailer) (struct{}, error) { return struct{}{}, c.ForgetConsent(ctx) })
	return err
}
