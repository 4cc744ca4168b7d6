package view

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// StartForm is the first screen of a stranger: four fields, and the organisation number fills in the rest.
type StartForm struct {
	tongue Tongue
	found  billing.Party // as the register says, once it was asked

	NameOrOrgNo string
	Account     string
	Email       string
	VAT         bool
}

// NewStartForm opens an empty one.
func NewStartForm(t Tongue) *StartForm { return &StartForm{tongue: t} }

// OrgNo is the organisation number typed, once it is complete and right; asking the register is worth while then.
func (f *StartForm) OrgNo() (string, bool) {
	no := strings.Map(dropBlank, f.NameOrOrgNo)
	return no, payref.ValidOrgNo(no)
}

// Found takes what the register says of the number.
func (f *StartForm) Found(p billing.Party, vat bool) {
	f.found = p
	f.VAT = vat
	if f.Email == "" {
		f.Email = p.Email
	}
}

// FoundText tells whom the number belongs to: "Blåbærlia Barnehage SA, Skogveien 3, 0860 Oslo".
func (f *StartForm) FoundText() string {
	if f.found.Name == "" {
		return ""
	}
	return strings.Join(append([]string{f.found.Name}, f.found.Address.Lines()...), ", ")
}

// Settings are what the form says, with everything wrong with it. Path is the name of the field: name, account, email.
func (f *StartForm) Settings() (billing.Settings, billing.Faults) {
	var faults billing.Faults
	s := billing.Settings{"account": payref.NormalAccount(f.Account), "email": strings.TrimSpace(f.Email), "vat": "no"}
	if f.VAT {
		s["vat"] = "yes"
	}
	f.name(s, &faults)
	if s["account"] != "" && !payref.ValidAccount(s["account"]) {
		faults.Add("account-wrong", "account", "account", strings.TrimSpace(f.Account))
	}
	_, more := billing.CompanyFrom(s)
	for _, fault := range more {
		if path := strings.TrimPrefix(fault.Path, "company."); path == "email" {
			faults = append(faults, billing.Fault{Code: fault.Code, Path: path, Args: fault.Args})
		}
	}
	if f.VAT && s["orgNo"] == "" {
		faults.Add("vat-without-orgno", "name")
	}
	return s, faults
}

// name fills in who the company is: by the register, or by name alone.
func (f *StartForm) name(s billing.Settings, faults *billing.Faults) {
	text := strings.TrimSpace(f.NameOrOrgNo)
	no, isNo := f.OrgNo()
	switch {
	case text == "":
		faults.Add("party-name-missing", "name")
	case isNo && f.found.Name != "":
		s["orgNo"], s["name"] = no, f.found.Name
		a := f.found.Address
		s["address.street"], s["address.extra"], s["address.postCode"], s["address.city"] = a.Street, a.Extra, a.PostCode, a.City
		s["phone"] = f.found.Phone
		if f.found.Register {
			s["foretaksregisteret"] = "yes"
		}
	case isNo:
		faults.Add("register-silent", "name", "orgNo", no)
	case strings.Trim(strings.Map(dropBlank, text), "0123456789") == "":
		faults.Add("orgno-wrong", "name", "orgNo", text)
	default:
		s["name"] = text
	}
}
