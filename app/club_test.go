package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/payref"
)

// The accounts of the club; both have their check digit.
const (
	clubAccount   = "15035195014"
	secondAccount = "86011117947"
)

// clubSettings are a club that may issue, and whose ways out and in end in a box that may live in another process.
func clubSettings(box *practice.Box) billing.Settings {
	return billing.Settings{
		"practice": "yes", "name": "Solbakken idrettslag", "orgNo": "923609016", "vat": "yes",
		"address.street": "Idrettsveien 1", "address.postCode": "0150", "address.city": "Oslo",
		"account": clubAccount, "accounts": secondAccount, "kid.modulus": "10", "kid.length": "12", "kid.pattern": "CCCCCIIIIII", "send.undo": "0",
		"mail.from": practice.User, "mail.ca": box.CAFile, "mail.imap.senders": box.Bank.Address,
		"mail.smtp.host": box.Mail.Host, "mail.smtp.port": strconv.Itoa(box.Mail.SMTPPort), "mail.smtp.user": practice.User, "mail.smtp.security": "starttls",
		"mail.imap.host": box.Mail.Host, "mail.imap.port": strconv.Itoa(box.Mail.IMAPSPort), "mail.imap.user": practice.User, "mail.imap.security": "tls",
		"accesspoint.kind": "phoss", "accesspoint.url": box.Access.URL, "accesspoint.ca": box.CAFile,
		"lookup.dns": box.DNS.Addr, "lookup.zone": practice.Zone, "lookup.ca": box.CAFile, "lookup.register": box.Register.URL,
		"lookup.rates": box.Rates.Plain,
	}
}

// slow is how long the servers of a test keep whoever meets their slow side waiting.
const slow = 200 * time.Millisecond

// newBox opens a world for the time of a test.
func newBox(tb testing.TB) *practice.Box {
	tb.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Dir: tb.TempDir(), Slow: slow})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { box.Close() })
	return box
}

// newClub makes a company file with three customers: 1 takes EHF, 2 mail, 3 letters. It is closed again.
func newClub(tb testing.TB, box *practice.Box) (path string) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "klubb.fakt")
	c, err := app.Create(context.Background(), path, clubSettings(box), app.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	address := billing.Address{Street: "Storgata 2", PostCode: "7010", City: "Trondheim"}
	_, err = c.AddCustomers(context.Background(), []billing.Customer{
		{No: "1", Party: billing.Party{Name: "Rør og Varme AS", Type: billing.Business, OrgNo: "987654325", Address: address}},
		{No: "2", Party: billing.Party{Name: "Kari Ødegård", Type: billing.Person, Email: "kari@example.test", Address: address}},
		{No: "3", Party: billing.Party{Name: "Per Ås", Type: billing.Person, Address: address}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	box.AddReceiver("0192:987654325")
	if err := c.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// reopen opens a company file for the time of a test; later moves its clock on.
func reopen(tb testing.TB, path string, later time.Duration) *app.Company {
	tb.Helper()
	clock := func() time.Time { return time.Now().Add(later) }
	c, err := app.Open(context.Background(), path, app.Options{Clock: clock})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	return c
}

// mustClose closes a company file, so that the next program finds it at rest.
func mustClose(tb testing.TB, c *app.Company) {
	tb.Helper()
	if err := c.Close(); err != nil {
		tb.Fatal(err)
	}
}

// mustVerify fails the test for each check that does not hold.
func mustVerify(tb testing.TB, c *app.Company) {
	tb.Helper()
	faults, err := c.Verify(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range faults {
		tb.Errorf("%s: %s", f.Code, f.Args["detail"])
	}
}

// openItems is a file of n unpaid invoices of a former system, 500 kr each, with the KIDs of an agreement of ours.
func openItems(n int) string {
	var b strings.Builder
	b.WriteString("number;customer_no;customer_name;issued;due;amount;outstanding;currency;kid;credited\n")
	for i := range n {
		fmt.Fprintf(&b, "%d;2;Kari Ødegård;01.10.2026;15.10.2026;500,00;500,00;NOK;%s;no\n", 500_000+i, itemKID(i))
	}
	return b.String()
}

// itemKID is the KID of the i-th open item.
func itemKID(i int) string {
	payload := fmt.Sprintf("00002%06d", 500_000+i)
	return payload + string(payref.Luhn(payload))
}
