package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"
)

// person is a customer somebody may be the same as: one we have, or one of an earlier row.
type person struct {
	customer billing.Customer
	row      int    // ID of the row; 0: one we have
	name     string // folded
	words    string // folded, words in order: "Nordmann, Kari" is Kari Nordmann
	street   string // folded
}

func personOf(c billing.Customer, row int) person {
	name := fold(c.Name)
	return person{customer: c, row: row, name: name, words: ordered(name), street: fold(c.Address.Street)}
}

// crowded is how many people may share a word of their name and a post code before the word tells nothing.
const crowded = 200

// people finds resemblances without comparing everybody with everybody.
type people struct {
	all   []person
	by    map[string][]int // keys of what must be equal
	words map[string][]int // post code and a word of the name
}

func newPeople(have []billing.Customer) *people {
	p := &people{by: map[string][]int{}, words: map[string][]int{}}
	for _, c := range have {
		p.add(c, 0)
	}
	return p
}

func (p *people) add(c billing.Customer, row int) {
	x := personOf(c, row)
	n := len(p.all)
	p.all = append(p.all, x)
	for _, k := range keys(x) {
		p.by[k] = append(p.by[k], n)
	}
	for _, k := range wordKeys(x) {
		if len(p.words[k]) < crowded {
			p.words[k] = append(p.words[k], n)
		}
	}
}

func ordered(folded string) string {
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(folded))), " ")
}

// keys are what two of the same have in common, one reason each.
func keys(x person) []string {
	var out []string
	c := x.customer
	if c.OrgNo != "" {
		out = append(out, "o"+c.OrgNo)
	}
	if c.Email != "" {
		out = append(out, "e"+strings.ToLower(c.Email))
	}
	if x.words != "" {
		out = append(out, "n"+x.words)
	}
	return out
}

// wordKeys are the words of a name at a post code, of which two of nearly the same name share one at least.
func wordKeys(x person) []string {
	code := x.customer.Address.PostCode
	if code == "" {
		return nil
	}
	var out []string
	for _, w := range strings.Fields(x.words) {
		if len(w) >= 3 && !slices.Contains(forms, w) {
			out = append(out, code+" "+w)
		}
	}
	if len(out) == 1 { // the one word that counts may be the one that is wrong
		out = append(out, code+" ^"+out[0][len(code)+1:][:3])
	}
	return out
}

// alike are the people a customer resembles, the strongest reason first, each once.
func (p *people) alike(c billing.Customer) []register.Duplicate {
	x := personOf(c, 0)
	found := map[int]register.Reason{}
	for _, k := range append(keys(x), wordKeys(x)...) {
		for _, n := range slices.Concat(p.by[k], p.words[k]) {
			if _, seen := found[n]; !seen {
				if why := resemblance(p.all[n], x); why != "" {
					found[n] = why
				}
			}
		}
	}
	order := slices.Collect(maps.Keys(found))
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(strength(found[a]), strength(found[b])), cmp.Compare(closeness(p.all[b], x), closeness(p.all[a], x)), cmp.Compare(a, b))
	})
	var out []register.Duplicate
	for _, n := range order {
		out = append(out, p.duplicate(p.all[n], found[n]))
	}
	return out
}

// closeness counts what else two have in common, to put the likelier of two namesakes first.
func closeness(a, b person) int {
	one, two := a.customer, b.customer
	n := 0
	for _, same := range []bool{a.name == b.name, one.Email != "" && strings.EqualFold(one.Email, two.Email),
		one.Phone != "" && digits(one.Phone) == digits(two.Phone), a.street != "" && a.street == b.street} {
		if same {
			n++
		}
	}
	return n
}

func (p *people) duplicate(x person, why register.Reason) register.Duplicate {
	d := register.Duplicate{Row: x.row, Name: x.customer.Name, Reason: why}
	if x.row == 0 {
		d.No = x.customer.No
	}
	before := x.customer
	d.Before = &before
	return d
}

func strength(r register.Reason) int {
	return slices.Index([]register.Reason{register.SameOrgNo, register.SameNameAddress, register.SameEmail, register.NearName}, r)
}

// resemblance says why two may be the same; empty when they are not. Two organisation numbers that differ are two.
func resemblance(a, b person) register.Reason {
	one, two := a.customer, b.customer
	sameName := a.words != "" && (a.words == b.words || a.name == b.name)
	samePlace := one.Address.PostCode == two.Address.PostCode && a.street == b.street
	nowhere := one.Address.IsZero() || two.Address.IsZero()
	switch {
	case one.OrgNo != "" && one.OrgNo == two.OrgNo:
		return register.SameOrgNo
	case one.OrgNo != "" && two.OrgNo != "":
		return ""
	case sameName && (samePlace || nowhere && !apart(one, two)):
		return register.SameNameAddress
	case one.Email != "" && strings.EqualFold(one.Email, two.Email):
		return register.SameEmail
	case one.Address.PostCode != "" && one.Address.PostCode == two.Address.PostCode && near(a.words, b.words) &&
		(a.street != "" && a.street == b.street || !apart(one, two)):
		return register.NearName
	}
	return ""
}

// apart tells whether what else is known of two of the same name speaks against their being one.
func apart(a, b billing.Customer) bool {
	return a.Email != "" && b.Email != "" && !strings.EqualFold(a.Email, b.Email) || a.Phone != "" && b.Phone != "" && digits(a.Phone) != digits(b.Phone)
}

func digits(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return strings.TrimPrefix(strings.TrimPrefix(s, "00"), "47")
}

// proposal is what we would do with somebody who resembles another. A shared e-mail address alone is a family's.
func proposal(c billing.Customer, d register.Duplicate) register.Choice {
	alike := near(ordered(fold(c.Name)), ordered(fold(d.Name)))
	switch d.Reason {
	case register.SameNameAddress, register.NearName:
		return register.Merge
	case register.SameOrgNo, register.SameEmail:
		if alike {
			return register.Merge
		}
	}
	if d.Reason == register.SameOrgNo && c.Address.Street == "" {
		return register.Merge
	}
	return register.AsNew
}
