package app

import (
	"context"
	"errors"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// Lookup asks the company register and the electronic address book about an organisation number. The party is zero when the
// register could not be asked; the capability says so for the address book. A number that cannot be is refused.
func (c *Company) Lookup(ctx context.Context, orgNo string) (billing.Party, billing.Capability, error) {
	orgNo = compactNumber(orgNo)
	if !payref.ValidOrgNo(orgNo) {
		return billing.Party{}, billing.Capability{}, refuse("orgno-wrong", "orgNo", "orgNo", orgNo)
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return billing.Party{}, billing.Capability{}, err
	}
	known := w.directory.Capability(ctx, "0192:"+orgNo)
	unit, err := w.directory.Unit(ctx, orgNo)
	if err != nil {
		return billing.Party{OrgNo: orgNo}, known, ctx.Err() // not there, or could not be asked: either way nothing is known of it
	}
	return unit.Party(), known, nil
}

// CustomerSearch finds own customers and, from three letters, entries of the company register; the latter have no number.
// A register that does not answer leaves its part out.
func (c *Company) CustomerSearch(ctx context.Context, text string) ([]billing.Customer, error) {
	page, err := c.Customers(ctx, text, "", "", searchHits)
	if err != nil {
		return nil, err
	}
	var out []billing.Customer
	known := map[string]bool{}
	for _, row := range page.Rows {
		out = append(out, row.Customer)
		known[row.OrgNo] = true
	}
	if len([]rune(text)) < 3 {
		return out, nil
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return out, err
	}
	for _, p := range c.registerHits(ctx, w, text) {
		if !known[p.OrgNo] {
			out = append(out, billing.Customer{Party: p})
		}
	}
	return out, nil
}

// searchHits is how many answers of one kind a search gives.
const searchHits = 20

func (c *Company) registerHits(ctx context.Context, w world, text string) []billing.Party {
	if number := compactNumber(text); payref.ValidOrgNo(number) {
		unit, err := w.directory.Unit(ctx, number)
		if err != nil {
			return nil
		}
		return []billing.Party{unit.Party()}
	}
	units, err := w.directory.Search(ctx, text)
	if err != nil || errors.Is(ctx.Err(), context.Canceled) {
		return nil
	}
	var out []billing.Party
	for _, u := range units {
		out = append(out, u.Party())
	}
	return out
}
