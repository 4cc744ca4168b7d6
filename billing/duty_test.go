package billing_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// dutyOn is what the duty of electronic invoices says of an invoice on a day: a code, with "!" when it stops.
func dutyOn(t *testing.T, c billing.Company, b billing.Customer, day cal.Date) string {
	t.Helper()
	d := billing.Draft{Customer: billing.CustomerRef{No: b.No}, BuyerReference: "x", Lines: []billing.Line{line("1", "100", "25")}}
	now := time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, time.UTC)
	p, err := billing.Prepare(context.Background(), ledger{company: c, buyer: b}, now, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Faults {
		if strings.HasPrefix(f.Code, "einvoice-") {
			if f.Warning {
				return f.Code
			}
			return f.Code + "!"
		}
	}
	return ""
}

func TestDuty_WarnsBeforeItsDayAndRefusesFromIt(t *testing.T) {
	business := buyer()
	business.Type, business.OrgNo, business.Email = billing.Business, "999000118", "post@kunde.test"
	before, first, relief, after := cal.On(2026, 12, 31), cal.On(2027, 1, 1), cal.On(2029, 12, 31), cal.On(2030, 1, 1)
	keeps, club := seller(t), seller(t, "vat", "no", "foretaksregisteret", "no")
	for _, tc := range []struct {
		name    string
		company billing.Company
		change  func(*billing.Customer)
		on      cal.Date
		want    string
	}{
		{"goes as EHF", keeps, func(b *billing.Customer) { b.Routes = []billing.ChannelName{billing.EHF} }, first, ""},
		{"the day before", keeps, func(*billing.Customer) {}, before, "einvoice-duty-soon"},
		{"the day itself", keeps, func(*billing.Customer) {}, first, "einvoice-duty!"},
		{"agreed on another format", keeps, func(b *billing.Customer) { b.OtherFormat = true }, first, ""},
		{"on the relief's last day", keeps, func(b *billing.Customer) { b.OtherFormat = true }, relief, ""},
		{"after the relief", keeps, func(b *billing.Customer) { b.OtherFormat = true }, after, "einvoice-duty!"},
		{"a public body", keeps, func(b *billing.Customer) { b.Type = billing.Public }, first, "einvoice-public"},
		{"a person", keeps, func(b *billing.Customer) { b.Type = billing.Person }, first, ""},
		{"abroad", keeps, func(b *billing.Customer) { b.Address.Country = "SE" }, first, ""},
		{"a club without the duty to keep books", club, func(*billing.Customer) {}, first, ""},
	} {
		b := business
		b.Routes = []billing.ChannelName{billing.Email, billing.EHF}
		tc.change(&b)
		if got := dutyOn(t, tc.company, b, tc.on); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestDuty_SettingSaysOtherwise(t *testing.T) {
	business := buyer()
	business.Type, business.OrgNo, business.Routes = billing.Business, "999000118", []billing.ChannelName{billing.Letter}
	day := cal.On(2027, 3, 1)
	var got []string
	for _, value := range []string{"yes", "no"} {
		got = append(got, dutyOn(t, seller(t, "bookkeeping", value), business, day))
	}
	if !slices.Equal(got, []string{"einvoice-duty!", ""}) {
		t.Errorf("by the setting: %v", got)
	}
}
