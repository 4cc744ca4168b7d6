package lookup

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// How many units a search gives, how many are looked through for those of a place, and how long a name may be, in letters
// (the register's own limit).
const (
	searchHits  = 20
	placeHits   = 100
	longestName = 180
)

// Search finds units by name, at most twenty: those of that very name first, then those that begin with it, and among equals
// those of a place near before others. Words that no name holds in a row may end in a place: "rør tromsø". Nothing is kept.
func (l *Lookup) Search(ctx context.Context, text, near string) ([]billing.RegisterEntry, error) {
	words := strings.Fields(clean(text))
	name := firstLetters(strings.Join(words, " "), longestName)
	if name == "" {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	found, err := l.searchNames(ctx, "enheter", mediaUnit, name, searchHits)
	if err == nil && len(found) == 0 {
		found, err = l.searchNames(ctx, "underenheter", mediaSubUnit, name, searchHits)
	}
	if err != nil {
		return nil, err
	}
	if len(found) == 0 && len(words) > 1 {
		place := words[len(words)-1]
		name = firstLetters(strings.Join(words[:len(words)-1], " "), longestName)
		if found, err = l.searchNames(ctx, "enheter", mediaUnit, name, placeHits); err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(found, func(e billing.RegisterEntry) bool { return !in(e, place) })
	}
	Rank(found, name, near)
	return found[:min(len(found), searchHits)], nil
}

func firstLetters(s string, n int) string {
	if letters := []rune(s); len(letters) > n {
		return string(letters[:n])
	}
	return s
}

func (l *Lookup) searchNames(ctx context.Context, kind, media, name string, size int) ([]billing.RegisterEntry, error) {
	query := url.Values{"navn": {name}, "navnMetodeForSoek": {"FORTLOEPENDE"}, "size": {strconv.Itoa(size)}}
	a, err := l.fetch(ctx, "/enhetsregisteret/api/"+kind+"?"+query.Encode(), media)
	if errors.Is(err, billing.ErrNotFound) {
		return nil, &Error{Reason: CodeRegisterFailed, Answer: "there is no search at that address", Err: err}
	}
	if err != nil {
		return nil, err
	}
	found, err := ReadSearch(a.body)
	now := l.clock().UTC()
	for i := range found {
		found[i].CheckedAt, found[i].Source = now, billing.FromRegister
	}
	return found, err
}

// ReadSearch reads the hits of a search as the register writes them. A hit that cannot be read makes the answer unreadable.
func ReadSearch(content []byte) ([]billing.RegisterEntry, error) {
	var page struct {
		Embedded struct {
			Units    []json.RawMessage `json:"enheter"` // missing without hits
			SubUnits []json.RawMessage `json:"underenheter"`
		} `json:"_embedded"`
		Page *struct{} `json:"page"`
	}
	if err := json.Unmarshal(content, &page); err != nil {
		return nil, &Error{Reason: CodeRegisterAnswer, Answer: "search: " + err.Error(), Err: err}
	}
	if page.Page == nil {
		return nil, &Error{Reason: CodeRegisterAnswer, Answer: "search: no page of hits"}
	}
	var found []billing.RegisterEntry
	for _, raw := range slices.Concat(page.Embedded.Units, page.Embedded.SubUnits) {
		e, err := ReadEntry(raw)
		if err != nil {
			return nil, err
		}
		if payref.ValidOrgNo(e.Party.OrgNo) {
			found = append(found, e)
		}
	}
	return found, nil
}

// Rank orders units by how well their names fit, then by whether they are near, then as they stood.
func Rank(found []billing.RegisterEntry, name, near string) {
	slices.SortStableFunc(found, func(a, b billing.RegisterEntry) int {
		return cmp.Or(cmp.Compare(fit(a.Party.Name, name), fit(b.Party.Name, name)), cmp.Compare(away(a, near), away(b, near)))
	})
}

// forms are words names end in that nobody types.
var forms = []string{"as", "asa", "sa", "da", "ans", "enk", "nuf", "ba", "iks", "kf", "hf", "ks"}

// fit is 0 for the very name, with or without its form, 1 when it begins with the words, 2 when it begins with the letters,
// 3 when a word begins with them, 4 otherwise.
func fit(name, wanted string) int {
	name, wanted = strings.ToLower(name), strings.ToLower(wanted)
	bare := name
	if i := strings.LastIndexByte(name, ' '); i > 0 && slices.Contains(forms, name[i+1:]) {
		bare = name[:i]
	}
	switch {
	case name == wanted || bare == wanted:
		return 0
	case strings.HasPrefix(name, wanted+" "):
		return 1
	case strings.HasPrefix(name, wanted):
		return 2
	case strings.Contains(name, " "+wanted):
		return 3
	}
	return 4
}

func away(e billing.RegisterEntry, near string) int {
	if near != "" && in(e, near) {
		return 0
	}
	return 1
}

// in tells whether a unit is in a city or municipality.
func in(e billing.RegisterEntry, place string) bool {
	return strings.EqualFold(e.Municipality, place) || strings.EqualFold(e.Site.City, place) || strings.EqualFold(e.Party.Address.City, place)
}
