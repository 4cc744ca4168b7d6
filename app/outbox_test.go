package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// issueTo issues one invoice to a customer of the club.
func issueTo(tb testing.TB, c *app.Company, customer string, how app.Issuing) billing.Invoice {
	tb.Helper()
	id, err := c.SaveDraft(context.Background(), billing.Draft{Customer: billing.CustomerRef{No: customer}, BuyerReference: "Styret",
		Lines: []billing.Line{{Item: "Kontingent", Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(400), VAT: billing.Rate(decimal.NewFromInt(25))}}})
	if err != nil {
		tb.Fatal(err)
	}
	issued, refused, err := c.Issue(context.Background(), []int64{id}, how)
	if err != nil || len(issued) != 1 {
		tb.Fatalf("issue: %v, refused %v", err, refused)
	}
	return issued[0]
}

// states sends once and lists the outbox as channel and state.
func states(tb testing.TB, c *app.Company, how app.Sending) []string {
	tb.Helper()
	if _, err := c.Send(context.Background(), how); err != nil {
		tb.Fatal(err)
	}
	rows, err := c.Outbox(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, string(r.Channel)+" "+string(r.State)+" "+r.Reason)
	}
	return out
}

func TestSend_WaitsForUndoAndCanBeTakenBack(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	if err := c.SaveSettings(context.Background(), billing.Settings{"send.undo": "60"}); err != nil {
		t.Fatal(err)
	}
	first, second := issueTo(t, c, "2", app.Issuing{}), issueTo(t, c, "2", app.Issuing{})
	if got := states(t, c, app.Sending{}); !cmp.Equal(got, []string{"email queued ", "email queued "}) {
		t.Errorf("within the time to take back: %q", got)
	}
	n, err := c.UndoSend(context.Background(), []string{first.Number()})
	if err != nil || n != 1 {
		t.Fatalf("taken back %d, %v", n, err)
	}
	mustClose(t, c)
	c = reopen(t, path, time.Minute+time.Second)
	states(t, c, app.Sending{})
	if got := len(box.Mail.Inbox("kari@example.test")); got != 1 {
		t.Errorf("%d mails, want only %s", got, second.Number())
	}
	if n, err := c.UndoSend(context.Background(), []string{second.Number()}); err != nil || n != 0 {
		t.Errorf("took back %d that had left, %v", n, err)
	}
}

func TestSend_NowDoesNotWait(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	if err := c.SaveSettings(context.Background(), billing.Settings{"send.undo": "600"}); err != nil {
		t.Fatal(err)
	}
	issueTo(t, c, "2", app.Issuing{})
	if got := states(t, c, app.Sending{Now: true}); !cmp.Equal(got, []string{"email accepted "}) {
		t.Errorf("outbox %q", got)
	}
}

func TestSend_BacksOffByTheWallClock(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	issueTo(t, c, "2", app.Issuing{AtOnce: true})
	box.Mail.SetSMTPDown(true)
	states(t, c, app.Sending{})
	states(t, c, app.Sending{}) // within the minute: left alone
	row := onlyDelivery(t, c)
	if row.Attempts != 1 || row.NotBefore.Before(row.UpdatedAt.Add(time.Minute)) {
		t.Errorf("attempts %d, not before %s, updated %s", row.Attempts, row.NotBefore, row.UpdatedAt)
	}
	mustClose(t, c)
	box.Mail.SetSMTPDown(false)
	c = reopen(t, path, 2*time.Minute)
	if got := states(t, c, app.Sending{}); !cmp.Equal(got, []string{"email accepted "}) {
		t.Errorf("after the pause: %q", got)
	}
}

func TestSend_ShowsAFailureAfterTwoDaysOfAttempts(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	box.Mail.SetSMTPDown(true)
	c := reopen(t, path, 0)
	issueTo(t, c, "2", app.Issuing{AtOnce: true})
	mustClose(t, c)
	var last billing.DeliveryRow
	for hours := range 60 {
		c := reopen(t, path, time.Duration(hours)*time.Hour)
		states(t, c, app.Sending{})
		last = onlyDelivery(t, c)
		mustClose(t, c)
		if last.State != billing.Queued {
			if hours < 48 {
				t.Errorf("given up after %d hours", hours)
			}
			break
		}
	}
	if last.State != billing.Refused {
		t.Errorf("state %s after 60 hours and %d attempts", last.State, last.Attempts)
	}
	if got := len(box.Mail.Inbox("kari@example.test")); got != 0 {
		t.Errorf("%d mails", got)
	}
}

// onlyDelivery is the one delivery there is, whatever rows stand for documents without a way out.
func onlyDelivery(tb testing.TB, c *app.Company) billing.DeliveryRow {
	tb.Helper()
	rows, err := c.Outbox(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	var found []billing.DeliveryRow
	for _, r := range rows {
		if r.ID != 0 {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		tb.Fatalf("%d deliveries, want 1", len(found))
	}
	return found[0]
}

func TestSend_NeverTakesUnknownForNo(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	box.DNS.Trouble("0192:987654325", practice.ServerFails)
	c := reopen(t, path, 0)
	issueTo(t, c, "1", app.Issuing{AtOnce: true})
	mustClose(t, c)
	for _, days := range []int{0, 1, 3, 30} {
		c := reopen(t, path, time.Duration(days)*24*time.Hour)
		if got := states(t, c, app.Sending{}); !cmp.Equal(got, []string{"ehf queued dns-failed"}) {
			t.Errorf("after %d days: %q", days, got)
		}
		mustClose(t, c)
	}
	if got := len(box.Access.Submissions()); got != 0 {
		t.Errorf("%d documents sent", got)
	}
}

func TestSend_GoesOnToTheNextChannelAndEndsWithAPerson(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	ctx := context.Background()
	for _, customer := range []billing.Customer{
		{No: "7", Party: billing.Party{Name: "Ola", Type: billing.Person, Email: "permerror@example.test", Address: billing.Address{City: "Oslo", PostCode: "0155"}}},
		{No: "8", Party: billing.Party{Name: "Eva", Type: billing.Person, Email: "permerror@example.test", Address: billing.Address{City: "Oslo", PostCode: "0155"}},
			Routes: []billing.ChannelName{billing.Email}},
	} {
		if _, err := c.SaveCustomer(ctx, customer); err != nil {
			t.Fatal(err)
		}
	}
	issueTo(t, c, "7", app.Issuing{AtOnce: true})
	alone := issueTo(t, c, "8", app.Issuing{AtOnce: true})
	want := []string{" refused smtp-550", "letter accepted ", "email refused smtp-550", "email refused smtp-550"}
	if got := states(t, c, app.Sending{}); !cmp.Equal(got, want) {
		t.Errorf("outbox %q, want %q", got, want)
	}
	if err := c.SendBy(ctx, []string{alone.Number()}, billing.Letter); err != nil {
		t.Fatal(err)
	}
	states(t, c, app.Sending{})
	_, ids, err := c.PrintPile(ctx)
	if err != nil || len(ids) != 2 {
		t.Fatalf("pile of %d, %v", len(ids), err)
	}
	if err := c.MarkPosted(ctx, ids); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.PrintPile(ctx); err == nil {
		t.Error("posted letters are still on the pile")
	}
}

func TestSend_AccessPointThatRefusesLaterGoesOn(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	box.Access.Plan(practice.FailForGood)
	issueTo(t, c, "1", app.Issuing{AtOnce: true})
	for range 4 {
		states(t, c, app.Sending{Now: true})
	}
	want := []string{"letter accepted ", "ehf refused"}
	got := states(t, c, app.Sending{Now: true})
	if len(got) != 2 || got[0] != want[0] || got[1][:len(want[1])] != want[1] {
		t.Errorf("outbox %q, want %q", got, want)
	}
	if n := len(box.Access.Submissions()); n != 1 {
		t.Errorf("%d submissions, want 1", n)
	}
}

func TestSend_RefusesARehearsalOutsidePractice(t *testing.T) {
	opt := app.Options{Today: cal.MustParse("2026-12-24")}
	c, err := app.Create(context.Background(), t.TempDir()+"/ekte.fakt", billing.Settings{"name": "Ekte"}, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Send(context.Background(), app.Sending{}); !errors.Is(err, app.ErrRehearsal) {
		t.Errorf("send: %v", err)
	}
	if _, err := c.Run(context.Background()); !errors.Is(err, app.ErrRehearsal) {
		t.Errorf("run: %v", err)
	}
	if _, err := c.Send(context.Background(), app.Sending{DryRun: true}); err != nil {
		t.Errorf("dry run: %v", err)
	}
}

func TestSend_OneProgramAtATime(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	c := reopen(t, path, 0)
	issueTo(t, c, "2", app.Issuing{AtOnce: true})
	unlock, err := app.LockFile(path + ".sender")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Send(context.Background(), app.Sending{})
	if codes := app.Faults(err).Codes(); !cmp.Equal(codes, []string{"sender-busy"}) {
		t.Errorf("beside another sender: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if got := states(t, c, app.Sending{}); !cmp.Equal(got, []string{"email accepted "}) {
		t.Errorf("alone: %q", got)
	}
}
