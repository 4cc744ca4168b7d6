package app

import (
	"context"
	"errors"
	"strings"
	"sync"

	"fakturist/app/oauth"
	"fakturist/app/secret"
	"fakturist/assets/translation"
	"fakturist/billing"
)

// loginConfig is the login at the mail provider as the settings say; set or not.
func (c *Company) loginConfig(s billing.Settings, seller billing.Company, password func(string) passwordFunc) oauth.Config {
	p, known := oauth.ProviderOf(s["mail.oauth.provider"], s["mail.oauth.tenant"])
	if !known {
		p, _ = oauth.ProviderOf("other", "")
	}
	for place, key := range map[*string]string{&p.Authorize: "mail.oauth.authorize", &p.Token: "mail.oauth.token", &p.Device: "mail.oauth.device"} {
		if s[key] != "" { // said outright counts for more
			*place = s[key]
		}
	}
	if scopes := strings.Fields(s["mail.oauth.scopes"]); len(scopes) > 0 {
		p.Scopes = scopes
	}
	return oauth.Config{Provider: p, Client: s["mail.oauth.client"], User: s["mail.smtp.user"], CA: s["mail.oauth.ca"], Clock: c.clock,
		Secret: remembered(password(secret.OAuthSecret)), Page: loginPage(seller.Language)}
}

// remembered remembers a secret that does not change while the settings stand: opening the file of secrets is slow on purpose.
func remembered(get passwordFunc) passwordFunc {
	var (
		mu    sync.Mutex
		value string
		known bool
	)
	return func(ctx context.Context) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		if known {
			return value, nil
		}
		v, err := get(ctx)
		if err == nil {
			value, known = v, true
		}
		return v, err
	}
}

// loginPage is what the browser shows when it comes back.
func loginPage(language string) func(done bool) (title, text string) {
	words := translation.Open(language)
	return func(done bool) (string, string) {
		if done {
			return words.T("login.done.title"), words.T("login.done.text")
		}
		return words.T("login.failed.title"), words.T("login.failed.text")
	}
}

// keptLogin is where the login at the mail provider is kept.
func (c *Company) keptLogin(seller billing.Company, password func(string) passwordFunc) oauth.Kept {
	store := c.secrets(seller)
	return oauth.Kept{Get: password(secret.OAuth), Set: func(ctx context.Context, refresh string) error { return store.Set(ctx, secret.OAuth, refresh) }}
}

// setLogin sets up the login at the mail provider, where mail goes by one.
func (c *Company) setLogin(s billing.Settings, seller billing.Company, w *world) {
	if s["mail.auth"] == "oauth" && s["mail.smtp.user"] == "" {
		s["mail.smtp.user"] = s["mail.from"] // a token opens one's own mailbox, and that is where mail is from
	}
	w.login, w.tokens = c.loginConfig(s, seller, w.password), nil
	if s["mail.auth"] == "oauth" {
		w.tokens = oauth.NewSource(w.login, c.keptLogin(seller, w.password))
	}
}

// tokenFor gives the access tokens of a mailbox; nil where passwords are used. A token opens the mailbox that logged in and no
// other.
func (w *world) tokenFor(user string) func(context.Context, string) (string, error) {
	if w.tokens == nil || user == "" || !strings.EqualFold(user, w.login.User) {
		return nil
	}
	return w.tokens.Token
}

// BeginConsent starts the login at the mail provider: the caller opens the address it gives in a browser and waits. wait keeps
// the login in the keyring; it ends with ctx, when the time is up or when the person says no.
func (c *Company) BeginConsent(ctx context.Context) (billing.Consent, func(context.Context) error, error) {
	return c.beginConsent(ctx, false)
}

// BeginDeviceConsent is BeginConsent for a machine without a browser: the person types a code in on another device.
func (c *Company) BeginDeviceConsent(ctx context.Context) (billing.Consent, func(context.Context) error, error) {
	return c.beginConsent(ctx, true)
}

func (c *Company) beginConsent(ctx context.Context, device bool) (billing.Consent, func(context.Context) error, error) {
	seller, err := c.Seller(ctx)
	if err != nil {
		return billing.Consent{}, nil, err
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return billing.Consent{}, nil, err
	}
	under, err := w.login.Begin(ctx, device)
	if err != nil {
		return billing.Consent{}, nil, mailFault(err, "")
	}
	wait := func(ctx context.Context) error {
		refresh, err := under.Wait(ctx)
		if err != nil {
			return mailFault(err, "")
		}
		return c.keepLogin(ctx, seller, refresh)
	}
	return billing.Consent{URL: under.URL, Code: under.Code, Until: under.Until}, wait, nil
}

// keepLogin keeps a new login. One that cannot be kept is none: it would be gone with the program.
func (c *Company) keepLogin(ctx context.Context, seller billing.Company, refresh string) error {
	err := c.secrets(seller).Set(context.WithoutCancel(ctx), secret.OAuth, refresh)
	if err != nil {
		var coded *secret.Error
		if errors.As(err, &coded) {
			return secretFault(err)
		}
		return errors.Join(refuse(oauth.CodeStorage, "mail.oauth", "detail", err.Error()), err)
	}
	c.forget()
	c.signal(billing.SettingsChanged{})
	return nil
}

// ForgetConsent forgets the login on this machine. The provider's own list of programs still shows it until it is removed there.
func (c *Company) ForgetConsent(ctx context.Context) error { return c.SetSecret(ctx, secret.OAuth, "") }
