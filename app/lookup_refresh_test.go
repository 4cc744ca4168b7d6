package app_test

import (
	"context"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"
)

const (
	firm = "0192:987654325" // customer 1 of the club, which takes EHF
)

// changes collects what is told of receivers.
func changes(t *testing.T, c *app.Company) func() []billing.LookupChanged {
	t.Helper()
	var told []billing.LookupChanged
	t.Cleanup(c.Subscribe(func(s billing.Signal) {
		if change, ok := s.(billing.LookupChanged); ok {
			told = append(told, change)
		}
	}))
	return func() []billing.LookupChanged { return told }
}

func refresh(t *testing.T, c *app.Company, want int) {
	t.Helper()
	if asked, err := c.RefreshWithoutPause(context.Background()); err != nil || asked != want {
		t.Errorf("%d receivers asked, %v; want %d", asked, err, want)
	}
}

func TestRefreshLookups_AsksThoseInUseOnceANight(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, now := openClub(t, box)
	refresh(t, c, 0) // nothing goes to anybody
	newDrafts(t, c, "1", "2")
	if _, err := c.AddCustomers(ctx, []billing.Customer{{No: "8", Party: billing.Party{Name: "Øving kommune", Type: billing.Public, OrgNo: "999991068",
		Address: billing.Address{PostCode: "7010", City: "Trondheim"}}}}); err != nil {
		t.Fatal(err)
	}
	*now = now.Add(24 * time.Hour)
	refresh(t, c, 1) // the firm; persons and customers without documents are left in peace
	refresh(t, c, 0)
	*now = now.Add(19 * time.Hour)
	refresh(t, c, 0)
	*now = now.Add(2 * time.Hour)
	newDrafts(t, c, "8")
	refresh(t, c, 2)
}

func TestRefreshLookups_TellsWhoBeganAndCeased(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, now := openClub(t, box)
	told := changes(t, c)
	began := *now
	newDrafts(t, c, "1")
	refresh(t, c, 1)
	if len(told()) != 0 {
		t.Errorf("told of the first answer: %v", told())
	}
	*now = now.AddDate(0, 0, 1)
	box.SMP.Answer(firm, practice.Expired)
	refresh(t, c, 1)
	if got := told(); len(got) != 1 || got[0] != (billing.LookupChanged{Participant: firm}) {
		t.Errorf("ceased: %v", got)
	}
	ceased := *now
	list, err := c.LookupChanges(ctx, began)
	if err != nil || len(list) != 1 || list[0].CustomerNo != "1" || list[0].Takes || list[0].Reason != lookup.CodeExpired || !list[0].At.Equal(ceased) {
		t.Errorf("changes: %+v, %v", list, err)
	}
	*now = now.AddDate(0, 0, 1)
	refresh(t, c, 1)
	if list, err = c.LookupChanges(ctx, began); err != nil || len(list) != 1 || !list[0].At.Equal(ceased) || len(told()) != 1 {
		t.Errorf("the same answer again: %+v, %v, %v", list, err, told())
	}
	*now = now.AddDate(0, 0, 1)
	box.SMP.Answer(firm, practice.GoodMetadata)
	refresh(t, c, 1)
	if got := told(); len(got) != 2 || !got[1].Takes {
		t.Errorf("began: %v", got)
	}
	if list, err = c.LookupChanges(ctx, now.Add(time.Minute)); err != nil || len(list) != 0 {
		t.Errorf("since later: %+v, %v", list, err)
	}
}

// TestRefreshLookups_BreaksOffOffline: one question is enough to see that nobody answers, and the night is not done then.
func TestRefreshLookups_BreaksOffOffline(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, now := openClub(t, box)
	if _, err := c.AddCustomers(ctx, []billing.Customer{{No: "8", Party: billing.Party{Name: "Øving kommune", Type: billing.Public, OrgNo: "999991068",
		Address: billing.Address{PostCode: "7010", City: "Trondheim"}}}}); err != nil {
		t.Fatal(err)
	}
	newDrafts(t, c, "1", "8")
	if err := c.SaveSettings(ctx, billing.Settings{"lookup.zone": "elsewhere.test"}); err != nil {
		t.Fatal(err)
	}
	refresh(t, c, 1)
	if !c.NightDue(ctx, *now) {
		t.Error("a night that broke off counts as done")
	}
	if err := c.SaveSettings(ctx, billing.Settings{"lookup.zone": practice.Zone}); err != nil {
		t.Fatal(err)
	}
	box.DNS.Trouble(firm, practice.ServerFails) // that one's trouble keeps nobody else from being asked
	refresh(t, c, 2)
	if c.NightDue(ctx, *now) {
		t.Error("due again at once")
	}
	if !c.NightDue(ctx, now.AddDate(0, 0, 1).Add(time.Hour)) || !c.NightDue(ctx, now.AddDate(0, 0, -2)) {
		t.Error("not due a day later, or when the clock was set back")
	}
}

func TestCheckLookup_AsksTheBoxOfAPracticeCompany(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, _ := openClub(t, box)
	r, err := c.CheckLookup(ctx)
	if err != nil || !r.Works() || r.How != billing.ResolverChosen || r.Zone != practice.Zone {
		t.Errorf("%+v, %v", r, err)
	}
}

// newDrafts begins a draft for each customer.
func newDrafts(t *testing.T, c *app.Company, customers ...string) {
	t.Helper()
	for _, no := range customers {
		if _, err := c.SaveDraft(context.Background(), simpleDraft(no)); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkCapability_Kept is what one receiver costs a batch when its answer is kept: reading the file, nobody asked.
func BenchmarkCapability_Kept(b *testing.B) {
	benchmarkCapability(b, 0)
}

// BenchmarkCapability_Asked is what it costs when it is asked anew: a name, a list and signed metadata, all on this machine.
func BenchmarkCapability_Asked(b *testing.B) {
	benchmarkCapability(b, 25*time.Hour)
}

func benchmarkCapability(b *testing.B, step time.Duration) {
	box, ctx := newBox(b), context.Background()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	c, err := app.Open(ctx, newClub(b, box), app.Options{Clock: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	document := billing.DocumentType(billing.KindInvoice)
	for b.Loop() {
		known, err := c.Takes(ctx, firm, document)
		if takes := known.TakesType(document); err != nil || takes == nil || !*takes {
			b.Fatalf("%+v, %v", known, err)
		}
		now = now.Add(step)
		if now.Year() > 2028 {
			now = now.AddDate(-2, 0, 0)
		}
	}
}

func TestSaveSettings_TakesResolversOfEveryKind(t *testing.T) {
	box, ctx := newBox(t), context.Background()
	c, _ := openClub(t, box)
	for address, want := range map[string]string{
		"192.0.2.1": "", "192.0.2.1:5353": "", "2001:db8::1": "", "[2001:db8::1]:53": "", "dns.firma.example": "", "https://dns.quad9.net/dns-query": "",
		"192.0.2.1:x": "setting-not-port", "https://": "setting-not-url", "http://dns.example/dns-query": "setting-not-port",
	} {
		err := c.SaveSettings(ctx, billing.Settings{"lookup.dns": address})
		if got := codes(app.Faults(err)); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
