package journey_test

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/shopspring/decimal"
)

// club is a company whose ways out end in a box of this process, so that its sendings come to every end there is. The window
// program finds the box where the settings say.
type club struct {
	t       testing.TB
	box     *practice.Box
	file    string
	company *app.Company
}

// outcome is a way a sending can end, and how it comes about: whom the invoice goes to and what is done about it.
type outcome struct {
	name     string
	customer billing.Customer
	number   string // of the invoice, once issued
	state    billing.DeliveryState
	channel  billing.ChannelName
}

var home = billing.Address{Street: "Storgata 2", PostCode: "7010", City: "Trondheim"}

func person(name, email string) billing.Customer {
	return billing.Customer{Party: billing.Party{Name: name, Type: billing.Person, Email: email, Address: home}}
}

func firm(name, orgNo string) billing.Customer {
	return billing.Customer{Party: billing.Party{Name: name, Type: billing.Business, OrgNo: orgNo, Email: "faktura@example.test", Address: home}}
}

// outcomes are what the club sends, in the order it is issued.
func outcomes() []*outcome {
	return []*outcome{
		{name: "levert-ehf", customer: firm("Rør og Varme AS", "987654325"), state: billing.Delivered, channel: billing.EHF},
		{name: "aksesspunkt-avviste", customer: firm("Fjell & Fjord AS", "974760673"), state: billing.Refused, channel: billing.EHF},
		{name: "levert-epost", customer: person("Kari Ødegård", "kari@example.test"), state: billing.Delivered, channel: billing.Email},
		{name: "i-retur", customer: person("Ola Hansen", "bounce@example.test"), state: billing.Bounced, channel: billing.Email},
		{name: "avvist-550", customer: person("Åse Bråten", "permerror@example.test"), state: billing.Refused, channel: billing.Email},
		{name: "venter-451", customer: person("Per Lunde", "temperror@example.test"), state: billing.Queued, channel: billing.Email},
		{name: "uvisst", customer: person("Ingrid Næss", "lost@example.test"), state: billing.Unknown, channel: billing.Email},
		{name: "postet", customer: person("Solveig Kjærstad", ""), state: billing.Delivered, channel: billing.Letter},
		{name: "angret", customer: person("Jan-Erik Haug", "jan@example.test"), state: billing.Cancelled, channel: billing.Email},
		{name: "holdt-igjen", customer: person("Małgorzata Kowalski", "malgorzata@example.test"), state: billing.Queued, channel: billing.Email},
	}
}

// newClub makes the company and lets every outcome happen. The company is closed; the box stays open for the test.
func newClub(t testing.TB) (*club, []*outcome) {
	t.Helper()
	c := &club{t: t, file: filepath.Join(t.TempDir(), "solbakken.fakt")}
	var err error
	if c.box, err = practice.Start(context.Background(), practice.Options{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.box.Close() })
	if c.company, err = app.Create(context.Background(), c.file, c.settings(), app.Options{}); err != nil {
		t.Fatal(err)
	}
	all := outcomes()
	for _, o := range all {
		c.issue(o)
	}
	c.happen(all)
	return c, all
}

func (c *club) close() {
	c.t.Helper()
	c.must(c.company.Close())
}

func (c *club) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *club) settings() billing.Settings {
	box := c.box
	return billing.Settings{"practice": "yes", "name": "Solbakken idrettslag", "orgNo": "923609016", "vat": "yes", "email": practice.User,
		"address.street": "Idrettsveien 1", "address.postCode": "0150", "address.city": "Oslo", "account": "15035195014", "send.undo": "0",
		"kid.modulus": "10", "kid.length": "12", "kid.pattern": "CCCCCIIIIII", "mail.notices": "all", "mail.sent.copy": "yes",
		"mail.from": practice.User, "mail.ca": box.CAFile, "mail.imap.senders": box.Bank.Address,
		"mail.smtp.host": box.Mail.Host, "mail.smtp.port": strconv.Itoa(box.Mail.SMTPPort), "mail.smtp.user": practice.User, "mail.smtp.security": "starttls",
		"mail.imap.host": box.Mail.Host, "mail.imap.port": strconv.Itoa(box.Mail.IMAPSPort), "mail.imap.user": practice.User, "mail.imap.security": "tls",
		"accesspoint.kind": "phoss", "accesspoint.url": box.Access.URL, "accesspoint.ca": box.CAFile,
		"lookup.dns": box.DNS.Addr, "lookup.zone": practice.Zone, "lookup.ca": box.CAFile, "lookup.register": box.Register.URL}
}

// issue writes the customer down and issues its invoice; nothing is sent yet.
func (c *club) issue(o *outcome) {
	c.t.Helper()
	ctx := context.Background()
	customers, err := c.company.AddCustomers(ctx, []billing.Customer{o.customer})
	c.must(err)
	if o.customer.OrgNo != "" {
		c.box.AddReceiver("0192:" + o.customer.OrgNo)
	}
	id, err := c.company.SaveDraft(ctx, billing.Draft{Customer: billing.CustomerRef{No: customers[0].No}, BuyerReference: "Styret",
		Lines: []billing.Line{{Item: "Treningsavgift", Quantity: decimal.NewFromInt(1), Unit: "EA", Price: decimal.NewFromInt(1200), VAT: billing.Rate(decimal.NewFromInt(25))}}})
	c.must(err)
	issued, refused, err := c.company.Issue(ctx, []int64{id}, app.Issuing{})
	if err != nil || len(issued) != 1 {
		c.t.Fatalf("issue to %s: %v, refused %v", o.customer.Name, err, refused)
	}
	o.number = issued[0].Number()
}

// happen sends what is to be sent and lets the world answer.
func (c *club) happen(all []*outcome) {
	c.t.Helper()
	ctx := context.Background()
	var numbers, first []string
	for _, o := range all {
		if o.name == "angret" {
			c.must(c.company.CancelDelivery(ctx, c.newest(o.number).ID))
			continue
		}
		numbers = append(numbers, o.number)
		if o.name != "holdt-igjen" {
			first = append(first, o.number)
		}
	}
	c.must(c.company.SendFirst(ctx, numbers, first))
	c.box.Access.Plan(practice.Accept, practice.RefuseRules)
	c.send()
	if _, err := c.company.FetchReturns(ctx); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.company.FetchInbox(ctx); err != nil {
		c.t.Fatal(err)
	}
	c.send() // letters take over from what came back
	for _, o := range all {
		if d := c.newest(o.number); o.name == "postet" {
			c.must(c.company.MarkPosted(ctx, []int64{d.ID}))
		}
	}
}

func (c *club) send() {
	c.t.Helper()
	_, err := c.company.Send(context.Background(), app.Sending{})
	c.must(err)
}

// newest is the latest delivery of a document.
func (c *club) newest(number string) billing.DeliveryRow {
	c.t.Helper()
	var newest billing.DeliveryRow
	for _, r := range c.rows() {
		if r.Invoice == number && r.ID > newest.ID {
			newest = r
		}
	}
	if newest.ID == 0 {
		c.t.Fatalf("document %s has no delivery", number)
	}
	return newest
}

func (c *club) rows() []billing.DeliveryRow {
	c.t.Helper()
	rows, err := c.company.Outbox(context.Background())
	c.must(err)
	return rows
}

// A list of documents must not say of one that is held back that it is on its way.
func TestOutcomes_WhatIsHeldIsToldInTheList(t *testing.T) {
	c, all := newClub(t)
	defer c.close()
	for _, o := range all {
		rows, err := c.company.InvoiceRows(context.Background(), []string{o.number})
		c.must(err)
		if held := rows[o.number].Args["held"] != ""; held != (o.name == "holdt-igjen") {
			t.Errorf("%s: held %v in the list", o.name, held)
		}
	}
	d, err := c.company.Dashboard(context.Background())
	c.must(err)
	if !slices.ContainsFunc(d.Tasks, func(t billing.Task) bool { return t.Kind == "held" && t.Args["count"] == "1" }) || d.OnTheWay != 1 {
		t.Errorf("%d on the way, tasks %+v: want one on the way and one held", d.OnTheWay, d.Tasks)
	}
}

// What the pictures of the timelines show has happened.
func TestOutcomes_ReallyHappen(t *testing.T) {
	c, all := newClub(t)
	defer c.close()
	for _, o := range all {
		happened := false
		var got []string
		for _, r := range c.rows() {
			if r.Invoice == o.number {
				happened = happened || r.Channel == o.channel && r.State == o.state
				got = append(got, string(r.Channel)+" "+string(r.State)+" "+r.Reason)
			}
		}
		if !happened {
			t.Errorf("%s: got %q, want %s %s", o.name, got, o.channel, o.state)
		}
	}
}
