package view

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/payref"
)

// CustomerRow is a customer as the list shows it.
type CustomerRow struct {
	Key         string
	No          string
	Name        string
	Detail      string // who pays for it, or its groups
	Place       string
	Way         Chip // how documents reach it
	Outstanding string
	Overdue     Chip
	Row         billing.CustomerRow
}

// CustomerRow puts a customer into words.
func (t Tongue) CustomerRow(r billing.CustomerRow, c billing.Company) CustomerRow {
	row := CustomerRow{Key: r.No, No: r.No, Name: r.Name, Place: r.Address.City, Outstanding: t.Amount(r.Outstanding), Row: r,
		Detail: strings.Join(r.Groups, ", "), Way: t.Way(c, r.Customer)}
	if r.Outstanding.IsZero() {
		row.Outstanding = ""
	}
	if r.Overdue.Sign() > 0 {
		row.Overdue = Chip{Text: t.T("customer.overdue"), Tone: Bad, Why: t.T("customer.overdue.why", "sum", t.Amount(r.Overdue))}
	}
	return row
}

// Way is how documents reach a customer: the first channel of its list that can carry to it.
func (t Tongue) Way(c billing.Company, to billing.Customer) Chip {
	if to.Payer != "" {
		return Chip{Text: capital(t.T("customer.paid-by", "no", to.Payer)), Tone: Quiet}
	}
	ch, ok := billing.NextChannel(billing.Route(c, to), to.Party, "")
	if !ok {
		return Chip{Text: t.T("status.no-channel"), Tone: Bad, Why: t.T("check.way.none")}
	}
	return Chip{Text: capital(t.Channel(ch)), Tone: Quiet}
}

// CustomerForm is the form of a customer: text in every field, whatever it may mean.
type CustomerForm struct {
	tongue Tongue
	base   billing.Customer

	Type                          billing.PartyType
	Name, OrgNo, Email, Phone     string
	Contact                       string
	Street, Extra, PostCode, City string
	Country                       string
	Payer, Groups, Accounts       string
	Terms, Note, Language         string
	Route                         string // own list of channels, comma separated; empty: that of its groups or the company
	Endpoint                      string
	OtherFormat                   bool // agreed on another electronic format than EHF
}

// NewCustomerForm opens a customer; the zero one is new.
func NewCustomerForm(t Tongue, c billing.Customer) *CustomerForm {
	f := &CustomerForm{tongue: t, base: c, Type: c.Type, Name: c.Name, OrgNo: OrgNo(c.OrgNo), Email: c.Email, Phone: c.Phone, Contact: c.Contact,
		Street: c.Address.Street, Extra: c.Address.Extra, PostCode: c.Address.PostCode, City: c.Address.City, Country: c.Address.Country,
		Payer: c.Payer, Groups: strings.Join(c.Groups, ", "), Note: c.Note, Language: c.Language, Route: routeKey(c.Routes),
		Endpoint: c.Endpoint.String(), OtherFormat: c.OtherFormat}
	if f.Type == "" {
		f.Type = billing.Person
		if c.OrgNo != "" {
			f.Type = billing.Business
		}
	}
	var accounts []string
	for _, a := range c.Accounts {
		accounts = append(accounts, Account(a))
	}
	f.Accounts = strings.Join(accounts, ", ")
	if c.Terms > 0 {
		f.Terms = strconv.Itoa(c.Terms)
	}
	return f
}

// No of the customer; empty for a new one.
func (f *CustomerForm) No() string { return f.base.No }

// Fill takes what the register says, and leaves what somebody typed and the register does not know.
func (f *CustomerForm) Fill(p billing.Party) {
	f.Name = firstOf(p.Name, f.Name)
	f.Street, f.Extra = firstOf(p.Address.Street, f.Street), firstOf(p.Address.Extra, f.Extra)
	f.PostCode, f.City = firstOf(p.Address.PostCode, f.PostCode), firstOf(p.Address.City, f.City)
	f.Email, f.Phone = firstOf(f.Email, p.Email), firstOf(f.Phone, p.Phone)
	if p.OrgNo != "" {
		f.OrgNo = OrgNo(p.OrgNo)
		f.base.VATNo, f.base.Register = p.VATNo, p.Register
	}
	if p.Type != "" {
		f.Type = p.Type
	}
}

// vatNo is the number in the VAT register, unless the organisation number it was told with has been changed since.
func (f *CustomerForm) vatNo() string {
	if strings.HasPrefix(f.base.VATNo, "NO") && digits(f.base.VATNo) != digits(f.OrgNo) {
		return ""
	}
	return f.base.VATNo
}

// Registered is what is kept of what the register said: nothing for who has no organisation number.
func (f *CustomerForm) Registered() []Chip {
	if digits(f.OrgNo) == "" {
		return nil
	}
	return f.tongue.registrations(billing.Party{VATNo: f.vatNo(), Register: f.base.Register})
}

// CanLookUp tells whether the number typed may stand in the register; it is asked as soon as this is so.
func (f *CustomerForm) CanLookUp() bool { return payref.ValidOrgNo(digits(f.OrgNo)) }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Customer is what the form says, with everything wrong with it.
func (f *CustomerForm) Customer() (billing.Customer, billing.Faults) {
	var faults billing.Faults
	c := f.base
	c.Party = billing.Party{Name: strings.TrimSpace(f.Name), Type: f.Type, VATNo: f.vatNo(), Email: strings.TrimSpace(f.Email),
		Phone: strings.TrimSpace(f.Phone), Contact: strings.TrimSpace(f.Contact), Register: f.base.Register,
		OrgNo: strings.Map(dropBlank, f.OrgNo),
		Address: billing.Address{Street: strings.TrimSpace(f.Street), Extra: strings.TrimSpace(f.Extra), PostCode: strings.TrimSpace(f.PostCode),
			City: strings.TrimSpace(f.City), Country: strings.ToUpper(strings.TrimSpace(f.Country))}}
	if scheme, id, ok := strings.Cut(strings.TrimSpace(f.Endpoint), ":"); ok {
		c.Endpoint = billing.Endpoint{Scheme: scheme, ID: id}
	}
	c.Payer, c.Groups, c.Note, c.Language = strings.TrimSpace(f.Payer), list(f.Groups), strings.TrimSpace(f.Note), f.Language
	c.Routes, c.Accounts, c.Terms = routeOf(f.Route), nil, 0
	c.OtherFormat = f.OtherFormat && f.Type != billing.Person
	for _, a := range list(f.Accounts) {
		a = payref.NormalAccount(a)
		if !payref.ValidAccount(a) && !payref.ValidIBAN(a) {
			faults.Add("account-wrong", "customer.accounts", "account", a)
		}
		c.Accounts = append(c.Accounts, a)
	}
	if s := strings.TrimSpace(f.Terms); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 365 {
			faults.Add("setting-out-of-range", "customer.terms", "value", s, "low", "1", "high", "365")
		}
		c.Terms = n
	}
	return c, append(faults, c.Check()...)
}

// list reads words between commas, without doubles.
func list(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// RouteText is a list of channels in words.
func (t Tongue) RouteText(key string) string {
	if key == "" {
		return t.T("route.company")
	}
	routes := routeOf(key)
	if len(routes) == 1 {
		return t.T("route.only", "channel", t.Channel(routes[0]))
	}
	words := make([]string, len(routes))
	for i, r := range routes {
		words[i] = t.Channel(r)
	}
	return strings.Join(words, " → ")
}

func routeKey(routes []billing.ChannelName) string {
	words := make([]string, len(routes))
	for i, r := range routes {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

func routeOf(key string) []billing.ChannelName {
	var out []billing.ChannelName
	for _, r := range list(key) {
		out = append(out, billing.ChannelName(r))
	}
	return out
}

// CapabilityText says what the address book knows of a receiver, how old that is, and why; "could not be asked" is never
// "cannot receive".
func (t Tongue) CapabilityText(c billing.Capability) Chip {
	document := billing.DocumentType(billing.KindInvoice)
	takes, asked := c.TakesType(document), t.T("ehf.asked", "time", t.Hour(c.CheckedAt))
	if takes == nil {
		return Chip{Text: t.T("ehf.unknown"), Tone: Warn, Why: t.Reason(c.Why(document), nil)}
	}
	because := c.Reason // an older answer, since nobody answers now
	if s, ok := c.Service(document); ok && !*takes {
		because = s.Reason
	}
	if because != "" {
		asked += ". " + t.Reason(because, nil)
	}
	if *takes {
		return Chip{Text: t.T("ehf.yes"), Tone: Good, Why: asked}
	}
	return Chip{Text: t.T("ehf.no"), Tone: Quiet, Why: asked}
}
