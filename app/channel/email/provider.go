package email

import "strings"

// Provider is what is known of a mail provider: how its submission server is reached, and what it does by itself.
type Provider struct {
	ID           string   // "microsoft", "google"; the same as in the settings of the login
	Name         string   // as people call it
	Host         string   // submission server
	Port         int      //
	Security     Security //
	Auth         string   // login to suggest: "password" (an app password counts as one) or "oauth"
	IMAPHost     string   // mailbox server, at 993 with TLS
	RatePerMin   int      // mails a minute it takes; 0: no such limit is known
	RatePerDay   int      // receivers a day; 0: not known
	KeepsSent    bool     // puts what it took into the folder of sent mail
	SentComplete bool     // everything it took is there, so what is missing was never taken
}

// providers are those we know something of; any other server is reached as the settings say.
//
// Sources, read 2026-11-22:
//   - microsoft: learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements (30 mails a minute, 10 000
//     receivers a day, three connections at a time, sent mail is kept in Sent Items); MC786329 (passwords go: the login).
//     smtp-mail.outlook.com, for private accounts, takes the same login (unverified); its rate is not published.
//   - google: smtp.gmail.com at 587 with STARTTLS, app passwords work with two-step login (secondary: mail forums and the
//     settings pages of other programs), 500 mails a day for private accounts and 2 000 for firms (secondary), a copy of what
//     was sent by SMTP lies among the sent (unverified). No rate a minute is published.
//
// SentComplete holds for neither: Google takes a mail it has seen already without keeping it twice, and Microsoft writes the
// copy a moment after its answer (unverified). A mail that is missing there stays for a person to judge.
var providers = []Provider{
	{ID: "microsoft", Name: "Microsoft 365", Host: "smtp.office365.com", Port: 587, Security: STARTTLS, Auth: "oauth",
		IMAPHost: "outlook.office365.com", RatePerMin: 30, RatePerDay: 10_000, KeepsSent: true},
	{ID: "microsoft", Name: "Outlook.com", Host: "smtp-mail.outlook.com", Port: 587, Security: STARTTLS, Auth: "oauth",
		IMAPHost: "outlook.office365.com", KeepsSent: true},
	{ID: "google", Name: "Gmail", Host: "smtp.gmail.com", Port: 587, Security: STARTTLS, Auth: "password",
		IMAPHost: "imap.gmail.com", RatePerDay: 500, KeepsSent: true},
}

// ProviderOf is what is known of the provider of a submission server; the second value is false for a server nobody here knows.
func ProviderOf(host string) (Provider, bool) {
	for _, p := range providers {
		if strings.EqualFold(strings.TrimSuffix(host, "."), p.Host) {
			return p, true
		}
	}
	return Provider{}, false
}

// Providers are those we know, for a list to choose from.
func Providers() []Provider { return append([]Provider(nil), providers...) }

// RateOf is how many mails a minute a server takes; 0 when no limit is known.
func RateOf(host string) int {
	p, _ := ProviderOf(host)
	return p.RatePerMin
}
