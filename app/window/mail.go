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

// MailTexts are what mails say.
func (s *Session) MailTexts(ctx context.Context) ([]billing.MailText, error) {
	return with(s, func(c *app.Company) ([]billing.MailText, error) { return c.MailTexts(ctx) })
}

// SaveMailText stores what a mail says; an empty body takes the built-in text again.
func (s *Session) SaveMailText(ctx context.Context, t billing.MailText) error {
	return s.do(func(c *app.Company) error { return c.SaveMailText(ctx, t) })
}

// PreviewMail is the mail of a document under a text.
func (s *Session) PreviewMail(ctx context.Context, t billing.MailText, number string) (billing.MailPreview, error) {
	return with(s, func(c *app.Company) (billing.MailPreview, error) { return c.PreviewMail(ctx, t, number) })
}

// TestMail sends a short mail by the settings as they are stored.
func (s *Session) TestMail(ctx context.Context, to string) (billing.Receipt, error) {
	return with(s, func(c *app.Company) (billing.Receipt, error) { return c.TestMail(ctx, to) })
}

// begun is the answer of BeginConsent as one value.
type begun struct {
	consent billing.Consent
	wait    func(context.Context) error
}

// BeginConsent starts a login at the mail provider.
func (s *Session) BeginConsent(ctx context.Context) (billing.Consent, func(context.Context) error, error) {
	b, err := with(s, func(c *app.Company) (begun, error) {
		consent, wait, err := c.BeginConsent(ctx)
		return begun{consent, wait}, err
	})
	return b.consent, b.wait, err
}

// ForgetConsent forgets the login on this machine.
func (s *Session) ForgetConsent(ctx context.Context) error {
	return s.do(func(c *app.Company) error { return c.ForgetConsent(ctx) })
}
