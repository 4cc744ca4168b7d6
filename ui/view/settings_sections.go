package view

import (
	"slices"
	"strings"
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

// SettingField is one setting in a card.
type SettingField struct {
	Key     string // of the setting, or the name of the secret
	Label   string
	Hint    string
	Kind    FieldKind
	Values  []string // of a choice; Texts beside them
	Texts   []string
	Half    bool // stands beside its neighbour
	Default string

	only  func(get func(string) string) bool   // nil: always
	named func(get func(string) string) string // what the label's key ends in; nil: nothing
}

// SettingCard is what belongs together in a section.
type SettingCard struct {
	ID     string
	Title  string
	Text   string
	Fields []SettingField

	only func(get func(string) string) bool
}

// SettingSection is a subject of the settings.
type SettingSection struct {
	ID    string
	Title string
	Cards []SettingCard
}

// The sections of the settings that other screens lead to.
const (
	SectionCompany = "company"
	SectionPayment = "payment"
	SectionSending = "sending"
	SectionMail    = "mail"
	SectionTexts   = "texts"
	SectionPoint   = "accesspoint"
	SectionLetter  = "letter"
	SectionLookup  = "lookup"
	SectionInbox   = "inbox"
	SectionProgram = "program"
)

// pointAddress is where a kind of access point usually is.
var pointAddress = map[string]string{"storecove": "https://api.storecove.com/api/v2", "maventa": "https://ax.maventa.com"}

// Sections are the subjects of the settings with the fields that mean something as the form stands.
func (f *SettingsForm) Sections() []SettingSection {
	var out []SettingSection
	for _, s := range f.tongue.sections(f.get) {
		var cards []SettingCard
		for _, c := range s.Cards {
			if c.only != nil && !c.only(f.get) {
				continue
			}
			c.Fields = slices.DeleteFunc(c.Fields, func(field SettingField) bool { return field.only != nil && !field.only(f.get) })
			cards = append(cards, c)
		}
		s.Cards = cards
		out = append(out, s)
	}
	return out
}

// Sections are all subjects and all their fields, in order.
func (t Tongue) Sections() []SettingSection { return t.sections(func(string) string { return "" }) }

// Find are the sections with only what speaks of the words sought: a card whose title does, or the fields that do.
func (f *SettingsForm) Find(words string) []SettingSection {
	words = strings.ToLower(strings.TrimSpace(words))
	var out []SettingSection
	for _, s := range f.Sections() {
		var cards []SettingCard
		for _, c := range s.Cards {
			if !speaksOf(words, s.Title, c.Title) {
				c.Fields = slices.DeleteFunc(c.Fields, func(x SettingField) bool { return !speaksOf(words, x.Label, x.Hint, strings.Join(x.Texts, " ")) })
			}
			if len(c.Fields) > 0 {
				cards = append(cards, c)
			}
		}
		if s.Cards = cards; len(cards) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func speaksOf(words string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), words) })
}

func (t Tongue) sections(get func(string) string) []SettingSection {
	section := func(id string, cards ...SettingCard) SettingSection {
		for i, c := range cards {
			cards[i].Title, cards[i].Text = t.T("settings."+c.ID), t.T("settings."+c.ID+".text")
			for j := range c.Fields {
				t.words(&c.Fields[j], get)
			}
		}
		return SettingSection{ID: id, Title: t.T("settings.section." + id), Cards: cards}
	}
	return []SettingSection{
		section(SectionCompany, companyCards()...), section(SectionPayment, paymentCards()...), section(SectionSending, sendingCards()...),
		section(SectionMail, mailCards()...), section(SectionTexts), section(SectionPoint, pointCards()...), section(SectionLetter, letterCards()...),
		section(SectionLookup, lookupCards()...), section(SectionInbox, inboxCards()...), section(SectionProgram),
	}
}

func card(id string, fields ...SettingField) SettingCard { return SettingCard{ID: id, Fields: fields} }

func companyCards() []SettingCard {
	return []SettingCard{
		card("company", text("name", false), text("orgNo", true), text("email", true), text("address.street", false), text("address.postCode", true),
			text("address.city", true), text("phone", true), text("contact", true), SettingField{Key: "logo", Kind: FieldFile}),
		card("duties", yesNo("vat"), yesNo("foretaksregisteret"), choice("bookkeeping", "", "", "yes", "no")),
	}
}

func paymentCards() []SettingCard {
	return []SettingCard{
		card("payment", text("account", true), number("terms", "14"), text("iban", true), text("bic", true), number("number.first", "10001"), text("accounts", true)),
		card("kid", choice("kid.modulus", "", "", "10", "11"), text("kid.length", true), text("kid.pattern", false)),
	}
}

func sendingCards() []SettingCard {
	return []SettingCard{
		card("sending", number("send.undo", "30"), choice("language", "nb", "nb", "nn", "en", "sv", "da"), text("rehearsal.to", true)),
		card("costs", text("cost.ehf", true), text("cost.email", true), text("cost.letter", true), text("cost.efaktura", true), text("cost.vipps", true)),
	}
}

func letterCards() []SettingCard {
	pile := func(get func(string) string) bool { return get("letter.by") == "" || get("letter.by") == "pile" }
	folder := text("letter.folder", false).when(func(get func(string) string) bool { return get("letter.by") == "folder" })
	return []SettingCard{
		card("letter", wide(choice("letter.by", "pile", "pile", "folder", "accesspoint")), folder, text("letter.printer", true).when(pile),
			choice("letter.envelope", "c5", "c5", "e65", "c65").when(pile), wide(choice("letter.sort", "postcode", "postcode", "name")), yesNo("letter.duplex"),
			SettingField{Key: "letter.foldmarks", Kind: FieldYesNo, Half: true, Default: "yes"}),
	}
}

func lookupCards() []SettingCard {
	return []SettingCard{
		card("lookup", wide(choice("lookup.dns", "", "", "https://dns.quad9.net/dns-query", "https://unfiltered.joindns4.eu/dns-query", "https://cloudflare-dns.com/dns-query",
			"https://dns.google/dns-query")),
			yesNo("lookup.private")),
	}
}

func inboxCards() []SettingCard {
	return []SettingCard{
		card("inbox", text("mail.imap.host", true), number("mail.imap.port", "993"), security("mail.imap.security"), text("mail.imap.mailbox", true),
			text("mail.imap.user", true), SettingField{Key: "mail.imap", Kind: FieldSecret, Half: true}, text("mail.imap.senders", false)),
		card("returned", text("mail.imap.bounces", true), text("mail.imap.sent", true)),
	}
}

// pointCards ask each kind of access point for what it needs.
func pointCards() []SettingCard {
	kinds := func(kinds ...string) func(get func(string) string) bool {
		return func(get func(string) string) bool { return slices.Contains(kinds, get("accesspoint.kind")) }
	}
	any := kinds("phoss", "phase4", "storecove", "maventa", "folder")
	byKind := func(get func(string) string) string { return get("accesspoint.kind") }
	address := text("accesspoint.url", false).when(any)
	address.named = func(get func(string) string) string {
		if get("accesspoint.kind") == "folder" {
			return "folder"
		}
		return ""
	}
	user := text("accesspoint.user", true).when(kinds("storecove", "maventa"))
	user.named = byKind
	key := SettingField{Key: "accesspoint", Kind: FieldSecret, Half: true}.when(kinds("phoss", "phase4", "storecove", "maventa"))
	key.named = byKind
	vendor := SettingField{Key: "accesspoint.vendor", Kind: FieldSecret, Half: true}.when(kinds("maventa"))
	return []SettingCard{card("accesspoint", wide(choice("accesspoint.kind", "", "", "phoss", "phase4", "storecove", "maventa", "folder")), address, user, key, vendor,
		yesNo("accesspoint.sbdh").when(kinds("phoss", "phase4", "folder")))}
}

func (s SettingField) when(only func(get func(string) string) bool) SettingField {
	s.only = only
	return s
}

func wide(s SettingField) SettingField { s.Half = false; return s }

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

// words labels a field; hints are optional, and a kind of its own may have words of its own.
func (t Tongue) words(f *SettingField, get func(string) string) {
	key := "setting." + f.Key
	if f.Kind == FieldSecret {
		key = "setting.secret." + f.Key
		f.Hint = t.T("setting.secret.hint")
	}
	own := ""
	if f.named != nil {
		own = f.named(get)
	}
	f.Label = t.own(key, own)
	if f.Kind == FieldSecret && f.Label == key {
		f.Label = t.T("setting.secret")
	}
	if hint := t.own(key+".hint", own); hint != key+".hint" {
		f.Hint = hint
	}
	for _, v := range f.Values {
		f.Texts = append(f.Texts, t.choiceText(f.Key, v))
	}
}

// own is the sentence of a key for one kind, or the one for all.
func (t Tongue) own(key, kind string) string {
	if kind != "" {
		if s := t.T(key + "." + kind); s != key+"."+kind {
			return s
		}
	}
	return t.T(key)
}

func (t Tongue) choiceText(key, value string) string {
	switch {
	case strings.HasSuffix(key, ".security"):
		return t.T("security." + value)
	case key == "language":
		return t.T("language." + value)
	case value == "":
		return t.T("setting." + key + ".none")
	case strings.HasPrefix(value, "https://"):
		host, _, _ := strings.Cut(strings.TrimPrefix(value, "https://"), "/")
		return t.T("setting."+key+".over", "host", host)
	}
	return t.T("setting." + key + "." + value)
}
