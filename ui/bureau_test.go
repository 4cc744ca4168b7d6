package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fakturist/assets"
	designs "fakturist/assets/template"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/money"
	"fakturist/billing/payref"
	"fakturist/billing/pdf"
	"fakturist/billing/register"
	"fakturist/billing/template"
	"fakturist/ui"

	"github.com/shopspring/decimal"
)

// bureau is the window's services over what a kindergarten has on its desk on 22 November 2026. A function field, where it is
// set, stands in for its method; calls are noted.
type bureau struct {
	ui.Services // what no test asks for panics

	company   billing.Company
	settings  billing.Settings
	customers []billing.Customer
	items     []billing.Item
	rows      []billing.InvoiceRow
	entries   []billing.Entry
	booked    map[int64][]billing.Allocation
	outbox    []billing.DeliveryRow
	planned   []billing.PlannedDelivery
	rests     map[billing.ChannelName]billing.Resting
	texts     []billing.MailText
	receipt   billing.Receipt // of every trial
	refusal   error
	saving    error           // of SaveSettings
	timeline  []billing.Event // of 10261, instead of its own
	report    billing.ResolverReport
	dashboard billing.Dashboard
	drafts    map[int64]billing.Draft
	letters   letterDesk
	invoices  map[string]billing.Invoice
	bases     []billing.Basis
	taken     map[int64]map[int]decimal.Decimal
	sendings  map[int64][]billing.BasisSending
	work      []billing.Work
	calls     []string
	notify    func(billing.Signal)
	events    []billing.Event // of every document beside its own
	credited  money.Amount    // of every invoice before

	company_ func() (billing.Company, error)
	preview  func(billing.Draft) (billing.Prepared, []layout.Page, error)
	issue    func([]int64) ([]billing.Invoice, map[int64]billing.Faults, error)
	lookup   func(string) (billing.Party, billing.Capability, error)
	accept   func(int64, int) error
	fetched  func() ([]billing.ImportReport, error)

	whoIs    func(string) (billing.RegisterEntry, billing.Capability, error)
	found    []billing.RegisterEntry // by the company register
	offline  error                   // why the register cannot be searched
	applied  register.Choices        // of the last import
	received []billing.Received
	saved    billing.Customer // last

	template *template.Template
	fonts    *pdf.Fonts
}

func kr(s string) money.Amount {
	a, err := money.Parse(s, money.NOK)
	if err != nil {
		panic(err)
	}
	return a
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func day(s string) cal.Date { return cal.MustParse(s) }

var clock = func() time.Time { return time.Date(2026, 11, 22, 14, 5, 0, 0, time.FixedZone("CET", 3600)) }

func newBureau() *bureau {
	b := &bureau{drafts: map[int64]billing.Draft{}, invoices: map[string]billing.Invoice{}, booked: map[int64][]billing.Allocation{}}
	b.company = billing.Company{ID: "blabarlia", Terms: 14, Language: "nb", Account: "15035035203", SendUndo: 30,
		Party: billing.Party{Name: "Blåbærlia Barnehage SA", Type: billing.Business, OrgNo: "923609016", Email: "post@blabarlia.example",
			Address: billing.Address{Street: "Skogveien 3", PostCode: "0860", City: "Oslo"}},
		Routes: []billing.ChannelName{billing.EHF, billing.Email, billing.Letter},
		KID:    payref.Agreement{Modulus: payref.Modulus10, Lengths: []int{10}, Pattern: "CCCCIIIII"}}
	b.settings = billing.Settings{"name": b.company.Name, "orgNo": "923609016", "account": "15035035203", "email": "post@blabarlia.example", "address.street": "Skogveien 3",
		"address.postCode": "0860", "address.city": "Oslo", "kid.modulus": "10", "kid.length": "10", "kid.pattern": "CCCCIIIII", "mail.from": "post@blabarlia.example",
		"mail.smtp.host": "smtp.blabarlia.example", "mail.smtp.user": "post", "mail.imap.host": "imap.blabarlia.example", "mail.imap.senders": "filer@banken.example"}
	b.people()
	b.documents()
	b.payments()
	b.deliveries()
	b.figures()
	b.taken, b.sendings = map[int64]map[int]decimal.Decimal{}, map[int64][]billing.BasisSending{}
	b.fillBasis()
	tpl, err := template.Read(designs.Standard)
	if err != nil {
		panic(err)
	}
	b.template = tpl
	if b.fonts, err = pdf.ParseFonts(assets.InterRegular, assets.InterSemiBold, assets.InterBold); err != nil {
		panic(err)
	}
	return b
}

func person(no, name, street, code string, groups ...string) billing.Customer {
	first := strings.ToLower(strings.Fields(name)[0])
	return billing.Customer{No: no, Groups: groups, Party: billing.Party{Name: name, Type: billing.Person, Email: strings.NewReplacer("å", "a", "ø", "o", "ł", "l").Replace(first) + "@example.no",
		Address: billing.Address{Street: street, PostCode: code, City: "Oslo"}}}
}

func (b *bureau) people() {
	b.customers = []billing.Customer{
		person("412", "Kari Nordmann", "Bjørkeveien 12", "0861", "Blåbær"), person("388", "Ola Hansen", "Granveien 4", "0862", "Tyttebær"),
		person("291", "Åse Bråten", "Lia 7", "0860", "Blåbær"), person("350", "Per Lunde", "Furukollen 3", "0864", "Tyttebær"),
		person("402", "Ingrid Ødegård", "Stien 22", "0863", "Blåbær", "Styret"), person("377", "Małgorzata Kowalski", "Dalveien 9", "0861", "Multer"),
		person("344", "Jan-Erik Næss", "Myra 1", "0865", "Multer"), person("333", "Solveig Kjærstad", "Åsen 16", "0866", "Blåbær"),
		{No: "500", Payer: "412", Groups: []string{"Blåbær"}, Party: billing.Party{Name: "Ella Nordmann", Type: billing.Person}},
		{No: "120", Groups: []string{"Leie"}, Party: billing.Party{Name: "Fjell & Fjord AS", Type: billing.Business, OrgNo: "974760673", Email: "faktura@fjellogfjord.example",
			Address: billing.Address{Street: "Storgata 1", PostCode: "0155", City: "Oslo"}}},
		{No: "101", Groups: []string{"Kommune"}, Party: billing.Party{Name: "Oslo kommune, Bydel Grünerløkka", Type: billing.Public, OrgNo: "870534612",
			Address: billing.Address{Street: "Markveien 57", PostCode: "0550", City: "Oslo"}}},
	}
	b.customers[2].Email = ""
	b.items = []billing.Item{
		{ID: 1, No: "OPP", Name: "Oppholdsbetaling", Description: "Hel plass", Unit: "MON", Price: dec("1200")}, {ID: 2, No: "KOST", Name: "Kostpenger", Unit: "EA", Price: dec("350")},
		{ID: 3, No: "KOPP", Name: "Kopper og kar", Unit: "EA", Price: dec("129")}, {ID: 4, No: "KVASK", Name: "Koppevask", Unit: "HUR", Price: dec("60")},
		{ID: 5, No: "SEN", Name: "For sen henting", Unit: "EA", Price: dec("250")}, {ID: 6, No: "LEIE", Name: "Leie av sal, kveld", Unit: "HUR", Price: dec("725")},
	}
}

func (b *bureau) documents() {
	row := func(number, customer, issued, due, payable, left string, status billing.Status, reason string, args ...string) {
		r := billing.InvoiceRow{Number: number, Kind: billing.KindInvoice, CustomerNo: customer, IssueDate: day(issued), DueDate: day(due), Payable: kr(payable),
			Net: kr(payable), Outstanding: kr(left), Status: status, Reason: reason, Args: map[string]string{}}
		for i := 0; i+1 < len(args); i += 2 {
			r.Args[args[i]] = args[i+1]
		}
		for _, c := range b.customers {
			if c.No == customer {
				r.CustomerName = c.Name
			}
		}
		if kid, err := b.company.KID.Compose(customer, number); err == nil {
			r.KID = kid
		}
		b.rows = append(b.rows, r)
	}
	row("10261", "412", "2026-11-22", "2026-12-06", "2740.00", "2740.00", billing.StatusSent, "accepted", "channel", "email")
	row("10260", "101", "2026-11-22", "2026-12-22", "18600.00", "18600.00", billing.StatusSent, "delivered", "channel", "ehf")
	row("10259", "291", "2026-11-22", "2026-12-06", "1200.00", "1200.00", billing.StatusSent, "accepted", "channel", "letter")
	row("10258", "350", "2026-11-21", "2026-12-05", "1200.00", "0.00", billing.StatusPaid, "paid-on", "date", "2026-11-21")
	row("10234", "388", "2026-11-01", "2026-11-15", "2400.00", "2400.00", billing.StatusOverdue, "smtp-550", "channel", "email")
	row("10231", "402", "2026-11-01", "2026-11-15", "1200.00", "1200.00", billing.StatusOverdue, "overdue")
	row("10230", "120", "2026-11-01", "2026-11-30", "14500.00", "9500.00", billing.StatusSent, "part-paid", "channel", "ehf")
	row("10219", "377", "2026-10-18", "2026-11-01", "1200.00", "1200.00", billing.StatusOverdue, "overdue")
	row("10218", "344", "2026-10-18", "2026-11-01", "1200.00", "0.00", billing.StatusCredited, "")
	row("10214", "333", "2026-10-18", "2026-11-01", "840.00", "840.00", billing.StatusDisputed, "")
	row("10211", "388", "2026-10-18", "2026-11-01", "2400.00", "0.00", billing.StatusPaid, "paid-on", "date", "2026-10-30")
	b.rows = append(b.rows, billing.InvoiceRow{ID: 7, Status: billing.StatusDraft, Kind: billing.KindInvoice, CustomerNo: "402", CustomerName: "Ingrid Ødegård", Payable: kr("1450.00"), Net: kr("1450.00")})
	b.drafts[7] = billing.Draft{ID: 7, Customer: billing.CustomerRef{No: "402"}, Lines: []billing.Line{{Item: "Oppholdsbetaling", Quantity: dec("1"), Unit: "MON", Price: dec("1200"), For: "Nora (3)"},
		{Item: "For sen henting", Quantity: dec("1"), Unit: "EA", Price: dec("250")}}}
}

func (b *bureau) payments() {
	entry := func(id int64, date, payer, amount string, state billing.EntryState, kid, text, reason string, args ...string) *billing.Entry {
		e := billing.Entry{ID: id, Date: day(date), Payer: payer, Amount: kr(amount), State: state, KID: kid, Text: text, Reason: reason, Account: "15035035203",
			PayerAccount: "15034411821", File: "ocr-20.txt", Args: map[string]string{}}
		for i := 0; i+1 < len(args); i += 2 {
			e.Args[args[i]] = args[i+1]
		}
		b.entries = append(b.entries, e)
		return &b.entries[len(b.entries)-1]
	}
	propose := func(e *billing.Entry, rule string, evidence []string, numbers ...string) {
		for _, n := range numbers {
			e.Suggestions = append(e.Suggestions, billing.Proposal{Rule: rule, Evidence: evidence, Allocations: []billing.Allocation{{EntryID: e.ID, Invoice: n, Amount: kr("2400.00")}}})
		}
	}
	propose(entry(1, "2026-11-20", "Ola Hansen", "2400.00", billing.EntrySuggested, "0388107342", "", "kid-near", "kid", "0388107342", "number", "10234"), "kid-one-digit", []string{"kid-one-digit", "amount"}, "10234", "10211")
	e := entry(3, "2026-11-20", "Fjell og Fjord AS", "5000.00", billing.EntryMatched, "0120102306", "", "part-paid", "number", "10230", "left", "9500.00")
	b.booked[3] = []billing.Allocation{{EntryID: 3, Invoice: "10230", Amount: e.Amount, Rule: "kid-exact"}}
	entry(5, "2026-11-19", "Åse Bråten", "1250.00", billing.EntryUnmatched, "", "Takk for oktober", "entry-no-kid")
	entry(6, "2026-11-19", "Per Lunde", "1200.00", billing.EntryUnmatched, "0350102586", "", "kid-paid", "number", "10258")
	entry(7, "2026-11-18", "Vipps AS", "3312.40", billing.EntryUnmatched, "", "Utbetaling 88120", "entry-no-kid")
	entry(4, "2026-11-19", "Sumpost OCR 88", "86400.00", billing.EntryLump, "", "", "")
	entry(8, "2026-11-18", "I. Haug", "2040.00", billing.EntryMatched, "0350102586", "", "")
	b.booked[8] = []billing.Allocation{{EntryID: 8, Invoice: "10258", Amount: kr("1200.00"), Rule: "kid-exact"}}
}

func (b *bureau) deliveries() {
	at := clock().Add(-3 * time.Minute)
	row := func(id int64, number, customer, amount string, ch billing.ChannelName, to string, state billing.DeliveryState, reason, detail string) {
		b.outbox = append(b.outbox, billing.DeliveryRow{Delivery: billing.Delivery{ID: id, Invoice: number, Channel: ch, Recipient: to, State: state, Reason: reason, Detail: detail, UpdatedAt: at},
			CustomerName: customer, Payable: kr(amount)})
	}
	row(0, "10234", "Ola Hansen", "2400.00", "", "", billing.Refused, "smtp-550", "550 5.1.1 No such mailbox")
	row(22, "10228", "Fjell & Fjord AS", "14500.00", billing.EHF, "0192:974760673", billing.Unknown, "", "")
	row(0, "10199", "Ella Nordmann", "350.00", "", "", "", "no-channel", "")
	row(23, "10261", "Kari Nordmann", "2740.00", billing.Email, "kari@example.no", billing.Queued, "", "")
	row(24, "10259", "Åse Bråten", "1200.00", billing.Letter, "Åse Bråten", billing.Accepted, "", "")
	row(25, "10219", "Małgorzata Kowalski", "1200.00", billing.Letter, "Małgorzata Kowalski", billing.Accepted, "", "")
	row(26, "10260", "Oslo kommune, Bydel Grünerløkka", "18600.00", billing.EHF, "0192:870534612", billing.Delivered, "", "")
}

func (b *bureau) figures() {
	tally := func(n int, s string) billing.Tally { return billing.Tally{Count: n, Sum: kr(s)} }
	b.dashboard = billing.Dashboard{Outstanding: tally(315, "378400.00"), Overdue: tally(133, "160000.00"), DueSoon: tally(80, "96000.00"), PaidMonth: tally(344, "412800.00"),
		PaidByKID: 97, OnTheWay: 3, InboxRead: clock().Add(-3 * time.Minute), Customers: 412, Invoices: 2600, Drafts: 4,
		Ageing: [5]billing.Tally{tally(182, "218400.00"), tally(64, "77200.00"), tally(38, "45600.00"), tally(22, "26400.00"), tally(9, "10800.00")}}
	sums := []string{"34000.00", "44000.00", "15000.00", "81000.00", "25000.00", "18000.00", "74000.00", "21000.00", "11000.00", "17000.00", "78000.00", "15000.00"}
	for i, s := range sums {
		b.dashboard.Expected[i] = billing.WeekSum{Year: 2026, Week: (46+i)%53 + 1, Sum: kr(s)}
	}
	b.dashboard.Tasks = []billing.Task{
		{Kind: "delivery-refused", Ref: "10234", Urgency: 2, Args: map[string]string{"channel": "email", "name": "Ola Hansen", "reason": "smtp-550"}},
		{Kind: "entry-suggested", Ref: "1", Urgency: 1, Amount: kr("2400.00"), Args: map[string]string{"name": "Ola Hansen", "rule": "kid-one-digit", "invoice": "10234"}},
		{Kind: "entry-unmatched", Ref: "7", Urgency: 1, Amount: kr("3312.40"), Args: map[string]string{"name": "Vipps AS"}},
		{Kind: "print-pile", Urgency: 0, Args: map[string]string{"count": "12"}},
		{Kind: "drafts", Urgency: 0, Args: map[string]string{"count": "4"}},
	}
}

func (b *bureau) note(format string, args ...any) {
	b.calls = append(b.calls, fmt.Sprintf(format, args...))
}

func (b *bureau) called(name string) bool {
	return slices.ContainsFunc(b.calls, func(c string) bool { return strings.HasPrefix(c, name) })
}

func (b *bureau) Subscribe(notify func(billing.Signal)) func() { b.notify = notify; return func() {} }

func (b *bureau) Company(context.Context) (billing.Company, error) {
	if b.company_ != nil {
		return b.company_()
	}
	return b.company, nil
}

func (b *bureau) OpenPractice(context.Context) error {
	b.note("practice")
	b.company.Practice, b.company.ID, b.company_ = true, "practice", nil
	return nil
}

func (b *bureau) CreateCompany(_ context.Context, path string, s billing.Settings) error {
	b.note("create %s %s %s %s", s["name"], s["orgNo"], s["account"], s["address.city"])
	b.company_ = nil
	return nil
}

func (b *bureau) Dashboard(context.Context) (billing.Dashboard, error) { return b.dashboard, nil }

func (b *bureau) Settings(context.Context) (billing.Settings, error) { return b.settings, nil }

func (b *bureau) SaveSettings(_ context.Context, s billing.Settings) error {
	b.note("settings %v", s)
	return b.saving
}

func (b *bureau) SetSecret(_ context.Context, name, value string) error {
	b.note("secret %s %s", name, value)
	return nil
}

func (b *bureau) Lookup(_ context.Context, orgNo string) (billing.Party, billing.Capability, error) {
	return b.lookup(orgNo)
}

func (b *bureau) customerRow(c billing.Customer) billing.CustomerRow {
	row := billing.CustomerRow{Customer: c, Outstanding: kr("0.00"), Overdue: kr("0.00")}
	for _, r := range b.rows {
		if r.CustomerNo == c.No && r.Outstanding.Sign() > 0 {
			row.Outstanding.Minor += r.Outstanding.Minor
			row.Invoices++
			if r.Status == billing.StatusOverdue {
				row.Overdue.Minor += r.Outstanding.Minor
			}
		}
	}
	return row
}

func (b *bureau) Customers(_ context.Context, text, group, _ string, _ int) (billing.Page[billing.CustomerRow], error) {
	var page billing.Page[billing.CustomerRow]
	for _, c := range b.customers {
		if strings.Contains(strings.ToLower(c.Name), strings.ToLower(text)) && (group == "" || slices.Contains(c.Groups, group)) {
			page.Rows = append(page.Rows, b.customerRow(c))
		}
	}
	slices.SortFunc(page.Rows, func(x, y billing.CustomerRow) int { return strings.Compare(x.Name, y.Name) })
	return page, nil
}

func (b *bureau) Customer(_ context.Context, no string) (billing.CustomerRow, error) {
	for _, c := range b.customers {
		if c.No == no {
			return b.customerRow(c), nil
		}
	}
	return billing.CustomerRow{}, billing.ErrNotFound
}

func (b *bureau) SaveCustomer(_ context.Context, c billing.Customer) (billing.Customer, error) {
	if err := c.Check().Err(); err != nil {
		return c, err
	}
	if c.No == "" {
		c.No = "501"
		b.customers = append(b.customers, c)
	}
	b.note("customer %s %s", c.No, c.Name)
	b.saved = c
	return c, nil
}

func (b *bureau) CustomerSearch(_ context.Context, text string) ([]billing.Customer, error) {
	var out []billing.Customer
	for _, c := range b.customers {
		if strings.HasPrefix(strings.ToLower(c.Name), strings.ToLower(text)) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (b *bureau) Groups(context.Context) (map[string]int, error) {
	groups := map[string]int{}
	for _, c := range b.customers {
		for _, g := range c.Groups {
			groups[g]++
		}
	}
	return groups, nil
}

func (b *bureau) Items(_ context.Context, text string) ([]billing.Item, error) {
	var out []billing.Item
	for _, i := range b.items {
		if strings.Contains(strings.ToLower(i.Name), strings.ToLower(text)) {
			out = append(out, i)
		}
	}
	return out, nil
}

func (b *bureau) SaveItem(_ context.Context, i billing.Item) (billing.Item, error) {
	b.note("item %s %s %s", i.No, i.Name, i.Price)
	return i, nil
}
