package cli

import (
	"cmp"
	"flag"
	"fmt"
	"strings"
	"time"

	"fakturist/billing"
)

// lookupJSON is what register and address book say of an organisation number.
type lookupJSON struct {
	OrgNo              string          `json:"orgNo"`
	Name               string          `json:"name"`
	Registered         *bool           `json:"registered"` // takes EHF; null: could not be asked
	Documents          []string        `json:"documents"`
	Age                int64           `json:"age"` // seconds since the address book answered
	CheckedAt          string          `json:"checkedAt,omitempty"`
	Reason             string          `json:"reason,omitempty"`    // why it could not be asked, or why what the list names cannot be received
	Publisher          string          `json:"publisher,omitempty"` // host of the metadata publisher
	Endpoint           string          `json:"endpoint,omitempty"`  // host that takes invoices
	Signature          string          `json:"signature,omitempty"` // of what the publisher said of invoices: valid, weak, wrong, none
	VAT                *bool           `json:"vat"`                 // stands in the VAT register; null: could not be asked
	Foretaksregisteret *bool           `json:"foretaksregisteret"`  // the same
	Status             string          `json:"status"`              // active, bankrupt, liquidation, forced-dissolution, reconstruction, deleted, sub-unit, unknown; empty: could not be asked
	OrgForm            string          `json:"orgForm,omitempty"`
	Head               *headJSON       `json:"head,omitempty"`
	Address            billing.Address `json:"address,omitzero"`
	RegisterAge        int64           `json:"registerAge"` // seconds since the company register answered
	Warnings           []faultJSON     `json:"warnings"`
}

// headJSON is the unit a sub-unit belongs to.
type headJSON struct {
	OrgNo string `json:"orgNo"`
	Name  string `json:"name,omitempty"`
}

func lookup(fs *flag.FlagSet) body {
	check, refresh := fs.Bool("check", false, ""), fs.Bool("refresh", false, "")
	return func(c *call) error {
		switch {
		case *check && *refresh:
			return fmt.Errorf("%w: --check and --refresh are two questions", errUsage)
		case *check:
			return c.checkLookup()
		case *refresh:
			return c.refreshLookups()
		}
		if err := c.want(1, 1); err != nil {
			return err
		}
		e, known, err := c.app.WhoIs(c, c.args[0])
		if err != nil {
			return err
		}
		warnings := e.Warnings("orgNo")
		out := lookupJSON{OrgNo: e.Party.OrgNo, Name: e.Party.Name, Registered: known.Registered, Documents: list(known.Documents),
			CheckedAt: moment(known.CheckedAt), Reason: known.Reason, Publisher: known.Publisher, Status: string(e.Status()), OrgForm: e.OrgForm, Address: e.Party.Address,
			RegisterAge: int64(e.Age / time.Second), Warnings: []faultJSON{}}
		if !known.CheckedAt.IsZero() {
			out.Age = int64(max(0, c.p.clock().Sub(known.CheckedAt)/time.Second))
		}
		if s, ok := known.Service(billing.DocumentType(billing.KindInvoice)); ok {
			out.Endpoint, out.Signature, out.Reason = s.Endpoint, string(s.Signature), cmp.Or(out.Reason, s.Reason)
		}
		if e.Usable() {
			vat := e.Party.VATNo != ""
			out.VAT, out.Foretaksregisteret = &vat, &e.Party.Register
		}
		if e.Head != nil {
			out.Head = &headJSON{e.Head.Party.OrgNo, e.Head.Party.Name}
		}
		for _, f := range warnings {
			out.Warnings = append(out.Warnings, faultJSON{f.Code, f.Path, c.words.fault(f)})
		}
		c.warn(warnings)
		return c.print(out, func(t *table) {
			t.row(out.OrgNo, out.Name, e.Party.VATNo, strings.Join(e.Party.Address.Lines(), ", "), c.words.say("lookup."+registeredWord(known.Takes(billing.KindInvoice))), c.words.reason(out.Reason, nil))
		})
	}
}

func registeredWord(r *bool) string {
	switch {
	case r == nil:
		return "unknown"
	case *r:
		return "yes"
	}
	return "no"
}

// refreshJSON is what looking up the receivers in use anew came to.
type refreshJSON struct {
	Asked   int                `json:"asked"`
	Changes []lookupChangeJSON `json:"changes"`
}

// lookupChangeJSON is a customer that began, or ceased, to take EHF.
type lookupChangeJSON struct {
	Customer    string `json:"customer"`
	Name        string `json:"name"`
	Participant string `json:"participant"`
	Takes       bool   `json:"takes"`
	Reason      string `json:"reason,omitempty"`
	At          string `json:"at"`
}

// refreshLookups asks anew about the receivers in use that were not asked for a while, as the window does each night.
func (c *call) refreshLookups() error {
	if err := c.want(0, 0); err != nil {
		return err
	}
	began := c.p.clock()
	asked, err := c.app.RefreshLookups(c)
	if err != nil {
		return err
	}
	changes, err := c.app.LookupChanges(c, began)
	if err != nil {
		return err
	}
	out := refreshJSON{Asked: asked, Changes: []lookupChangeJSON{}}
	for _, ch := range changes {
		out.Changes = append(out.Changes, lookupChangeJSON{ch.CustomerNo, ch.CustomerName, ch.Participant, ch.Takes, ch.Reason, moment(ch.At)})
	}
	return c.print(out, func(t *table) {
		t.row(c.words.say("lookup.refreshed", "count", asked))
		for _, ch := range changes {
			t.row(ch.CustomerNo, ch.CustomerName, c.words.say("lookup."+registeredWord(&ch.Takes)), c.words.reason(ch.Reason, nil))
		}
	})
}

// resolverJSON is whether receivers can be looked up from here.
type resolverJSON struct {
	Works       bool                 `json:"works"`
	How         string               `json:"how"` // machine, chosen, https
	Resolvers   []string             `json:"resolvers"`
	Zone        string               `json:"zone"`
	Participant string               `json:"participant"` // whom was asked about
	Found       bool                 `json:"found"`
	Publisher   string               `json:"publisher,omitempty"`
	Took        int64                `json:"took"` // milliseconds
	Reason      string               `json:"reason,omitempty"`
	Detail      string               `json:"detail,omitempty"`
	Advice      string               `json:"advice,omitempty"`
	Suggestions []publicResolverJSON `json:"suggestions"`
}

// publicResolverJSON is a resolver one may choose: company set lookup.dns=URL.
type publicResolverJSON struct {
	Name    string `json:"name"`
	URL     string `json:"url"`
	Country string `json:"country"`
}

// checkLookup tells whether looking up works from here. That it does not is an answer, no error.
func (c *call) checkLookup() error {
	if err := c.want(0, 0); err != nil {
		return err
	}
	r, err := c.app.CheckLookup(c)
	if err != nil {
		return err
	}
	out := resolverJSON{Works: r.Works(), How: string(r.How), Resolvers: list(r.Resolvers), Zone: r.Zone, Participant: r.Participant, Found: r.Found,
		Publisher: r.Publisher, Took: r.Took.Milliseconds(), Reason: r.Reason, Detail: r.Detail, Advice: r.Advice, Suggestions: []publicResolverJSON{}}
	for _, s := range r.Suggestions {
		out.Suggestions = append(out.Suggestions, publicResolverJSON(s))
	}
	return c.print(out, func(t *table) {
		t.row(c.words.say("lookup.asks."+out.How), strings.Join(out.Resolvers, ", "), out.Zone)
		if r.Works() {
			t.row(c.words.say("lookup.works"))
			return
		}
		t.row(c.words.reason(out.Reason, nil))
		t.row(c.words.reason(out.Advice, nil))
		for _, s := range out.Suggestions {
			t.row(s.Name, s.Country, "fakt company set lookup.dns="+s.URL)
		}
	})
}
