package cli

import (
	"flag"
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
	Reason             string          `json:"reason,omitempty"`
	VAT                *bool           `json:"vat"`                // stands in the VAT register; null: could not be asked
	Foretaksregisteret *bool           `json:"foretaksregisteret"` // the same
	Status             string          `json:"status"`             // active, bankrupt, liquidation, forced-dissolution, reconstruction, deleted, sub-unit, unknown; empty: could not be asked
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

func lookup(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		e, known, err := c.app.WhoIs(c, c.args[0])
		if err != nil {
			return err
		}
		warnings := e.Warnings("orgNo")
		out := lookupJSON{OrgNo: e.Party.OrgNo, Name: e.Party.Name, Registered: known.Registered, Documents: list(known.Documents),
			CheckedAt: moment(known.CheckedAt), Reason: known.Reason, Status: string(e.Status()), OrgForm: e.OrgForm, Address: e.Party.Address,
			RegisterAge: int64(e.Age / time.Second), Warnings: []faultJSON{}}
		if !known.CheckedAt.IsZero() {
			out.Age = int64(max(0, c.p.clock().Sub(known.CheckedAt)/time.Second))
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
			t.row(out.OrgNo, out.Name, e.Party.VATNo, strings.Join(e.Party.Address.Lines(), ", "), c.words.say("lookup."+registeredWord(known.Registered)), c.words.reason(known.Reason, nil))
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
