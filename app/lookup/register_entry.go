package lookup

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// wireEntry is a unit as Enhetsregisteret writes it (version 2 of its format). Fields that are not listed are passed over,
// fields that are missing are empty. A field of another kind than expected makes the answer unreadable: a bankruptcy that
// is told in a new way must not be read as none.
type wireEntry struct {
	OrgNo      string       `json:"organisasjonsnummer"`
	Class      string       `json:"respons_klasse"` // Enhet, SlettetEnhet; missing in older answers
	Name       string       `json:"navn"`
	Form       wireCode     `json:"organisasjonsform"`
	Postal     *wireAddress `json:"postadresse"`
	Business   *wireAddress `json:"forretningsadresse"`
	Site       *wireAddress `json:"beliggenhetsadresse"` // of a sub-unit, in place of forretningsadresse
	Email      string       `json:"epostadresse"`
	Phone      string       `json:"telefon"`
	Mobile     string       `json:"mobil"`
	Website    string       `json:"hjemmeside"`
	Language   string       `json:"maalform"`
	Industry   wireCode     `json:"naeringskode1"`
	Sector     wireCode     `json:"institusjonellSektorkode"`
	Above      string       `json:"overordnetEnhet"`
	VAT        bool         `json:"registrertIMvaregisteret"`
	Enterprise bool         `json:"registrertIForetaksregisteret"`
	Voluntary  bool         `json:"registrertIFrivillighetsregisteret"`
	Bankrupt   bool         `json:"konkurs"`
	Winding    bool         `json:"underAvvikling"`
	Forced     bool         `json:"underTvangsavviklingEllerTvangsopplosning"`
	Deleted    string       `json:"slettedato"`

	BankruptSince   string `json:"konkursdato"`
	BankruptAbroad  string `json:"underUtenlandskInsolvensbehandlingDato"`
	WindingSince    string `json:"underAvviklingDato"`
	Reconstruction  string `json:"underRekonstruksjonsforhandlingDato"`
	ForcedAccounts  string `json:"tvangsopplostPgaManglendeRegnskapDato"`
	ForcedManager   string `json:"tvangsopplostPgaManglendeDagligLederDato"`
	ForcedAuditor   string `json:"tvangsopplostPgaManglendeRevisorDato"`
	ForcedBoard     string `json:"tvangsopplostPgaMangelfulltStyreDato"`
	ForcedUndeleted string `json:"tvangsavvikletPgaManglendeSlettingDato"`
}

type wireCode struct {
	Code string `json:"kode"`
}

// wireAddress has no postnummer and no kommune outside Norway; the postcode stands in poststed then.
type wireAddress struct {
	Lines        []string `json:"adresse"` // may hold null and empty ones
	PostCode     string   `json:"postnummer"`
	City         string   `json:"poststed"`
	Municipality string   `json:"kommune"`
	Country      string   `json:"landkode"`
}

// classDeleted marks a unit that was struck off; it comes with status 200.
const classDeleted = "SlettetEnhet"

// ReadEntry reads a unit or sub-unit as the register writes it. Nothing is said about when and whence.
func ReadEntry(content []byte) (billing.RegisterEntry, error) {
	var w wireEntry
	if err := json.Unmarshal(content, &w); err != nil {
		return billing.RegisterEntry{}, &Error{Reason: CodeRegisterAnswer, Answer: err.Error(), Err: err}
	}
	e := w.entry()
	if e.Party.OrgNo == "" || e.Party.Name == "" && !e.Has(billing.RegisterDeleted) {
		return billing.RegisterEntry{}, &Error{Reason: CodeRegisterAnswer, Answer: "an answer without number or name"}
	}
	return e, nil
}

func (w wireEntry) entry() billing.RegisterEntry {
	e := billing.RegisterEntry{
		Party: billing.Party{Name: clean(w.Name), Type: w.kind(), OrgNo: clean(w.OrgNo), Email: email(w.Email), Phone: clean(w.Phone),
			Register: w.Enterprise},
		OrgForm: clean(w.Form.Code), Industry: clean(w.Industry.Code), Sector: clean(w.Sector.Code), Website: clean(w.Website),
		Language: language(w.Language), Voluntary: w.Voluntary, Marks: w.marks(),
	}
	if e.Party.Phone == "" {
		e.Party.Phone = clean(w.Mobile)
	}
	if w.VAT && !w.subUnit() {
		e.Party.VATNo = "NO" + e.Party.OrgNo + "MVA" // a sub-unit has none of its own
	}
	if w.subUnit() && w.Above != "" {
		e.Head = &billing.RegisterEntry{Party: billing.Party{OrgNo: clean(w.Above)}}
	}
	for _, a := range []*wireAddress{w.Business, w.Site, w.Postal} {
		if a.known() {
			e.Site, e.Municipality = a.address(), clean(a.Municipality)
			break
		}
	}
	e.Party.Address = e.Site
	if w.Postal.known() {
		e.Party.Address = w.Postal.address()
	}
	return e
}

// subUnit tells whether the unit is a part of another that has no number of its own in law (forms BEDR and AAFY). Parts of
// the state (ORGL) have a unit above them too, and take invoices under their own number.
func (w wireEntry) subUnit() bool {
	return w.Form.Code == "BEDR" || w.Form.Code == "AAFY" || w.Site != nil
}

// The forms and sectors of public bodies (SSB's classification of institutional sectors, read 2026-11-22): the state's and
// municipalities' administration, and their businesses without an own purse.
var (
	publicForms   = []string{"KOMM", "FYLK", "STAT", "ORGL", "KF", "FKF", "SF", "ADOS"}
	publicSectors = []string{"1110", "1510", "6100", "6500"}
)

func (w wireEntry) kind() billing.PartyType {
	if slices.Contains(publicForms, w.Form.Code) || slices.Contains(publicSectors, w.Sector.Code) {
		return billing.Public
	}
	return billing.Business
}

// marks are what to warn of. Of the steps towards the end only the last counts: a bankrupt unit is mostly being wound up too.
func (w wireEntry) marks() []billing.RegisterMark {
	var marks []billing.RegisterMark
	switch forced := w.forcedSince(); {
	case w.Deleted != "" || w.Class == classDeleted:
		return append(marks, billing.RegisterMark{Status: billing.RegisterDeleted, Since: day(w.Deleted)})
	case w.Bankrupt || w.BankruptSince != "" || w.BankruptAbroad != "":
		marks = append(marks, billing.RegisterMark{Status: billing.RegisterBankrupt, Since: day(first(w.BankruptSince, w.BankruptAbroad))})
	case w.Forced || forced != "":
		marks = append(marks, billing.RegisterMark{Status: billing.RegisterForced, Since: day(forced)})
	case w.Winding || w.WindingSince != "":
		marks = append(marks, billing.RegisterMark{Status: billing.RegisterLiquidation, Since: day(w.WindingSince)})
	case w.Reconstruction != "":
		marks = append(marks, billing.RegisterMark{Status: billing.RegisterReconstruction, Since: day(w.Reconstruction)})
	}
	if w.subUnit() {
		marks = append(marks, billing.RegisterMark{Status: billing.RegisterSubUnit})
	}
	return marks
}

// forcedSince is the day a court began to wind the unit up; the register has one date for each reason.
func (w wireEntry) forcedSince() string {
	return first(w.ForcedAccounts, w.ForcedManager, w.ForcedAuditor, w.ForcedBoard, w.ForcedUndeleted)
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// day is the day a date says, or none: the mark counts without it.
func day(s string) cal.Date {
	d, err := cal.Parse(s)
	if err != nil {
		return cal.Date{}
	}
	return d
}

func (a *wireAddress) known() bool { return a != nil && clean(a.City) != "" }

func (a *wireAddress) address() billing.Address {
	out := billing.Address{PostCode: clean(a.PostCode), City: clean(a.City), Country: strings.ToUpper(clean(a.Country))}
	if len(out.Country) != 2 {
		out.Country = ""
	}
	if out.PostCode == "" && out.CountryCode() != "NO" {
		out.PostCode, out.City = splitCity(out.City)
	}
	var lines []string
	for _, l := range a.Lines {
		if l = clean(l); l != "" {
			lines = append(lines, l)
		}
	}
	if i := street(lines); i >= 0 {
		out.Street = lines[i]
		out.Extra = strings.Join(slices.Delete(lines, i, i+1), ", ")
	}
	return out
}

// street is the line of an address that names the street or box: the first with a figure that is nobody's name ("c/o"), else
// the last. It is -1 when there are no lines.
func street(lines []string) int {
	for i, l := range lines {
		if strings.ContainsAny(l, "0123456789") && !careOf(l) {
			return i
		}
	}
	return len(lines) - 1
}

// careOf tells whether a line says through whom post goes.
func careOf(line string) bool {
	line = strings.ToLower(line)
	for _, begin := range []string{"c/o", "co/", "v/", "att"} {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	return false
}

// splitCity takes the postcode off a foreign city: "81-336 GDYNIA", "111 22 STOCKHOLM". A city that would be left with nothing
// keeps it.
func splitCity(s string) (postCode, city string) {
	words := strings.Fields(s)
	n := 0
	for n < len(words) && strings.ContainsAny(words[n], "0123456789") {
		n++
	}
	if n == len(words) {
		return "", s
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

// language is the code of a measure of Norwegian.
func language(s string) string {
	switch strings.ToLower(clean(s)) {
	case "bokmål":
		return "nb"
	case "nynorsk":
		return "nn"
	}
	return ""
}

// email leaves out what cannot be an address: it would stop the customer from being stored.
func email(s string) string {
	s = clean(s)
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || strings.ContainsAny(s, " ,;<>") || strings.Contains(domain, "@") ||
		!strings.Contains(strings.Trim(domain, "."), ".") || strings.Trim(domain, ".") != domain {
		return ""
	}
	return s
}

// clean takes control characters out and makes one space of many.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
