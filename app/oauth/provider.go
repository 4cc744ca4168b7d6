package oauth

import (
	"net/url"
	"strings"
)

// Provider is where and for what one logs in.
type Provider struct {
	ID        string
	Name      string // as people call it
	Authorize string // where the browser goes; empty: no login by browser
	Token     string
	Device    string // where codes for another device come from; empty: none
	Scopes    []string
	Back      string     // name of this machine in the address the browser comes back to
	Extra     url.Values // said with the login besides
	Source    string     // where this is from, and when it was read
}

// tenantMark stands for the organisation in Microsoft's addresses; "common" takes every account.
const tenantMark = "{tenant}"

// providers are the logins we know. The scopes are for sending by SMTP and reading by IMAP.
var providers = []Provider{
	{
		ID: "microsoft", Name: "Microsoft 365",
		Authorize: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
		Token:     "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
		Device:    "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode",
		Scopes:    []string{"https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"},
		// Microsoft ignores the port of http://localhost only, not that of http://127.0.0.1 (unverified).
		Back: "localhost",
		Source: "learn.microsoft.com, Authenticate an IMAP, POP or SMTP connection using OAuth, as other programs use it, read 2026-11-22 (secondary); " +
			"the device address (unverified)",
	},
	{
		ID: "google", Name: "Google",
		Authorize: "https://accounts.google.com/o/oauth2/v2/auth",
		Token:     "https://oauth2.googleapis.com/token",
		// Google gives no codes for other devices for its mail scope (unverified).
		Scopes: []string{"https://mail.google.com/"},
		Back:   "127.0.0.1",
		Extra:  url.Values{"access_type": {"offline"}, "prompt": {"consent"}}, // else it gives a refresh token the first time only
		Source: "developers.google.com, Gmail XOAUTH2 protocol and OAuth 2.0 for desktop apps, as other programs use them, read 2026-11-22 (secondary)",
	},
	{ID: "other", Back: "127.0.0.1", Source: "the company's own settings"},
}

// ProviderOf is a provider by its id, with the organisation filled in where it is asked for; an empty tenant is every account.
func ProviderOf(id, tenant string) (Provider, bool) {
	tenant = strings.TrimSpace(tenant)
	if tenant == "" {
		tenant = "common"
	}
	for _, p := range providers {
		if p.ID != id {
			continue
		}
		for _, place := range []*string{&p.Authorize, &p.Token, &p.Device} {
			*place = strings.ReplaceAll(*place, tenantMark, url.PathEscape(tenant))
		}
		return p, true
	}
	return Provider{}, false
}
