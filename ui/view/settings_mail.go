package view

import (
	"slices"
	"strings"
)

// providerKey is a field that is no setting: choosing a provider sets the servers.
const providerKey = "mail.provider"

// MailProvider is one who keeps people's e-mail, and its servers.
type MailProvider struct {
	ID       string
	Host     string // sending
	Port     string
	Security string
	IMAP     string // reading, at 993 with TLS
	OAuth    bool   // takes a login in the browser
	domains  []string
}

// The providers with words of their own.
const (
	ProviderMicrosoft = "microsoft"
	ProviderGoogle    = "google"
	ProviderOther     = "other"
)

// mailProviders are the servers as the providers' own help pages give them (read 2026-11-22).
var mailProviders = []MailProvider{
	{ID: ProviderMicrosoft, Host: "smtp.office365.com", Port: "587", Security: "starttls", IMAP: "outlook.office365.com", OAuth: true,
		domains: []string{"outlook.com", "hotmail.com", "hotmail.no", "live.no", "live.com", "msn.com", "onmicrosoft.com"}},
	{ID: ProviderGoogle, Host: "smtp.gmail.com", Port: "587", Security: "starttls", IMAP: "imap.gmail.com", OAuth: true,
		domains: []string{"gmail.com", "googlemail.com"}},
	{ID: "icloud", Host: "smtp.mail.me.com", Port: "587", Security: "starttls", IMAP: "imap.mail.me.com", domains: []string{"icloud.com", "me.com", "mac.com"}},
	{ID: "domeneshop", Host: "smtp.domeneshop.no", Port: "587", Security: "starttls", IMAP: "imap.domeneshop.no"},
	{ID: "onecom", Host: "send.one.com", Port: "465", Security: "tls", IMAP: "imap.one.com"},
	{ID: ProviderOther, Port: "587", Security: "starttls"},
}

// ProviderOf guesses the provider from an e-mail address; ProviderOther when its domain does not tell.
func ProviderOf(address string) MailProvider {
	_, domain, _ := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	return providerWhere(func(p MailProvider) bool {
		return slices.ContainsFunc(p.domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
	})
}

func providerWhere(is func(MailProvider) bool) MailProvider {
	if i := slices.IndexFunc(mailProviders, is); i >= 0 {
		return mailProviders[i]
	}
	return mailProviders[len(mailProviders)-1]
}

// Provider is whose server the form sends by.
func (f *SettingsForm) Provider() MailProvider { return providerAt(f.get) }

func providerAt(get func(string) string) MailProvider {
	host := get("mail.smtp.host")
	if strings.EqualFold(host, "smtp-mail.outlook.com") {
		host = mailProviders[0].Host
	}
	return providerWhere(func(p MailProvider) bool { return p.Host != "" && strings.EqualFold(p.Host, host) })
}

// SetProvider sets the servers of a provider, for sending and for reading. Another one's login in the browser does not hold
// any more.
func (f *SettingsForm) SetProvider(id string) {
	p := providerWhere(func(p MailProvider) bool { return p.ID == id })
	f.values["mail.smtp.host"], f.values["mail.smtp.port"], f.values["mail.smtp.security"] = p.Host, p.Port, p.Security
	if p.IMAP != "" && (f.values["mail.imap.host"] == "" || providerByIMAP(f.values["mail.imap.host"])) {
		f.values["mail.imap.host"], f.values["mail.imap.port"], f.values["mail.imap.security"] = p.IMAP, "993", "tls"
	}
	if p.ID != ProviderOther && f.values["mail.smtp.user"] == "" {
		f.values["mail.smtp.user"] = f.values["mail.from"]
	}
	switch {
	case p.OAuth:
		f.values["mail.oauth.provider"] = p.ID
		if p.ID == ProviderMicrosoft { // it takes passwords off
			f.values["mail.auth"] = "oauth"
		}
	case f.values["mail.auth"] == "oauth" && p.ID != ProviderOther:
		f.values["mail.auth"] = "password"
	}
}

func providerByIMAP(host string) bool {
	return slices.ContainsFunc(mailProviders, func(p MailProvider) bool { return p.IMAP != "" && p.IMAP == host })
}

// mailCards are the account, how one logs in, and what happens with the mails.
func mailCards() []SettingCard {
	ids := make([]string, len(mailProviders))
	for i, p := range mailProviders {
		ids[i] = p.ID
	}
	own := func(get func(string) string) bool { return providerAt(get).ID == ProviderOther }
	oauth := func(get func(string) string) bool { return get("mail.auth") == "oauth" }
	password := func(get func(string) string) bool { return !oauth(get) }
	ownOAuth := func(get func(string) string) bool { return oauth(get) && get("mail.oauth.provider") == ProviderOther }
	secret := SettingField{Key: "mail.smtp", Kind: FieldSecret, Half: true}.when(password)
	secret.named = func(get func(string) string) string { return providerAt(get).ID }
	return []SettingCard{
		card("mail", text("mail.from", true), choice(providerKey, "", ids...), text("mail.name", true), text("mail.replyto", true)),
		card("mail.login", text("mail.smtp.host", true).when(own), number("mail.smtp.port", "587").when(own), security("mail.smtp.security").when(own),
			choice("mail.auth", "password", "password", "oauth"), text("mail.smtp.user", true), secret,
			choice("mail.oauth.provider", "", ProviderMicrosoft, ProviderGoogle, ProviderOther).when(func(get func(string) string) bool { return oauth(get) && own(get) }),
			text("mail.oauth.client", true).when(oauth),
			text("mail.oauth.tenant", true).when(func(get func(string) string) bool {
				return oauth(get) && get("mail.oauth.provider") == ProviderMicrosoft
			}),
			SettingField{Key: "mail.oauth.secret", Kind: FieldSecret, Half: true}.when(func(get func(string) string) bool {
				return oauth(get) && get("mail.oauth.provider") != ProviderMicrosoft
			}),
			text("mail.oauth.authorize", false).when(ownOAuth), text("mail.oauth.token", false).when(ownOAuth), text("mail.oauth.device", false).when(ownOAuth),
			text("mail.oauth.scopes", false).when(ownOAuth)),
		card("mail.after", choice("mail.notices", "failures", "failures", "all", "none"), text("mail.rate", true), yesNo("mail.sent.copy")),
	}
}

// ServerText is where mail goes out, for a provider whose server need not be typed; empty for others.
func (f *SettingsForm) ServerText() string {
	p := f.Provider()
	if p.ID == ProviderOther {
		return ""
	}
	return f.tongue.T("setting.mail.server", "host", f.get("mail.smtp.host"), "port", firstOf(f.get("mail.smtp.port"), "587"),
		"security", f.tongue.T("security."+firstOf(f.get("mail.smtp.security"), "starttls")))
}

// LoginText is the button that logs in in the browser; empty when that is not how one logs in.
func (f *SettingsForm) LoginText() string {
	if f.get("mail.auth") != "oauth" {
		return ""
	}
	return f.tongue.own("settings.mail.consent", f.get("mail.oauth.provider"))
}
