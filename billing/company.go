package billing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fakturist/billing/money"
	"fakturist/billing/payref"
)

// Company is the seller: one company, one file. It is read from settings (see Settings) and never stored as a whole.
type Company struct {
	Party
	VATRegistered bool                         // charges VAT and writes MVA after its number
	KeepsBooks    bool                         // obliged to keep books and above the limit of turnover: the duty of electronic invoices is its too
	Account       string                       // BT-84, 11 digits
	IBAN          string                       // BT-84 for payers abroad; made from Account when not given
	BIC           string                       // BT-86
	KID           payref.Agreement             // zero: no KIDs, payments are matched by hand
	Routes        []ChannelName                // best first
	GroupRoutes   map[string][]ChannelName     // own lists of groups of customers, by group; see Route
	Costs         map[ChannelName]money.Amount // what one sending costs, for the preview; absent: not known
	Terms         int                          // days from issue to due
	Language      string                       // of documents and mail: nb, nn, en, sv, da
	FirstNumber   int64                        // number of the first invoice
	SendUndo      int                          // seconds a sending can be taken back
	Practice      bool                         // nothing leaves the machine, documents carry a watermark
	ID            string                       // random, given once: names the secrets of this file in the keyring
}

// Settings are the company's settings by key, as `fakt company set` takes them.
type Settings map[string]string

// The defaults of settings that may be absent.
const (
	defaultTerms       = 14
	defaultFirstNumber = 10001
	defaultUndo        = 30
)

// CompanyFrom reads the seller out of settings and notes every setting that cannot be.
func CompanyFrom(s Settings) (Company, Faults) {
	var faults Faults
	c := Company{
		Party: Party{
			Name: s["name"], Type: Business, OrgNo: compact(s["orgNo"]), Email: s["email"], Phone: s["phone"], Contact: s["contact"],
			Register: s.flag("foretaksregisteret", &faults),
			Address: Address{Street: s["address.street"], Extra: s["address.extra"], PostCode: s["address.postCode"],
				City: s["address.city"], Country: s["address.country"]},
			Endpoint: Endpoint{Scheme: s["endpoint.scheme"], ID: s["endpoint.id"]},
		},
		VATRegistered: s.flag("vat", &faults),
		Account:       payref.NormalAccount(s["account"]),
		IBAN:          compact(s["iban"]),
		BIC:           compact(s["bic"]),
		KID:           s.agreement(&faults),
		Routes:        channelList(s["routes"]),
		GroupRoutes:   s.groupRoutes(),
		Costs:         s.costs(&faults),
		Terms:         s.number("terms", defaultTerms, 0, 365, &faults),
		Language:      s["language"],
		FirstNumber:   int64(s.number("number.first", defaultFirstNumber, 1, 999_999_999, &faults)),
		SendUndo:      s.number("send.undo", defaultUndo, 0, 600, &faults),
		Practice:      s.flag("practice", &faults),
		ID:            s["id"],
	}
	if c.Language == "" {
		c.Language = "nb"
	}
	c.KeepsBooks = c.VATRegistered || c.Register
	if s["bookkeeping"] != "" {
		c.KeepsBooks = s.flag("bookkeeping", &faults)
	}
	if c.VATRegistered {
		c.VATNo = "NO" + c.OrgNo + "MVA"
	}
	c.check(&faults)
	return c, faults
}

// check notes what is wrong with the values themselves; what is merely missing is asked for at issue.
func (c Company) check(faults *Faults) {
	c.Party.check("company", faults)
	if c.Account != "" && !payref.ValidAccount(c.Account) {
		faults.Add("account-wrong", "account", "account", c.Account)
	}
	if c.IBAN != "" && !payref.ValidIBAN(c.IBAN) {
		faults.Add("iban-wrong", "iban", "iban", c.IBAN)
	}
	if c.VATRegistered && c.OrgNo == "" {
		faults.Add("vat-without-orgno", "orgNo")
	}
	if !slices.Contains([]string{"nb", "nn", "en", "sv", "da"}, c.Language) {
		faults.Add("language-unknown", "language", "language", c.Language)
	}
	checkRoutes(c.Routes, "routes", faults)
	for group, list := range c.GroupRoutes {
		checkRoutes(list, GroupRoutePrefix+group, faults)
	}
}

func compact(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", ".", "").Replace(strings.ToUpper(s))
}

func (s Settings) flag(key string, faults *Faults) bool {
	switch strings.ToLower(s[key]) {
	case "", "false", "no", "nei", "0":
		return false
	case "true", "yes", "ja", "1":
		return true
	}
	faults.Add("setting-not-yes-no", key, "value", s[key])
	return false
}

func (s Settings) number(key string, fallback, low, high int, faults *Faults) int {
	if s[key] == "" {
		return fallback
	}
	n, err := strconv.Atoi(strings.TrimSpace(s[key]))
	if err != nil || n < low || n > high {
		faults.Add("setting-out-of-range", key, "value", s[key], "low", fmt.Sprint(low), "high", fmt.Sprint(high))
		return fallback
	}
	return n
}

// GroupRoutePrefix begins the key of a group's list of channels: "routes.group.Sangere".
const GroupRoutePrefix = "routes.group."

// channelList reads "ehf,email,letter"; the default for nothing.
func channelList(s string) []ChannelName {
	if s == "" {
		return []ChannelName{EHF, Email, Letter}
	}
	var out []ChannelName
	for _, r := range strings.Split(s, ",") {
		out = append(out, ChannelName(strings.ToLower(strings.TrimSpace(r))))
	}
	return out
}

func (s Settings) groupRoutes() map[string][]ChannelName {
	var out map[string][]ChannelName
	for key, value := range s {
		group, ok := strings.CutPrefix(key, GroupRoutePrefix)
		if !ok || value == "" {
			continue
		}
		if out == nil {
			out = map[string][]ChannelName{}
		}
		out[group] = channelList(value)
	}
	return out
}

// costs reads "cost.letter" and its like, in kroner.
func (s Settings) costs(faults *Faults) map[ChannelName]money.Amount {
	out := map[ChannelName]money.Amount{}
	for _, ch := range Channels {
		key := "cost." + string(ch)
		if s[key] == "" {
			continue
		}
		amount, err := money.Parse(strings.ReplaceAll(s[key], ",", "."), money.NOK)
		if err != nil || amount.Minor < 0 {
			faults.Add("setting-cost-wrong", key, "value", s[key])
			continue
		}
		out[ch] = amount
	}
	return out
}

// agreement reads kid.modulus, kid.length and kid.pattern. Without a pattern, four places go to the customer number where
// there is room for five more digits of the invoice number, else all to the invoice number.
func (s Settings) agreement(faults *Faults) payref.Agreement {
	if s["kid.modulus"] == "" && s["kid.length"] == "" {
		return payref.Agreement{}
	}
	a := payref.Agreement{Modulus: payref.Modulus(s.number("kid.modulus", 10, 10, 11, faults)), Pattern: strings.ToUpper(s["kid.pattern"])}
	for _, part := range strings.Split(s["kid.length"], ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			faults.Add("kid-length-wrong", "kid.length", "value", s["kid.length"])
			return payref.Agreement{}
		}
		a.Lengths = append(a.Lengths, n)
	}
	if a.Pattern == "" {
		a.Pattern = defaultPattern(a.Lengths[0] - 1)
	}
	if err := a.Validate(); err != nil {
		faults.Add("kid-agreement-wrong", "kid.pattern", "reason", err.Error())
		return payref.Agreement{}
	}
	return a
}

func defaultPattern(payload int) string {
	if payload >= 10 {
		return strings.Repeat("C", payload-6) + "IIIIII"
	}
	if payload >= 9 {
		return "CCCC" + strings.Repeat("I", payload-4)
	}
	return strings.Repeat("I", max(payload, 1))
}
