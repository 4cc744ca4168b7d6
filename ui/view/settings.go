package view

import (
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// SettingsForm is the settings while somebody changes them.
type SettingsForm struct {
	tongue  Tongue
	stored  billing.Settings
	values  billing.Settings
	guessed bool              // the provider was chosen by the sender's address
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
	if field.Key == providerKey {
		return f.Provider().ID
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
	case field.Key == providerKey:
		f.SetProvider(value)
		f.guessed = false
	case value == field.Default && f.stored[field.Key] == "":
		delete(f.values, field.Key)
	default:
		was := f.values[field.Key]
		f.values[field.Key] = value
		f.follow(field.Key, was)
	}
}

// follow sets what goes without saying once a setting is chosen: the servers of a well-known provider of e-mail, and the usual
// address of an access point.
func (f *SettingsForm) follow(key, was string) {
	switch key {
	case "mail.from":
		f.followAddress(was)
	case "mail.auth":
		if p := f.Provider(); f.values[key] == "oauth" && f.values["mail.oauth.provider"] == "" {
			f.values["mail.oauth.provider"] = p.ID
		}
	case "accesspoint.kind":
		f.values["accesspoint.url"] = pointAddress[f.values[key]]
	}
}

// followAddress chooses the provider by the sender's address while nobody has chosen one, anew with each letter: "me.com" may
// become "me.company.no".
func (f *SettingsForm) followAddress(was string) {
	address := f.values["mail.from"]
	if p := ProviderOf(address); f.values["mail.smtp.host"] == "" && p.ID != ProviderOther || f.guessed && p.ID != f.Provider().ID {
		f.SetProvider(p.ID)
		f.guessed = true
	}
	if user := f.values["mail.smtp.user"]; f.guessed && (user == "" || user == was) {
		f.values["mail.smtp.user"] = address
	}
}

// get is a setting as it stands in the form.
func (f *SettingsForm) get(key string) string { return f.values[key] }

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

// Values are the settings as they stand in the form.
func (f *SettingsForm) Values() billing.Settings { return f.values }

// Stored says that everything in the form was stored.
func (f *SettingsForm) Stored() {
	f.stored = maps.Clone(f.values)
	f.Secrets = map[string]string{}
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
