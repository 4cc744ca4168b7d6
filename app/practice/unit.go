package practice

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Unit is an entry of the register.
type Unit struct {
	OrgNo        string
	Name         string
	Form         string // AS, ENK, FLI …; BEDR for a sub-unit
	Street       string // forretningsadresse, or beliggenhetsadresse of a sub-unit
	PostCode     string
	City         string
	Country      string // empty: Norway
	Municipality string // empty: the city
	PostBox      string // postadresse in the same city, empty: none
	Sector       string // institusjonellSektorkode
	Industry     string // naeringskode1
	Website      string
	Email        string
	Head         string // overordnetEnhet; with form BEDR or AAFY the unit is a sub-unit
	Nynorsk      bool   // maalform
	VAT          bool   // registrertIMvaregisteret
	Enterprise   bool   // registrertIForetaksregisteret
	Voluntary    bool   // registrertIFrivillighetsregisteret

	Bankrupt       string // konkursdato, with konkurs; "yes" sets konkurs alone
	Winding        string // underAvviklingDato, with underAvvikling; "yes" as above
	Forced         string // tvangsopplostPgaManglendeRegnskapDato, with underTvangsavviklingEllerTvangsopplosning; "yes" as above
	Reconstruction string // underRekonstruksjonsforhandlingDato
	DeletedOn      string // slettedato
	Deleted        bool   // was struck off: 200 with SlettetEnhet
	Removed        bool   // was taken out of the open data: 410
}

// The units every register of a box holds, so that whoever practises meets the warnings. Their numbers are right and
// nobody's.
const (
	ExampleBankrupt = "999991009"
	ExampleWinding  = "999991017"
	ExampleForced   = "999991025"
	ExampleDeleted  = "999991033"
	ExampleRemoved  = "999991041"
	ExampleCouncil  = "999991068"
	ExampleNursery  = "999991076" // sub-unit of the council
	ExampleForeign  = "999991084"
)

// Examples are the units every register of a box holds.
func Examples() []Unit {
	as := Unit{Form: "AS", Street: "Øvingsgata 1", PostCode: "7010", City: "Trondheim", Sector: "2100", Industry: "41.000", VAT: true, Enterprise: true}
	unit := func(no, name string, change func(*Unit)) Unit {
		u := as
		u.OrgNo, u.Name = no, name
		change(&u)
		return u
	}
	return []Unit{
		unit(ExampleBankrupt, "ØVING KONKURS AS", func(u *Unit) { u.Bankrupt = "2026-03-12" }),
		unit(ExampleWinding, "ØVING AVVIKLING AS", func(u *Unit) { u.Winding = "2026-08-30" }),
		unit(ExampleForced, "ØVING TVANG AS", func(u *Unit) { u.Forced = "2026-02-17" }),
		unit(ExampleDeleted, "ØVING SLETTET AS", func(u *Unit) { u.Deleted, u.DeletedOn = true, "2024-11-26" }),
		unit(ExampleRemoved, "ØVING FJERNET", func(u *Unit) { u.Removed, u.DeletedOn = true, "2026-09-05" }),
		unit(ExampleCouncil, "ØVING KOMMUNE", func(u *Unit) {
			u.Form, u.Sector, u.Industry, u.Enterprise, u.PostBox = "KOMM", "6500", "84.110", false, "Postboks 1"
		}),
		unit(ExampleNursery, "ØVING BARNEHAGE", func(u *Unit) {
			u.Form, u.Head, u.Sector, u.Industry, u.VAT, u.Enterprise = "BEDR", ExampleCouncil, "", "88.911", false, false
		}),
		unit(ExampleForeign, "ØVING SP. Z O.O. NUF", func(u *Unit) {
			u.Form, u.Street, u.PostCode, u.City, u.Country, u.VAT = "NUF", "ul. Budowniczych 12", "", "81-336 GDYNIA", "PL", false
		}),
	}
}

// sub tells whether the unit is a sub-unit.
func (u Unit) sub() bool { return u.Form == "BEDR" || u.Form == "AAFY" }

// gone tells whether searches pass the unit over.
func (u Unit) gone() bool { return u.Deleted || u.Removed }

func (u Unit) deletedOn() string { return cmp.Or(u.DeletedOn, "2025-06-30") }

func (r *Register) sorted() []Unit {
	return slices.SortedFunc(maps.Values(r.units), func(a, b Unit) int { return strings.Compare(a.OrgNo, b.OrgNo) })
}

func (u Unit) links() map[string]any {
	return map[string]any{"self": map[string]string{"href": "https://data.brreg.no/enhetsregisteret/api/" + kindOf(u.sub()) + "/" + u.OrgNo}}
}

// kindOf is the level of the register a unit stands on, as paths and answers name it.
func kindOf(sub bool) string {
	if sub {
		return "underenheter"
	}
	return "enheter"
}

// json is the unit as the register writes it: what is not known is left out.
func (u Unit) json() map[string]any {
	form := map[string]string{"kode": u.Form, "beskrivelse": u.Form}
	if u.Deleted {
		return map[string]any{"organisasjonsnummer": u.OrgNo, "navn": u.Name, "organisasjonsform": form, "slettedato": u.deletedOn(),
			"_links": u.links(), "respons_klasse": "SlettetEnhet"}
	}
	body := map[string]any{"organisasjonsnummer": u.OrgNo, "navn": u.Name, "organisasjonsform": form,
		"registrertIMvaregisteret": u.VAT, "harRegistrertAntallAnsatte": false, "_links": u.links()}
	put(body, "hjemmeside", u.Website)
	put(body, "epostadresse", u.Email)
	put(body, "overordnetEnhet", u.Head)
	if u.PostBox != "" {
		body["postadresse"] = u.address(u.PostBox)
	}
	if u.Industry != "" {
		body["naeringskode1"] = map[string]string{"kode": u.Industry, "beskrivelse": u.Industry}
	}
	if u.sub() {
		body["beliggenhetsadresse"] = u.address(u.Street)
		return body
	}
	body["forretningsadresse"] = u.address(u.Street)
	u.putStatus(body)
	return body
}

func (u Unit) address(street string) map[string]any {
	if u.Country != "" && u.Country != "NO" {
		return map[string]any{"land": u.Country, "landkode": u.Country, "poststed": u.City, "adresse": []string{street}}
	}
	municipality := cmp.Or(u.Municipality, u.City)
	return map[string]any{"land": "Norge", "landkode": "NO", "postnummer": u.PostCode, "poststed": strings.ToUpper(u.City),
		"adresse": []any{street, nil}, "kommune": strings.ToUpper(municipality), "kommunenummer": "0301"}
}

// putStatus adds what only units of the upper level have.
func (u Unit) putStatus(body map[string]any) {
	if u.Sector != "" {
		body["institusjonellSektorkode"] = map[string]string{"kode": u.Sector, "beskrivelse": u.Sector}
	}
	maps.Copy(body, map[string]any{"registrertIForetaksregisteret": u.Enterprise, "registrertIStiftelsesregisteret": false,
		"registrertIFrivillighetsregisteret": u.Voluntary, "registrertIPartiregisteret": false, "konkurs": u.Bankrupt != "",
		"underAvvikling": u.Winding != "" || u.Forced != "", "underTvangsavviklingEllerTvangsopplosning": u.Forced != "",
		"maalform": "Bokmål", "paategninger": []any{}, "erIKonsern": false, "respons_klasse": "Enhet"})
	if u.Nynorsk {
		body["maalform"] = "Nynorsk"
	}
	for name, date := range map[string]string{"konkursdato": u.Bankrupt, "underAvviklingDato": u.Winding,
		"tvangsopplostPgaManglendeRegnskapDato": u.Forced, "underRekonstruksjonsforhandlingDato": u.Reconstruction} {
		if date != "yes" {
			put(body, name, date)
		}
	}
}

func put(body map[string]any, name, value string) {
	if value != "" {
		body[name] = value
	}
}
