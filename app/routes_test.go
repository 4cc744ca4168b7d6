package app_test

import (
	"context"
	"slices"
	"testing"

	"fakturist/app"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

func TestPreviewRoutes_NamesWhoChangesAndWhyNotTheFirst(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	addUnregistered(t, c)
	if _, err := c.AddCustomers(ctx, []billing.Customer{
		{No: "6", Party: billing.Party{Name: "Egen Liste", Type: billing.Person, Email: "egen@example.test"}, Routes: []billing.ChannelName{billing.Letter}},
		{No: "7", Party: billing.Party{Name: "Betalt For", Type: billing.Person, Email: "b@example.test"}, Payer: "2"},
	}); err != nil {
		t.Fatal(err)
	}
	got, err := c.PreviewRoutes(ctx, []billing.ChannelName{billing.Letter, billing.EHF, billing.Email}, "")
	if err != nil {
		t.Fatal(err)
	}
	want := billing.RoutePreview{Customers: 4, Own: 1, Changes: []billing.RouteChange{
		{CustomerNo: "4", CustomerName: "Gård ANS", From: billing.EHF, To: billing.Letter},
		{CustomerNo: "2", CustomerName: "Kari Ødegård", From: billing.Email, To: billing.Letter},
		{CustomerNo: "1", CustomerName: "Rør og Varme AS", From: billing.EHF, To: billing.Letter},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("letters first (-want +got):\n%s", diff)
	}
	got, err = c.PreviewRoutes(ctx, []billing.ChannelName{billing.EHF}, "")
	if err != nil {
		t.Fatal(err)
	}
	want = billing.RoutePreview{Customers: 4, Own: 1, Changes: []billing.RouteChange{
		{CustomerNo: "2", CustomerName: "Kari Ødegård", From: billing.Email, Reason: "route-no-orgno"},
		{CustomerNo: "3", CustomerName: "Per Ås", From: billing.Letter, Reason: "route-no-orgno"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("only EHF (-want +got):\n%s", diff)
	}
	if _, err := c.PreviewRoutes(ctx, []billing.ChannelName{"due", "ehf", "ehf"}, ""); len(app.Faults(err)) != 2 {
		t.Errorf("a list that cannot be: %v", err)
	}
	if _, err := c.PreviewRoutes(ctx, nil, "Ingen"); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "group-empty" {
		t.Errorf("a group without members: %v", err)
	}
}

func TestSaveRoutes_OfAGroupCountsForItsMembersUntilRemoved(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	if _, err := c.AddCustomers(ctx, []billing.Customer{{No: "8", Groups: []string{"Sangere"}, Party: billing.Party{Name: "Alt", Type: billing.Person,
		Email: "alt@example.test", Address: billing.Address{City: "Oslo", PostCode: "0155"}}}}); err != nil {
		t.Fatal(err)
	}
	letters := []billing.ChannelName{billing.Letter}
	got, err := c.PreviewRoutes(ctx, letters, "Sangere")
	if err != nil || got.Customers != 1 || len(got.Changes) != 1 || got.Changes[0].To != billing.Letter {
		t.Fatalf("preview %+v, %v", got, err)
	}
	if err := c.SaveRoutes(ctx, letters, "Sangere"); err != nil {
		t.Fatal(err)
	}
	inv := issueTo(t, c, "8", app.Issuing{AtOnce: true})
	story, err := c.WhyRoute(ctx, inv.Number())
	if err != nil || story.Of != billing.RouteOfGroup || story.Group != "Sangere" || len(story.Steps) != 1 || story.Steps[0].Channel != billing.Letter {
		t.Errorf("story %+v, %v", story, err)
	}
	if err := c.SaveRoutes(ctx, nil, "Sangere"); err != nil {
		t.Fatal(err)
	}
	seller, err := c.Seller(ctx)
	if err != nil || len(seller.GroupRoutes) != 0 {
		t.Errorf("lists of groups %v, %v", seller.GroupRoutes, err)
	}
}

// A list of one is exclusive: when it cannot be used, the document is without a way and somebody is told.
func TestRoutes_OnlyEHFLeavesADocumentForAPerson(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	addUnregistered(t, c)
	if err := c.SaveRoutes(ctx, []billing.ChannelName{billing.EHF}, ""); err != nil {
		t.Fatal(err)
	}
	person, refused := issueTo(t, c, "2", app.Issuing{AtOnce: true}), issueTo(t, c, "4", app.Issuing{AtOnce: true})
	if _, err := c.Send(ctx, app.Sending{}); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]string{}
	for _, r := range rows {
		if r.ID == 0 {
			left[r.Invoice] = r.Reason
		}
	}
	if left[person.Number()] == "" || left[refused.Number()] != "elma-not-registered" {
		t.Errorf("without a way: %v", left)
	}
	tasks, err := c.Dashboard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(tasks.Tasks, func(task billing.Task) bool { return task.Ref == refused.Number() && task.Urgency == 2 }) {
		t.Errorf("tasks %+v, want a red one of each", tasks.Tasks)
	}
	for _, r := range mustPlan(t, c, []string{person.Number(), refused.Number()}).Rows {
		if r.Channel != "" || len(r.Passed) == 0 {
			t.Errorf("%s would go by %q, passing %v", r.Invoice, r.Channel, r.Passed)
		}
	}
}

func TestWhyRoute_TellsEachChannelWithItsReason(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	if _, err := c.AddCustomers(ctx, []billing.Customer{{No: "9", Party: billing.Party{Name: "Uheldig AS", Type: billing.Business, OrgNo: "999003109",
		Email: "permerror@post.test", Address: billing.Address{Street: "Vei 9", PostCode: "0155", City: "Oslo"}}}}); err != nil {
		t.Fatal(err)
	}
	inv := issueTo(t, c, "9", app.Issuing{AtOnce: true})
	if _, err := c.Send(ctx, app.Sending{}); err != nil {
		t.Fatal(err)
	}
	story, err := c.WhyRoute(ctx, inv.Number())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range story.Steps {
		got = append(got, string(s.Channel)+" "+s.Outcome+" "+s.Reason)
	}
	if diff := cmp.Diff([]string{"ehf refused elma-not-registered", "email refused smtp-550", "letter accepted "}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if story.Of != billing.RouteOfCompany || len(story.List) != 3 {
		t.Errorf("list %v of %s", story.List, story.Of)
	}
	if mail := story.Steps[1]; mail.Detail == "" || mail.At.IsZero() {
		t.Errorf("the mail's answer %q at %s", mail.Detail, mail.At)
	}
	by := issueTo(t, c, "1", app.Issuing{})
	if _, err := c.UndoSend(ctx, []string{by.Number()}); err != nil {
		t.Fatal(err)
	}
	if err := c.SendBy(ctx, []string{by.Number()}, billing.Letter); err != nil {
		t.Fatal(err)
	}
	story, err = c.WhyRoute(ctx, by.Number())
	if err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, s := range story.Steps {
		got = append(got, string(s.Channel)+" "+s.Outcome+" "+s.Reason)
	}
	if diff := cmp.Diff([]string{"ehf cancelled ", "email passed route-no-email", "letter queued "}, got); diff != "" {
		t.Errorf("chosen by a person (-want +got):\n%s", diff)
	}
}
