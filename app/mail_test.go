package app_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
)

func TestMailTexts_OwnWordsStandInForTheBuiltInOnes(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	if err := c.SaveSettings(ctx, billing.Settings{"send.undo": "0"}); err != nil {
		t.Fatal(err)
	}
	own := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "Kontingent {number}", Body: "Hei {buyer},\r\n\r\nbetal {amount}.\n"}
	if err := c.SaveMailText(ctx, own); err != nil {
		t.Fatal(err)
	}
	texts, err := c.MailTexts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) != len(billing.MailLanguages)*len(billing.MailKinds) {
		t.Errorf("%d texts", len(texts))
	}
	var kept []billing.MailText
	for _, text := range texts {
		if text.Own {
			kept = append(kept, text)
		}
	}
	want := []billing.MailText{{Language: "nb", Kind: billing.KindInvoice, Subject: "Kontingent {number}", Body: "Hei {buyer},\n\nbetal {amount}.", Own: true}}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("own texts: %s", diff)
	}
	inv := issueTo(t, c, "2", app.Issuing{})
	states(t, c, app.Sending{})
	if in := box.Mail.Inbox("kari@example.test"); len(in) != 1 || !strings.Contains(string(in[0]), "Subject: Kontingent "+inv.Number()) {
		t.Errorf("%d mails, or another subject", len(in))
	}
	if err := c.SaveMailText(ctx, billing.MailText{Language: "nb", Kind: billing.KindInvoice}); err != nil {
		t.Fatal(err)
	}
	if texts, err = c.MailTexts(ctx); err != nil || texts[0].Own || !strings.Contains(texts[0].Subject, "Faktura") {
		t.Errorf("back to the built-in words: %+v, %v", texts[0], err)
	}
	mustVerify(t, c)
}

func TestSaveMailText_RefusesWhatCannotBe(t *testing.T) {
	c := reopen(t, newClub(t, newBox(t)), 0)
	for code, text := range map[string]billing.MailText{
		"mail-text-variable": {Language: "nb", Kind: billing.KindInvoice, Subject: "x", Body: "{beløp}"},
		"mail-text-language": {Language: "fi", Kind: billing.KindInvoice},
		"mail-text-empty":    {Language: "nb", Kind: billing.KindInvoice, Body: "x"},
	} {
		if err := c.SaveMailText(context.Background(), text); len(app.Faults(err)) == 0 || app.Faults(err)[0].Code != code {
			t.Errorf("%+v: %v, want %s", text, err, code)
		}
	}
}

func TestPreviewMail_ShowsADocumentOrASample(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	inv := issueTo(t, c, "2", app.Issuing{})
	p, err := c.PreviewMail(ctx, billing.MailText{}, inv.Number())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.Subject, inv.Number()) || p.To != "kari@example.test" || !strings.Contains(p.Text, "Kari Ødegård") || len(p.Attachments) != 1 {
		t.Errorf("preview %+v", p)
	}
	for _, kind := range billing.MailKinds {
		for _, language := range billing.MailLanguages {
			p, err := c.PreviewMail(ctx, billing.MailText{Language: language, Kind: kind}, "")
			if err != nil || strings.ContainsAny(p.Subject+p.Text, "{}") || !strings.Contains(p.HTML, "<table") {
				t.Errorf("%s in %s: %q, %v", kind, language, p.Subject, err)
			}
		}
	}
	typed := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "S {numer}", Body: "B"}
	if _, err := c.PreviewMail(ctx, typed, ""); len(app.Faults(err)) != 1 {
		t.Errorf("an unknown variable: %v", err)
	}
	if _, err := c.PreviewMail(ctx, billing.MailText{}, "77"); err == nil {
		t.Error("an unknown number")
	}
}

func TestTestMail_GoesTheWayAllMailGoes(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	receipt, err := c.TestMail(ctx, "kasserer@example.test")
	if err != nil || receipt.ID == "" {
		t.Fatalf("receipt %+v, %v", receipt, err)
	}
	if in := box.Mail.Inbox("kasserer@example.test"); len(in) != 1 || !strings.Contains(string(in[0]), "Fakturist") {
		t.Errorf("%d mails", len(in))
	}
	if _, err := c.TestMail(ctx, "ikke en adresse"); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "mail-bad-address" {
		t.Errorf("no address: %v", err)
	}
	box.Mail.SetSMTPDown(true)
	if _, err := c.TestMail(ctx, "kasserer@example.test"); len(app.Faults(err)) != 1 || !errors.Is(err, billing.ErrUnavailable) {
		t.Errorf("server down: %v", err)
	}
}

// agree opens an address as the browser of a person who agrees.
func agree(t *testing.T, box *practice.Box, address string) string {
	t.Helper()
	r, err := box.Browser().Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConsent_OpensSendingAndReadingUntilItIsForgotten(t *testing.T) {
	keyring.MockInit()
	ctx := context.Background()
	box := newBox(t)
	box.Mail.SetBasicOff(true)
	c := reopen(t, newClub(t, box), 0)
	if err := c.SaveSettings(ctx, billing.Settings{"mail.auth": "oauth", "mail.oauth.provider": "other", "mail.oauth.client": practice.Client,
		"mail.oauth.authorize": box.OAuth.Authorize, "mail.oauth.token": box.OAuth.Token, "mail.oauth.device": box.OAuth.Device,
		"mail.oauth.scopes": practice.MailScope + " " + practice.StayScope, "mail.oauth.ca": box.CAFile,
		"mail.smtp.user": practice.User, "mail.imap.user": practice.User}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TestMail(ctx, "kasserer@example.test"); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "mail-oauth-missing" {
		t.Errorf("before the login: %v", err)
	}
	consent, wait, err := c.BeginConsent(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if page := agree(t, box, consent.URL); !strings.Contains(page, "logget inn") {
		t.Errorf("the browser shows %s", page)
	}
	if err := wait(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TestMail(ctx, "kasserer@example.test"); err != nil {
		t.Errorf("after the login: %v", err)
	}
	if _, err := c.FetchInbox(ctx); err != nil {
		t.Errorf("read the mailbox after the login: %v", err)
	}
	settings, err := c.Settings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range settings {
		if strings.Contains(v, "praksis.") && !strings.Contains(v, "@") {
			t.Errorf("setting %s holds a token", k)
		}
	}
	box.OAuth.Revoke()
	if _, err := c.TestMail(ctx, "kasserer@example.test"); err != nil && app.Faults(err)[0].Code != "mail-oauth-expired" {
		t.Errorf("after it was revoked: %v", err)
	}
	if err := c.ForgetConsent(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TestMail(ctx, "kasserer@example.test"); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "mail-oauth-missing" {
		t.Errorf("after it was forgotten: %v", err)
	}
	consent, wait, err = c.BeginDeviceConsent(ctx)
	if err != nil || consent.Code == "" {
		t.Fatalf("consent %+v, %v", consent, err)
	}
	if err := wait(ctx); err != nil {
		t.Errorf("login with a code: %v", err)
	}
}

func TestSend_AnEndedLoginLetsMailWait(t *testing.T) {
	keyring.MockInit()
	ctx := context.Background()
	box := newBox(t)
	box.Mail.SetBasicOff(true)
	c := reopen(t, newClub(t, box), 0)
	if err := c.SaveSettings(ctx, billing.Settings{"send.undo": "0", "mail.auth": "oauth", "mail.oauth.provider": "other", "mail.oauth.client": practice.Client,
		"mail.oauth.token": box.OAuth.Token, "mail.oauth.ca": box.CAFile, "mail.smtp.user": practice.User}); err != nil {
		t.Fatal(err)
	}
	if err := c.SetSecret(ctx, "mail.oauth", "praksis.utløpt"); err != nil {
		t.Fatal(err)
	}
	issueTo(t, c, "2", app.Issuing{})
	issueTo(t, c, "2", app.Issuing{})
	for _, s := range states(t, c, app.Sending{}) {
		if !strings.HasPrefix(s, "email queued") {
			t.Errorf("%q, want it to wait", s)
		}
	}
	rows, err := c.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].Reason != "mail-oauth-expired" && rows[1].Reason != "mail-oauth-expired" {
		t.Errorf("reasons %q and %q", rows[0].Reason, rows[1].Reason)
	}
}

func TestConsent_OfAPracticeCompanyEndsInItsBox(t *testing.T) {
	keyring.MockInit()
	ctx := context.Background()
	path := t.TempDir() + "/klubb.fakt"
	c, err := app.Create(ctx, path, billing.Settings{"practice": "yes", "name": "Klubben", "orgNo": "923609016", "account": clubAccount,
		"mail.auth": "oauth", "mail.oauth.provider": "microsoft", "mail.oauth.client": "noens-klient"}, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	consent, wait, err := c.BeginConsent(ctx)
	if err != nil || !strings.HasPrefix(consent.URL, "http://127.0.0.1:") {
		t.Fatalf("consent %+v, %v", consent, err)
	}
	r, err := http.Get(consent.URL)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if err := wait(ctx); err != nil {
		t.Fatal(err)
	}
	if receipt, err := c.TestMail(ctx, ""); err != nil || receipt.ID == "" {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
}
