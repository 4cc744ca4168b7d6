package view

import (
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// FieldKind says how a setting is entered.
type FieldKind int

// The kinds of field.
const (
	FieldText FieldKind = iota
	FieldYesNo
	FieldChoice
	FieldSecret // goes to the keyring, is never shown
	FieldFile
)

// SettingField is one setting in a section.
type SettingField struct {
	Key     string // of the setting, or the name of the secret
	Label   string
	Hint    string
	Kind    FieldKind
	Values  []string // of a choice; Texts beside them
	Texts   []string
	Half    bool // stands beside its neighbour
	Default string
}

// SettingSection is a card of the settings.
type SettingSection struct {
	ID     string
	Title  string
	Text   string
	Fields []SettingField
}

// SettingsForm is the settings while somebody changes them.
type SettingsForm struct {
	tongue  Tongue
	stored  billing.Settings
	values  billing.Settings
	Secrets map[string]string // typed just now, by name
}

// NewSettingsForm opens the settings.
func NewSettingsForm(t Tongue, s billing.Settings) *SettingsForm {
	values := maps.Clone(s)
	if values == nil {
		values = billing.Settings{}
	}
	return &SettingsForm{tongue: t, stored: s, values: values, Secrets: map[string]string{}}
}

// Value is what stands in a field; a setting that was never set shows what holds without it.
func (f *SettingsForm) Value(field SettingField) string {
	if field.Kind == FieldSecret {
		return f.Secrets[field.Key]
	}
	v := f.values[field.Key]
	switch {
	case v == "":
		return field.Default
	case field.Key == "account":
		return Account(payref.NormalAccount(v))
	case field.Key == "orgNo":
		return OrgNo(strings.Map(dropBlank, v))
	}
	return v
}

// Set takes what was typed or chosen.
func (f *SettingsForm) Set(field SettingField, value string) {
	value = strings.TrimSpace(value)
	switch {
	case field.Kind == FieldSecret:
		f.Secrets[field.Key] = value
	case value == f.Value(field):
	case value == field.Default && f.stored[field.Key] == "":
		delete(f.values, field.Key)
	default:
		f.values[field.Key] = value
	}
}

// Changed are the settings that differ from what is stored.
func (f *SettingsForm) Changed() billing.Settings {
	out := billing.Settings{}
	for k, v := range f.values {
		if v != f.stored[k] {
			out[k] = v
		}
	}
	return out
}

// Dirty tells whether there is something to store.
func (f *SettingsForm) Dirty() bool {
	return len(f.Changed()) > 0 || slices.ContainsFunc(slices.Collect(maps.Values(f.Secrets)), func(s string) bool { return s != "" })
}

// Faults are what is wrong with the settings as they stand in the form, by key.
func (f *SettingsForm) Faults() map[string]Problem {
	_, faults := billing.CompanyFrom(f.values)
	return f.tongue.ByPath(faults)
}

// ByPath puts faults into words by the field they speak of; a path of the company's is that of its setting.
func (t Tongue) ByPath(faults billing.Faults) map[string]Problem {
	out := map[string]Problem{}
	for _, fault := range faults {
		path := strings.TrimPrefix(fault.Path, "company.")
		if i := strings.IndexByte(path, '['); i >= 0 {
			path = path[:i]
		}
		if _, had := out[path]; !had {
			out[path] = t.Fault(fault)
		}
	}
	return out
}

// KIDExample shows a reference under the agreement as it stands in the form, or tells what is wrong with it.
func (f *SettingsForm) KIDExample() (text string, tone Tone) {
	company, faults := billing.CompanyFrom(f.values)
	for _, fault := range faults {
		if strings.HasPrefix(fault.Path, "kid.") {
			return f.tongue.Fault(fault).Text, Bad
		}
	}
	if company.KID.IsZero() {
		return f.tongue.T("kid.none"), Quiet
	}
	const customer, invoice = "412", "10261"
	kid, err := company.KID.Compose(customer, invoice)
	if err != nil {
		return f.tongue.T("kid.narrow", "customer", customer, "invoice", invoice), Bad
	}
	return f.tongue.T("kid.example", "customer", customer, "invoice", invoice, "kid", kidParts(kid, company.KID.Pattern)), Good
}

// Sections are the cards of the settings, in order.
func (t Tongue) Sections() []SettingSection {
	section := func(id string, fields ...SettingField) SettingSection {
		for i := range fields {
			t.words(&fields[i])
		}
		return SettingSection{ID: id, Title: t.T("settings." + id), Text: t.T("settings." + id + ".text"), Fields: fields}
	}
	return []SettingSection{
		section("company", text("name", false), text("orgNo", true), text("email", true), text("address.street", false),
			text("address.postCode", true), text("address.city", true), text("phone", true), text("contact", true),
			yesNo("vat"), yesNo("foretaksregisteret"), choice("bookkeeping", "", "", "yes", "no"), SettingField{Key: "logo", Kind: FieldFile}),
		section("payment", text("account", true), number("terms", "14"), text("iban", true), text("bic", true), number("number.first", "10001"),
			text("accounts", true)),
		section("kid", choice("kid.modulus", "", "", "10", "11"), text("kid.length", true), text("kid.pattern", false)),
		section("sending", choice("routes", "ehf,email,letter", "ehf,email,letter", "email,letter", "letter"), number("send.undo", "30"),
			choice("language", "nb", "nb", "nn", "en", "sv", "da")),
		section("mail", text("mail.from", true), text("mail.smtp.host", true), number("mail.smtp.port", "587"), security("mail.smtp.security"),
			text("mail.smtp.user", true), SettingField{Key: "mail.smtp", Kind: FieldSecret, Half: true}),
		section("inbox", text("mail.imap.host", true), number("mail.imap.port", "993"), security("mail.imap.security"), text("mail.imap.mailbox", true),
			text("mail.imap.user", true), SettingField{Key: "mail.imap", Kind: FieldSecret, Half: true}, text("mail.imap.senders", false)),
		section("accesspoint", choice("accesspoint.kind", "", "", "phoss", "folder"), text("accesspoint.url", true),
			SettingField{Key: "accesspoint", Kind: FieldSecret, Half: true}),
	}
}

func text(key string, half bool) SettingField { return SettingField{Key: key, Half: half} }

func number(key, fallback string) SettingField {
	return SettingField{Key: key, Half: true, Default: fallback}
}

func yesNo(key string) SettingField { return SettingField{Key: key, Kind: FieldYesNo, Half: true} }

func choice(key, fallback string, values ...string) SettingField {
	return SettingField{Key: key, Kind: FieldChoice, Values: values, Half: true, Default: fallback}
}

func security(key string) SettingField {
	fallback := "starttls"
	if key == "mail.imap.security" {
		fallback = "tls"
	}
	return choice(key, fallback, "starttls", "tls", "none")
}

// words labels a field; hints are optional.
func (t Tongue) words(f *SettingField) {
	key := "setting." + f.Key
	f.Label = t.T(key)
	if f.Kind == FieldSecret {
		f.Label = t.T("setting.secret")
		f.Hint = t.T("setting.secret.hint")
	} else if hint := key + ".hint"; t.T(hint) != hint {
		f.Hint = t.T(hint)
	}
	for _, v := range f.Values {
		f.Texts = append(f.Texts, t.choiceText(f.Key, v))
	}
}

func (t Tongue) choiceText(key, value string) string {
	switch {
	case key == "routes":
		return t.RouteText(value)
	case strings.HasSuffix(key, ".security"):
		return t.T("security." + value)
	case key == "language":
		return t.T("language." + value)
	case value == "":
		return t.T("setting." + key + ".none")
	}
	return t.T("setting." + key + "." + value)
}
