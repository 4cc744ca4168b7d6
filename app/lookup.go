package app

import (
	"context"
	"errors"
	"strings"

	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/payref"
)

// orgNoPath is the field an organisation number stands in, for what is told about it.
const orgNoPath = "customer.orgNo"

// LookupParty asks the company register about an organisation number. The entry says all there is to say: who it is, what to
// warn of (Warnings), its age, and why the register could not be asked if so. The error is a refusal of a number that cannot
// be (orgno-wrong), or of the settings.
func (c *Company) LookupParty(ctx context.Context, orgNo string) (billing.RegisterEntry, error) {
	orgNo, w, err := c.openRegister(ctx, orgNo)
	if err != nil {
		return billing.RegisterEntry{}, err
	}
	e := w.directory.Entry(ctx, orgNo)
	return e, ctx.Err()
}

// WhoIs asks the company register and the electronic address book about an organisation number, both at once.
func (c *Company) WhoIs(ctx context.Context, orgNo string) (billing.RegisterEntry, billing.Capability, error) {
	orgNo, w, err := c.openRegister(ctx, orgNo)
	if err != nil {
		return billing.RegisterEntry{}, billing.Capability{}, err
	}
	known := make(chan billing.Capability, 1)
	go func() { known <- w.directory.Capability(ctx, "0192:"+orgNo) }()
	e := w.directory.Entry(ctx, orgNo)
	return e, <-known, ctx.Err()
}

func (c *Company) openRegister(ctx context.Context, orgNo string) (string, world, error) {
	orgNo = compactNumber(orgNo)
	if !payref.ValidOrgNo(orgNo) {
		return "", world{}, refuse("orgno-wrong", "orgNo", "orgNo", orgNo)
	}
	w, err := c.openWorld(ctx)
	return orgNo, w, err
}

// Lookup asks the company register and the electronic address book about an organisation number. The party has the number
// alone when the register could not be asked, or has nobody there; the capability says so for the address book. A number
// that cannot be is refused. WhoIs says more.
func (c *Company) Lookup(ctx context.Context, orgNo string) (billing.Party, billing.Capability, error) {
	e, known, err := c.WhoIs(ctx, orgNo)
	if !e.Usable() {
		return billing.Party{OrgNo: e.Party.OrgNo}, known, err
	}
	return e.Party, known, err
}

// CheckLookup asks about a participant that is known to stand in the address book for EHF, and tells whether looking up works
// from here, who is asked, and what would help if not. Only the resolver of the settings is asked.
func (c *Company) CheckLookup(ctx context.Context) (billing.ResolverReport, error) {
	w, err := c.openWorld(ctx)
	if err != nil {
		return billing.ResolverReport{}, err
	}
	known := lookup.KnownParticipant
	if w.box != nil {
		known = practice.KnownParticipant
		w.box.DNS.Add(known, w.box.SMP.URL)
	}
	return w.directory.Check(ctx, known), ctx.Err()
}

// KnownStatus is what to warn of about a buyer, from what the register said last, however long ago. Nobody is asked; a
// number nobody looked up has no warnings.
func (c *Company) KnownStatus(ctx context.Context, orgNo string) billing.Faults {
	e, ok := lookup.Kept(ctx, c.store.Lookups(), compactNumber(orgNo), c.clock())
	if !ok {
		return nil
	}
	return e.MarkWarnings(orgNoPath)
}

// SearchRegister finds entries of the company register by name or organisation number, at most twenty, best first; those of
// the company's own place come before others as good. The error is a refusal that says why the register could not be asked
// (register-offline).
func (c *Company) SearchRegister(ctx context.Context, text string) ([]billing.RegisterEntry, error) {
	if number := compactNumber(text); payref.ValidOrgNo(number) {
		e, err := c.LookupParty(ctx, number)
		switch {
		case err != nil:
			return nil, err
		case e.Source == "":
			return nil, refuse("register-offline", orgNoPath, "orgNo", number, "reason", e.Reason)
		case !e.Found():
			return nil, nil
		}
		return []billing.RegisterEntry{e}, nil
	}
	settings, err := c.Settings(ctx)
	if err != nil {
		return nil, err
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return nil, err
	}
	found, err := w.directory.Search(ctx, text, settings["address.city"])
	if err == nil || ctx.Err() != nil {
		return found, ctx.Err()
	}
	reason := lookup.CodeRegister
	var why *lookup.Error
	if errors.As(err, &why) {
		reason = why.Code()
	}
	return nil, errors.Join(refuse("register-offline", "", "orgNo", strings.TrimSpace(text), "reason", reason), err)
}

// CustomerSearch finds own customers and, from three letters, entries of the company register; the latter have no number.
// A register that does not answer leaves its part out. Units that are no more are left out, and sub-units but for one whose
// number is typed: an invoice needs the number of the unit above.
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
	found, err := c.SearchRegister(ctx, text)
	if err != nil && Faults(err) == nil && ctx.Err() == nil {
		return out, err
	}
	typed := payref.ValidOrgNo(compactNumber(text))
	for _, e := range found {
		if e.Usable() && !known[e.Party.OrgNo] && (typed || !e.Has(billing.RegisterSubUnit)) {
			out = append(out, billing.Customer{Party: e.Party})
		}
	}
	return out, nil
}

// searchHits is how many answers of one kind a search gives.
const searchHits = 20
