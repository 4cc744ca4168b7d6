package intake

import (
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
	"fakturist/billing/register"
)

// customer is what a row says of a customer, laid over what is known: an empty cell says nothing.
func (c *cells) customer(base billing.Customer) billing.Customer {
	base.Groups, base.Routes, base.Accounts = slices.Clone(base.Groups), slices.Clone(base.Routes), slices.Clone(base.Accounts)
	set(&base.No, c.text(register.CustomerNo))
	set(&base.Name, c.name(register.Name, register.FirstName, register.LastName))
	set(&base.OrgNo, compact(c.text(register.OrgNo)))
	set(&base.VATNo, compact(c.text(register.VATNo)))
	set(&base.Email, strings.TrimPrefix(c.text(register.Email), "mailto:"))
	set(&base.Phone, c.text(register.Phone))
	set(&base.Contact, c.text(register.Contact))
	set(&base.Payer, c.text(register.Payer))
	set(&base.Note, c.text(register.Note))
	set(&base.Language, c.language())
	c.address(&base.Address)
	if scheme, id, ok := strings.Cut(compact(c.text(register.Endpoint)), ":"); ok {
		base.Endpoint = billing.Endpoint{Scheme: scheme, ID: id}
	}
	if groups := c.list(register.Groups); groups != nil {
		base.Groups = groups
	}
	if routes := c.routes(); routes != nil {
		base.Routes = routes
	}
	if accounts := c.accounts(); accounts != nil {
		base.Accounts = accounts
	}
	if n, ok := c.days(register.Terms, 0, 365); ok {
		base.Terms = n
	}
	base.Type = c.partyType(base)
	return base
}

func set(to *string, value string) {
	if value != "" {
		*to = value
	}
}

// name is a whole name, or first and last joined. "Nordmann, Kari" is left as it is: some sort their books so.
func (c *cells) name(whole, firstName, lastName register.Field) string {
	if s := c.text(whole); s != "" {
		return s
	}
	return strings.TrimSpace(c.text(firstName) + " " + c.text(lastName))
}

// address reads street, post code and place, which may stand in one cell.
func (c *cells) address(a *billing.Address) {
	set(&a.Country, c.country(*a))
	set(&a.Street, c.text(register.Street))
	set(&a.Extra, c.text(register.Extra))
	code, city := c.post(register.PostCode, register.City, register.PostPlace, a.CountryCode())
	set(&a.PostCode, code)
	set(&a.City, city)
}

// post reads post code and place. A Norwegian code that lost its noughts on the way through a spreadsheet gets them back.
func (c *cells) post(codeField, cityField, placeField register.Field, country string) (code, city string) {
	code, city = c.text(codeField), c.text(cityField)
	if code == "" && city == "" {
		first, rest, _ := strings.Cut(c.text(placeField), " ")
		if code, city = first, strings.TrimSpace(rest); !payref.Digits(code) {
			code, city = "", c.text(placeField)
		}
	}
	if country != "NO" || code == "" {
		return code, city
	}
	code = strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(code), "NO-"), "N-")
	if payref.Digits(code) && len(code) < 4 {
		code = strings.Repeat("0", 4-len(code)) + code
	}
	if !payref.Digits(code) || len(code) != 4 {
		c.faults.Warn("post-code-odd", c.place(codeField), "value", code)
	}
	return code, city
}

// countries are the names of countries people write, folded, by their codes of ISO 3166-1.
var countries = map[string][]string{
	"NO": {"norge", "noreg", "norway", "nor"}, "SE": {"sverige", "sweden", "swe"}, "DK": {"danmark", "denmark", "dnk"},
	"FI": {"finland", "fin"}, "IS": {"island", "iceland", "isl"}, "FO": {"faroyene", "foroyene"}, "SJ": {"svalbard"}, "DE": {"tyskland", "germany", "deutschland", "deu"},
	"GB": {"storbritannia", "england", "uk", "united kingdom", "great britain", "gbr"}, "NL": {"nederland", "netherlands", "nld"},
	"PL": {"polen", "poland", "pol"}, "FR": {"frankrike", "france", "fra"}, "ES": {"spania", "spain", "esp"}, "IT": {"italia", "italy", "ita"},
	"EE": {"estland", "estonia"}, "LV": {"latvia"}, "LT": {"litauen", "lithuania"}, "BE": {"belgia", "belgium"}, "CH": {"sveits", "switzerland"},
	"AT": {"osterrike", "oesterrike", "austria"}, "US": {"usa", "united states"},
}

// country is the code of a country; one that says what is known already says nothing.
func (c *cells) country(known billing.Address) string {
	s := strings.ToUpper(c.text(register.Country))
	folded := fold(s)
	for code, names := range countries {
		if slices.Contains(names, folded) {
			s = code
		}
	}
	if s == known.CountryCode() && known != (billing.Address{}) {
		return ""
	}
	return s
}

// languages are the names of our languages, folded.
var languages = map[string][]string{
	"nb": {"norsk", "bokmal", "norsk bokmal", "no", "nor", "nob", "norwegian"}, "nn": {"nynorsk", "norsk nynorsk", "nno"},
	"en": {"engelsk", "english", "eng"}, "sv": {"svensk", "svenska", "swedish", "swe"}, "da": {"dansk", "danish", "dan"},
}

func (c *cells) language() string {
	s := fold(c.text(register.Language))
	if _, ok := languages[s]; ok || s == "" {
		return s
	}
	for code, names := range languages {
		if slices.Contains(names, s) {
			return code
		}
	}
	c.faults.Add("language-unknown", c.place(register.Language), "language", c.text(register.Language))
	return ""
}

// kinds of party as people write them, folded.
var partyTypes = map[string]billing.PartyType{
	"privat": billing.Person, "privatperson": billing.Person, "privatkunde": billing.Person, "person": billing.Person, "forbruker": billing.Person,
	"konsument": billing.Person, "private": billing.Person, "individual": billing.Person,
	"bedrift": billing.Business, "firma": billing.Business, "selskap": billing.Business, "naering": billing.Business, "business": billing.Business,
	"forening": billing.Business, "lag": billing.Business, "foretag": billing.Business, "virksomhet": billing.Business, "company": billing.Business, "bedriftskunde": billing.Business,
	"offentlig": billing.Public, "offentleg": billing.Public, "kommune": billing.Public, "stat": billing.Public, "public": billing.Public, "offentlig virksomhet": billing.Public,
}

// forms are endings of names that only businesses have.
var forms = []string{"as", "asa", "ans", "da", "sa", "nuf", "enk", "ab", "aps", "gmbh", "ltd", "il", "ba", "borettslag", "sameie"}

// partyType reads the type. Where none is written, an organisation number or "AS" in the name makes a business, "kommune" a
// public body; what is known stays.
func (c *cells) partyType(base billing.Customer) billing.PartyType {
	if s := fold(c.text(register.Type)); s != "" {
		if t, ok := partyTypes[s]; ok {
			return t
		}
		return billing.PartyType(s)
	}
	words := strings.Fields(fold(base.Name))
	switch {
	case base.Type != "":
		return base.Type
	case slices.Contains(words, "kommune") || slices.Contains(words, "fylkeskommune"):
		return billing.Public
	case base.OrgNo != "" || len(words) > 1 && slices.Contains(forms, words[len(words)-1]):
		return billing.Business
	}
	return billing.Person
}

// ways are the ways out as people write them, folded.
var ways = map[string]billing.ChannelName{"epost": billing.Email, "e post": billing.Email, "mail": billing.Email, "e mail": billing.Email,
	"brev": billing.Letter, "post": billing.Letter, "papir": billing.Letter, "efaktura": billing.EHF, "peppol": billing.EHF}

func (c *cells) routes() []billing.ChannelName {
	var out []billing.ChannelName
	for _, s := range c.list(register.Routes) {
		way, ok := ways[fold(s)]
		if !ok {
			way = billing.ChannelName(strings.ToLower(s))
		}
		out = append(out, way)
	}
	return out
}

// accounts reads known payer accounts, separated by blanks or commas: Norwegian ones with their check digit, or IBANs. One
// that is written in groups is put together again.
func (c *cells) accounts() []string {
	text := c.text(register.Accounts)
	if whole := payref.NormalAccount(text); text != "" && (payref.ValidAccount(whole) || payref.ValidIBAN(whole)) {
		return []string{whole}
	}
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,|;", r) }) {
		a := payref.NormalAccount(s)
		if !payref.ValidAccount(a) && !payref.ValidIBAN(a) {
			c.faults.Add("account-wrong", c.place(register.Accounts), "account", s)
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

func compact(s string) string { return blanks.Replace(strings.ToUpper(s)) }

var blanks = strings.NewReplacer(" ", "", ".", "")

// checked notes what billing finds wrong with a customer, at the cells it comes from.
func (c *cells) checked(customer billing.Customer) {
	for _, f := range customer.Check() {
		f.Path = c.place(fieldAt(f.Path))
		c.faults = append(c.faults, f)
	}
}

// fieldAt is the field of a path of a customer: "customer.address.postCode" is post_code.
func fieldAt(path string) register.Field {
	name := path[strings.LastIndex(path, ".")+1:]
	name, _, _ = strings.Cut(name, "[")
	switch name {
	case "orgNo":
		return register.OrgNo
	case "vatNo":
		return register.VATNo
	case "postCode":
		return register.PostCode
	case "no":
		return register.CustomerNo
	}
	return register.Field(name)
}
