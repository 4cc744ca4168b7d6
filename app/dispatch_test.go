package app_test

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// addUnregistered gives the club a fourth customer, a business that is in no address book but has mail.
func addUnregistered(tb testing.TB, c *app.Company) {
	tb.Helper()
	_, err := c.AddCustomers(context.Background(), []billing.Customer{{No: "4", Party: billing.Party{Name: "Gård ANS", Type: billing.Business, OrgNo: "999003109",
		Email: "gard@example.test", Address: billing.Address{Street: "Vei 4", PostCode: "0155", City: "Oslo"}}}})
	if err != nil {
		tb.Fatal(err)
	}
}

func mustPlan(tb testing.TB, c *app.Company, numbers []string, drafts ...int64) billing.DispatchPlan {
	tb.Helper()
	plan, err := c.PlanDispatch(context.Background(), numbers, drafts)
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

// told is a plan's row as short text.
func told(r billing.PlannedDelivery) string {
	parts := []string{r.CustomerNo, string(r.Channel), r.Recipient, r.Waits}
	for _, p := range r.Passed {
		parts = append(parts, "not "+string(p.Channel)+": "+p.Reason)
	}
	return strings.Join(parts, " | ")
}

func tellAll(plan billing.DispatchPlan) []string {
	var out []string
	for _, r := range plan.Rows {
		out = append(out, told(r))
	}
	return out
}

func mustSave(tb testing.TB, c *app.Company, s billing.Settings) {
	tb.Helper()
	if err := c.SaveSettings(context.Background(), s); err != nil {
		tb.Fatal(err)
	}
}

func TestPlanDispatch_TellsWayReasonAndCost(t *testing.T) {
	c := reopen(t, newClub(t, newBox(t)), 0)
	addUnregistered(t, c)
	mustSave(t, c, billing.Settings{"cost.ehf": "2.50", "cost.letter": "25"})
	for _, no := range []string{"1", "2", "3", "4"} {
		issueTo(t, c, no, app.Issuing{AtOnce: true})
	}
	plan := mustPlan(t, c, nil)
	want := []string{
		"1 | ehf | 0192:987654325 | lookup-first",
		"2 | email | kari@example.test |  | not ehf: route-no-orgno",
		"3 | letter | Per Ås |  | not ehf: route-no-orgno | not email: route-no-email",
		"4 | ehf | 0192:999003109 | lookup-first",
	}
	if diff := cmp.Diff(want, tellAll(plan)); diff != "" {
		t.Errorf("before anybody was asked (-want +got):\n%s", diff)
	}
	asked, err := c.AskReceivers(context.Background(), nil, nil)
	if err != nil || asked != 2 {
		t.Fatalf("asked %d, %v", asked, err)
	}
	plan = mustPlan(t, c, nil)
	want[0] = "1 | ehf | 0192:987654325 | "
	want[3] = "4 | email | gard@example.test |  | not ehf: elma-not-registered"
	if diff := cmp.Diff(want, tellAll(plan)); diff != "" {
		t.Errorf("after asking (-want +got):\n%s", diff)
	}
	sums := []billing.ChannelSum{
		{Channel: billing.EHF, Count: 1, Sum: money.New(50_000, money.NOK), Cost: money.New(250, money.NOK)},
		{Channel: billing.Email, Count: 2, Sum: money.New(100_000, money.NOK), Cost: money.New(0, money.NOK), Unpriced: 2},
		{Channel: billing.Letter, Count: 1, Sum: money.New(50_000, money.NOK), Cost: money.New(2500, money.NOK)},
	}
	if diff := cmp.Diff(sums, plan.Sums); diff != "" {
		t.Errorf("sums (-want +got):\n%s", diff)
	}
	if plan.Cost.Minor != 2750 || plan.Unpriced != 2 {
		t.Errorf("cost %v with %d unknown, want 27.50 with 2", plan.Cost, plan.Unpriced)
	}
}

// What the plan says is what sending does, whatever the customers and their lists are.
func TestPlanDispatch_AgreesWithSending(t *testing.T) {
	c := reopen(t, newClub(t, newBox(t)), 0)
	addUnregistered(t, c)
	lists := []string{"ehf,email,letter", "letter,ehf", "ehf", "ehf,letter", "email,letter", "vipps,ehf,email,letter"}
	for _, list := range lists {
		mustSave(t, c, billing.Settings{"routes": list})
		var numbers []string
		for _, no := range []string{"1", "2", "3", "4"} {
			numbers = append(numbers, issueTo(t, c, no, app.Issuing{AtOnce: true}).Number())
		}
		if _, err := c.AskReceivers(context.Background(), numbers, nil); err != nil {
			t.Fatal(err)
		}
		want := map[string]billing.ChannelName{}
		for _, r := range mustPlan(t, c, numbers).Rows {
			want[r.Invoice] = r.Channel
		}
		if _, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil {
			t.Fatal(err)
		}
		got := map[string]billing.ChannelName{}
		for _, n := range numbers {
			got[n] = ""
		}
		rows, err := c.Outbox(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if _, ours := got[r.Invoice]; ours && (r.State == billing.Accepted || r.State == billing.Delivered) {
				got[r.Invoice] = r.Channel
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("list %q: planned (-) and sent (+):\n%s", list, diff)
		}
	}
}

func TestPlanDispatch_SaysWhenAndWhatFor(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	mustSave(t, c, billing.Settings{"send.undo": "300", "mail.rate": "2"})
	undo := issueTo(t, c, "2", app.Issuing{})
	row := mustPlan(t, c, []string{undo.Number()}).Rows[0]
	if row.Waits != "delivery-undo" || time.Until(row.At) < 4*time.Minute {
		t.Errorf("while it can be taken back: %q at %s", row.Waits, row.At)
	}
	mustSave(t, c, billing.Settings{"send.undo": "0"})
	var mails []string
	for range 5 {
		mails = append(mails, issueTo(t, c, "2", app.Issuing{}).Number())
	}
	var waits []string
	for _, r := range mustPlan(t, c, mails).Rows {
		waits = append(waits, r.Waits)
	}
	if want := []string{"", "", "delivery-rate", "delivery-rate", "delivery-rate"}; !slices.Equal(waits, want) {
		t.Errorf("five mails at two a minute wait %q", waits)
	}
	box.Mail.SetSMTPDown(true)
	mustSave(t, c, billing.Settings{"mail.rate": ""})
	if _, err := c.Send(context.Background(), app.Sending{}); err != nil {
		t.Fatal(err)
	}
	row = mustPlan(t, c, mails[:1]).Rows[0]
	if row.Waits == "" || !strings.HasPrefix(row.Waits, "smtp-") || row.At.IsZero() {
		t.Errorf("after a failed attempt: %q at %s", row.Waits, row.At)
	}
	if _, resting := c.Resting(context.Background())[billing.Email]; !resting {
		t.Fatal("mail does not rest while its server is down")
	}
	row = mustPlan(t, c, mails[4:]).Rows[0] // not tried, since the first one found nobody there
	if !strings.HasPrefix(row.Waits, "smtp-") || row.At.IsZero() {
		t.Errorf("behind a channel that rests: %q at %s", row.Waits, row.At)
	}
}

// Mail that froze nothing yet goes to the address the customer has today, and so the plan says.
func TestPlanDispatch_GoesByTheAddressOfToday(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	number := issueTo(t, c, "2", app.Issuing{AtOnce: true}).Number()
	for want, email := range map[string]string{"2 | email | ny@example.test |  | not ehf: route-no-orgno": "ny@example.test",
		"2 | letter | Kari Ødegård |  | not ehf: route-no-orgno | not email: route-no-email": ""} {
		kari, err := c.Customer(ctx, "2")
		if err != nil {
			t.Fatal(err)
		}
		kari.Email = email
		if _, err := c.SaveCustomer(ctx, kari.Customer); err != nil {
			t.Fatal(err)
		}
		if got := told(mustPlan(t, c, nil).Rows[0]); got != want {
			t.Errorf("with %q: %s, want %s", email, got, want)
		}
		if got := told(mustPlan(t, c, []string{number}).Rows[0]); got != want {
			t.Errorf("by number, with %q: %s, want %s", email, got, want)
		}
	}
}

// A company in which nothing is set up plans without the net, and says of each channel that it is not.
func TestPlanDispatch_PassesOverWhatIsNotSetUp(t *testing.T) {
	ctx := context.Background()
	settings := clubSettings(newBox(t))
	for key := range settings {
		if strings.HasPrefix(key, "mail.") || strings.HasPrefix(key, "accesspoint.") || strings.HasPrefix(key, "lookup.") || key == "practice" {
			delete(settings, key)
		}
	}
	c, err := app.Create(ctx, filepath.Join(t.TempDir(), "ekte.fakt"), settings, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	addUnregistered(t, c)
	number := issueTo(t, c, "4", app.Issuing{AtOnce: true}).Number()
	want := "4 | letter | Gård ANS |  | not ehf: ap-not-set-up | not email: mail-not-set-up"
	if got := told(mustPlan(t, c, []string{number}).Rows[0]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for kind, user := range map[string]string{"phoss": "", "phase4": "", "storecove": "12345", "maventa": "0191f6c9-26f4-44d4-80a7-c6ee8e92b2a3", "folder": ""} {
		place := "https://127.0.0.1:1/"
		if kind == "folder" {
			place = t.TempDir()
		}
		mustSave(t, c, billing.Settings{"accesspoint.kind": kind, "accesspoint.url": place, "accesspoint.user": user})
		if got := told(mustPlan(t, c, []string{number}).Rows[0]); got != "4 | ehf | 0192:999003109 | lookup-first" {
			t.Errorf("with %s: %s", kind, got)
		}
	}
}

func TestPlanDispatch_OfDraftsGoesByWhoPays(t *testing.T) {
	ctx := context.Background()
	c := reopen(t, newClub(t, newBox(t)), 0)
	if _, err := c.AddCustomers(ctx, []billing.Customer{{No: "5", Party: billing.Party{Name: "Barnet", Type: billing.Person}, Payer: "2"}}); err != nil {
		t.Fatal(err)
	}
	line := []billing.Line{{Item: "Kontingent", Quantity: decimal.NewFromInt(1), Price: decimal.NewFromInt(400), VAT: billing.Rate(decimal.NewFromInt(25))}}
	child, err := c.SaveDraft(ctx, billing.Draft{Customer: billing.CustomerRef{No: "5"}, Lines: line})
	if err != nil {
		t.Fatal(err)
	}
	inline, err := c.SaveDraft(ctx, billing.Draft{Customer: billing.CustomerRef{Party: billing.Party{Name: "Uten vei", Type: billing.Person}}, Lines: line})
	if err != nil {
		t.Fatal(err)
	}
	plan := mustPlan(t, c, nil, child, inline)
	want := []string{
		"2 | email | kari@example.test |  | not ehf: route-no-orgno",
		" |  |  |  | not ehf: route-no-orgno | not email: route-no-email | not letter: route-no-address",
	}
	if diff := cmp.Diff(want, tellAll(plan)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if plan.Rows[0].Payable.Minor != 50_000 || plan.Rows[1].DraftID != inline || plan.Rows[1].CustomerName != "Uten vei" {
		t.Errorf("rows %+v", plan.Rows)
	}
	_, err = c.PlanDispatch(ctx, []string{"99999"}, []int64{12345})
	var codes []string
	for _, f := range app.Faults(err) {
		codes = append(codes, f.Code)
	}
	if !slices.Equal(codes, []string{"document-unknown", "draft-unknown"}) {
		t.Errorf("unknown ones are refused with %q", codes)
	}
}

func TestSendFirst_LetsAFewGoAndHoldsTheRest(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	mustSave(t, c, billing.Settings{"send.undo": "600"})
	first, second, third := issueTo(t, c, "2", app.Issuing{}), issueTo(t, c, "2", app.Issuing{}), issueTo(t, c, "3", app.Issuing{})
	if err := c.SendFirst(ctx, nil, []string{"77"}); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "first-not-among" {
		t.Errorf("a stranger first: %v", err)
	}
	if err := c.SendFirst(ctx, nil, []string{first.Number()}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(ctx, app.Sending{}); err != nil {
		t.Fatal(err)
	}
	if got := len(box.Mail.Inbox("kari@example.test")); got != 1 {
		t.Errorf("%d mails went, want the first alone", got)
	}
	for _, r := range mustPlan(t, c, []string{second.Number(), third.Number()}).Rows {
		if r.Waits != "delivery-held" {
			t.Errorf("%s waits for %q", r.Invoice, r.Waits)
		}
	}
	mustVerify(t, c)
}

func TestRehearse_MailsCopiesToOurselvesAndTouchesNoDelivery(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	ehf, mail, letter := issueTo(t, c, "1", app.Issuing{}), issueTo(t, c, "2", app.Issuing{}), issueTo(t, c, "3", app.Issuing{})
	before, err := c.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	n, err := c.Rehearse(ctx, nil, "")
	if err != nil || n != 3 {
		t.Fatalf("sent %d, %v", n, err)
	}
	inbox := box.Mail.Inbox(practice.User)
	if len(inbox) != 3 || len(box.Mail.Inbox("kari@example.test")) != 0 {
		t.Fatalf("%d mails to ourselves, %d to the buyer", len(inbox), len(box.Mail.Inbox("kari@example.test")))
	}
	for i, number := range []string{ehf.Number(), mail.Number(), letter.Number()} {
		text := string(inbox[i])
		if !strings.Contains(text, number+".pdf") {
			t.Errorf("copy of %s carries no PDF", number)
		}
		if got := strings.Contains(text, number+".xml"); got != (i == 0) {
			t.Errorf("copy of %s carries the EHF: %v", number, got)
		}
	}
	after, err := c.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("deliveries moved:\n%s", diff)
	}
	mustVerify(t, c)
}

func TestRehearse_TellsWhatFailed(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	if _, err := c.Rehearse(ctx, nil, ""); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "rehearsal-nothing" {
		t.Errorf("of nothing: %v", err)
	}
	inv := issueTo(t, c, "2", app.Issuing{})
	n, err := c.Rehearse(ctx, []string{inv.Number()}, "permerror@post.test")
	if faults := app.Faults(err); n != 0 || len(faults) != 1 || faults[0].Path != inv.Number() || !strings.HasPrefix(faults[0].Code, "smtp-") {
		t.Errorf("refused by the server: %d, %v", n, err)
	}
	if _, err := c.Rehearse(ctx, nil, "to addresses@a.test"); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "email-wrong" {
		t.Errorf("to no address: %v", err)
	}
	if _, err := c.Rehearse(ctx, []string{"77"}, ""); len(app.Faults(err)) != 1 || app.Faults(err)[0].Code != "document-unknown" {
		t.Errorf("of a document nobody has: %v", err)
	}
}

func TestRehearse_OneThatFailsStopsNoOther(t *testing.T) {
	ctx := context.Background()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	if _, err := c.ImportOpenItems(ctx, []byte(openItems(1)), false); err != nil {
		t.Fatal(err)
	}
	first, last := issueTo(t, c, "2", app.Issuing{}).Number(), issueTo(t, c, "3", app.Issuing{}).Number()
	n, err := c.Rehearse(ctx, []string{first, "500000", last}, "")
	faults := app.Faults(err)
	if n != 2 || !errors.Is(err, app.ErrPartial) || len(faults) != 1 || faults[0].Path != "500000" {
		t.Errorf("sent %d, %v", n, err)
	}
	if got := len(box.Mail.Inbox(practice.User)); got != 2 {
		t.Errorf("%d copies came", got)
	}
}

func TestRehearse_SendsSoManyAndNamesTheRest(t *testing.T) {
	defer app.LimitRehearsals(2)()
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	for range 3 {
		issueTo(t, c, "2", app.Issuing{})
	}
	n, err := c.Rehearse(context.Background(), nil, "kasserer@example.test")
	faults := app.Faults(err)
	if n != 2 || len(faults) != 1 || faults[0].Code != "rehearsal-limit" || faults[0].Args["left"] != "1" {
		t.Errorf("sent %d, %v", n, err)
	}
	if got := len(box.Mail.Inbox("kasserer@example.test")); got != 2 {
		t.Errorf("%d copies came", got)
	}
}

// What a rehearsal sends says so, and whom it would have gone to.
func TestRehearse_SaysWhatItIs(t *testing.T) {
	box := newBox(t)
	c := reopen(t, newClub(t, box), 0)
	inv := issueTo(t, c, "3", app.Issuing{})
	if n, err := c.Rehearse(context.Background(), []string{inv.Number()}, ""); n != 1 || err != nil {
		t.Fatalf("sent %d, %v", n, err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(box.Mail.Inbox(practice.User)[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "[") || !strings.Contains(subject, inv.Number()) {
		t.Errorf("subject %q, %v", subject, err)
	}
}
