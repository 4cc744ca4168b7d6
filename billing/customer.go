package billing

import "slices"

// ChannelName names a way out.
type ChannelName string

// The ways out.
const (
	EHF      ChannelName = "ehf"      // Peppol through an access point
	EFaktura ChannelName = "efaktura" // a private person's net bank, through an access point that reaches it
	Vipps    ChannelName = "vipps"    // a private person's Vipps, through the same
	Email    ChannelName = "email"    // PDF and EHF by mail
	Letter   ChannelName = "letter"   // the print pile, or a print house
)

// Channels are all of them, in the order most senders want.
var Channels = []ChannelName{EHF, EFaktura, Vipps, Email, Letter}

// Customer is whoever we invoice: a person, a business or a public body.
type Customer struct {
	ID       int64         `json:"-"`
	No       string        `json:"no"` // our own number, given once, unique; empty asks for the next free one
	Party                  // who they are
	Payer    string        `json:"payer,omitempty"`    // number of the customer who pays in this one's place; empty: pays for itself
	Groups   []string      `json:"groups,omitempty"`   // such as "G12" or "Sangere"
	Routes   []ChannelName `json:"routes,omitempty"`   // own channel list, best first; a list of one is exclusive; empty: the company's
	Language string        `json:"language,omitempty"` // nb, nn, en, sv, da; empty: the company's
	Accounts []string      `json:"accounts,omitempty"` // known payer accounts, 11 digits or IBAN
	Terms    int           `json:"terms,omitempty"`    // days from issue to due; 0: the company's
	Note     string        `json:"note,omitempty"`     // for ourselves, never printed

	OtherFormat bool `json:"otherFormat,omitempty"` // agreed on another electronic format than EHF, as the law allows for a time
}

// Check notes everything wrong with a customer before it is stored.
func (c Customer) Check() Faults {
	var faults Faults
	c.Party.check("customer", &faults)
	checkRoutes(c.Routes, "customer.routes", &faults)
	if c.Payer != "" && c.Payer == c.No {
		faults.Add("payer-is-self", "customer.payer")
	}
	return faults
}

func checkRoutes(routes []ChannelName, path string, faults *Faults) {
	seen := map[ChannelName]bool{}
	for i, r := range routes {
		if !slices.Contains(Channels, r) {
			faults.Add("route-unknown", at(path, i, ""), "route", string(r))
		}
		if seen[r] {
			faults.Add("route-twice", at(path, i, ""), "route", string(r))
		}
		seen[r] = true
	}
}
