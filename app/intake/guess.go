package intake

import (
	"slices"
	"strings"

	"fakturist/billing/payref"
	"fakturist/billing/register"
)

// Guess says which column is which field: by its header, and by what its values look like where the header says nothing.
func Guess(s register.Sheet, kind register.Kind) register.Mapping {
	m := register.Mapping{Kind: kind, Fields: map[string]register.Field{}}
	best := map[register.Field]ranked{}
	holder := map[register.Field]string{}
	for _, c := range s.Columns {
		r, ok := fieldByName(kind, c.Header)
		if !ok || !kind.Takes(r.field) {
			continue
		}
		if was, taken := best[r.field]; !taken || r.rank < was.rank {
			if taken {
				delete(m.Fields, holder[r.field])
			}
			m.Fields[c.Name], best[r.field], holder[r.field] = r.field, r, c.Name
		}
	}
	if _, both := best[register.Name]; both && best[register.Name].rank > 0 && kind != register.Items {
		dropPartNames(s, &m, holder)
	}
	guessContent(s, &m)
	return m
}

// dropPartNames leaves out a column "Navn" that only repeats the last name beside first and last names.
func dropPartNames(s register.Sheet, m *register.Mapping, holder map[register.Field]string) {
	if holder[register.FirstName] == "" || holder[register.LastName] == "" {
		return
	}
	whole, _ := s.Column(holder[register.Name])
	switch squeeze(whole.Header) {
	case "navn", "name", "namn":
	default:
		return // the name of a company, and of persons when it is empty
	}
	if !slices.ContainsFunc(whole.Samples, func(v string) bool { return strings.Contains(v, " ") }) {
		delete(m.Fields, whole.Name)
	}
}

// shapes are fields whose values tell what they are, in the order they are looked for.
var shapes = []struct {
	field register.Field
	is    func(string) bool
	kinds []register.Kind
}{
	{register.Email, isEmail, []register.Kind{register.Customers, register.Members, register.Drafts}},
	{register.OrgNo, isOrgNo, []register.Kind{register.Customers, register.Drafts}},
	{register.Accounts, isAccount, []register.Kind{register.Customers, register.Members}},
	{register.PostPlace, isPostPlace, []register.Kind{register.Customers, register.Members, register.Drafts}},
	{register.PostCode, isPostCode, []register.Kind{register.Customers, register.Members, register.Drafts}},
	{register.Phone, isPhone, []register.Kind{register.Customers, register.Members}},
	{register.Name, isName, []register.Kind{register.Customers, register.Members, register.Drafts}},
	{register.ItemName, isName, []register.Kind{register.Items, register.Drafts}},
	{register.Price, isAmount, []register.Kind{register.Items, register.Drafts}},
}

// guessContent fills in fields no header names. What looks like a name or an amount is believed of a column without a header
// only, since so much does.
func guessContent(s register.Sheet, m *register.Mapping) {
	for _, shape := range shapes {
		if !slices.Contains(shape.kinds, m.Kind) || has(*m, shape.field) || shape.field == register.Name && has(*m, register.LastName) ||
			(shape.field == register.PostCode && has(*m, register.PostPlace)) || (shape.field == register.PostPlace && has(*m, register.PostCode)) {
			continue
		}
		weak := shape.field == register.Name || shape.field == register.ItemName || shape.field == register.Price || shape.field == register.PostCode || shape.field == register.Phone
		for _, c := range s.Columns {
			if _, taken := m.Fields[c.Name]; taken || weak && c.Header != "" || len(c.Samples) == 0 || about(c.Header) {
				continue
			}
			if all(c.Samples, shape.is) {
				m.Fields[c.Name] = shape.field
				break
			}
		}
	}
	guessCity(s, m)
}

// about tells a header that names somebody else, such as a second guardian: its values look like an address and are not ours.
func about(header string) bool { return guardianWord.MatchString(squeeze(header)) }

// guessCity takes the column behind a post code for its place.
func guessCity(s register.Sheet, m *register.Mapping) {
	if has(*m, register.City) || !m.Kind.Takes(register.City) {
		return
	}
	for i, c := range s.Columns[:max(len(s.Columns)-1, 0)] {
		next := s.Columns[i+1]
		if _, taken := m.Fields[next.Name]; m.Fields[c.Name] == register.PostCode && !taken && next.Header == "" && all(next.Samples, isWord) {
			m.Fields[next.Name] = register.City
		}
	}
}

func has(m register.Mapping, f register.Field) bool {
	for _, mapped := range m.Fields {
		if mapped == f {
			return true
		}
	}
	return false
}

func all(list []string, is func(string) bool) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(s string) bool { return !is(s) })
}

func isEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.Contains(s, " ")
}

func isAccount(s string) bool {
	a := payref.NormalAccount(s)
	return payref.ValidAccount(a) || payref.ValidIBAN(a)
}

func isPostCode(s string) bool { return len(s) == 4 && payref.Digits(s) && s != "0000" }

func isPostPlace(s string) bool {
	code, city, ok := strings.Cut(s, " ")
	return ok && isPostCode(code) && isWord(city)
}

func isPhone(s string) bool {
	n := len(digits(s))
	return n == 8 && strings.Trim(s, "+0123456789 ") == ""
}

// isWord tells a text of letters.
func isWord(s string) bool { return s != "" && !strings.ContainsAny(s, "0123456789@/") }

// isName tells what may be the name of somebody or something: words, no number or address.
func isName(s string) bool { return isWord(s) && len(s) > 2 && len(s) < 100 }

func isAmount(s string) bool {
	return strings.ContainsAny(s, ",.") && strings.Trim(s, "-0123456789., kr") == "" && strings.ContainsAny(s, "0123456789")
}

// GuessKind says what a file seems to hold: the kind whose fields its headers name best.
func GuessKind(s register.Sheet) register.Kind {
	best, most := register.Customers, -1
	for _, kind := range register.Kinds() {
		m := Guess(s, kind)
		score := 3*len(m.Fields) - 5*len(m.Missing())
		if kind == register.Members && !hasGuardian(m) {
			score -= 4 // customers have the same columns but these
		}
		if kind == register.Drafts && !has(m, register.Price) && !has(m, register.Quantity) && !has(m, register.PriceWithVAT) {
			score -= 10
		}
		if score > most {
			best, most = kind, score
		}
	}
	return best
}

func hasGuardian(m register.Mapping) bool {
	return slices.ContainsFunc([]register.Field{register.GuardianName, register.GuardianLastName, register.GuardianNo, register.GuardianEmail, register.Birth},
		func(f register.Field) bool { return has(m, f) })
}

// With lays what a person said of some columns over a mapping. A field somebody named loses the column it was guessed for.
func With(m register.Mapping, s register.Sheet, said map[string]register.Field) register.Mapping {
	out := register.Mapping{Kind: m.Kind, Fields: map[string]register.Field{}, Numbers: m.Numbers, Dates: m.Dates}
	named := map[register.Field]bool{}
	for name, field := range said {
		if c, ok := s.Column(name); ok {
			name = c.Name
		}
		out.Fields[name] = field
		named[field] = true
	}
	for name, field := range m.Fields {
		if _, over := out.Fields[name]; !over && (!named[field] || field == register.Ignore) {
			out.Fields[name] = field
		}
	}
	return out
}
