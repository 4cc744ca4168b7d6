package lookup

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
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

// refreshPatience is how long the register may take when an earlier answer would do.
const refreshPatience = 4 * time.Second

// Entry is who stands behind an organisation number: the kept answer while it is a day young, else a new one. When the
// register cannot be asked, an answer of the last thirty days still counts; the entry carries its age and the reason. A
// number nobody has comes marked as unknown, a unit that is no more as deleted; a sub-unit with the unit it belongs to.
func (l *Lookup) Entry(ctx context.Context, orgNo string) billing.RegisterEntry {
	orgNo = strings.NewReplacer(" ", "", "\u00a0", "").Replace(orgNo)
	if !payref.ValidOrgNo(orgNo) {
		return l.unknown(orgNo) // nobody need be asked
	}
	e := l.entry(ctx, orgNo)
	if e.Head != nil && payref.ValidOrgNo(e.Head.Party.OrgNo) {
		if head := l.entry(ctx, e.Head.Party.OrgNo); head.Found() {
			e.Head = &head
		}
	}
	return e
}

func (l *Lookup) entry(ctx context.Context, orgNo string) billing.RegisterEntry {
	kept, known := l.keptEntry(ctx, orgNo)
	if known && kept.Age < refreshAge {
		return kept
	}
	fresh, err := l.refresh(ctx, orgNo, known)
	switch {
	case err == nil:
		return fresh
	case errors.Is(err, billing.ErrNotFound):
		return l.unknown(orgNo)
	case known && kept.Age < entryAge:
		kept.Reason = code(err)
		return kept
	}
	return billing.RegisterEntry{Party: billing.Party{OrgNo: orgNo}, Reason: code(err)}
}

func (l *Lookup) refresh(ctx context.Context, orgNo string, known bool) (billing.RegisterEntry, error) {
	patience := timeout
	if known {
		patience = refreshPatience
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return l.askEntry(ctx, orgNo)
}

// unknown is the entry of a number nobody has.
func (l *Lookup) unknown(orgNo string) billing.RegisterEntry {
	return billing.RegisterEntry{Party: billing.Party{OrgNo: orgNo}, Marks: []billing.RegisterMark{{Status: billing.RegisterUnknown}},
		CheckedAt: l.clock().UTC(), Source: billing.FromRegister}
}

// Kept is what the register said of a number last, at any age, without asking anybody; false when it never said anything.
func Kept(ctx context.Context, cache UnitCache, orgNo string, now time.Time) (billing.RegisterEntry, bool) {
	content, at, err := cache.GetRegister(ctx, orgNo)
	if err != nil {
		return billing.RegisterEntry{}, false // a cache that fails is as good as an empty one
	}
	e, err := ReadEntry(content)
	if err != nil || e.Party.OrgNo != orgNo {
		return billing.RegisterEntry{}, false
	}
	e.CheckedAt, e.Age, e.Source = at, max(0, now.Sub(at)), billing.FromCache
	if e.Head != nil {
		if head, ok := Kept(ctx, withoutHeads{cache}, e.Head.Party.OrgNo, now); ok {
			e.Head = &head
		}
	}
	return e, true
}

// withoutHeads ends the way upwards: the register has two levels, and an answer that names itself must not be followed.
type withoutHeads struct{ UnitCache }

func (w withoutHeads) GetRegister(ctx context.Context, orgNo string) (json.RawMessage, time.Time, error) {
	content, at, err := w.UnitCache.GetRegister(ctx, orgNo)
	if err != nil {
		return nil, at, err
	}
	if e, err := ReadEntry(content); err != nil || e.Head != nil {
		return nil, at, billing.ErrNotFound
	}
	return content, at, nil
}

func (l *Lookup) keptEntry(ctx context.Context, orgNo string) (billing.RegisterEntry, bool) {
	if l.units == nil {
		return billing.RegisterEntry{}, false
	}
	return Kept(ctx, l.units, orgNo, l.clock())
}

// askEntry asks for a unit, and for a sub-unit when there is none: municipal schools and kindergartens are sub-units. The
// error wraps billing.ErrNotFound when the number is neither.
func (l *Lookup) askEntry(ctx context.Context, orgNo string) (billing.RegisterEntry, error) {
	a, err := l.fetch(ctx, "/enhetsregisteret/api/enheter/"+orgNo, mediaUnit)
	if errors.Is(err, billing.ErrNotFound) {
		a, err = l.fetch(ctx, "/enhetsregisteret/api/underenheter/"+orgNo, mediaSubUnit)
	}
	if err != nil {
		return billing.RegisterEntry{}, err
	}
	if a.status == http.StatusGone {
		a.body = goneEntry(a.body, orgNo)
	}
	e, err := ReadEntry(a.body)
	if err != nil {
		return billing.RegisterEntry{}, err
	}
	if e.Party.OrgNo != orgNo {
		return billing.RegisterEntry{}, &Error{Reason: CodeRegisterAnswer, Answer: "an answer about somebody else"}
	}
	now := l.clock().UTC()
	if l.units != nil {
		// An answer that cannot be kept is still the answer.
		_ = l.units.PutRegister(ctx, orgNo, a.body, now)
	}
	e.CheckedAt, e.Source = now, billing.FromRegister
	return e, nil
}

// goneEntry is the answer about a unit that was taken out of the open data: mostly its number and the day it was struck
// off. Whatever else stands there, it is gone.
func goneEntry(body []byte, orgNo string) []byte {
	if e, err := ReadEntry(body); err == nil && e.Party.OrgNo == orgNo && e.Has(billing.RegisterDeleted) {
		return body
	}
	return []byte(`{"organisasjonsnummer":"` + orgNo + `","respons_klasse":"` + classDeleted + `"}`)
}
