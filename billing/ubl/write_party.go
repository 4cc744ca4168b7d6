package ubl

import (
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// inRegister is what a seller in Foretaksregisteret must state (foretaksregisterloven § 10-2, NO-R-002).
const inRegister = "Foretaksregisteret"

func (e *encoder) parties() {
	// Outside the VAT act neither party's VAT number may stand on the document (BR-O-02).
	withVAT := !e.uses(billing.OutOfScope)
	e.group("cac:AccountingSupplierParty", func() {
		e.party(e.Seller, "", withVAT, e.Seller.Register)
	})
	e.group("cac:AccountingCustomerParty", func() {
		e.party(e.Buyer, e.CustomerNo, withVAT, false)
	})
	if e.Payee != nil {
		e.payee(*e.Payee)
	}
}

// party writes a seller or buyer; no is our own number for it (BT-46).
func (e *encoder) party(p billing.Party, no string, withVAT, register bool) {
	e.group("cac:Party", func() {
		address := p.PeppolAddress()
		e.text("cbc:EndpointID", address.ID, attr{"schemeID", address.Scheme})
		e.group("cac:PartyIdentification", func() { e.text("cbc:ID", no) })
		e.address("cac:PostalAddress", p.Address)
		if withVAT {
			e.taxScheme(compact(p.VATNo), "VAT")
		}
		if register {
			e.taxScheme(inRegister, "TAX")
		}
		e.group("cac:PartyLegalEntity", func() {
			e.text("cbc:RegistrationName", p.Name)
			e.orgNo(p.OrgNo)
		})
		e.group("cac:Contact", func() {
			e.text("cbc:Name", p.Contact)
			e.text("cbc:Telephone", p.Phone)
			e.text("cbc:ElectronicMail", p.Email)
		})
	})
}

// payee writes BG-10: who gets the money when it is not the seller.
func (e *encoder) payee(p billing.Payee) {
	e.group("cac:PayeeParty", func() {
		e.group("cac:PartyName", func() { e.text("cbc:Name", p.Name) })
		e.group("cac:PartyLegalEntity", func() { e.orgNo(p.OrgNo) })
	})
}

// orgNo writes a registration number; only a Norwegian one has scheme 0192 (PEPPOL-COMMON-R041).
func (e *encoder) orgNo(no string) {
	no = compact(no)
	if payref.ValidOrgNo(no) {
		e.text("cbc:CompanyID", no, attr{"schemeID", OrgNoScheme})
		return
	}
	e.text("cbc:CompanyID", no)
}

func (e *encoder) taxScheme(id, scheme string) {
	if clean(id) == "" {
		return
	}
	e.group("cac:PartyTaxScheme", func() {
		e.text("cbc:CompanyID", id)
		e.group("cac:TaxScheme", func() { e.text("cbc:ID", scheme) })
	})
}

func (e *encoder) address(name string, a billing.Address) {
	e.group(name, func() {
		e.text("cbc:StreetName", a.Street)
		e.text("cbc:AdditionalStreetName", a.Extra)
		e.text("cbc:CityName", a.City)
		e.text("cbc:PostalZone", a.PostCode)
		e.group("cac:Country", func() { e.text("cbc:IdentificationCode", a.CountryCode()) })
	})
}

// compact drops the blanks people write in numbers.
func compact(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "").Replace(s)
}
