package ui_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"fakturist/billing"
)

func (b *bureau) Release(_ context.Context, numbers []string) (int, error) {
	b.note("release %v", numbers)
	n := 0
	for i, r := range b.outbox {
		if r.Held && (len(numbers) == 0 || slices.Contains(numbers, r.Invoice)) {
			b.outbox[i].Held = false
			n++
		}
	}
	return n, nil
}

func (b *bureau) Resting(context.Context) (map[billing.ChannelName]billing.Resting, error) {
	return b.rests, nil
}

func (b *bureau) MailTexts(context.Context) ([]billing.MailText, error) {
	if b.texts == nil {
		b.texts = []billing.MailText{
			{Language: "nb", Kind: billing.KindInvoice, Subject: "Faktura {number} fra {seller}", Body: "Hei {buyer}\n\nHer kommer faktura {number} på {amount}. Den forfaller {due}.\n" +
				"Betal til konto {account} med KID {kid}.\n\nVennlig hilsen\n{seller}"},
			{Language: "en", Kind: billing.KindInvoice, Subject: "Invoice {number} from {seller}", Body: "Dear {buyer}\n\nPlease find invoice {number} attached.", Own: true}}
	}
	return b.texts, nil
}

func (b *bureau) SaveMailText(_ context.Context, t billing.MailText) error {
	b.note("mail text %s %s %q %q", t.Language, t.Kind, t.Subject, t.Body)
	for i, old := range b.texts {
		if old.Language == t.Language && old.Kind == t.Kind && t.Body != "" {
			b.texts[i] = t
		}
	}
	return nil
}

func (b *bureau) PreviewMail(_ context.Context, t billing.MailText, number string) (billing.MailPreview, error) {
	if number == "" {
		number = "10261"
	}
	fill := strings.NewReplacer("{number}", number, "{seller}", b.company.Name, "{buyer}", "Kari Nordmann", "{amount}", "2 740,00", "{due}", "06.12.2026", "{account}",
		"1503 50 35203", "{kid}", "0412102618")
	return billing.MailPreview{Subject: fill.Replace(t.Subject), Text: fill.Replace(t.Body), To: "kari@example.no", Attachments: []string{"faktura-" + number + ".pdf"}}, nil
}

func (b *bureau) TestMail(_ context.Context, to string) (billing.Receipt, error) {
	b.note("test mail %q", to)
	return b.receipt, b.refusal
}

func (b *bureau) CheckPoint(context.Context) (billing.Receipt, error) {
	b.note("check point")
	return b.receipt, b.refusal
}

func (b *bureau) BeginConsent(context.Context) (billing.Consent, func(context.Context) error, error) {
	return billing.Consent{URL: "https://login.example/device", Code: "HXKQ-PLWM", Until: clock().Add(15 * time.Minute)},
		func(ctx context.Context) error {
			b.note("waited for the login, given up: %v", ctx.Err() != nil)
			return ctx.Err()
		}, nil
}

func (b *bureau) ForgetConsent(context.Context) error {
	b.note("forget login")
	return nil
}

func (b *bureau) CheckLookup(context.Context) (billing.ResolverReport, error) {
	b.note("check lookup")
	return b.report, nil
}
