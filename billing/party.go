package billing

import (
	"strings"

	"fakturist/billing/payref"
)

// PartyType tells which rules apply to a buyer.
type PartyType string

// The kinds of buyer.
const (
	Person   PartyType = "person"   // consumer: not on Peppol
	Business PartyType = "business" // obliged to keep books, or an association
	Public   PartyType = "public"   // public body: EHF since 2019
)

// Address is a postal address (BG-5, BG-8, BG-15).
type Address struct {
	Street   string `json:"street,omitempty"`   // BT-35, BT-50, BT-75
	Extra    string `json:"extra,omitempty"`    // BT-36, BT-51, BT-76
	PostCode string `json:"postCode,omitempty"` // BT-38, BT-53, BT-78
	City     string `json:"city,omitempty"`     // BT-37, BT-52, BT-77
	Country  string `json:"country,omitempty"`  // BT-40, BT-55, BT-80, ISO 3166-1 alpha-2; empty means NO
}

// IsZero tells whether nothing of the address is known.
func (a Address) IsZero() bool { return a == Address{} }

// CountryCode is the country, NO when none is given.
func (a Address) CountryCode() string {
	if a.Country == "" {
		return "NO"
	}
	return strings.ToUpper(a.Country)
}

// Lines are the address as printed under a name, without empty lines; the country only when it is not Norway.
func (a Address) Lines() []string {
	var out []string
	for _, s := range []string{a.Street, a.Extra, strings.TrimSpace(a.PostCode + " " + a.City)} {
		if s != "" {
			out = append(out, s)
		}
	}
	if c := a.CountryCode(); c != "NO" {
		out = append(out, c)
	}
	return out
}

// Endpoint is an electronic address (BT-34, BT-49): an EAS scheme, such as 0192, and an id.
type Endpoint struct {
	Scheme string `json:"scheme,omitempty"`
	ID     string `json:"id,omitempty"`
}

// String is "0192:923609016", or nothing.
func (e Endpoint) String() string {
	if e.ID == "" {
		return ""
	}
	return e.Scheme + ":" + e.ID
}

// Party is a seller, buyer or payee (BG-4, BG-7, BG-10).
type Party struct {
	Name     string    `json:"name"`               // BT-27, BT-44, BT-59
	Type     PartyType `json:"type,omitempty"`     // decides rules; empty means business
	OrgNo    string    `json:"orgNo,omitempty"`    // BT-30, BT-47, BT-61: nine digits
	VATNo    string    `json:"vatNo,omitempty"`    // BT-31, BT-48: NO#########MVA
	Email    string    `json:"email,omitempty"`    // BT-43, BT-58
	Phone    string    `json:"phone,omitempty"`    // BT-42, BT-57
	Contact  string    `json:"contact,omitempty"`  // BT-41, BT-56
	Address  Address   `json:"address,omitzero"`   // BG-5, BG-8
	Endpoint Endpoint  `json:"endpoint,omitzero"`  // BT-34, BT-49
	Register bool      `json:"register,omitempty"` // seller stands in Foretaksregisteret (BT-32)
}

// PeppolAddress is where the party takes electronic documents: its own endpoint, else its Norwegian organisation number in
// scheme 0192. It is the zero Endpoint for persons, and for parties abroad of whom only the number is known: in whose scheme
// they stand is not ours to guess.
func (p Party) PeppolAddress() Endpoint {
	switch {
	case p.Endpoint.ID != "":
		return p.Endpoint
	case p.OrgNo != "" && p.Type != Person && p.Address.CountryCode() == "NO":
		return Endpoint{Scheme: "0192", ID: p.OrgNo}
	}
	return Endpoint{}
}

// check notes what is wrong with the party's own numbers; path is where the party stands.
func (p Party) check(path string, faults *Faults) {
	if strings.TrimSpace(p.Name) == "" {
		faults.Add("party-name-missing", path+".name")
	}
	if p.OrgNo != "" && p.Address.CountryCode() == "NO" && !payref.ValidOrgNo(p.OrgNo) {
		faults.Add("orgno-wrong", path+".orgNo", "orgNo", p.OrgNo)
	}
	if p.VATNo != "" && p.Address.CountryCode() == "NO" && !validVATNo(p.VATNo) {
		faults.Add("NO-R-001", path+".vatNo", "vatNo", p.VATNo)
	}
	if p.Email != "" && !plausibleEmail(p.Email) {
		faults.Add("email-wrong", path+".email", "email", p.Email)
	}
	if c := p.Address.CountryCode(); len(c) != 2 {
		faults.Add("country-wrong", path+".address.country", "country", c)
	}
	if p.Type != "" && p.Type != Person && p.Type != Business && p.Type != Public {
		faults.Add("party-type-wrong", path+".type", "type", string(p.Type))
	}
}

// validVATNo tells whether s is NO, an organisation number and MVA (NO-R-001).
func validVATNo(s string) bool {
	return strings.HasPrefix(s, "NO") && strings.HasSuffix(s, "MVA") && len(s) == 14 && payref.ValidOrgNo(s[2:11])
}

// plausibleEmail finds typing errors only; whether the address takes mail is for its server to say.
func plausibleEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " \t\r\n<>,;") &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".") && !strings.Contains(domain, "@")
}
