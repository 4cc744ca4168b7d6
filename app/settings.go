package app

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"fakturist/app/trust"
	"fakturist/billing"
)

// setting says what one key takes; check is nil where any text goes, or where billing.CompanyFrom checks it.
type setting struct {
	check  func(value string) (fault string)
	fixed  bool // set when the file is made, never afterwards
	hidden bool // not shown
}

// settings are all keys of `company set`.
var settings = map[string]setting{
	"name": {}, "orgNo": {}, "email": {}, "phone": {}, "contact": {}, "foretaksregisteret": {}, "vat": {}, "account": {}, "iban": {}, "bic": {},
	"address.street": {}, "address.extra": {}, "address.postCode": {}, "address.city": {}, "address.country": {},
	"endpoint.scheme": {}, "endpoint.id": {}, "kid.modulus": {}, "kid.length": {}, "kid.pattern": {}, "routes": {}, "terms": {},
	"language": {}, "number.first": {}, "send.undo": {}, "logo": {check: fileExists}, "accounts": {check: accountList},
	"practice": {fixed: true}, "id": {fixed: true, hidden: true},
	"mail.from": {check: mailAddress}, "mail.smtp.host": {check: hostName}, "mail.smtp.port": {check: portNumber}, "mail.smtp.user": {},
	"mail.smtp.security": {check: securityName}, "mail.imap.host": {check: hostName}, "mail.imap.port": {check: portNumber},
	"mail.imap.user": {}, "mail.imap.security": {check: securityName}, "mail.imap.mailbox": {}, "mail.imap.sent": {}, "mail.imap.senders": {},
	"mail.ca": {check: certificateFile}, "accesspoint.kind": {check: oneOfThese("phoss", "phase4", "storecove", "maventa", "folder")}, "accesspoint.url": {},
	"accesspoint.ca": {check: certificateFile}, "lookup.dns": {check: resolverAddress}, "lookup.zone": {check: hostName},
	"lookup.ca": {check: certificateFile}, "lookup.register": {check: webAddress}, "lookup.private": {check: yesNo},
	ratesKey: {check: webAddress}, "bookkeeping": {check: yesNo},
	"cost.ehf": {}, "cost.efaktura": {}, "cost.vipps": {}, "cost.email": {}, "cost.letter": {},
	"mail.name": {}, "mail.replyto": {check: mailAddress}, "mail.auth": {check: oneOfThese("password", "oauth")},
	"mail.oauth.provider": {check: oneOfThese("microsoft", "google", "other")}, "mail.oauth.client": {}, "mail.oauth.tenant": {},
	"mail.oauth.authorize": {check: webAddress}, "mail.oauth.token": {check: webAddress}, "mail.oauth.device": {check: webAddress},
	"mail.oauth.scopes": {}, "mail.oauth.ca": {check: certificateFile},
	"mail.rate": {check: rateNumber}, "mail.notices": {check: oneOfThese("failures", "all", "none")}, "mail.sent.copy": {check: yesNo},
	"mail.imap.bounces": {}, "rehearsal.to": {check: mailAddress},
	"accesspoint.user": {}, "accesspoint.sbdh": {check: yesNo},
	"letter.by": {check: oneOfThese("pile", "folder", "accesspoint")}, "letter.folder": {check: wholeFolderName}, "letter.printer": {},
	"letter.envelope": {check: oneOfThese("c5", "e65", "c65")},
	"letter.sort":     {check: oneOfThese("postcode", "name")}, "letter.duplex": {check: yesNo}, "letter.foldmarks": {check: yesNo},
}

// settingOf is what a key takes; the lists of groups have one key each.
func settingOf(key string) (setting, bool) {
	if group, ok := strings.CutPrefix(key, billing.GroupRoutePrefix); ok {
		return setting{}, group != ""
	}
	s, ok := settings[key]
	return s, ok
}

// checkSettings notes keys nobody knows, by name, and values that cannot be; all are the settings as they will be.
func checkSettings(changed, all billing.Settings) billing.Faults {
	var faults billing.Faults
	keys := make([]string, 0, len(changed))
	for k := range changed {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		s, known := settingOf(k)
		switch {
		case !known:
			faults.Add("setting-unknown", k, "key", k)
		case s.fixed:
			faults.Add("setting-fixed", k, "key", k)
		case s.check != nil && changed[k] != "":
			if code := s.check(changed[k]); code != "" {
				faults.Add(code, k, "key", k, "value", changed[k], "email", changed[k], "account", wrongAccount(changed[k]))
			}
		}
	}
	_, more := billing.CompanyFrom(all)
	faults = append(faults, more...)
	checkSecurity(all, &faults)
	checkPoint(changed, all, &faults)
	return faults
}

// checkSecurity lets passwords and documents travel unencrypted on this machine only.
func checkSecurity(all billing.Settings, faults *billing.Faults) {
	for _, server := range []string{"mail.smtp", "mail.imap"} {
		host := all[server+".host"]
		if all[server+".security"] == "none" && host != "" && !trust.Loopback(host) {
			faults.Add("security-none-remote", server+".security", "host", host)
		}
	}
	if u, err := url.Parse(all["accesspoint.url"]); err == nil && u.Scheme == "http" && !trust.Loopback(u.Hostname()) {
		faults.Add("security-none-remote", "accesspoint.url", "host", u.Hostname())
	}
}

func fileExists(path string) string {
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return "setting-file-missing"
	}
	return ""
}

// wholeFolderName takes a folder that is there, by its whole path; later it may be on a disk that is away.
func wholeFolderName(path string) string {
	if !wholeFolder(path) {
		return "setting-not-folder"
	}
	return ""
}

func certificateFile(path string) string {
	switch _, err := trust.Authorities(path); {
	case errors.Is(err, trust.ErrNoCertificate):
		return "setting-not-certificate"
	case err != nil:
		return "setting-file-missing"
	}
	return ""
}

// accountList takes further own accounts, separated by commas, whose statements are ours too.
func accountList(s string) string {
	if wrongAccount(s) != "" {
		return "account-wrong"
	}
	return ""
}

// wrongAccount is the first account of a list that cannot be one.
func wrongAccount(s string) string {
	for _, a := range ownAccounts(billing.Settings{"accounts": s}) {
		if !validAccount(a) {
			return a
		}
	}
	return ""
}

func mailAddress(s string) string {
	if local, domain, ok := strings.Cut(s, "@"); !ok || local == "" || domain == "" || strings.ContainsAny(s, " <>\t\r\n") {
		return "email-wrong"
	}
	return ""
}

func hostName(s string) string {
	if strings.ContainsAny(s, " /@\t\r\n") || len(s) > 253 {
		return "setting-not-host"
	}
	return ""
}

func portNumber(s string) string {
	if n, err := strconv.Atoi(s); err != nil || n < 1 || n > 65535 {
		return "setting-not-port"
	}
	return ""
}

// resolverAddress takes a name server, with or without port, or the address of one that is asked over HTTPS.
func resolverAddress(s string) string {
	if strings.HasPrefix(s, "https://") {
		return webAddress(s)
	}
	if net.ParseIP(s) != nil {
		return ""
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return hostName(s)
	}
	if portNumber(port) != "" {
		return "setting-not-port"
	}
	return hostName(host)
}

func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "setting-not-url"
	}
	return ""
}

func securityName(s string) string { return oneOf(s, "starttls", "tls", "none") }

// rateNumber takes how many mails a minute may leave.
func rateNumber(s string) string {
	if n, err := strconv.Atoi(s); err != nil || n < 0 || n > 10_000 {
		return "setting-not-rate"
	}
	return ""
}

func oneOfThese(allowed ...string) func(string) string {
	return func(s string) string { return oneOf(s, allowed...) }
}

func yesNo(s string) string {
	return oneOf(strings.ToLower(s), "yes", "no", "true", "false", "ja", "nei", "1", "0")
}

func oneOf(s string, allowed ...string) string {
	if slices.Contains(allowed, s) {
		return ""
	}
	return "setting-not-allowed"
}

// ParseSettings reads KEY=VALUE arguments.
func ParseSettings(args []string) (billing.Settings, billing.Faults) {
	var faults billing.Faults
	out := billing.Settings{}
	for i, a := range args {
		k, v, ok := strings.Cut(a, "=")
		if !ok {
			faults.Add("setting-without-value", fmt.Sprintf("arguments[%d]", i), "argument", a)
			continue
		}
		out[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	return out, faults
}
