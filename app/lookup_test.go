package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"
)

// openClub opens the club at a moment the test moves.
func openClub(t *testing.T, box *practice.Box) (*app.Company, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	c, err := app.Open(context.Background(), newClub(t, box), app.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, &now
}

func codes(f billing.Faults) string { return strings.Join(f.Codes(), " ") }

func TestLookupParty_WarnsAndRemembers(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, now := openClub(t, box)
	if known := c.KnownStatus(ctx, practice.ExampleBankrupt); known != nil {
		t.Errorf("warned before anybody asked: %v", known)
	}
	e, err := c.LookupParty(ctx, " 999 991 009 ")
	if err != nil || e.Status() != billing.RegisterBankrupt || e.Party.VATNo != "NO999991009MVA" || !e.Party.Register {
		t.Fatalf("%+v, %v", e, err)
	}
	asked := box.Register.Asked()
	*now = now.AddDate(0, 3, 0)
	if got := codes(c.KnownStatus(ctx, practice.ExampleBankrupt)); got != "register-bankrupt" || box.Register.Asked() != asked {
		t.Errorf("known: %q, asked %d times", got, box.Register.Asked()-asked)
	}
	for _, f := range c.KnownStatus(ctx, practice.ExampleBankrupt) {
		if !f.Warning || f.Path != "customer.orgNo" || f.Args["name"] != "ØVING KONKURS AS" {
			t.Errorf("%+v", f)
		}
	}
	if _, err := c.LookupParty(ctx, practice.ExampleNursery); err != nil {
		t.Fatal(err)
	}
	known := c.KnownStatus(ctx, practice.ExampleNursery)
	if codes(known) != "register-subunit" || known[0].Args["head"] != "ØVING KOMMUNE" {
		t.Errorf("sub-unit: %v", known)
	}
	if got := c.KnownStatus(ctx, ""); got != nil {
		t.Errorf("a buyer without number: %v", got)
	}
}

func TestLookupParty_SaysSoOffline(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, now := openClub(t, box)
	if _, err := c.LookupParty(ctx, practice.ExampleCouncil); err != nil {
		t.Fatal(err)
	}
	box.Register.SetDown(true)
	*now = now.AddDate(0, 0, 3)
	e, err := c.LookupParty(ctx, practice.ExampleCouncil)
	if err != nil || e.Party.Name != "ØVING KOMMUNE" || e.Age != 72*time.Hour || codes(e.Warnings("")) != "register-offline-kept" {
		t.Errorf("kept: %+v, %v", e, err)
	}
	e, err = c.LookupParty(ctx, practice.ExampleBankrupt)
	if err != nil || e.Found() || e.Reason != lookup.CodeRegister || codes(e.Warnings("")) != "register-offline" {
		t.Errorf("never asked: %+v, %v", e, err)
	}
	if _, err := c.LookupParty(ctx, "999991008"); codes(app.Faults(err)) != "orgno-wrong" {
		t.Errorf("a wrong number: %v", err)
	}
	for _, text := range []string{"øving", practice.ExampleBankrupt} {
		if found, err := c.SearchRegister(ctx, text); codes(app.Faults(err)) != "register-offline" || found != nil {
			t.Errorf("search %q: %v, %v", text, found, err)
		}
	}
	if found, err := c.CustomerSearch(ctx, "øving"); err != nil || len(found) != 0 {
		t.Errorf("search among customers: %v, %v", found, err)
	}
}

func TestSearchRegister_FindsByNameAndNumber(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, _ := openClub(t, box)
	box.Register.Add(practice.Unit{OrgNo: "999991106", Name: "RØR HAUGEN AS", Form: "AS", City: "Bergen"},
		practice.Unit{OrgNo: "999991114", Name: "RØR HAUGLAND AS", Form: "AS", City: "Oslo"})
	found, err := c.SearchRegister(ctx, "rør haug")
	if err != nil || len(found) != 2 || found[0].Party.Name != "RØR HAUGLAND AS" {
		t.Errorf("the one of our own place comes first: %+v, %v", found, err)
	}
	for number, want := range map[string]billing.RegisterStatus{practice.ExampleDeleted: billing.RegisterDeleted, practice.ExampleNursery: billing.RegisterSubUnit} {
		if found, err = c.SearchRegister(ctx, number); err != nil || len(found) != 1 || found[0].Status() != want {
			t.Errorf("%s: %+v, %v", number, found, err)
		}
	}
	if found, err = c.SearchRegister(ctx, "999991173"); err != nil || len(found) != 0 {
		t.Errorf("nobody's number: %+v, %v", found, err)
	}
	customers, err := c.CustomerSearch(ctx, practice.ExampleDeleted)
	if err != nil || len(customers) != 0 {
		t.Errorf("a deleted unit is offered as a customer: %+v, %v", customers, err)
	}
	if customers, err = c.CustomerSearch(ctx, "øving barne"); err != nil || len(customers) != 0 {
		t.Errorf("a sub-unit is offered as a customer: %+v, %v", customers, err)
	}
	if customers, err = c.CustomerSearch(ctx, practice.ExampleNursery); err != nil || len(customers) != 1 {
		t.Errorf("a sub-unit whose number is typed: %+v, %v", customers, err)
	}
	if customers, err = c.CustomerSearch(ctx, "rør"); err != nil || len(customers) != 3 || customers[0].No != "1" || customers[2].No != "" {
		t.Errorf("%+v, %v", customers, err)
	}
}

func TestLookup_GivesNoPartyOfTheDeadAndUnknown(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, _ := openClub(t, box)
	for orgNo, want := range map[string]string{practice.ExampleBankrupt: "ØVING KONKURS AS", practice.ExampleDeleted: "", "999991173": ""} {
		p, known, err := c.Lookup(ctx, orgNo)
		if err != nil || p.Name != want || p.OrgNo != orgNo || known.Registered == nil || *known.Registered {
			t.Errorf("%s: %+v, %+v, %v", orgNo, p, known, err)
		}
	}
}

// TestSend_BelievesTheMetadata: a server that has closed sends the document on by the list; an answer that cannot be believed
// makes it wait.
func TestSend_BelievesTheMetadata(t *testing.T) {
	for how, want := range map[practice.Metadata]string{
		practice.Expired:        "letter accepted , ehf refused smp-expired",
		practice.OldTransport:   "letter accepted , ehf refused smp-no-endpoint",
		practice.WrongSignature: "ehf queued smp-signature",
		practice.MetadataFails:  "ehf queued smp-failed",
		practice.WeakSignature:  "ehf delivered ",
	} {
		box := newBox(t)
		c, _ := openClub(t, box)
		box.SMP.Answer(firm, how)
		issueTo(t, c, "1", app.Issuing{})
		if got := strings.Join(states(t, c, app.Sending{Now: true}), ", "); got != want {
			t.Errorf("%d: %s, want %s", how, got, want)
		}
	}
}
