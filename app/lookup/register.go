package lookup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// UnitCache keeps what the register said, as it came. GetRegister returns billing.ErrNotFound for a number never asked.
type UnitCache interface {
	GetRegister(ctx context.Context, orgNo string) (content json.RawMessage, at time.Time, err error)
	PutRegister(ctx context.Context, orgNo string, content json.RawMessage, at time.Time) error
}

// Unit is an entry of Enhetsregisteret.
type Unit struct {
	OrgNo     string
	Name      string
	Form      string // AS, ENK, FLI, KOMM ...
	Address   billing.Address
	Email     string
	VAT       bool      // in the VAT register
	Register  bool      // in Foretaksregisteret
	Bankrupt  bool      // bankrupt or being wound up by force
	Winding   bool      // being wound up
	Deleted   string    // day it was struck off, empty while it exists
	CheckedAt time.Time // when the register said so
}

// publicForms are the forms of organisation of public bodies.
const publicForms = " KOMM FYLK STAT ORGL KF FKF SF "

// Party is the unit as a customer.
func (u Unit) Party() billing.Party {
	p := billing.Party{Name: u.Name, Type: billing.Business, OrgNo: u.OrgNo, Email: u.Email, Address: u.Address, Register: u.Register}
	if strings.Contains(publicForms, " "+u.Form+" ") {
		p.Type = billing.Public
	}
	if u.VAT {
		p.VATNo = "NO" + u.OrgNo + "MVA"
	}
	return p
}

// entry is a unit as the register writes it.
type entry struct {
	OrgNo string `json:"organisasjonsnummer"`
	Name  string `json:"navn"`
	Form  struct {
		Code string `json:"kode"`
	} `json:"organisasjonsform"`
	Postal   *entryAddress `json:"postadresse"`
	Business *entryAddress `json:"forretningsadresse"`
	Site     *entryAddress `json:"beliggenhetsadresse"` // of a sub-unit
	Email    string        `json:"epostadresse"`
	VAT      bool          `json:"registrertIMvaregisteret"`
	Register bool          `json:"registrertIForetaksregisteret"`
	Bankrupt bool          `json:"konkurs"`
	Winding  bool          `json:"underAvvikling"`
	Forced   bool          `json:"underTvangsavviklingEllerTvangsopplosning"`
	Deleted  string        `json:"slettedato"`
}

type entryAddress struct {
	Lines    []string `json:"adresse"`
	PostCode string   `json:"postnummer"`
	City     string   `json:"poststed"`
	Country  string   `json:"landkode"`
}

func (e entry) unit(at time.Time) Unit {
	u := Unit{OrgNo: e.OrgNo, Name: e.Name, Form: e.Form.Code, Email: e.Email, VAT: e.VAT, Register: e.Register,
		Bankrupt: e.Bankrupt || e.Forced, Winding: e.Winding, Deleted: e.Deleted, CheckedAt: at}
	for _, a := range []*entryAddress{e.Postal, e.Business, e.Site} {
		if a != nil && a.City != "" {
			u.Address = a.address()
			break
		}
	}
	return u
}

func (a entryAddress) address() billing.Address {
	out := billing.Address{PostCode: a.PostCode, City: a.City, Country: a.Country}
	var lines []string
	for _, l := range a.Lines {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) > 0 {
		out.Street = lines[len(lines)-1] // the street stands last, after "c/o" lines
		out.Extra = strings.Join(lines[:len(lines)-1], ", ")
	}
	return out
}

// Unit is who stands behind an organisation number: the kept answer while it is good, else a new one. It returns an *Error
// that wraps billing.ErrNotFound when there is no such number, or it was struck off; when the register does not answer, an
// older answer still counts and carries its age.
func (l *Lookup) Unit(ctx context.Context, orgNo string) (Unit, error) {
	orgNo = strings.NewReplacer(" ", "", "\u00a0", "").Replace(orgNo)
	if !payref.ValidOrgNo(orgNo) {
		return Unit{}, &Error{Reason: CodeUnitUnknown, Answer: fmt.Sprintf("%q is no organisation number", orgNo), Err: billing.ErrNotFound}
	}
	kept, known := l.keptUnit(ctx, orgNo)
	if known && l.clock().Sub(kept.CheckedAt) < unitAge {
		return kept, nil
	}
	fresh, err := l.askUnit(ctx, orgNo)
	if err != nil && known && !errors.Is(err, billing.ErrNotFound) {
		return kept, nil
	}
	return fresh, err
}

func (l *Lookup) keptUnit(ctx context.Context, orgNo string) (Unit, bool) {
	if l.units == nil {
		return Unit{}, false
	}
	content, at, err := l.units.GetRegister(ctx, orgNo)
	if err != nil {
		return Unit{}, false
	}
	var e entry
	if err := json.Unmarshal(content, &e); err != nil || e.OrgNo != orgNo {
		return Unit{}, false
	}
	return e.unit(at), true
}

// askUnit asks for a unit, and for a sub-unit when there is none: municipal schools and kindergartens are sub-units.
func (l *Lookup) askUnit(ctx context.Context, orgNo string) (Unit, error) {
	var body []byte
	var err error
	for _, kind := range []string{"enheter", "underenheter"} {
		body, err = l.fetch(ctx, "/enhetsregisteret/api/"+kind+"/"+orgNo)
		if code(err) != CodeUnitUnknown || err == nil {
			break
		}
	}
	if err != nil {
		return Unit{}, err
	}
	var e entry
	if err := json.Unmarshal(body, &e); err != nil || e.OrgNo != orgNo {
		return Unit{}, &Error{Reason: CodeRegister, Answer: "an answer about somebody else, or none", Err: err}
	}
	now := l.clock().UTC()
	if l.units != nil {
		// An answer that cannot be kept is still the answer.
		_ = l.units.PutRegister(ctx, orgNo, body, now)
	}
	return e.unit(now), nil
}

// Search finds units by name, at most twenty, as the register orders them.
func (l *Lookup) Search(ctx context.Context, name string) ([]Unit, error) {
	body, err := l.fetch(ctx, "/enhetsregisteret/api/enheter?size=20&navn="+url.QueryEscape(name))
	if err != nil {
		return nil, err
	}
	var found struct {
		Embedded struct {
			Units []entry `json:"enheter"`
		} `json:"_embedded"`
	}
	if err := json.Unmarshal(body, &found); err != nil {
		return nil, &Error{Reason: CodeRegister, Answer: "search: " + err.Error(), Err: err}
	}
	var units []Unit
	for _, e := range found.Embedded.Units {
		units = append(units, e.unit(l.clock().UTC()))
	}
	return units, nil
}

func (l *Lookup) fetch(ctx context.Context, path string) ([]byte, error) {
	if l.config.Practice && !loopbackAddress(l.config.Register) {
		return nil, &Error{Reason: CodePractice, Answer: "the register is not on this machine"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(l.config.Register, "/")+path, nil)
	if err != nil {
		return nil, &Error{Reason: CodeRegister, Answer: l.config.Register, Err: err}
	}
	req.Header.Set("Accept", "application/json")
	resp, err := l.register.Do(req)
	if err != nil {
		return nil, &Error{Reason: CodeRegister, Answer: err.Error(), Err: err}
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, &Error{Reason: CodeUnitUnknown, Answer: resp.Status, Err: billing.ErrNotFound}
	case http.StatusGone:
		return nil, &Error{Reason: CodeUnitGone, Answer: resp.Status, Err: billing.ErrNotFound}
	default:
		return nil, &Error{Reason: CodeRegister, Answer: resp.Status}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return nil, &Error{Reason: CodeRegister, Answer: "the answer broke off", Err: err}
	}
	return body, nil
}
