package ui

import (
	"context"

	"fakturist/billing"
)

// mailServices are the use cases around sending that are not about one delivery: what is held back and what takes a pause, and
// trials of what the settings say.
type mailServices interface {
	// Release lets the held deliveries of documents go and tells how many there were; without numbers all of them.
	Release(ctx context.Context, numbers []string) (int, error)
	// Resting are the channels that take a pause now, and why.
	Resting(ctx context.Context) (map[billing.ChannelName]billing.Resting, error)

	// MailTexts are what mails say, in all languages and for all kinds of documents, own or built in.
	MailTexts(ctx context.Context) ([]billing.MailText, error)
	// SaveMailText stores one; an empty body takes the built-in one again.
	SaveMailText(ctx context.Context, t billing.MailText) error
	// PreviewMail is the mail of a document under a text; without a number that of an example.
	PreviewMail(ctx context.Context, t billing.MailText, number string) (billing.MailPreview, error)
	// TestMail sends a short mail by the settings as they are stored; an empty address is that of the sender.
	TestMail(ctx context.Context, to string) (billing.Receipt, error)
	// BeginConsent starts a login at the mail provider: a person agrees at its URL, wait ends when that is done.
	BeginConsent(ctx context.Context) (c billing.Consent, wait func(context.Context) error, err error)
	// ForgetConsent forgets the login on this machine.
	ForgetConsent(ctx context.Context) error
	// CheckPoint asks the access point for a document nobody sent, to see whether it answers and takes the key.
	CheckPoint(ctx context.Context) (billing.Receipt, error)
	// CheckLookup asks about a participant known to stand in the address book for EHF, and tells what would help if that fails.
	CheckLookup(ctx context.Context) (billing.ResolverReport, error)
}
