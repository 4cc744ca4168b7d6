package intake

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/register"
)

// customerFields are a customer's fields with their values as a person reads them.
func customerFields(c billing.Customer) []register.Change {
	routes := make([]string, len(c.Routes))
	for i, r := range c.Routes {
		routes[i] = string(r)
	}
	terms := ""
	if c.Terms > 0 {
		terms = strconv.Itoa(c.Terms)
	}
	return []register.Change{
		{Field: register.CustomerNo, After: c.No}, {Field: register.Name, After: c.Name}, {Field: register.Type, After: string(c.Type)},
		{Field: register.OrgNo, After: c.OrgNo}, {Field: register.VATNo, After: c.VATNo}, {Field: register.Email, After: c.Email},
		{Field: register.Phone, After: c.Phone}, {Field: register.Contact, After: c.Contact}, {Field: register.Street, After: c.Address.Street},
		{Field: register.Extra, After: c.Address.Extra}, {Field: register.PostCode, After: c.Address.PostCode}, {Field: register.City, After: c.Address.City},
		{Field: register.Country, After: c.Address.Country}, {Field: register.Endpoint, After: c.Endpoint.String()}, {Field: register.Payer, After: c.Payer},
		{Field: register.Groups, After: listed(c.Groups)}, {Field: register.Routes, After: strings.Join(routes, ", ")},
		{Field: register.Language, After: c.Language}, {Field: register.Terms, After: terms}, {Field: register.Accounts, After: listed(c.Accounts)},
		{Field: register.Note, After: c.Note},
	}
}

// listed writes a list whose order means nothing.
func listed(list []string) string {
	return strings.Join(slices.Sorted(slices.Values(list)), ", ")
}

func itemFields(i billing.Item) []register.Change {
	vat := ""
	if !i.VAT.IsZero() {
		vat = strings.TrimSpace(string(i.VAT.Category) + " " + i.VAT.Rate.String())
	}
	return []register.Change{{Field: register.ItemNo, After: i.No}, {Field: register.ItemName, After: i.Name}, {Field: register.Description, After: i.Description},
		{Field: register.Unit, After: i.Unit}, {Field: register.Price, After: i.Price.String()}, {Field: register.VAT, After: vat}}
}

// changes are the fields that differ; before may be nil for something new, of which every field with a value is told.
func changes(before, after []register.Change) []register.Change {
	var out []register.Change
	for i, a := range after {
		if before != nil {
			a.Before = before[i].After
		}
		if a.Before != a.After {
			out = append(out, a)
		}
	}
	return out
}

// Fill lays a second row of the file over the first that says the same customer: what the first lacks it takes, and lists
// are joined.
func Fill(base, more billing.Customer) billing.Customer {
	for _, f := range []struct {
		to   *string
		from string
	}{{&base.OrgNo, more.OrgNo}, {&base.VATNo, more.VATNo}, {&base.Email, more.Email}, {&base.Phone, more.Phone}, {&base.Contact, more.Contact},
		{&base.Payer, more.Payer}, {&base.Language, more.Language}, {&base.Note, more.Note}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	if base.Address.Street == "" && base.Address.PostCode == "" {
		base.Address = more.Address
	}
	if base.Terms == 0 {
		base.Terms = more.Terms
	}
	if base.Routes == nil {
		base.Routes = more.Routes
	}
	base.Groups, base.Accounts = union(base.Groups, more.Groups), union(base.Accounts, more.Accounts)
	return base
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
